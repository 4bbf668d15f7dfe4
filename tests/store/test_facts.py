"""Facts: what is said of clients between sessions, and of the practice; kept, read back, found by when they are due."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical.chart import chart_of, said
from kapguide.clinical.facts import (
    ClientDescribed,
    ContactCancelled,
    ContactHeld,
    ContactKind,
    ContactPlanned,
    ItemReply,
    ListAnswered,
    NamedPerson,
    PreparationTyped,
    Reply,
    StaffDescribed,
    TouchAgreed,
)
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.merge import merge_copy
from kapguide.store.records import Store
from kapguide.store.tables import queries
from kapguide.store.tables.fact_rows import body_of, fact_row, text_of
from kapguide.store.writing.entries import Entry, FactAdded
from tests.support.practice import BOUND_S, begin, noon, opened, saved

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def check_in(at: datetime) -> ContactPlanned:
    return ContactPlanned(ContactKind.CHECK_IN, "72 h after dosing 2", at, telephone=True)


def test_what_was_said_is_read_in_its_order_with_who_and_when(store: Store) -> None:
    store.known_client("M-014")
    told = ClientDescribed(part2=False, people=(NamedPerson("the sister", number="on file", part="escort"),))
    asked = ListAnswered("day-of", "3", "Day of the session", replies=(ItemReply("water", Reply.YES, at=MONDAY),))
    for body in (told, asked):
        saved(store.facts.say("m-014", body).ticket)
    first, second = store.facts.of_client("M-014")
    assert (first.body, second.body) == (told, asked)
    assert first.author == second.author != ""
    assert first.at <= second.at
    assert store.facts.of_practice(StaffDescribed) == []
    assert store.verify().problems == ()


def test_what_is_said_of_the_practice_is_no_clients(store: Store) -> None:
    store.known_client("M-014")
    said = store.facts.say("", StaffDescribed("a", "R. Osei", ("medical",)))
    saved(said.ticket)
    assert store.facts.of_practice(StaffDescribed) == [said.fact]
    assert store.facts.of_client("M-014") == []


def test_text_is_cleaned_at_the_door(store: Store) -> None:
    store.known_client("M-014")
    typed = {"inten\u0301tion\x00": "heavy\r\nfor once\ud800"}
    saved(store.facts.say("M-014", PreparationTyped("c", typed)).ticket)
    (fact,) = store.facts.of_client("M-014")
    assert fact.body == PreparationTyped("c", {"inte\u0144tion": "heavy\nfor once\ufffd"})


def test_what_comes_a_second_time_is_there_once(store: Store) -> None:
    store.known_client("M-014")
    theirs = store.facts.say("M-014", check_in(MONDAY))
    saved(theirs.ticket)
    with store._reading() as db:
        client = queries.client_id(db, "M-014")
    again = FactAdded(store.facts._stamp(), fact_row(theirs.fact.id, client, "", theirs.fact.body, ""))
    saved(store.facts._keeping().keep(again, "what was said of a client"))
    assert store.facts.of_client("M-014") == [theirs.fact]
    assert store.verify().problems == ()


def test_what_is_no_clients_is_refused(store: Store) -> None:
    session = begin(store, "B-002")
    store.known_client("M-014")
    theirs = store.facts.say("B-002", check_in(MONDAY))
    saved(theirs.ticket)
    with pytest.raises(KapGuideError, match="no client"):
        store.facts.say("K-999", check_in(MONDAY))
    for wrong in (
        store.facts.say("M-014", ContactHeld(), supersedes=theirs.fact.id),
        store.facts.say("M-014", ContactHeld(), supersedes="nowhere"),
        store.facts.say("M-014", check_in(MONDAY), session_id=session),
    ):
        assert not wrong.ticket.wait(BOUND_S)
        assert isinstance(wrong.ticket.failure, KapGuideError)
    assert store.facts.of_client("M-014") == []


def test_the_agenda_finds_what_waits_between_two_moments_in_its_order(store: Store) -> None:
    for code in ("M-014", "B-002"):
        store.known_client(code)
    later, sooner, moved, held, off = (
        store.facts.say(code, check_in(at))
        for code, at in (
            ("M-014", MONDAY + 3 * DAY), ("B-002", MONDAY + DAY),
            ("M-014", MONDAY), ("M-014", MONDAY), ("B-002", MONDAY),
        )
    )  # fmt: skip
    again = store.facts.say("M-014", check_in(MONDAY + 2 * DAY), supersedes=moved.fact.id)
    store.facts.say("M-014", ContactHeld(words="by telephone"), supersedes=held.fact.id)
    saved(store.facts.say("B-002", ContactCancelled("ill"), supersedes=off.fact.id).ticket)
    found = store.facts.planned(MONDAY - DAY, MONDAY + 10 * DAY)
    assert [(one.code, one.fact.id) for one in found] == [
        ("B-002", sooner.fact.id), ("M-014", again.fact.id), ("M-014", later.fact.id),
    ]  # fmt: skip
    assert found[0].plan.at == MONDAY + DAY
    assert store.facts.planned(MONDAY + 2 * DAY, MONDAY + 3 * DAY) == found[1:2]
    assert store.facts.planned(MONDAY - DAY, MONDAY + 10 * DAY, 2) == found[:2]
    assert store.facts.planned(MONDAY - DAY, MONDAY + 10 * DAY, 2, last=True) == found[1:]


def test_a_fact_of_a_newer_program_is_kept_and_left_out(store: Store) -> None:
    assert body_of('{"kind":"not_known_yet","more":1}') is None
    assert body_of("{") is None
    assert text_of("{") == ""
    plan = '{"kind":"contact_planned","contact":"check_in","title":"72 h","at":"2026-12-04T10:00:00%s"}'
    assert body_of(plan % "+01:00") is not None
    assert body_of(plan % "") is None, "no time zone: it stands in no order with the others"


def test_two_copies_that_went_on_are_one_again(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        store.known_client("M-014")
        plan = store.facts.say("M-014", check_in(MONDAY))
        saved(plan.ticket)
    copy = home.root / "copy.db"
    shutil.copy(home.database, copy)
    with opened(home, keys) as store:
        saved(store.facts.say("M-014", ContactHeld(), supersedes=plan.fact.id).ticket)
    merged = merge_copy(home, keys, copy, noon())
    assert "fact" not in merged.rows
    with opened(home, keys) as store:
        assert [fact.body for fact in store.facts.of_client("M-014")] == [plan.fact.body, ContactHeld()]
        assert store.verify().problems == ()


def test_doses_count_as_they_stand(store: Store) -> None:
    def told(session: str, seq: int, body: e.AnyBody, command: str) -> e.Event:
        return e.Event(f"{session}-{seq}", command, seq, Elapsed(0), MONDAY + timedelta(seconds=seq), 0, "boot", body)

    def dose(amount: str, supersedes: str = "") -> e.DoseGiven:
        return e.DoseGiven(amount, "sublingual", "K. Lind", Elapsed(0), unit="mg", supersedes=supersedes)

    mine, other = begin(store, "M-014"), begin(store, "B-002")
    events = (
        told(mine, 101, dose("100"), "c1"),
        told(mine, 102, dose("150", f"{mine}-101"), "c2"),
        told(mine, 103, dose("50"), "c3"),
        told(mine, 104, e.Undone("c3", "Dose 2"), "c4"),
    )
    saved(store.append(mine, events))
    saved(store.append(other, (told(other, 101, dose("75"), "c1"),)))
    assert [(one.session_id, one.amount) for one in store.books.doses_of("M-014")] == [(mine, "150 mg")]


def test_a_clients_sessions_are_theirs_alone(store: Store) -> None:
    first, other = begin(store, "M-014"), begin(store, "B-002")
    second = begin(store, "M-014", started=MONDAY)
    assert {one.row.id for one in store.sessions_of("m-014")} == {first, second}
    assert [one.row.id for one in store.sessions_of("B-002")] == [other]


def test_a_clock_that_is_set_back_does_not_bring_back_what_was_said_before(home: Home, keys: Keys) -> None:
    time = [MONDAY]
    store = Store.open(home, keys, now=lambda: time[0])
    store.known_client("M-014")
    plan = store.facts.say("M-014", check_in(MONDAY))
    saved(plan.ticket, store.facts.say("M-014", TouchAgreed("shoulder")).ticket)
    time[0] -= DAY
    saved(store.facts.say("M-014", TouchAgreed("none")).ticket)
    saved(store.facts.say("M-014", ContactHeld(), supersedes=plan.fact.id).ticket)
    chart = chart_of(store.facts.of_client("M-014"))
    store.close()
    assert said(chart.touch, TouchAgreed) == TouchAgreed("none")
    assert chart.open_contacts == ()


def test_what_is_taken_in_late_does_not_count_before_what_was_said_since(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.known_client("M-014")
    put_aside: list[Entry] = []
    with monkeypatch.context() as full_disk:
        full_disk.setattr(store._keeping, "keep", lambda entry, what: put_aside.append(entry))
        store.facts.say("M-014", TouchAgreed("shoulder"))
    saved(store.facts.say("M-014", TouchAgreed("none")).ticket)
    saved(store._keeping.keep(put_aside[0], "what was put aside"))
    assert [fact.body for fact in store.facts.of_client("M-014")] == [TouchAgreed("shoulder"), TouchAgreed("none")]
