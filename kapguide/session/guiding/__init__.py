"""Guided imagery and breath as data: what a script says and for how long, how a pattern of breath moves.

`script` is an imagery script's model and its time, `script_file` reads one from TOML; everything here is pure, and a
clinic's files become these.
"""
