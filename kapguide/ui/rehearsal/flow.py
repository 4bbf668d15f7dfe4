"""A rehearsal at the window: one run, its session's screen, what sounds, and how it is left."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from kapguide.audio.player.player import Player
from kapguide.awake import Awake
from kapguide.errors import KapGuideError
from kapguide.rehearsal.kept import TRAINEE, RehearsalRecord, name_of
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import RoomFault
from kapguide.rehearsal.sound import RehearsalSound
from kapguide.session import commands as c
from kapguide.spans import SECOND
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.rehearsal.data import stepped
from kapguide.ui.rehearsal.keys import ROOM_KEYS
from kapguide.ui.rehearsal.player import RehearsalPlayer
from kapguide.ui.rehearsal.running import act_words, mark_words, people_of_run, strip_of, waits_for_dose
from kapguide.ui.rehearsal.screen import NO_DOSE_YET, NO_GOALS, RehearsalScreen
from kapguide.ui.session.flow import SessionFlow
from kapguide.ui.session.showing import Showing
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.music import PracticeMusic

SHOWN_EACH_MS = 200
"""The clock in the strip is not drawn more often, however fast it goes."""
NOT_PRINTED = "In a rehearsal nothing is printed."


class RehearsalFlow(QObject):
    """Shows one rehearsal at a time. `over` is called with its record when it was left or has ended; `cover` when its
    screen is to be covered, with whether nobody asked."""

    def __init__(
        self,
        frame: WindowFrame,
        sound: WindowSound,
        music: PracticeMusic,
        display: ClientDisplay,
        over: Callable[[RehearsalRecord], object],
        cover: Callable[[SessionFlow, bool], object],
    ) -> None:
        super().__init__()
        self.running: SessionFlow | None = None
        """The session of the rehearsal that is on the window; it says of itself that it is one."""
        self.screen: RehearsalScreen | None = None
        self._frame, self._sound, self._music, self._over, self._cover = frame, sound, music, over, cover
        self._showing = Showing(frame, sound, music, display)
        self._awake = Awake()
        self._run: RehearsalRun | None = None
        self._player: RehearsalPlayer | None = None
        self._real: Player | None = None
        self._low = False
        self._pace, self._rate_seen = 1.0, -1.0
        self._heard_before = sound.heard
        self._due = self._timer(self._tick)
        self._shown = self._timer(self._show)

    def _timer(self, what: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setSingleShot(True)
        timer.timeout.connect(what)
        return timer

    # --- how it begins and is left -----------------------------------------------------------------------------

    def begin(self, run: RehearsalRun, sound: RehearsalSound) -> None:
        """Begin `run` and show it; nothing has sounded before. With no sound no process for it is there at all."""
        self._run, self._low = run, sound is RehearsalSound.LOW
        run.begin()
        self._heard_before, self._sound.heard = self._sound.heard, self._hear
        self._real = None if sound is RehearsalSound.NONE else self._sound.ready_player(rehearsal=True)
        self._pace, self._rate_seen = run.rate or 1.0, run.rate
        flow = self._flow(run)
        self.running = flow
        self.screen = screen = RehearsalScreen(self._frame.theme, flow.screen)
        screen.names = tuple(filter(None, (run.trainee or TRAINEE, name_of(run.watching))))
        screen.goals = lambda: [goal.title for goal in run.goals()]
        screen.no_goals = lambda: NO_DOSE_YET if waits_for_dose(run) else NO_GOALS
        screen.marks = lambda: [mark_words(run, mark) for mark in run.marks]
        screen.asked.connect(self._asked)
        screen.acted.connect(lambda act, words: self._act(run, act, words))
        screen.jumped.connect(lambda place: self._jump(run, place))
        screen.went_back.connect(lambda place: self._try(lambda: run.go_back(run.marks[place])))
        screen.remarked.connect(self._remark)
        run.on_change(self._changed)
        run.on_new_session(lambda session: self._replace(run))
        run.faults.follow(self._fault)
        self._music.rest(True)
        self._awake.hold()
        self._frame.window.show_screen(screen)
        self._changed()

    def silence(self) -> bool:
        """Take the music to silence; whether a rehearsal is running."""
        return self.running is not None and self.running.silence()

    def leave(self) -> None:
        """The window goes: the rehearsal ends with it, and so does its sound."""
        self._due.stop()
        self._shown.stop()
        if self._player is not None:
            self._player.rest()
        if self.running is not None:
            self.running.leave()

    def close(self) -> None:
        """The computer may sleep again."""
        self._awake.release()

    def _end(self) -> None:
        """It was left, or its session has ended: its sound fades out, and what it was is handed on."""
        run, self._run = self._run, None
        if run is None:
            return
        self._due.stop()
        self._shown.stop()
        if self.running is not None:
            _let_go(self.running)
        if self._player is not None:
            self._player.rest()
        self.running = self._player = self._real = self.screen = None
        self._sound.heard = self._heard_before
        self._sound.silence()
        self._awake.release()
        self._music.rest(False)
        run.leave()
        self._over(run.record())

    # --- the session's own screen ------------------------------------------------------------------------------

    def _flow(self, run: RehearsalRun) -> SessionFlow:
        """The flow of the session that the run has now, with a player of its own over the one sound."""
        session = run.session
        if self._player is not None:
            self._player.rest()
        self._player = player = RehearsalPlayer(self._real, session.clock, self._tell, low=self._low)
        flow = self._showing.flow(session, player, lambda text, begun: None, "Rehearsal")
        beside = flow.screen.beside
        beside.people.known = lambda: people_of_run(run)
        beside.going.print_sheet = lambda say: say(NOT_PRINTED)
        flow.over.connect(lambda: QTimer.singleShot(0, self, self._end))  # the session is still telling who follows it
        flow.lock_asked.connect(lambda unasked: self._cover(flow, unasked))
        player.pace(run.rate)
        if RoomFault.SOUND_DIES in run.faults.now:
            player.die()
        flow.director.take_over(session.state, "", session.now().elapsed)
        if session.state.speaking:
            player.line_goes_on()
        session.seen_by(lambda state, events: self._changed())
        return flow

    def _replace(self, run: RehearsalRun) -> None:
        """The run went back: the screen of its new session takes the old one's place, with what is half typed."""
        before, screen = self.running, self.screen
        if before is None or screen is None:
            return
        text, begun = before.screen.notes.half_typed
        _let_go(before)
        self.running = flow = self._flow(run)
        if text:
            flow.screen.restore_draft(text, min(begun, run.session.now().elapsed))
        screen.replace_live(flow.screen)
        self._changed()

    # --- time --------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """The run tells of something, or its session does: be there when the next thing is due."""
        run = self._run
        if run is None or self.running is None:
            return
        if run.rate != self._rate_seen:
            self._rate_seen = run.rate
            self._pace = run.rate or self._pace
            if self._player is not None:
                self._player.pace(run.rate)
            self.running.pace_changed()
        wait = run.wait_ms() if run.rate else None
        if wait is None:
            self._due.stop()
        else:
            self._due.start(max(1, wait))
        self._show()

    def _tick(self) -> None:
        if self._run is not None:
            self._run.tick()
            self._changed()

    def _show(self) -> None:
        """Show what is so now, and again with the next second of the session; in a pause nothing is drawn."""
        run, screen = self._run, self.screen
        if run is None or screen is None:
            return
        screen.show_data(strip_of(run, self._pace))
        if run.rate:
            left = SECOND - run.session.now().elapsed % SECOND
            self._shown.start(max(SHOWN_EACH_MS, run.session.clock.wait_ms(left)))
        else:
            self._shown.stop()

    # --- what is done ------------------------------------------------------------------------------------------

    def _asked(self, name: str) -> None:
        run = self._run
        if run is None:
            return
        match name:
            case "reading":
                self._try(run.take_reading)
            case "pause":
                self._try(lambda: run.set_rate(0.0 if run.rate else self._pace))
            case "slower" | "faster":
                self._turn(run, stepped(self._pace, 1 if name == "faster" else -1))
            case "mark":
                self._try(lambda: self._mark(run))
            case "door":
                self._let_in(run)
            case "over":
                self._end()
        self._changed()

    def _mark(self, run: RehearsalRun) -> None:
        mark = run.bookmark()
        self._say(f"{mark_words(run, mark)}. {ROOM_KEYS['back'].cap} goes back to it.")

    def _say(self, words: str) -> None:
        if self.screen is not None:
            self.screen.live.quiet.say(words)

    def _turn(self, run: RehearsalRun, pace: float) -> None:
        """A pause stays one; it goes on at the new rate."""
        self._pace = pace
        if run.rate:
            self._try(lambda: run.set_rate(pace))

    def _jump(self, run: RehearsalRun, place: int) -> None:
        goals = run.goals()
        if place < len(goals):
            self._try(lambda: run.jump(goals[place]))
        self._changed()

    def _let_in(self, run: RehearsalRun) -> None:
        door = run.panel().door
        if door and self.running is not None:
            self.running.screen.send(c.NoteArrival(door[0]))

    def _act(self, run: RehearsalRun, act: str, words: str) -> None:
        """What somebody does in the room leaves no line of the session: that it was done is said for a moment."""

        def done() -> None:
            if run.act(act, words):
                self._say(act_words(act, words))

        self._try(done)

    def _remark(self, words: str, by: int) -> None:
        run, screen = self._run, self.screen
        if run is not None and screen is not None:
            run.remark(words, screen.names[by], supervisor=by > 0)
            self._say("Remark kept, for the debrief.")

    def _try(self, act: Callable[[], object]) -> None:
        """A refusal is said quietly, as those of the session are."""
        try:
            act()
        except KapGuideError as error:
            self._say(error.sentence)
        self._changed()

    # --- what sounds -------------------------------------------------------------------------------------------

    def _tell(self, command: c.Command) -> None:
        if self.running is not None:
            self.running.hear(command)

    def _hear(self, command: c.Command) -> None:
        """What the sound process says; of an excerpt the session hears nothing."""
        running, player = self.running, self._player
        if running is not None and player is not None and player.heard(command, running.session.state.music.track):
            running.hear(command)

    def _fault(self, fault: RoomFault, on: bool) -> None:
        """What is wrong with the room is heard. Of headphones that are out the program knows nothing, as in life."""
        if fault is RoomFault.SOUND_DIES and self._player is not None:
            if on:
                self._player.die()
            else:
                self._player.come_back()


def _let_go(flow: SessionFlow) -> None:
    """Its session is over for the window: whatever it asks for is asked of nobody, and the memory of all its cards is
    free again."""
    flow.leave()
    flow.deleteLater()
