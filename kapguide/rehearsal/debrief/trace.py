"""A record gone through once: its clock, what was taken back, what happened and what was done, in order of time."""

from collections.abc import Iterable, Iterator

import msgspec

from kapguide.rehearsal.debrief.words import DONE, MINOR, done_words, upper
from kapguide.rehearsal.deeds import ACTS, deeds_of
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.scenario import Turn
from kapguide.rehearsal.told import ActDone, AnyBeat, Happened, Skipped, StretchBegan, StretchOver, WentBack
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import DoseStep
from kapguide.session.state import SessionState, replay
from kapguide.session.telling import Names, tell
from kapguide.session.wording import hours_minutes

_ACTS = {act.id: act for act in ACTS}


class DoneItem(msgspec.Struct, frozen=True):
    """One thing that the trainee did; `t` is when it was, `noted` when the program or the panel was told."""

    t: Elapsed
    noted: Elapsed
    seq: int
    deed: str
    words: str
    full: str
    cue: str = ""
    """The prompt or reading due that it answers, where it names one."""
    answer: str = ""
    """What was said to it, one of `answers.Answer`."""
    dose: int = 0
    step: str = ""
    """Which dose was given, or which of its steps was noted."""
    minor: bool = False
    act: bool = False
    """Done with the hands in the room, and not on the screen."""

    @property
    def order(self) -> tuple[int, int, bool]:
        """Its place among all that was noted; an act comes after the event that it names."""
        return self.noted, self.seq, self.act


class HappenedItem(msgspec.Struct, frozen=True):
    """A turn that came; `turn` is None for one that the scenario does not have."""

    t: Elapsed
    seq: int
    id: str
    turn: Turn | None
    skipped: bool

    @property
    def title(self) -> str:
        """As the lane has it."""
        return self.turn.title if self.turn is not None else self.id

    def seen_before(self, item: DoneItem) -> bool:
        """Whether it had come when that was done."""
        return item.order >= (self.t, self.seq, True)


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What the record tells."""

    record: RehearsalRecord
    state: SessionState
    """As the session was at its last event."""
    zero: Elapsed
    dosed: bool
    began: Elapsed
    ended: Elapsed
    skips: tuple[tuple[Elapsed, Elapsed], ...]
    log: tuple[e.Event, ...]
    """All events but those that were taken back or struck out."""
    own: tuple[e.Event, ...]
    """Those of them that came after the prelude."""
    beats: tuple[AnyBeat, ...]
    """Those of the stretch; what was let go by going back is not among them."""
    jumps: tuple[Skipped, ...]
    done: tuple[DoneItem, ...]
    happened: tuple[HappenedItem, ...]

    def minutes(self, t: int) -> str:
        """`0:24`, as times are told."""
        return hours_minutes(t - self.zero)

    def in_skip(self, t: int) -> bool:
        """Whether that moment lies in a time that was moved past."""
        return any(began < t < ended for began, ended in self.skips)

    def of_a_jump(self, event: e.Event) -> bool:
        """Whether the jump did that, as where it goes through phases, and nobody pressed for it."""
        return _of_a_jump(event, self.jumps)

    def skips_within(self, began: int, ended: int) -> bool:
        """Whether some of that time was moved past."""
        return any(began < until and since < ended for since, until in self.skips)

    def lived(self, began: int, ended: int) -> int:
        """How much of that time (ms) was not moved past."""
        return (ended - began) - sum(max(0, min(ended, until) - max(began, since)) for since, until in self.skips)


def trace_of(record: RehearsalRecord) -> Trace:
    """Go through `record`; what somebody did after its scenario was over is in its file, and nothing of the run."""
    record = _to_its_end(record)
    state = replay(record.protocol, record.log)
    gone = _taken_back(record.log)
    log = tuple(event for event in record.log if event.command_id not in gone and event.id not in gone)
    began = _began(record)
    beats = tuple(_own_beats(_straight(record.beats), record.prelude, began))
    jumps = tuple(beat for beat in beats if isinstance(beat, Skipped))
    skips = _joined((beat.t, beat.to) for beat in jumps)
    zero = state.t0 if state.t0 is not None else Elapsed(0)
    ends = [record.log[-1].t if record.log else 0, began, *(beat.t for beat in beats), *(to for _, to in skips)]
    ends += [record.left] if record.left is not None else []
    over = next((beat.t for beat in beats if isinstance(beat, StretchOver)), state.ended)
    ended = over if over is not None else Elapsed(max(ends))
    own = tuple(event for event in log if event.seq > record.prelude)
    titles = {event.body.cue: event.body.title for event in log if isinstance(event.body, e.CueFired | e.CueMissed)}
    names = Names(record.protocol, titles, lambda t: hours_minutes(t - zero))
    turns = {turn.id: turn for turn in record.scenario.turns}
    return Trace(
        record=record,
        state=state,
        zero=zero,
        dosed=state.t0 is not None,
        began=began,
        ended=ended,
        skips=skips,
        log=log,
        own=own,
        beats=beats,
        jumps=jumps,
        done=tuple(
            sorted(
                _done((event for event in own if not _of_a_jump(event, jumps)), beats, names),
                key=lambda item: (item.t, item.seq),
            )
        ),
        happened=tuple(
            HappenedItem(
                beat.t, beat.seq, beat.turn, turns.get(beat.turn), any(since < beat.t < to for since, to in skips)
            )
            for beat in beats
            if isinstance(beat, Happened)
        ),
    )


def _to_its_end(record: RehearsalRecord) -> RehearsalRecord:
    over = next((beat.seq for beat in _straight(record.beats) if isinstance(beat, StretchOver)), None)
    if over is None:
        return record
    return msgspec.structs.replace(record, log=tuple(event for event in record.log if event.seq <= over))


def _taken_back(log: Iterable[e.Event]) -> frozenset[str]:
    """The ids of the commands and events that count no more."""
    events = tuple(log)
    undone = {event.body.target for event in events if isinstance(event.body, e.Undone)}
    struck = {
        event.body.supersedes
        for event in events
        if isinstance(event.body, e.EntryStruck) and event.command_id not in undone
    }
    return frozenset(undone | struck)


def _began(record: RehearsalRecord) -> Elapsed:
    """When the stretch began, as the run wrote it; in a record without that as its prelude ended."""
    if not record.prelude:
        return Elapsed(0)
    said = (beat.t for beat in record.beats if isinstance(beat, StretchBegan))
    played = (event.t for event in record.log if event.seq <= record.prelude)
    return next(said, max(played, default=Elapsed(0)))


def _own_beats(beats: list[AnyBeat], prelude: int, began: int) -> Iterable[AnyBeat]:
    """The beats of the stretch: behind where the run wrote that it began."""
    for place, beat in enumerate(beats):
        if isinstance(beat, StretchBegan):
            return beats[place + 1 :]
    return (beat for beat in beats if beat.seq >= prelude and beat.t >= began)


def _straight(beats: Iterable[AnyBeat]) -> list[AnyBeat]:
    """The beats without those that going back let go."""
    kept: list[AnyBeat] = []
    for beat in beats:
        if isinstance(beat, WentBack):
            kept = [old for old in kept if old.t <= beat.t and old.seq <= beat.seq]
        kept.append(beat)
    return kept


def _joined(spans: Iterable[tuple[Elapsed, Elapsed]]) -> tuple[tuple[Elapsed, Elapsed], ...]:
    """The spans in order, those that touch as one."""
    found: list[tuple[Elapsed, Elapsed]] = []
    for began, ended in sorted(span for span in spans if span[0] < span[1]):
        if found and began <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ended))
        else:
            found.append((began, ended))
    return tuple(found)


def _of_a_jump(event: e.Event, jumps: Iterable[Skipped]) -> bool:
    moved = isinstance(event.body, e.PhaseBegan)
    return any(
        event.seq > jump.seq and (jump.t <= event.t < jump.to or (moved and event.t == jump.to)) for jump in jumps
    )


def _done(own: Iterable[e.Event], beats: Iterable[AnyBeat], names: Names) -> Iterator[DoneItem]:
    for event in own:
        for deed in deeds_of(event.body):
            at = tell(event, names)
            corrected = bool(event.supersedes)
            words = done_words(event.body, deed)
            yield DoneItem(
                event.t if corrected or at.at is None else min(at.at, event.t),
                event.t,
                event.seq,
                deed,
                f"{words} corrected" if corrected else words,
                at.sentence,
                str(getattr(event.body, "cue", "")),
                str(getattr(event.body, "answer", "")),
                0 if corrected else int(getattr(event.body, "number", 0)),
                DoseStep.ENDED if isinstance(event.body, e.DoseEnded) else str(getattr(event.body, "step", "")),
                deed in MINOR or corrected,
            )
    for beat in beats:
        if isinstance(beat, ActDone) and beat.act in _ACTS:
            said = f": “{beat.words}”" if beat.words else ""
            full = upper(_ACTS[beat.act].done) + said
            yield DoneItem(beat.t, beat.t, beat.seq, beat.act, DONE[beat.act], full, act=True)
