"""What a client's page says of a chart: each thing as it was said, and what was not said as that."""

import msgspec
import pytest

from kapguide.clinical import facts as f
from kapguide.clinical.chart import ClientChart, with_fact
from kapguide.clinical.facts import ContactKind as Kind
from kapguide.store.tables.queries import DoseRecorded, NoteStatus, SessionStatus
from kapguide.ui.clients.contacts_data import Leads
from kapguide.ui.clients.page_data import NOT_RECORDED, ClientPageData, page_data
from kapguide.ui.widgets.charts.course_line import BoxStage
from screen_cast_clients import NOW, charted, mid_course, sessions, summary


def shown(*bodies: f.AnyFact) -> ClientPageData:
    return page_data("M-014", charted(bodies, 1), [], NOW)


def test_of_a_new_client_nothing_is_said() -> None:
    page = page_data("K-051", ClientChart(), [], NOW)
    assert page.eyebrow == "Client  ·  no course yet"
    assert page.touch.title == "Touch: not recorded"
    assert {line.value for line in (*page.consent, *page.about)} == {NOT_RECORDED}
    assert (page.order.title, page.ordered, page.next, page.rows) == ("Nothing is ordered", (), None, ())


def test_in_mid_course_everything_has_its_place() -> None:
    been = sessions()
    doses = [DoseRecorded(one.row.id, one.row.started_at, "150 mg") for one in been if one.contact is Kind.DOSING]
    page = page_data("M-014", mid_course(), been, NOW, doses=doses)
    assert page.eyebrow == "Client  ·  in the course since 6 Oct"
    assert [chip.text for chip in page.chips] == ["Touch: hand", "Not: choirs"]
    assert page.touch.detail.startswith("signal: raised left hand, practised; refused by ")
    assert [str(line) for line in page.consent] == [
        "Consent: version 3, 13 Oct, 14 of 14",
        "In the room: no observers",
        "Recording: no",
        "Sharing: yes, R. Osei, until 13 Oct 2027",
    ]
    assert page.order.title == "Ketamine 150 mg, one lozenge"
    assert page.order.detail == "sublingual, hold 7 min, then spit; for 3 sessions, 2 given"
    assert [str(line) for line in page.ordered] == [
        "Ordered: R. Osei, 14 Oct",
        "Given: 5 Nov, 19 Nov, 150 mg each",
        "Kept by: the client, who brings it",
    ]
    assert page.next is not None
    assert (page.next.title, page.next.detail) == ("Today 10:00", "Dosing 3, 2 h 35 min")
    assert page.rows[page.first_row].title == "Dosing 3"
    assert page.rows_said == "8 sessions, 1 to finish"


def test_doses_are_told_as_they_were_given_and_none_of_before_the_order() -> None:
    def given(*amounts: tuple[int, str]) -> str:
        doses = [DoseRecorded(f"s{day}", NOW.replace(month=11, day=day), amount) for day, amount in amounts]
        chart = charted((f.MedicineOrdered("Ketamine", ordered_on="2026-11-02"),))
        page = page_data("M-014", chart, [], NOW, doses=doses)
        return page.ordered[-1].value

    assert given() == given((1, "50 mg")) == "nothing yet"
    assert given((1, "50 mg"), (5, "100 mg"), (19, "150 mg")) == "5 Nov 100 mg, 19 Nov 150 mg"
    assert given((5, "80 mg")) == "5 Nov 80 mg"


def test_the_course_has_its_boxes_and_its_check_ins() -> None:
    line = page_data("M-014", mid_course(), sessions(), NOW).line
    assert [box.stage for box in line.boxes] == [BoxStage.OVER] * 8 + [BoxStage.NEXT, BoxStage.PLANNED]
    assert line.at == 8
    assert [(box.date, box.warm) for box in line.boxes[-3:]] == [
        ("20 Nov", True),
        ("today 10:00", False),
        ("tomorrow 11:00", False),
    ]
    assert [mark.label for mark in line.marks] == ["24 h", "72 h", "1 w", "2 w", "1 m", "3 m"]
    assert [mark.warm for mark in line.marks] == [True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("note", "icon", "means"),
    [
        (NoteStatus.NONE, "pencil", "note to write"),
        (NoteStatus.DRAFT, "pencil", "draft note"),
        (NoteStatus.TO_COUNTERSIGN, "pencil", "to countersign"),
        (NoteStatus.SIGNED, "check", "signed"),
    ],
)
def test_a_contact_has_its_check_once_its_note_counts(note: NoteStatus, icon: str, means: str) -> None:
    been = [msgspec.structs.replace(one, note=note) for one in sessions() if one.state.over]
    boxes = [box for box in page_data("M-014", mid_course(), been, NOW).line.boxes if box.note == means]
    assert boxes
    assert {box.icon for box in boxes} == {icon}


def test_a_contact_that_was_not_held_waits_and_does_not_hide_what_comes() -> None:
    missed = f.ContactPlanned(Kind.PREPARATION, "Preparation 1", NOW.replace(day=1, month=11))
    assert shown(missed).next is not None
    assert shown(missed).rows[0].warm
    coming = f.ContactPlanned(Kind.DOSING, "Dosing 1", NOW.replace(day=4))
    page = shown(missed, coming)
    assert page.next is not None
    assert (page.next.title, page.next.detail, page.next.late) == ("4 Dec 08:41", "Dosing 1", False)


@pytest.mark.parametrize(
    ("ends", "said", "leads"),
    [
        (f.ContactHeld(words="on the telephone"), "on the telephone", Leads.NOWHERE),
        (f.ContactCancelled("unwell"), "cancelled: unwell", Leads.TO_PLAN),
    ],
)
def test_what_became_of_a_contact_is_said(ends: f.AnyFact, said: str, leads: Leads) -> None:
    plan = f.ContactPlanned(Kind.FOLLOW_UP, "Follow-up", NOW.replace(day=1, month=11))
    planned = charted((plan,))
    last = next(iter(planned.contacts.values())).fact
    chart = with_fact(planned, f.Fact("f9", "c", "", NOW, "s", ends, last.id))
    (row,) = page_data("M-014", chart, [], NOW).rows
    assert (row.mark, row.leads, row.warm) == (said, leads, False)


def test_a_session_that_was_thrown_away_is_none() -> None:
    gone = msgspec.structs.replace(summary(1, Kind.DOSING, 3), state=SessionStatus.DISCARDED)
    page = page_data("M-014", ClientChart(), [gone], NOW)
    assert (page.rows, page.line.boxes, page.rows_said) == ((), (), "")


@pytest.mark.parametrize("names", [False, True])
def test_a_name_is_shown_where_the_clinic_keeps_names(names: bool) -> None:
    chart = charted((f.ClientDescribed(name="A. Example"),), 1)
    said = [line.value for line in page_data("M-014", chart, [], NOW, names=names).about]
    assert ("A. Example" in said) is names


def test_a_dosing_that_ended_without_a_dose_stands_unnumbered_and_still_runs_until_then() -> None:
    been = [summary(1, Kind.DOSING, 9), summary(2, Kind.DOSING, 5), summary(3, Kind.DOSING, 1)]
    been[1] = msgspec.structs.replace(been[1], dosed=False)
    page = page_data("M-014", ClientChart(), been, NOW)
    assert [box.title for box in page.line.boxes] == ["Dosing 1", "Dosing, held without a dose", "Dosing 2"]
    assert [box.date.endswith(", no dose") for box in page.line.boxes] == [False, True, False]
    assert [row.title for row in page.rows] == ["Dosing 2", "Dosing, held without a dose", "Dosing 1"]
    been[1] = msgspec.structs.replace(been[1], state=SessionStatus.RUNNING)
    running = page_data("M-014", ClientChart(), been, NOW)
    assert running.line.boxes[1].title == "Dosing 2", "its dose may be still to come"
