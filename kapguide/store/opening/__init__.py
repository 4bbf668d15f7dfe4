"""The ways into a record: set up, opened, brought to a new version, restored from a copy, merged with another."""
