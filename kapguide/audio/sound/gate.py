"""The gate between files and the mix: what is no number, or louder than any sound can be, is damage and never passes.

Everybody who reads a decoder reads it through here; see limiter.capped for the other end.
"""

from kapguide.audio.sound.decoder import DAMAGED, Block, DecodeError, Decoder
from kapguide.audio.sound.limiter import is_sound


class NoSound(DecodeError):
    """What a file holds at this place is no sound."""

    def __init__(self) -> None:
        super().__init__(DAMAGED, "what it holds here is no sound")


def read(decoder: Decoder, frames: int) -> Block:
    """Up to `frames` more frames of `decoder`, none at its end. Raises DecodeError, for what is no sound as well."""
    block = decoder.read(frames)
    if not is_sound(block):
        raise NoSound
    return block
