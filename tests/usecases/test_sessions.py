"""A session whose window died, gone on with from the record; and one that cannot be."""

import msgspec
import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import TypedReading
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.ids import system_ids
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
