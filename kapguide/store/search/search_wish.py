"""What is typed to search by: plain words, words in quotes, and filters such as `client:M-014` or `from:3 nov`.

Nothing that is typed is a mistake: a filter that means nothing narrows nothing, and what was not understood of it is
said beside what is found. Filters of one kind widen each other (two clients: one or the other), those of two kinds
narrow.
"""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

import msgspec

from kapguide.clinical.contacts import CONTACTS
from kapguide.clinical.facts import ContactKind
from kapguide.clinical.when import MONTHS, parse_past_day
from kapguide.errors import KapGuideError
from kapguide.store.codes import found_by
from kapguide.store.contents.staff import StaffRow
from kapguide.text import clean_text

MOST_WORDS = 24
"""More words than anybody remembers of a line; each one costs a look into the index."""
LONGEST_WORD = 64
LEAST_BEGUN = 3
FILTERS = ("client", "kind", "from", "to", "by")
_LONGEST_DAY = 3
"""Of so many words a day is made: `3 nov 2026`."""
_PART = re.compile(rf'(?i:(?P<filter>{"|".join(FILTERS)}):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))?')
_YEAR = re.compile(r"20\d\d")
_EARLIEST = 2000
"""Nothing was written in an earlier year."""
_MONTH = re.compile(r"([a-z]{3,9})\.?(?: (20\d\d))?")


class Found(StrEnum):
    """What can be found. The values are what is typed behind `kind:`."""

    CLIENT = "client"
    NOTE = "note"
    ENTRY = "log"
    SCORE = "score"
    SAID = "about"
    """What was said of a client between sessions: the order, the people, checklists, contacts."""


_KINDS = {
    **{kind.value: kind for kind in Found},
    "notes": Found.NOTE,
    "addendum": Found.NOTE,
    "entry": Found.ENTRY,
    "entries": Found.ENTRY,
    "scores": Found.SCORE,
    "clients": Found.CLIENT,
    "code": Found.CLIENT,
}
Meant = TypeVar("Meant")
_CONTACTS = {name.casefold(): kind for kind, name in CONTACTS.items()}


class SearchWish(msgspec.Struct, frozen=True):
    """What is searched for. An empty filter narrows nothing; None of `clients` or `authors` is no filter.

    `since` and `before` bound the moments; `unclear` says in sentences what was not understood.
    """

    words: tuple[str, ...] = ()
    clients: tuple[str, ...] | None = None
    kinds: tuple[Found, ...] = ()
    contacts: tuple[ContactKind, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    authors: tuple[str, ...] | None = None
    unclear: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Neither words nor filters."""
        return not self.words and not self.narrowed

    @property
    def narrowed(self) -> bool:
        """Does any filter count?"""
        bounds = self.since is not None or self.before is not None
        return bool(bounds or self.kinds or self.contacts) or self.clients is not None or self.authors is not None

    def looks_at(self, kind: Found) -> bool:
        """Whether things of this kind can be meant: nothing is where a filter names nobody."""
        nobody = self.clients == () or self.authors == ()
        return not self.nothing and not nobody and (not self.kinds or kind in self.kinds)


class _Parts(msgspec.Struct):
    """What was typed, taken apart: the words, and what stands behind each filter."""

    words: list[str] = []
    filters: list[tuple[str, str]] = []


def parse_search(typed: str, codes: Sequence[str], people: Sequence[StaffRow], now: datetime) -> SearchWish:
    """What `typed` asks for, in a practice with these codes and people. Never raises."""
    parts = _taken_apart(clean_text(typed))
    unclear: list[str] = []
    kinds: list[Found] = []
    contacts: list[ContactKind] = []
    clients: list[str] | None = None
    authors: list[str] | None = None
    since = before = None
    for name, value in parts.filters:
        if not value:
            continue
        match name:
            case "client":
                same = [code for code in codes if code.casefold() == value.casefold()]
                there = same or found_by(value, codes)
                clients = [*(clients or ()), *there]
                if not there:
                    unclear.append(f"No client’s code is like “{value[:30]}”.")
            case "kind":
                kind = _meant(value, _KINDS)
                contact = _meant(value.replace("_", "-"), _CONTACTS)
                if kind is not None:
                    kinds.append(kind)
                elif contact is not None:
                    contacts.append(contact)
                else:
                    unclear.append(f"“{value[:30]}” is no kind: {', '.join(Found)}, or a contact such as dosing.")
            case "by":
                who = [person.id for person in people if _is_called(value, person.name)]
                authors = [*(authors or ()), *who]
                if not who:
                    unclear.append(f"Nobody here is called “{value[:30]}”.")
            case _:
                days = _days(value, now)
                if days is None:
                    unclear.append(f"“{value[:30]}” is not a day that has been. Type for example 3 nov, nov or 2026.")
                elif name == "from":
                    since = _midnight(days[0])
                else:
                    before = _midnight(days[1] + timedelta(days=1))
    if clients is None:
        clients = _named(parts.words, codes)
    return SearchWish(
        tuple(parts.words),
        None if clients is None else tuple(dict.fromkeys(clients)),
        tuple(dict.fromkeys(kinds)),
        tuple(dict.fromkeys(contacts)),
        since,
        before,
        None if authors is None else tuple(dict.fromkeys(authors)),
        tuple(unclear),
    )


def _named(words: list[str], codes: Iterable[str]) -> list[str] | None:
    """The clients whose codes stand among other words, which are taken out of them: people type `M-014 tears`."""
    known = {code.casefold(): code for code in codes if any(map(str.isdigit, code))}
    named = [word for word in words if word.casefold() in known]
    if not named or len(named) == len(words):
        return None
    words[:] = [word for word in words if word not in named]
    return [known[word.casefold()] for word in named]


def as_query(words: Iterable[str], *, begun: bool = False) -> str:
    """The words as an FTS5 query: each one quoted, the last one where it is `begun` as the beginning of a word."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words) + "*" * begun


def can_begin(words: Sequence[str]) -> bool:
    """Whether the last word is long enough to be looked for as the beginning of another one."""
    return bool(words) and len(words[-1]) >= LEAST_BEGUN


def with_filter(typed: str, name: str, value: str) -> str:
    """`typed` with another value of this filter, or with none for an empty one; the words stay as they were."""
    kept = [found[0] for found in _parts(typed) if (found["filter"] or "").casefold() != name]
    said = f"{name}:{_spelled(value)}" if value else ""
    return " ".join(filter(None, (said, *kept)))


def _spelled(value: str) -> str:
    return f'"{value}"' if any(sign.isspace() for sign in value) else value


def _parts(typed: str) -> list[re.Match[str]]:
    return [found for found in _PART.finditer(typed) if found[0]]


def _taken_apart(typed: str) -> _Parts:
    parts = _Parts([], [])
    rest = [(found["filter"], found["quoted"], found["plain"]) for found in _parts(typed)]
    while rest:
        name, quoted, plain = rest.pop(0)
        value = " ".join((quoted if quoted is not None else plain or "").split())
        if not name:
            if value and len(parts.words) < MOST_WORDS:
                parts.words.append(value[:LONGEST_WORD])
            continue
        name = name.casefold()
        if quoted is None:
            value = _further(name, value, rest)
        parts.filters.append((name, value))
    return parts


def _further(name: str, value: str, rest: list[tuple[str | None, str | None, str | None]]) -> str:
    """The value of a filter, with the words behind it that belong to it: a day may have several, and so may have the
    blank that people leave behind the colon."""
    plain = []
    for other, _, word in rest[: _LONGEST_DAY if not value else _LONGEST_DAY - 1]:
        if other or word is None:
            break
        plain.append(word)
    if name in ("from", "to"):
        for many in range(len(plain), 0, -1):
            longer = " ".join(filter(None, (value, *plain[:many])))
            if _looks_like_days(longer):
                del rest[:many]
                return longer
    if not value and plain:
        del rest[0]
        return plain[0]
    return value


def _meant(value: str, names: Mapping[str, Meant]) -> Meant | None:
    """What `value` is, or begins."""
    plain = value.casefold()
    return names.get(plain) or next((kind for name, kind in names.items() if name.startswith(plain)), None)


def _is_called(value: str, name: str) -> bool:
    """Whether one of the person's names begins so, or all of it does."""
    typed, whole = value.casefold(), name.casefold()
    return any(part.startswith(typed) for part in (whole, *re.split(r"[\s.]+", whole)))


def _looks_like_days(text: str) -> bool:
    """Whether it names a day, a month or a year, whatever day it is today."""
    return _days(text, datetime(2999, 12, 31, 12).astimezone()) is not None


def _days(text: str, now: datetime) -> tuple[date, date] | None:
    """The first and the last day that `text` means: a day that has been, a month, a year; None for anything else."""
    plain = " ".join(text.casefold().split())
    if _YEAR.fullmatch(plain):
        return date(int(plain), 1, 1), date(int(plain), 12, 31)
    if (found := _MONTH.fullmatch(plain)) and found[1][:3] in MONTHS and _month_name(found[1]):
        month, today = MONTHS.index(found[1][:3]) + 1, now.astimezone().date()
        year = int(found[2] or (today.year if month <= today.month else today.year - 1))
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    try:
        day = parse_past_day(text, now)
    except (KapGuideError, ValueError, OverflowError):  # the first and the last years of all have no local midnight
        return None
    return None if day is None or day.year < _EARLIEST else (day, day)


def _month_name(word: str) -> bool:
    return any(name.casefold().startswith(word) for name in calendar.month_name if name) or word == "sept"


def _midnight(day: date) -> datetime:
    """The first moment of a day, in local time."""
    return datetime.combine(day, time()).astimezone()
