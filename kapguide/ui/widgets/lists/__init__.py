"""Lists of painted rows, and what scrolls."""
