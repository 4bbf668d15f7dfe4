"""Files of one kind: those that ship, and a practice's own, which take a shipped one's place by their id."""
