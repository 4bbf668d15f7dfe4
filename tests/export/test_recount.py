"""What the note says of readings and of asking for side effects equals a recount from the bare log, in any session."""

import random
import re
import time
from collections import Counter

from kapguide.clinical.vitals import Vitals
from kapguide.export.coverage import coverage
from kapguide.export.report import build_report
from kapguide.export.safety import asking
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.asks import asked
from kapguide.session.clock import Elapsed
from kapguide.session.protocol import Ask, PhaseKind, TherapyProtocol
from kapguide.session.refused import Refused
from kapguide.session.safety.commands import NoteSideEffect, ReportNoSideEffects
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import MORNING, Room, phase, plan, prompt, reading

SESSIONS = 1_000
STEPS = 22


def a_plan() -> TherapyProtocol:
    """Readings and asking that come by the phase and by the dose, once and again, near to each other."""
    return plan(
        phase("before", 10 * MINUTE, kind=PhaseKind.PREPARATION, readings=[reading("baseline", 5 * MINUTE)]),
        phase(
            "dosing",
            20 * MINUTE,
            kind=PhaseKind.DOSING,
            readings=[reading("early", 10 * MINUTE, t0=True, every=10 * MINUTE, until=40 * MINUTE)],
            prompts=[prompt("ask", 5 * MINUTE, ask=Ask.SIDE_EFFECTS)],
        ),
        phase(
            "return",
            40 * MINUTE,
            readings=[reading("calm", 0), reading("late", 4 * MINUTE, every=7 * MINUTE)],
            prompts=[prompt("again", 2 * MINUTE, every=9 * MINUTE, ask=Ask.SIDE_EFFECTS)],
        ),
    )


def a_session(seed: int, protocol: TherapyProtocol) -> Room:
    """A session in which a person does anything that they may, in any order."""
    dice = random.Random(seed)
    room = Room(protocol, seed=seed)
    for _ in range(STEPS):
        if dice.random() < 0.6:
            room.wait(dice.choice((20 * SECOND, MINUTE, 4 * MINUTE, 9 * MINUTE)), asleep=dice.random() < 0.15)
        try:
            room.do(_anything(dice, room))
        except Refused:
            continue
    return room


def _anything(dice: random.Random, room: Room) -> c.Command:
    state, now = room.state, room.now
    open_now = [name for name in state.cues if asked(state, name) is not None]
    cue = dice.choice(open_now) if open_now else "nothing"
    earlier = dice.choice(state.readings).id if state.readings and dice.random() < 0.3 else ""
    said = [each.said for each in state.cues.values() if each.said]
    return dice.choice(
        (
            c.TakeReading(Vitals(120, 80), Elapsed(now - dice.choice((0, 0, 3, 12)) * MINUTE), supersedes=earlier),
            c.TakeReading(Vitals(heart_rate=70), now),
            c.AnswerCue(cue, dice.choice(("declined", "none_reported"))),
            c.AnswerCue(cue, "left_out", reason="asleep"),
            c.Undo(),
            c.Next(),
            c.Hold(),
            c.Release(),
            c.GiveDose("50 mg", "im", "R. Okafor", now),
            c.Strike(dice.choice(said) if said else "nothing"),
            ReportNoSideEffects(now),
            NoteSideEffect("", f"Effect {now}", now, "mild"),
        )
    )


EARLY = {"baseline": 300, "early": 300, "calm": 300, "late": 210}
"""Seconds by which each reading of the plan may be taken before its time: five minutes, at most half of its repeat."""


def recount(room: Room, ask: Ask) -> Counter[str]:
    """How many fell due of this kind, and how each ended, from nothing but the log's entries."""
    names = EARLY if ask is Ask.READING else {"ask": 0, "again": 0}
    undone = {event.body.target for event in room.log if isinstance(event.body, e.Undone)}
    stand = [event for event in room.log if event.command_id not in undone]
    replaced = {event.supersedes for event in stand if event.supersedes}
    due: dict[str, str] = {}
    at: dict[str, int] = {}
    seen = set()
    for event in room.log:
        if isinstance(event.body, e.CueFired | e.CueMissed) and _base(event.body.cue) in names:
            due[event.body.cue], at[event.body.cue] = "open", event.body.due
            seen |= {event.body.cue} if isinstance(event.body, e.CueFired) else set()
        elif isinstance(event.body, e.Undone):
            due = {cue: end for cue, end in due.items() if cue not in event.body.cues}
    counted = [event.body for event in stand if event.id not in replaced]
    for body in counted:
        if isinstance(body, e.CueAnswered) and body.cue in due:
            due[body.cue] = body.answer
    for body in counted:  # values come before words
        if isinstance(body, e.ReadingTaken) and ask is Ask.READING:
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


def told(words: str, ask: Ask) -> Counter[str]:
    """The same numbers, read back from the sentence of the note."""
    if not words:
        return Counter()
    found = Counter[str]()
    if ask is Ask.READING:
        taken, due = (int(number) for number in re.findall(r"^(\d+) of (\d+) taken", words)[0])
        silent = re.search(r"(\d+) not recorded", words)
        found.update(taken=taken, open=int(silent[1]) if silent else 0)
        found.update(declined=len(re.findall("declined", words)), left_out=len(re.findall("left out", words)))
    else:
        due = int(re.findall(r"^at \d+ of (\d+) points", words)[0])
        left = len(re.findall(r"\(asleep\)", words))
        found.update(none_reported=words.count("none reported"), left_out=left)
        found.update(reported=len(re.findall("; reported", words)), open=words.count("not asked") - left)
    assert found.total() == due
    return +found


def test_the_note_s_numbers_equal_a_recount_from_the_log_in_a_thousand_sessions() -> None:
    began = time.process_time()
    protocol, seen = a_plan(), Counter[str]()
    for seed in range(SESSIONS):
        room = a_session(seed, protocol)
        report = build_report(protocol, room.log, practice="", generated=MORNING, version="")
        for ask, words in ((Ask.READING, coverage(report.cues, Ask.READING)), (Ask.SIDE_EFFECTS, asking(report.cues))):
            assert told(words, ask) == recount(room, ask), f"session {seed}: {words}"
            seen.update(recount(room, ask))
    assert min(seen[end] for end in ("taken", "open", "declined", "left_out", "none_reported", "reported")) > 100
    assert time.process_time() - began < 60
