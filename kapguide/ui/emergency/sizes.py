"""The measures of the emergency's screen: chosen by the window's size, never by what it shows."""

import msgspec


class EmergencySizes(msgspec.Struct, frozen=True):
    """Pixels. `left` and `right` are the outer columns' widths, `lower` the height of the row below the taps.

    `clock`, `title`, `times` and `words` are sizes of type in the head; `text` that of roles, `step` the largest step.
    """

    margin: int
    gap: int
    left: int
    right: int
    vitals: int
    row: int
    tap: int
    tap_px: int
    vitals_px: int
    lower: int
    head: int
    clock: int
    title: int
    times: int
    words: int
    text: int
    step: int
    number: int


FLOOR = EmergencySizes(8, 6, 290, 242, 284, 40, 62, 15, 17, 60, 48, 34, 21, 22, 13, 13, 26, 28)
STANDARD = EmergencySizes(16, 8, 330, 346, 372, 40, 64, 19, 24, 112, 64, 40, 27, 27, 15, 15, 26, 28)
GENEROUS = EmergencySizes(24, 16, 440, 460, 500, 52, 80, 22, 30, 150, 84, 56, 34, 34, 17, 17, 34, 40)


def sizes_for(width: int, height: int) -> EmergencySizes:
    """Those of a window of that size."""
    if width < 1200 or height < 600:
        return FLOOR
    return GENEROUS if width >= 1600 and height >= 940 else STANDARD
