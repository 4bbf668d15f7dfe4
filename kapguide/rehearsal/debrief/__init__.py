"""What a rehearsal shows afterwards: what happened, what was done, what was asked for, and what can be tried next.

`making.debrief_of` makes it from a record alone. All of it is counted from what was logged; nothing is graded, and what
was not logged is not supposed. `shape` is what it comes to, for a screen and for paper.
"""
