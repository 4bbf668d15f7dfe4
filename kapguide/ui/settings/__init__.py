"""The clinic's settings in the window: each section with its fields, who set them, and the files that keep them."""
