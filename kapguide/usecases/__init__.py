"""Use cases: what needs several edges at once, without Qt, for the window and the command line alike.

A new module here joins `store`, `audio` or `export`; what needs one of them alone belongs there.
"""
