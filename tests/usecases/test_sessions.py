"""A session whose window died, gone on with from the record; and one that cannot be."""

import msgspec
import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.usecases.sessions import close_unfinished, go_on
from tests.support.plans import Room, three
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
