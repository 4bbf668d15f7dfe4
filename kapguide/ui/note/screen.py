"""The note of a session on one sheet: written by the log, what was not recorded open to the therapist's own words."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut, Qt, QTextCursor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from kapguide.clinical.ways import WayOfWorking, completions, shipped_ways
from kapguide.errors import KapGuideError
from kapguide.export.note import NoteDocument, missing
from kapguide.export.noting.did import WAYS
from kapguide.export.report import SessionReport
from kapguide.ui.note.belongs import parse_belongs
from kapguide.ui.note.data import by_whom, eyebrows, log_said, sheet_of, told_of, without
from kapguide.ui.note.foot import BELONGS, PUT_BACK, TAKE, SheetFoot
from kapguide.ui.note.head import NoteHead
from kapguide.ui.note.play_button import play_button
from kapguide.ui.note.private_button import private_button
from kapguide.ui.note.role_choice import RoleChoice
from kapguide.ui.note.sheet import Sheet
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.export_buttons import ExportButtons
from kapguide.ui.widgets.forms.gate import Gate, GateWords, Missing
from kapguide.ui.widgets.forms.when_field import local_now
from kapguide.usecases.signing import Signer

SAVE_AFTER_MS = 600
SIGNING = GateWords(
    "Sign", "Ctrl+Enter", "signing", "Sign with a gap, because…", "Ctrl+R", "Sign with the gap", "signature",
    "Missing for signing:",
)  # fmt: skip
DRAFT = ChipData("DRAFT", "pencil", Tone.WARM)


class NoteScreen(QWidget):
    """Shows a NoteDocument; `changed` carries each new one a moment after the last keystroke.

    `finished` tells that it is left as it is: by Esc, with the window, or because it goes out as a document.
    """

    changed = Signal(object)
    finished = Signal()
    sign_asked = Signal(str)
    """It is to be signed as it stands; why it is, where something is missing."""
    export_asked = Signal(str)
    private_asked = Signal()
    """What is written next is the writer's alone."""
    play_asked = Signal()
    """The session is to be played back."""
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        report: SessionReport,
        note: NoteDocument,
        by: str = "",
        back: str = "Today",
        now: Callable[[], datetime] = local_now,
        signs: Signer | None = None,
    ) -> None:
        """`by` is who writes in it, `back` where Esc leads, `signs` who would sign it."""
        super().__init__()
        self.theme, self.report, self.note = theme, report, note
        self._by, self._now, self._saved = by, now, ""
        self.ways: Sequence[WayOfWorking] = shipped_ways().ways
        """What is offered where it is said what was done."""
        self._seen = False
        self._at = ""
        """The line that has the keys, or had them before its time was asked for."""
        self.setAccessibleName(f"Note of {report.client_code}")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SAVE_AFTER_MS)
        self._later.timeout.connect(self._say)
        self.back = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET, name=f"Back to {back}")
        self.export = ExportButtons(theme, self)
        self.play = play_button(theme, self)
        self.private = private_button(theme, self)
        self.head = NoteHead(theme, (self.back, self.play, self.private, *self.export.buttons), (self.play,))
        self.quiet = self.head.quiet
        self.foot = SheetFoot(theme)
        self.sheet = Sheet(theme, self.foot)
        self.sheet.show_log(report.timeline)
        self.foot.log.say(log_said(report))
        self.gate = Gate(theme, SIGNING)
        self.role = RoleChoice(theme, signs)
        self.gate.put_beside(self.role)
        self._lay_out()
        self._connect()
        self._say_who()
        self._show()

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        whole = self.column = QVBoxLayout(self)
        whole.setContentsMargins(3 * grid, 2 * grid, 3 * grid, 2 * grid)
        whole.setSpacing(13)
        whole.addWidget(self.head)
        whole.addWidget(self.sheet, 1)
        whole.addWidget(self.gate)

    def _connect(self) -> None:
        self.back.clicked.connect(self._close)
        self.export.asked.connect(self._export)
        sheet, foot = self.sheet, self.foot
        sheet.edited.connect(self._edited)
        sheet.entered.connect(self._enter)
        sheet.taken_out.connect(self._taken_out)
        sheet.came.connect(self._came)
        sheet.gone.connect(self._gone)
        sheet.left.connect(self.setFocus)
        foot.log.clicked.connect(lambda: self._open_log(not sheet.log_open))
        foot.offer_taken.connect(self._take_offer)
        foot.put_back_asked.connect(self._put_back)
        foot.belongs_asked.connect(self._ask_time)
        foot.belongs_typed.connect(self._belongs)
        foot.belongs_left.connect(lambda: sheet.go_to(self._at))
        self.private.clicked.connect(self.private_asked)
        self.play.clicked.connect(self.play_asked)
        self.gate.field_asked.connect(sheet.go_to)
        self.gate.passed.connect(self._sign)
        self.role.turned.connect(self._say_who)
        for key, act in ((PUT_BACK, self._put_back), (BELONGS, self._ask_time), (TAKE, self._take_offer)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # --- how far it is ------------------------------------------------------------------------------------------

    def keep_words(self) -> None:
        """What is written in a note is kept as it is written."""
        self.finish()

    def finish(self) -> None:
        """Hand over an edit that is still waiting, and say that the note is left as it is."""
        if self._later.isActive():
            self._later.stop()
            self._say()
        self.finished.emit()

    def say_saved(self, at: datetime | None) -> None:
        """All that was typed until `at` is on the disk; with None it could not be saved."""
        if at is None:
            self.head.say_unsaved(f"not saved since {self._saved}" if self._saved else "not saved")
            return
        self._saved = f"{at:%H:%M}"
        self.head.say_unsaved("")
        self._show_head()

    def _show_head(self) -> None:
        saved = [f"saved {self._saved}"] if self._saved else []
        said = ", ".join([by_whom(self.note), *saved])
        self.head.show_head(eyebrows(self.report, self.note.place), self.report.client_code, DRAFT, [said, *saved])

    def _say(self) -> None:
        self.changed.emit(self.note)

    def _show(self) -> None:
        self.sheet.show_sheet(sheet_of(self.note, self.report, writing=self._at))
        self._show_head()
        self.gate.show_missing([Missing(lack.line_id, lack.words) for lack in missing(self.note)])
        if self._at and not self.foot.asks_time:
            self.foot.tell(told_of(self.note.line(self._at), self.ways))

    def _take(self, note: NoteDocument) -> None:
        """Have another note, and say so in a moment."""
        if note != self.note:
            self.note = note
            self._later.start()
        self._show()

    # --- what is written ----------------------------------------------------------------------------------------

    @property
    def _moment(self) -> str:
        return self._now().isoformat(timespec="seconds")

    def _edited(self, id: str, text: str) -> None:
        self._take(self.note.edited(id, text, self._by, self._moment))

    def _enter(self, id: str) -> None:
        """A new line below; in an empty one Enter goes on instead. What the program wrote gets a remark."""
        line = self.note.line(id)
        if not line.text or (line.gap and line.open):
            self._go_on(id)
            return
        section = next(section for section in self.note.sections if line in section.lines)
        about, after = (id, "") if line.fixed else ("", id)
        known = {each.id for each in section.lines}
        note = self.note.with_line(section.id, "", self._by, self._moment, about=about, after=after)
        new = next(each.id for each in note.section(section.id).lines if each.id not in known)
        self.note, self._at = note, new
        self._show()
        self.sheet.go_to(new)

    def _go_on(self, id: str) -> None:
        if not self.sheet.step(id, 1):
            self.setFocus()

    def _taken_out(self, id: str) -> None:
        """A line of one's own that has been emptied goes; the keys go to the one before."""
        if self.note.line(id).own:
            self.sheet.step(id, -1)

    def _came(self, id: str) -> None:
        self._at = id
        self.foot.tell(told_of(self.note.line(id), self.ways))

    def _gone(self) -> None:
        """The keys are elsewhere: once they have arrived there it is known what to do."""
        QTimer.singleShot(0, self, self._look_where)

    def _look_where(self) -> None:
        at = QApplication.focusWidget()
        if at is self.foot.time or any(stop is at for stop in self.sheet.stops()):
            self._drop_empty(self._at)
            return
        self._at = ""
        self.foot.tell(None)
        self._drop_empty("")

    def _drop_empty(self, but: str) -> None:
        """Lines of one's own in which nothing stands are no lines."""
        note = without(self.note, but)
        if note != self.note:
            self._take(note)

    def _put_back(self) -> None:
        if self._at and self.note.line(self._at).earlier:
            self._take(self.note.put_back(self._at))
            line = self.sheet.line(self._at)
            if line is not None:
                now = self.note.line(self._at)
                line.put("" if now.gap else now.text)

    def _take_offer(self) -> None:
        """The words of the line go on with the first of what is offered."""
        if self._at != WAYS or not (offers := completions(self.ways, self.note.line(WAYS).text)):
            return
        self._edited(WAYS, offers[0].line)
        line = self.sheet.line(WAYS)
        if line is not None:
            line.put(offers[0].line)
            line.moveCursor(QTextCursor.MoveOperation.End)

    # --- the time that a line belongs to ------------------------------------------------------------------------

    def _ask_time(self) -> None:
        if self._at and told_of(self.note.line(self._at), self.ways).typed:
            belongs = self.note.line(self._at).belongs
            self.foot.ask_time(f"{datetime.fromisoformat(belongs):%H:%M}" if belongs else "")

    def _belongs(self, text: str) -> None:
        line, started = self.note.line(self._at), self.report.started
        now = self._now()
        try:
            at = parse_belongs(text, started.local.date() if started else now.date(), now)
        except KapGuideError as error:
            self.foot.time.set_edge("warm_line")
            self.quiet.say(error.sentence, Tone.WARM)
            return
        self.quiet.say("")
        if at is not None:
            belongs = at.isoformat(timespec="seconds")
            self._take(self.note.edited(line.id, line.text, line.by or self._by, line.at or self._moment, belongs))
        self.sheet.go_to(line.id)

    # --- the screen ---------------------------------------------------------------------------------------------

    def go_to(self, id: str) -> None:
        """Show the line of that id, or the entry of the log."""
        self._seen = True
        found = next((line.id for s in self.note.sections for line in s.lines if id in (line.id, line.event_id)), "")
        if not (found and self.sheet.go_to(found)) and self.sheet.has_entry(id):
            self._open_log(True)
            self.sheet.log.show_entry(id)

    def _open_log(self, opened: bool) -> None:
        self.sheet.open_log(opened=opened)
        self.foot.log.show_open(opened)
        (self.sheet.log if opened else self.foot.log).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.sheet.log_open:
            self._open_log(False)
        else:
            self.back.click()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """When it is opened the keys go to what is missing first."""
        if not self._seen and (lacks := missing(self.note)):
            self.sheet.go_to(lacks[0].line_id)
        self._seen = True

    def rows(self) -> list[str]:
        """The table twin."""
        return [self.head.code.whole_text(), *self.sheet.rows()]

    def _say_who(self) -> None:
        who = self.role.signer
        self.gate.say_act(f"Sign as {who.words}" if who is not None else "Sign")

    def _sign(self, reason: str) -> None:
        """Nothing is typed meanwhile: what is signed is what stands here."""
        self.note = without(self.note)
        if self._later.isActive():
            self._later.stop()
            self._say()
        self.setEnabled(False)
        self.sign_asked.emit(reason)

    def say_not_signed(self, sentence: str) -> None:
        """It is a draft still, and goes on as one."""
        self.setEnabled(True)
        self.quiet.say(sentence, Tone.WARM)
        self.gate.way_on.setFocus()

    def _export(self, form: str) -> None:
        self.finish()
        self.export_asked.emit(form)

    def _close(self) -> None:
        self.finish()
        self.closed.emit()
