"""What is done with a script on the live screen: chosen, shown and hidden, and each hand on it sent as a command."""

from collections.abc import Callable

from kapguide.session import commands as c
from kapguide.session.clock import Instant
from kapguide.session.guiding.script import ScriptLine
from kapguide.session.guiding.script_run import PACE_STEP, NextStep, ScriptRun, quiet_left, running_script
from kapguide.session.live import LiveSession
from kapguide.session.plan import prompt_of
from kapguide.session.state import SessionState
from kapguide.spans import HOUR
from kapguide.ui.session.cards.script_data import names_script
from kapguide.ui.session.cards.script_keys import SCRIPT_BINDINGS
from kapguide.ui.session.cards.script_list import ScriptList
from kapguide.ui.session.cards.script_reader import ScriptReader
from kapguide.ui.session.layout import LiveLayout
from kapguide.usecases.shipped.scripts import Scripts

NO_VOICE = "There is no voice for this line: nobody has recorded it, and none is made here. Read it yourself."
DAY = 24 * HOUR
STEP_COMMANDS: dict[NextStep, c.ScriptCommand] = {
    NextStep.SAY_NOW: c.SayNow(),
    NextStep.SAID: c.FinishLine(),
    NextStep.PAUSE: c.PauseLine(),
    NextStep.GO_ON: c.SayNow(),
    NextStep.CLOSE: c.StopScript(),
}


class ScriptHands:
    """Opens the list and the reader of a live screen and sends what they ask."""

    bindings = SCRIPT_BINDINGS
    """The keys of the reader, while it is in front."""

    def __init__(
        self,
        screen: LiveLayout,
        session: LiveSession,
        send: Callable[[c.Command], bool],
        calm: Callable[[], None],
        say: Callable[[str], object],
    ) -> None:
        """`say` puts a sentence into the quiet line."""
        self._screen, self._session = screen, session
        self._send, self._calm, self._say = send, calm, say
        self.known: Callable[[], Scripts] = lambda: Scripts({})
        """The practice's scripts, read anew each time."""
        self.can_say: Callable[[ScriptLine], bool] = lambda line: False
        """Whether the voice can say a line."""
        self._ran = False
        self.doings: dict[str, Callable[[], object]] = {"script": self.open}
        """What the keys do everywhere, by their names in the table of keys."""
        self.here: dict[str, Callable[[], object]] = {
            "script-step": self._step,
            "script-again": lambda: self._do(c.RepeatLine()),
            "script-skip": lambda: self._do(c.SkipLine()),
            "script-slower": lambda: self._do(c.PaceScript(-PACE_STEP)),
            "script-quicker": lambda: self._do(c.PaceScript(PACE_STEP)),
            "script-stretch": self._stretch,
            "script-voice": self._voice,
            "script-stop": lambda: self._do(c.StopScript()),
        }
        """What the keys of the reader do, while it is in front."""
        screen.once(ScriptReader, lambda reader: reader.asked.connect(lambda action: self.here[action]()))
        screen.once(ScriptList, self._wire)

    def _wire(self, scripts: ScriptList) -> None:
        scripts.chosen.connect(self._begin)
        scripts.closed.connect(self._calm)

    @property
    def in_front(self) -> bool:
        """The reader is what one sees."""
        return self._screen.reads

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`; the reader comes with a script that a person begins, and goes with it."""
        run = running_script(state.scripts)
        if (run is not None) != self._ran:
            self._ran = run is not None
            self._screen.show_reader(self._ran)
        if self._ran:
            self._screen.reader.render_state(state, now)
        if isinstance(self._screen.form, ScriptList):
            self._screen.scripts.render_state(state, now)

    def wait(self, now: int) -> int:
        """How long until what the one key does changes by itself (ms)."""
        run = self._run()
        left = quiet_left(run, now) if run is not None else 0
        return left + 1 if left else DAY

    def open(self) -> None:
        """The script that runs and was hidden; else the list of all, or that put away."""
        screen = self._screen
        if running_script(self._session.state.scripts) is not None:
            screen.show_panel(None)
            screen.show_form(None)
            screen.show_reader(True)
            screen.setFocus()
        elif isinstance(screen.form, ScriptList) and screen.panel is None:
            self._calm()
        elif self._session.state.emergency is None:
            known = self.known()
            screen.show_panel(None)
            screen.show_form(screen.scripts)
            scripts = [each.script for each in known.known.values()]
            screen.scripts.open(scripts, names_script(self._session.state, screen.prompt.cue), known.refused)
            screen.scripts.render_state(self._session.state, self._session.now())

    def _begin(self, name: str) -> None:
        script = self._screen.scripts.script(name)
        prompt = prompt_of(self._session.state, self._screen.prompt.cue)
        cue = self._screen.prompt.cue if prompt is not None and prompt.script == name else ""
        if script is not None and self._send(c.BeginScript(script, cue)):
            self._calm()

    def _run(self) -> ScriptRun | None:
        return running_script(self._session.state.scripts)

    def _do(self, command: c.ScriptCommand) -> None:
        self._send(command)
        self._screen.setFocus()  # a button that goes would hand its focus to any other

    def _step(self) -> None:
        """What the button said as the key was pressed: a silence that ended just then is not taken for a line said."""
        shown = self._screen.reader.data
        if shown is not None and shown.step in STEP_COMMANDS:
            self._do(STEP_COMMANDS[shown.step])

    def _stretch(self) -> None:
        run = self._run()
        if run is not None:
            self._do(c.StretchScript(not run.stretching))

    def _voice(self) -> None:
        run = self._run()
        if run is None or run.said_all:
            return
        if run.by_voice or self._session.state.speaking == run.voice_cue:
            self._do(c.GiveScript(to_voice=False))
        elif self.can_say(run.script.lines[run.line]):
            self._do(c.GiveScript(to_voice=True))
        else:
            self._say(NO_VOICE)
