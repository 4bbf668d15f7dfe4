"""The sound of the window: which session has it, and its hands on every screen."""
