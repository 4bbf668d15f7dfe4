"""Private notes of a session and of a client, through the pad that screens write on."""

from pathlib import Path

import pytest

from kapguide.clinical.facts import ClientDescribed
from kapguide.clinical.private_notes import NoteClass
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.usecases.private_notes import PrivatePad
from tests.support.practice import begin, new_practice, opened, saved

WORDS = "velvetlighthouse"


def test_a_session_and_the_page_have_a_draft_each(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, "M-014")
        in_session, on_page = PrivatePad(store, "M-014", session), PrivatePad(store, "M-014")
        in_session.save_draft("velvet", NoteClass.PSYCHOTHERAPY)
        on_page.save_draft("light", NoteClass.COUNSELLING)
        store.settle(10.0)
        here, there = in_session.draft(), on_page.draft()
        assert here is not None
        assert there is not None
        assert (here.text, there.text, there.kind) == ("velvet", "light", NoteClass.COUNSELLING)
        saved(in_session.write(WORDS, NoteClass.PSYCHOTHERAPY))
        assert in_session.draft() is None
        (note,) = store.private.of_client("M-014")
        assert (note.text, note.session_id) == (WORDS, session)


def test_counselling_notes_are_there_where_part_2_holds(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        begin(store, "M-014")
        pad = PrivatePad(store, "M-014")
        assert pad.classes == (NoteClass.PSYCHOTHERAPY,)
        for part2, classes in ((True, tuple(NoteClass)), (False, (NoteClass.PSYCHOTHERAPY,))):
            saved(store.facts.say("M-014", ClientDescribed(part2=part2)).ticket)
            assert pad.classes == classes


def test_a_record_that_cannot_be_read_keeps_nobody_from_writing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise KapGuideError("The record cannot be read.")

    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        begin(store, "M-014")
        pad = PrivatePad(store, "M-014")
        saved(pad.write("before", NoteClass.PSYCHOTHERAPY))
        monkeypatch.setattr("kapguide.store.tables.queries.client_id", unreadable)
        assert pad.classes == (NoteClass.PSYCHOTHERAPY,)
        saved(pad.write(WORDS, NoteClass.PSYCHOTHERAPY))
        assert [note.text for note in store.private.of_client("M-014")] == ["before", WORDS]


def test_a_folder_that_takes_nothing_lets_them_wait(home: Home, tmp_path: Path) -> None:
    keys, _ = new_practice(home)
    store = Store.open(home, keys)
    begin(store, "M-014")
    home.private.write_bytes(b"a file in the way")
    ticket = PrivatePad(store, "M-014").write(WORDS, NoteClass.PSYCHOTHERAPY)
    assert store.close(0.1) == (ticket,)
    home.private.unlink()
    with opened(home, keys) as store:
        assert [note.text for note in store.private.of_client("M-014")] == [WORDS]
