"""What a practice writes for itself: settings, limits, the emergency card, and the sheet for home."""
