"""How the music was handled in a run, and how long its faults were."""

from collections.abc import Iterator

import msgspec

from kapguide.rehearsal.debrief.shape import DebriefFact
from kapguide.rehearsal.debrief.trace import Trace
from kapguide.rehearsal.debrief.words import exact, listed
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.sound import SOUND_GOES_ON
from kapguide.session import events as e
from kapguide.session.clock import Elapsed

_HANDLED = {
    Deed.SOFTER: "Softer",
    Deed.DEEPER: "Deeper",
    Deed.QUIETER: "Quieter",
    Deed.LOUDER: "Louder",
    Deed.NEXT_PIECE: "Next piece",
    Deed.WAY_BACK: "Way back",
}


class SoundGone(msgspec.Struct, frozen=True):
    """A time without sound; None: it was not heard again in this run."""

    began: Elapsed
    ended: Elapsed | None


def sound_gone(trace: Trace) -> Iterator[SoundGone]:
    """Each from the first fault that was a silence to the sound that came after it."""
    began: Elapsed | None = None
    for event in trace.own:
        if isinstance(event.body, e.SoundFault) and event.body.fault not in SOUND_GOES_ON:
            began = event.t if began is None else began
        elif isinstance(event.body, e.SoundBack | e.SoundFault) and began is not None and _is_heard(event.body):
            yield SoundGone(began, event.t)
            began = None
    if began is not None:
        yield SoundGone(began, None)


def _is_heard(body: e.SoundBack | e.SoundFault) -> bool:
    """It is back, or another output has it."""
    return isinstance(body, e.SoundBack) or body.fault == "output_moved"


def silences(trace: Trace) -> Iterator[tuple[Elapsed, Elapsed]]:
    """The times in which the therapist, or the emergency key, had taken the music to silence."""
    began: Elapsed | None = None
    for event in trace.log:
        body = event.body
        if isinstance(body, e.EmergencyStarted) or (isinstance(body, e.MusicFaded) and body.silent):
            began = event.t if began is None else began
        elif isinstance(body, e.MusicFaded) and began is not None:
            if event.t > trace.began:
                yield Elapsed(max(began, trace.began)), event.t
            began = None
    if began is not None:
        yield Elapsed(max(began, trace.began)), trace.ended


def music_facts(trace: Trace) -> Iterator[DebriefFact]:
    """What was done with it, its silences, its faults."""
    for deed, label in _HANDLED.items():
        items = [item for item in trace.done if item.deed == deed]
        if items:
            times = listed([trace.minutes(item.t) for item in items])
            often = f"{len(items)} times, at" if len(items) > 1 else "at"
            yield DebriefFact(label, f"{often} {times}", items[0].t)
    for began, ended in silences(trace):
        until = "to the end" if ended == trace.ended else f"to {trace.minutes(ended)}"
        yield DebriefFact("Silence", f"{trace.minutes(began)} {until}, {exact(ended - began)}", began)
    for gone in sound_gone(trace):
        at = trace.minutes(gone.began)
        if gone.ended is None:
            yield DebriefFact("Sound gone", f"at {at}; not heard again in this run", gone.began, True)
        else:
            yield DebriefFact("Sound gone", f"at {at}, back after {exact(gone.ended - gone.began)}", gone.began)
