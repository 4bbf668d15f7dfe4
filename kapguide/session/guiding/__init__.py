"""Guided imagery and breath: what a script says and for how long, how a pattern of breath moves, what is seen of it.

`script` is an imagery script's model and its time, `breath` a pattern and where one is in it; `script_file` and
`breath_file` read them from TOML, `script_words` looks at how a client is spoken to. Everything here is pure, and a
clinic's files become these.
"""
