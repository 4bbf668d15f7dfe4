"""The live screen: renders the session's state, turns keys and buttons into commands, and knows no rule itself."""

import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
)

from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import MINUTE, SECOND, Elapsed
from kapguide.session.engine import overdue, undoable
from kapguide.session.live import LiveSession
from kapguide.session.protocol import Prompt
from kapguide.session.state import UNDO_WITHIN, SessionState
from kapguide.session.texts import EmergencyCard
from kapguide.settings import Sound
from kapguide.ui.live.keys import Keyboard, cap
from kapguide.ui.live.layout import LiveLayout
from kapguide.ui.live.music_card import Music
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Kind
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.quiet_line import UndoOffer

SETTLING_MS = 1_000
"""A click this soon after the screen has come was not meant for it."""

ALWAYS = ("emergency", "calm")
"""Actions that work while one types."""


class LiveScreen(LiveLayout):
    """One session on the screen. It can be thrown away and made again at any time."""

    over = Signal()
    lock_asked = Signal()
    draft_changed = Signal(str, int)
    """The half-typed note line, and the session time of its first keystroke."""
    speak_asked = Signal(str)
    """The cue whose line is to be said to the client."""

    def __init__(
        self,
        theme: Theme,
        session: LiveSession,
        music: Music,
        observations: Mapping[str, str],
        card: EmergencyCard,
        rehearsal: str = "",
        fades: Sound | None = None,
        can_say: Callable[[Prompt], bool] = lambda prompt: False,
    ) -> None:
        """`music` tells what sounds, `fades` how long the practice wants its fades, `can_say` what has a line."""
        super().__init__(theme, music, observations, card, rehearsal, can_say)
        self._session = session
        self._labels = observations
        self._fades = fades or Sound()
        self._keyboard = Keyboard()
        self._begun = Elapsed(0)
        self._resting = False
        self._shown_ms = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Live session")

        self._connect()

        session.seen_by(self._follow)
        self._second = QTimer(self)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self._each_second)
        self._follow(session.state, ())

    def _connect(self) -> None:
        self.help_button.clicked.connect(self.show_keys)
        self.lock_button.clicked.connect(self.lock_asked)
        self.fade_button.clicked.connect(self._silence)
        self.header.emergency.clicked.connect(self._emergency_clicked)
        self.phases.hold_asked.connect(self._hold)
        self.phases.extend_asked.connect(lambda: self.send(c.Extend(2 * MINUTE)))
        self.phases.shorten_asked.connect(lambda: self.send(c.Extend(-2 * MINUTE)))
        self.phases.next.meant.connect(self._next)
        self.phases.next.hinted.connect(self.quiet.say)
        self.prompt.done.connect(self._acknowledge)
        self.prompt.snoozed.connect(self._snooze)
        self.prompt.said.connect(self._say)
        self.dose.recorded.connect(self._record_dose)
        self.dose.closed.connect(self.calm)
        self.music.silence_asked.connect(self._silence)
        self.music.level_asked.connect(self._level)
        self.music.shift_asked.connect(lambda by: self.send(c.ShiftMusic(by)))
        self.music.next_asked.connect(lambda: self.send(c.NextTrack(self._fades.turn_s)))
        self.music.return_asked.connect(self._return)
        self.music.chosen.connect(self.render_now)
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
            self.show_left(self.emergency if state.emergency is not None else self.desk)
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
        self.music.render_state(state, now)
        self.fade_button.show_as(
            self.music.silence.data.text, icon=self.music.silence.data.icon, key=cap("silence"), kind=Kind.QUIET
        )
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
            self.show_left(self.keys)

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
            self.show_left(self.desk)
            self.dose.open(self._session.state, self._session.now())
            self.middle.setCurrentWidget(self.dose)

    def calm(self) -> None:
        """Leave the field, the form or the panel; in an emergency, leave that."""
        if self._session.state.emergency is not None and self.left.currentWidget() is self.emergency:
            self.send(c.EndEmergency())
        self.middle.setCurrentWidget(self.prompt)
        self.show_left(self.emergency if self._session.state.emergency is not None else self.desk)
        self.setFocus()

    def _now(self) -> Elapsed:
        return self._session.now().elapsed

    def _therapist(self) -> str:
        return self._session.state.started.therapist if self._session.state.started else ""

    def _record_dose(self, command: c.Command) -> None:
        self.send(command)
        self.calm()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shown_ms = _now_ms()

    def _emergency_clicked(self) -> None:
        """The second half of a double click on whatever stood here before is no emergency; the key always is."""
        if _now_ms() - self._shown_ms >= SETTLING_MS:
            self._emergency()

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

    def _say(self) -> None:
        """Let the prompt's line be said; while one is being said, end it."""
        if self._session.state.speaking:
            self.send(c.Hush())
        elif self.prompt.isVisible() and self.prompt.can_say_it:
            self.speak_asked.emit(self.prompt.cue)

    def _undo(self) -> None:
        self.send(c.Undo())
        self.setFocus()

    def _next(self) -> None:
        self.quiet.say("")
        state = self._session.state
        self.send(c.End() if state.flow.index + 1 == len(state.protocol.phases) else c.Next())

    def _silence(self) -> None:
        silent = not self._session.state.music.silent
        self.send(c.FadeMusic(silent, self._fades.silence_s if silent else self._fades.return_s))

    def _level(self, output: str, db: int) -> None:
        self.send(c.ChangeOutputLevel(output, float(db)) if output else c.ChangeLevel(float(db)))

    def _return(self) -> None:
        returning = self._session.state.music.returning
        self.send(c.ReturnMusic(not returning, self._fades.between_phases_s))

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
        found = self._keyboard.action(event, _now_ms())
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if found is None or (typing and found[0] not in ALWAYS):
            event.ignore()
            return
        action, text = found
        doings: dict[str, Callable[[], object]] = {
            "acknowledge": self._acknowledge,
            "snooze": self._snooze,
            "say": self._say,
            "next": self.phases.next.press,
            "hold": self._hold,
            "extend": lambda: self.send(c.Extend(2 * MINUTE)),
            "shorten": lambda: self.send(c.Extend(-2 * MINUTE)),
            "silence": self._silence,
            "softer": lambda: self.send(c.ShiftMusic(-1)),
            "deeper": lambda: self.send(c.ShiftMusic(1)),
            "turn": lambda: self.send(c.NextTrack(self._fades.turn_s)),
            "return": self._return,
            "louder": lambda: self.music.step(1),
            "quieter": lambda: self.music.step(-1),
            "output": self.music.choose_next,
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


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
