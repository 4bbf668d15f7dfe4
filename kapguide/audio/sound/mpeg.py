"""MPEG audio (MP3) whose length nobody states: libsndfile guesses it from the first frame, and reads no further."""

from pathlib import Path

HEAD = 65_536
"""So much of a file (bytes) is looked at."""
STATED = (b"Xing", b"Info", b"VBRI")
"""Headers that say how long a file is, each in its first frame."""

_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
"""Layer III's bit rates in kbit/s by their index, for MPEG-1 and for MPEG-2 (ISO 11172-3 and 13818-3)."""
_SAMPLES = (44_100, 48_000, 32_000, 0)
_MPEG1, _MPEG2, _LAYER3 = 3, 2, 1


def varies(path: str) -> bool:
    """Whether the file is MPEG audio of several bit rates that does not say how long it is."""
    try:
        with Path(path).open("rb") as file:
            file.seek(sound_start(file.read(10)))
            head = file.read(HEAD)
    except OSError:
        return False
    if any(word in head[:4_096] for word in STATED):
        return False
    return len(_bit_rates(head)) > 1


def sound_start(head: bytes) -> int:
    """Where the sound begins in a file that begins with these 10 bytes: behind its tag, if it has one."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def _bit_rates(head: bytes) -> set[int]:
    """The bit rates of the frames that follow each other from the start; none for what is no Layer III."""
    found: set[int] = set()
    at = 0
    while at + 4 <= len(head):
        if head[at] != 0xFF or head[at + 1] & 0xE0 != 0xE0:
            break
        version, layer = head[at + 1] >> 3 & 3, head[at + 1] >> 1 & 3
        rate = _RATES[version == _MPEG1][head[at + 2] >> 4]
        samples = _SAMPLES[head[at + 2] >> 2 & 3] // (1 if version == _MPEG1 else 2 if version == _MPEG2 else 4)
        if layer != _LAYER3 or not rate or not samples:
            break
        found.add(rate)
        at += (144 if version == _MPEG1 else 72) * rate * 1_000 // samples + (head[at + 2] >> 1 & 1)
    return found
