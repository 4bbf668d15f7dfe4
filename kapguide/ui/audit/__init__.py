"""The audit log: what was done with the record, by whom and when, and what of a client left it."""
