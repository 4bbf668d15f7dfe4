"""The checklists of a client, as they are in use."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from kapguide.clinical.checklists import Asking, Checklist, begun, with_reply
from kapguide.clinical.facts import Fact, ItemReply, ListAnswered, Reply
from kapguide.store.contents.facts import Said
from kapguide.ui.checklist.rows import list_row
from kapguide.ui.checklist.screen import ChecklistScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.list_sitting import ListSitting
from kapguide.usecases.shipped.checklists import shipped_lists

LISTS = shipped_lists()
OCTOBER = datetime(2026, 10, 6, 9, 30, tzinfo=UTC)


def _asked(checklist: Checklist, replies: tuple[Reply, ...], count: int) -> Asking:
    answers = begun(checklist)
    for at, item in enumerate(checklist.items[:count]):
        comment = "asked the doctor, 4 Oct" if at == 3 else ""
        answers = with_reply(answers, ItemReply(item.id, replies[at % len(replies)], comment, "K. Lind", OCTOBER))
    return Asking(Fact(f"{checklist.id}-1", "c", "", OCTOBER, "k", answers), answers)


def _screen(theme: Theme, name: str, before: tuple[Asking, ...], stands: str = "") -> ChecklistScreen:
    def say(answers: ListAnswered, earlier: str) -> Said:
        raise AssertionError("a picture says nothing")

    sitting = ListSitting(LISTS.known[name], before, say)
    screen = ChecklistScreen(theme, "M-014", lambda: "K. Lind", "M-014")
    rows = tuple(list_row(each, before if each.id == name else ()) for each in LISTS.of_the_client)
    screen.show_lists(rows, name)
    screen.show_sitting(sitting, stands)
    return screen


def checklist_going_on(theme: Theme) -> QWidget:
    """Consent, not gone through to its end."""
    return _screen(theme, "consent", (_asked(LISTS.known["consent"], (Reply.YES,), 10),))


def checklist_read(theme: Theme) -> QWidget:
    """Screening, as it was asked in October."""
    replies = (Reply.NO, Reply.NO, Reply.UNKNOWN, Reply.YES)
    return _screen(theme, "screening", (_asked(LISTS.known["screening"], replies, 99),))


def checklist_first(theme: Theme) -> QWidget:
    """Touch, for the first time."""
    stands = "Touch: nothing is recorded. What is agreed is written down on the client’s page."
    return _screen(theme, "touch", (), stands)


SCREENS = {
    "checklist": checklist_going_on,
    "checklist-read": checklist_read,
    "checklist-first": checklist_first,
}
