"""Ids that sort by time (UUIDv7), from injected sources, so that a seed gives the same ids again."""

import random
import secrets
import time
import uuid
from collections.abc import Callable

from kapguide.session.clock import Clock


def uuid7(ms: int, random_bits: int) -> str:
    """A UUIDv7 (RFC 9562) of a Unix time in ms and 74 random bits."""
    high, low = random_bits >> 62, random_bits & (1 << 62) - 1
    return str(uuid.UUID(int=(ms & (1 << 48) - 1) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))


def ms_of(id: str) -> int:
    """The Unix time in ms of a UUIDv7; 0 for an id of another kind."""
    try:
        return uuid.UUID(id).int >> 80
    except ValueError:
        return 0


def id_at(ms: int) -> str:
    """A new id of a Unix time in ms."""
    return uuid7(ms, secrets.randbits(74))


def system_ids() -> Callable[[], str]:
    """New ids by the wall clock and the system's randomness."""
    return lambda: id_at(time.time_ns() // 1_000_000)


def seeded_ids(seed: int, clock: Clock) -> Callable[[], str]:
    """The same ids for the same seed and the same session times."""
    bits = random.Random(seed)
    return lambda: uuid7(round(clock.now().utc.timestamp() * 1000), bits.getrandbits(74))
