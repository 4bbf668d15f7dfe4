"""What was found, in words: the rows of the list, and what the card beside it says of one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from kapguide.clinical.contacts import CONTACTS
from kapguide.clinical.instruments import Instrument
from kapguide.store.search.hits import Hit, Hits
from kapguide.store.search.search_wish import Found, SearchWish
from kapguide.ui.search.excerpt import ExcerptData, cut
from kapguide.ui.search.rows import FoundRow

OF_EACH = 6
"""So many of each kind are shown while all kinds are looked at."""
GROUPS = {
    Found.CLIENT: "Clients",
    Found.NOTE: "Notes",
    Found.ENTRY: "Log",
    Found.SCORE: "Scores",
    Found.SAID: "About clients",
}
MORE = "more "
"""How the id of a row begins that narrows to a kind."""
_SAID = {
    "client_described": "People",
    "course_ended": "Course",
    "medicine_ordered": "Order",
    "order_ended": "Order",
    "list_answered": "Checklist",
    "touch_agreed": "Touch",
    "permission_said": "Permission",
    "contact_held": "Contact",
    "contact_cancelled": "Contact",
    "score_followed": "Followed up",
    "commitment_made": "Commitment",
    "commitment_checked": "Commitment",
}
_MANY = 2


class SearchData(msgspec.Struct, frozen=True):
    """What the screen shows: the rows, the filters in words, what was not understood, which kind is chosen alone."""

    rows: tuple[FoundRow, ...] = ()
    filters: tuple[str, ...] = ()
    unclear: str = ""
    kind: Found | None = None
    nothing: bool = True
    """Nothing was asked for."""


class Shown(msgspec.Struct, frozen=True):
    """One hit, whole: whose, what it is of, its words, when and by whom, and what opens it."""

    code: str = ""
    title: str = ""
    excerpt: ExcerptData = ExcerptData()
    about: str = ""
    verb: str = ""

    def rows(self) -> list[str]:
        return [part for part in (self.code, self.title, self.excerpt.words, self.about) if part]


def only_kind(wish: SearchWish) -> Found | None:
    """The kind that is chosen, where it is one alone."""
    return wish.kinds[0] if len(wish.kinds) == 1 else None


def search_data(
    wish: SearchWish, pages: Mapping[Found, Hits], known: Mapping[str, Instrument], names: Mapping[str, str],
    now: datetime,
) -> SearchData:  # fmt: skip
    """What was found, by kind; of each the newest few, unless one kind alone is asked for."""
    alone = only_kind(wish)
    rows: list[FoundRow] = []
    for kind, page in pages.items():
        if not page.hits:
            continue
        shown = page.hits if alone else page.hits[:OF_EACH]
        more = page.further is not None or len(page.hits) > len(shown)
        count = f"the newest {len(shown)}" if more and kind is not Found.CLIENT else str(len(shown))
        if not alone:
            rows.append(FoundRow(f"heading {kind}", heading=GROUPS[kind], aside=count))
        rows += (found_row(hit, known, now) for hit in shown)
        if more and not alone:
            rows.append(FoundRow(f"{MORE}{kind}", words=f"More in {GROUPS[kind].lower()}", verb="Show all"))
    return SearchData(tuple(rows), filter_words(wish, names, now), " ".join(wish.unclear), alone, wish.nothing)


def found_row(hit: Hit, known: Mapping[str, Instrument], now: datetime) -> FoundRow:
    """The row of one hit."""
    words, aside = " ".join(hit.text.split("\n")), day_of(hit, now)
    match hit.kind:
        case Found.SCORE:
            words = score_words(hit, known)
        case Found.SAID:
            aside = f"{_SAID.get(hit.section, '')}, {aside}".strip(", ")
        case Found.ENTRY if hit.at is not None:
            aside = f"{aside}, {hit.at.astimezone():%H:%M}"
    return FoundRow(
        f"{hit.kind} {hit.session_id} {hit.note} {hit.place or hit.client_code}", hit.client_code, hit.contact, words,
        hit.marks if hit.kind is not Found.SCORE else (), aside, hit=hit,
    )  # fmt: skip


def score_words(hit: Hit, known: Mapping[str, Instrument]) -> str:
    """`PHQ-9 14`; one without a total says so."""
    title = known[hit.text].title if hit.text in known else hit.text
    return f"{title}  {hit.total:g}" if hit.total is not None else f"{title}, no total"


def day_of(hit: Hit, now: datetime) -> str:
    """`Dosing, 19 Nov`."""
    at = hit.started_at or hit.at
    day = date_words(at, now) if at is not None else ""
    return f"{CONTACTS[hit.contact]}, {day}" if hit.contact is not None else day


def date_words(at: datetime, now: datetime) -> str:
    """`19 Nov`, with the year where it is another one."""
    day, year = at.astimezone(), now.astimezone().year
    return f"{day.day} {day:%b}" if day.year == year else f"{day.day} {day:%b} {day.year}"


def shown(row: FoundRow | None, known: Mapping[str, Instrument], names: Mapping[str, str], now: datetime) -> Shown:
    """What the card beside the list says of a row."""
    if row is None or row.hit is None:
        return Shown()
    hit = row.hit
    by = names.get(hit.author, "")
    at = f"{date_words(hit.at, now)} {hit.at.astimezone():%H:%M}" if hit.at is not None else ""
    about = ", ".join(filter(None, (at, by)))
    excerpt = cut(hit.text, hit.marks)
    match hit.kind:
        case Found.CLIENT:
            return Shown(hit.client_code, "", ExcerptData(), "", "Open the page")
        case Found.NOTE:
            more = f"{hit.more} more line{'s' if hit.more != 1 else ''} of this note" if hit.more else ""
            title = ", ".join(filter(None, (day_of(hit, now), hit.section.lower())))
            return Shown(hit.client_code, title, excerpt, ", ".join(filter(None, (by, more))), "Open the note")
        case Found.ENTRY:
            return Shown(hit.client_code, day_of(hit, now), excerpt, about, "Open the note")
        case Found.SCORE:
            words = ExcerptData(score_words(hit, known))
            return Shown(hit.client_code, day_of(hit, now), words, about, "Open the score")
    said = _SAID.get(hit.section, "")
    verb = {"list_answered": "Open the checklists", "score_followed": "Open the score"}.get(
        hit.section, "Open the page"
    )
    return Shown(hit.client_code, said, excerpt, about, verb)


def filter_words(wish: SearchWish, names: Mapping[str, str], now: datetime) -> tuple[str, ...]:
    """Each filter that counts, as it is read back."""
    words = []
    if wish.clients:
        words.append(_few(wish.clients, "clients"))
    if wish.kinds or wish.contacts:
        named = [GROUPS[kind].lower() for kind in wish.kinds] + [CONTACTS[each].lower() for each in wish.contacts]
        words.append(_few(named, "kinds"))
    if wish.since is not None:
        words.append(f"from {date_words(wish.since, now)}")
    if wish.before is not None:
        words.append(f"to {date_words(wish.before - timedelta(hours=1), now)}")
    if wish.authors:
        words.append(f"by {_few([names.get(each, each) for each in wish.authors], 'people')}")
    return tuple(words)


def _few(named: Iterable[str], what: str) -> str:
    said = list(named)
    return " or ".join(said) if len(said) <= _MANY else f"{len(said)} {what}"
