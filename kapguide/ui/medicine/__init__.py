"""The medicine log: what the practice received, gave, returned, wasted and counted, and what must be there."""
