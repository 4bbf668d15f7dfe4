"""A signed note: no field, no gate. Below it its addenda, and what still waits for a second name."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kapguide.export.note import NoteDocument
from kapguide.export.report import SessionReport
from kapguide.store.tables.signature_rows import HalfAddendum, SignedNote
from kapguide.ui.note.addenda import AddendumCard, AddendumForm, WordsCard, elsewhere_cards
from kapguide.ui.note.countersign_bar import CountersignBar
from kapguide.ui.note.data import eyebrows, sheet_of
from kapguide.ui.note.head import NoteHead
from kapguide.ui.note.play_button import play_button
from kapguide.ui.note.private_button import private_button
from kapguide.ui.note.sheet import Sheet
from kapguide.ui.note.signatures import (
    NOT_WHOLE,
    beside_words,
    chip_of,
    head_words,
    signed_words,
    waiting_words,
    whole_words,
)
from kapguide.ui.note.signed_foot import SignedData, SignedFoot
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.export_buttons import ExportButtons
from kapguide.ui.widgets.forms.when_field import local_now
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.places import key_meant
from kapguide.usecases.signing import Signer, waiting_for

SAVE_AFTER_MS = 600
NONE_YET = HalfAddendum()
BEGUN = "An addendum is begun; nobody has signed it."
GAP = 13
"""Between the sheet, the addenda and the bar (pixels)."""
READ, WRITTEN = 0.4, 0.55
"""So much of the window the addenda take at most, read and while one is written; more of them scroll."""


class _Addenda(QWidget):
    """One below the other; tells when they need another height."""

    resized = Signal()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.resized.emit()
        return done


class SignedScreen(QWidget):
    """Shows a SignedNote; emits what is wanted, and signs nothing itself."""

    export_asked = Signal(str)
    private_asked = Signal()
    """What is written next is the writer's alone."""
    play_asked = Signal()
    """The session is to be played back."""
    closed = Signal()
    addendum_signed = Signal(str, str, str, str)
    """The words, the reason, the time that they belong to as it was typed, and the role of whoever signs."""
    addendum_typed = Signal(object)
    """What is half typed of one, a moment after the last keystroke."""
    countersign_asked = Signal(object, object, str)
    """The signature, who puts their name under it, and a colleague's passphrase."""

    def __init__(
        self,
        theme: Theme,
        report: SessionReport,
        note: NoteDocument,
        by: Signer | None = None,
        back: str = "Today",
        now: Callable[[], datetime] = local_now,
    ) -> None:
        """`by` is who would sign an addendum, None for nobody; `back` is where Esc leads."""
        super().__init__()
        self.theme, self.report, self.note = theme, report, note
        self._by, self._now = by, now
        self.signed: SignedNote | None = None
        self._data = SignedData()
        self.form: AddendumForm | None = None
        self._half = NONE_YET
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SAVE_AFTER_MS)
        self._later.timeout.connect(self.keep_words)
        self.cards: list[AddendumCard] = []
        self.elsewhere: list[WordsCard] = []
        self.setAccessibleName(f"Signed note of {report.client_code}")
        self.back = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET, name=f"Back to {back}")
        self.add = Button(theme, "Add an addendum", icon="plus", key="a", kind=Kind.PRIMARY)
        self.export = ExportButtons(theme, self)
        self.play = play_button(theme, self)
        self.private = private_button(theme, self)
        self.head = NoteHead(theme, (self.back, self.play, self.private, *self.export.buttons, self.add), (self.play,))
        self.quiet = self.head.quiet
        self.foot = SignedFoot(theme)
        self.sheet = Sheet(theme, self.foot, still=True)
        self.sheet.show_sheet(sheet_of(note, report))
        self.sheet.show_log(report.timeline)
        self.foot.log.say(f"{len(report.timeline):,} entries", short=True)
        self.bar = CountersignBar(theme)
        self.bar.hide()
        self._below = _Addenda()
        self._below.resized.connect(self._fit)
        self._column = QVBoxLayout(self._below)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.area = SoftScroll(theme, self._below, "ground")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.hide()
        grid = theme.sizes.grid
        whole = QVBoxLayout(self)
        whole.setContentsMargins(3 * grid, 2 * grid, 3 * grid, 2 * grid)
        whole.setSpacing(GAP)
        whole.addWidget(self.head)
        whole.addWidget(self.sheet, 1)
        whole.addWidget(self.area)
        whole.addWidget(self.bar)
        self.back.clicked.connect(self._close)
        self.private.clicked.connect(self.private_asked)
        self.play.clicked.connect(self.play_asked)
        self.export.asked.connect(self.export_asked)
        self.add.clicked.connect(self.add_addendum)
        self.foot.log.clicked.connect(lambda: self._open_log(opened=not self.sheet.log_open))
        self.bar.signed.connect(self._countersign)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self._key_to_sign)

    # --- what is shown ------------------------------------------------------------------------------------------

    def show_signed(self, note: SignedNote, signers: Sequence[Signer], me: str) -> None:
        """Show how it stands: `signers` may put their name under the first signature that waits; `me` is here."""
        self.signed = note
        self.quiet.say("")
        which = eyebrows(self.report, self.note.place)
        self.head.show_head(which, self.report.client_code, chip_of(note), [head_words(note)])
        self._data = SignedData(signed_words(note), whole_words(note, None, self._now()), beside_words(note))
        self.foot.say(self._data)
        self._put_form_away()
        for card in (*self.cards, *self.elsewhere):
            card.deleteLater()
        self.cards = [AddendumCard(self.theme, n, each) for n, each in enumerate(note.addenda, 1)]
        self.elsewhere = elsewhere_cards(self.theme, note)
        for card in (*self.cards, *self.elsewhere):
            self._column.addWidget(card)
        waiting = waiting_for(note)
        had_keys = self.isVisible() and not self.hasFocus()
        self.bar.show_waiting(waiting_words(note, waiting[0]) if waiting else "", signers, me)
        self._fit()
        if had_keys:
            self.setFocus()

    def show_whole(self, found: datetime | None) -> None:
        """What was signed was found whole just now; None where it was not."""
        assert self.signed is not None
        seal = whole_words(self.signed, found, self._now()) if found else NOT_WHOLE
        self._data = SignedData(self._data.signed, seal, self._data.beside, found is not None)
        self.foot.say(self._data)

    def say(self, fault: str) -> None:
        """Why nothing was signed, where it was asked for."""
        if self.form is not None:
            self.form.say(fault)
        else:
            self.bar.again()
            self.quiet.say(fault, Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        added = [row for card in (*self.cards, *self.elsewhere) for row in card.rows()]
        return [self.head.code.whole_text(), *self.sheet.rows(), *self.foot.words.rows(), *added]

    def go_to(self, id: str) -> None:
        """Show the line of that id, the addendum, or the entry of the log."""
        added = next((card for card in self.cards if card.addendum.id == id), None)
        if added is not None:
            self.area.ensureWidgetVisible(added)
            added.said.setFocus()
            added.said.selectAll()
        elif not self.sheet.show_line(id) and self.sheet.has_entry(id):
            self._open_log(opened=True)
            self.sheet.log.show_entry(id)

    # --- what is done -------------------------------------------------------------------------------------------

    def add_addendum(self) -> None:
        """Open the form for another addendum, below those that are there."""
        if self._by is None:
            self.quiet.say("Say in Settings, People, who you are, then sign.")
            return
        if self.form is None:
            self.form = AddendumForm(self.theme, len(self.cards) + 1, self._by)
            self.form.put(self._half)
            self.form.signed.connect(self._sign_addendum)
            self.form.left.connect(self._leave_form)
            self.form.edited.connect(self._later.start)
            self._column.addWidget(self.form)
            self._fit()
        self.form.words.setFocus()

    def show_half(self, half: HalfAddendum) -> None:
        """An addendum was begun before: the way to it says so, and it is gone on with as it was left."""
        self._half = half
        begun = half != NONE_YET
        self.add.show_as(
            "Go on with the addendum" if begun else "Add an addendum", icon="plus", key="a", kind=Kind.PRIMARY
        )
        self.quiet.say(BEGUN if begun else "")

    def drop_addendum(self) -> None:
        """What was typed is signed."""
        self._later.stop()
        self._drop_form()
        self.show_half(NONE_YET)

    def _sign_addendum(self, words: str, reason: str, belongs: str, role: str) -> None:
        """It is kept first as it stands: nothing is lost where it cannot be signed."""
        self.keep_words()
        self.addendum_signed.emit(words, reason, belongs, role)

    def _leave_form(self) -> None:
        """What is typed stays, as it is and unsigned."""
        self._put_form_away()
        self._fit()
        self.add.setFocus()

    def _put_form_away(self) -> None:
        if self.form is not None:
            self.keep_words()
            self._drop_form()
            self.show_half(self._half)

    def _drop_form(self) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None

    def _close(self) -> None:
        self.keep_words()
        self.closed.emit()

    def _key_to_sign(self) -> None:
        """What is being typed comes first, then what waits."""
        if self.form is not None:
            self.form.sign.click()
        elif self.bar.isVisible():
            self.bar.act.click()

    def _countersign(self, signer: Signer, passphrase: str) -> None:
        assert self.signed is not None
        self.countersign_asked.emit(waiting_for(self.signed)[0], signer, passphrase)

    def _open_log(self, *, opened: bool) -> None:
        self.sheet.open_log(opened=opened)
        self.foot.log.show_open(opened)
        (self.sheet.log if opened else self.foot.log).setFocus()

    # --- the window ---------------------------------------------------------------------------------------------

    def keep_words(self) -> None:
        """An addendum is kept as it is typed."""
        self._later.stop()
        if self.form is not None and self.form.half != self._half:
            self._half = self.form.half
            self.addendum_typed.emit(self._half)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.sheet.log_open:
            self._open_log(opened=False)
        elif event.key() == Qt.Key.Key_Escape and self.form is not None:
            self._leave_form()
        elif event.key() == Qt.Key.Key_Escape:
            self.back.click()
        elif (button := key_meant(event, {"a": self.add})) is not None:
            button.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to what waits, else to the sheet, which they scroll."""
        (self.bar.act if self.bar.isVisible() and self.bar.act.isVisible() else self.sheet.area).setFocus()

    def _fit(self) -> None:
        """The addenda are as high as they need, up to a part of the window; one that is written is in sight."""
        self.area.setVisible(bool(self.cards or self.elsewhere or self.form))
        width = self.width() - 6 * self.theme.sizes.grid
        high = (
            self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self._column.sizeHint().height()
        )
        most = round((WRITTEN if self.form is not None else READ) * self.height())
        self.area.setFixedHeight(max(1, min(high, most)))
        if self.form is not None:
            self.area.verticalScrollBar().setValue(self.area.verticalScrollBar().maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
