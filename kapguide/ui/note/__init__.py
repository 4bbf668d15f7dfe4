"""The note of a session at the window: made from its log, edited line by line, exported."""
