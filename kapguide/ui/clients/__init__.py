"""Clients: the list in which a code is found, and a client's page with what is said there."""
