"""Questionnaires: the laptop handed to the client for one, locked to it; asked aloud; a score entered; what it says."""
