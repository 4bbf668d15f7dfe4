"""The locked session: its time, what is due and how the music stands; four digits open it, or the passphrase."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

from kapguide.ui.door.lock_data import LockData
from kapguide.ui.door.lock_layout import LockLayout
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Kind
from kapguide.ui.widgets.fingers import HeldOver, now_ms
from kapguide.ui.widgets.forms.pin_line import PinDots
from kapguide.ui.widgets.forms.session_pin import LENGTH, TRIES, SessionPin
from kapguide.ui.widgets.places import digit_of, letter_of, signs_of
from kapguide.ui.widgets.words import countdown_text

CHOOSE_MS = 30_000
"""Whoever goes away before a PIN is chosen leaves a screen that the passphrase opens [OURS]."""
TAKE_BACK_MS = 10_000
"""So long a lock by the passphrase alone can be taken back, like all that is done by a slip."""
SETTLE_MS = 1_000
"""An Enter this soon after another key belongs to words that were typed for somewhere else."""
SECOND_MS = 1_000


class Asked(StrEnum):
    """What stands in the field; the value is its label."""

    NEW = "Choose a session PIN"
    AGAIN = "The same again"
    PIN = "Session PIN"
    PASSPHRASE = "Passphrase or recovery key"


WORDS = {
    Asked.NEW: "Four digits. Enter alone: the passphrase opens. Esc: not now.",
    Asked.AGAIN: "Esc: choose another.",
    Asked.PIN: "Five tries, then the passphrase.",
    Asked.PASSPHRASE: "The session goes on meanwhile. A colleague’s own passphrase takes it over.",
}


class LockScreen(LockLayout):
    """Keeps the keys in its one field whatever is pressed. It knows no store: it says what was typed."""

    opened = Signal()
    """By the PIN; or nobody has locked it yet, and it is not to be locked."""
    submitted = Signal(str)
    """A passphrase or a recovery key."""
    locks = True
    """Nothing of the record is to be seen behind it."""
    steers_sound = True
    silence_asked = Signal()
    emergency_asked = Signal()

    def __init__(self, theme: Theme, pin: SessionPin, look: Callable[[], LockData], *, unasked: bool = False) -> None:
        """`look` tells what is so now. A lock that nobody has asked for is there at once: nobody chooses a PIN."""
        super().__init__(theme)
        self._pin, self._look = pin, look
        self._held = HeldOver()
        self._typed = self._first = ""
        self._checking, self._wait_ms = False, 0
        self._wrong = ""
        self._meant = False
        """It is to be locked without a PIN, and that can still be taken back."""
        self._last_key = now_ms()
        self.asked = (
            Asked.PIN if pin.chosen and not pin.spent else Asked.PASSPHRASE if pin.chosen or unasked else Asked.NEW
        )
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self._each_second)
        self._second.start()
        self._unchosen = QTimer(self)
        self._unchosen.setSingleShot(True)
        self._unchosen.setTimerType(Qt.TimerType.PreciseTimer)
        self._unchosen.timeout.connect(lambda: self._ask(Asked.PASSPHRASE))
        if self.asked is Asked.NEW:
            self._unchosen.start(CHOOSE_MS)
        self.silence.clicked.connect(self.silence_asked)
        self.silence.clicked.connect(self.refresh)
        self.emergency.clicked.connect(self.emergency_asked)
        self.other.clicked.connect(self._swap)
        self.secret.entered.connect(self._submit)
        self.secret.line.left.connect(self._back)
        self._ask(self.asked)

    # --- what is seen --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Draw what is so now."""
        data = self._look()
        self.show_data(data)
        typing = self.asked is Asked.PASSPHRASE
        words, icon = ("Music as it was", "volume-2") if data.silent else ("Fade to silence", "volume-x")
        self.silence.show_as(words, icon=icon, key="" if typing else "m")
        left = countdown_text(max(0, self._unchosen.remainingTime()))
        state = f"Not locked yet: locks in {left}" if self.asked in (Asked.NEW, Asked.AGAIN) else "Locked"
        what = "rehearsal" if data.rehearsal else "session"
        goes_on = f"the {what} goes on"
        if data.emergency:
            goes_on = f"{'rehearsal, ' if data.rehearsal else ''}emergency since {data.emergency}"
        self.eyebrow.set_text(f"{state}  ·  {goes_on}")

    def show_checking(self) -> None:
        """The key is being derived: about a second."""
        self._checking = True
        self.secret.line.setReadOnly(True)
        self._say("Checking…")

    def show_wrong(self, sentence: str, wait_ms: int = 0) -> None:
        """Say what is wrong; what was typed stays, and the next try is heard after `wait_ms`."""
        self._checking, self._wait_ms, self._wrong = False, wait_ms, sentence
        self.secret.line.setReadOnly(False)
        self._say_wrong()
        self._focus()
        self.secret.line.selectAll()

    def _each_second(self) -> None:
        self._wait_ms = max(0, self._wait_ms - SECOND_MS)
        if self._wrong:
            self._say_wrong()
        self.refresh()

    def _say_wrong(self) -> None:
        wait = f" Next try in {countdown_text(self._wait_ms)}." if self._wait_ms else ""
        self._say(f"{self._wrong}{wait}", warm=True)

    def _say(self, words: str, warm: bool = False) -> None:
        self.word.set_text(words)
        self.word.set_colour("text" if warm else "soft")
        for field in (self.pin, self.secret.line):
            field.setAccessibleDescription(words)

    def _ask(self, what: Asked, words: str = "") -> None:
        self.asked, self._typed, self._wrong, self._meant = what, "", "", False
        if what not in (Asked.NEW, Asked.AGAIN):
            self._unchosen.stop()
            self._first = ""
        typing = what is Asked.PASSPHRASE
        self.pin.setVisible(not typing)
        self.secret_box.setVisible(typing)
        self.secret.line.put("")
        self.secret.hide_text(True)
        self.pin.set_data(PinDots(what.value))
        self._say(words or WORDS[what], warm=bool(words))
        self.other.setVisible(what is Asked.PIN or (typing and not self._pin.spent))
        other, key = ("Use the session PIN", "Esc") if typing else ("Use the passphrase", "p")
        self.other.show_as(other, key=key, kind=Kind.QUIET)
        self.refresh()
        self._focus()

    def _focus(self) -> None:
        (self.secret.line if self.asked is Asked.PASSPHRASE else self.pin).setFocus()

    # --- what is done --------------------------------------------------------------------------------------

    def _swap(self) -> None:
        self._ask(Asked.PASSPHRASE if self.asked is Asked.PIN else Asked.PIN)

    def _back(self) -> None:
        """Escape: out of the passphrase where a PIN opens, and of a choice that nobody has made yet."""
        if self.asked is Asked.PASSPHRASE and not self._pin.spent:
            self._ask(Asked.PIN)
        elif self.asked is Asked.AGAIN:
            self._choose()
        elif self.asked is Asked.NEW:
            self._not_now()
            return  # the keys are the session's again
        elif self.asked is Asked.PIN:
            self._show_typed("")
        self._focus()

    def _choose(self, words: str = "") -> None:
        self._ask(Asked.NEW, words)
        self._unchosen.start(CHOOSE_MS)

    def _not_now(self) -> None:
        self._unchosen.stop()
        self.opened.emit()

    def _lock_without_pin(self, *, slip: bool) -> None:
        """By Enter: in ten seconds, so that it can be taken back; by another one at once."""
        if self._meant and not slip:
            self._ask(Asked.PASSPHRASE)
        elif not self._meant:
            self._meant = True
            self._unchosen.start(TAKE_BACK_MS)
            self._say("No PIN: the passphrase opens. Enter: lock at once. Esc: not now.")
            self.refresh()

    def _submit(self) -> None:
        typed = self.secret.line.text()
        if typed and not self._checking and not self._wait_ms:
            self.submitted.emit(typed)

    def _show_typed(self, typed: str) -> None:
        self._typed = typed
        self.pin.set_data(PinDots(self.asked.value, len(typed)))

    def _digit(self, digit: str) -> None:
        self._show_typed(self._typed + digit)
        if self.asked in (Asked.NEW, Asked.AGAIN):
            self._meant = False
            self._say(WORDS[self.asked])
            self._unchosen.start(CHOOSE_MS)
        if len(self._typed) == LENGTH:
            self._four(self._typed)

    def _four(self, code: str) -> None:
        if self.asked is Asked.NEW:
            self._first = code
            self._ask(Asked.AGAIN)
        elif self.asked is Asked.AGAIN and code != self._first:
            self._choose("The two differ. Choose once more.")
        elif self.asked is Asked.AGAIN:
            self._pin.choose(code)
            self._ask(Asked.PIN)
        elif self._pin.opens(code):
            self.opened.emit()
        elif self._pin.spent:
            self._ask(Asked.PASSPHRASE, f"{TRIES} tries were wrong. The passphrase opens.")
        else:
            left = "1 try is" if self._pin.tries == 1 else f"{self._pin.tries} tries are"
            self._ask(Asked.PIN, f"That is not the PIN. {left} left, then the passphrase.")

    # --- keys ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits are the PIN; silence and Emergency are what they are everywhere; nothing else does anything."""
        event.accept()
        now = now_ms()
        if self._held.repeats(event, now):
            return
        slip, self._last_key = now - self._last_key < SETTLE_MS, now
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key, signs = event.key(), signs_of(event)
        digit = digit_of(event)
        if key == Qt.Key.Key_F12 or (ctrl and letter_of(event) == "e"):
            self.emergency_asked.emit()
        elif key == Qt.Key.Key_Escape:
            self._back()
        elif ctrl and letter_of(event) == "z" and self.asked in (Asked.NEW, Asked.AGAIN):
            self._not_now()
        elif self.asked is Asked.PASSPHRASE or ctrl:
            return
        elif digit:
            self._digit(digit)
        elif key == Qt.Key.Key_Backspace:
            self._show_typed(self._typed[:-1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.asked is Asked.NEW and not self._typed:
            self._lock_without_pin(slip=slip)
        elif "m" in signs:
            self.silence.click()
        elif "p" in signs and self.asked is Asked.PIN:
            self._swap()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key was let go, or so it seems."""
        event.accept()
        self._held.released(event, now_ms())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the field."""
        self._focus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes nowhere: each control has its key."""
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._focus()
