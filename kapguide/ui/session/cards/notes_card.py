"""Notes: the line to write, and what has been recorded so far."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from PySide6.QtCore import QRect, QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.safety.events import SafetyStep
from kapguide.session.telling import Names, Told, tell
from kapguide.session.wall import clock_of
from kapguide.text import MANNERS, manner_of
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.keys import cap
from kapguide.ui.session.times import wall_text
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import text_width
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import NoteField
from kapguide.ui.widgets.lists.note_list import NoteList, NoteRow, NoteStyle
from kapguide.ui.widgets.quiet_line import QuietLine, UndoLine

KINDS_FROM = 640
"""In a card this wide (pixels) each line says its kind in words, too."""
MESSAGE_MS = 10_000
"""At the floor a message has the last line's place for so long, unless a new line comes."""
CORRECTING = "Enter records the correction; Esc leaves the line as it was."
OWN_LINE = "This line is KapGuide’s own. What was typed can be corrected."
VERBATIM = next(sign for sign, manner in MANNERS.items() if manner == "verbatim")


class NotesCard(Card):
    """`written` carries the words, their manner and the id of the line that they correct, if they do."""

    written = Signal(str, str, str)
    written_in_private = Signal(str)
    """The words of a line that is its author's alone: nothing else here is told of them."""
    private_left = Signal()
    """The private line is not wanted now; its words are still in it."""
    draft_changed = Signal()
    """See `half_typed`."""
    reading_chosen = Signal(str)
    dose_chosen = Signal(str)
    """The entry that is to be corrected where it was typed."""
    entry_chosen = Signal(str)
    """Any other entry that a person made."""
    seen_asked = Signal()
    """The observations are wanted, where they have no row of their own."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Notes")
        self._of = STANDARD
        self.begun = Elapsed(0)
        """The session time of the first keystroke of what stands in the line."""
        self._log: dict[str, e.Event] = {}
        self._newest: dict[str, str] = {}
        self._undone: set[str] = set()
        self._told: dict[str, Told] = {}
        self._in_line = False
        self._correcting = self._untouched = self._manner = ""
        self._half = ("", Elapsed(0))
        """What was half typed before a correction began, and when; it comes back after it."""
        self._refused = self._private = False
        for label in (self.eyebrow, self.trailing):
            self.head.removeWidget(label)
        self.list = NoteList(theme)
        self.line = NoteField(theme, "A line, then Enter")
        self.quiet = QuietLine(theme)
        self.undo = UndoLine(theme)
        self.seen_button = Button(theme, "Seen", icon="eye", key="0", compact=True, name="Seen: the observations")
        self.note_button = Button(theme, "", icon="pencil", key=cap("note"), compact=True, name="Write a note line")
        self.verbatim_button = Button(
            theme, "Their words", icon="quote", key=VERBATIM, compact=True, name="Write the client’s own words"
        )
        parts = (self.eyebrow, self.quiet, self.undo, self.list, self.seen_button, self.note_button, self.line)
        for part in (*parts, self.verbatim_button):
            part.setParent(self)
        self._message = QTimer(self)
        self._message.setSingleShot(True)
        self._message.setInterval(MESSAGE_MS)
        self._message.timeout.connect(self._arrange_head)
        self.quiet.said.connect(self._message_said)
        self.undo.offer_changed.connect(self._arrange_head)
        self.line.submitted.connect(self._write)
        self.line.draft_changed.connect(lambda _: self.draft_changed.emit())
        self.line.left.connect(self._leave)
        self.list.chosen.connect(self._choose)
        self.note_button.clicked.connect(self.line.setFocus)
        self.verbatim_button.clicked.connect(self.begin_verbatim)
        self.seen_button.clicked.connect(self.seen_asked)

    # --- where everything stands -----------------------------------------------------------------------------

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class; at the floor all is one line."""
        self._of = of
        for button in (self.seen_button, self.note_button, self.verbatim_button):
            button.set_measures(of.target, of.small)
        self.line.set_measures(of.label)
        self.note_button.show_as("Note" if of.folded else "", icon="pencil", key=cap("note"), name="Write a note line")
        self._show_folded()

    def set_in_line(self, in_line: bool) -> None:
        """Be folded below what the person has called up, as at the floor, but with the field first."""
        if in_line != self._in_line:
            self._in_line = in_line
            self._show_folded()

    @property
    def _folded(self) -> bool:
        """Field and last line stand side by side."""
        return self._of.folded or self._in_line

    def _show_folded(self) -> None:
        self.seen_button.setVisible(self._folded)
        self.verbatim_button.setVisible(not self._folded)
        self.eyebrow.setVisible(not self._folded)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 50)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def _room(self) -> QRect:
        across, down = self._of.target * 2 // 5, self._of.target * 3 // 10
        if self._in_line:
            across, down = 8, 6
        elif self._of.folded:
            across, down = 16, 7
        return self.rect().adjusted(across, down, -across, -down)

    def _arrange(self) -> None:
        of, room = self._of, self._room
        kinds = self.width() >= KINDS_FROM * of.label / 15 and not self._folded
        self.list.set_style(NoteStyle(of.notes, of.note_line, kinds, self._folded))
        foot = QRect(room.left(), room.bottom() + 1 - of.target, room.width(), of.target)
        note, verbatim = self.note_button.sizeHint().width(), self.verbatim_button.sizeHint().width()
        if self._folded:
            lines = max(1, room.height() // of.note_line)
            middle = foot.center().y() + 1 - of.note_line // 2
            top = max(0, middle - (lines - 1) * of.note_line)
            left, right = self._arrange_foot_in_line(foot)
            self.list.setGeometry(left, top, right - left, lines * of.note_line)
        else:
            self.note_button.setGeometry(foot.left(), foot.top(), note, of.target)
            self.verbatim_button.setGeometry(foot.right() + 1 - verbatim, foot.top(), verbatim, of.target)
            self.line.setGeometry(foot.adjusted(note + 8, 0, -verbatim - 8, 0))
            head = room.top() + of.note_line
            lines = (foot.top() - 6 - head) // of.note_line * of.note_line
            self.list.setGeometry(room.left(), foot.top() - 6 - lines, room.width(), lines)
        self._arrange_head()

    def _arrange_foot_in_line(self, foot: QRect) -> tuple[int, int]:
        """Buttons and field; where the last line begins and ends. At the floor it comes first, else the field does."""
        note, seen = (button.sizeHint().width() for button in (self.note_button, self.seen_button))
        row = [(self.line, foot.width() * 28 // 100), (self.note_button, note), (self.seen_button, seen)]
        if self._of.folded and not self._in_line:
            right = foot.right() + 9
            for widget, wide in row:
                right -= wide + 8
                widget.setGeometry(right, foot.top(), wide, foot.height())
            return foot.left(), right
        row[0] = self.line, foot.width() * (45 if self._of.folded else 56) // 100 - note - seen
        left = foot.left()
        for widget, wide in (row[1], row[0], row[2]):
            widget.setGeometry(left, foot.top(), wide, foot.height())
            left += wide + 8
        return left + 8, foot.right() + 1

    def _message_said(self) -> None:
        self._message.start()
        self._arrange_head()

    def _arrange_head(self) -> None:
        """The eyebrow, what is said, and what can be undone; where all have no room the message comes first."""
        room, line = self._room, self._of.note_line
        if self._folded:
            self._arrange_head_in_line(room)
            return
        for part in (self.quiet, self.list):  # in one line only one of the two is seen
            part.show()
        name = ceil(text_width(self.eyebrow.whole_text(), self.eyebrow.font())) + 16  # its hint is of what is shown
        said = self.quiet.wish
        for shown, what in ((True, True), (False, True), (False, False)):
            self.undo.fold(what=not what, key=False)
            undo = self.undo.sizeHint().width() if self.undo.offered else 0
            left = room.width() - (name if shown else 0) - undo - (8 if undo else 0)
            if said <= left or (not shown and not what):
                break
        self.eyebrow.setVisible(shown)
        self.eyebrow.setGeometry(room.left(), room.top(), name, line)
        self.quiet.setGeometry(room.right() + 1 - undo - (8 if undo else 0) - left, room.top() - 4, left, line + 8)
        self.undo.setGeometry(room.right() + 1 - undo, room.top() - 4, undo, line + 8)

    def _arrange_head_in_line(self, room: QRect) -> None:
        """In one line a message stands in the last line's place, and the offer to undo behind the words."""
        self.undo.fold(what=True, key=True)
        undo = self.undo.sizeHint().width() if self.undo.offered else 0
        place = self.list.geometry()
        behind = self.seen_button.x() - 8 if self.seen_button.x() > place.left() else room.right() + 1
        place.setWidth(behind - undo - place.left())
        self.list.setGeometry(place)
        said = self._message.isActive() and bool(self.quiet.wish)
        self.quiet.setVisible(said)
        self.list.setVisible(not said)
        line = self.line.geometry()
        self.quiet.setGeometry(place.left(), line.top(), place.width(), line.height())
        self.undo.setGeometry(place.right() + 1, line.top(), undo, line.height())

    # --- what is shown and written -----------------------------------------------------------------------------

    def show_log(self, protocol: TherapyProtocol, log: Sequence[e.Event]) -> None:
        """Show what `log` records, oldest first; of a tap in an emergency that was completed, its words alone."""
        self._log = {event.id: event for event in log}
        self._undone = {event.body.target for event in log if isinstance(event.body, e.Undone)}
        standing = (event for event in log if event.supersedes and event.command_id not in self._undone)
        self._newest = {event.supersedes: event.id for event in standing}
        names = Names(protocol, clock=clock_of(log))
        self._told.update((event.id, tell(event, names)) for event in log if event.id not in self._told)
        rows = []
        for event in log:
            told = self._told[event.id]
            completed = isinstance(event.body, e.EmergencyTapped) and event.id in self._newest
            if told.line is not None and not completed and not (told.undo and event.command_id in self._undone):
                kind, words = told.line
                earlier = 0 if told.at is None else event.t - told.at
                stamp = wall_text(event.at - timedelta(milliseconds=earlier), event.tz_min)
                rows.append(NoteRow(stamp, words, kind, self._remark(event.id), event.id))
        if tuple(map(str, rows)) != tuple(self.list.rows()):
            self._message.stop()
        self.list.set_rows(tuple(rows))
        self._arrange_head()

    def _remark(self, line_id: str) -> str:
        """What has become of a line that does not stand any more."""
        newer = self._log.get(self._newest.get(line_id, ""))
        if newer is None:
            return ""
        return "struck out" if isinstance(newer.body, e.EntryStruck) else "corrected below"

    def hand_over(self) -> None:
        """Enter what is half typed, as the session is about to end."""
        QGuiApplication.inputMethod().commit()  # what a composing keyboard still holds is typed, too
        self._enter_correction()
        line = self.line.one_line()
        self.line.put("")
        self._write(line)

    def _choose(self, line_id: str) -> None:
        """A line is to be corrected where it was typed; both versions stay in the record.

        Of one that was corrected already it is the newest version.
        """
        while line_id in self._newest:
            line_id = self._newest[line_id]
        if line_id == self._correcting:
            self.line.setFocus()
            return
        match self._log[line_id].body:
            case e.NoteAdded(text=text, begun=begun, manner=manner):
                self._correct(line_id, _mark(manner) + text, begun, manner)
            case e.ObservationAdded(label=label):
                self._correct(line_id, label, self._log[line_id].t, "observation")
            case e.ReadingTaken():
                self.reading_chosen.emit(line_id)
            case e.DoseGiven():
                self.dose_chosen.emit(line_id)
            case e.CueAnswered() | e.CueMissed() | e.DoseStepped() | e.DoseEnded() | e.LeavingNoted() | SafetyStep():
                self.entry_chosen.emit(line_id)
            case e.EntryStruck():
                self.quiet.say("This line is struck out.")
            case _:
                self.quiet.say(OWN_LINE)

    def _correct(self, line_id: str, words: str, begun: Elapsed, manner: str) -> None:
        """Take a line back into the note line, at the time that it has; what was half typed comes back after it."""
        QGuiApplication.inputMethod().commit()
        self.private_left.emit()
        self._enter_correction()
        self._half = self.line.text(), self.begun
        self._correcting, self._untouched, self._manner, self.begun = line_id, words, manner, begun
        self.line.put(words)
        self.line.set_edge("accent")
        self.line.setFocus()
        self.set_eyebrow("Correcting")
        self.quiet.say(CORRECTING)

    def _taken_back(self, line_id: str) -> bool:
        return line_id in self._log and self._log[line_id].command_id in self._undone

    def _enter_correction(self) -> None:
        """Whoever turns to another line has not thrown this one away."""
        if self._correcting and self.line.one_line() not in ("", self._untouched):
            self._write(self.line.one_line())
        else:
            self._end_correction()

    def _end_correction(self) -> None:
        """The line is again what it was before the correction."""
        if self._correcting:
            self._correcting = self._untouched = self._manner = ""
            half, self.begun = self._half
            self._half = ("", Elapsed(0))
            self.line.put(half)
            self.line.set_edge("")
            self.set_eyebrow("Notes")
            if self.quiet.describe() == CORRECTING:
                self.quiet.say("")
            self._arrange_head()
            self.draft_changed.emit()

    @property
    def half_typed(self) -> tuple[str, Elapsed]:
        """What must survive the window, and the session time of its first keystroke.

        While a line is being corrected that is what was half typed before it. Nothing of a private line is.
        """
        if self._private:
            return "", Elapsed(0)
        return self._half if self._half[0] else (self.line.text(), self.begun)

    def be_private(self, lead: str) -> None:
        """Have the line private, with `lead` before its words; without one it is for the log again."""
        if lead:
            self._enter_correction()
        self._private = bool(lead)
        self.line.set_lead(lead)
        self.line.setPlaceholderText("For you alone, then Enter" if lead else "A line, then Enter")
        self.draft_changed.emit()

    def begin_verbatim(self) -> None:
        """Let the line begin with the sign of the client's own words, and have the keys."""
        self.line.mark(VERBATIM)
        self.line.setFocus()

    def put_back(self, words: str, manner: str) -> None:
        """The session did not take these words: they are in the line again."""
        self._refused = True
        self.line.put(_mark(manner) + words)

    def _leave(self) -> None:
        """Out of the line: a correction is over, and the line as it was; a bare sign goes."""
        self._end_correction()
        if not self.line.one_line():
            self.private_left.emit()
        if self.line.one_line() in MANNERS:
            self.line.put("")
            self.draft_changed.emit()

    def _write(self, line: str) -> None:
        """Hand the words over; a correction that the session does not take stays in the line."""
        if self._private:
            if line:
                self.written_in_private.emit(line)
            return
        manner, words = manner_of(line)
        if manner == "note" and self._manner == "observation":
            manner = self._manner
        stands = self._correcting not in self._newest and not self._taken_back(self._correcting)
        corrects = self._correcting if stands else ""  # the session would refuse it, and its words
        self._refused = False
        if words and (not corrects or line != self._untouched):
            self.written.emit(words, manner, corrects)
        if not self._refused:
            self._end_correction()


def _mark(manner: str) -> str:
    """The sign that a line of this manner begins with."""
    return next((sign for sign, means in MANNERS.items() if means == manner), "")
