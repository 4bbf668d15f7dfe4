"""The sound process: decodes, mixes, plays, and goes on when the window dies. Imports nothing of KapGuide above it.

In: `decoders` chooses who reads a file (`vlc_decoder`, `mpeg`, `chained`, `edit_list`, ...), `source` reads it ahead.
Mix: `sequence` says which track sounds (`order`, `coming`), `mixer` sums (`ramps`, `limiter`), `tape` keeps the end.
Out: `output` has an `outlet` for each device (`devices`, `pulse`), which hears the tape by its `reader` and `shape`.
The process: `process`, the `link` to a window and what goes over it (`wire`), `clocks`, `priority`.
"""
