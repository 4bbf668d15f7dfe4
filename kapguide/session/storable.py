"""What happened can always be written down, whatever the system handed in: the record has no hole for a bad sign."""

import math
from typing import Any, TypeVar

import msgspec

from kapguide.session.events import Body
from kapguide.text import without_halves

B = TypeVar("B", bound=Body)
_encode = msgspec.json.Encoder().encode


def storable(body: B) -> B:
    """`body`, or one like it that JSON can hold: halves of characters become U+FFFD, what is no number becomes 0.

    Halves come in the names of files that are no UTF-8; no number, from a sound that could not be measured.
    """
    try:
        if b"null" not in _encode(body):  # as JSON writes what is no number; nothing else in an event is
            return body
    except UnicodeEncodeError:
        pass
    return msgspec.convert(_mended(msgspec.to_builtins(body)), type(body))


def _mended(value: Any) -> Any:
    match value:
        case str():
            return without_halves(value)
        case float():
            return value if math.isfinite(value) else 0.0
        case dict():
            return {name: _mended(each) for name, each in value.items()}
        case list() | tuple():
            return [_mended(each) for each in value]
    return value
