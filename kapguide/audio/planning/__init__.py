"""Which music when: from what the session wants to what the player is told. Functions of state, time and seed."""
