"""Private files: what one person writes for nobody else, what waits to get in, and copies beside the backups."""
