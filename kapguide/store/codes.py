"""Client codes: short, and free of anything that could hide or turn around on a screen or in a file name."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from kapguide.errors import KapGuideError
from kapguide.text import clean_text, has_unseen

LONGEST = 24
_ALIKE = str.maketrans(
    "авекмнорстхуіѕј" + "αβεζηικμνορτυχ" + "oilı",
    "abekmh0pctxy1sj" + "abezh1kmn0ptyx" + "0111",
)
"""Small letters, as capitals look: Cyrillic, Greek, and what in Latin is taken for a digit."""


def client_code(typed: str) -> str:
    """`typed` as a code. Raises KapGuideError for one that is empty, long, or holds invisible characters."""
    code = clean_text(typed).strip()
    if not code:
        raise KapGuideError("The client code is empty. Use a short code such as M-014, never a name.")
    if len(code) > LONGEST:
        raise KapGuideError(f"The client code has {len(code)} characters; {LONGEST} are allowed, as in M-014.")
    if has_unseen(typed.strip()):
        raise KapGuideError("The client code holds a character that cannot be seen. Use letters, digits and dashes.")
    return code


@lru_cache(maxsize=8_192)
def seen_as(code: str) -> str:
    """The code as a quick eye or ear takes it: two that come to the same are easily mistaken for each other.

    Capitals, accents, dashes and blanks do not count, O is 0, I and l are 1, a letter of another script is the Latin
    one that looks like it, and a digit of another script is that number.
    """
    plain = unicodedata.normalize("NFKD", code).casefold()
    return "".join(str(unicodedata.digit(sign, sign)) for sign in plain if sign.isalnum()).translate(_ALIKE)


def found_by(typed: str, codes: Iterable[str]) -> list[str]:
    """The codes among `codes` that `typed` is, begins or is part of, in this order; all of them for nothing typed."""
    whole, part = typed.strip().casefold(), seen_as(typed)

    def order(code: str) -> tuple[bool, bool]:
        known = code.casefold()
        return known != whole, not known.startswith(whole)

    return sorted((code for code in codes if part in seen_as(code)), key=order)


def meant_by(typed: str, codes: Iterable[str]) -> str:
    """The code that `typed` is, or the only one that it can mean; empty where it can be several or none."""
    found = found_by(typed, codes) if typed.strip() else []
    whole = typed.strip().casefold()
    return found[0] if found and (len(found) == 1 or found[0].casefold() == whole) else ""


def alike(code: str, codes: Iterable[str]) -> list[str]:
    """Those of `codes` that are another one than `code` and easily mistaken for it."""
    seen, same = seen_as(code), code.casefold()
    return [other for other in codes if seen_as(other) == seen and other.casefold() != same]


def new_taken_for(code: str, codes: Iterable[str]) -> str:
    """What a new code is easily mistaken for, in words: `M-014 or M-0I4`; empty for one that is among `codes`."""
    known = list(codes)
    if any(each.casefold() == code.casefold() for each in known):
        return ""
    return " or ".join(alike(code, known)[:3])
