"""The live screen: renders the session's state, turns keys and buttons into commands, and knows no rule itself."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import StepAct
from kapguide.session.emergency_card import EmergencyCard
from kapguide.session.engine import overdue, undoable
from kapguide.session.guiding.breath import BreathPattern
from kapguide.session.live import LiveSession
from kapguide.session.protocol.protocol import Prompt
from kapguide.session.state import UNDO_WITHIN, SessionState
from kapguide.session.telling import Names, announcements, tell
from kapguide.settings import SoundSettings
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.session.cards.music_card import MusicSource
from kapguide.ui.session.forms.dose_form import DoseForm
from kapguide.ui.session.forms.keys_panel import KeysPanel
from kapguide.ui.session.hands.beside import BesideTheSession
from kapguide.ui.session.hands.breath_hands import BreathHands
from kapguide.ui.session.hands.corrections import Corrections
from kapguide.ui.session.hands.display_hands import DisplayHands
from kapguide.ui.session.hands.dose_hands import DoseHands
from kapguide.ui.session.hands.half_typed import HalfTyped
from kapguide.ui.session.hands.script_hands import ScriptHands
from kapguide.ui.session.keys import BINDINGS
from kapguide.ui.session.layout import LiveLayout
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.fingers import now_ms
from kapguide.ui.widgets.keyboard import Keyboard
from kapguide.ui.widgets.quiet_line import UndoOffer
from kapguide.usecases.shipped.breath import shipped_patterns

SETTLING_MS = 1_000
"""A click this soon after the screen has come was not meant for it."""

ALWAYS = ("emergency", "calm", "undo", "private")
"""Actions that work while one types; a field takes Ctrl+Z itself as long as there is typing to take back."""


class LiveScreen(LiveLayout):
    """One session on the screen. It can be thrown away and made again at any time."""

    steers_sound = True
    over = Signal()
    lock_asked = Signal()
    draft_changed = Signal(str, int)
    """What is half typed, as a note line, and the session time at which that was begun."""
    speak_asked = Signal(str)
    """The cue whose line is to be said to the client."""

    def __init__(
        self,
        theme: Theme,
        session: LiveSession,
        music: MusicSource,
        observations: Mapping[str, str],
        card: EmergencyCard,
        rehearsal: str = "",
        fades: SoundSettings | None = None,
        can_say: Callable[[Prompt], bool] = lambda prompt: False,
        patterns: Sequence[BreathPattern] | None = None,
        display: ClientDisplay | None = None,
    ) -> None:
        """`music` tells what sounds, `fades` how long the practice wants its fades, `can_say` what has a line.

        `patterns` are those of breath to choose from, by default the ones that ship; `display` is the client's.
        """
        breath = shipped_patterns().known if patterns is None else patterns
        super().__init__(
            theme,
            music,
            observations,
            rehearsal,
            can_say,
            breath,
            lambda: EmergencyView(theme, card, session, self.send, played=rehearsal),
        )
        self._session = session
        self._display = display or ClientDisplay(theme)
        self._labels = observations
        self._fades = fades or SoundSettings()
        self._keyboard = Keyboard(BINDINGS)
        self._resting = False
        self._shown_ms = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Live session")
        if not session.state.protocol.has_dose:
            self.leave_out_dose()
        self._connect()

        session.seen_by(self._follow)
        self._second = QTimer(self)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self.each_second)
        self._follow(session.state, ())

    def _connect(self) -> None:
        self.help_button.clicked.connect(self.show_keys)
        self.lock_button.clicked.connect(self.lock_asked)
        self.header.emergency.clicked.connect(self._emergency_clicked)
        self.phases.hold_asked.connect(self._hold)
        self.phases.extend_asked.connect(lambda: self.send(c.Extend(2 * MINUTE)))
        self.phases.shorten_asked.connect(lambda: self.send(c.Extend(-2 * MINUTE)))
        self.phases.next.meant.connect(self._next)
        self.phases.next.hinted.connect(self.quiet.say)
        self.prompt.put_away.connect(self._acknowledge)
        self.prompt.snoozed.connect(self._snooze)
        self.prompt.said.connect(self._say)
        self.prompt.tools.asked.connect(lambda action: self.doings("")[action]())
        self.music.silence_asked.connect(self._silence)
        self.music.level_asked.connect(self._level)
        self.music.shift_asked.connect(lambda by: self.send(c.ShiftMusic(by)))
        self.music.next_asked.connect(lambda: self.send(c.NextTrack(self._fades.turn_s)))
        self.music.return_asked.connect(self._return)
        self.music.chosen.connect(self.render_now)
        self.vitals.taken.connect(lambda typed: self.send(c.TakeReading(typed.vitals, self._now(), typed.by)))
        self.vitals.field.accepted.connect(lambda _: self.setFocus())
        self.vitals.field.left.connect(self.setFocus)
        self.notes.line.left.connect(self.setFocus)
        self.notes.line.left_out.connect(lambda why: self.quiet.say(why, Tone.WARM))
        self.observe.observed.connect(self._observe)
        self.once(EmergencyView, self._wire_emergency)
        self.once(KeysPanel, self._wire_keys)
        self.half_typed = HalfTyped(self, self._session, self.send)
        self.half_typed.changed.connect(self.draft_changed)
        self.doses = DoseHands(self, self._session, self.send, self.calm)
        self.breaths = BreathHands(self, self._session, self._display, self.send, self.calm)
        self.displays = DisplayHands(self, self._session, self._display, self.send, self.calm)
        self.imagery = ScriptHands(self, self._session, self.send, self.calm, self.quiet.say)
        self.places = (self.breaths, self.displays, self.imagery)
        """What has keys of its own while it is in front."""
        self.corrections = Corrections(self, self._session, self.send, self.calm)
        self.beside = BesideTheSession(self, self._session, self.send, self.calm, self.half_typed.enter)
        self.undo.undo_asked.connect(self._undo)

    def _wire_emergency(self, view: EmergencyView) -> None:
        view.draft_changed.connect(self.keep_draft)
        view.left.connect(lambda: self.send(c.EndEmergency()))
        view.music_asked.connect(self._silence)

    def _wire_keys(self, keys: KeysPanel) -> None:
        keys.closed.connect(self.calm)
        keys.pressed.connect(self._from_the_table)
        keys.meant.connect(self._next)

    # --- what is seen --------------------------------------------------------------------------------------

    def _follow(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        """The session has moved on."""
        if state.ended is not None:
            self._second.stop()
            self.over.emit()
            return
        # Before all else: nothing that fails in drawing the rest keeps the card away.
        self.show_emergency(state.emergency is not None)
        self.notes.show_log(state.protocol, self._session.log)
        names = Names(state.protocol)
        for said in announcements(tell(event, names) for event in events):
            self.quiet.say(said.sentence, Tone.WARM if said.warm else Tone.PLAIN)
        self.each_second()

    def render_now(self) -> None:
        """Draw the state as it is at this moment."""
        state, now = self._session.state, self._session.now()
        if not state.running:
            return
        if state.emergency is not None:
            self.emergency.refresh()
        self.header.render_state(state, now)
        self.phases.render_state(state, now)
        self.prompt.render_state(state, now)
        self.vitals.render_state(state, now)
        self.music.render_state(state, now)
        dose = self.made(DoseForm)
        if dose is not None:
            dose.refresh(now)
        self.breaths.render()
        self.imagery.render_state(state, now)
        self.beside.render_state(state, now)
        last = undoable(state, now.elapsed)
        self.undo.show_offer(UndoOffer(last.what, last.at + UNDO_WITHIN - now.elapsed) if last else None)

    def rest(self) -> None:
        """Draw no more: the window goes while the session is running."""
        self._resting = True
        self._second.stop()

    def each_second(self) -> None:
        """Draw what is so now, and again with the next second; a clock of another pace is asked anew."""
        state = self._session.state
        if not state.running or self._resting:
            return
        if overdue(state, self._session.now()):  # a timer that slept with the machine
            self.send(c.Tick())
        self.render_now()
        self.keep_draft()
        now = self._session.now().elapsed
        last = undoable(self._session.state, now)  # its offer ends when it ends, not with the second
        left = min(SECOND - now % SECOND, last.at + UNDO_WITHIN + 1 - now if last else SECOND, self.imagery.wait(now))
        # Not below 100: a timer that woke a little early would draw the same second again.
        self._second.start(max(100, self._session.clock.wait_ms(left)))

    def restore_draft(self, text: str, begun: int) -> None:
        """Put the half-typed line of a window that died back into the note line."""
        self.half_typed.put_back(text, begun)

    def show_keys(self) -> None:
        """Show the table of keys, or put it away."""
        if isinstance(self.panel, KeysPanel):
            self.calm()
        else:
            place = self._in_front()
            self.keys.show_front(place.bindings if place is not None else ())
            self.show_panel(self.keys)

    # --- what is done --------------------------------------------------------------------------------------

    def send(self, command: c.Command) -> bool:
        """Carry out a command; a refusal is said quietly. Tells whether it was carried out."""
        try:
            self._session.send(command)
        except KapGuideError as error:
            self.quiet.say(error.sentence)
            return False
        return True

    def calm(self) -> None:
        """Leave the field, the form or the panel; with none of them the reader, whose script goes on."""
        if self.reads and not self.seen_open:
            self.show_reader(False)
        self.hide_seen()
        self.show_form(None)
        self.show_panel(None)
        self.setFocus()

    def _now(self) -> Elapsed:
        return self._session.now().elapsed

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._shown_ms = now_ms()
        self.beside.private.take_up()

    def _emergency_clicked(self) -> None:
        """The second half of a double click on whatever stood here before is no emergency; the key always is."""
        if now_ms() - self._shown_ms >= SETTLING_MS:
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
        # Who types goes on typing: letters are keys elsewhere. From the line of notes, once it is empty, one goes back.
        here = QApplication.focusWidget()
        if not isinstance(here, QLineEdit) or (here is self.notes.line and not here.text()):
            self.setFocus()

    def _next(self) -> None:
        self.quiet.say("")
        state = self._session.state
        if state.flow.index + 1 == len(state.protocol.phases):
            self.beside.end()
        else:
            self.send(c.Next())

    def _write_in(self, begin: Callable[[], object]) -> None:
        """Into the note line, which is seen: what covers it is put away, with what was half typed there."""
        self.hide_seen()
        if not self.notes.isVisibleTo(self):
            self.show_form(None)
            self.show_panel(None)
        begin()

    def _silence(self) -> None:
        silent = not self._session.state.music.silent
        self.send(c.FadeMusic(silent, self._fades.silence_s if silent else self._fades.return_s))

    def _level(self, output: str, db: int) -> None:
        self.send(c.ChangeOutputLevel(output, float(db)) if output else c.ChangeLevel(float(db)))

    def _return(self) -> None:
        returning = self._session.state.music.returning
        self.send(c.ReturnMusic(not returning, self._fades.between_phases_s))

    def keep_draft(self) -> None:
        """Tell what is half typed, where that has changed."""
        self.half_typed.tell()

    def _observe(self, key: str) -> None:
        self.hide_seen()
        if key in self._labels:
            self.send(c.Observe(key, self._labels[key]))

    # --- keys ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find what the key means, in the table of what is in front or in that of the screen, and do it."""
        place = self._in_front()
        found = self._keyboard.action(event, now_ms(), place.bindings if place is not None else ())
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if found is None or (typing and found[0] not in ALWAYS):
            event.ignore()
            return
        doing = place.here.get(found[0]) if place is not None else None
        (doing or self.doings(found[1])[found[0]])()
        event.accept()

    def _in_front(self) -> BreathHands | DisplayHands | ScriptHands | None:
        """What is in front and has keys of its own."""
        return next((each for each in self.places if each.in_front), None)

    def doings(self, sign: str) -> dict[str, Callable[[], object]]:
        """What each action of the key table does; `sign` is that of the key."""
        return {
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
            "note": lambda: self._write_in(self.notes.line.setFocus),
            "verbatim": lambda: self._write_in(self.notes.begin_verbatim),
            "private": lambda: self._write_in(self.beside.private.turn),
            "vitals": self.vitals.begin,
            "observe": lambda: self._observe(sign),
            "seen": self.show_seen,
            "dose": self.doses.open,
            "step": self.doses.step_now,
            "spat": lambda: self.doses.end_hold(StepAct.SPAT),
            "swallowed": lambda: self.doses.end_hold(StepAct.SWALLOWED),
            "undo": self._undo,
            "lock": self.lock_asked.emit,
            "emergency": self._emergency,
            "calm": lambda: self.nothing_left.emit() if self.at_rest else self.calm(),
            "keys": self.show_keys,
        } | {**self.beside.doings, **self.breaths.doings, **self.displays.doings, **self.imagery.doings}

    def _from_the_table(self, action: str, sign: str) -> None:
        """A row of the table was pressed: what it lay over is in sight again, and the row does what it says."""
        self.show_panel(None)
        self.setFocus()
        if action not in ("calm", "keys"):
            place = self._in_front()
            doing = place.here.get(action) if place is not None else None
            (doing or self.doings(sign)[action])()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The key that is held for the next phase was let go."""
        if self._keyboard.released(event, now_ms()) == "next":
            self.phases.next.release()
