"""Recording a line with the computer's microphone, in a process of its own that the window asks and hears.

`recorder` is the window's end; `record_process` opens the microphone, and with `take` trims and levels what was said.
"""
