"""Whether a scenario and a protocol go together, and the sentence for each reason why they do not."""

import msgspec
import pytest

from kapguide.rehearsal.fitting import fits, misfits, planned_length, planned_stretch
from kapguide.rehearsal.scenario import Scenario, Since, Stretch, TurnTime
from kapguide.rehearsal.scenario_file import scenario_in
from kapguide.session.protocol.protocol import PhaseKind, TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import HOUR, MINUTE, parse_span
from tests.rehearsal.good_scenario import GOOD, SHOWN, changed, more
from tests.rehearsal.test_scenario_file import FILE


def protocol(name: str) -> TherapyProtocol:
    return read_protocol(find_protocol(name))


def cold(stretch: Stretch) -> Scenario:
    return msgspec.structs.replace(scenario_in(GOOD, FILE), stretch=stretch)


def test_a_scenario_goes_with_a_protocol_of_its_route() -> None:
    scenario = scenario_in(GOOD, FILE)
    assert fits(scenario, protocol("lozenge"))
    assert planned_stretch(scenario.stretch, protocol("lozenge")) == (27 * MINUTE, 65 * MINUTE)
    assert planned_length(scenario, protocol("lozenge")) == 38 * MINUTE


def test_the_stretch_may_go_on_to_the_end_that_is_planned() -> None:
    whole = cold(Stretch(PhaseKind.PREPARATION, 0, None))
    assert planned_length(whole, protocol("lozenge")) == 155 * MINUTE


@pytest.mark.parametrize(
    ("scenario", "name", "sentence"),
    [
        (
            scenario_in(GOOD, FILE),
            "im",
            "“Feels cold” is written for sublingual; “IM injection, one session” is for im.",
        ),
        (
            scenario_in(GOOD, FILE),
            "integration",
            "“Feels cold” is written for sublingual; “Integration, 50 minutes” has no dose.",
        ),
        (
            cold(Stretch(PhaseKind.DOSING, 0, 3 * HOUR)),
            "lozenge",
            "“Feels cold” ends 3h 25m into a session; “Sublingual lozenge, one session” is planned for 2h 35m.",
        ),
        (
            cold(Stretch(PhaseKind.EMERGENCE, 0, 20 * MINUTE)),
            "lozenge",
            "“Feels cold” begins 1h 15m into “Sublingual lozenge, one session”, and would end 45m into it.",
        ),
        (
            cold(Stretch(PhaseKind.IMAGERY, 0, 60 * MINUTE)),
            "lozenge",
            "“shivers” would come 35m into “Sublingual lozenge, one session”, outside of the stretch.",
        ),
        (
            scenario_in(more(f'since = "phase"\nof = "emergence"\nat = "5m"\n{SHOWN}'), FILE),
            "lozenge",
            "“more” would come 1h 20m into “Sublingual lozenge, one session”, outside of the stretch.",
        ),
        (
            scenario_in(more('at = "5m"\nfault = "misread"\nmisread = "89%"\n').replace('"40m"', '"39m"'), FILE),
            "lozenge",
            "What happens in “Feels cold” shows in readings, and nothing asks for one in its stretch.",
        ),
    ],
)
def test_the_reason_why_it_does_not_is_said(scenario: Scenario, name: str, sentence: str) -> None:
    assert misfits(scenario, protocol(name)) == (sentence,)
    assert not fits(scenario, protocol(name))


def test_without_the_phase_in_which_it_begins_there_is_no_stretch() -> None:
    lozenge = protocol("lozenge")
    short = msgspec.structs.replace(
        lozenge, phases=tuple(phase for phase in lozenge.phases if phase.kind is not PhaseKind.EMERGENCE)
    )
    scenario = cold(Stretch(PhaseKind.EMERGENCE, 0, HOUR))
    assert misfits(scenario, short) == (
        "“Sublingual lozenge, one session” has no phase of the kind “emergence”, where it begins.",
    )
    assert planned_length(scenario, short) == 0
    later = scenario_in(more(f'since = "phase"\nof = "emergence"\nat = "5m"\n{SHOWN}'), FILE)
    assert len(misfits(later, short)) == 1


def test_a_reading_that_the_protocol_or_the_scenario_asks_for_is_enough() -> None:
    misread = more('at = "5m"\nfault = "misread"\nmisread = "89%"\n')
    asked = misread.replace(
        "[[sources]]", '[[turns.asks]]\nid = "again"\ntitle = "again"\ndeeds = ["again"]\n[[sources]]'
    )
    until_the_reading = misread.replace('ends = "40m"', 'ends = "41m"')
    for text in (asked, until_the_reading):
        assert fits(scenario_in(text, FILE), protocol("lozenge"))
    later = misread.replace('"sublingual"', '"iv"').replace('at = "5m"', 'at = "16m"')
    later = later.replace('at = "10m"', 'at = "17m"').replace('begins = "2m"', 'begins = "15m"')
    assert fits(scenario_in(later, FILE), protocol("iv")), "a reading each ten minutes"
    between = (
        later.replace('ends = "40m"', 'ends = "19m"')
        .replace('at = "3m"', 'at = "0m"')
        .replace('at = "1m"', 'at = "0m"')
    )
    assert not fits(scenario_in(between.replace('within = "2m"', 'within = "1m"'), FILE), protocol("iv"))
    only_read = more('at = "5m"\nlasts = "1m"\n[[turns.shifts]]\nfield = "spo2"\nby = -3\n')
    assert len(misfits(scenario_in(only_read, FILE), protocol("lozenge"))) == 1


def test_what_depends_on_what_is_done_is_left_open() -> None:
    second = scenario_in(more(f'at = "1m"\ndose = 2\n{SHOWN}'), FILE)
    assert fits(second, protocol("lozenge"))


def test_a_session_that_is_gone_on_with_may_be_longer_than_planned() -> None:
    whole = changed('phase = "dosing"\nbegins = "2m"\nends = "40m"', 'phase = "dosing"\nends = "session end"')
    lozenge = protocol("lozenge")
    latest = sum(phase.longest for phase in lozenge.phases) - lozenge.planned_t0
    for at, going in ((lozenge.planned, True), (latest - MINUTE, True), (latest, False)):
        turn = f'[[turns]]\nid = "late"\ntitle = "late"\nat = "{at // MINUTE}m"\n{SHOWN}\n[[sources]]'
        assert fits(scenario_in(whole.replace("[[sources]]", turn), FILE), lozenge) is going


@pytest.mark.parametrize(("at", "going"), [("9m", False), ("10m", True), ("39m", True), ("40m", False)])
def test_a_turn_may_come_in_the_first_moment_of_the_stretch_and_not_in_the_last(at: str, going: bool) -> None:
    """The imagery of the lozenge's protocol begins 12 minutes after its dosing, with which the dose is planned."""
    text = changed('phase = "dosing"\nbegins = "2m"', 'phase = "dosing"\nbegins = "10m"')
    scenario = scenario_in(text, FILE)
    turns = (msgspec.structs.replace(scenario.turns[0], when=TurnTime(Since.DOSE, parse_span(at))), *scenario.turns[1:])
    assert fits(msgspec.structs.replace(scenario, turns=turns), protocol("lozenge")) is going


@pytest.mark.parametrize(("ends", "going"), [(30, False), (31, True)])
def test_a_stretch_of_no_length_is_none(ends: int, going: bool) -> None:
    quiet = msgspec.structs.replace(cold(Stretch(PhaseKind.IMAGERY, 18 * MINUTE, ends * MINUTE)), turns=())
    assert fits(quiet, protocol("lozenge")) is going
    assert planned_length(quiet, protocol("lozenge")) == (ends - 30) * MINUTE


def test_a_turn_of_a_phase_that_is_not_there_never_comes() -> None:
    lozenge = protocol("lozenge")
    without = msgspec.structs.replace(lozenge, phases=tuple(p for p in lozenge.phases if p.id != "emergence"))
    whole = changed('phase = "dosing"\nbegins = "2m"\nends = "40m"', 'phase = "preparation"\nends = "40m"')
    text = whole.replace(
        "[[sources]]",
        f'[[turns]]\nid = "a"\ntitle = "a"\nsince = "phase"\nof = "emergence"\nat = "0m"\n{SHOWN}[[sources]]',
    )
    assert misfits(scenario_in(text, FILE), without) == (
        "“a” would come 0m into “Sublingual lozenge, one session”, outside of the stretch.",
    )


def test_readings_fall_due_again_and_again_up_to_their_last() -> None:
    """The infusion's come each ten minutes up to the fortieth, and each fifteen from the fifty-fifth on."""
    iv = protocol("iv")
    last = max(d.timing.until or 0 for phase in iv.phases for d in phase.readings if d.timing.at == 10 * MINUTE)
    misread = scenario_in(
        more('at = "29m"\nfault = "misread"\nmisread = "89%"\n').replace('"sublingual"', '"iv"'), FILE
    )

    def goes(begins: int, ends: int) -> bool:
        stretch = Stretch(PhaseKind.DOSING, begins * MINUTE, ends * MINUTE)
        late = TurnTime(Since.DOSE, begins * MINUTE)
        turns = tuple(msgspec.structs.replace(turn, when=late) for turn in misread.turns)
        return fits(msgspec.structs.replace(misread, stretch=stretch, turns=turns), iv)

    spans = [(11, 20), (11, 21), (20, 21), (31, 40)]
    assert [goes(*span) for span in spans] == [False, True, True, False]
    assert [goes(last // MINUTE + 1, last // MINUTE + 3), goes(54, 55), goes(55, 56), goes(56, 70), goes(56, 71)] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_a_reading_of_a_phase_counts_from_that_phase() -> None:
    """The lozenge's first reading is asked for six minutes after the preparation began, 19 before the dose."""
    misread = scenario_in(more('at = "29m"\nfault = "misread"\nmisread = "89%"\n'), FILE)
    whole = TurnTime(Since.PHASE, 7 * MINUTE, "preparation")
    turns = tuple(msgspec.structs.replace(turn, when=whole) for turn in misread.turns)

    def goes(begins: int) -> bool:
        stretch = Stretch(PhaseKind.PREPARATION, begins * MINUTE, 10 * MINUTE)
        return fits(msgspec.structs.replace(misread, stretch=stretch, turns=turns), protocol("lozenge"))

    assert [goes(6), goes(7)] == [True, False]
