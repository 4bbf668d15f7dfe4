"""Rehearsals from the choice to the debrief: which flow comes next, what is kept, and where one comes back to."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from kapguide.clinical.when import when_words
from kapguide.errors import KapGuideError
from kapguide.log import log
from kapguide.rehearsal.kept import RehearsalRecord, untouched
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import Scenario
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.store.records import Store
from kapguide.ui.debrief.doors import DebriefDoors
from kapguide.ui.debrief.flow import DebriefFlow
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.rehearsal.flow import RehearsalFlow
from kapguide.ui.replay.flow import ReplayFlow
from kapguide.ui.scenarios.data import RehearsalWish
from kapguide.ui.scenarios.flow import RehearseDoors, ScenariosFlow
from kapguide.ui.scenarios.keeping import KeepScreen
from kapguide.ui.session.flow import SessionFlow
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.leaving import REHEARSAL
from kapguide.usecases.music import PracticeMusic
from kapguide.usecases.rehearsing.rehearsal_files import earlier_than, keep, rewrite, throw_away

LEFT_AT_ONCE = "It was left before anything happened. Nothing was kept."
THROWN_AWAY = "The rehearsal was thrown away."
ENDS = "A rehearsal is running; it ends with the window."
KEPT_WITHOUT = "K again keeps it without what was said last."
UNLOCK_FIRST = "Sessions are in the record: unlock it to play one back."


class RehearsalWays(NamedTuple):
    """What rehearsals need of the rest: the record where it is open, who is here, and the ways back from them."""

    store: Callable[[], Store | None]
    trainee: Callable[[], str]
    today: Callable[[], object]
    knock: Callable[[], object]
    replay: Callable[[], object]
    """Choose a session of the record and play it back; asked for with an open record only."""


class Rehearsals:
    """One rehearsal after the other. A run is in its file from the moment it is over, until it is thrown away: whatever
    becomes of the window, nothing is lost that was written."""

    def __init__(
        self,
        frame: WindowFrame,
        sound: WindowSound,
        music: PracticeMusic,
        display: ClientDisplay,
        ways: RehearsalWays,
        cover: Callable[[SessionFlow, bool], object],
    ) -> None:
        self._frame, self._ways, self._display = frame, ways, display
        self._run: RehearsalRun | None = None
        self._undecided = False
        """The run whose debrief is open was neither kept nor thrown away by anybody."""
        self._unkept: RehearsalRecord | None = None
        """It could not be written; it is here still."""
        self.flow = RehearsalFlow(frame, sound, music, display, self._over, cover)
        self._replay = ReplayFlow(frame)
        doors = DebriefDoors(
            lambda record, path: rewrite(path, record),
            self._replay.show_record,  # before the debrief, which waits behind it
            self._replay.show_at,
            self._debriefed,
        )
        self.debriefs = DebriefFlow(frame, doors)
        self.choice = ScenariosFlow(
            frame,
            RehearseDoors(self._begin, self._debrief, ways.replay, self._no_replay, self._leave, self._back),
            ways.trainee,
        )

    @property
    def running(self) -> SessionFlow | None:
        """The session of the rehearsal that runs."""
        return self.flow.running

    def show(self) -> None:
        """What can be rehearsed."""
        self.choice.show()

    def ask_for(self, scenario: Scenario, protocol: TherapyProtocol, speed: float) -> None:
        """The same, with these chosen."""
        self.choice.ask_for(scenario, protocol, speed)
        self.show()

    def silence(self) -> bool:
        """Take the music to silence; whether a rehearsal is running."""
        return self.flow.silence()

    def before_leaving(self) -> str:
        """What is to be said before the window goes over a run: whether it would be kept is tried."""
        run = self._run
        try:
            if run is not None:
                throw_away(keep(self._frame.home, run.record()))
        except KapGuideError as error:
            return f"{ENDS} {error.sentence}"
        return REHEARSAL

    def leave(self) -> None:
        """The window goes: a run ends with it and is kept, as is one of which nobody has said what becomes of it."""
        run, self._run = self._run, None
        self.flow.leave()
        self.debriefs.close()
        if run is not None:
            run.leave()
            self._unkept = record if not untouched(record := run.record()) else None
        if self._unkept is not None:
            try:
                keep(self._frame.home, self.debriefs.as_said(self._unkept))
            except KapGuideError as error:
                log.warning("a rehearsal was not kept: %s", error.detail)

    def close(self) -> None:
        """The computer may sleep again."""
        self.flow.close()

    # --- from the choice to the debrief ------------------------------------------------------------------------

    def _begin(self, wish: RehearsalWish, scenario: Scenario, protocol: TherapyProtocol) -> None:
        run = RehearsalRun(
            scenario,
            protocol,
            seed=wish.seed,
            trainee=wish.trainee,
            watching=wish.watching,
            speed=wish.speed,
            began=datetime.now(UTC),
        )
        self._undecided, self._unkept, self._run = True, None, run
        self.flow.begin(run, wish.sound)

    def _over(self, record: RehearsalRecord) -> None:
        self._run = None
        self._display.close()
        if untouched(record):
            self._undecided = False
            self.choice.show(LEFT_AT_ONCE)
            return
        path = None
        try:
            path = keep(self._frame.home, record)
        except KapGuideError:
            self._unkept = record  # asked for once more after the debrief, and then said
        self.debriefs.show(record, path, earlier_than(self._frame.home, record))

    def _debrief(self, path: Path, record: RehearsalRecord) -> None:
        """Of a file that was kept: by somebody here, or by a colleague whose it is."""
        home = self._frame.home
        colleagues = path.parent.resolve() != home.rehearsals.resolve()
        self._undecided, self._unkept = False, None
        self.debriefs.show(record, path, earlier_than(home, record), observer=colleagues)

    def _debriefed(self, record: RehearsalRecord, path: Path | None) -> None:
        if not self._undecided:
            self.choice.show()
            return
        if path is None:
            self._unkept = record
        about = ", ".join(filter(None, (when_words(record.began, datetime.now(UTC)), record.trainee)))
        screen = KeepScreen(self._frame.theme, record.scenario.title, about, self.debriefs.unwritten)
        screen.kept.connect(lambda: self._keep(screen, record, path))
        screen.thrown_away.connect(lambda: self._throw_away(screen, path))
        screen.back.connect(self.debriefs.again)
        self._frame.window.show_screen(screen)

    def _keep(self, screen: KeepScreen, record: RehearsalRecord, path: Path | None) -> None:
        """It is in its file, but where there was no room for one, or for what was said last; a second time it is kept
        without that."""
        said = bool(screen.fault.whole_text().strip())
        try:
            if path is None:
                path = keep(self._frame.home, record)
            elif screen.half_typed:
                rewrite(path, record)
        except KapGuideError as error:
            if path is None or not said:
                screen.show_fault(error.sentence if path is None else f"{error.sentence} {KEPT_WITHOUT}")
                return
        self._decided(f"Kept as {path.name}, in {path.parent}.")

    def _throw_away(self, screen: KeepScreen, path: Path | None) -> None:
        try:
            if path is not None:
                throw_away(path)
        except KapGuideError as error:
            screen.show_fault(error.sentence)
            return
        self._decided(THROWN_AWAY)

    def _decided(self, words: str) -> None:
        self._undecided, self._unkept = False, None
        self.debriefs.forget()
        self.choice.show(words)

    # --- where one comes back to -------------------------------------------------------------------------------

    def _back(self) -> str:
        return "Today" if self._ways.store() is not None else "The door"

    def _leave(self) -> None:
        (self._ways.today if self._ways.store() is not None else self._ways.knock)()

    def _no_replay(self) -> str:
        return "" if self._ways.store() is not None else UNLOCK_FIRST
