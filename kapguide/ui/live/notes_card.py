"""Notes: the line to write, and what has been recorded so far."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Signal

from kapguide.session import events as e
from kapguide.session.protocol import TherapyProtocol
from kapguide.ui.live.keys import cap
from kapguide.ui.live.times import wall_text
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.fields import NoteLine
from kapguide.ui.widgets.note_list import NoteKind, NoteList, NoteRow

MANNERS = {'"': "verbatim", "“": "verbatim", "~": "paraphrase"}
"""A line that begins with a quotation mark holds the client's own words; with a tilde, their sense."""


def manner_of(line: str) -> tuple[str, str]:
    """A typed line's manner, and the words without the mark that told it."""
    manner = MANNERS.get(line[:1], "note")
    if manner == "note":
        return manner, line
    words = line[1:].strip()
    return manner, words.removesuffix('"').removesuffix("”").strip() if manner == "verbatim" else words


class NotesCard(Card):
    """`written` carries the words, their manner and the id of the line that they correct, if they do."""

    written = Signal(str, str, str)
    draft_changed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Notes")
        self._lines: dict[str, e.NoteAdded] = {}
        self._correcting = ""
        self.list = NoteList(theme)
        self.line = NoteLine(theme, f'{cap("note")}   note, then Enter   "their own words   ~ their sense')
        self.line.submitted.connect(self._write)
        self.line.draft_changed.connect(self.draft_changed)
        self.line.left.connect(self._keep)
        self.list.chosen.connect(self._correct)
        self.add(self.list, 1)
        self.add(self.line)

    def show_log(self, protocol: TherapyProtocol, log: Sequence[e.Event]) -> None:
        """Show what `log` records, oldest first."""
        self._lines = {event.id: event.body for event in log if isinstance(event.body, e.NoteAdded)}
        corrected = {event.supersedes for event in log if event.supersedes}
        undone = {event.body.target for event in log if isinstance(event.body, e.Undone)}
        rows = []
        for event in log:
            told = _told(protocol, event)
            if told is not None and event.command_id not in undone:
                at, kind, words = told
                stamp = wall_text(event.at + timedelta(milliseconds=at - event.t), event.tz_min)
                rows.append(NoteRow(stamp, words, kind, event.id in corrected, event.id))
        self.list.set_rows(tuple(rows))

    def _correct(self, line_id: str) -> None:
        """Enter on a line of one's own takes it back into the note line; both versions stay in the record."""
        body = self._lines.get(line_id)
        if body is None:
            return
        mark = next((sign for sign, manner in MANNERS.items() if manner == body.manner), "")
        self._correcting = line_id
        self.line.put(mark + body.text)
        self.line.setFocus()
        self.set_trailing("correcting a line")

    def _keep(self) -> None:
        self._correcting = ""
        self.set_trailing("")

    def _write(self, line: str) -> None:
        manner, words = manner_of(line)
        if words:
            self.written.emit(words, manner, self._correcting)
        self._keep()


def _told(protocol: TherapyProtocol, event: e.Event) -> tuple[int, NoteKind, str] | None:
    """When an entry happened (session ms), its kind and its words; None for what is not shown here."""
    match event.body:
        case e.NoteAdded(text=text, begun=begun, manner=manner):
            return begun, NoteKind(manner), text
        case e.ObservationAdded(label=label):
            return event.t, NoteKind.OBSERVATION, label
        case e.ReadingTaken(vitals=vitals, taken=taken):
            return taken, NoteKind.READING, str(vitals)
        case e.DoseGiven(amount=amount, by=by, given=given):
            return given, NoteKind.DOSE, f"{amount}, by {by}" if by else amount
        case e.DoseEnded():
            return event.t, NoteKind.DOSE, "ended"
        case e.PhaseBegan(index=index):
            return event.t, NoteKind.PHASE, protocol.phases[index].title
        case e.CueMissed(title=title):
            return event.t, NoteKind.MISSED, title
        case e.EmergencyStarted():
            return event.t, NoteKind.EMERGENCY, "begins"
        case e.EmergencyEnded():
            return event.t, NoteKind.EMERGENCY, "left"
        case e.SessionResumed(lost_ms=lost):
            return event.t, NoteKind.SYSTEM, f"taken up again after at most {max(1, round(lost / 1000))} s"
        case e.ClockGap(slept_ms=slept) if slept:
            return event.t, NoteKind.SYSTEM, f"the computer slept for {max(1, round(slept / 1000))} s"
    return None
