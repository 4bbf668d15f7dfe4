"""Names for new rows: UUIDv7, so that they sort by time and a retry is harmless."""

import secrets
import time
import uuid


def new_id() -> str:
    """A fresh UUIDv7 as text."""
    value = (time.time_ns() // 1_000_000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
