"""Rehearsals, as window and command line use them: chosen, run, one or many at once, kept, made of sessions."""
