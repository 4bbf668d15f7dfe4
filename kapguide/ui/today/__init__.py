"""Today: what is running, what was done, what waits for its note, and the form that begins a session."""
