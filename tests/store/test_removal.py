"""A client's record is removed: nothing of it is left but what says so, and no merge brings it back."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kapguide.clinical.facts import ClientRemoved, RecordExported, TouchAgreed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.session.events import SessionEnded
from kapguide.store.chain.audit_rows import AuditWish
from kapguide.store.chain.seals import SEALED
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.merge import merge_copy, preview_merge
from kapguide.store.records import Store
from kapguide.store.tables import device, removal
from kapguide.store.tables.removal import OF_CLIENT, NewerContact, OldClient
from kapguide.usecases.merging import brings
from tests.support.practice import CHEAP, begin, happened, hits_of, line, opened, saved

LONG_AGO = datetime(2019, 3, 2, 12, 0, tzinfo=UTC)
WORD = "kingfisher"
OF_PRACTICE = {"meta", "staff", "device", "backup_log"}


def now() -> datetime:
    return datetime.now(UTC)


def write_all(store: Store, code: str = "M-014", word: str = WORD) -> str:
    """A client with a row in every table that a client can have; the session's id."""
    session = begin(store, code)
    saved(store.append(session, [line(1, f"a {word}"), line(2, f"{word} again"), happened(3, SessionEnded())]))
    saved(store.notes.finish(session, f"the note has a {word}", 0))
    signed = store.notes.sign(session, f"the note has a {word}", 1, name="R. Ames", role="therapist", trainee=False)
    saved(signed)
    added = store.notes.add_addendum(
        session, f"one more {word}", name="R. Ames", role="therapist", trainee=False, reason="late"
    )
    saved(added)
    other = begin(store, code)
    saved(store.append(other, [line(1, f"still the {word}"), happened(2, SessionEnded())]))
    saved(store.save_draft(other, word, Elapsed(1)))
    saved(store.notes.save(other, f"half a {word}", 0))
    saved(store.scores.add(code, "own", "1", {"how": word}, None))
    saved(store.facts.say(code, TouchAgreed("hand", signal=word)).ticket)
    saved(store.remarks.add(session, Elapsed(1), f"a remark on the {word}", name="R. Osei", role="supervisor"))
    return session


def old(store: Store, code: str = "M-014") -> OldClient:
    return next(each for each in store.retention.older_than(now() + timedelta(days=1)) if each.code == code)


def remove(store: Store, code: str = "M-014") -> ClientRemoved:
    return store.retention.remove(old(store, code), 7, "the board’s rule", "R. Ames")


def rows(home: Home, keys: Keys, client: str) -> dict[str, int]:
    """How many rows of each table are the client's."""
    db = open_database(home.database, keys.main, read_only=True)
    found = {table: db.conn.execute(f"SELECT count(*) FROM {table} WHERE {where}", (client,)).fetchone()[0]
             for table, where in OF_CLIENT.items()}  # fmt: skip
    db.close()
    return found


def test_whoever_adds_a_table_says_whether_it_is_a_clients() -> None:
    assert OF_CLIENT.keys() | OF_PRACTICE == SEALED.keys()
    assert not OF_CLIENT.keys() & OF_PRACTICE


def test_every_row_of_the_client_goes_and_nothing_else(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 5)  # several rows of the audit log name the seals
    with opened(home, keys) as store:
        write_all(store)
        write_all(store, "B-002", "heron")
        hits_of(store, WORD)  # the index holds it
        client, other = old(store), old(store, "B-002")
        before, theirs = rows(home, keys, other.id), rows(home, keys, client.id)
        assert all(theirs.values())
        trace = remove(store)
        assert (trace.code, trace.sessions, trace.rows, trace.years) == ("M-014", 2, sum(theirs.values()), 7)
        dropped = [row.detail["rows"] for row in store.books.audit(AuditWish(("rows_removed",)))]
        assert (sum(dropped), max(dropped)) == (trace.rows, 5)
        assert set(rows(home, keys, client.id).values()) == {0}
        assert rows(home, keys, other.id) == before
        assert store.verify().problems == ()
        assert hits_of(store, WORD) == []
        assert len(hits_of(store, "heron")) > 2
        assert [each.code for each in store.clients()] == ["B-002"]
        (left,) = store.retention.removed()
        assert left.body == trace
        with pytest.raises(KapGuideError, match="no client"):
            store.facts.of_client("M-014")
        assert {each.code for each in store.notes.unsigned(10)} == {"B-002"}
    with opened(home, keys) as store:
        write_all(store, "Q-070", "wren")  # and it goes on
        assert store.verify().problems == ()


def test_no_byte_of_what_was_written_is_left_in_the_file(home: Home, keys: Keys, tmp_path: Path) -> None:
    with opened(home, keys) as store:
        write_all(store)
        hits_of(store, WORD)
        remove(store)
    plain = tmp_path / "plain.db"
    db = open_database(home.database, keys.main)
    db.conn.execute(f"ATTACH '{plain}' AS plain KEY ''")
    db.conn.execute("SELECT sqlcipher_export('plain')")
    db.close()
    assert WORD.encode() not in plain.read_bytes()
    with_pages = open_database(home.database, keys.main, read_only=True)
    for index in ("event_search", "note_search", "fact_search"):
        (terms,) = with_pages.conn.execute(f"SELECT group_concat(hex(block)) FROM {index}_data").fetchone()
        assert WORD[:6].encode().hex().upper() not in terms
    with_pages.close()


def test_the_triggers_that_were_lifted_hold_again(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        write_all(store)
        write_all(store, "B-002")
        remove(store)
    db = open_database(home.database, keys.main)
    for table in OF_CLIENT.keys() - {"draft", "session", "client", "client_code"}:
        there = db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if there:
            with pytest.raises(Exception, match="never deleted"):
                db.conn.execute(f"DELETE FROM {table}")
    db.close()


def test_what_is_written_meanwhile_stops_it(store: Store) -> None:
    begin(store, started=LONG_AGO)
    client = old(store)
    saved(store.facts.say("M-014", TouchAgreed("hand")).ticket)
    with pytest.raises(NewerContact, match="meanwhile"):
        store.retention.remove(client, 7, "", "R. Ames")
    assert store.verify().problems == ()
    assert len(store.facts.of_client("M-014")) == 1


def test_it_is_done_or_it_is_not(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(store)
    before = len(store.books.audit(AuditWish(typed=True)))
    monkeypatch.setattr(removal, "add_fact", cut_off)
    with pytest.raises(KapGuideError, match="cut off"):
        remove(store)
    assert len(store.books.audit(AuditWish(typed=True))) == before
    assert store.verify().problems == ()
    assert len(store.sessions_of("M-014")) == 2


def cut_off(*_: object) -> None:
    raise KapGuideError("cut off")


def test_only_what_is_older_is_listed_and_an_export_is_no_contact(home: Home, keys: Keys) -> None:
    moment = LONG_AGO
    store = Store.open(home, keys, now=lambda: moment)
    begin(store, "M-014", started=LONG_AGO)
    store.known_client("B-002")
    moment = LONG_AGO + timedelta(days=3000)
    saved(store.facts.say("B-002", TouchAgreed("hand")).ticket)
    saved(store.facts.say("M-014", RecordExported("note", "pdf", "0")).ticket)
    (found,) = store.retention.older_than(moment - timedelta(days=7 * 365))
    assert (found.code, found.last, found.sessions) == ("M-014", LONG_AGO, 1)
    assert store.retention.older_than(LONG_AGO) == []
    store.close()


# --- two copies ----------------------------------------------------------------------------------------------


@pytest.fixture
def copy(home: Home, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Another machine's copy, in which the client is known as well."""
    monkeypatch.setattr(device, "place_of", lambda keys, path, *_: f"{hash(path)}")
    with opened(home, keys) as store:
        write_all(store)
        write_all(store, "B-002", "heron")
    shutil.copytree(home.root, tmp_path / "copy")
    return Home(tmp_path / "copy")


def test_a_merge_does_not_bring_back_what_was_removed(home: Home, keys: Keys, copy: Home) -> None:
    with opened(home, keys) as store:
        client = old(store)
        remove(store)
    with opened(copy, keys) as other:
        write_all(other, "Q-070", "wren")
    told: tuple[tuple[str, str], ...] = (("New sessions", "2"),)
    for _ in range(2):
        assert brings(preview_merge(home, keys, copy.database, now()))[:1] == told
        merged = merge_copy(home, keys, copy.database, now())
        told = ()
        assert (merged.came_back, merged.gone) == ((), ())
        assert set(rows(home, keys, client.id).values()) == {0}
    assert merged.rows == {}
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        assert store.codes() == ["B-002", "Q-070"]
        assert hits_of(store, WORD) == []


def test_a_merge_takes_the_removal_over(home: Home, keys: Keys, copy: Home) -> None:
    with opened(copy, keys) as other:
        client, trace = old(other), remove(other)
    with opened(home, keys) as store:
        saved(store.facts.say("M-014", RecordExported("note", "pdf", "0")).ticket)  # no contact
    assert preview_merge(home, keys, copy.database, now()).merged.gone == ("M-014",)
    merge_copy(home, keys, copy.database, now())
    assert set(rows(home, keys, client.id).values()) == {0}
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        assert [fact.body for fact in store.retention.removed()] == [trace]
    merge_copy(copy, keys, home.database, now())
    with opened(copy, keys) as other:
        assert other.verify().problems == ()
        assert other.codes() == ["B-002"]


def test_what_another_machine_had_typed_before_goes_too(home: Home, keys: Keys, copy: Home) -> None:
    """It is older than what was written last here, and nobody here knew of it."""
    with opened(copy, keys) as other:
        session = next(each.row.id for each in other.sessions_of("M-014") if each.row.number == 2)
        saved(other.save_draft(session, f"a late {WORD}", Elapsed(2)))
    with opened(home, keys) as store:
        saved(store.facts.say("M-014", TouchAgreed("none")).ticket)
        client = old(store)
        remove(store)
    assert merge_copy(home, keys, copy.database, now()).came_back == ()
    assert set(rows(home, keys, client.id).values()) == {0}
    with opened(home, keys) as store:
        assert store.verify().problems == ()


def test_what_is_half_typed_elsewhere_is_something_new(home: Home, keys: Keys, copy: Home) -> None:
    with opened(home, keys) as store:
        remove(store)
    with opened(copy, keys) as other:
        session = next(each.row.id for each in other.sessions_of("M-014") if each.row.number == 2)
        saved(other.save_draft(session, f"a late {WORD}", Elapsed(2)))
    assert merge_copy(home, keys, copy.database, now()).came_back == ("M-014",)
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        left = store.draft(session)
    assert left is not None
    assert left.text == f"a late {WORD}"


@pytest.mark.parametrize("what", ["a countersignature", "an entry"])
def test_what_was_added_elsewhere_to_a_session_of_before_is_kept_too(
    home: Home, keys: Keys, copy: Home, what: str
) -> None:
    with opened(home, keys) as store:
        remove(store)
    with opened(copy, keys) as other:
        first, second = (each.row.id for each in sorted(other.sessions_of("M-014"), key=lambda each: each.row.number))
        signed = other.notes.signed(first)
        assert signed is not None
        if what == "a countersignature":
            colleague, _ = other.staff.let_in("R. Osei", "seven grey herons", cost=CHEAP)
            name = {"name": "R. Osei", "role": "medical", "staff": colleague.staff}
            saved(other.notes.countersign(signed.id, **name))
        else:
            saved(other.append(second, [msgspec.structs.replace(line(3, "a slip, put right"), at=now())]))
    assert preview_merge(copy, keys, home.database, now()).merged.gone == ()
    for one, two in ((home, copy), (copy, home), (home, copy)):
        merge_copy(one, keys, two.database, now())
        with opened(one, keys) as store:
            assert "M-014" in store.codes()
            assert store.verify().problems == ()
            note = store.notes.signed(first)
            assert note is not None
            assert (note.countersigned is not None) == (what == "a countersignature")
            assert len(store.load_session(second)[2]) == (2 if what == "a countersignature" else 3)
    with opened(home, keys) as store:
        remove(store)
    merge_copy(copy, keys, home.database, now())
    with opened(copy, keys) as store:
        assert "M-014" not in store.codes(), "whoever removes it now knows of all of it"


@pytest.mark.parametrize("removed_here", [True, False])
def test_a_client_of_whom_something_new_was_written_elsewhere_is_kept(
    home: Home, keys: Keys, copy: Home, removed_here: bool
) -> None:
    here, there = (home, copy) if removed_here else (copy, home)
    with opened(here, keys) as store:
        client = old(store)
        remove(store)
    with opened(there, keys) as other:
        begin(other, "M-014", started=now())
        before = rows(there, keys, client.id)
    for _ in range(2):
        merged = merge_copy(home, keys, copy.database, now())
        with opened(home, keys) as store:
            assert store.verify().problems == ()
            assert rows(home, keys, client.id) == before
            assert store.retention.removed() == []
    assert merged.came_back == (("M-014",) if not removed_here else ())
    with opened(home, keys) as store:
        remove(store)  # the newer removal counts
        assert store.verify().problems == ()
    merge_copy(home, keys, copy.database, now())
    assert set(rows(home, keys, client.id).values()) == {0}


def test_backups_that_still_hold_the_client_are_named(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        empty = store.backup()
        write_all(store)
        holding = store.backup()
        trace = remove(store)
        after = store.backup()
        locked = after.with_name(after.name.replace("kapguide-2", "kapguide-1"))
        locked.write_bytes(b"not a record")
        found = store.retention.backups_with(trace.client)
    assert [(each.backup.path.name, each.holds) for each in found] == [(holding.name, True), (locked.name, None)]
    assert empty.exists()
