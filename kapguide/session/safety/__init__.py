"""What a session keeps for the client's safety: side effects and their asking, values outside the clinic's limits.

Text and times, never a verdict: what follows from them is the clinic's own protocol.
"""
