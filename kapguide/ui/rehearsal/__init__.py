"""A rehearsal while it runs: the live screen of a session, and at its foot the client, the room and the clock."""
