"""Before a session: its music laid out, and its sound tried."""
