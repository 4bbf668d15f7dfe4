"""Copies of a record: backups, each proved before it counts, and what any copy or damaged file still holds."""
