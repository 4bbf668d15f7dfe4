"""The encrypted record on disk."""
