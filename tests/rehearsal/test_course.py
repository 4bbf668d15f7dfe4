"""What the cuff would show: the course, the shifts of turns, the scatter, and the limits of what can be read at all."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.clinical.vitals import RANGES, Vitals
from kapguide.clinical.vitals_line import parse_vitals
from kapguide.rehearsal.client import ClientState, DoseSeen, client_of
from kapguide.rehearsal.course import SCATTER, misread, reading_at
from kapguide.rehearsal.panel import reading_words
from kapguide.rehearsal.scenario import CoursePoint, Scenario, Shift
from kapguide.spans import HOUR, MINUTE
from tests.support.plans import whole
from tests.support.rehearsing import story, turn

T0 = 10 * MINUTE


def client(scenario: Scenario, *, seed: int = 1, dosed: bool = True, **known: object) -> ClientState:
    start = client_of(scenario, whole(), seed)
    return msgspec.structs.replace(start, doses=(DoseSeen("d", "c", T0),) if dosed else (), **known)


def rate(state: ClientState, since: int) -> float:
    """The heart rate so long after the dose, without its scatter."""
    reads = [reading_at(msgspec.structs.replace(state, seed=seed), T0 + since, 1).heart_rate or 0 for seed in range(60)]
    return (min(reads) + max(reads)) / 2


COURSE = (
    CoursePoint(0, Vitals(120, 80, 70, 98)),
    CoursePoint(20 * MINUTE, Vitals(140, 90, 90, 96)),
    CoursePoint(40 * MINUTE, Vitals(120, 80, 60, 98)),
)


def test_between_two_points_the_numbers_go_evenly_and_before_and_after_them_they_stay() -> None:
    state = client(story(course=COURSE))
    assert [rate(state, at * MINUTE) for at in (0, 5, 10, 20, 30, 40, 90)] == [70, 75, 80, 90, 75, 60, 60]
    assert rate(state, -9 * MINUTE) == 70
    undosed = client(story(course=COURSE), dosed=False)
    assert rate(undosed, HOUR) == 70


def test_a_number_that_the_course_does_not_have_is_not_read() -> None:
    course = (CoursePoint(0, Vitals(heart_rate=70)), CoursePoint(10 * MINUTE, Vitals(heart_rate=80, spo2=96)))
    early = reading_at(client(story(course=course)), T0, 1)
    assert (early.systolic, early.diastolic, early.respiratory_rate) == (None, None, None)
    assert 95 <= (early.spo2 or 0) <= 97
    assert reading_at(client(story(course=())), T0, 1) == Vitals()


def test_a_shift_rises_stays_and_falls() -> None:
    shift = Shift("heart_rate", 30, rise=10 * MINUTE, stay=5 * MINUTE, fall=10 * MINUTE)
    state = client(story(turn("up", shifts=(shift,))), happened={"up": T0})
    assert [rate(state, at * MINUTE) for at in (0, 5, 10, 15, 20, 25, 60)] == [70, 85, 100, 100, 85, 70, 70]


def test_a_shift_without_an_end_stays_until_its_turn_is_over_and_falls_from_where_it_was() -> None:
    shift = Shift("heart_rate", 30, rise=10 * MINUTE, fall=10 * MINUTE)
    state = client(story(turn("up", shifts=(shift,))), happened={"up": T0})
    assert rate(state, 50 * MINUTE) == 100
    halfway = msgspec.structs.replace(state, gone={"up": T0 + 5 * MINUTE})
    assert [rate(halfway, at * MINUTE) for at in (2, 5, 9, 15, 50)] == [76, 85, 79, 70, 70]


def test_a_shift_without_a_rise_or_a_fall_is_there_and_gone_at_once() -> None:
    state = client(story(turn("up", shifts=(Shift("heart_rate", 20, rise=0),))), happened={"up": T0})
    assert (rate(state, 0), rate(state, HOUR)) == (90, 90)
    over = msgspec.structs.replace(state, gone={"up": T0 + MINUTE})
    assert (rate(over, MINUTE), rate(over, MINUTE + 1)) == (90, 70)


def test_a_sign_that_is_over_by_itself_leaves_a_shift_with_a_time_of_its_own_as_it_is() -> None:
    shift = Shift("heart_rate", 30, rise=0, stay=20 * MINUTE)
    scenario = story(turn("up", lasts=2 * MINUTE, shifts=(shift,)))
    by_itself = client(scenario, happened={"up": T0}, gone={"up": T0 + 2 * MINUTE})
    assert (rate(by_itself, 10 * MINUTE), rate(by_itself, 21 * MINUTE)) == (100, 70)
    by_another = client(scenario, happened={"up": T0}, gone={"up": T0 + MINUTE})
    assert rate(by_another, 10 * MINUTE) == 70
    without = client(story(turn("up", lasts=2 * MINUTE, shifts=(Shift("heart_rate", 30, rise=0),))))
    without = msgspec.structs.replace(without, happened={"up": T0}, gone={"up": T0 + 2 * MINUTE})
    assert (rate(without, MINUTE), rate(without, 10 * MINUTE)) == (100, 70)
    still_there = client(story(turn("up", shifts=(shift,))), happened={"up": T0}, gone={"up": T0 + HOUR})
    assert rate(still_there, 30 * MINUTE) == 70


def test_shifts_of_several_turns_add_up() -> None:
    turns = [turn(id, shifts=(Shift("heart_rate", by, rise=0),)) for id, by in (("up", 30), ("down", -10))]
    state = client(story(*turns), happened={"up": T0, "down": T0 + MINUTE})
    assert rate(state, MINUTE) == 90


def test_readings_scatter_a_little_each_its_own_way_and_the_same_for_the_same_seed() -> None:
    state = client(story(course=COURSE))
    reads = [reading_at(state, T0, number) for number in range(100)]
    assert reads == [reading_at(state, T0, number) for number in range(100)]
    for field, most in SCATTER.items():
        values = {value for read in reads if (value := getattr(read, field)) is not None}
        if values:
            assert max(values) - min(values) == (2 * most if field != "spo2" else 2)
    assert reading_at(msgspec.structs.replace(state, seed=2), T0, 1) != reads[1]


FIELDS = st.sampled_from(sorted(RANGES))
SHIFTS = st.builds(
    Shift, FIELDS, st.integers(-400, 400), st.integers(0, HOUR), st.none() | st.integers(0, HOUR), st.integers(0, HOUR)
)
VITALS = st.builds(
    Vitals, *(st.integers(*RANGES[field]) for field in RANGES)
)  # the upper and the lower pressure in any order: nobody keeps an author from it here


@given(
    course=st.lists(VITALS, min_size=1, max_size=4),
    shifts=st.lists(SHIFTS, max_size=4),
    at=st.integers(0, 3 * HOUR),
    gone=st.none() | st.integers(0, HOUR),
    seed=st.integers(0, 99),
)
@settings(max_examples=300, deadline=None)
def test_whatever_a_scenario_says_a_reading_can_be_typed(
    course: list[Vitals], shifts: list[Shift], at: int, gone: int | None, seed: int
) -> None:
    points = tuple(CoursePoint(number * 20 * MINUTE, vitals) for number, vitals in enumerate(course))
    scenario = story(turn("up", shifts=tuple(shifts)), course=points)
    ended = {} if gone is None else {"up": T0 + gone}
    read = reading_at(client(scenario, seed=seed, happened={"up": T0}, gone=ended), at, seed)
    for field, (low, high) in RANGES.items():
        assert low <= getattr(read, field) <= high
    assert (read.systolic or 0) > (read.diastolic or 0)


def test_what_is_misread_takes_the_place_of_its_own_number_only() -> None:
    assert misread(Vitals(120, 80, 70, 98), Vitals(spo2=79)) == Vitals(120, 80, 70, 79)
    assert misread(Vitals(120, 80), None) == Vitals(120, 80)


@given(
    vitals=st.builds(
        Vitals,
        systolic=st.integers(131, 320),
        diastolic=st.integers(10, 130),
        heart_rate=st.none() | st.integers(*RANGES["heart_rate"]),
        spo2=st.none() | st.integers(*RANGES["spo2"]),
        respiratory_rate=st.none() | st.integers(*RANGES["respiratory_rate"]),
        sedation=st.none() | st.integers(0, 3),
        dissociation=st.none() | st.integers(0, 10),
        comfort=st.none() | st.integers(0, 10),
    )
)
@settings(max_examples=200, deadline=None)
def test_a_reading_can_be_typed_as_the_panel_says_it(vitals: Vitals) -> None:
    assert parse_vitals(reading_words(vitals)) == vitals


def test_a_reading_is_said_as_people_say_it() -> None:
    assert reading_words(Vitals(132, 84, 76, 97)) == "132/84, 76, 97"
    assert reading_words(Vitals(heart_rate=76, spo2=97, sedation=1)) == "hr 76, spo2 97, drowsy"
    assert reading_words(Vitals(132, 84, spo2=97)) == "132/84, spo2 97"
    assert reading_words(Vitals(132, 84, 186, 97)) == "132/84, hr 186, spo2 97"
    assert reading_words(Vitals()) == ""
