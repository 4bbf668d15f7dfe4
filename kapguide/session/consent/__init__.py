"""What a client agrees to in the session, touch aside: said before the dose; after it, it only becomes less."""
