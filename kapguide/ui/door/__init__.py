"""The door: unlocking, the first start, and the keys that open the practice."""
