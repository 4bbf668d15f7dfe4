"""What two copies say otherwise is named before they are merged, and the preview changes nothing."""

import hashlib
import shutil
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.copies.holding import held_by
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.differing import Difference, Differing
from kapguide.store.opening.merge import merge_copy, preview_merge
from kapguide.store.records import Store
from kapguide.store.tables import device
from kapguide.usecases.merging import brings, differs
from tests.support.practice import begin, happened, line, new_practice, noon, opened, saved


@pytest.fixture
def keys(home: Home, monkeypatch: pytest.MonkeyPatch) -> Keys:
    monkeypatch.setattr(device, "place_of", lambda keys, path, *_: hashlib.sha256(bytes(path)).hexdigest()[:32])
    return new_practice(home)[0]


@pytest.fixture
def session(home: Home, keys: Keys) -> str:
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "x"), happened(2, e.SessionEnded())])
        saved(store.notes.save(session, "A note of both.", 0))
    return session


@pytest.fixture
def other(home: Home, session: str, tmp_path: Path) -> Home:
    shutil.copytree(home.root, tmp_path / "other")
    return Home(tmp_path / "other")


def sign(store: Store, session: str, text: str) -> None:
    revision = store.notes.read(session).revision
    saved(store.notes.sign(session, text, revision, name="R. Ames", role="therapist", trainee=False))


def found(home: Home, keys: Keys, other: Home) -> list[Differing]:
    """What the preview names; it says what the merge then does, and changes nothing before."""
    before = held_by(home.database, keys.main)
    seen = preview_merge(home, keys, other.database, noon())
    now = held_by(home.database, keys.main)
    assert (now.sessions, now.notes, now.facts) == (before.sessions, before.notes, before.facts)
    assert len(differs(seen)) == len(seen.differing)
    merged = merge_copy(home, keys, other.database, noon())
    assert merged.rows == seen.merged.rows
    assert preview_merge(home, keys, other.database, noon()).differing == ()
    return list(seen.differing)


def test_copies_that_say_the_same_bring_nothing(home: Home, keys: Keys, other: Home) -> None:
    seen = preview_merge(home, keys, other.database, noon())
    assert (brings(seen), seen.differing) == ((), ())


def test_words_that_only_one_has_gone_on_with_differ_in_nothing(
    home: Home, keys: Keys, session: str, other: Home
) -> None:
    with opened(other, keys) as store:
        saved(store.notes.save(session, "Gone on with.", 1))
    assert found(home, keys, other) == []


def test_a_note_that_both_wrote_on_and_a_code_that_both_gave(home: Home, keys: Keys, session: str, other: Home) -> None:
    for each, word in ((home, "here"), (other, "there")):
        with opened(each, keys) as store:
            store.add_client("R-203")
            saved(store.notes.save(session, f"Written {word}.", 1))
    assert found(home, keys, other) == [Differing(Difference.CODE, "R-203"), Differing(Difference.WORDS, "M-014/1")]


def test_a_note_that_both_signed(home: Home, keys: Keys, session: str, other: Home) -> None:
    for each in (home, other):
        with opened(each, keys) as store:
            sign(store, session, "A note of both.")
    what = [one.what for one in found(home, keys, other)]
    assert Difference.SIGNED in what
    assert Difference.CODE not in what


def test_what_comes_to_a_signed_note_is_counted(home: Home, keys: Keys, session: str, other: Home) -> None:
    with opened(home, keys) as store:
        sign(store, session, "A note of both.")
    with opened(other, keys) as store:
        saved(store.append(session, [line(3, "one more"), line(4, "and one")]))
    assert differs(preview_merge(home, keys, other.database, noon())) == (
        "2 entries come to the note of M-014/1, which was signed without. What was signed stays as it is.",
    )
    assert found(home, keys, other) == [Differing(Difference.LATER, "M-014/1", 2)]


def test_what_was_written_in_private_elsewhere_is_taken_in_by_its_author(
    home: Home, keys: Keys, session: str, other: Home
) -> None:
    for each, words in ((home, "thought here"), (other, "thought there")):
        with opened(each, keys) as store:
            saved(store.private.write("M-014", words))
            assert [note.text for note in store.private.of_client("M-014")] == [words]
    seen = preview_merge(home, keys, other.database, noon())
    assert brings(seen)[-1][0] == "Private notes"
    merge_copy(home, keys, other.database, noon())
    with opened(home, keys) as store:
        assert sorted(note.text for note in store.private.of_client("M-014")) == ["thought here", "thought there"]
        backup = store.backup()
    assert preview_merge(other, keys, backup, noon()).private
    merge_copy(other, keys, backup, noon())
    with opened(other, keys) as store:
        assert len(store.private.of_client("M-014")) == 2, "by a backup, too"
