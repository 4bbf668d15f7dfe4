"""What the screen shows: one prompt, what waits behind it, and what comes next."""

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session.plan import coming
from kapguide.session.protocol.protocol import PhaseKind, TherapyProtocol
from kapguide.session.view import (
    FAR,
    SinceDose,
    current_prompt,
    intention_again,
    next_prompt,
    next_reading,
    reading_due,
    since_last_dose,
    waits_for_a_person,
    waits_for_the_dose,
)
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, phase, plan, prompt, reading, whole


def shown(room: Room) -> str:
    """The prompt on the screen now, with a `+` for each that waits behind it."""
    opened = current_prompt(room.state, room.now)
    return opened.cue + "+" * opened.waiting if opened else ""


def coming_minutes(*prompts: str, ack: str = "") -> TherapyProtocol:
    """An hour with one prompt a minute from minute 1; those named in `ack` must be put away."""
    made = [prompt(name, (n + 1) * MINUTE, acknowledge=name in ack) for n, name in enumerate(prompts)]
    return plan(phase("a", HOUR, prompts=made))


def test_a_prompt_that_needs_no_answer_gives_way_to_the_next() -> None:
    room = Room(coming_minutes("a", "b"))
    assert shown(room) == ""
    room.wait(MINUTE)
    assert shown(room) == "a"
    room.wait(MINUTE)
    assert shown(room) == "b"
    room.do(c.Acknowledge("b"))
    assert shown(room) == ""


def test_only_a_prompt_that_needs_an_answer_outlasts_its_phase() -> None:
    for acknowledge, after in ((False, ""), (True, "a")):
        made = [prompt("a", MINUTE, acknowledge=acknowledge)]
        room = Room(plan(phase("one", HOUR, prompts=made), phase("two", HOUR)))
        room.live(2 * MINUTE)
        assert shown(room) == "a"
        room.do(c.Next())
        assert shown(room) == after


def test_a_prompt_that_needs_an_answer_waits_behind_the_next() -> None:
    room = Room(coming_minutes("a", "b", "c", ack="ab"))
    room.live(3 * MINUTE)
    assert shown(room) == "c++"
    room.do(c.Acknowledge("c"))
    assert shown(room) == "b+"
    room.do(c.Acknowledge("b"))
    room.do(c.Acknowledge("a"))
    assert shown(room) == ""


def test_the_screen_says_since_when_a_prompt_is_there() -> None:
    room = Room(coming_minutes("a"))
    room.wait(MINUTE + 10 * SECOND)
    opened = current_prompt(room.state, room.now)
    assert opened is not None
    assert (opened.since, opened.prompt.title) == (MINUTE + 10 * SECOND, "A")


def test_a_snoozed_prompt_leaves_and_comes_back_in_front() -> None:
    room = Room(coming_minutes("a", "b", ack="ab"))
    room.wait(MINUTE)
    room.do(c.Snooze("a", 3 * MINUTE))
    assert shown(room) == ""
    room.wait(MINUTE)
    assert shown(room) == "b"
    room.live(2 * MINUTE)
    assert shown(room) == "a+"
    room.do(c.Snooze("a", 3 * MINUTE))
    assert shown(room) == "b"


def test_a_snooze_hides_no_other_prompt_and_brings_back_none_that_gave_way() -> None:
    room = Room(coming_minutes("a", "b", "c"))
    room.live(2 * MINUTE)
    room.do(c.Snooze("b", 4 * MINUTE))
    assert shown(room) == ""
    room.wait(MINUTE)
    assert shown(room) == "c"
    room.live(3 * MINUTE)
    assert shown(room) == "b"


def test_what_was_put_off_and_then_put_away_is_not_announced_and_does_not_come_back() -> None:
    room = Room(coming_minutes("a", "b"))
    room.wait(MINUTE)
    room.do(c.Snooze("a", 3 * MINUTE))
    room.do(c.Acknowledge("a"))
    assert (following := next_prompt(room.state, room.now)) is not None
    assert following.cue == "b"
    room.live(MINUTE)
    assert next_prompt(room.state, room.now) is None
    room.do(c.Acknowledge("b"))
    room.live(3 * MINUTE)
    assert shown(room) == ""


def test_a_snoozed_prompt_comes_back_in_the_next_phase_too() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", 0)]), phase("b", HOUR)))
    room.do(c.Snooze("p"))
    room.do(c.Next())
    assert shown(room) == ""
    room.wait(2 * MINUTE)
    assert shown(room) == "p"


def test_of_prompts_that_came_in_one_moment_the_later_one_shows() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("q", 2 * SECOND), prompt("p", SECOND)])))
    room.wait(5 * SECOND)
    assert shown(room) == "q"


def test_a_missed_prompt_is_never_on_the_screen() -> None:
    room = Room(coming_minutes("a"))
    room.wait(10 * MINUTE)
    assert shown(room) == ""


def test_no_prompt_shows_from_an_emergency_until_a_person_goes_on() -> None:
    room = Room(coming_minutes("a", "b", ack="ab"))
    room.wait(MINUTE)
    room.do(c.StartEmergency())
    assert shown(room) == ""
    room.do(c.EndEmergency())
    assert shown(room) == ""
    room.do(c.Release())
    assert shown(room) == "a"


def test_after_the_end_no_prompt_shows() -> None:
    room = Room(whole())
    assert shown(room) == "welcome"
    room.do(c.End())
    assert shown(room) == ""


def test_the_next_prompt_is_the_first_to_come_back_or_to_come() -> None:
    room = Room(coming_minutes("a", "b"))
    room.wait(MINUTE)
    assert next_prompt(room.state, room.now).cue == "b"  # type: ignore[union-attr]
    room.do(c.Snooze("a", 30 * SECOND))
    back = next_prompt(room.state, room.now)
    assert back is not None
    assert (back.cue, back.at, back.prompt.title if back.prompt else "") == ("a", 90 * SECOND, "A")
    room.live(5 * MINUTE)
    assert next_prompt(room.state, room.now) is None


def test_the_next_prompt_of_a_later_phase_is_laid_on_its_planned_start() -> None:
    room = Room(plan(phase("a", HOUR), phase("b", HOUR, prompts=[prompt("p", MINUTE)])))
    assert next_prompt(room.state, room.now).at == HOUR + MINUTE  # type: ignore[union-attr]


def test_only_a_later_phases_prompt_waits_for_a_person_and_only_while_this_phase_stands_or_has_run_over() -> None:
    own = [prompt("own", 5 * MINUTE), prompt("back", 0)]
    room = Room(plan(phase("a", 10 * MINUTE, prompts=own), phase("b", HOUR, prompts=[prompt("p", 0)])))

    def waits() -> dict[str, bool]:
        due = next_prompt(room.state, room.now)
        return {due.cue: waits_for_a_person(room.state, due, room.now)} if due else {}

    assert waits() == {"own": False}
    room.live(5 * MINUTE)
    assert waits() == {"p": False}
    room.do(c.Hold())
    assert waits() == {"p": True}
    room.do(c.Release())
    room.live(6 * MINUTE)
    assert waits() == {"p": True}
    room.do(c.Snooze("back"))
    room.do(c.Next())
    assert waits() == {"back": False}


def test_what_counts_from_the_dose_or_belongs_to_a_later_phase_has_no_time_before_it() -> None:
    room = Room(whole())

    def waiting() -> tuple[set[str], set[str]]:
        """What waits for the dose, and what has its time, of all that is to come."""
        dues = coming(room.state, room.now, room.now + FAR)
        waits = {due.cue for due in dues if waits_for_the_dose(room.state, due)}
        return waits, {due.cue for due in dues} - waits

    waits, timed = waiting()
    assert {"mask", "early", "deepen", "water", "escort"} <= waits
    assert timed == {"intention", "baseline", "ready", "welcome"} - room.state.cues.keys()
    room.do(c.Next())
    room.do(c.Next())
    waits, timed = waiting()
    assert "deepen" in timed, "its phase has begun, dose or none"
    assert {"look", "water"} <= waits
    room.dose()
    assert waiting()[0] == set()


def test_a_prompt_put_off_before_the_dose_comes_back_at_its_time() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", 0, t0=True)])))
    room.dose()
    room.wait(1)
    room.do(c.Snooze("p"))
    due = next_prompt(room.state, room.now)
    assert due is not None
    assert not waits_for_the_dose(msgspec.structs.replace(room.state, doses=()), due)


def test_readings_are_told_apart_from_prompts() -> None:
    cues = {"prompts": [prompt("p", MINUTE)], "readings": [reading("bp", 2 * MINUTE), reading("later", 9 * MINUTE)]}
    room = Room(plan(phase("a", HOUR, **cues)))  # type: ignore[arg-type]
    assert next_reading(room.state, room.now).cue == "bp"  # type: ignore[union-attr]
    assert reading_due(room.state) is None
    room.live(3 * MINUTE)
    due = reading_due(room.state)
    assert due is not None
    assert due.due == 2 * MINUTE
    room.do(c.TakeReading(Vitals(heart_rate=72), room.now))
    assert reading_due(room.state) is None
    room.live(HOUR)
    assert next_reading(room.state, room.now) is None


def test_every_screen_counts_from_the_dose_that_was_given_last_and_names_it_with_its_unit() -> None:
    room = Room(whole())
    assert since_last_dose(room.state) is None
    room.do(c.GiveDose("as prescribed", "im", "", room.now))
    assert since_last_dose(room.state) == SinceDose(room.now, "as prescribed")
    room.do(c.GiveDose("100", "im", "", room.now, unit="mg", supersedes=room.state.doses[0].id))
    assert since_last_dose(room.state) == SinceDose(room.now, "since 100 mg")
    first = room.now
    room.wait(10 * MINUTE)
    room.do(c.GiveDose("50", "im", "", room.now, unit="mg"))
    second = room.now
    assert since_last_dose(room.state) == SinceDose(second, "since dose 2, 50 mg")
    room.do(c.GiveDose("25", "im", "", first, unit="mg"))
    assert since_last_dose(room.state) == SinceDose(second, "since dose 2, 50 mg"), "one that was recorded late is none"


def test_the_intention_comes_again_where_the_client_comes_back_and_nowhere_else() -> None:
    room = Room(whole(), begun=False)
    start = room.opening()
    room.do(c.Start(msgspec.structs.replace(start.started, intention="to rest\nand to look\n")))
    seen = {}
    while room.state.running and room.state.flow.index + 1 < len(room.state.protocol.phases):
        seen[room.state.protocol.phases[room.state.flow.index].kind] = intention_again(room.state)
        room.do(c.Next())
    seen[room.state.protocol.phases[room.state.flow.index].kind] = intention_again(room.state)
    returning = {kind for kind, words in seen.items() if words == "to rest\nand to look"}
    assert returning == {PhaseKind.EMERGENCE, PhaseKind.INTEGRATION} & set(seen)
    assert returning
    assert {words for kind, words in seen.items() if kind not in returning} == {""}
    room.do(c.StartEmergency())
    assert intention_again(room.state) == "", "in an emergency nothing else is there"
