"""WavPack and True Audio: their own words about their length, and why libVLC may not run ahead with them.

Reading as fast as it can, libVLC keeps a file's last packet. In most files that is some hundredths of a second; in
these it is up to a second.
"""

import struct
from pathlib import Path

LONGEST_S = 1.1
"""No packet of theirs is longer."""
_RATES = (
    6_000, 8_000, 9_600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000, 192_000
)  # fmt: skip
"""WavPack's sample rates by their index."""
_UNKNOWN = 0xFFFF_FFFF


def stated_s(path: str) -> float:
    """How long a file of these two kinds lasts, in seconds; 0 for any other, or when it does not say."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(32)
    except OSError:
        return 0.0
    if len(head) < 32:
        return 0.0
    if head[:4] == b"wvpk":
        (samples,) = struct.unpack("<I", head[12:16])
        index = struct.unpack("<I", head[24:28])[0] >> 23 & 15
        return samples / _RATES[index] if index < len(_RATES) and samples != _UNKNOWN else 0.0
    if head[:4] == b"TTA1":
        rate, samples = struct.unpack("<II", head[10:18])
        return samples / rate if rate else 0.0
    return 0.0


def long_packets(path: str) -> bool:
    """Whether it is a file of these two kinds."""
    try:
        with Path(path).open("rb") as file:
            return file.read(4) in (b"wvpk", b"TTA1")
    except OSError:
        return False
