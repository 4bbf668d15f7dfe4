"""Of whatever is written in a session nothing is found in the scenario that is made of it, and it can be rehearsed."""

import re
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal.fitting import misfits
from kapguide.rehearsal.run import RehearsalRun
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person
from kapguide.session.safety.commands import NoteSideEffect
from kapguide.spans import HOUR, MINUTE
from tests.rehearsal.test_from_session import WORDS, dosed, made, read_back
from tests.session.test_any_log import MORE
from tests.session.test_engine_any_session import PLAIN
from tests.support.plans import MORNING

SPAN = st.integers(0, 6 * MINUTE)
WORD = st.sampled_from(WORDS)
ACTS = st.one_of(
    st.builds(c.Observe, st.just("3"), WORD),
    st.builds(
        c.AddNote, WORD, st.integers(0, 2 * HOUR).map(Elapsed), st.sampled_from(["note", "verbatim", "paraphrase"])
    ),
    st.builds(c.AnswerCue, st.sampled_from(["baseline", "early"]), st.just("left_out"), WORD, WORD),
    st.builds(c.StartTimer, WORD, st.just(5 * MINUTE)),
    st.builds(c.NoteArrival, st.builds(Person, WORD, WORD), st.none()),
    st.builds(
        c.NoteLeaving, st.sampled_from(["ready", "stays", "no_escort", "against_advice"]), WORD, st.just(Elapsed(0))
    ),
    st.builds(NoteSideEffect, st.sampled_from(["", "nausea"]), WORD, st.just(Elapsed(0)), st.just("mild"), WORD),
    st.builds(c.GiveDose, WORD, st.just("im"), WORD, st.just(Elapsed(0))),
    st.builds(c.TapEmergency, st.just("gave"), st.just(Elapsed(0)), WORD),
    st.builds(c.ReportTrack, WORD, WORD),
    st.builds(c.ReportFault, WORD, WORD),
    st.builds(c.Speak, st.sampled_from(["welcome", "mask"]), WORD),
    st.builds(c.TakeReading, st.just(Vitals(heart_rate=71)), st.just(Elapsed(0)), WORD),
    st.builds(c.TakeOver, st.builds(Person, WORD, WORD)),
    st.sampled_from(
        [c.Next(), c.StartEmergency(), c.EndEmergency(), c.MarkTouch("withdrawn"), c.Undo(), c.ReportSoundBack(0)]
    ),
)


@given(
    acts=st.lists(st.tuples(SPAN, ACTS), max_size=40),
    start=st.tuples(*[WORD] * 6),
    jitter=st.sampled_from([0, 2 * MINUTE]),
    seed=st.integers(0, 99),
)
@settings(max_examples=80, deadline=None)
def test_no_word_code_name_or_time_of_a_session_is_in_its_scenario(
    acts: list[tuple[int, c.Command]], start: tuple[str, ...], jitter: int, seed: int
) -> None:
    code, therapist, present, planned, intention, list_name = start
    pick_up = datetime.fromisoformat("2026-03-02T14:45:00+01:00")
    room = dosed(
        client_code=code, therapist=therapist, present=(Person(present, therapist, present), present),
        planned_dose=planned, intention=intention, playlist=list_name, avoid=(present,), contact=planned,
        limits_by=therapist, pick_up=pick_up, session_id="Ssn-77",
    )  # fmt: skip
    for ms, act in acts:
        room.wait(ms)
        room.refuses(act)
    found = made(room, seed=seed, jitter=jitter)
    text = read_back(found)
    assert not [word for word in (*WORDS, "M-014", "Ssn-77") if word.casefold() in text.casefold()]
    assert not re.search(r"\d{1,2}:\d{2}|20\d\d|\d{1,2}\.\d{1,2}\.", text)
    for event in room.log:
        local = event.at + timedelta(minutes=event.tz_min)
        assert f"{local:%H:%M}" not in text
        assert event.id not in text
    assert not [sentence for sentence in found.left_out if any(word in sentence for word in WORDS)]


@given(
    acts=st.lists(st.tuples(st.integers(0, 4 * MINUTE), st.booleans(), st.one_of(PLAIN, MORE)), max_size=25),
    jitter=st.sampled_from([0, 2 * MINUTE]),
)
@settings(deadline=None)
def test_the_scenario_of_any_session_is_read_fits_and_runs(
    acts: list[tuple[int, bool, c.Command]], jitter: int
) -> None:
    room = dosed()
    for ms, asleep, act in acts:
        room.wait(ms, asleep=asleep)
        room.refuses(act)
    found = made(room, jitter=jitter)
    read_back(found)
    protocol = room.state.protocol
    assert misfits(found.scenario, protocol) == ()
    run = RehearsalRun(found.scenario, protocol, seed=1, trainee="", watching="", speed=0, began=MORNING)
    run.begin()
    assert run.session.state.running
    assert found.scenario.client in run.session.state.started.client_code  # type: ignore[union-attr]
    run.leave()
