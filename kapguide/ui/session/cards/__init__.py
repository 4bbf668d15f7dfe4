"""What stands on the live screen: its head, the phase, the prompt and its script, readings, music, notes, breath."""
