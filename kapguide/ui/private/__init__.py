"""One's own notes on a client: read and written by their author alone."""
