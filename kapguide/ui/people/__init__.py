"""The people of the practice: who works here, what for, and who can open it."""
