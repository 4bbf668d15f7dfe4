"""The record as the program sees it: clients, sessions and half-typed lines."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.event_json import encode
from kapguide.store.codes import client_code
from kapguide.store.failures import DiskFull, RecordClosed, disk_full
from kapguide.store.file.lock import AlreadyOpen
from kapguide.store.file.place import UnsafePlace
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.setup import create_record
from kapguide.store.records import Store
from kapguide.store.tables.changes import LineDraft
from kapguide.store.tables.queries import SessionRow, SessionStatus
from kapguide.store.writing.writer import Writer
from tests.support.plans import MORNING, whole
from tests.support.practice import begin, happened, hits_of, line, opened, saved
from tests.support.session_log import a_session


def test_a_new_practice_has_its_name_and_is_empty(store: Store) -> None:
    assert store.practice == "Lindenhof"
    assert store.clients() == []
    assert store.sessions() == []
    assert store.unfinished_session() is None
    assert store.verify().problems == ()


def test_a_practice_can_be_made_and_used_at_once(home: Home, keys: Keys, tmp_path: Path) -> None:
    with pytest.raises(KapGuideError, match="already a record"):
        create_record(home, keys, practice="Another")
    other = Home(tmp_path / "other")
    store = Store.create(other, keys, practice="Another")
    assert store.practice == "Another"
    store.close()


def test_a_creation_that_was_cut_off_is_simply_begun_again(keys: Keys, tmp_path: Path) -> None:
    other = Home(tmp_path / "other").make()
    (other.root / "kapguide.db.new").write_bytes(b"half a file")
    Store.create(other, keys, practice="Another").close()


def test_clients_are_known_by_code_and_listed_with_their_sessions(store: Store) -> None:
    begin(store, "M-014")
    begin(store, "M-014", started=MORNING + timedelta(days=7))
    store.add_client("A-001")
    assert [(client.code, client.sessions, client.last) for client in store.clients()] == [
        ("A-001", 0, None),
        ("M-014", 2, MORNING + timedelta(days=7)),
    ]
    assert store.next_number("M-014") == 3
    assert store.next_number("A-001") == 1


def test_a_code_is_taken_only_once_however_it_is_spelled(store: Store) -> None:
    store.add_client(" M-014 ")
    with pytest.raises(KapGuideError, match="already a client"):
        store.add_client("m-014")
    assert [client.code for client in store.clients()] == ["M-014"]


def test_a_client_is_known_again_however_the_code_is_spelled(store: Store) -> None:
    for typed in ("\u212b-7m", "A\u030a-7M", " Å-7m ", "å-7M"):
        assert store.known_client(typed) == "Å-7m"
    assert [client.code for client in store.clients()] == ["Å-7m"]


def test_a_session_that_cannot_be_written_at_once_is_not_begun(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add_client("M-014")
    monkeypatch.setattr(Writer, "_try", lambda self, job: disk_full("told by the test"))
    with pytest.raises(DiskFull):
        begin(store)
    monkeypatch.undo()
    assert store.sessions() == []
    begin(store, "m-014")
    assert [summary.row.client_code for summary in store.sessions()] == ["M-014"]


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "x" * 25, "M\n014", "M\u202e410", "M\u200b014", "M\x00", "\ud800", "M\t1", "\u3164", "M\u2800"],
)
def test_a_code_that_hides_something_is_refused(typed: str) -> None:
    with pytest.raises(KapGuideError, match="client code"):
        client_code(typed)


@pytest.mark.parametrize("typed", ["M-014", "Ärger 7", "M 014", "x" * 24])
def test_a_plain_code_is_taken(typed: str) -> None:
    assert client_code(typed) == typed


def test_a_session_is_read_again_byte_by_byte(home: Home, keys: Keys) -> None:
    protocol, events = a_session()
    session = "session-0002"
    with opened(home, keys) as store:
        began = SessionRow(session, store.known_client("M-014"), 1, MORNING, MORNING + timedelta(hours=2), 60)
        saved(store.begin_session(began, protocol))
        for event in events:
            saved(store.append(session, [event]))
    with opened(home, keys) as store:
        row, plan, read = store.load_session(session)
        report = store.verify()
    assert [encode(event) for event in read] == [encode(event) for event in events]
    assert plan == protocol
    assert (row.client_code, row.number, row.started_at, row.tz_min) == ("M-014", 1, MORNING, 60)
    assert row.expected_end == MORNING + timedelta(hours=2)
    assert report.problems == ()


def test_the_events_of_one_command_are_saved_together(store: Store) -> None:
    session = begin(store, events=[line(1, "a"), line(2, "b")])
    saved(store.append(session, [line(3, "c"), line(4, "d")]))
    assert [event.text for event in store.load_session(session)[2]] == ["a", "b", "c", "d"]


def test_the_same_event_again_is_harmless(store: Store) -> None:
    session = begin(store)
    event = line(1, "once")
    saved(store.append(session, [event]), store.append(session, [event]))
    assert store.load_session(session)[2] == [event]
    assert store.verify().audit_rows == 5


def test_a_session_for_an_unknown_client_is_refused(store: Store) -> None:
    store.add_client("M-014")
    row = SessionRow("s", "X-1", 1, MORNING, MORNING)
    with pytest.raises(KapGuideError, match="no client with the code X-1"):
        store.begin_session(row, whole())


def test_a_session_begun_twice_is_one_session(store: Store) -> None:
    session = begin(store, events=[line(1, "a")])
    row = store.load_session(session)[0]
    saved(store.begin_session(row, whole()))
    assert len(store.sessions()) == 1


def test_an_unknown_session_is_named_as_such(store: Store) -> None:
    with pytest.raises(KapGuideError, match="no such session"):
        store.load_session("nowhere")


def test_sessions_are_listed_newest_first_with_their_state(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        old = begin(store, "A-001", events=[line(1, "left")])
        done = begin(store, "B-002", started=MORNING + timedelta(days=1), events=[happened(1, e.SessionEnded())])
        saved(store.notes.save(done, "All went well.", 0))
    with opened(home, keys) as store:
        new = begin(store, "C-003", started=MORNING + timedelta(days=2), events=[line(1, "now")])
        assert [(each.row.id, each.row.client_code, each.state, each.noted) for each in store.sessions()] == [
            (new, "C-003", SessionStatus.RUNNING, False),
            (done, "B-002", SessionStatus.ENDED, True),
            (old, "A-001", SessionStatus.UNFINISHED, False),
        ]
        assert [each.row.id for each in store.sessions(2)] == [new, done]
        assert store.session_count() == 3
        assert store.codes() == ["A-001", "B-002", "C-003"]


def at_hour(home: Home, keys: Keys, hours: float) -> Store:
    """The record as a window opens it that many hours after the morning."""
    return Store.open(home, keys, now=lambda: MORNING + timedelta(hours=hours))


def test_a_session_that_was_thrown_away_stays_is_marked_and_does_not_take_its_number(store: Store) -> None:
    begin(store, "M-014", events=[happened(1, e.SessionEnded())])
    thrown = [happened(1, e.SessionDiscarded("wrong client")), happened(2, e.SessionEnded())]
    begin(store, "M-014", started=MORNING + timedelta(days=1), events=thrown)
    assert [(each.row.number, each.state) for each in store.sessions()] == [
        (2, SessionStatus.DISCARDED),
        (1, SessionStatus.ENDED),
    ]
    assert store.sessions()[0].state.over
    assert store.next_number("M-014") == 2
    assert store.unfinished_session() is None


def test_the_newest_session_without_an_end_is_offered(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, events=[line(1, "a")])
        left = begin(store, started=MORNING + timedelta(hours=1), events=[line(1, "b")])
        begin(store, started=MORNING + timedelta(hours=2), events=[happened(1, e.SessionEnded())])
        begin(store, started=MORNING + timedelta(hours=3))
    store = at_hour(home, keys, 7)
    unfinished = store.unfinished_session()
    store.close()
    assert unfinished is not None
    assert unfinished.row.id == left
    assert not unfinished.stale


def test_four_hours_after_its_expected_end_it_is_stale_and_only_closed(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "a"), line(2, "b")])
    store = at_hour(home, keys, 6.01)
    unfinished = store.unfinished_session()
    assert unfinished is not None
    assert unfinished.stale
    saved(store.close_unfinished(session))
    assert store.unfinished_session() is None
    events = store.load_session(session)[2]
    assert (events[-1].kind, events[-1].seq, events[-1].t) == ("session_ended", 3, 2000)
    with pytest.raises(KapGuideError, match="nothing left to close"):
        store.close_unfinished(session)
    store.close()


def test_the_half_typed_line_of_a_session_closed_later_is_an_entry_and_its_end_is_not_today(
    home: Home, keys: Keys
) -> None:
    """A window died; its line was begun 7 s after the last entry, and the session is closed a day later."""
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "a"), line(2, "b")])
        saved(store.save_draft(session, "~ as if under wat", Elapsed(9000)))
    store = at_hour(home, keys, 30)
    saved(store.close_unfinished(session))
    *_, note, end = store.load_session(session)[2]
    assert note.body == e.NoteAdded("as if under wat", Elapsed(9000), "paraphrase")
    assert (note.seq, note.t, note.at) == (3, 9000, MORNING + timedelta(seconds=9))
    assert (end.kind, end.seq, end.t, end.at) == ("session_ended", 4, 9000, note.at)
    assert store.draft(session) is None
    assert hits_of(store, "water") == []
    assert hits_of(store, "wat")
    assert store.verify().problems == ()
    store.close()


@pytest.mark.parametrize(("typed", "begun", "t"), [("", 0, 2000), ('"', 5000, 2000), ("early", 500, 2000)])
def test_closing_never_goes_back_in_time_and_enters_no_empty_line(
    home: Home, keys: Keys, typed: str, begun: int, t: int
) -> None:
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "a"), line(2, "b")])
        saved(store.save_draft(session, typed, Elapsed(begun)))
        saved(store.close_unfinished(session))
        events = store.load_session(session)[2]
    assert [event.text for event in events[2:-1]] == ([typed] if typed == "early" else [])
    assert all(event.t == t for event in events[2:])


def test_a_session_in_which_nothing_happened_cannot_be_closed(store: Store) -> None:
    with pytest.raises(KapGuideError, match="nothing left to close"):
        store.close_unfinished(begin(store))


def test_the_half_typed_line_is_kept_and_goes_with_its_note(store: Store) -> None:
    session = begin(store)
    saved(
        store.save_draft(session, "Left ha", Elapsed(5000)), store.save_draft(session, "Left hand\x00", Elapsed(5000))
    )
    assert store.draft(session) == LineDraft("Left hand", Elapsed(5000))
    saved(store.append(session, [line(1, "another")]))
    assert store.draft(session) is not None
    saved(store.append(session, [line(2, "Left hand lifts")], clear_draft=True))
    assert store.draft(session) is None


def test_a_line_that_was_rubbed_out_is_removed(store: Store) -> None:
    session = begin(store)
    saved(store.save_draft(session, "Left", Elapsed(5000)), store.save_draft(session, "", Elapsed(5000)))
    assert store.draft(session) is None


def test_a_second_window_is_told_that_the_practice_is_open(home: Home, keys: Keys, store: Store) -> None:
    with pytest.raises(AlreadyOpen, match="already open"):
        Store.open(home, keys)


def test_a_reader_beside_a_running_window_sees_what_is_committed(home: Home, keys: Keys, store: Store) -> None:
    reader = Store.open(home, keys, read_only=True)
    session = begin(store, events=[line(1, "seen")])
    assert [event.text for event in reader.load_session(session)[2]] == ["seen"]
    assert hits_of(store, "seen")
    assert hits_of(reader, "seen")
    assert reader.verify().problems == ()
    assert reader.sessions()[0].state is SessionStatus.UNFINISHED
    assert reader.state.saving == "saved"
    assert reader.close() == ()


def test_a_reader_cannot_write(home: Home, keys: Keys) -> None:
    reader = Store.open(home, keys, read_only=True)
    for write in (
        lambda: reader.append("s", []),
        lambda: reader.add_client("M-014"),
        lambda: reader.on_state(print),
    ):
        with pytest.raises(KapGuideError, match="reading only"):
            write()
    reader.close()


def test_the_lock_goes_with_a_failed_opening(home: Home, keys: Keys) -> None:
    whole_file = home.database.read_bytes()
    home.database.write_bytes(b"")
    with pytest.raises(KapGuideError, match="damaged"):
        Store.open(home, keys)
    home.database.write_bytes(whole_file)
    Store.open(home, keys).close()


def test_after_close_nothing_is_taken_any_more(store: Store) -> None:
    store.close()
    with pytest.raises(RecordClosed):
        store.append("s", [])


def test_a_practice_in_a_synchronised_folder_is_refused(keys: Keys, tmp_path: Path) -> None:
    with pytest.raises(UnsafePlace, match="Dropbox"):
        Store.create(Home(tmp_path / "Dropbox" / "practice"), keys, practice="x")


def test_low_space_is_said_before_it_is_a_problem(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.space_warning() == ""
    monkeypatch.setattr("kapguide.store.writing.ballast.LOW_SPACE", 1 << 60)
    assert "MB are free" in store.space_warning()


@pytest.mark.parametrize(("zone", "minutes"), [("<+0530>-05:30", 330), ("<-03>03", -180), ("UTC", 0)])
def test_what_is_written_carries_the_local_offset(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, zone: str, minutes: int
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with opened(home, keys) as store:
            store.add_client("M-014")
            with store._reading() as db:
                assert db.conn.execute("SELECT tz_min FROM client").fetchall() == [(minutes,)]
    finally:
        monkeypatch.undo()
        time.tzset()
