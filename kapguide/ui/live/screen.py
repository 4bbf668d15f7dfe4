"""The live screen: renders the session's state, turns keys and buttons into commands, and knows no rule itself."""

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kapguide.audio.player import Status
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import MINUTE, SECOND, Elapsed
from kapguide.session.engine import overdue, undoable
from kapguide.session.live import LiveSession
from kapguide.session.state import UNDO_WITHIN, SessionState
from kapguide.session.texts import EmergencyCard
from kapguide.ui.live.dose_form import DoseForm
from kapguide.ui.live.header import HeaderBar
from kapguide.ui.live.keys import Keyboard, shown_bindings
from kapguide.ui.live.music_card import MusicCard
from kapguide.ui.live.notes_card import NotesCard
from kapguide.ui.live.observe_bar import ObserveBar
from kapguide.ui.live.panels import EmergencyPanel, KeysPanel
from kapguide.ui.live.phase_card import PhaseCard
from kapguide.ui.live.prompt_card import PromptCard
from kapguide.ui.live.vitals_card import VitalsCard
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.quiet_line import QuietLine, UndoLine, UndoOffer

LOW = 864
"""A screen lower than this (pixels) is laid out densely."""

ALWAYS = ("emergency", "calm")
"""Actions that work while one types."""


class LiveScreen(QWidget):
    """One session on the screen. It can be thrown away and made again at any time."""

    over = Signal()
    lock_asked = Signal()
    draft_changed = Signal(str, int)
    """The half-typed note line, and the session time of its first keystroke."""

    def __init__(
        self,
        theme: Theme,
        session: LiveSession,
        status: Callable[[], Status | None],
        title_of: Callable[[str], str],
        observations: Mapping[str, str],
        card: EmergencyCard,
        rehearsal: str = "",
        fade_s: tuple[float, float] = (8.0, 8.0),
    ) -> None:
        """`status` tells what sounds, `title_of` an item's title; `fade_s`: seconds to silence, and back."""
        super().__init__()
        self._session = session
        self._status = status
        self._labels = observations
        self._fade_s = fade_s
        self._keyboard = Keyboard()
        self._begun = Elapsed(0)
        self._resting = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Live session")

        self.header = HeaderBar(theme, rehearsal)
        self.phases = PhaseCard(theme)
        self.prompt = PromptCard(theme)
        self.dose = DoseForm(theme)
        self.music = MusicCard(theme, title_of)
        self.vitals = VitalsCard(theme)
        self.notes = NotesCard(theme)
        self.observe = ObserveBar(theme, observations)
        self.emergency = EmergencyPanel(theme, card)
        self.keys = KeysPanel(theme, shown_bindings())
        self.quiet = QuietLine(theme)
        self.saving = QuietLine(theme)
        self.undo = UndoLine(theme)
        self._lay_out(theme)
        self._connect()

        session.seen_by(self._follow)
        self._second = QTimer(self)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self._each_second)
        self._follow(session.state, ())

    def _lay_out(self, theme: Theme) -> None:
        grid = theme.sizes.grid
        self._grid = grid
        self.middle = QStackedWidget()
        self.middle.addWidget(self.prompt)
        self.middle.addWidget(self.dose)
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.middle, 11)
        column.addWidget(self.music, 8)
        self.left = QStackedWidget()
        for page in (desk, self.emergency, self.keys):
            self.left.addWidget(page)
        self.desk = desk
        right = QVBoxLayout()
        right.addWidget(self.vitals, 11)
        right.addWidget(self.notes, 10)
        cards = QGridLayout()
        cards.setHorizontalSpacing(2 * grid)
        cards.addWidget(self.left, 0, 0)
        cards.addLayout(right, 0, 1)
        cards.setColumnStretch(0, 13)
        cards.setColumnStretch(1, 10)
        cards.setColumnMinimumWidth(1, 480)
        help_button = Button(theme, "Keys", icon="keyboard", key="?", kind=Kind.QUIET)
        lock_button = Button(theme, "Lock", icon="lock", key="l", kind=Kind.QUIET)
        help_button.clicked.connect(self.show_keys)
        lock_button.clicked.connect(self.lock_asked)
        foot = QHBoxLayout()
        foot.setSpacing(grid)
        foot.addWidget(self.quiet, 3)
        foot.addWidget(self.undo)
        foot.addWidget(self.saving, 1)
        foot.addWidget(lock_button)
        foot.addWidget(help_button)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        whole.addWidget(self.header)
        whole.addWidget(self.phases)
        whole.addLayout(cards, 1)
        whole.addWidget(self.observe)
        whole.addLayout(foot)
        self._stacks = (whole, column, right)
        self._dense: bool | None = None

    def _connect(self) -> None:
        self.header.emergency.clicked.connect(self._emergency)
        self.phases.hold_asked.connect(self._hold)
        self.phases.extend_asked.connect(lambda: self.send(c.Extend(2 * MINUTE)))
        self.phases.shorten_asked.connect(lambda: self.send(c.Extend(-2 * MINUTE)))
        self.phases.next.meant.connect(self._next)
        self.phases.next.hinted.connect(self.quiet.say)
        self.prompt.done.connect(self._acknowledge)
        self.prompt.snoozed.connect(self._snooze)
        self.dose.recorded.connect(self._record_dose)
        self.dose.closed.connect(self.calm)
        self.music.silence_asked.connect(self._silence)
        self.music.level_asked.connect(lambda db: self.send(c.ChangeLevel(float(db))))
        self.vitals.taken.connect(lambda vitals: self.send(c.TakeReading(vitals, self._now(), self._therapist())))
        self.vitals.field.accepted.connect(lambda _: self.setFocus())
        self.vitals.field.left.connect(self.setFocus)
        self.notes.line.begun.connect(self._note_begins)
        self.notes.line.left.connect(self.setFocus)
        self.notes.written.connect(self._write)
        self.observe.observed.connect(self._observe)
        self.notes.draft_changed.connect(lambda text: self.draft_changed.emit(text, self._begun))
        self.emergency.left.connect(lambda: self.send(c.EndEmergency()))
        self.keys.closed.connect(self.calm)
        self.undo.undo_asked.connect(self._undo)

    def minimumSizeHint(self) -> QSize:
        """Low enough for the smallest screen: the dense layout fits it."""
        return QSize(1120, 640)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low screen gets everything, closer together."""
        super().resizeEvent(event)
        dense = self.height() < LOW
        if dense == self._dense:
            return
        self._dense = dense
        grid = self._grid
        for stack in self._stacks:
            stack.setSpacing(grid if dense else 2 * grid)
        self._stacks[0].setContentsMargins(
            3 * grid, grid if dense else 2 * grid, 3 * grid, grid // 2 if dense else grid
        )
        for card in (
            self.phases,
            self.prompt,
            self.dose,
            self.music,
            self.vitals,
            self.notes,
            self.emergency,
            self.keys,
        ):
            card.set_dense(dense)

    # --- what is seen --------------------------------------------------------------------------------------

    def _follow(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        """The session has moved on."""
        if state.ended is not None:
            self._second.stop()
            self.over.emit()
            return
        self.notes.show_log(state.protocol, self._session.log)
        missed = [event.body.title for event in events if isinstance(event.body, e.CueMissed)]
        if missed:
            self.quiet.say(f"Passed while nobody could see them: {', '.join(missed)}", Tone.WARM)
        for event in events:
            if isinstance(event.body, e.SoundFault):
                self.quiet.say(event.body.detail or event.body.fault, Tone.WARM)
        if (state.emergency is not None) != (self.left.currentWidget() is self.emergency):
            self.left.setCurrentWidget(self.emergency if state.emergency is not None else self.desk)
            self.setFocus()
        self._each_second()

    def render_now(self) -> None:
        """Draw the state as it is at this moment."""
        state, now = self._session.state, self._session.now()
        if not state.running:
            return
        self.header.render_state(state, now)
        self.phases.render_state(state, now)
        self.prompt.render_state(state, now)
        self.vitals.render_state(state, now)
        self.music.render_state(state, self._status())
        self.emergency.render_state(state, now)
        self.dose.refresh(now)
        last = undoable(state, now.elapsed)
        self.undo.show_offer(UndoOffer(last.what, last.at + UNDO_WITHIN - now.elapsed) if last else None)

    def rest(self) -> None:
        """Draw no more: the window goes while the session is running."""
        self._resting = True
        self._second.stop()

    def _each_second(self) -> None:
        state = self._session.state
        if not state.running or self._resting:
            return
        if overdue(state, self._session.now()):  # a timer that slept with the machine
            self.send(c.Tick())
        self.render_now()
        left = SECOND - self._session.now().elapsed % SECOND
        self._second.start(max(100, self._session.clock.wait_ms(left)))

    def restore_draft(self, text: str, begun: int) -> None:
        """Put the half-typed line of a window that died back into the note line."""
        self._begun = Elapsed(begun)
        self.notes.line.put(text)

    def show_keys(self) -> None:
        """Show the table of keys, or put it away."""
        if self.left.currentWidget() is self.keys:
            self.calm()
        else:
            self.left.setCurrentWidget(self.keys)

    # --- what is done --------------------------------------------------------------------------------------

    def send(self, command: c.Command) -> None:
        """Carry out a command; a refusal is said quietly."""
        try:
            self._session.send(command)
        except KapGuideError as error:
            self.quiet.say(error.sentence)

    def open_dose(self) -> None:
        """First step of "dose given"."""
        if self._session.state.emergency is None:
            self.left.setCurrentWidget(self.desk)
            self.dose.open(self._session.state, self._session.now())
            self.middle.setCurrentWidget(self.dose)

    def calm(self) -> None:
        """Leave the field, the form or the panel; in an emergency, leave that."""
        if self._session.state.emergency is not None and self.left.currentWidget() is self.emergency:
            self.send(c.EndEmergency())
        self.middle.setCurrentWidget(self.prompt)
        self.left.setCurrentWidget(self.emergency if self._session.state.emergency is not None else self.desk)
        self.setFocus()

    def _now(self) -> Elapsed:
        return self._session.now().elapsed

    def _therapist(self) -> str:
        return self._session.state.started.therapist if self._session.state.started else ""

    def _record_dose(self, command: c.Command) -> None:
        self.send(command)
        self.calm()

    def _emergency(self) -> None:
        self.send(c.StartEmergency())

    def _hold(self) -> None:
        held = self._session.state.flow.held_since is not None
        self.send(c.Release() if held else c.Hold())

    def _acknowledge(self) -> None:
        self._put_away(c.Acknowledge(self.prompt.cue))

    def _snooze(self) -> None:
        self._put_away(c.Snooze(self.prompt.cue))

    def _put_away(self, command: c.Acknowledge | c.Snooze) -> None:
        """What cannot be seen, behind a form or a panel, is not put away."""
        if command.cue and self.prompt.isVisible():
            self.send(command)
            self.setFocus()  # the button goes, and would hand its focus to any other

    def _undo(self) -> None:
        self.send(c.Undo())
        self.setFocus()

    def _next(self) -> None:
        self.quiet.say("")
        state = self._session.state
        self.send(c.End() if state.flow.index + 1 == len(state.protocol.phases) else c.Next())

    def _silence(self) -> None:
        silent = not self._session.state.music.silent
        self.send(c.FadeMusic(silent, self._fade_s[0] if silent else self._fade_s[1]))

    def _note_begins(self) -> None:
        self._begun = self._now()

    def _write(self, words: str, manner: str, supersedes: str) -> None:
        self.send(c.AddNote(words, self._begun, manner, supersedes))
        self.draft_changed.emit("", 0)

    def _observe(self, key: str) -> None:
        if key in self._labels:
            self.send(c.Observe(key, self._labels[key]))

    # --- keys ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find what the key means in the one table, and do it."""
        found = self._keyboard.action(event, time.monotonic_ns() // 1_000_000)
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if found is None or (typing and found[0] not in ALWAYS):
            event.ignore()
            return
        action, text = found
        doings: dict[str, Callable[[], object]] = {
            "acknowledge": self._acknowledge,
            "snooze": self._snooze,
            "next": self.phases.next.press,
            "hold": self._hold,
            "extend": lambda: self.send(c.Extend(2 * MINUTE)),
            "shorten": lambda: self.send(c.Extend(-2 * MINUTE)),
            "silence": self._silence,
            "louder": lambda: self.send(c.ChangeLevel(1.0)),
            "softer": lambda: self.send(c.ChangeLevel(-1.0)),
            "note": self.notes.line.setFocus,
            "vitals": self.vitals.field.setFocus,
            "observe": lambda: self._observe(text),
            "dose": self.open_dose,
            "undo": self._undo,
            "lock": self.lock_asked.emit,
            "emergency": self._emergency,
            "calm": self.calm,
            "keys": self.show_keys,
        }
        doings[action]()
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The key that is held for the next phase was let go."""
        if event.text() == "." and not event.isAutoRepeat():
            self.phases.next.release()
