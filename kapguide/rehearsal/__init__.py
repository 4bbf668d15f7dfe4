"""Practising: a scenario and its simulated client, the run of it, what is kept of it, and what it shows afterwards.

Pure as `session` is, on which it stands: time, chance and ids are passed in, and nothing here knows a screen or a
record. `scenario` is what a file says, `client` plays it, `run` joins it to a session, `kept` is a rehearsal as its
file has it, and `debrief` says what can be learned from it.
"""
