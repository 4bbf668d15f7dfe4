"""Private notes: written through the record's writer, kept beside the record, read by their author alone."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kapguide.clinical.private_notes import NoteClass, as_they_stand
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.contents.private_rows import clients_in, remove_private
from kapguide.store.failures import DiskFull
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys, add_private_key, unlock
from kapguide.store.people import add_person
from kapguide.store.private import private_waiting
from kapguide.store.private.private_file import open_private, private_path, waiting_path
from kapguide.store.private.private_waiting import add_waiting, pieces
from kapguide.store.records import Store
from kapguide.store.writing.entries import PrivateKept
from kapguide.store.writing.keeping import _is_newer
from kapguide.store.writing.saving import SavingState
from tests.support.practice import CHEAP, States, begin, hits_of, opened, saved

WORDS = "velvetlighthouse"


def own(keys: Keys) -> str:
    return f"private:{keys.staff}"


def texts(store: Store, code: str = "M-014") -> list[str]:
    return [note.text for note in store.private.of_client(code)]


def everything(home: Home, keys: Keys) -> str:
    """All words of the record, its audit chain and its index, as whoever has its key reads them."""
    with opened(home, keys) as store:
        path = store.backup(home.root / "elsewhere")
    with closing(open_database(path, keys.main, read_only=True)) as db:
        return repr([list(db.conn.execute(f'SELECT * FROM "{table}"')) for table in db.table_names()])


@pytest.mark.parametrize("again", [False, True])
def test_a_clock_that_was_set_back_takes_nothing_from_what_is_half_typed(home: Home, keys: Keys, again: bool) -> None:
    clock = [datetime(2026, 12, 1, 10, tzinfo=UTC)]
    store = Store.open(home, keys, now=lambda: clock[0])

    def half() -> list[str]:
        return [note.text for note in store.private.drafts("M-014")]

    begin(store, "M-014")
    saved(store.private.write("M-014", "before"), store.private.save_draft("M-014", "an older half"))
    clock[0] -= timedelta(days=365)
    if again:
        store.close()
        store = Store.open(home, keys, now=lambda: clock[0])
        assert half() == ["an older half"]
    saved(store.private.save_draft("M-014", "a newer half"))
    assert half() == ["a newer half"]
    saved(store.private.write("M-014", "written"))
    assert half() == []
    saved(store.private.save_draft("M-014", "one more half"))
    assert half() == ["one more half"]
    saved(store.private.save_draft("M-014", ""))
    assert half() == []
    assert texts(store) == ["written", "before"], "what is written has the time that the clock said"
    store.close()


def test_what_is_written_is_read_by_its_author_and_is_nowhere_else(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store, "M-014")
        saved(store.private.save_draft("M-014", WORDS[:6], session_id=session))
        saved(store.private.write("M-014", WORDS, session_id=session))
        saved(store.private.write("M-014", "counted", NoteClass.COUNSELLING))
        first, second = store.private.of_client("m-014")
        assert (first.text, first.kind, first.session_id) == (WORDS, NoteClass.PSYCHOTHERAPY, session)
        assert (second.text, second.kind, second.session_id) == ("counted", NoteClass.COUNSELLING, "")
        assert first.author == keys.staff
        assert hits_of(store, WORDS) == []
        assert store.verify().problems == ()
    assert not waiting_path(home, own(keys)).exists()
    assert WORDS not in everything(home, keys)
    assert all(WORDS.encode() not in path.read_bytes() for path in home.root.rglob("*") if path.is_file())


def test_a_colleague_reads_and_writes_their_own(home: Home, keys: Keys) -> None:
    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    with opened(home, keys) as store:
        begin(store, "M-014")
        saved(store.private.write("M-014", WORDS))
        store.staff.take_over(anna)
        assert texts(store) == []
        saved(store.private.write("M-014", "anna's own"))
        assert texts(store) == ["anna's own"]
    assert not any(keys.named[own(keys)])  # forgotten when she took over


def test_what_was_handed_over_before_a_colleague_took_over_reaches_its_author(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file does not take it while it is being written: it waits, sealed, and nobody else's key opens it."""
    key = bytearray(keys.named[own(keys)])
    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    with opened(home, keys) as store:
        begin(store, "M-014")
        with monkeypatch.context() as patch:
            patch.setattr(store.private, "settle", lambda: None)
            saved(store.private.write("M-014", WORDS))
        store.staff.take_over(anna)
        assert texts(store) == []
    assert waiting_path(home, own(keys)).exists()
    assert WORDS.encode() not in waiting_path(home, own(keys)).read_bytes()
    assert pieces(home, own(keys), anna.named[own(anna)]) == ([], False)
    keys.named[own(keys)][:] = key
    with opened(home, keys) as store:
        assert texts(store) == [WORDS]


def test_a_draft_is_one_for_each_place_and_ends_with_the_note(store: Store) -> None:
    session = begin(store, "M-014")
    for text in ("vel", "velvet", WORDS):
        saved(store.private.save_draft("M-014", text, session_id=session))
    saved(store.private.save_draft("M-014", "at the desk", NoteClass.COUNSELLING))
    assert [draft.text for draft in store.private.drafts("M-014")] == [WORDS, "at the desk"]
    saved(store.private.write("M-014", WORDS, session_id=session))
    assert [(draft.text, draft.kind) for draft in store.private.drafts("M-014")] == [
        ("at the desk", NoteClass.COUNSELLING)
    ]
    saved(store.private.save_draft("M-014", ""))
    assert store.private.drafts("M-014") == []


def test_a_half_typed_correction_and_a_half_typed_line_take_nothing_from_each_other(store: Store) -> None:
    session = begin(store, "M-014")
    saved(store.private.write("M-014", "first", session_id=session))
    (first,) = store.private.of_client("M-014")

    def halves() -> list[tuple[str, str]]:
        return [(half.text, half.supersedes) for half in store.private.drafts("M-014")]

    saved(store.private.save_draft("M-014", "the next", session_id=session))
    saved(store.private.save_draft("M-014", "first and", session_id=session, supersedes=first.id))
    assert halves() == [("the next", ""), ("first and", first.id)]
    saved(store.private.write("M-014", "first and last", session_id=session, supersedes=first.id))
    assert halves() == [("the next", "")]
    saved(store.private.write("M-014", "the next one", session_id=session))
    assert halves() == []


def test_a_correction_is_a_note_of_its_own(store: Store, home: Home, keys: Keys) -> None:
    begin(store, "M-014")
    saved(store.private.write("M-014", "first words"), store.private.write("M-014", "other words"))
    first, other = store.private.of_client("M-014")
    saved(store.private.write("M-014", "better words", supersedes=first.id))
    better = store.private.of_client("M-014")[-1]
    saved(store.private.write("M-014", "best words", supersedes=better.id))
    assert [note.text for note in as_they_stand(store.private.of_client("M-014"))] == ["best words", "other words"]
    saved(store.private.write("M-014", "", supersedes=other.id))
    assert [note.text for note in as_they_stand(store.private.of_client("M-014"))] == ["best words"]
    assert len(store.private.of_client("M-014")) == 5
    with closing(open_private(home, keys, own(keys))) as db:
        for change in ("UPDATE private_note SET text = ''", "DELETE FROM private_note"):
            with pytest.raises(Exception, match="never"):
                db.conn.execute(change)


def test_nobody_writes_on_a_client_who_is_not_there(store: Store) -> None:
    with pytest.raises(KapGuideError):
        store.private.write("M-014", WORDS)


def test_a_full_disk_loses_nothing_and_tells_nobody_the_words(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    with opened(home, keys) as store:
        begin(store, "M-014")
        states = States(store)
        with monkeypatch.context() as patch:
            patch.setattr("kapguide.store.writing.entries.add_waiting", full)
            store.private.save_draft("M-014", WORDS[:4])
            store.private.save_draft("M-014", WORDS[:7])
            ticket = store.private.write("M-014", WORDS)
            states.until(SavingState.NOT_SAVED)
            assert store.waiting() == "a private line"
            aside = store.put_aside()
            assert not ticket.saved
            assert WORDS.encode() not in aside.read_bytes()
        saved(ticket)
        assert texts(store) == [WORDS]


def test_what_a_window_could_not_save_is_taken_in_for_its_author_whoever_starts_next(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    store = Store.open(home, keys)
    begin(store, "M-014")
    with monkeypatch.context() as patch:
        patch.setattr("kapguide.store.writing.entries.add_waiting", full)
        store.private.write("M-014", WORDS)
        store.close(0.0)
    with opened(home, anna) as store:
        assert store.notices == ("Taken into the record, from the last time KapGuide was open: a private line.",)
        assert texts(store) == []
    with opened(home, keys) as store:
        assert texts(store) == [WORDS]


def test_a_private_file_that_does_not_open_lets_the_words_wait(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, "M-014")
        saved(store.private.write("M-014", "before"))
        assert texts(store) == ["before"]
        path = private_path(home, own(keys))
        whole = path.read_bytes()
        path.write_bytes(bytes(64) + whole[64:])
        saved(store.private.write("M-014", WORDS))
        with pytest.raises(KapGuideError, match="does not open"):
            texts(store)
        path.write_bytes(whole)
        assert texts(store) == ["before", WORDS]


def test_it_is_written_with_the_newest_key_and_read_with_all(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, "M-014")
        saved(store.private.write("M-014", "with the first key"))
        second = add_private_key(home.vault, keys)
        saved(store.private.write("M-014", "with the second"))
        assert texts(store) == ["with the first key", "with the second"]
    assert private_path(home, second).exists()


def test_what_a_kill_cut_off_takes_nothing_with_it(home: Home, keys: Keys) -> None:
    name, key = own(keys), keys.named[own(keys)]
    for piece in (b"one", b"two"):
        add_waiting(home, name, private_waiting.seal(key, name, piece))
    path = waiting_path(home, name)
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    add_waiting(home, name, private_waiting.seal(key, name, b"three"))
    assert pieces(home, name, key) == ([b"one", b"three"], False)
    path.write_bytes(whole)
    assert pieces(home, name, key) == ([b"one", b"two"], True)


def test_pieces_that_nobody_can_read_are_kept(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, "M-014")
        add_waiting(home, own(keys), b"not sealed by anybody")
        saved(store.private.write("M-014", WORDS))
        assert texts(store) == [WORDS]
    assert [path.name for path in home.private.glob("*.unread")] == [f"{keys.staff}.waiting.unread"]


def test_verify_names_a_private_file_that_is_damaged(home: Home, keys: Keys) -> None:
    path = private_path(home, own(keys))
    with opened(home, keys) as store:
        begin(store, "M-014")
        saved(*(store.private.write("M-014", WORDS * 400) for _ in range(4)))
        assert len(texts(store)) == 4
        assert store.verify().problems == ()
        whole = path.read_bytes()
        spoilt = bytearray(whole)
        spoilt[-2_000] ^= 1
        path.write_bytes(spoilt)
        (problem,) = store.verify().problems
        assert problem.startswith(f"Your private file {path.name} is damaged: ")
        path.write_bytes(bytes(64) + whole[64:])
        (problem,) = store.verify().problems
        assert f"{path.name} does not open with its author's key" in problem
        path.write_bytes(whole)


def test_a_passphrase_that_is_renewed_seals_what_still_waits(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their file is not there yet: what waits for it opens with what they had before."""
    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    with opened(home, anna) as store, monkeypatch.context() as patch:
        begin(store, "M-014")
        patch.setattr(store.private, "settle", lambda: None)
        saved(store.private.write("M-014", WORDS))
    with opened(home, keys) as store:
        store.staff.renew(anna.staff, "anna's new words", cost=CHEAP)
    before = unlock(home.private / f"{anna.staff}.before-1.vault.json", "anna's words")
    found, whole = pieces(home, own(anna), before.named[own(anna)])
    assert whole
    assert WORDS.encode() in found[0]


def test_the_time_of_writing_is_kept(home: Home, keys: Keys) -> None:
    at = datetime(2026, 12, 1, 10, 27, tzinfo=UTC)
    store = Store.open(home, keys, now=lambda: at)
    begin(store, "M-014")
    saved(store.private.write("M-014", WORDS))
    assert [note.at for note in store.private.of_client("M-014")] == [at]
    store.close()


def test_a_new_computer_has_none_yet(store: Store, tmp_path: Path) -> None:
    begin(store, "M-014")
    assert texts(store) == []
    assert store.private.drafts("M-014") == []


def test_of_what_a_window_remembers_only_the_newest_half_of_a_line_counts() -> None:
    """A file that vanishes takes the saved ones with it: each note is remembered until then, and one half a line."""
    half, other, whole = (PrivateKept("private:a", place, b"") for place in ("s-1", "s-2", ""))
    assert _is_newer(PrivateKept("private:a", "s-1", b"more"), half)
    assert not _is_newer(PrivateKept("private:a", "s-1", b"more"), other)
    assert not _is_newer(PrivateKept("private:a", "", b"more"), whole)
    assert not _is_newer(whole, half)


def test_a_key_that_nobody_wrote_with_has_no_clients_and_nothing_to_remove(home: Home, keys: Keys) -> None:
    assert clients_in(home, keys, own(keys)) == set()
    remove_private(home, keys, own(keys), "nobody", datetime(2026, 12, 1, 10, tzinfo=UTC))
    assert not private_path(home, own(keys)).exists()
