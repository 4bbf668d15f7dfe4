"""What the rows of the list say, read from the open record a few clients at a time."""

from collections.abc import Iterable
from datetime import datetime

from kapguide.clinical.chart import chart_of
from kapguide.clinical.course import CourseStage, course_items
from kapguide.errors import KapGuideError
from kapguide.store.codes import alike
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionStatus
from kapguide.ui.clients.contacts_data import at_words, date_words
from kapguide.ui.clients.rows import ClientRow
from kapguide.usecases.shipped.courses import course_sessions


def client_rows(
    store: Store, codes: Iterable[str], every: tuple[str, ...], now: datetime, known: dict[str, ClientRow]
) -> tuple[ClientRow, ...]:
    """The rows of these clients among `every`; those that were read before come from `known`."""
    for code in codes:
        if code not in known:
            known[code] = _row(store, code, every, now)
    return tuple(known[code] for code in codes)


def _row(store: Store, code: str, every: tuple[str, ...], now: datetime) -> ClientRow:
    others = alike(code, every)
    warned = f"easily taken for {' or '.join(others[:2])}" if others else ""
    try:
        chart = chart_of(store.facts.of_client(code))
        there = [one for one in store.sessions_of(code) if one.state is not SessionStatus.DISCARDED]
    except KapGuideError:  # two computers gave this code to two clients: the page says what to do about it
        return ClientRow(code, alike="two clients have this code")
    been = [item for item in course_items(chart, course_sessions(there)) if item.stage is CourseStage.BEEN]
    last = f"{been[-1].title}, {date_words(been[-1].at, now)}" if been and been[-1].at else "no session yet"
    coming = next(iter(chart.open_contacts), None)
    if coming is None:
        return ClientRow(code, last, "nothing planned", alike=warned)
    words = f"{coming.plan.label or coming.plan.title}, {at_words(coming.plan.at, now)}"
    return ClientRow(code, last, words, coming.plan.at < now, warned)
