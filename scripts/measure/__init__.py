"""What bench.py and hear.py measure: each figure in a module of its own, and the tools that they share."""
