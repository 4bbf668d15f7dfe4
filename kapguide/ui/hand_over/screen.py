"""One question at a time: for the client, who sees nothing else whatever is pressed, or read aloud by the therapist."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from kapguide.clinical.form_run import FormRun
from kapguide.ui.hand_over.layout import QuestionLayout
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Kind
from kapguide.ui.widgets.fingers import Fingers, HeldOver, key_of, now_ms
from kapguide.ui.widgets.forms.session_pin import SessionPin
from kapguide.ui.widgets.places import digit_of, letter_of


class QuestionScreen(QuestionLayout):
    """Keeps all keys. `sent` comes with each answer that was sent, or taken back; `left` when it may be left."""

    sent = Signal()
    left = Signal()
    submitted = Signal(str)
    """A passphrase, to leave by."""

    steers_sound = True
    """Nothing stands at its foot but itself."""

    def __init__(self, theme: Theme, run: FormRun, pin: SessionPin, aloud: str = "") -> None:
        """`aloud`, where the therapist reads the questions out, says of whom; then it is left by Escape."""
        super().__init__(theme, pin)
        self.run, self.aloud = run, aloud
        self._fingers, self._held = Fingers(), HeldOver()
        self.setAccessibleName("Question")
        self.corner.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.corner.clicked.connect(self._wants_to_leave)
        self.choices.chosen.connect(lambda value: self._go(lambda run: run.pick(value)))
        self.back_button.clicked.connect(lambda: self._go(FormRun.back))
        self.skip_button.clicked.connect(lambda: self._go(FormRun.leave_out))
        self.next_button.clicked.connect(lambda: self._go(FormRun.go_on))
        self.leave.left.connect(self.left)
        self.leave.back.connect(self.ask_again)
        self.leave.submitted.connect(self.submitted)
        self.show_run(run)

    @property
    def leaving(self) -> bool:
        """Whether the keys are those of the line by which the therapist leaves."""
        return self.foot.currentWidget() is self.leave

    def ask_again(self) -> None:
        """The question has the keys."""
        self.leave.stop()
        self.foot.setCurrentIndex(0)
        self.choices.setFocus()

    def laid_out(self) -> None:
        if not self._show_corner(self.aloud):
            self._show_corner("")
        self.show_run(self.run)

    def _show_corner(self, words: str) -> bool:
        """Of whom it is asked, and the way out; whether there is room for it."""
        if self.aloud:
            icon = "" if words else "undo-2"
            self.corner.show_as(words, icon=icon, key="Esc", kind=Kind.QUIET, name="Leave the questions")
        else:
            self.corner.show_as(icon="lock", kind=Kind.QUIET, name="For the therapist (Ctrl+L)")
        return self.place_corner()

    def _go(self, act: Callable[[FormRun], FormRun]) -> None:
        before, self.run = self.run, act(self.run)
        if self.run == before:
            return
        if self.run.given != before.given:
            self.sent.emit()  # it is kept before the next question is seen
        if self.run.over and self.aloud:
            self.left.emit()
            return
        moved = self.run.at != before.at
        self.show_run(self.run)
        if moved:
            (self if self.run.over else self.choices).setFocus()

    def _wants_to_leave(self) -> None:
        if self.aloud:
            self.left.emit()
        elif not self.leaving:
            self.foot.setCurrentWidget(self.leave)
            self.leave.ask()

    # --- keys ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing goes further than here. Of a PIN the same digit twice is two, however soon; a held one is one."""
        event.accept()
        if self.leaving:
            if not self._held.repeats(event, now_ms()):
                self.leave.pressed(event)
            return
        if not self._fingers.pressed(key_of(event), now_ms(), repeats=event.isAutoRepeat()):
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        if held == Qt.KeyboardModifier.ControlModifier and letter_of(event) == "l":
            self._wants_to_leave()
        elif held:
            return
        elif event.key() == Qt.Key.Key_Escape and self.aloud:
            self.left.emit()
        else:
            self._key(event)

    def _key(self, event: QKeyEvent) -> None:
        down, up = (Qt.Key.Key_Down, Qt.Key.Key_Right), (Qt.Key.Key_Up, Qt.Key.Key_Left)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(FormRun.go_on)
        elif event.key() == Qt.Key.Key_Backspace:
            self._go(FormRun.back)
        elif event.key() in (*down, *up):
            self._go(lambda run: run.step(1 if event.key() in down else -1))
        elif digit := digit_of(event):
            self._go(lambda run: run.pick(self._meant(int(digit))))

    def _meant(self, digit: int) -> int:
        """On a scale the digit itself, and 0 after 1 is 10; else the answer that stands there."""
        page = self.run.page
        if page is None or page.item is None or not page.item.is_scale:
            return digit - 1
        return 10 if digit == 0 and self.run.picked == 1 else digit

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.accept()
        self._fingers.released(key_of(event), now_ms())
        self._held.released(event, now_ms())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the answers."""
        if self.leaving:
            self.leave.take_keys()
        elif self.choices.isVisible():
            self.choices.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round among what is on this screen, and never out of it."""
        if self.leaving:
            return True
        stops: list[QWidget] = [self.choices, self.back_button, self.skip_button, self.next_button]
        stops = [stop for stop in stops if stop.isVisible() and stop.isEnabled()]
        focused = QApplication.focusWidget()
        if stops:
            at = stops.index(focused) if focused in stops else -1 if forward else 0
            stops[(at + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True
