"""Many runs of a scenario counted: how often each thing came and was met, and what nobody met in any run."""

import statistics
from collections.abc import Sequence

import msgspec

from kapguide.rehearsal.outcome import RunOutcome
from kapguide.rehearsal.scenario import Scenario


class Spread(msgspec.Struct, frozen=True):
    """Times in the middle and at the two ends (ms)."""

    least: int
    median: int
    most: int


class TurnTally(msgspec.Struct, frozen=True):
    """One turn over the runs: in how many it came, and when."""

    turn: str
    title: str
    came: int
    at: Spread | None


class ExpectationTally(msgspec.Struct, frozen=True):
    """One expectation over the runs: how often its turn came, how often it was met, and how long after it."""

    turn: str
    expectation: str
    title: str
    came: int
    met: int
    after: Spread | None

    @property
    def nobody(self) -> bool:
        """Whether its turn came and nobody ever met it."""
        return self.came > 0 and self.met == 0


class ScenarioTally(msgspec.Struct, frozen=True):
    """The runs of one scenario by one policy; by all of them where `policy` is empty."""

    scenario: Scenario
    policy: str
    runs: int
    left_early: int
    lasted: Spread
    turns: tuple[TurnTally, ...]
    expectations: tuple[ExpectationTally, ...]
    cues: int
    cues_late: int
    cues_left: int
    cues_missed: int
    readings_due: int
    readings_taken: int
    refused: int

    @property
    def asked(self) -> int:
        """How often anything was asked for."""
        return sum(each.came for each in self.expectations)

    @property
    def met(self) -> int:
        """How often it was met."""
        return sum(each.met for each in self.expectations)

    @property
    def after(self) -> int | None:
        """The middle of the times that it took, over all that was met; None where nothing was."""
        times = [each.after.median for each in self.expectations if each.after for _ in range(each.met)]
        return round(statistics.median(times)) if times else None

    @property
    def silent(self) -> tuple[TurnTally, ...]:
        """Turns that came in no run."""
        return tuple(each for each in self.turns if not each.came)

    @property
    def never_met(self) -> tuple[ExpectationTally, ...]:
        """What was asked for, and met by nobody: the scenario may not be passable."""
        return tuple(each for each in self.expectations if each.nobody)


class ScenarioStudy(msgspec.Struct, frozen=True):
    """All runs of one scenario: together, and by each policy."""

    whole: ScenarioTally
    by_policy: tuple[ScenarioTally, ...]


def study(scenario: Scenario, runs: Sequence[RunOutcome]) -> ScenarioStudy:
    """The runs of `scenario` counted, at least one; the policies in the order in which they come."""
    by_policy: dict[str, list[RunOutcome]] = {}
    for run in runs:
        by_policy.setdefault(run.policy, []).append(run)
    counted = tuple(tally(scenario, of_one, policy) for policy, of_one in by_policy.items())
    return ScenarioStudy(tally(scenario, runs), counted)


def tally(scenario: Scenario, runs: Sequence[RunOutcome], policy: str = "") -> ScenarioTally:
    """Runs of `scenario` counted; at least one."""
    turns, expectations = [], []
    for turn in scenario.turns:
        there = [run for run in runs if turn.id in run.happened]
        turns.append(TurnTally(turn.id, turn.title, len(there), _spread([run.happened[turn.id] for run in there])))
        for wanted in turn.asks:
            took = [run.met[wanted.id] for run in there if wanted.id in run.met]
            expectations.append(
                ExpectationTally(turn.id, wanted.id, wanted.title, len(there), len(took), _spread(took))
            )
    return ScenarioTally(
        scenario=scenario,
        policy=policy,
        runs=len(runs),
        left_early=sum(not run.over for run in runs),
        lasted=_spread([run.lasted for run in runs]) or Spread(0, 0, 0),
        turns=tuple(turns),
        expectations=tuple(expectations),
        cues=sum(run.cues for run in runs),
        cues_late=sum(run.cues_late for run in runs),
        cues_left=sum(run.cues_left for run in runs),
        cues_missed=sum(run.cues_missed for run in runs),
        readings_due=sum(run.readings_due for run in runs),
        readings_taken=sum(run.readings_taken for run in runs),
        refused=sum(run.refused for run in runs),
    )


def _spread(times: Sequence[int]) -> Spread | None:
    return Spread(min(times), round(statistics.median(times)), max(times)) if times else None
