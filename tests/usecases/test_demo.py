"""The demonstration practice: made once, found again, and true to itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kapguide.clinical.chart import chart_of, said
from kapguide.clinical.checklists import not_asked
from kapguide.clinical.facts import ContactKind, CourseBegun, StaffDescribed, TouchAgreed
from kapguide.export.note import missing
from kapguide.export.note_file import decode_note
from kapguide.paths import Home
from kapguide.session.state import replay
from kapguide.store.records import Store
from kapguide.toml_file import FileError
from kapguide.usecases.demonstration.demo import demo_home, open_demo
from kapguide.usecases.demonstration.demo_file import read_demonstration, shipped_demonstration
from kapguide.usecases.documents import report_of
from kapguide.usecases.signing import can_countersign

NOBODY = 'author = "K. Lind"\n[[clients]]\ncode = "M-014"\n'


def test_the_demonstration_is_made_at_its_first_door_and_found_at_the_next(home: Home) -> None:
    own = demo_home(home)
    open_demo(own).forget()
    vault = own.vault.read_bytes()
    keys = open_demo(own)
    assert own.vault.read_bytes() == vault
    assert not home.vault.exists(), "the practice itself is not touched"
    store, now = Store.open(own, keys), datetime.now(UTC)
    try:
        assert store.verify().problems == ()
        assert set(store.codes()) == {client.code for client in shipped_demonstration().clients}
        assert len(store.codes()) >= 5
        _every_screen_has_something_to_show(store, now)
        _nothing_is_said_before_or_after_its_time(store, now)
    finally:
        store.close()


def _every_screen_has_something_to_show(store: Store, now: datetime) -> None:
    coming = store.facts.planned(now - timedelta(days=30), now + timedelta(days=30))
    today = now.astimezone().date()
    assert {one.code for one in coming if one.plan.at.astimezone().date() <= today} >= {"T-077", "H-132"}, (
        "somebody waits"
    )
    assert any(now < one.plan.at < now + timedelta(hours=2) for one in coming), "there is a next session"
    chart = chart_of(store.facts.of_client("M-014"))
    course, touch = said(chart.course, CourseBegun), said(chart.touch, TouchAgreed)
    assert course is not None
    assert course.steps
    assert touch is not None
    assert touch.touch == "hand"
    assert {"screening", "consent"} <= {name for name, _ in chart.lists}
    assert chart.followed, "an answer was followed up"
    totals = [score.total for score in store.scores.of_client("M-014") if score.instrument == "phq-9"]
    assert totals == [19, 18, 13, None, 11], "what was left out is not added up"
    kept = [note for code in store.codes() for note in store.notes.of_client(code)]
    assert all(note.note.signed is not note.note.unfinished for note in kept), "a note is a draft, or signed"
    assert all(store.notes.found_whole(note.id) for note in kept if note.note.signed)
    for code in store.codes():
        for note in store.notes.of_client(code):
            if note.note.signed:
                assert missing(decode_note(note.note.text)) == (), "what is signed lacks nothing"
    (waits,) = store.notes.to_countersign(10)
    signed = store.notes.signed(waits.note_id)
    assert signed is not None
    assert (signed.name, signed.final) == ("A. Orth", False)
    assert can_countersign(store, signed)[0].staff == store.staff.me, "whoever opens the demonstration may countersign"
    unfinished = {code for code in store.codes() for note in store.notes.of_client(code) if note.note.unfinished}
    assert {"M-014", "T-077"} <= unfinished
    left = store.unfinished_session()
    assert left is not None
    assert (left.row.client_code, left.stale) == ("T-077", True)
    checked = [each for each in chart.commitments.values() if each.checked is not None]
    assert [each.made.words for each in checked] == ["The walk before breakfast, three times a week"]
    dosed = next(row for row in store.sessions_of("M-014") if row.contact is ContactKind.DOSING)
    _, protocol, events = store.load_session(dosed.row.id)
    state = replay(protocol, events)
    (effect,) = state.safety.effects
    assert (effect.title, effect.severity, effect.ended is not None) == ("Nausea", "mild", True)
    report = report_of(store, dosed.row.id, now)
    note = decode_note(store.notes.read(dosed.row.id).text)
    assert note.place == "Dosing 2 of 3"
    assert not [line.id for section in note.sections for line in section.lines if line.gap and line.open]
    assert report.prepared.checklist is not None
    assert not_asked(report.prepared.checklist) == not_asked(report.leaving_list) == ()
    assert report.prepared.consent
    assert "none_reported" in {cue.answer for cue in state.cues.values()}, "the client was asked, too"
    assert [
        fact.body.name for fact in store.facts.of_practice(StaffDescribed) if isinstance(fact.body, StaffDescribed)
    ] == [person.name for person in shipped_demonstration().staff]


def _nothing_is_said_before_or_after_its_time(store: Store, now: datetime) -> None:
    for code in store.codes():
        facts = store.facts.of_client(code)
        assert all(fact.at <= now for fact in facts)
        ends = {row.row.id: row.row.started_at for row in store.sessions_of(code)}
        held = [one for one in chart_of(facts).contacts.values() if one.plan.after_session]
        assert all(ends[one.plan.after_session] < one.plan.at for one in held)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("day = 3", "the unknown key"),
        ('[[clients.asked]]\nlist = "x"\nday = 1\nrest = "maybe"', "clients[0].asked[0].rest"),
        ('[[clients.held]]\nkind = "dosing"\ntitle = "x"\nday = 1\nat = "ten"', "clients[0].held[0].at"),
        ('[[clients.scores]]\ninstrument = "x"\nday = 1\nanswers = [1, -2]', "clients[0].scores[0].answers"),
        ('[[clients.planned]]\nkind = "tea"\ntitle = "x"\nminutes = 5\nday = 1\nat = "10:00"', "planned[0].kind"),
        ('[[clients.said]]\nwhat = "x"\nday = 9999\nreply = "no"', "clients[0].said[0].day"),
    ],
)
def test_a_mistake_in_its_file_is_named_with_its_place(tmp_path: Path, more: str, place: str) -> None:
    file = tmp_path / "practice.toml"
    file.write_text(NOBODY + more, "utf-8")
    with pytest.raises(FileError) as told:
        read_demonstration(file)
    assert place in told.value.sentence
