"""What tests of playing back share: real time in a hand, and what stands in the log of the screen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from kapguide.export.log import Log
from kapguide.export.report import SessionReport
from kapguide.session import events as e
from kapguide.session.emergency_card import read_emergency_card, shipped_card_file
from kapguide.session.playback import Playback
from kapguide.session.played_session import PlayedSession
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.session.cards.notes_card import NotesCard
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.note_list import NoteRow


class Ticks:
    """Real nanoseconds, as the test moves them."""

    def __init__(self) -> None:
        self.ns = 0

    def __call__(self) -> int:
        return self.ns

    def pass_ms(self, ms: int) -> None:
        self.ns += ms * 1_000_000


def a_screen(theme: Theme, playback: Playback, at: int = 0, **how: object) -> tuple[ReplayScreen, Ticks]:
    """The screen of a playback, whose time is in the test's hand."""
    ticks = Ticks()
    session = PlayedSession(playback, at, ticks)
    card = read_emergency_card(shipped_card_file())
    return ReplayScreen(theme, session, card, title="M-014", back="Note", **how), ticks  # type: ignore[arg-type]


def play_to_the_end(screen: ReplayScreen, ticks: Ticks, rate: int = 60) -> None:
    """As its timer does, without waiting for it."""
    screen.set_rate(rate)
    screen.press_play()
    while (wait := screen.session.wait_ms()) is not None:
        ticks.pass_ms(wait)
        screen._go_on()


def log_rows_of(notes: NotesCard) -> list[NoteRow]:
    """The rows of the live screen's log."""
    model = notes.list.model()
    return [model.index(place, 0).data(Qt.ItemDataRole.UserRole) for place in range(model.rowCount())]


def unlike_the_report(
    rows: Sequence[NoteRow], report: SessionReport, protocol: TherapyProtocol, events: Sequence[e.Event]
) -> list[str]:
    """Where the log that was seen differs from the note's: which lines, when, what, and what became of them."""
    log = Log(events, protocol)
    wanted = {}
    for event in log.events:
        told, standing = log.told(event), log.remark(event)
        if told.line is not None and standing != "taken back" and not standing.startswith("completed"):
            wanted[event.id] = told
    noted = {row.event_id: row for row in report.timeline}
    seen = [row.id for row in rows]
    found = [f"not seen: {wanted[id].sentence}" for id in wanted if id not in seen]
    found += [f"only seen: {row}" for row in rows if row.id not in wanted]
    found += [f"another order: {seen}"] if seen != [id for id in wanted if id in seen] else []
    for row in rows:
        told, note = wanted.get(row.id), noted.get(row.id)
        if told is None or note is None:
            found.append(f"no line of the note: {row}")
            continue
        became = {"corrected below": "corrected", "struck out": "struck out", "": ""}[row.remark]
        if (row.kind, row.text) != told.line or not note.what.startswith(told.sentence):
            found.append(f"other words: {row} and {note.what}")
        if row.time != f"{note.when.local:%H:%M}":
            found.append(f"another time: {row} and {note.when.clock}")
        if not note.standing.startswith(became) or bool(note.standing) != bool(became):
            found.append(f"something else became of it: {row} and {note.standing}")
    return found
