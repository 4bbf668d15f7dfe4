"""The note claims nothing that its log does not hold, and loses nothing that a person wrote: any session, recounted.

What the note says is read back from its sentences, and compared with the bare entries of the log.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.export.note import NoteDocument
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.asks import asked
from kapguide.session.clock import Elapsed
from kapguide.session.consent.commands import HearWish, MarkConsent
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import Ask, PhaseKind, TherapyProtocol
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect, ReportNoSideEffects
from kapguide.session.safety.events import SideEffectNoted, SideEffectsAsked
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import MORNING, Room, phase, plan, prompt, reading

SESSIONS = 250
STEPS = 30
GUEST, NURSE = Person("P. Low", "observer"), Person("R. Osei", "medical")


def a_plan() -> TherapyProtocol:
    """Readings, looks and asking that come by the phase and by the dose, once and again, near to each other."""
    return plan(
        phase("before", 10 * MINUTE, kind=PhaseKind.PREPARATION, readings=[reading("baseline", 5 * MINUTE)]),
        phase(
            "dosing",
            20 * MINUTE,
            kind=PhaseKind.DOSING,
            readings=[reading("early", 10 * MINUTE, t0=True, every=10 * MINUTE, until=40 * MINUTE)],
            prompts=[prompt("ask", 5 * MINUTE, ask=Ask.SIDE_EFFECTS), prompt("look", 6 * MINUTE, ask=Ask.LOOK)],
        ),
        phase(
            "return",
            40 * MINUTE,
            readings=[reading("calm", 0), reading("late", 4 * MINUTE, every=7 * MINUTE)],
            prompts=[prompt("again", 2 * MINUTE, every=9 * MINUTE, ask=Ask.SIDE_EFFECTS)],
        ),
        observe_at_least=60 * MINUTE,
    )


def a_session(seed: int, protocol: TherapyProtocol) -> Room:
    """A session in which a person does anything that they may, in any order; most are ended."""
    dice = random.Random(seed)
    room = Room(protocol, begun=False, seed=seed)
    opening = room.opening()
    room.do(msgspec.structs.replace(opening, started=msgspec.structs.replace(opening.started, therapist="R. Ames")))
    for _ in range(STEPS):
        if dice.random() < 0.6:
            room.wait(dice.choice((20 * SECOND, MINUTE, 4 * MINUTE, 9 * MINUTE)), asleep=dice.random() < 0.15)
        room.refuses(_anything(dice, room))
    if dice.random() < 0.8:
        room.refuses(c.End(reason="asked to stop"))
    return room


def _anything(dice: random.Random, room: Room) -> c.Command:
    state, now = room.state, room.now
    open_now = [name for name in state.cues if asked(state, name) is not None]
    cue = dice.choice(open_now) if open_now else "nothing"
    earlier = dice.choice(state.readings).id if state.readings and dice.random() < 0.3 else ""
    said = [each.said for each in state.cues.values() if each.said]
    effects = [each.id for each in state.safety.effects]
    before = Elapsed(max(0, now - dice.choice((0, 0, 3, 12)) * MINUTE))
    which = f"{len(room.log)} at {now}"
    return dice.choice(
        (
            c.TakeReading(Vitals(dice.randrange(90, 180), 80), before, supersedes=earlier),
            c.TakeReading(Vitals(heart_rate=dice.randrange(50, 120)), now),
            c.AnswerCue(cue, dice.choice(("declined", "none_reported", "done"))),
            c.AnswerCue(cue, "left_out", reason="asleep"),
            c.Undo(),
            c.Next(),
            c.Hold(),
            c.Release(),
            c.GiveDose(f"{dice.randrange(20, 90)} mg", "im", "R. Okafor", before),
            c.Strike(dice.choice(said) if said else "nothing"),
            ReportNoSideEffects(now),
            NoteSideEffect("", f"Effect {which}", before, "mild"),
            FollowSideEffect(dice.choice(effects) if effects else "nothing", now, "water", over=dice.random() < 0.5),
            c.AddNote(f"Line {which}.", before),
            c.AddNote(f"Words {which}", now, dice.choice(("verbatim", "paraphrase"))),
            c.Observe("1", f"Seen {which}"),
            c.MarkTouch(dice.choice(("none", "hand", "withdrawn"))),
            MarkConsent("observers", dice.choice(("agreed", "withdrawn"))),
            HearWish(f"Wish {which}"),
            c.NoteArrival(dice.choice((GUEST, NURSE))),
            c.NoteDeparture(dice.choice(("R. Ames", "P. Low", "R. Osei"))),
            c.NoteLeaving("ready", "the sister", now),
            c.StartEmergency(),
            c.EndEmergency(),
            c.FadeMusic(silent=dice.random() < 0.5),
        )
    )


def note_of(room: Room) -> NoteDocument:
    return generate_note(build_report(room.state.protocol, room.log, practice="", generated=MORNING, version=""))


def standing(room: Room) -> list[e.Event]:
    """The entries that count: neither taken back nor corrected nor struck out."""
    undone = {event.body.target for event in room.log if isinstance(event.body, e.Undone)}
    stand = [event for event in room.log if event.command_id not in undone]
    replaced = {event.supersedes for event in stand if event.supersedes}
    return [event for event in stand if event.id not in replaced and not isinstance(event.body, e.EntryStruck)]


def minutes_of(room: Room) -> set[str]:
    """Every time of day, and every time since the first dose, that an entry of the log has in it."""
    doses = [event.body.given for event in standing(room) if isinstance(event.body, e.DoseGiven)]
    first = min(doses, default=None)
    start = room.log[0]
    found = set()
    for event in room.log:
        for t in {event.t, *_times_in(event.body)}:
            local = start.at + timedelta(milliseconds=t - start.t, minutes=start.tz_min)
            found.add(f"{local:%H:%M}")
            if first is not None and t >= first:
                minutes = (t - first) // MINUTE
                found.add(f"{minutes // 60}:{minutes % 60:02}")
    return found


def _times_in(body: e.AnyBody) -> Iterator[int]:
    names = ("given", "taken", "begun", "onset", "asked", "happened", "due", "told_at", "tapped", "seen")
    return (value for name in names if isinstance(value := getattr(body, name, None), int))


def test_the_note_claims_nothing_that_its_log_does_not_hold_and_loses_nothing_of_it() -> None:
    protocol, seen = a_plan(), Counter[str]()
    for seed in range(SESSIONS):
        room = a_session(seed, protocol)
        note = note_of(room)
        place = f"session {seed}"
        _times_are_of_the_log(room, note, place)
        _each_entry_stands_once_in_its_words(room, note, place)
        _what_is_not_there_is_a_gap(room, note, place)
        _side_effects_are_asked_when_they_were(room, note, place)
        _company_is_as_it_was(room, note, place, seen)
        _silences_are_those_of_the_log(room, note, place)
        due = next((line.text for line in note.section("readings").lines if line.id == "readings/due"), "")
        assert readings_told(due) == readings_due(room), f"{place}: {due}"
        seen.update(readings_due(room))
        seen.update(line.id for section in note.sections for line in section.lines if line.gap)
    for end in ("taken", "open", "declined", "left_out", "never alone", "alone", "medicine/none", "effects/none"):
        assert seen[end] > 8, end


def _times_are_of_the_log(room: Room, note: NoteDocument, place: str) -> None:
    known = minutes_of(room)
    for section in note.sections:
        for line in section.lines:
            told = {*re.findall(r"\b\d{1,2}:\d\d\b", line.text), *filter(None, (line.clock, line.since))}
            assert told <= known, f"{place}, {line.id}: {line.text}"


def _each_entry_stands_once_in_its_words(room: Room, note: NoteDocument, place: str) -> None:
    lines = {line.event_id: line.text for section in note.sections for line in section.lines if line.event_id}
    medicine = " ".join(line.text for line in note.section("medicine").lines)
    stands = {event.id: event.body for event in standing(room)}
    assert lines.keys() <= stands.keys(), place
    for event_id, body in stands.items():
        match body:
            case e.NoteAdded():
                assert body.text in lines[event_id], place
            case e.ObservationAdded():
                assert lines[event_id] == body.label, place
            case e.ReadingTaken():
                assert lines[event_id].startswith(str(body.vitals)), place
            case e.DoseGiven():
                assert body.amount in medicine, place
            case e.TouchMarked(touch="withdrawn") | e.EmergencyStarted() | e.EmergencyEnded():
                assert event_id in lines, place
    assert len(re.findall(r"\d+ mg", medicine)) == sum(isinstance(body, e.DoseGiven) for body in stands.values())


def _what_is_not_there_is_a_gap(room: Room, note: NoteDocument, place: str) -> None:
    bodies = [event.body for event in standing(room)]
    gaps = {line.id for section in note.sections for line in section.lines if line.gap}

    def told(*kinds: type[msgspec.Struct]) -> bool:
        return any(isinstance(body, kinds) for body in bodies)

    answered = any(isinstance(body, e.CueAnswered) and body.answer in ("none_reported", "reported") for body in bodies)
    dosed = told(e.DoseGiven)
    expected = {
        "medicine/none": not dosed,
        "readings/none": not told(e.ReadingTaken),
        "risk/touch": not told(e.TouchMarked),
        "effects/none": not (answered or told(SideEffectNoted, SideEffectsAsked)),
        "leaving/none": dosed and not told(e.LeavingNoted),
        "leaving/end": not told(e.SessionEnded),
        "happened/emergency": _emergency_open(bodies),
        "risk/day": True,
        "risk/leaving": dosed,
    }
    assert {name for name, is_gap in expected.items() if is_gap} == gaps & expected.keys(), place


def _emergency_open(bodies: list[e.AnyBody]) -> bool:
    last = next((body for body in reversed(bodies) if isinstance(body, e.EmergencyStarted | e.EmergencyEnded)), None)
    return isinstance(last, e.EmergencyStarted)


def _side_effects_are_asked_when_they_were(room: Room, note: NoteDocument, place: str) -> None:
    doses = [event.body.given for event in standing(room) if isinstance(event.body, e.DoseGiven)]
    lines = {line.id: line.text for line in note.section("effects").lines}
    for answer in ("none_reported", "reported"):
        times = set()
        for event in standing(room):
            body = event.body
            if isinstance(body, SideEffectsAsked) and answer == "none_reported":
                times.add(body.asked)
            elif isinstance(body, e.CueAnswered) and body.answer == answer:
                times.add(event.t if body.happened is None else body.happened)
        told = set(re.findall(r"\d{1,2}:\d\d", lines.get(f"effects/{answer}", "")))
        assert told == {_shown(room, t, min(doses, default=None)) for t in times}, f"{place}: {lines}"


def _shown(room: Room, t: int, dosed: int | None) -> str:
    if dosed is not None and t >= dosed:
        return f"{(t - dosed) // MINUTE // 60}:{(t - dosed) // MINUTE % 60:02}"
    return f"{room.log[0].at + timedelta(milliseconds=t - room.log[0].t, minutes=room.log[0].tz_min):%H:%M}"


def _company_is_as_it_was(room: Room, note: NoteDocument, place: str, seen: Counter[str]) -> None:
    """Whether anybody but an observer was there at each entry of the log, told by who came and who went."""
    there, alone = {"R. Ames"}, False
    for event in standing(room):
        if isinstance(body := event.body, e.PersonCame) and body.person.accompanies:
            there.add(body.person.name)
        elif isinstance(body, e.PersonLeft):
            there.discard(body.name)
        alone = alone or not there
    said = [line.text for line in note.section("present").lines]
    assert any(line.startswith("Never alone") for line in said) is not alone, f"{place}: {said}"
    seen.update(["alone" if alone else "never alone"])


def _silences_are_those_of_the_log(room: Room, note: NoteDocument, place: str) -> None:
    """Each from the first taking to silence to the next bringing back, or to the session's end."""
    doses = [event.body.given for event in standing(room) if isinstance(event.body, e.DoseGiven)]
    found: list[tuple[int, int | None]] = []
    began: int | None = None
    for event in standing(room):
        match event.body:
            case e.MusicFaded(silent=True):
                began = event.t if began is None else began
            case e.MusicFaded() | e.SessionEnded() if began is not None:
                found.append((began, event.t))
                began = None
    if began is not None:
        found.append((began, None))
    told = next((line.text for line in note.section("did").lines if line.id == "did/log"), "")
    said = re.findall(r"[Ss]ilence (?:from )?(\S+?)(?: to (\S+?))?[.;]", told)
    first = min(doses, default=None)
    assert said == [_span(room, began, ended, first) for began, ended in found], f"{place}: {told}"


def _span(room: Room, began: int, ended: int | None, dosed: int | None) -> tuple[str, str]:
    clock = dosed if dosed is not None and began >= dosed else None
    first, last = _shown(room, began, clock), "" if ended is None else _shown(room, ended, clock)
    return first, "" if first == last else last


EARLY = {"baseline": 300, "early": 300, "calm": 300, "late": 210}
"""Seconds by which each reading of the plan may be taken before its time: five minutes, at most half of its repeat."""


def readings_due(room: Room) -> Counter[str]:
    """How many readings fell due, and how each ended, from nothing but the log's entries."""
    due: dict[str, str] = {}
    at: dict[str, int] = {}
    seen = set()
    for event in room.log:
        if isinstance(event.body, e.CueFired | e.CueMissed) and _base(event.body.cue) in EARLY:
            due[event.body.cue], at[event.body.cue] = "open", event.body.due
            seen |= {event.body.cue} if isinstance(event.body, e.CueFired) else set()
        elif isinstance(event.body, e.Undone):
            due = {cue: end for cue, end in due.items() if cue not in event.body.cues}
    counted = [event.body for event in standing(room)]
    for body in counted:
        if isinstance(body, e.CueAnswered) and body.cue in due:
            due[body.cue] = body.answer
    for body in counted:  # values come before words
        if isinstance(body, e.ReadingTaken):
            cue = body.cue or _answered_unasked(body.taken, due, at, seen)
            due |= {cue: "taken"} if cue in due else {}
    return Counter(due.values())


def _base(cue: str) -> str:
    return re.split("[@#]", cue)[0]


def _answered_unasked(taken: int, due: dict[str, str], at: dict[str, int], seen: set[str]) -> str:
    """The reading due that one answers which was tied to none: the newest that was due by then and has no end. One that
    nobody saw is answered only while no later one was due, or near to its time."""
    early = {cue: EARLY[_base(cue)] * SECOND for cue in due}
    by_then = sorted((at[cue], cue) for cue in due if at[cue] - early[cue] <= taken)
    waiting = [cue for _, cue in by_then if due[cue] == "open"]
    if not waiting:
        return ""
    cue = waiting[-1]
    return cue if cue in seen or cue == by_then[-1][1] or taken - at[cue] <= early[cue] else ""


def readings_told(words: str) -> Counter[str]:
    """The same numbers, read back from the sentence of the note."""
    if not words:
        return Counter()
    taken, due = (int(number) for number in re.findall(r"^(\d+) of (\d+) taken", words)[0])
    silent = re.search(r"(\d+) not recorded", words)
    found = Counter(taken=taken, open=int(silent[1]) if silent else 0)
    found.update(declined=len(re.findall("declined", words)), left_out=len(re.findall("left out", words)))
    assert found.total() == due
    return +found
