"""The window's own line: whether everything is saved, on every screen, and what is to be known before it closes."""

from PySide6.QtCore import QTimer

from kapguide.store.writing.saving import SavingState, WriterState
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.quiet_line import QuietLine

SLOW_MS = 500
"""Saving that takes longer than this is said."""
ASKED_MS = 10_000
"""So long stands what was said to somebody who wants to close the window."""
TOLD_MS = 30_000
"""So long stands what is said of the program itself."""


class SavingLine(QuietLine):
    """Nothing is said while all is well."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName("Saving")
        self._state = WriterState()
        self._was_lost = False
        self._slow = self._timer(SLOW_MS)
        self._asked = self._timer(ASKED_MS)
        self._told = self._timer(TOLD_MS)

    def keep_place(self, always: bool) -> None:
        """Have a place on the screen before anything is said, or only from the first words on."""
        self.setVisible(always or bool(self.rows()))

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        super().say(text, tone)
        if text:
            self.show()

    def show_state(self, state: WriterState) -> None:
        """Say how saving stands from now on; what was just asked stays in sight for its time."""
        self._state = state
        if self._asked.isActive():
            return
        self._slow.stop()
        if self._told.isActive() and not self._lost:
            return
        if state.saving is SavingState.SAVING and not self._was_lost:
            self._slow.start()
        else:
            self._say_state()

    def ask(self, words: str) -> None:
        """Say something that waits for an answer, for as long as the answer is waited for."""
        self._slow.stop()
        self._asked.start()
        self.say(words, Tone.WARM)

    def tell(self, words: str) -> None:
        """Say something of the program itself for a while; that something is not saved stands before it."""
        if not (self._lost or self._was_lost or self.asked):
            self._slow.stop()
            self._told.start()
            self.say(words, Tone.WARM)

    @property
    def _lost(self) -> bool:
        return self._state.saving is SavingState.NOT_SAVED

    @property
    def asked(self) -> bool:
        """Whether an answer is waited for."""
        return self._asked.isActive()

    def _timer(self, ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(self._say_state)
        return timer

    def _say_state(self) -> None:
        lost = self._lost
        if lost:
            self._told.stop()  # nor does it stand in the way of what is said next
            self.say(f"NOT SAVED. {self._state.sentence}", Tone.WARM)
        elif self._state.saving is SavingState.SAVING:
            self.say("NOT SAVED yet: trying again…" if self._was_lost else "saving…")
            return
        else:
            self.say(self._state.sentence or ("Everything is saved again." if self._was_lost else ""))
        self._was_lost = lost
