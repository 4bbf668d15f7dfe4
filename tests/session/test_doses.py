"""Doses: what is recorded of them, their steps, and that each further one has its own plan."""

import random
from collections.abc import Iterator

import msgspec
import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.event_json import decode, encode
from kapguide.session.plan import coming, next_due, observe_until, unclamped_phase_end
from kapguide.session.protocol.protocol import (
    Anchor,
    DoneBy,
    DosePlan,
    PhaseKind,
    Prompt,
    TherapyProtocol,
    Timing,
    base_cue,
    cue_name,
    dose_of_cue,
    freeze,
    thaw,
)
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.session.state import replay
from kapguide.session.view import current_prompt, next_prompt, next_reading, waits_for_the_dose
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import DOSING_FILES, Room, fired, missed, phase, plan, prompt, reading

PROTOCOLS = {path.stem: read_protocol(path) for path in DOSING_FILES}
LOZENGE = "sublingual"
each = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=list(PROTOCOLS))


def counted(anchor: Anchor, at: int, name: str = "p", **more: object) -> Prompt:
    """A prompt that counts from a dose."""
    timing = Timing(at, anchor, **{key: more.pop(key) for key in ("every", "until") if key in more})  # type: ignore[arg-type]
    return Prompt(name, timing, name.title(), **more)  # type: ignore[arg-type]


def one_phase(*prompts: Prompt, dose: DosePlan | None = None) -> Room:
    protocol = plan(phase("a", HOUR, prompts=prompts), phase("b", 2 * HOUR), observe_at_least=2 * HOUR)
    return Room(msgspec.structs.replace(protocol, dose=dose) if dose else protocol)


def step(room: Room, name: str) -> list[e.AnyBody]:
    return room.do(c.StepDose(name))


# --- what is recorded ----------------------------------------------------------------------------------------


def test_who_what_and_when_of_a_dose_are_kept_in_clean_text() -> None:
    room = Room(plan(phase("a", HOUR)))
    given = c.GiveDose(
        "100", "sublingual", "", Elapsed(0), "Ketamine, racemic", form="Lozenge\r\n", strength="100 mg a tablet",
        unit="mg", by_client=True, watched_by="K. Lind", role="therapist", part=1, parts=2,
    )  # fmt: skip
    room.do(given)
    (dose,) = room.state.doses
    assert (dose.amount, dose.unit, dose.form.strip(), dose.strength) == ("100", "mg", "Lozenge", "100 mg a tablet")
    assert (dose.by, dose.by_client, dose.watched_by, dose.role) == ("", True, "K. Lind", "therapist")
    assert (dose.part, dose.parts) == (1, 2)
    assert "\r" not in dose.form
    assert replay(room.state.protocol, room.log) == room.state


def test_a_log_of_before_is_read_as_it_was_written() -> None:
    event = msgspec.json.decode(encode(Room(plan(phase("a", HOUR))).log[0]))
    event["body"] = {"kind": "dose_given", "amount": "50 mg", "route": "im", "by": "R. Okafor", "given": 0}
    assert decode(msgspec.json.encode(event)).body == e.DoseGiven("50 mg", "im", "R. Okafor", Elapsed(0))


def test_a_protocol_that_says_nothing_of_doses_keeps_its_digest() -> None:
    old = plan(phase("a", HOUR, prompts=[prompt("p", MINUTE, t0=True)]))
    text, digest = freeze(old)
    assert not {"done_by", "dose"} & set(msgspec.json.decode(text)) | {"done_by"} & set(text.split('"'))
    assert freeze(thaw(text))[1] == digest
    assert old.dose_plan == DosePlan()


def test_a_cues_id_names_its_dose_and_its_repeat() -> None:
    names = {(1, 0): "a/p", (1, 2): "a/p#2", (2, 0): "a/p@2", (3, 4): "a/p@3#4"}
    for (dose, repeat), name in names.items():
        assert cue_name("a/p", dose, repeat) == name
        assert (base_cue(name), dose_of_cue(name)) == ("a/p", dose)


# --- a further dose has its own plan -------------------------------------------------------------------------


def test_what_counts_from_each_dose_comes_for_each_whatever_the_phase() -> None:
    room = one_phase(counted(Anchor.EACH_DOSE, 9 * MINUTE))
    room.dose()
    room.live(5 * MINUTE)
    room.dose()
    room.do(c.Next())
    assert fired(room.live(HOUR)) == ["p", "p@2"]
    assert [room.state.cues[name].due for name in ("p", "p@2")] == [9 * MINUTE, 14 * MINUTE]
    assert room.state.cues["p@2"].title == "P (dose 2)"


def test_what_counts_from_the_last_dose_is_taken_over_by_a_further_one() -> None:
    look = counted(Anchor.LAST_DOSE, 15 * MINUTE, "look", every=15 * MINUTE)
    room = one_phase(look, counted(Anchor.LAST_DOSE, 40 * MINUTE))
    room.dose()
    assert fired(room.live(20 * MINUTE)) == ["look"]
    room.dose()
    assert fired(room.live(39 * MINUTE)) == ["look@2", "look@2#1"]
    assert fired(room.live(2 * MINUTE)) == ["p@2"]
    assert missed([event.body for event in room.log]) == []


def test_the_last_dose_is_the_one_given_last_also_when_it_was_recorded_first() -> None:
    room = one_phase()
    room.wait(30 * MINUTE)
    room.dose()
    room.dose(10 * MINUTE)
    assert (room.state.last_dose, observe_until(room.state)) == (1, 30 * MINUTE + 2 * HOUR)
    room.dose(35 * MINUTE, supersedes=room.state.doses[1].id)
    room.wait(10 * MINUTE)
    room.dose(35 * MINUTE, supersedes=room.state.doses[1].id)
    assert (room.state.last_dose, observe_until(room.state)) == (2, 35 * MINUTE + 2 * HOUR)


def test_a_prompt_of_leaving_that_is_open_goes_when_a_further_dose_is_given() -> None:
    room = one_phase(counted(Anchor.LAST_DOSE, 2 * HOUR, "door", acknowledge=True))
    room.dose()
    room.live(2 * HOUR)
    assert current_prompt(room.state, room.now) is not None
    room.do(c.Snooze("door"))
    room.dose()
    assert current_prompt(room.state, room.now + 10 * MINUTE) is None
    following = next_prompt(room.state, room.now)
    assert following is not None
    assert (following.cue, following.at) == ("door@2", 4 * HOUR)
    room.live(2 * HOUR)
    shown = current_prompt(room.state, room.now)
    assert shown is not None
    assert (shown.cue, shown.title) == ("door@2", "Door (dose 2)")


def test_before_the_dose_what_counts_from_it_says_so() -> None:
    room = Room(
        plan(
            phase("dosing", HOUR, kind=PhaseKind.DOSING, prompts=[counted(Anchor.EACH_DOSE, MINUTE)],
                  readings=[reading("bp", 40 * MINUTE, t0=True)]),
            phase("b", HOUR, prompts=[prompt("q", MINUTE)]),
        )
    )  # fmt: skip
    room.wait(5 * MINUTE)
    first, vitals = next_prompt(room.state, room.now), next_reading(room.state, room.now)
    assert first is not None
    assert vitals is not None
    assert (first.at, first.dose, vitals.dose) == (6 * MINUTE, 1, 1)
    assert waits_for_the_dose(room.state, first)
    assert waits_for_the_dose(room.state, vitals)
    later = next(due for due in coming(room.state, room.now, 3 * HOUR) if due.cue == "q")
    assert later.dose == 0
    assert waits_for_the_dose(room.state, later), "it belongs to a phase that waits for the dose"
    room.dose()
    assert (following := next_prompt(room.state, room.now)) is not None
    assert not waits_for_the_dose(room.state, following)


# --- closed by doing it --------------------------------------------------------------------------------------


def asking(done_by: DoneBy, at: int = 0) -> Prompt:
    timing = Timing(at, Anchor.PHASE if done_by is DoneBy.DOSE else Anchor.EACH_DOSE)
    return Prompt(str(done_by), timing, "Do it", acknowledge=True, done_by=done_by)


def test_the_prompt_that_asks_for_the_dose_is_closed_by_recording_it_and_by_nothing_else() -> None:
    room = one_phase(asking(DoneBy.DOSE))
    room.wait(SECOND)
    assert room.refuses(c.Acknowledge("dose")).startswith("This prompt goes once the dose is recorded")
    room.do(c.Snooze("dose"))
    assert (following := next_prompt(room.state, room.now)) is not None
    assert following.cue == "dose"
    room.wait(3 * MINUTE)
    assert (shown := current_prompt(room.state, room.now)) is not None
    assert shown.cue == "dose"
    room.dose()
    assert current_prompt(room.state, room.now) is None
    assert next_prompt(room.state, room.now) is None


def test_it_does_not_come_where_the_dose_was_recorded_before() -> None:
    room = one_phase(asking(DoneBy.DOSE, 5 * MINUTE))
    room.dose()
    assert fired(room.live(10 * MINUTE)) == []
    assert next_due(room.state, room.now) == HOUR


@pytest.mark.parametrize(
    ("done_by", "said", "closes"),
    [
        (DoneBy.DISSOLVED, "dissolved", True),
        (DoneBy.DISSOLVED, "swish", True),
        (DoneBy.DISSOLVED, "spat", True),
        (DoneBy.END, "dissolved", False),
        (DoneBy.END, "spat", True),
        (DoneBy.END, "swallowed", True),
    ],
)
def test_a_step_closes_the_prompt_that_asks_for_it_until_it_is_taken_back(
    done_by: DoneBy, said: str, closes: bool
) -> None:
    room = one_phase(asking(done_by, MINUTE))
    room.dose(route=LOZENGE)
    room.wait(MINUTE)
    assert current_prompt(room.state, room.now) is not None
    step(room, said)
    assert (current_prompt(room.state, room.now) is None) == closes
    room.do(c.Undo())
    assert current_prompt(room.state, room.now) is not None
    room.do(c.Acknowledge(str(done_by)))
    assert current_prompt(room.state, room.now) is None


# --- steps ---------------------------------------------------------------------------------------------------


def test_the_hold_counts_from_when_it_has_dissolved_or_is_supposed_to_have() -> None:
    cup = counted(Anchor.DISSOLVED, 7 * MINUTE, "cup")
    for said_at, due in ((None, 9 * MINUTE), (MINUTE, 8 * MINUTE), (4 * MINUTE, 11 * MINUTE)):
        room = one_phase(cup, dose=DosePlan(dissolve=2 * MINUTE))
        assert (supposed := next_prompt(room.state, room.now)) is not None
        assert supposed.at == 9 * MINUTE
        room.dose(route=LOZENGE)
        if said_at is not None:
            room.live(said_at)
            assert step(room, "dissolved") == [e.DoseStepped("dissolved")]
        room.live(12 * MINUTE)
        assert room.state.cues["cup"].due == due


def test_each_step_is_said_once_and_none_before_the_one_that_was_said() -> None:
    room = one_phase()
    assert room.refuses(c.StepDose("dissolved")) == "There is no dose yet. Record it first."
    room.dose(route=LOZENGE)
    assert room.refuses(c.StepDose("stirred")) == "A dose has no such step."
    step(room, "swish")
    assert "recorded already" in room.refuses(c.StepDose("swish"))
    assert "recorded already" in room.refuses(c.StepDose("dissolved"))
    room.wait(30 * SECOND)
    step(room, "spat")
    assert room.state.doses[0].ended == 30 * SECOND
    for late in ("swallowed", "spat", "swish"):
        assert room.refuses(c.StepDose(late)) == "The end of this dose is recorded already."
    assert room.refuses(c.StepDose("ended"))
    assert [(taken.step, taken.at) for taken in room.state.doses[0].steps] == [("swish", 0), ("spat", 30 * SECOND)]


def test_devices_are_counted_and_the_observation_counts_from_the_last() -> None:
    room = one_phase()
    room.do(c.GiveDose("84", "esketamine", "", Elapsed(0), unit="mg", by_client=True, part=1, parts=3))
    room.wait(5 * MINUTE)
    assert step(room, "device") == [e.DoseStepped("device", 1, 2)]
    room.wait(5 * MINUTE)
    assert step(room, "device") == [e.DoseStepped("device", 1, 3)]
    assert room.refuses(c.StepDose("device")) == "All 3 devices are recorded."
    assert observe_until(room.state) == 10 * MINUTE + 2 * HOUR
    room.do(c.Undo())
    assert (room.state.doses[0].devices, observe_until(room.state)) == (2, 5 * MINUTE + 2 * HOUR)
    assert replay(room.state.protocol, room.log) == room.state


def test_a_number_of_devices_that_nobody_told_has_no_last_one() -> None:
    room = one_phase()
    room.dose(route="esketamine")
    for number in (2, 3, 4):
        assert step(room, "device") == [e.DoseStepped("device", 1, number)]


def test_a_step_is_taken_back_and_never_a_dose_with_it() -> None:
    room = one_phase()
    room.dose(route=LOZENGE)
    assert room.refuses(c.Undo())
    step(room, "dissolved")
    room.dose(supersedes=room.state.doses[0].id, route=LOZENGE)
    assert room.refuses(c.Undo()), "the corrected dose would be lost"
    assert room.state.doses[0].stepped() is None
    assert room.state.doses[0].steps[0].step == "dissolved"
    step(room, "spat")
    room.do(c.Undo())
    assert room.state.doses[0].ended is None


# --- the shipped protocols -----------------------------------------------------------------------------------

LEAVING = ("leaving checklist", "before the door", "observation time", "no driving", "trying to walk")


def leaves(title: str) -> bool:
    return any(word in title.lower() for word in LEAVING[:4])


def moments(protocol: TherapyProtocol, seed: int) -> tuple[int, ...]:
    """One to three random moments from the dose to the planned end, in ms after it."""
    chance = random.Random(f"{protocol.id}/{seed}")
    return tuple(
        sorted(chance.randrange(30 * SECOND, protocol.planned - protocol.planned_t0) for _ in range(1 + seed % 3))
    )


def boosted(protocol: TherapyProtocol, after: tuple[int, ...]) -> Iterator[Room]:
    """A session in which doses are given so long after the first; it goes on for half an hour after the observation.

    The therapist goes on at each phase's planned end. The room is given back after each thing that happened.
    """
    room, doses = Room(protocol), [protocol.planned_t0, *(protocol.planned_t0 + at for at in after)]
    last = doses[-1] + protocol.observe_at_least + 30 * MINUTE
    while room.now < last:
        over = unclamped_phase_end(room.state, room.now)
        more = room.state.flow.index + 1 < len(protocol.phases)
        waits = protocol.phases[room.state.flow.index].kind is PhaseKind.DOSING and not room.state.doses
        due = next_due(room.state, room.now)
        steps = [last, *doses[:1], *([over] if more and not waits and over > room.now else ()), *([due] if due else ())]
        room.wait(max(0, min(steps) - room.now))
        if more and not waits and unclamped_phase_end(room.state, room.now) <= room.now:
            room.do(c.Next())
        if doses and doses[0] <= room.now:
            room.dose(doses.pop(0))
        yield room


@each
@pytest.mark.parametrize("seed", range(6))
def test_a_booster_at_any_moment_loses_no_cue_and_lets_nobody_leave_early(protocol: TherapyProtocol, seed: int) -> None:
    for room in boosted(protocol, moments(protocol, seed)):
        until, shown = observe_until(room.state), current_prompt(room.state, room.now)
        assert until is None or shown is None or until <= room.now or not leaves(shown.title)
    state = room.state
    bodies = [event.body for event in room.log]
    assert missed(bodies) == []
    began = {p.id: run.began for p, run in zip(protocol.phases, state.flow.runs, strict=True)}
    given = [dose.given for dose in state.doses]
    for part in protocol.phases:
        for item in (*part.prompts, *part.readings):
            start = began[part.id] if isinstance(item, Prompt) else 0
            wanted = expected(item.timing, given, start, protocol.dose_plan.dissolve)
            for dose, at in wanted.items():
                name = cue_name(item.id, dose)
                assert name in state.cues, f"{name} is lost"
                assert state.cues[name].due == at, name
    for name, cue in state.cues.items():
        if leaves(cue.title) and name.startswith("integration"):
            before = [at for at in given if at <= cue.at]
            assert cue.at >= max(before) + protocol.observe_at_least, name


def expected(timing: Timing, given: list[int], start: int, dissolve: int) -> dict[int, int]:
    """When a cue that comes once has to have come, by the number of its dose; its first time is enough of a series."""
    if timing.every is not None:
        return {}
    doses = dict(enumerate(given, 1))
    match timing.anchor:
        case Anchor.PHASE:
            return {1: start + timing.at}
        case Anchor.T0:
            doses = {1: given[0]}
        case Anchor.LAST_DOSE:
            doses = {len(given): given[-1]}
        case Anchor.DISSOLVED:
            dissolved = {number: at + dissolve for number, at in doses.items()}
            return {number: max(at + timing.at, start) for number, at in dissolved.items()}
    return {number: max(at + timing.at, start) for number, at in doses.items()}


@each
def test_looks_go_on_by_the_last_dose_at_least_every_quarter_of_an_hour(protocol: TherapyProtocol) -> None:
    booster = protocol.phases[1].planned + 20 * MINUTE
    *_, room = boosted(protocol, (booster,))
    looks = [cue.at for cue in room.state.cues.values() if cue.title.startswith("Look: breathing")]
    last = room.state.doses[1].given
    end = room.state.flow.runs[-1].began
    after = sorted(at for at in looks if at > last)
    assert all((at - last) % (15 * MINUTE) == 0 or at in {run.began for run in room.state.flow.runs} for at in after)
    assert after
    assert end - after[-1] <= 15 * MINUTE


@each
def test_the_shipped_protocols_say_which_dose_they_count_from(protocol: TherapyProtocol) -> None:
    assert {
        prompt.done_by for part in protocol.phases for prompt in part.prompts if prompt.title.startswith("Record")
    } == {DoneBy.DOSE}
    for part in protocol.phases:
        for item in (*part.prompts, *part.readings):
            if item.timing.every or leaves(item.title):
                assert item.timing.anchor is Anchor.LAST_DOSE, item.id
            if not isinstance(item, Prompt) and item.timing.anchor is not Anchor.PHASE:
                assert item.timing.anchor in (Anchor.EACH_DOSE, Anchor.LAST_DOSE), item.id
