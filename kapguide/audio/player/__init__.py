"""The player: what can be asked of the sound, what it tells, and the supervision of the process that makes it."""
