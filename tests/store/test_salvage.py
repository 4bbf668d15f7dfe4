"""What is left of a session whose rows say nothing any more: their words, and how many are lost."""

import pytest

from attack.raw_sql import change
from kapguide.paths import Home
from kapguide.store import salvage
from kapguide.store.database import DriverError
from kapguide.store.salvage import salvaged, salvaged_sessions
from kapguide.store.vault import Keys
from kapguide.usecases.left_to_read import session_left
from tests.support.practice import begin, line, new_practice, opened


@pytest.fixture
def keys(home: Home) -> Keys:
    keys = new_practice(home)[0]
    with opened(home, keys) as store:
        begin(store, events=[line(1, "a heron"), line(2, "a reed"), line(3, "a kite")])
    return keys


def told(home: Home, keys: Keys) -> tuple[list[str], str]:
    (session,) = salvaged_sessions(home.database, keys.main)[0]
    left = session_left(home.database, keys, session)
    return [line.words for line in left.lines[1:]], left.lacks


def test_an_entry_that_no_rule_reads_is_told_by_its_words(home: Home, keys: Keys) -> None:
    change(home, keys, ("UPDATE session_event SET payload_json = '{\"x\"' WHERE seq = 2",))
    (session,) = salvaged_sessions(home.database, keys.main)[0]
    found = salvaged(home.database, keys.main, session.id)
    assert (len(found.events), [words for _, words in found.plain], found.lost) == (2, ["note_added: a reed"], 1)
    words, lacks = told(home, keys)
    assert any("a reed" in each for each in words)
    assert lacks == "1 entry cannot be read."
    change(home, keys, ("UPDATE session_event SET text = '', payload_json = 'x' WHERE seq > 1",))
    assert salvaged(home.database, keys.main, session.id).plain == ()
    assert told(home, keys)[1] == "2 entries cannot be read."


def test_without_its_plan_a_session_is_told_by_what_was_written(home: Home, keys: Keys) -> None:
    change(home, keys, ("UPDATE session SET protocol_json = 'x'",))
    assert told(home, keys) == (["a heron", "a reed", "a kite"], "")


def test_a_bug_stays_a_bug(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salvage, "_SESSIONS", "SELECT FROM")
    with pytest.raises(DriverError, match="syntax"):
        salvaged_sessions(home.database, keys.main)
