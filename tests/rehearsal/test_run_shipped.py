"""The scenarios that ship, run by the therapists that ship: what a run has written gives its client again."""

import functools

import pytest

from kapguide.paths import resource
from kapguide.rehearsal import told as b
from kapguide.rehearsal.client import client_of, folded
from kapguide.rehearsal.fitting import fits
from kapguide.rehearsal.policy_file import read_policy
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import RoomFault, Scenario
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.rehearsal.scripted_run import play_out
from kapguide.rehearsal.therapist import ScriptedTherapist
from kapguide.session import events as e
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.spans import SECOND
from tests.support.plans import MORNING
from tests.support.rehearsing import refolded

SCENARIOS = shipped_scenarios()
PROTOCOLS = tuple(read_protocol(path) for path in shipped_protocols())


@functools.cache
def runs(scenario: Scenario, seed: int = 5) -> list[RehearsalRun]:
    """A run by each therapist, of the first protocol that fits; nobody changes it."""
    protocol = next(each for each in PROTOCOLS if fits(scenario, each))
    found = []
    for path in sorted(resource("policies").glob("*.toml")):
        run = RehearsalRun(scenario, protocol, seed=seed, trainee="K. Lind", speed=0, began=MORNING)
        run.begin()
        play_out(run, ScriptedTherapist(read_policy(path), seed, scenario, name="K. Lind"))
        found.append(run)
    return found


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_a_run_is_over_in_its_time_and_what_it_has_written_gives_its_client_again(scenario: Scenario) -> None:
    sleeps = any(turn.fault is RoomFault.SLEEPS for turn in scenario.turns)
    for run in runs(scenario):
        assert run.record().over
        assert refolded(run) == run.client
        late = [event.body for event in run.session.log if isinstance(event.body, e.CueFired) and event.body.late_by_ms]
        assert not late or sleeps or run.session.state.had_emergency  # which holds prompts back
        before = len(run.session.log) // 2
        upto = [beat for beat in run.beats if beat.seq < run.session.log[before].seq]
        halfway = folded(client_of(scenario, run.protocol, run.seed), run.session.log[:before], upto)
        assert halfway.happened.items() <= run.client.happened.items()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_readings_are_taken_by_hand_and_come_when_the_hand_has_done_it(scenario: Scenario) -> None:
    for run in runs(scenario):
        asked = None
        for beat in run.beats:
            if isinstance(beat, b.ReadingAsked):
                asked = beat.t
            elif isinstance(beat, b.ReadingGiven) and asked is not None:
                assert 25 * SECOND <= beat.t - asked <= 55 * SECOND
                asked = None
