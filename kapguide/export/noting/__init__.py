"""Writes the session note out of its log."""
