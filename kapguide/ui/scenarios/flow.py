"""The Rehearse screen at the window: what is there is read anew each time, and what was chosen last is remembered."""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from kapguide.errors import KapGuideError
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.scenario import Scenario
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.toml_file import escaped
from kapguide.ui.scenarios.data import RehearsalWish, RehearseData, ScenarioCardData
from kapguide.ui.scenarios.making import MOST_RUNS, by_route, card_of, route_cards, run_rows, scenario_rows
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.window.dialogs import Dialogs, SystemDialogs
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.rehearsing.rehearsal_choice import USUAL_PROTOCOL, plain_scenario
from kapguide.usecases.rehearsing.rehearsal_files import KeptRuns, read, runs
from kapguide.usecases.shipped.protocols import protocols_of
from kapguide.usecases.shipped.scenarios import Scenarios, scenarios_of

NO_SCENARIO = (
    "No scenario fits this protocol yet. Put one for its route into the practice’s folder “scenarios”, and it stands "
    "here. Until then the protocol itself can be rehearsed."
)
MOST_SEED = 999


class RehearseDoors(NamedTuple):
    """Where the Rehearse screen leads. `no_replay` says why no session can be played back, or nothing."""

    begin: Callable[[RehearsalWish, Scenario, TherapyProtocol], object]
    debrief: Callable[[Path, RehearsalRecord], object]
    replay: Callable[[], object]
    no_replay: Callable[[], str]
    left: Callable[[], object]
    back: Callable[[], str]
    """What Esc leads to."""


class ScenariosFlow:
    """Shows what can be rehearsed. `trainee` tells who is here, where that is known."""

    def __init__(self, frame: WindowFrame, doors: RehearseDoors, trainee: Callable[[], str]) -> None:
        self._frame, self._doors, self._trainee = frame, doors, trainee
        self.dialogs: Dialogs = SystemDialogs()
        self._wish = RehearsalWish(USUAL_PROTOCOL, seed=_drawn())
        self._last: dict[str, str] = {}
        """The scenario that was chosen last for a protocol."""
        self._added: dict[str, TherapyProtocol] = {}
        self._added_scenarios: dict[str, Scenario] = {}
        self._protocols: dict[str, TherapyProtocol] = {}
        self._scenarios = Scenarios({})
        self._runs = KeptRuns()
        self._screen: RehearseScreen | None = None

    def ask_for(self, scenario: Scenario, protocol: TherapyProtocol, speed: float) -> None:
        """Have these chosen when it is shown next; each may be in a file of its own."""
        self._added[protocol.id] = protocol
        self._added_scenarios[scenario.id] = scenario
        self._last[protocol.id] = scenario.id
        self._wish = replace(self._wish, protocol=protocol.id, scenario=scenario.id, speed=speed)

    def show(self, said: str = "", *, good: bool = True) -> None:
        """Show it; `said` is what was done before, or what went wrong."""
        home = self._frame.home
        self._read()
        self._runs = KeptRuns()
        screen = self._screen = RehearseScreen(self._frame.theme)
        screen.left.connect(self._leave)
        screen.begin_asked.connect(self._begin)
        screen.file_asked.connect(self._open_file)
        screen.replay_asked.connect(self._doors.replay)
        screen.protocol_chosen.connect(self._choose_protocol)
        screen.scenario_chosen.connect(self._choose_scenario)
        screen.run_chosen.connect(lambda name: self._open(Path(name)))
        screen.card.changed.connect(self._keep_wish)
        if not self._wish.trainee:
            self._wish = replace(self._wish, trainee=self._trainee())
        self._show()
        self._frame.window.show_screen(screen)
        self._say(said, good=good)
        self._frame.jobs.run(lambda: runs(home), self._show_runs, lambda error: None, there(screen))

    def look_again(self) -> None:
        """Shown again after something lay over it: a scenario may have been made meanwhile."""
        if self._screen is not None:
            self._keep_wish()
            self._read()
            self._show()

    def _read(self) -> None:
        """The protocols and scenarios that there are now."""
        home = self._frame.home
        found = protocols_of(home)
        self._protocols = {each.id: each for each in by_route({**found.known, **self._added}.values())}
        there_are = scenarios_of(home)
        self._scenarios = replace(there_are, known={**there_are.known, **self._added_scenarios})

    # --- what is chosen --------------------------------------------------------------------------------------

    def _choose_protocol(self, name: str) -> None:
        self._keep_wish()
        self._wish = replace(self._wish, protocol=name, scenario=self._last.get(name, ""))
        self._show()

    def _choose_scenario(self, name: str) -> None:
        self._keep_wish()
        self._last[self._wish.protocol] = name
        self._wish = replace(self._wish, scenario=name)
        self._show()

    def _keep_wish(self) -> None:
        if self._screen is not None:
            self._wish = self._screen.wish

    def _chosen(self) -> tuple[Scenario, TherapyProtocol] | None:
        protocol = self._protocols.get(self._wish.protocol)
        if protocol is None:
            return None
        fitting = self._fitting(protocol)
        return next((each for each in fitting if each.id == self._wish.scenario), fitting[0]), protocol

    def _fitting(self, protocol: TherapyProtocol) -> tuple[Scenario, ...]:
        """What fits; where nothing does, the protocol itself."""
        return self._scenarios.for_protocol(protocol) or (replace(plain_scenario(protocol), about=NO_SCENARIO),)

    # --- what is shown ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Draw all of it; an id that is not there any more becomes the first that is."""
        screen = self._screen
        if screen is None:
            return
        if self._wish.protocol not in self._protocols:
            self._wish = replace(self._wish, protocol=next(iter(self._protocols), ""), scenario="")
        chosen = self._chosen()
        if chosen is not None:
            self._wish = replace(self._wish, scenario=chosen[0].id)
        fitting = self._fitting(chosen[1]) if chosen is not None else ()
        data = RehearseData(
            back=self._doors.back(),
            routes=route_cards(self._protocols.values(), self._scenarios),
            scenarios=scenario_rows(fitting, chosen[1], self._runs, self._wish.trainee) if chosen is not None else (),
            card=card_of(*chosen) if chosen is not None else ScenarioCardData(),
            wish=self._wish,
            recent=run_rows(self._runs.runs[:MOST_RUNS], datetime.now(UTC)),
            replay=self._doors.no_replay(),
        )
        screen.show_data(data)

    def _show_runs(self, found: KeptRuns) -> None:
        self._keep_wish()
        self._runs = found
        self._show()
        if refused := [*self._scenarios.refused, *found.refused]:
            self._say_refused(refused)

    def _say_refused(self, refused: list[str]) -> None:
        """Which files stay out; what was said of this moment is not overwritten by it."""
        if self._screen is not None and not self._screen.message.data.text:
            more = f" {len(refused) - 1} more cannot be used." if len(refused) > 1 else ""
            self._say(f"{_in_short(refused[0], self._frame.home.scenarios)}{more}", good=False)

    def _say(self, words: str, *, good: bool) -> None:
        if self._screen is not None:
            self._screen.say(words, good=good)

    # --- where it leads --------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._screen is None:  # it has begun
            return
        self._keep_wish()
        chosen, wish = self._chosen(), self._wish
        if chosen is not None:
            self._wish = replace(wish, seed=_drawn())  # the next one is another story, unless its seed is typed
            self._screen = None
            self._doors.begin(wish, *chosen)

    def _leave(self) -> None:
        self._keep_wish()
        self._screen = None
        self._doors.left()

    def _open_file(self) -> None:
        screen = self._screen
        if screen is not None:
            folder = self._frame.home.rehearsals
            path = self.dialogs.file(screen, "A rehearsal file", str(folder) if folder.is_dir() else "")
            if path is not None:
                self._open(path)

    def _open(self, path: Path) -> None:
        """Read beside the window, and its debrief."""
        screen = self._screen
        if screen is None:
            return
        self._keep_wish()

        def opened(record: RehearsalRecord) -> None:
            self._screen = None
            self._doors.debrief(path, record)

        def refused(error: KapGuideError) -> None:
            self._say(error.sentence, good=False)

        self._frame.jobs.run(lambda: read(path), opened, refused, there(screen))


def _in_short(sentence: str, folder: Path) -> str:
    """A file that stays out, on one line: with the first of its places that is wrong, where places are named."""
    whole, _, problems = sentence.partition("\n")
    first = problems.partition("\n")[0].removeprefix(f"{escaped(str(folder))}{os.sep}")
    return f"{first}. It was not used." if first else whole


def _drawn() -> int:
    return secrets.randbelow(MOST_SEED) + 1
