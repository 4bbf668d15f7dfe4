"""The music library: folders that were added, files that were scanned, what was measured, and what a person says.

`library` is asked; `index` holds it in memory and `file` on the disk; `importing` has files looked at by `scanner`, in
processes (`scan_process`) that `scan` one file at a time.
"""
