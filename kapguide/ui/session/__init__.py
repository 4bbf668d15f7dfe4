"""A session at the window: what a therapist sees and touches while it runs.

`sessions` begins one or goes on with it, `flow` holds one while it runs, `ticker` wakes it. What always stands on the
screen is in `cards`, what a key calls up in `forms`, and what is done about it in `hands`. Each has its place in
`layout`, its commands in `screen` and its keys in `keys`.
"""
