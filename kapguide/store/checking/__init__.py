"""Whether a record is whole: its file, its chain, its rows, its signatures, and the index over its texts."""
