"""The scripts page: which there are, their lines, and a line recorded with the computer's microphone.

`desk` is what happens, `screen` what is seen of it.
"""
