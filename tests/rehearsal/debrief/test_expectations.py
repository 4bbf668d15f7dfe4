"""What a turn asks for: one deed of several or each of them, in time, later, in part, or not seen."""

import pytest

from kapguide.rehearsal import told
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.shape import Lane, MarkState
from kapguide.rehearsal.fitting import fits
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.spans import MINUTE, SECOND
from tests.rehearsal.debrief.acted import EVENING, Acted, asked, scenario, turn, wants


def state(run: Acted, kind: str) -> tuple[MarkState, int, str]:
    mark = asked(run.debrief(), kind)
    return mark.state, mark.later // SECOND, mark.outcome


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([(11, "say")], (MarkState.NOT_SEEN, 0, "in part: one line")),
        ([(11, "say"), (12, "stay")], (MarkState.IN_TIME, -60, "in time")),
        ([(11, "say"), (15, "stay")], (MarkState.LATER, 120, "2 min later")),
        ([(11, "say"), (40, "stay")], (MarkState.NOT_SEEN, 0, "in part: one line")),
        ([(40, "say"), (41, "stay")], (MarkState.NOT_SEEN, 0, "not seen up to 0:23")),
        ([(9, "say")], (MarkState.NOT_SEEN, 0, "not seen in this run")),
    ],
)
def test_an_expectation_of_two_deeds_wants_both(
    acts: list[tuple[float, str]], expected: tuple[MarkState, int, str]
) -> None:
    run = Acted(scenario(turn("calls", wants("both", "say", "stay", every=True)))).doses()
    for at, act in acts:
        if at > 10 and not any(isinstance(beat, told.Happened) for beat in run.beats):
            run.at(10).comes("calls")
        run.at(at).acts(act)
    if acts[0][0] < 10:
        run.at(10).comes("calls")
    assert state(run.at(50), "both") == expected


def test_one_of_its_deeds_is_enough_where_any_will_do() -> None:
    run = Acted(scenario(turn("calls", wants("any", "say", "hand")))).doses()
    run.at(10).comes("calls").at(11).acts("hand").at(12).acts("say").at(50)
    assert state(run, "any") == (MarkState.IN_TIME, -120, "in time")
    assert [link.words for link in run.debrief().links] == ["1 min"]


def test_a_turn_that_comes_again_asks_again() -> None:
    run = Acted(scenario(turn("calls", wants("any", "say")))).doses()
    run.at(10).comes("calls").at(20).comes("calls").at(21).acts("say").at(40)
    states = [mark.state for mark in run.debrief().lane(Lane.ASKED)]
    assert states == [MarkState.NOT_SEEN, MarkState.IN_TIME]


def test_what_two_things_asked_for_and_one_deed_was_is_one_curve() -> None:
    run = Acted(scenario(turn("calls", wants("one", "say"), wants("two", "say", "hand")))).doses()
    run.at(10).comes("calls").at(11).acts("say").at(30)
    assert len(run.debrief().links) == 1


def test_a_run_that_went_back_has_the_debrief_of_what_was_kept() -> None:
    """By a run of its own: what came after the bookmark is let go, and the run is left before its end."""
    plot = next(each for each in shipped_scenarios() if each.id == "panic")
    protocol = next(each for each in map(read_protocol, shipped_protocols()) if fits(plot, each))
    run = RehearsalRun(plot, protocol, seed=3, trainee="K. Lind", speed=0.0, began=EVENING)
    run.begin()
    run.advance(2 * MINUTE)
    run.act("say", "I am here.")
    mark = run.bookmark()
    run.advance(8 * MINUTE)
    run.act("water")
    run.go_back(mark)
    run.advance(3 * MINUTE)
    run.leave()
    debrief = debrief_of(run.record())
    assert [item.kind for item in debrief.lane(Lane.DONE)] == ["say"]
    assert debrief.ended == mark.t + 3 * MINUTE
    assert not debrief.over
    assert [each.words.split(",")[0] for group in debrief.facts for each in group.facts if each.label == "Gone back"]
