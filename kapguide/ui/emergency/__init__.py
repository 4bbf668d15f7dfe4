"""The emergency: the clinic's card, what is done second by second, and the way out; over a session and at the door."""
