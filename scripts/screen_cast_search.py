"""Search as `screens.py` photographs it: what a word finds, one kind alone, nothing found, nothing asked."""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from kapguide.clinical.facts import ContactKind as Kind
from kapguide.store.contents.staff import StaffRow
from kapguide.store.search.hits import Hit, Hits, marked
from kapguide.store.search.search_wish import Found, SearchWish, parse_search
from kapguide.ui.search.data import search_data, shown
from kapguide.ui.search.screen import SearchScreen
from kapguide.ui.theme import Theme
from screen_cast_clients import LONG_CODE, NOW
from screen_cast_hand_over import KNOWN

PEOPLE = (StaffRow("s1", "K. Lind"), StaffRow("s2", "R. Osei"))
NAMES = {person.id: person.name for person in PEOPLE}
CODES = ("M-014", "T-077", "R-203", LONG_CODE, "K-051")


def _hit(kind: Found, code: str, text: str, days: int, contact: Kind | None = None, **more: object) -> Hit:
    """A hit whose `[words]` in brackets were looked for."""
    words, marks = marked(text.replace("[", "\x01").replace("]", "\x02"))
    at = NOW - timedelta(days=days) + timedelta(hours=1, minutes=7 * days % 60)
    begun = {"session_id": f"{code} {days}", "started_at": at.replace(hour=9)} if contact is not None else {}
    return Hit(kind, code, words, marks, f"p{days}{len(text)}", at=at, contact=contact, author="s1", **begun, **more)  # type: ignore[arg-type]


NOTES = (
    _hit(
        Found.NOTE,
        "M-014",
        "After about forty minutes he spoke of the house by the [lake], first the smell of the boards, then his father "
        "at the window. He wept quietly, asked for the hand, and held it until the music changed. He called the [lake] "
        "“the place where nobody waits”, and came back to it twice before the blanket was taken off.",
        12,
        Kind.DOSING,
        section="What happened",
        more=2,
    ),
    _hit(Found.NOTE, "T-077", "The [lake] came again; she could stay.", 4, Kind.DOSING, section="Words"),
    _hit(
        Found.NOTE,
        LONG_CODE,
        "One commitment: a walk to the [lake] on Sunday, alone, without the telephone.",
        21,
        Kind.INTEGRATION,
        section="Plan",
    ),
)
LOG = (
    _hit(Found.ENTRY, "T-077", "“the [lake] is warm”", 4, Kind.DOSING),
    _hit(Found.ENTRY, "M-014", "calm as a [lake], breath slow, hand open on the blanket", 12, Kind.DOSING),
    _hit(Found.ENTRY, "M-014", "“there was a [lake], and nobody waited”", 12, Kind.DOSING),
    _hit(Found.ENTRY, "K-051", "Intention: to see the [lake] again", 380, Kind.PREPARATION),
)
SAID = (
    _hit(Found.SAID, "R-203", "no water sounds, no [lake]", 30, section="client_described"),
    _hit(Found.SAID, "M-014", "spoke of the [lake] on the telephone, slept well", 9, section="contact_held"),
)
SCORES = tuple(
    _hit(Found.SCORE, code, "phq-9", days, Kind.FOLLOW_UP if days % 2 else None, total=total)
    for code, days, total in (("M-014", 3, 11.0), ("T-077", 8, 17.0), ("R-203", 15, None), ("M-014", 33, 13.0))
)


def _screen(theme: Theme, typed: str, pages: dict[Found, Hits]) -> QWidget:
    wish: SearchWish = parse_search(typed, CODES, PEOPLE, NOW)
    screen = SearchScreen(theme, "Today", typed, lambda row: shown(row, KNOWN.known, NAMES, NOW))
    screen.show_data(search_data(wish, pages, KNOWN.known, NAMES, NOW))
    screen.want(screen.data.rows[0].id if screen.data.rows else "")
    return screen


def search(theme: Theme) -> QWidget:
    """A word that stands in notes, in logs and in what was said."""
    pages = {Found.NOTE: Hits(NOTES), Found.ENTRY: Hits(LOG, 17), Found.SAID: Hits(SAID)}
    return _screen(theme, "lake", pages)


def search_narrowed(theme: Theme) -> QWidget:
    """One client’s log alone, from a day on, and a name that nobody has."""
    many = tuple(
        _hit(Found.ENTRY, "M-014", f"{'and again ' * (at % 5)}the [lake], {at} minutes", 12 + at, Kind.DOSING)
        for at in range(30)
    )
    return _screen(theme, "client:M-014 kind:log from:3 oct by:quill lake", {Found.ENTRY: Hits(many, 17)})


def search_scores(theme: Theme) -> QWidget:
    return _screen(theme, "phq", {Found.SCORE: Hits(SCORES)})


def search_code(theme: Theme) -> QWidget:
    """A part of several codes."""
    clients = tuple(Hit(Found.CLIENT, code, code, ((0, 1),), code) for code in (LONG_CODE, "R-203"))
    return _screen(theme, "r", {Found.CLIENT: Hits(clients)})


def search_nothing(theme: Theme) -> QWidget:
    return _screen(theme, "lighthouse keeper", {})


def search_empty(theme: Theme) -> QWidget:
    return _screen(theme, "", {})


SCREENS = {
    "search": search,
    "search-narrowed": search_narrowed,
    "search-scores": search_scores,
    "search-code": search_code,
    "search-nothing": search_nothing,
    "search-empty": search_empty,
}
