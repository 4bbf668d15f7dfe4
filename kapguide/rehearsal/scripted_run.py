"""A scripted therapist plays a run to its end, by whatever lets time pass: a clock that jumps, or real time."""

from collections.abc import Callable

from kapguide.rehearsal.hands import ActInRoom, Doing, StartCuff
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.therapist import ScriptedTherapist, TherapistMove
from kapguide.session.refused import Refused
from kapguide.spans import MINUTE

Passing = Callable[[int], None]
"""Lets up to so many ms of session time pass; it may come back earlier."""


def play_out(run: RehearsalRun, therapist: ScriptedTherapist, passing: Passing | None = None) -> int:
    """Play a run that has begun until it is over; return how often the session refused something.

    Without `passing` its clock jumps from one thing to the next.
    """
    refused, let_pass = 0, passing or run.advance
    while not run.over:
        now = run.clock.now().elapsed
        move = therapist.next_move(run.session.state, run.beats, now)
        if move is not None and move.doings:
            refused += _make(run, therapist, move)
            continue
        times = (run.next_due(), move.at if move is not None else None)
        soonest = min((at for at in times if at is not None), default=now + MINUTE)
        let_pass(max(0, soonest - now))
    return refused


def _make(run: RehearsalRun, therapist: ScriptedTherapist, move: TherapistMove) -> int:
    """Do what the move is; the rest of it is left where the session refuses a part."""
    refused = False
    for doing in move.doings:
        try:
            _do(run, doing)
        except Refused:
            refused = True
            break
    therapist.made(move, run.clock.now().elapsed, refused=refused)
    return int(refused)


def _do(run: RehearsalRun, doing: Doing) -> None:
    match doing:
        case ActInRoom(act=act, words=words):
            run.act(act, words)
        case StartCuff():
            run.take_reading()
        case _:
            run.session.send(doing)
