"""Practising: a scenario and its simulated client, the run of it, what is kept of it, and what it shows afterwards.

Pure as `session` is, on which it stands: time, chance and ids are passed in, and nothing here knows a screen or a
record. `scenario` is what a file says. `client` is the simulated client, folded from what was written; `turns` says
what comes next, `course` what the cuff would show, and `panel` what is seen. `playing` lets session and client go on
together, each thing at its own time, and `run` is what a window asks of that. `kept` is a rehearsal as its file has
it, and `debrief` says what can be learned from it.
"""
