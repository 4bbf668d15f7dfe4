"""A session whose window died, gone on with from the record; and one that cannot be."""

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.practice.recording import go_on
from tests.support.practice import begin, line, new_practice, opened, saved


def test_a_session_without_a_beginning_is_named_and_its_entries_stay(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.append(session, [line(1, "first")]))
        with pytest.raises(KapGuideError, match="no beginning"):
            go_on(store, session)
        assert len(store.load_session(session)[2]) == 1
