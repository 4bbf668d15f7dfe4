"""The versioned JSON form of an event: what is stored, and read for ever."""

from typing import Any

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.events import Event

VERSION = 1
_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """The event as JSON; equal events give equal bytes."""
    return _encoder.encode(event)


def decode(data: bytes | str) -> Event:
    """Read an event of this or any earlier version.

    Raises KapGuideError for one that a newer KapGuide wrote, or that is not an event.
    """
    try:
        event = _decoder.decode(data)
    except msgspec.DecodeError as error:
        return _upgrade(data, error)
    return event if event.v <= VERSION else _upgrade(data, ValueError("newer"))


def _upgrade(data: bytes | str, error: Exception) -> Event:
    try:
        raw: Any = msgspec.json.decode(data)
    except msgspec.DecodeError:
        raw = None
    written = raw.get("v", 1) if isinstance(raw, dict) else 0
    if isinstance(written, int) and written > VERSION:
        raise KapGuideError(
            "This session was recorded by a newer KapGuide. Nothing is lost; open it with that version.",
            f"event version {written}",
        )
    raise KapGuideError("An entry of this session cannot be read. The others are shown.", str(error)) from error
