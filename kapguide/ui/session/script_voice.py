"""The voice of the script that runs: each line is found ahead, and begun when its silence is over; never by itself."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kapguide.audio.narration import Narrator, SpokenLine
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.guiding.script import ScriptLine
from kapguide.session.guiding.script_run import ScriptRun, running_script, voice_waits
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState


class ScriptVoice(QObject):
    """Asks the session to speak where it is the voice's turn. Its timer never counts time: each step asks the clock."""

    failed = Signal(str)
    """Why the voice cannot say its line: the person reads on."""

    def __init__(
        self,
        session: LiveSession,
        send: Callable[[c.Command], object],
        narrator: Narrator,
        jobs: Jobs,
        alive: Callable[[], bool],
        owner: QObject | None = None,
    ) -> None:
        """`alive` tells whether there is still a screen that an answer could be for."""
        super().__init__(owner)
        self._session, self._send = session, send
        self._narrator, self._jobs, self._alive = narrator, jobs, alive
        self._asked: ScriptLine | None = None
        self._found: SpokenLine | None = None
        """How the line that was asked for is said, once that is known."""
        self._over = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)
        session.seen_by(self._follow)

    def can_say(self, line: ScriptLine) -> bool:
        """Whether there is a voice for a line. Quick."""
        return self._narrator.has_voice(line.recording)

    def stop(self) -> None:
        """Speak no more: the window goes."""
        self._over = True
        self._timer.stop()

    def give_way(self) -> None:
        """Nobody is there who could stop it: the line that it has begun is its last."""
        run = running_script(self._session.state.scripts)
        if run is not None and run.by_voice:
            self._send(c.GiveScript(to_voice=False, at_once=False))

    def _follow(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        if any(isinstance(event.body, e.VoiceBegan | e.ScriptGiven) for event in events):
            self._asked = self._found = None  # said again, it is looked for again: its file may have gone
        self._look()

    def _look(self) -> None:
        """Find the line that is the voice's next, and wait until its silence is over."""
        turn = self._turn()
        if turn is None:
            self._timer.stop()
            return
        run, due = turn
        line = run.script.lines[run.line]
        if line != self._asked:
            self._asked, self._found = line, None
            self._find(run, line)
        if self._found is not None:  # not at once: whoever is told of the last event has not heard all of it
            self._timer.start(self._session.clock.wait_ms(max(0, due - self._session.now().elapsed)))

    def _turn(self) -> tuple[ScriptRun, int] | None:
        """The script whose line the voice is to say, and when."""
        state = self._session.state
        run = running_script(state.scripts) if state.running and not self._over else None
        due = voice_waits(run, state.speaking) if run is not None else None
        return None if run is None or due is None else (run, due)

    def _find(self, run: ScriptRun, line: ScriptLine) -> None:
        title = f"{run.script.title}, line {run.line + 1}"
        self._jobs.run(
            lambda: self._narrator.spoken(title, line.say, line.recording, run.script.pace),
            lambda spoken: self._is_found(line, spoken),
            lambda error: self._not_found(line, error),
            self._alive,
        )

    def _is_found(self, line: ScriptLine, spoken: SpokenLine) -> None:
        if line == self._asked:
            self._found = spoken
            self._look()

    def _not_found(self, line: ScriptLine, error: KapGuideError) -> None:
        if line == self._asked and self._turn() is not None:
            self._send(c.GiveScript(to_voice=False))
            self.failed.emit(error.sentence)

    def _due(self) -> None:
        turn, found = self._turn(), self._found
        if turn is None or found is None:
            return
        run, due = turn
        if due > self._session.now().elapsed:  # it was woken a little early
            self._look()
        elif run.script.lines[run.line] == self._asked:
            self._send(c.SpeakLine(run.line, found.path, found.gain_db))
