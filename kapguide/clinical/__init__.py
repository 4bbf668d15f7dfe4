"""Vitals, as a person types and reads them: pure. Nothing here judges a value."""
