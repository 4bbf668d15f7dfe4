"""A session at the window: what a therapist sees and touches while it runs.

`sessions` begins one or goes on with it, `flow` holds one while it runs, `ticker` wakes it. A card is a file of its
own, has its place in `layout`, its commands in `screen` and its keys in `keys`.
"""
