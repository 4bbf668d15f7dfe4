"""What can be read of a record that is not gone on with: all that lies beside the damage, and nothing is changed."""

from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.store.failures import StoreFailure
from kapguide.store.keys.vault import Keys
from kapguide.usecases.left_to_read import OTHERS, session_left, sessions_left
from tests.support.practice import begin, line, new_practice, opened
from tests.support.restoring import LONG, everything, flip


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


def written(home: Home, keys: Keys) -> str:
    """A long session of M-014, and one of R-203 with a note."""
    with opened(home, keys) as store:
        begin(store, "M-014", events=[line(seq, text) for seq, text in enumerate(LONG, 1)])
        session = begin(store, "R-203", events=[line(1, "a heron")])
        store.notes.save(session, "What we said.", 0)
        store.settle(5)
    return session


def told(home: Home, keys: Keys, code: str) -> tuple[list[str], str]:
    sessions = sessions_left(home.database, keys).sessions
    left = session_left(home.database, keys, next(one for one in sessions if one.name.startswith(code)))
    return list(map(str, left.lines)), left.lacks


def test_a_whole_record_is_read_whole(home: Home, keys: Keys) -> None:
    written(home, keys)
    before = everything(home.root)
    found = sessions_left(home.database, keys)
    assert (sorted(each.name for each in found.sessions), found.lacks) == (["M-014/1", "R-203/1"], "")
    lines, lacks = told(home, keys, "R-203")
    assert lines[0] == "Log"
    assert "a heron" in lines[1]
    assert lines[2:] == ["Note", "What we said."]
    assert lacks == ""
    assert everything(home.root) == before


def test_whichever_page_is_damaged_what_lies_beside_it_is_read(home: Home, keys: Keys) -> None:
    written(home, keys)
    true, whole = {code: told(home, keys, code)[0] for code in ("M-014", "R-203")}, home.database.read_bytes()
    around, shorter, closed = 0, 0, 0
    pages = len(whole) // 4096
    for page in range(1, pages + 1, 2):
        home.database.write_bytes(whole)
        flip(home.database, page)
        try:
            found = sessions_left(home.database, keys)
        except StoreFailure:
            closed += 1
            continue
        shorter += len(found.sessions) < 2 and found.lacks == OTHERS
        assert len(found.sessions) == 2 or found.lacks
        for session in found.sessions:
            left = session_left(home.database, keys, session)
            lines, all_of_it = list(map(str, left.lines)), true.get(session.name.partition("/")[0])
            if all_of_it is not None and left.lacks:
                around += "entry 0 " in str(lines) and "entry 59 " in str(lines) and len(lines) < len(all_of_it)
            elif all_of_it is not None:
                assert lines == all_of_it, "what lacks something says so"
    assert around > 2, "entries before a damaged page, and behind it"
    assert shorter
    assert closed < pages // 3, "the first page, and those that say which tables there are"


def test_a_file_of_another_practice_opens_nothing(home: Home, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "kapguide.db").write_bytes(b"x" * 8192)
    with pytest.raises(StoreFailure):
        sessions_left(tmp_path / "kapguide.db", keys)
