"""What a person answers at the client's side: what the protocol asks for, which of it is open, and how it may end."""
