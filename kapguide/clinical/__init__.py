"""Vitals, limits and instruments: pure."""
