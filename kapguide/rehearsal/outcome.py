"""What became of one run, in numbers that can be counted over many: no grade, and no time that a machine took."""

import msgspec

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.told import Happened, met_of
from kapguide.session import events as e
from kapguide.session.protocol.protocol import Ask, asked_by
from kapguide.spans import MINUTE

LATE = 2 * MINUTE
"""A prompt that is put away or answered later than this after it came is counted as late [OURS]."""


class RunOutcome(msgspec.Struct, frozen=True):
    """One run of a scenario, counted from where its stretch began. All spans are ms."""

    scenario: str
    policy: str
    seed: int
    over: bool
    """Whether the scenario came to its end."""
    lasted: int
    entries: int
    happened: dict[str, int]
    """When each turn came."""
    met: dict[str, int]
    """How long after its turn each expectation was met."""
    cues: int
    cues_late: int
    cues_left: int
    """Neither put away nor answered by the end."""
    cues_missed: int
    readings_due: int
    readings_taken: int
    refused: int
    """How often the session refused what was sent."""


def outcome_of(record: RehearsalRecord, policy: str, refused: int) -> RunOutcome:
    """What became of the run."""
    before, log = record.log[: record.prelude], record.log[record.prelude :]
    began = before[-1].t if before else 0
    ended = max((*(event.t for event in log), *(beat.t for beat in record.beats)), default=began)
    fired = {
        event.body.cue: event.t
        for event in log
        if isinstance(event.body, e.CueFired) and asked_by(record.protocol, event.body.cue) is not Ask.READING
    }
    done: dict[str, int] = {}
    for event in log:
        if isinstance(event.body, e.CueAnswered | e.CueAcknowledged):
            done.setdefault(event.body.cue, event.t)
    missed = [event.body for event in log if isinstance(event.body, e.CueMissed)]
    due = [event.body.cue for event in log if isinstance(event.body, e.CueFired | e.CueMissed)]
    return RunOutcome(
        scenario=record.scenario.id,
        policy=policy,
        seed=record.seed,
        over=record.over,
        lasted=ended - began,
        entries=len(record.log),
        happened={beat.turn: beat.t - began for beat in record.beats if isinstance(beat, Happened)},
        met=met_of(record.beats),
        cues=len(fired),
        cues_late=sum(done[name] - at > LATE for name, at in fired.items() if name in done),
        cues_left=sum(name not in done for name in fired),
        cues_missed=len(missed),
        readings_due=sum(asked_by(record.protocol, name) is Ask.READING for name in due),
        readings_taken=sum(isinstance(event.body, e.ReadingTaken) and not event.body.supersedes for event in log),
        refused=refused,
    )
