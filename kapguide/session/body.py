"""The form of everything that an event says."""

import msgspec


class Body(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """What an event says. The tag is stored as `kind`; it and the field names are for ever."""
