"""A session whose window died, gone on with from the record; and one that cannot be."""

from datetime import UTC, datetime

import msgspec
import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import TypedReading
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.ids import system_ids
from kapguide.session.people.people import Person
from kapguide.usecases import sessions
from kapguide.usecases.sessions import close_unfinished, go_on
from tests.support.plans import HandClock, Room, three
from tests.support.practice import begin, line, new_practice, opened, saved


def test_a_session_without_a_beginning_is_named_and_its_entries_stay(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.append(session, [line(1, "first")]))
        with pytest.raises(KapGuideError, match="no beginning"):
            go_on(store, session)
        assert len(store.load_session(session)[2]) == 1
        start = Room(three()).log[0]
        saved(store.append(session, [msgspec.structs.replace(start, seq=2)]))
        with pytest.raises(KapGuideError, match="no beginning"):
            go_on(store, session)


def test_a_session_that_nobody_ended_is_ended_once(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.append(session, [line(1, "first")]))
    with opened(home, keys) as store:
        assert close_unfinished(store, session)
        assert not close_unfinished(store, session)
        assert store.load_session(session)[2][-1].kind == "session_ended"


def test_an_entered_line_takes_its_half_typed_one_with_it_and_nothing_else_does(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session, start = sessions.begin(
            store, Room(three()).state.protocol, HandClock(), system_ids(), client_code="M-014"
        )  # fmt: skip
        session.send(start)
        id = start.started.session_id
        saved(store.save_draft(id, "a half-ty", Elapsed(1)))
        session.send(c.FadeMusic(True))
        store.settle(5.0)
        left = store.draft(id)
        assert left is not None
        assert left.text == "a half-ty"
        session.send(c.AddNote("a half-typed line", Elapsed(1)))
        store.settle(5.0)
        assert store.draft(id) is None


def test_what_was_said_before_the_start_is_in_the_record(home: Home) -> None:
    keys, _ = new_practice(home)
    said = {
        "therapist": "R. Okafor",
        "present": (Person("K. Lind", "medical", in_house=True), "an observer"),
        "planned_dose": "200 mg",
        "intention": "To rest.",
        "pick_up": datetime(2026, 3, 3, 0, 40, tzinfo=UTC),
        "level_db": -6.0,
        "contact": "contact-1",
        "telephone": True,
    }
    music = sessions.MusicChoice("evening", 7, ("a.flac",))
    with opened(home, keys) as store:
        session, start = sessions.begin(
            store, Room(three()).state.protocol, HandClock(), system_ids(), client_code="M-014", music=music, **said
        )  # fmt: skip
        session.send(start)
        store.settle(5.0)
        started = store.load_session(start.started.session_id)[2][0].body
    assert {name: getattr(started, name) for name in said} == said
    assert (started.client_code, started.playlist, started.seed, started.avoid) == ("M-014", "evening", 7, ("a.flac",))


def test_a_reading_from_before_the_start_is_in_the_record_with_the_start_itself(home: Home) -> None:
    keys, _ = new_practice(home)
    protocol = Room(three()).state.protocol
    with opened(home, keys) as store:
        first = TypedReading(Vitals(systolic=124, diastolic=78), "K. Lind, before the start, 09:46")
        session, start = sessions.begin(
            store, protocol, HandClock(), system_ids(), client_code="M-014", baseline=first
        )  # fmt: skip
        written = session.send(start)
        (reading,) = session.state.readings
        assert (reading.vitals, reading.by, reading.taken) == (first.vitals, first.by, 0)
        assert "reading_taken" in [event.kind for event in written], "nothing can come between the two"
        store.settle(5.0)
        assert store.load_session(start.started.session_id)[2] == list(written)
