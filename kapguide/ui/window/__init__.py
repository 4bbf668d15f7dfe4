"""The window itself: screens one at a time, what stands on each of them, and how it closes."""
