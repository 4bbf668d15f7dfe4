"""The pure heart: what should happen, and what happened. No Qt, no files being written, no time of day."""
