"""A recorded session or rehearsal on the live screen: played back at any speed, and never changed."""
