"""A practice that the first released version wrote, opened with this one.

`version_1/` holds it: two clients, a session of each, corrections, a note, a half-typed line, a backup; and what that
version itself read from it, `told.json`, and made of it, `note.md`. Its passphrase is that of `tests.support.practice`.
"""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from kapguide import __version__
from kapguide.export.markdown import to_markdown
from kapguide.export.report import build_report
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.event_json import decode
from kapguide.store.chain.anchor import read_anchor
from kapguide.store.copies.backup import backups
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys, unlock
from kapguide.store.opening.restore import preview, restore
from kapguide.store.records import Store
from kapguide.usecases.documents import note_of, report_of
from tests.support.practice import PASSPHRASE, begin, hits_of, line, noon, opened, saved

WRITTEN = Path(__file__).with_name("version_1")
OLD = "session-0002"
LATER = datetime(2026, 12, 1, tzinfo=UTC)


class Told(msgspec.Struct):
    """What the first version read from its record."""

    sessions: dict[str, list[msgspec.Raw]]
    note: str
    line: str

    def events(self, session: str) -> list[e.Event]:
        return [decode(bytes(event)) for event in self.sessions[session]]


@pytest.fixture
def told() -> Told:
    return msgspec.json.decode((WRITTEN / "told.json").read_bytes(), type=Told)


@pytest.fixture
def keys(home: Home) -> Keys:
    """The practice, as an older program left it."""
    for name in ("kapguide.db", "vault.json", "anchor.json"):
        shutil.copy(WRITTEN / name, home.root / name)
    shutil.copytree(WRITTEN / "backups", home.backups)
    return unlock(home.vault, PASSPHRASE)


def test_it_is_brought_up_to_date_with_nothing_changed_in_what_it_says(home: Home, keys: Keys, told: Told) -> None:
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        assert store.notices == ()
        assert [(c.code, c.sessions) for c in store.clients()] == [("B-002", 1), ("M-014", 1)]
        for session in told.sessions:
            assert store.load_session(session)[2] == told.events(session)
        assert store.notes.read(OLD).text == told.note
        unfinished = store.unfinished_session()
        assert unfinished is not None
        left = store.draft(unfinished.row.id)
        assert left is not None
        assert (left.text, left.begun) == (told.line, Elapsed(5000))
        assert [hit.text for hit in hits_of(store, "shoulder")] == ["Right shoulder is sore."]
    assert len(backups(home.backups)) == 2, "as it was, before the change"


def test_it_is_gone_on_with(home: Home, keys: Keys, told: Told) -> None:
    with opened(home, keys) as store:
        session = begin(store, "M-014", started=LATER, events=[line(1, "goes on"), line(2, "and on")])
        saved(
            store.notes.save(OLD, told.note + " ", store.notes.read(OLD).revision), store.notes.save(session, "New.", 0)
        )
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        assert [event.text for event in store.load_session(session)[2]] == ["goes on", "and on"]
        assert store.load_session(OLD)[2] == told.events(OLD)
        assert store.next_number("M-014") == 3
        store.backup()
        assert store.backup_problem() == ""


def test_an_export_of_an_old_session_says_the_same_as_before(home: Home, keys: Keys, told: Told) -> None:
    with opened(home, keys) as store:
        report = report_of(store, OLD, LATER)
        now = to_markdown(report, note_of(store, report).document)
        plan = store.load_session(OLD)[1]
    built = build_report(plan, told.events(OLD), practice="Lindenhof", generated=LATER, version=__version__)
    assert report == built
    before = set(_said((WRITTEN / "note.md").read_text(encoding="utf-8")))
    assert len(before) == 40
    rows = [line for line in now.splitlines() if line.startswith("| 1")]
    for clock, words in before:
        assert any(row.startswith(f"| {clock} ") and words in row for row in rows), words


def _said(markdown: str) -> list[tuple[str, str]]:
    """What happened, each with its time; what the log itself shows elsewhere, such as that a line was corrected, is
    left off."""
    lines = re.findall(r"^- \*\*(1[0-9:]+)\*\* \S+ ([^\n\\]+)", markdown, re.MULTILINE)
    return [
        (clock, re.sub(r" \((correct|typed)[^)]*\)|( \*\(typed\)\*)|; taken by .*| – client, .*", "", words))
        for clock, words in lines
    ]


def test_its_backup_comes_back(home: Home, keys: Keys, told: Told) -> None:
    (backup,) = backups(home.backups)
    with opened(home, keys) as store:
        saved(store.append(begin(store, "B-002", started=LATER), [line(1, "after the backup")]))
    assert preview(home, keys, backup.path).more_at_hand.entries == 1
    restore(home, keys, backup.path, noon())
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        assert store.load_session(OLD)[2] == told.events(OLD)
    assert read_anchor(home.root / "anchor.json") is not None


def test_a_row_that_was_changed_in_it_before_is_said(home: Home, keys: Keys) -> None:
    db = open_database(home.database, keys.main)
    db.conn.execute("DROP TRIGGER session_event_keeps")
    db.conn.execute("UPDATE session_event SET at_utc = replace(at_utc, '09:', '08:') WHERE seq = 3")
    db.close()
    with opened(home, keys) as store:
        assert any("were changed after they were saved" in each for each in store.verify().problems)


def test_it_is_only_read_once_it_is_brought_up_to_date(home: Home, keys: Keys) -> None:
    with pytest.raises(Exception, match="older KapGuide"):
        Store.open(home, keys, read_only=True)
    Store.open(home, keys).close()
    Store.open(home, keys, read_only=True).close()
