"""Planning a contact by the form: by keys alone, with the course's next step, and what is missing said where it is."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kapguide.clinical.facts import ContactKind, ContactPlanned, CourseStep
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.plan_form import PlanForm
from kapguide.usecases.contacts import ContactPlan, ContactWish, PlanChoices
from tests.ui.small_window import Window

NOW = datetime.fromisoformat("2026-12-01 08:41").astimezone()
CHOICES = PlanChoices(
    ("M-014", "K-051"),
    (
        ContactPlan("lozenge", "Sublingual lozenge", ContactKind.DOSING, 155),
        ContactPlan("im", "Intramuscular", ContactKind.DOSING, 120),
        ContactPlan("integration", "Integration", ContactKind.INTEGRATION, 50),
        ContactPlan("check-in", "Check-in", ContactKind.CHECK_IN, 15),
        ContactPlan("screening", "Screening", ContactKind.SCREENING, 60),
    ),
    (("s-1", "K. Lind"), ("s-2", "R. Osei")),
)


@pytest.fixture
def form(theme: Theme, window: Window) -> PlanForm:
    found = PlanForm(theme, now=lambda: NOW)
    found.offer(CHOICES)
    found.asked.connect(lambda wish: asked.append(wish))
    asked: list[ContactWish] = []
    found.wishes = asked  # type: ignore[attr-defined]
    window.hold(found)
    found.open()
    return found


def wishes(form: PlanForm) -> list[ContactWish]:
    found: list[ContactWish] = form.wishes  # type: ignore[attr-defined]
    return found


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def typed(words: str) -> None:
    """Typed into whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, words)


@pytest.mark.parametrize(("wide", "below"), [(500, True), (1300, False)])
def test_what_is_no_time_is_said_whole_and_once(form: PlanForm, wide: int, below: bool) -> None:
    """Beside the agenda the line below the field has no room for what to type instead."""
    form.window().resize(wide, 600)
    form.setFixedWidth(wide)
    form.client.put("M-014")
    form.when.line.setFocus()
    typed("tomorow 10")
    QTest.keyClick(form.when.line, Qt.Key.Key_Return)
    assert form.when.said.whole_text().startswith("“tomorow 10” is not a time. Type for example")
    assert (form.when.said.text() == form.when.said.whole_text()) is not below
    assert ("Type for example 15:30" in form.fault.whole_text()) is below
    assert wishes(form) == []


def test_a_contact_is_planned_by_keys_alone(form: PlanForm) -> None:
    typed("k-051")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    typed("tomorrow 16")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    (wish,) = wishes(form)
    plan = ContactPlanned(
        ContactKind.SCREENING, "Screening", local("2026-12-02 16:00"), 60, protocol="screening", telephone=False
    )
    assert wish == ContactWish("k-051", plan)


def test_what_comes_next_in_the_course_is_offered_and_can_be_changed(form: PlanForm) -> None:
    form.suggest(CourseStep(ContactKind.DOSING, "Dosing 2 of 3"))
    assert form.title.text() == "Dosing 2 of 3"
    assert form.protocol.isVisible(), "a dosing has several plans"
    form.protocol.setCurrentIndex(form.protocol.findData("im"))
    form.client.put("M-014")
    form.when.put("3 dec 9:30")
    form.people["s-2"].click()
    form.submit()
    (wish,) = wishes(form)
    assert (wish.plan.contact, wish.plan.title, wish.plan.protocol) == (ContactKind.DOSING, "Dosing 2 of 3", "im")
    assert (wish.plan.minutes, wish.plan.staff) == (120, ("s-2",))


def test_what_was_typed_is_not_overwritten_by_the_course(form: PlanForm) -> None:
    form.title.put("Talk with the family")
    form.suggest(CourseStep(ContactKind.DOSING, "Dosing 2 of 3"))
    assert form.title.text() == "Talk with the family"


def test_a_check_in_is_by_telephone_unless_somebody_says_otherwise(form: PlanForm) -> None:
    form.kind.setCurrentIndex(form.kind.findData(ContactKind.CHECK_IN))
    assert form.way.chosen == 1
    assert not form.protocol.isVisible(), "there is one plan: nothing to choose"


def test_a_new_client_is_said_to_be_one(form: PlanForm) -> None:
    form.client.put("M-01")
    assert form.client_said.whole_text() == "A new client"
    form.client.put("m-014")
    assert form.client_said.whole_text() == " "


@pytest.mark.parametrize(
    ("client", "when", "minutes", "said", "focused"),
    [
        ("", "tomorrow 10", "", "Type the client’s code.", "client"),
        ("M-014", "", "", "Type when", "when"),
        ("M-014", "tomorrow 10", "soon", "not a length of time", "minutes"),
        ("M-014", "tomorrow 10", "3 days", "a day at most", "minutes"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_planned(
    form: PlanForm, client: str, when: str, minutes: str, said: str, focused: str
) -> None:
    form.client.put(client)
    form.when.put(when)
    form.minutes.put(minutes)
    form.submit()
    assert said in form.fault.whole_text()
    field = getattr(form, focused)
    assert QApplication.focusWidget() in (field, field.focusProxy())
    assert wishes(form) == []


def test_a_new_code_that_looks_like_another_is_planned_for_when_it_is_asked_again(form: PlanForm) -> None:
    form.client.put("M-O14")
    form.when.put("tomorrow 10")
    form.submit()
    assert "M-O14 is a new client, easily taken for M-014." in form.fault.whole_text()
    assert wishes(form) == []
    form.submit()
    assert [wish.client for wish in wishes(form)] == ["M-O14"]


def test_a_time_that_has_gone_by_is_not_planned(form: PlanForm) -> None:
    form.client.put("M-014")
    form.when.put("8:00")
    form.submit()
    assert form.when.said.whole_text() == "08:00 has gone by."
    assert wishes(form) == []


def test_a_contact_that_is_moved_keeps_where_it_came_from(form: PlanForm) -> None:
    plan = ContactPlanned(
        ContactKind.CHECK_IN,
        "72 h after dosing 2",
        local("2026-12-04 10:00"),
        15,
        ("s-1",),
        telephone=True,
        protocol="check-in",
        label="72 h after dosing 2",
        after_session="s-9",
        by_protocol=True,
    )
    form.open_moved("M-014", "f-7", plan)
    assert form.client.isReadOnly()
    assert form.when.said.whole_text() == "10:00 on Fri 4 Dec"
    form.when.put("5 dec 11:00")
    form.submit()
    (wish,) = wishes(form)
    assert wish.moves == "f-7"
    assert wish.plan.at == local("2026-12-05 11:00")
    assert (wish.plan.label, wish.plan.after_session, wish.plan.by_protocol) == (plan.label, "s-9", True)
    assert (wish.plan.minutes, wish.plan.staff, wish.plan.telephone) == (15, ("s-1",), True)
