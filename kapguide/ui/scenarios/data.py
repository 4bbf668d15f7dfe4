"""What the Rehearse screen shows, and what is chosen on it."""

import msgspec

from kapguide.rehearsal.sound import RehearsalSound
from kapguide.session.protocol.protocol import PhaseKind

SPEEDS = (1, 5, 10, 30, 60)
"""Times as fast as life."""
USUAL_SPEED = 5
SOUNDS = tuple(RehearsalSound)
LARGEST_SEED = 999_999


class RehearsalWish(msgspec.Struct, frozen=True):
    """What is chosen: remembered while the window is open, never in a file. An empty id is the first that there is."""

    protocol: str = ""
    scenario: str = ""
    speed: float = USUAL_SPEED
    sound: RehearsalSound = RehearsalSound.LOW
    trainee: str = ""
    watching: str = ""
    seed: int = 1


class RouteCard(msgspec.Struct, frozen=True):
    """A protocol that can be rehearsed: its name, how long it is and how many scenarios there are for it."""

    id: str
    title: str
    line: str

    def __str__(self) -> str:
        return f"{self.title}  {self.line}"


class ScenarioRow(msgspec.Struct, frozen=True):
    """A scenario in the list; `hard` is 1 to 3, `runs` how often it was kept by who rehearses now."""

    id: str
    title: str
    practises: str
    length: str
    hard: int
    runs: int = 0

    def __str__(self) -> str:
        runs = "not rehearsed yet" if not self.runs else "1 run" if self.runs == 1 else f"{self.runs} runs"
        return f"{self.title}  {self.practises}  {self.length}  {hard_words(self.hard)}  {runs}"


class RunRow(msgspec.Struct, frozen=True):
    """A rehearsal that was kept; `id` is its file."""

    id: str
    when: str
    title: str
    who: str
    count: str

    def __str__(self) -> str:
        return "  ".join(filter(None, (self.when, self.title, self.who, self.count)))


class StretchPhase(msgspec.Struct, frozen=True):
    """A part of a phase that lies in the stretch; its times count from the stretch's beginning (ms)."""

    title: str
    kind: PhaseKind
    start: int
    end: int


class StretchData(msgspec.Struct, frozen=True):
    """The stretch that is practised: its phases, and in words when it begins, when each changes and when it ends."""

    phases: tuple[StretchPhase, ...] = ()
    times: tuple[tuple[int, str], ...] = ()

    @property
    def end(self) -> int:
        return max((phase.end for phase in self.phases), default=0)


class ScenarioCardData(msgspec.Struct, frozen=True):
    """The chosen scenario as its card tells it: aim and stretch and sources, never the turns."""

    title: str = ""
    hard: int = 0
    opening: str = ""
    about: str = ""
    aim: str = ""
    sources: tuple[str, ...] = ()
    strip: StretchData = StretchData()
    length: int = 0
    """How long the stretch is (ms)."""


class RehearseData(msgspec.Struct, frozen=True):
    """All of the screen. `back` is where Esc leads; `replay` says why no session can be played back, if none can."""

    back: str = "Today"
    routes: tuple[RouteCard, ...] = ()
    scenarios: tuple[ScenarioRow, ...] = ()
    card: ScenarioCardData = ScenarioCardData()
    wish: RehearsalWish = RehearsalWish()
    recent: tuple[RunRow, ...] = ()
    replay: str = ""
    said: str = ""
    """What the foot says: files that were refused, or why something did not work."""


def hard_words(hard: int) -> str:
    """For who cannot see dots: `hard: 2 of 3`."""
    return f"hard: {hard} of 3"
