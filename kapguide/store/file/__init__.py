"""The file of a record: opened (`database`), held while it is written (`live_file`), looked at page by page.

`lock` lets one program write it, `place` says where it must not lie, `rest` whether a start finds it as it should be.
"""
