"""Logs that lack entries, or of which two copies went on: they are replayed, seen and exported like any other."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.export.markdown import to_markdown
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import dose_rail
from kapguide.session.engine import Refused, step, undoable
from kapguide.session.ids import seeded_ids
from kapguide.session.plan import coming, next_due, spans
from kapguide.session.state import replay
from kapguide.session.view import current_prompt, next_prompt, reading_due
from kapguide.spans import HOUR, MINUTE
from tests.session.test_engine_any_session import PLAIN
from tests.support.plans import MORNING, HandClock, Room, whole

MORE = st.one_of(
    st.builds(c.StartTimer, st.just("tea"), st.sampled_from([MINUTE, HOUR])),
    st.builds(c.CancelTimer, st.integers(1, 3)),
    st.builds(c.AnswerCue, st.sampled_from(["baseline", "early"]), st.just("declined")),
    st.builds(c.NoteLeaving, st.just("ready"), st.just("the escort"), st.just(Elapsed(0))),
    st.builds(c.GiveDose, st.just("5 mg"), st.just("sublingual"), st.just("R. Okafor"), st.just(Elapsed(0))),
)
ACTS = st.lists(st.tuples(st.integers(0, 4 * MINUTE), st.one_of(PLAIN, MORE)), max_size=20)


def went_on(room: Room, acts: list[tuple[int, c.Command]]) -> Room:
    for ms, command in acts:
        room.wait(ms)
        room.refuses(command)
    return room


def copy_of(room: Room, seed: int) -> Room:
    """The same session on another machine."""
    copy = Room(room.state.protocol, begun=False, seed=seed)
    copy.state, copy.log, copy.clock.elapsed = room.state, list(room.log), room.clock.elapsed
    return copy


def goes_through(log: list[e.Event]) -> None:
    """Every view of it can be drawn, the next command is carried out or refused, and nothing of it is left untold."""
    protocol, clock = whole(), HandClock()
    clock.elapsed = log[-1].t
    now = clock.now()
    state = replay(protocol, log)
    report = build_report(protocol, log, practice="Willow Room", generated=MORNING, version="0")
    assert to_markdown(report, generate_note(report))
    assert sorted(row.seq for row in report.timeline) == sorted(event.seq for event in log)
    if not state.flow.runs:  # nobody goes on with it: see usecases.sessions
        return
    assert len(spans(state, now.elapsed)) == len(state.flow.runs if state.ended is not None else protocol.phases)
    for look in (current_prompt, next_prompt, next_due, dose_rail, undoable):
        look(state, now.elapsed)
    coming(state, now.elapsed, now.elapsed + HOUR)
    reading_due(state)
    for command in (c.Resume(False, False), c.Tick(), c.Next(), c.StartEmergency()):
        with suppress(Refused):
            step(state, command, now, seeded_ids(9, clock), "boot-9")


@given(acts=ACTS, lacks=st.lists(st.integers(0, 200), min_size=1, max_size=5))
@settings(max_examples=30)
def test_a_log_that_lacks_entries(acts: list[tuple[int, c.Command]], lacks: list[int]) -> None:
    log = went_on(Room(whole()), acts).log
    gone = {number % len(log) for number in lacks}
    if kept := [event for place, event in enumerate(log) if place not in gone]:
        goes_through(kept)


@given(before=ACTS, here=ACTS, there=ACTS)
@settings(max_examples=30)
def test_a_log_of_which_two_copies_went_on(
    before: list[tuple[int, c.Command]], here: list[tuple[int, c.Command]], there: list[tuple[int, c.Command]]
) -> None:
    room = went_on(Room(whole()), before)
    known = len(room.log)
    both = [event for seed, acts in ((2, here), (3, there)) for event in went_on(copy_of(room, seed), acts).log[known:]]
    goes_through([*room.log, *sorted(both, key=lambda event: (event.seq, event.at, event.id))])
