"""The one door for text: what a person typed or pasted, in the one form in which it is kept, compared and searched.

The form is Unicode's NFC. An accent that was typed apart joins its letter, and signs that Unicode counts as the same
letter (the Ångström sign, the Ohm sign) become that letter; look-alikes that differ in meaning (ﬁ, ², full width) stay.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence

MANNERS = {'"': "verbatim", "“": "verbatim", "~": "paraphrase"}
"""A line that begins with a quotation mark holds the client's own words; with a tilde, their sense."""

_LINE_END = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""Controls but newline and tab; byte-order marks; and the two codes that are no characters, which no document takes."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{100,}")
"""Runs in which many combining marks may stand, beside other signs."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Signs that show nothing by themselves: Unicode's "default ignorable" ones, and the blanks that are no blanks."""


def clean_text(text: str) -> str:
    """`text` as it is kept: one kind of line end, nothing that cannot be stored, NFC. Never fails.

    A lone surrogate becomes U+FFFD. Text of which nobody sees anything is no text: then it is empty.
    """
    text = _UNWANTED.sub("", _LINE_END.sub("\n", text))
    text = nfc(without_halves(text))
    return text if _UNSEEN.sub("", text).strip() else ""


def nfc(text: str) -> str:
    """`text` in NFC. Marks by the thousand on one letter are put into their order first: Python would take minutes."""
    return unicodedata.normalize("NFC", _MARKS.sub(_in_order, text))


def _in_order(run: re.Match[str]) -> str:
    apart = (part for sign in run[0] for part in unicodedata.normalize("NFD", sign))
    groups = itertools.groupby(apart, key=lambda sign: unicodedata.combining(sign) > 0)
    return "".join(sign for _, group in groups for sign in sorted(group, key=unicodedata.combining))


def has_unseen(text: str) -> bool:
    """Whether a sign in it cannot be seen, so that two texts can look the same and be different."""
    return _UNSEEN.search(text) is not None or not text.isprintable()


def without_halves(text: str) -> str:
    """`text` with U+FFFD for each lone surrogate, which no file takes."""
    return _SURROGATE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """`text` as it is kept, with line breaks and runs of blanks as single blanks."""
    return " ".join(clean_text(text).split())


def manner_of(line: str) -> tuple[str, str]:
    """A typed line's manner, and the words without the mark that told it."""
    manner = MANNERS.get(line[:1], "note")
    if manner == "note":
        return manner, line
    words = line[1:].strip()
    return manner, words.removesuffix('"').removesuffix("”").strip() if manner == "verbatim" else words


def in_words(words: Sequence[str]) -> str:
    """`PHQ-2`, `PHQ-2 and GAD-2`, `BP, HR and SpO2`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
