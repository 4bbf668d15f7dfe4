"""What Today reads of the record: as much as it shows, however much there is."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kapguide.clinical.facts import (
    AskedItem,
    ContactCancelled,
    ContactHeld,
    ContactKind,
    ContactPlanned,
    ItemReply,
    ListAnswered,
    MedicineOrdered,
    PreparationTyped,
    Reply,
    ScoreFollowed,
    StaffDescribed,
)
from kapguide.clinical.preparing import EVERY, Attending, KnownToo, Matter, Preparing, as_fields, lacks
from kapguide.paths import Home, resource
from kapguide.session import events as e
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.ui.today import data
from kapguide.ui.today.data import MOST_COMING, NOTES, today_data
from kapguide.ui.today.readiness import UNKNOWN
from kapguide.ui.today.screen import TodayData
from kapguide.ui.today.standing import StandingData
from kapguide.ui.today.work_rows import CLIENT, MORE_NOTES, NOTE, SCORE, SETTINGS
from kapguide.usecases import signing
from kapguide.usecases.scores import FormKeeper
from kapguide.usecases.shipped.instruments import instruments_of
from tests.session.test_emergency_card import CARD as CARD_TEXT
from tests.support.plans import MORNING
from tests.support.practice import begin, happened, new_practice, opened, saved


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture
def store(home: Home, keys: Keys) -> Iterator[Store]:
    with opened(home, keys) as store:
        yield store


def steps(store: Store, home: Home) -> int:
    """How many steps SQLite takes to read Today, in tens."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with store._reading() as db:
        db.conn.set_progress_handler(count, 10)
    try:
        today_data(store, home)
    finally:
        with store._reading() as db:
            db.conn.set_progress_handler(None, 0)
    return taken


def add(store: Store, count: int, first: int) -> None:
    for number in range(first, first + count):
        begin(store, started=MORNING + timedelta(days=number), events=[happened(1, e.SessionEnded())])


def planned(store: Store, code: str, kind: ContactKind, title: str, at: datetime, **more: Any) -> str:
    """Plan a contact of a client; the id of the fact."""
    store.known_client(code)
    told = store.facts.say(code, ContactPlanned(kind, title, at, **more))
    saved(told.ticket)
    return told.fact.id


def tuesday(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """A moment of Tuesday 1 December 2026, or so many days later, by the local clock."""
    return datetime.fromisoformat(f"2026-12-{1 + days:02} {hour:02}:{minute:02}").astimezone()


def shown(store: Store, home: Home, now: datetime | None = None, **more: Any) -> TodayData:
    return today_data(store, home, now or tuesday(8, 41), **more)


def test_it_costs_the_same_however_many_sessions_there_are(store: Store, home: Home) -> None:
    add(store, 24, 0)
    few = steps(store, home)
    add(store, 96, 24)
    assert steps(store, home) <= 1.1 * few


def test_it_costs_the_same_however_many_contacts_are_planned(store: Store, home: Home) -> None:
    def plan(count: int) -> None:
        for number in range(count):
            at = datetime.now(UTC) + timedelta(hours=1 + number)
            told = store.facts.say("M-014", ContactPlanned(ContactKind.CHECK_IN, "72 h", at))
        saved(told.ticket)

    store.known_client("M-014")
    plan(MOST_COMING)
    few = steps(store, home)
    plan(4 * MOST_COMING)
    assert steps(store, home) <= 1.2 * few
    first = today_data(store, home)
    assert (str(first.agenda[-1]), first.coming) == ("More contacts  Show", "")
    more = today_data(store, home, contacts=2 * MOST_COMING)
    assert len(more.agenda) >= len(first.agenda) + MOST_COMING


def test_a_practices_own_protocol_can_be_chosen_and_a_broken_one_is_named(store: Store, home: Home) -> None:
    home.protocols.mkdir()
    text = (resource("protocols") / "lozenge.toml").read_text()
    (home.protocols / "ours.toml").write_text(text.replace('id = "lozenge"', 'id = "ours"', 1))
    (home.protocols / "torn.toml").write_text("id = ")
    data = shown(store, home)
    assert {"lozenge", "ours"} <= {choice.id for choice in data.protocols}
    assert {"lozenge", "ours"} <= {plan.id for plan in data.choices.plans}
    assert data.refused.startswith("torn.toml")


def test_an_answer_that_nobody_followed_up_is_to_be_done_however_many_scores_there_are(
    store: Store, home: Home
) -> None:
    def answered(count: int) -> None:
        for _ in range(count):
            ticket = store.scores.add("M-014", "phq-9", "1", {"9": 0}, 4)
        saved(ticket)

    store.known_client("M-014")
    form = instruments_of(home).known["phq-9"]
    answers = {item.id: 1 for item in form.items}
    FormKeeper(store, "M-014", "asked aloud").enter(form, answers, tuesday(8) - timedelta(days=1))
    store.settle(5.0)
    (waiting,) = store.scores.to_follow(9)
    row = next(row for row in shown(store, home).work if row.id.startswith(SCORE))
    assert (row.id, str(row)) == (
        f"{SCORE}{waiting.score_id} M-014",
        "M-014  PHQ-9, item 9, yesterday  not followed up  Open",
    )
    answered(10)
    few = steps(store, home)
    answered(90)
    assert steps(store, home) <= few + 10, "ninety scores that are read take more"
    saved(store.facts.say("M-014", ScoreFollowed(waiting.score_id, "9", "asked about it")).ticket)
    assert not any(row.id.startswith(SCORE) for row in shown(store, home).work)


def test_the_agenda_stands_by_day_and_the_next_contact_above_it(store: Store, home: Home) -> None:
    saved(store.facts.say("", StaffDescribed("k", "K. Lind")).ticket)
    first = planned(
        store, "M-014", ContactKind.DOSING, "Dosing 3 of 3", tuesday(10), minutes=155, staff=("k",), protocol="lozenge"
    )
    planned(store, "R-203", ContactKind.PREPARATION, "Preparation 2 of 2", tuesday(15, 30), minutes=50, staff=("k",))
    planned(store, "M-014", ContactKind.INTEGRATION, "Integration", tuesday(11, days=1), minutes=50)
    planned(store, "A-003", ContactKind.CHECK_IN, "1 month after dosing 3", tuesday(14, days=2), telephone=True)
    planned(store, "M-014", ContactKind.FOLLOW_UP, "Follow-up", datetime.fromisoformat("2027-01-10 09:00").astimezone())
    data = shown(store, home)
    assert (data.next.id, data.next.clock, data.next.wait, data.next.code) == (first, "10:00", "in 1 h 19", "M-014")
    assert data.next.details[:3] == ("K. Lind, 2 h 35 min", "touch: not asked", "no order yet")
    assert [str(row) for row in data.agenda] == [
        "15:30  R-203  Preparation 2 of 2  K. Lind, 50 min  Prepare",
        "Tomorrow, Wednesday 2",
        "11:00  M-014  Integration  50 min  Prepare",
        "Thursday 3",
        "14:00  A-003  1 month after dosing 3, by telephone  Record",
    ], "nobody looks so far ahead as January"
    assert data.coming == "2 today, 4 this week"


def test_a_contact_that_was_chosen_stands_above_and_what_has_begun_is_late(store: Store, home: Home) -> None:
    first = planned(store, "M-014", ContactKind.SCREENING, "Screening", tuesday(10), minutes=60)
    other = planned(store, "R-203", ContactKind.PREPARATION, "Preparation", tuesday(15, 30))
    assert shown(store, home, chosen=other).next.id == other
    late = shown(store, home, tuesday(10, 12)).next
    assert (late.id, late.wait, late.late) == (first, "since 12 min", True)
    assert shown(store, home, tuesday(11, 30)).next.id == other, "the first would be over by now"
    assert shown(store, home, tuesday(10)).next.wait == "now"


def test_a_dosing_without_an_order_says_so(store: Store, home: Home) -> None:
    for code in ("R-118", "M-014"):
        planned(store, code, ContactKind.DOSING, "Dosing 1", tuesday(9, 30, days=2))
    saved(store.facts.say("M-014", MedicineOrdered("ketamine", "lozenge")).ticket)
    chips = {row.code: row.chip for row in shown(store, home).agenda if row.code}
    assert chips == {"R-118": "no order yet", "M-014": ""}


def test_check_ins_wait_from_their_day_on_and_older_contacts_are_not_forgotten(store: Store, home: Home) -> None:
    more = {"telephone": True, "by_protocol": True}
    for code, label, at in (
        ("T-077", "72 h after dosing 2", datetime.fromisoformat("2026-11-30 10:00").astimezone()),
        ("H-132", "1 week after dosing 3", tuesday(10, 20)),
        ("M-014", "72 h after dosing 3", tuesday(10, days=3)),
    ):
        planned(store, code, ContactKind.CHECK_IN, label, at, label=label, **more)
    planned(store, "K-051", ContactKind.SCREENING, "Screening", datetime.fromisoformat("2026-11-28 16:00").astimezone())
    data = shown(store, home)
    assert [str(row) for row in data.work[:4]] == [
        "K-051  Screening, Sat 28 Nov  not held  Look",
        "Check-ins due",
        "T-077  72 h after dosing 2  since yesterday  Record",
        "H-132  1 week after dosing 3  10:20  Record",
    ]
    assert [row.warm for row in data.work[:4]] == [True, False, True, False]
    assert [row.code for row in data.agenda if row.code] == ["M-014"]
    assert data.next.id == "", "a check-in stands where it is to be done"


def test_however_many_were_never_held_the_newest_are_named(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "MOST_LATE", 2)
    for days in (200, 100, 40, 1):
        at = tuesday(10) - timedelta(days=days)
        planned(store, "T-077", ContactKind.CHECK_IN, f"No. {days}", at, label=f"No. {days}", by_protocol=True)
    assert [row.what for row in shown(store, home).work if row.code] == ["No. 40", "No. 1"]


def test_what_was_held_cancelled_or_moved_waits_no_more(store: Store, home: Home) -> None:
    ids = [planned(store, "M-014", ContactKind.INTEGRATION, f"No. {n}", tuesday(10 + n)) for n in range(3)]
    saved(store.facts.say("M-014", ContactHeld("s"), supersedes=ids[0]).ticket)
    moved = ContactPlanned(ContactKind.INTEGRATION, "No. 1, moved", tuesday(18))
    saved(store.facts.say("M-014", moved, supersedes=ids[1]).ticket)
    saved(store.facts.say("M-014", ContactCancelled("ill"), supersedes=ids[2]).ticket)
    data = shown(store, home)
    assert (data.next.title, data.agenda) == ("No. 1, moved", ())


def test_a_session_that_was_thrown_away_asks_for_no_note(store: Store, home: Home) -> None:
    begin(store, events=[happened(1, e.SessionDiscarded()), happened(2, e.SessionEnded())])
    ended = begin(store, events=[happened(1, e.SessionEnded())])
    assert [row.id for row in shown(store, home).work if row.id.startswith(NOTE)] == [NOTE + ended]


def test_the_newest_notes_are_named_all_are_counted_and_more_are_shown_when_asked(store: Store, home: Home) -> None:
    add(store, NOTES + 3, 0)
    now = (MORNING + timedelta(days=NOTES + 2, hours=3)).astimezone()
    data = shown(store, home, now)
    notes = [row for row in data.work if row.id.startswith((NOTE, MORE_NOTES))]
    assert [str(row) for row in notes[:2]] == [
        "M-014  Dosing, today  to write, today  Write",
        "M-014  Dosing, yesterday  to write, 1 day  Write",
    ]
    assert (len(notes), str(notes[-1])) == (NOTES + 1, "3 older  Show")
    more = shown(store, home, now, notes=2 * NOTES)
    assert sum(row.id.startswith(NOTE) for row in more.work) == NOTES + 3
    assert not any(row.id == MORE_NOTES for row in more.work)
    assert data.things == more.things == NOTES + 3 + 2, "and the emergency card, and the limits"


def test_a_signed_note_waits_no_more_and_a_trainees_waits_for_a_second_name(store: Store, home: Home) -> None:
    saved(store.facts.say("", StaffDescribed(store.staff.me, "A. Orth", ("therapist", "trainee"))).ticket)
    for day in range(2):
        begin(store, started=MORNING + timedelta(days=day), events=[happened(1, e.SessionEnded())])
    later, earlier = store.sessions()
    saved(store.notes.save(earlier.row.id, "Calm.", 0), signing.sign(store, later.row.id, "Calm.", 0))
    now = (MORNING + timedelta(days=1, hours=3)).astimezone()
    data = shown(store, home, now)
    assert [str(row) for row in data.work if row.id.startswith(NOTE) or "sign" in row.heading] == [
        "Notes not signed",
        "M-014  Dosing, yesterday  draft, 1 day  Sign",
        "To countersign",
        next(str(row) for row in data.work if row.id == NOTE + later.row.id),
    ]
    (second,) = [row for row in data.work if row.id == NOTE + later.row.id]
    assert (second.what, second.verb, second.warm) == ("Dosing, today", "Countersign", True)
    assert second.aside.startswith("A. Orth, ")


def test_a_note_of_no_session_leads_to_its_client(store: Store, home: Home) -> None:
    add(store, 1, 0)
    code = store.codes()[0]
    note = store.notes.begin(code, "telephone")
    saved(store.notes.save(note, "Slept well.", 0))
    (row,) = [row for row in shown(store, home).work if row.what.startswith("Telephone")]
    assert (row.id, row.verb) == (CLIENT + code, "Look")


def test_a_session_that_nobody_ended_comes_first(store: Store, home: Home) -> None:
    add(store, 1, 0)
    left = begin(store, started=MORNING - timedelta(days=3), events=[happened(1, e.PhaseBegan("p", 0, -1))])
    row = shown(store, home).work[0]
    assert (row.id, row.aside, row.verb, row.warm) == (NOTE + left, "never ended", "Close it", True)


def test_the_practice_says_how_it_stands(store: Store, home: Home) -> None:
    def heads() -> list[str]:
        return [each.head for each in shown(store, home).standings]

    assert heads()[0] == "No backup yet"
    assert heads()[2:] == ["Record opened", "In an emergency"]
    card = next(row for row in shown(store, home).work if row.id == SETTINGS + "card")
    assert (card.aside, card.warm) == ("nothing is written", True)
    home.emergency_card.write_text(CARD_TEXT, encoding="utf-8")
    store.backup()
    data = shown(store, home, datetime.now(UTC))
    assert [each.head for each in data.standings][::2] == ["Backup good", "Record whole"]
    assert data.standings[0].words.startswith("Today, ")
    assert str(data.standings[3]) == "Emergency card: R. Example, 3 Nov 2026"
    assert not any(row.id == SETTINGS + "card" for row in data.work)


def test_the_foot_of_today_names_the_disk_of_the_backups(store: Store, home: Home, tmp_path: Path) -> None:
    disk = tmp_path / "KEEP-2" / "KapGuide backups"
    disk.mkdir(parents=True)
    home.settings.write_text(f'[backups]\nfolder = "{disk}"\n', "utf-8")

    def backup() -> StandingData:
        return shown(store, home, datetime.now(UTC)).standings[0]

    store.backup()
    assert (backup().head, backup().words.endswith(", on KEEP-2"), backup().good) == ("Backup good", True, True)
    disk.rename(tmp_path / "taken out")
    assert (backup().head, backup().good) == ("KEEP-2 is not there", False)
    assert backup().words.startswith("the last one today")
    shutil.rmtree(home.backups)
    assert backup().words == "none was made yet"


def test_a_new_practice_is_one_until_there_is_a_client(store: Store, home: Home) -> None:
    assert shown(store, home).new_practice
    store.known_client("M-014")
    assert not shown(store, home).new_practice
    assert shown(store, home).choices.clients == ("M-014",)


def test_the_next_dosing_says_how_far_it_is_prepared(store: Store, home: Home) -> None:
    now = datetime.now(UTC).astimezone().replace(hour=0, minute=1)
    first = planned(store, "M-014", ContactKind.DOSING, "Dosing 1 of 3", now.replace(hour=10))

    def ready() -> tuple[int, int]:
        shown_large = shown(store, home, now).next
        assert shown_large.ready_words == f"{shown_large.of - shown_large.ready} missing, and the room"
        return shown_large.ready, shown_large.of

    assert ready() == (1, 7), "the sound and the music are tried on Prepare"
    typed = Preparing(dose="100 mg", intention="to rest", escort="the sister", pick_up="14:00")
    typed = msgspec.structs.replace(typed, pick_up_at=now.replace(hour=14))
    saved(store.facts.say("M-014", PreparationTyped(first, as_fields(typed))).ticket)
    assert ready() == (4, 7)
    asked = ListAnswered("day-of", "1", "Day of the session", (AskedItem("water", "Water"),), contact=first)
    saved(store.facts.say("M-014", asked).ticket)
    assert ready() == (4, 7), "an item has not been asked"
    answered = msgspec.structs.replace(asked, replies=(ItemReply("water", Reply.YES),))
    saved(store.facts.say("M-014", answered).ticket)
    assert ready() == (5, 7)
    moved = ContactPlanned(ContactKind.DOSING, "Dosing 1 of 3", now.replace(hour=11))
    saved(store.facts.say("M-014", moved, supersedes=first).ticket)
    assert ready() == (5, 7), "what was typed for it stays with it"


def test_a_contact_without_a_dose_counts_no_matters(store: Store, home: Home) -> None:
    planned(store, "M-014", ContactKind.SCREENING, "Screening", tuesday(10))
    assert shown(store, home).next.of == 0


def test_what_is_missing_is_counted_as_prepare_counts_it(store: Store, home: Home) -> None:
    now = datetime.now(UTC).astimezone().replace(hour=12, minute=1)
    first = planned(store, "M-014", ContactKind.DOSING, "Dosing 1", now.replace(hour=14))
    gone = Preparing(dose="100 mg", pick_up="10:00", pick_up_at=now.replace(hour=10))
    saved(store.facts.say("M-014", PreparationTyped(first, as_fields(gone))).ticket)
    large = shown(store, home, now).next
    on_prepare = msgspec.structs.replace(gone, people=(Attending("R. Ames", "therapist"),))
    found = lacks(on_prepare, KnownToo(now, mood=(("PHQ-2", False),)), EVERY - UNKNOWN)
    assert [each.matter for each in found].count(Matter.ESCORT) == 2, "nobody fetches, and the time has gone by"
    assert large.missing == len(found) + 1, "and the list of the day, which nobody has begun"
    assert large.ready_words == f"{large.missing} missing, and the room"
