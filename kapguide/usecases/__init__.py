"""Use cases: what needs several edges at once, without Qt, for the window and the command line alike.

A new module here joins `store`, `audio` or `export`; what needs one of them alone belongs there. `shipped` are the
files that come with the program beside a practice's own, `clinic` what a practice writes for itself, `rehearsing` what
is done about rehearsals, `demonstration` the practice that is only shown.
"""
