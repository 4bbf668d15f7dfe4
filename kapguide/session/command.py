"""The form of everything that can be asked of a session."""

import msgspec


class Command(msgspec.Struct, frozen=True):
    """A wish. `decide` turns it into events or refuses it with a sentence."""
