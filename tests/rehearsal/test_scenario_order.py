"""When the turns of a scenario can come, what is over by then, and what the course shows in between."""

import pytest

from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import scenario_in
from kapguide.rehearsal.scenario_order import FAR, TurnOrder
from kapguide.rehearsal.scenario_values import course_at
from kapguide.spans import MINUTE
from kapguide.toml_file import DAY, FileError
from tests.rehearsal.good_scenario import GOOD, SHOWN, changed, more
from tests.rehearsal.test_scenario_file import FILE


def with_turns(**turns: str) -> Scenario:
    """The good scenario with more turns."""
    text = "".join(f'[[turns]]\nid = "{name}"\ntitle = "{name}"\n{turn}\n' for name, turn in turns.items())
    return scenario_in(changed("[[sources]]", f"{text}\n[[sources]]"), FILE)


def window(turn: str) -> tuple[int, int]:
    found = TurnOrder(with_turns(more=turn)).windows["more"]
    return found.earliest, found.latest


@pytest.mark.parametrize(
    ("turn", "earliest", "latest"),
    [
        ('at = "5m"', 5 * MINUTE, 5 * MINUTE),
        ('at = "5m"\ndose = 2', 5 * MINUTE, FAR),
        ('since = "phase"\nof = "imagery"\nat = "5m"', 5 * MINUTE, FAR),
        ('since = "phase"\nof = "dosing"\nat = "5m"', 5 * MINUTE - DAY, FAR),
        ('since = "happened"\nof = "shivers"\nat = "5m"', 15 * MINUTE, 15 * MINUTE),
        ('since = "answered"\nof = "words"\nat = "5m"', 15 * MINUTE, 17 * MINUTE),
        ('since = "unanswered"\nof = "words"\nat = "5m"', 17 * MINUTE, 17 * MINUTE),
        ('since = "deed"\nof = "shivers"\ndeeds = ["say"]\nat = "5m"', 15 * MINUTE, FAR),
        ('since = "deed"\ndeeds = ["say"]\nat = "5m"', -DAY, FAR),
        ('since = "happened"\nof = "warm"\nat = "1m"', 14 * MINUTE, 16 * MINUTE),
    ],
)
def test_each_turn_has_the_time_in_which_it_can_come(turn: str, earliest: int, latest: int) -> None:
    assert window(f"{turn}\n{SHOWN}") == (earliest, latest)


def test_what_came_before_is_known_with_how_long_ago() -> None:
    order = TurnOrder(
        with_turns(
            early=f'at = "9m"\n{SHOWN}',
            chain=f'since = "happened"\nof = "curls"\nat = "2m"\n{SHOWN}',
            later=f'at = "14m"\n{SHOWN}',
        )
    )
    assert order.before(order.turns["chain"]) == {"curls": 2 * MINUTE, "shivers": 5 * MINUTE}
    assert order.before(order.turns["later"]) == {"shivers": 4 * MINUTE, "early": 5 * MINUTE}
    assert order.over(order.turns["later"]) == {"early": ""}
    assert order.before(order.turns["shivers"]) == {"early": MINUTE}
    assert order.over(order.turns["shivers"]) == {"early": ""}, "its time is over in that very moment"
    soon = TurnOrder(with_turns(early=f'at = "9m 1s"\n{SHOWN}'))
    assert soon.over(soon.turns["shivers"]) == {}


def test_a_turn_ends_what_came_with_it_or_before() -> None:
    together = with_turns(
        second=f'at = "10m"\nends = ["shivers"]\n{SHOWN}',
        third=f'at = "10m 30s"\nends = ["fourth"]\n{SHOWN}',
        fourth=f'at = "11m"\n{SHOWN}',
        fifth=f'at = "11m 30s"\n{SHOWN}',
    )
    order = TurnOrder(together)
    assert order.over(order.turns["fifth"]) == {"shivers": "second", "second": "", "third": ""}


def test_another_dose_is_no_time_since_the_first() -> None:
    order = TurnOrder(with_turns(other=f'at = "1m"\ndose = 2\n{SHOWN}', late=f'at = "20m"\n{SHOWN}'))
    assert "other" not in order.before(order.turns["late"])


@pytest.mark.parametrize(
    ("at", "only_if", "good"),
    [
        ("13m", "warm", True),  # it comes at 13 to 15 minutes, and lasts two
        ("15m", "warm", True),
        ("16m 59s", "warm", True),
        ("17m", "warm", False),
        ("12m 59s", "warm", False),
        ("10m", "shivers", True),
        ("9m 59s", "shivers", False),
    ],
)
def test_what_a_turn_needs_has_to_be_there_at_some_time(at: str, only_if: str, good: bool) -> None:
    turn = f'at = "{at}"\nonly_if = "{only_if}"\n{SHOWN}'
    if good:
        assert len(scenario_in(more(turn), FILE).turns) == 4
    else:
        with pytest.raises(FileError, match=rf"turns\[3\].only_if: .*{only_if}"):
            scenario_in(more(turn), FILE)


def test_of_turns_after_the_end_the_first_one_is_named() -> None:
    chain = f'at = "40m"\n{SHOWN}\n[[turns]]\nid = "next"\ntitle = "next"\nsince = "happened"\nof = "more"\n{SHOWN}'
    with pytest.raises(FileError) as refused:
        scenario_in(more(chain), FILE)
    assert [problem.path for problem in refused.value.problems] == ["turns[3].at"]
    assert len(scenario_in(more(f'at = "39m 59s"\n{SHOWN}'), FILE).turns) == 4


@pytest.mark.parametrize(("at", "heart"), [(0, 70), (15, 72), (30, 74), (60, 74), (-5, 70)])
def test_the_course_is_even_between_two_points(at: int, heart: int) -> None:
    assert course_at(scenario_in(GOOD, FILE).course, "heart_rate", at * MINUTE) == heart
    assert course_at(scenario_in(GOOD, FILE).course, "comfort", at * MINUTE) is None


def test_the_course_goes_on_from_point_to_point() -> None:
    third = '[[course]]\nat = "40m"\nreading = "126/80 hr94 98% rr14"\n\n[[turns]]\nid = "shivers"'
    course = scenario_in(changed('[[turns]]\nid = "shivers"', third), FILE).course
    assert [course_at(course, "heart_rate", at * MINUTE) for at in (30, 35, 40, 50)] == [74, 84, 94, 94]


@pytest.mark.parametrize(
    ("field", "by", "good"),
    [
        ("spo2", 2, True),
        ("spo2", 3, False),
        ("heart_rate", 276, True),  # 74 at the most
        ("heart_rate", 277, False),
        ("systolic", -44, True),  # 121 over 77 when it comes
        ("systolic", -46, False),
        ("diastolic", 40, True),
        ("diastolic", 46, False),
    ],
)
def test_a_shift_may_go_to_the_edge_of_what_can_be_read(field: str, by: int, good: bool) -> None:
    text = changed('field = "heart_rate"\nby = 12', f'field = "{field}"\nby = {by}')
    if field == "systolic":  # the lower value falls with it, to the same distance
        text = text.replace("120/76", "121/76").replace("126/80", "121/76")
    if good:
        assert scenario_in(text, FILE).turns[0].shifts[0].by == by
    else:
        with pytest.raises(FileError, match=r"turns\[0\].shifts\[0\].by"):
            scenario_in(text, FILE)


def test_a_shift_that_is_over_before_the_course_rises_is_judged_by_its_own_time() -> None:
    course = changed('at = "30m"\nreading = "126/80 hr74', 'at = "30m"\nreading = "126/80 hr190')
    short = '[[turns.shifts]]\nfield = "heart_rate"\nby = 170\nrise = "10s"\nstay = "10s"\nfall = "10s"\n'
    turn = f'[[turns]]\nid = "more"\ntitle = "more"\nat = "5m"\n{SHOWN}{{}}[[sources]]'
    assert len(scenario_in(course.replace("[[sources]]", turn.format(short)), FILE).turns) == 4
    longer = short.replace('stay = "10s"', 'stay = "24m"')
    with pytest.raises(FileError, match="HR from 10 to 350"):
        scenario_in(course.replace("[[sources]]", turn.format(longer)), FILE)


def test_what_is_over_moves_nothing_any_more() -> None:
    first = f'at = "2m"\n{SHOWN}[[turns.shifts]]\nfield = "heart_rate"\nby = 150\n'
    second = (
        f'\n[[turns]]\nid = "next"\ntitle = "next"\nsince = "happened"\nof = "more"\nat = "{{}}"\n{SHOWN}'
        '[[turns.shifts]]\nfield = "heart_rate"\nby = 150\n'
    )
    assert len(scenario_in(more(first + second.format("1m")), FILE).turns) == 5
    with pytest.raises(FileError, match="HR from 10 to 350 all along, got 370"):
        scenario_in(more(first + second.format("30s")), FILE)
