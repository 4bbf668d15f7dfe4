"""What a turn asks for: one deed of several or each of them, in time, later, in part, or not seen."""

import pytest

from kapguide.rehearsal import told
from kapguide.rehearsal.debrief.shape import Lane, MarkState
from kapguide.spans import SECOND
from tests.rehearsal.debrief.acted import Acted, asked, scenario, turn, wants


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
