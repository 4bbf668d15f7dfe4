"""What is left of a session whose rows say nothing any more: their words, and how many are lost."""

from datetime import timedelta

import pytest

from attack.raw_sql import change
from kapguide.paths import Home
from kapguide.store.copies import salvage
from kapguide.store.copies.salvage import salvaged, salvaged_sessions
from kapguide.store.file.database import DriverError
from kapguide.store.keys.vault import Keys
from kapguide.usecases.left_to_read import session_left
from tests.support.practice import begin, line, new_practice, noon, opened


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


def test_the_newest_session_comes_first_and_a_code_that_cannot_be_read_is_said(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, "B-002", started=noon() + timedelta(days=2))
        begin(store, "Q-070", started=noon() - timedelta(days=900))
    found, cut = salvaged_sessions(home.database, keys.main)
    assert ([each.name for each in found if each.name != "M-014/1"], cut) == (["B-002/1", "Q-070/1"], False)
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    change(home, keys, ("DELETE FROM client_code",))
    found, cut = salvaged_sessions(home.database, keys.main)
    assert ({each.name for each in found}, cut) == ({"code not readable/1"}, False)


def test_a_bug_stays_a_bug(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salvage, "_SESSIONS", "SELECT FROM")
    with pytest.raises(DriverError, match="syntax"):
        salvaged_sessions(home.database, keys.main)
