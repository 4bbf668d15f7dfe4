"""What a clinic foresees for a session: its phases, prompts and readings, read from TOML and checked whole."""
