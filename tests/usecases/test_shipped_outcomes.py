"""Each scenario that ships tells scripted therapists apart: what is met, how soon, and what the debrief then says."""

import functools
import statistics
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.shape import MarkState
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.outcome import outcome_of
from kapguide.rehearsal.policy_file import NAMES, shipped_policy
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.rehearsal.tally import ScenarioStudy, study
from kapguide.usecases.rehearsing.many_runs import PlannedRun, scripted_run
from kapguide.usecases.rehearsing.rehearsal_choice import plans_for
from kapguide.usecases.rehearsing.scripted_means import means_of

SEEDS = (1, 2)
IDS = [scenario.id for scenario in shipped_scenarios()]
NOWHERE = Home(Path("/nowhere"))


@functools.cache
def plans() -> dict[str, PlannedRun]:
    return {plan.scenario.id: plan for plan in plans_for(NOWHERE, "all", "")}


@functools.cache
def played(name: str, policy: str, seed: int) -> tuple[RehearsalRecord, int]:
    """What is kept of a scenario's run by one of the three, and how often it was refused something."""
    run, refused = scripted_run(plans()[name], shipped_policy(policy), seed, means_of(NOWHERE))
    return run.record(), refused


@functools.cache
def studied(name: str) -> ScenarioStudy:
    """A scenario played by the three with a few seeds."""
    runs = []
    for policy in NAMES:
        for seed in SEEDS:
            record, refused = played(name, policy, seed)
            runs.append(outcome_of(record, shipped_policy(policy).id, refused))
    return study(plans()[name].scenario, runs)


def shares(name: str) -> tuple[float, float, float]:
    """How much of what was asked for each of the three met."""
    attentive, forgetful, overwhelmed = (each.met / max(1, each.asked) for each in studied(name).by_policy)
    return attentive, forgetful, overwhelmed


@pytest.mark.parametrize("name", IDS)
def test_the_attentive_meet_most_the_overwhelmed_clearly_less_and_the_forgetful_come_between(name: str) -> None:
    attentive, forgetful, overwhelmed = shares(name)
    assert attentive >= 0.75
    assert overwhelmed <= attentive - 0.4
    assert overwhelmed <= forgetful <= attentive - 0.1
    assert not studied(name).whole.left_early


def test_over_all_scenarios_they_lie_clearly_apart_and_the_forgetful_are_late() -> None:
    attentive, forgetful, overwhelmed = (statistics.mean(shares(name)[place] for name in IDS) for place in range(3))
    assert attentive > 0.85
    assert 0.25 < forgetful < 0.65
    assert overwhelmed < 0.25
    times = [[each.after for each in studied(name).by_policy] for name in IDS]
    soon = statistics.median(after for after, _, _ in times if after is not None)
    late = statistics.median(after for _, after, _ in times if after is not None)
    assert late > 2.5 * soon


@pytest.mark.parametrize("name", IDS)
def test_their_debriefs_differ_as_what_they_did(name: str) -> None:
    unseen, tries = [], []
    for policy in (NAMES[0], NAMES[2]):
        debrief = debrief_of(played(name, policy, 2)[0])
        unseen.append(sum(mark.state is MarkState.NOT_SEEN for mark in debrief.marks))
        tries.append(debrief.tries)
    assert unseen[0] < unseen[1]
    assert tries[0] != tries[1]
