"""Saving: `entries` say what, the `writer` does it, `keeping` owns what waits, `aside` and `ballast` lose nothing."""
