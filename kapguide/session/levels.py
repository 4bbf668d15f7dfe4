"""How far a hand moves a level, in dB."""

LEVEL_RANGE = (-40.0, 0.0)
"""The music's, below the clinic's cap: what the level keys reach."""

OUTPUT_RANGE = (-30.0, 0.0)
"""One output's, beside the others."""
