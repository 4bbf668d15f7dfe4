"""Players, files and the sound process."""
