"""Who is with the client: who comes and goes, who has the session, and the time in which nobody was there."""
