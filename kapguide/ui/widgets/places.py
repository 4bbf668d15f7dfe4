"""Where a key lies: the sign that a US keyboard has at its place, so that keys are found on every layout.

Letters go by what they write wherever they are Latin ones, as the caps on the screen say; elsewhere by their place.
"""

import sys
from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

DIGITS = "1234567890"
_ROWS = {2: DIGITS + "-=", 16: "qwertyuiop[]", 30: "asdfghjkl;'`", 44: "zxcvbnm,./"}
"""What stands in each row of the keyboard, by the scan code of its first key."""
_CODES = {first + number: sign for first, row in _ROWS.items() for number, sign in enumerate(row)}
_MAC_CODES = (
    *(18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 27, 24),
    *(12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 33, 30),
    *(0, 1, 2, 3, 5, 4, 38, 40, 37, 41, 39, 50),
    *(6, 7, 8, 9, 11, 45, 46, 43, 47, 44),
)
_MAC = dict(zip(_MAC_CODES, "".join(_ROWS.values()), strict=True))
X11_ABOVE = 8
"""X11 and Wayland number the keys this much higher than the keyboard does, and Windows, which counts as it does."""
_SHIFTED = {"/": "?", "=": "+"}
"""What Shift makes of a place, of the signs that mean something."""
_THIRD = ("[", "]")
"""What AltGr makes of a digit, of the signs that mean something: not every system tells that AltGr is down."""
_LATIN_BELOW = 0x250
"""Where Unicode's Latin letters end: a key that gives one of them is known by it, any other by its place."""

_T = TypeVar("_T")


def place_of(event: QKeyEvent, system: str = sys.platform) -> str:
    """The sign, without Shift, that a US keyboard has at the key's place; empty for a place that has none."""
    code = event.nativeScanCode()
    if system == "darwin":
        return _MAC.get(event.nativeVirtualKey(), "") if code else ""  # an event that is made up has no code
    return _CODES.get(code if system == "win32" else code - X11_ABOVE, "")


def letter_of(event: QKeyEvent) -> str:
    """The letter of a key that is pressed with Ctrl: the Latin one that it writes, or else that of its place."""
    if Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z:
        return chr(event.key()).lower()
    return place_of(event) if event.key() > Qt.Key.Key_AsciiTilde else ""


def signs_of(event: QKeyEvent, system: str = sys.platform) -> tuple[str, ...]:
    """What a key can mean as a sign, the likelier first: digits go by their place, the rest by what it writes."""
    place, written = place_of(event, system), event.text().lower().strip()
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    if place and place in DIGITS and not shifted and written not in _THIRD:
        return (place,)
    if place.isalpha() and all(ord(sign) < _LATIN_BELOW for sign in written):
        place = ""
    elif shifted and not place.isalpha():
        place = _SHIFTED.get(place, "")
    return tuple(sign for sign in (written, place) if sign)


def digit_of(event: QKeyEvent) -> str:
    """The digit that a key means, whatever it writes; empty for a key that means none."""
    return next((sign for sign in signs_of(event) if sign in DIGITS), "")


def key_meant(event: QKeyEvent, keys: Mapping[str, _T]) -> _T | None:
    """Which of a screen's single keys, by their signs, a press means: on every layout, and with Caps Lock too."""
    held = event.modifiers()
    alt, ctrl = bool(held & Qt.KeyboardModifier.AltModifier), bool(held & Qt.KeyboardModifier.ControlModifier)
    if alt != ctrl or held & Qt.KeyboardModifier.MetaModifier:  # both are AltGr, as Windows has it
        return None
    return next((keys[sign] for sign in signs_of(event) if sign in keys), None)
