"""Retention: the records that are older than the clinic keeps them, and what stays of those that were removed."""
