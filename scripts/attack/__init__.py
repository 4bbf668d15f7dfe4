"""Attacks on the program: each does what life does to a laptop, many times, and counts what came of it."""
