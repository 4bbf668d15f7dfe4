"""Search: what was written is found by its words, narrowed by filters that are typed, and opened where it stands."""
