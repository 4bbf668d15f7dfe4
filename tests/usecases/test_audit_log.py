"""The audit log in sentences and as a table; what of a client left the record, to whom and for what."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kapguide.clinical.facts import (
    ClinicTextSigned,
    ContactKind,
    ContactPlanned,
    ListAnswered,
    RecordExported,
    StaffDescribed,
    TouchAgreed,
)
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.clock import Origin
from kapguide.session.events import SessionEnded, SessionStarted
from kapguide.session.protocol.protocol import freeze
from kapguide.store.chain.anchor import LAST, SURE
from kapguide.store.chain.audit_rows import TYPED, About, AuditRow, AuditWish
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.usecases.audit_log import (
    _TOLD,
    GROUPS,
    audit_words,
    disclosures,
    export_audit,
    export_disclosures,
    say_disclosed,
    sentence,
)
from kapguide.usecases.documents import export_note
from kapguide.usecases.exports import sha256_of
from tests.support.plans import MORNING, whole
from tests.support.practice import begin, happened, line, new_practice, opened, saved

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture
def store(home: Home, keys: Keys) -> Iterator[Store]:
    with opened(home, keys) as store:
        yield store


def ended(store: Store) -> str:
    """A session that has ended; its id."""
    session = begin(store)
    began = SessionStarted(session, "M-014", "lozenge", freeze(whole())[1], Origin(MORNING, "boot-1", 0, 0))
    saved(store.append(session, [happened(1, began), happened(2, SessionEnded())]))
    return session


def sentences(store: Store, wish: AuditWish, limit: int = -1) -> list[str]:
    return [words.sentence for words in audit_words(store, wish, limit)]


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def test_each_act_is_a_sentence_with_who_did_it(store: Store) -> None:
    session = begin(store)
    saved(store.append(session, [line(1, "a"), line(2, "b")]))
    saved(store.append(session, [line(3, "c")]))
    saved(store.notes.finish(session, "words", 0))
    for body in (
        TouchAgreed("hand"),
        ContactPlanned(ContactKind.INTEGRATION, "Integration", NOW),
        ListAnswered("day-of", "1", "Day of the session"),
    ):
        saved(store.facts.say("M-014", body).ticket)
    for body in (
        ClinicTextSigned("limits", "0", "R. Osei"),
        StaffDescribed("o", "R. Osei"),
        StaffDescribed("o", "R. Osei", here=False),
    ):
        saved(store.facts.say("", body).ticket)
    assert sentences(store, AuditWish(typed=True), 12) == [
        "R. Osei is named no more",
        "R. Osei is named, or what they are here for",
        "The limits signed by R. Osei",
        "Day of the session answered of M-014",
        "Integration planned for M-014",
        "Touch consent of M-014",
        "Note of M-014/1 saved as version 1",
        "1 entry of M-014/1",
        "2 entries of M-014/1",
        "Session M-014/1 begun",
        "Client M-014 added",
        "All rows that were there were sealed",
    ]
    assert {words.by for words in audit_words(store, AuditWish(), 3)} == {"R. Ames"}


def test_what_is_no_more_in_the_record_or_of_a_newer_program_is_said_as_far_as_it_is_known() -> None:
    def row(action: str, **detail: object) -> AuditRow:
        return AuditRow("d", 1, NOW, "a", action, "gone", About(), "", detail)

    assert sentence(row("session_begun"), {}) == "Session a client who was removed begun"
    assert sentence(row("person_removed"), {}) == "The access of somebody who is not named was taken away"
    assert sentence(row("fact_added"), {}) == "Something was said"
    assert sentence(row("room_painted"), {}) == "Room painted"
    assert sentence(row("merged", rows=1), {}) == "Another copy was merged: one row came"
    assert sentence(row("merged", rows="many"), {}) == "Another copy was merged: 0 rows came", "another program's row"
    assert sentence(row("epoch_begun", missing=[1], because="restored"), {}).endswith("another place: restored")
    assert sentence(row("events_appended", first=[1], last="x"), {}).startswith("0 entries")
    assert sentence(row("merged", rows=1204), {}) == "Another copy was merged: 1,204 rows came"
    assert sentence(row("events_appended", refused=0), {}) == "What could not be saved before was taken in"
    assert sentence(row("epoch_begun", because="restored", missing=2), {}).endswith("restored; 2 changes are missing")


def test_every_group_asks_for_acts_that_are_told() -> None:
    asked = {action for wish in GROUPS.values() for action in wish.actions}
    assert asked <= _TOLD.keys()
    assert not asked & set(TYPED)


def test_the_table_holds_every_row_with_its_seal_and_is_written_down_itself(store: Store, tmp_path: Path) -> None:
    begin(store)
    file = export_audit(store, AuditWish(typed=True), tmp_path, NOW)
    rows = table(file)
    assert file.name == "2026-12-01-audit-log.csv"
    assert [int(row["Row"]) for row in rows] == list(range(len(rows), 0, -1))
    assert (rows[0]["What was done"], rows[0]["By"], len(rows[0]["Seal"])) == ("Session M-014/1 begun", "R. Ames", 64)
    store.settle(10)
    assert sentences(store, AuditWish(), 1) == ["Audit log exported as CSV"]


def test_a_note_that_is_exported_is_accounted_for(store: Store, tmp_path: Path) -> None:
    session = ended(store)
    file = export_note(store, session, "md", tmp_path, NOW)
    store.settle(10)
    assert sentences(store, GROUPS["Exports and disclosures"]) == ["Note of M-014 exported as MD"]
    ((fact, body),) = disclosures(store, "M-014")
    assert body == RecordExported("note", "md", sha256_of(file.read_bytes()), session)
    assert fact.session == "", "a signed note's session takes nothing more"
    with pytest.raises(KapGuideError, match="to whom"):
        say_disclosed(store, "M-014", body, fact.id)


def test_the_account_names_each_disclosure_once_with_the_day_on_which_it_left(store: Store, tmp_path: Path) -> None:
    session = ended(store)
    file = export_note(store, session, "md", tmp_path, NOW)
    store.settle(10)
    ((fact, body),) = disclosures(store, "M-014")
    named = RecordExported(body.what, body.form, body.sha256, body.session, "Northside Insurance", "the bill")
    saved(say_disclosed(store, "M-014", named, fact.id).ticket)
    saved(say_disclosed(store, "M-014", RecordExported("session dates", "", "", "", "+the court", "an order")).ticket)
    account = export_disclosures(store, "M-014", tmp_path, NOW)
    assert [(row["What"], row["Of which session"], row["To whom"], row["For what"]) for row in table(account)] == [
        ("note", "1", "Northside Insurance", "the bill"),
        ("session dates", "", "'+the court", "an order"),
    ]
    assert table(account)[0]["When"] == f"{fact.at.astimezone():%Y-%m-%d %H:%M}"
    assert table(account)[0]["sha256 of the file"] == sha256_of(file.read_bytes())
    store.settle(10)
    assert sentences(store, GROUPS["Exports and disclosures"])[:2] == [
        "Account of disclosures of M-014 exported as CSV",
        "Session dates of M-014 disclosed for +the court",
    ]


def test_an_export_beside_a_window_is_written_down_at_its_next_start(home: Home, keys: Keys, tmp_path: Path) -> None:
    with opened(home, keys) as window:
        session = ended(window)
        beside = Store.open(home, keys, read_only=True)
        file = export_note(beside, session, "md", tmp_path, NOW)
        beside.close()
        assert disclosures(window, "M-014") == []
    with opened(home, keys) as window:
        ((_, body),) = disclosures(window, "M-014")
        assert body.sha256 == sha256_of(file.read_bytes())
        assert window.verify().problems == ()


def test_a_record_that_was_never_open_here_is_nobodys_to_write_to(home: Home, keys: Keys, tmp_path: Path) -> None:
    with opened(home, keys) as store:
        session = ended(store)
    for name in (SURE, LAST):
        (home.root / name).unlink()
    beside = Store.open(home, keys, read_only=True)
    assert export_note(beside, session, "md", tmp_path, NOW).exists()
    beside.close()
    assert list(home.root.glob("unsaved-*.sealed")) == []
