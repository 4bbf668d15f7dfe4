"""Clients at the window: one is found, added, and what is said of one is in the record at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical import facts as f
from kapguide.clinical.chart import chart_of, said
from kapguide.clinical.facts import ContactKind as Kind
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.store.tables.score_rows import Answer
from kapguide.store.writing.ticket import Ticket
from kapguide.ui.clients.contact_sheet import ContactSheet
from kapguide.ui.clients.doors import ClientDoors
from kapguide.ui.clients.flow import NOT_YET, ClientsFlow
from kapguide.ui.clients.list_screen import ClientsScreen
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.form import Form
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.shipped.instruments import instruments_of
from tests.support.practice import new_practice

Key = Qt.Key


class Desk:
    """The clients at a window, and hands at its keys."""

    def __init__(self, theme: Theme, home: Home, store: Store, qtbot: QtBot) -> None:
        self.store, self.home = store, home
        self.window = MainWindow(theme, lambda: True)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.went: list[str] = []
        post = WindowThread()
        frame = WindowFrame(theme, theme, home, self.window, Jobs(post), post)
        doors = ClientDoors(
            lambda session, back: self.went.append(f"note of {session}"),
            lambda code, contact: self.went.append(f"prepare {contact.plan.title} of {code}"),
            lambda code, names, back: self.went.append(f"hand over to {code}"),
            lambda code, scores, back: self.went.append(f"scores {', '.join(scores)} of {code}"),
            lambda code, back: self.went.append(f"checklists of {code}"),
            lambda code, back: self.went.append(f"own notes on {code}"),
            lambda code, back: self.went.append(f"search of {code}"),
        )
        self.names = False
        self.flow = ClientsFlow(frame, store, doors, lambda: self.went.append("today"), lambda: self.names)

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            focused = QApplication.focusWidget()
            assert focused is not None
            if isinstance(key, str):
                QTest.keyClicks(focused, key)
            else:
                QTest.keyClick(focused, key)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # a screen that was left is gone

    def save(self) -> None:
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    @property
    def screen(self) -> object:
        return self.window.screen_shown

    @property
    def page(self) -> ClientPage:
        assert isinstance(self.screen, ClientPage)
        return self.screen

    @property
    def form(self) -> Form:
        assert isinstance(self.page.form, Form)
        return self.page.form

    def facts(self, code: str = "M-014") -> list[f.AnyFact]:
        """What is in the record of a client, once it is written."""
        self.store.settle(5.0)
        return [fact.body for fact in self.store.facts.of_client(code)]


@pytest.fixture
def desk(theme: Theme, home: Home, qtbot: QtBot) -> Iterator[Desk]:
    with_keys, _ = new_practice(home)
    store = Store.open(home, with_keys)
    store.add_client("A-003")
    store.add_client("M-014")
    yield Desk(theme, home, store, qtbot)
    store.close()


def test_typing_a_code_finds_it_and_enter_opens_it(desk: Desk) -> None:
    listed = desk.flow.show()
    assert [row.split("  ")[0] for row in listed.rows()] == ["A-003", "M-014"]
    desk.press("m-014")
    assert listed.rows() == ["M-014  no session yet  nothing planned"]
    desk.press(Key.Key_Return)
    assert desk.page.data.code == "M-014"
    desk.press(Key.Key_Escape)
    assert isinstance(desk.screen, ClientsScreen)
    assert desk.screen.code.text() == "m-014"
    desk.press(Key.Key_Escape, Key.Key_Escape)
    assert desk.went == ["today"]


def test_a_new_code_is_added_and_one_that_looks_like_another_only_when_asked_again(desk: Desk) -> None:
    listed = desk.flow.show()
    desk.press("K-051", Key.Key_Return)
    assert "K-051" not in desk.store.codes(), "Enter in the field adds nobody"
    desk.press(Key.Key_Return)
    assert desk.page.data.code == "K-051"
    listed = desk.flow.show("M-O14")
    listed.new.click()
    assert "easily taken for M-014" in listed.message.data.text
    assert "M-O14" not in desk.store.codes()
    listed.new.click()
    assert desk.page.data.code == "M-O14"
    assert "easily taken for M-O14" in desk.flow.show("m-014").rows()[0]


@pytest.mark.parametrize("typed", ["x" * 25, "M\u202e014", ""])
def test_a_code_that_cannot_be_used_is_said_and_stays(desk: Desk, typed: str) -> None:
    listed = desk.flow.show(typed)
    listed.new.click()
    assert listed.message.data.text
    assert len(desk.store.codes()) == 2
    assert listed.code.text() == typed


@pytest.mark.parametrize("code", ["R-118-second-course-2026", "ז-14", "患者-7", "\U0001f98a-1", "Ж-014"])
def test_codes_of_every_script_are_found_and_stand_whole(desk: Desk, code: str) -> None:
    desk.store.add_client(code)
    listed = desk.flow.show(code.lower())
    assert listed.rows()[0].startswith(code)
    desk.press(Key.Key_Return)
    assert desk.page.code.text() == desk.page.data.code == code


def test_touch_consent_is_said_with_keys_and_holds_at_once(desk: Desk) -> None:
    desk.flow.show_client("M-014")
    desk.press("t", Key.Key_Right, Key.Key_Right)
    desk.save()
    assert desk.page.consent.rows()[0] == "Touch: hand"
    assert desk.facts() == [f.TouchAgreed("hand")]
    desk.press("t")
    desk.save()
    assert len(desk.facts()) == 1, "nothing was changed, and nothing is said again"
    desk.press("t", Key.Key_Left)
    desk.save()
    assert desk.facts() == [f.TouchAgreed("hand"), f.TouchAgreed("none")]
    before, after = desk.store.facts.of_client("M-014")
    assert after.supersedes == before.id, "it counts also where the clock was set back between them"


def test_what_the_disk_does_not_take_is_not_called_saved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.flow.show_client("M-014")
    desk.press("t", Key.Key_Right, Key.Key_Right)
    with monkeypatch.context() as full_disk:
        full_disk.setattr(desk.store._keeping, "keep", lambda entry, what: Ticket(what, entry=entry))
        full_disk.setattr("kapguide.ui.clients.flow.KEPT_S", 0.0)
        desk.save()
    assert desk.page.message.data.text == NOT_YET
    assert desk.page.consent.rows()[0] == "Touch: hand", "it holds all the same"


def test_details_without_an_answer_are_asked_about(desk: Desk) -> None:
    desk.flow.show_client("M-014")
    desk.press("t")
    desk.form.take_over({"signal": "a raised hand", "observers_words": "two students"})
    desk.save()
    assert "“None” is an answer, too" in desk.form.fields["touch"].answer.whole_text()
    desk.press(Key.Key_Right)
    desk.save()
    assert desk.form.fields["observers"].answer.whole_text() == "Yes, no or not decided?"
    desk.press(Key.Key_Right, Key.Key_Right)
    desk.save()
    assert desk.facts() == [
        f.TouchAgreed("none", signal="a raised hand"),
        f.PermissionSaid("observers", f.Reply.NO, "two students"),
    ]


def test_what_was_typed_in_a_form_that_was_left_stands_in_it_again(desk: Desk) -> None:
    desk.flow.show_client("M-014")
    desk.press("o", "ketamine", Key.Key_Return, "lozenge")
    desk.press(Key.Key_Escape)
    assert desk.page.form is not None, "the first Escape leaves the field"
    desk.press(Key.Key_Escape)
    assert desk.page.form is None
    assert desk.facts() == []
    desk.flow.show_client("M-014")
    desk.press("o")
    assert (desk.form.typed()["medicine"], desk.form.typed()["form"]) == ("ketamine", "lozenge")


def test_an_order_is_kept_as_it_was_typed_and_ends(desk: Desk) -> None:
    desk.flow.show_client("M-014")
    desk.press("o")
    desk.save()
    assert desk.form.fields["medicine"].answer.whole_text() == "Which medicine?"
    desk.form.take_over({"medicine": "Ketamine", "strength": "150 mg", "ordered_on": "31 nov", "sessions": "3"})
    desk.save()
    assert desk.form.fields["ordered_on"].answer.whole_text() == "November has 30 days."
    desk.form.take_over({"ordered_on": "2026-10-14"})
    desk.save()
    order = f.MedicineOrdered("Ketamine", strength="150 mg", ordered_on="2026-10-14", sessions=3)
    assert desk.facts() == [order]
    desk.press("o")
    end = desk.form.ending
    assert end is not None
    end.click()
    assert desk.facts() == [order], "it asks once"
    end.click()
    assert desk.facts() == [order, f.OrderEnded()]
    assert desk.page.order.rows()[0] == "Nothing is ordered"


def test_people_are_described_and_others_are_kept(desk: Desk) -> None:
    friend = f.NamedPerson("A. Weiss", "a friend", part="company")
    desk.store.facts.say("M-014", f.ClientDescribed(part2=True, people=(friend,))).ticket.wait(5.0)
    desk.flow.show_client("M-014")
    desk.press("d", "I. Roth", Key.Key_Return, "the sister")
    desk.form.take_over({"music_dislikes": "choirs"})
    desk.save()
    assert desk.facts()[-1] == f.ClientDescribed(
        part2=True, music_dislikes="choirs", people=(f.NamedPerson("I. Roth", "the sister", part="escort"), friend)
    )
    assert [chip.text for chip in desk.page.data.chips] == ["Touch: not recorded", "Not: choirs", "Part 2"]


def test_a_name_stands_on_the_page_alone_and_only_where_the_practice_keeps_names(desk: Desk) -> None:
    desk.flow.show_client("M-014")
    desk.press("d")
    assert "name" not in desk.form.fields
    desk.names = True
    desk.flow.show_client("M-014")
    desk.press("d", "Ines Roth")
    desk.save()
    assert desk.page.people.rows()[0] == "Name: Ines Roth"
    assert "Roth" not in " ".join(desk.flow.show().rows())
    desk.names = False
    assert "Roth" not in " ".join(desk.flow.show_client("M-014").rows())
    desk.press("d")
    desk.form.take_over({"music_dislikes": "choirs"})
    desk.save()
    assert desk.facts()[-1] == f.ClientDescribed("Ines Roth", music_dislikes="choirs"), "it is kept, and not shown"


def test_a_course_is_begun_changed_and_ended(desk: Desk) -> None:
    desk.flow.show_client("M-014")
    desk.press("c")
    desk.save()
    (begun,) = desk.facts()
    assert isinstance(begun, f.CourseBegun)
    assert [box.title for box in desk.page.line.data.boxes] == [step.title for step in begun.steps]
    desk.press("c")
    desk.form.take_over({"steps": "Preparation; dosing once more; tea"})
    desk.save()
    assert "“tea” is none of" in desk.form.fields["steps"].answer.whole_text()
    desk.form.take_over({"steps": "Preparation; dosing once more"})
    desk.save()
    changed = desk.facts()[-1]
    assert isinstance(changed, f.CourseBegun)
    assert [(step.contact, step.title) for step in changed.steps] == [
        (Kind.PREPARATION, "Preparation"),
        (Kind.DOSING, "dosing once more"),
    ]
    desk.press("c")
    desk.form.take_over({"reason": "moved away"})
    assert desk.form.ending is not None
    desk.form.ending.click()
    desk.form.ending.click()
    assert desk.facts()[-1] == f.CourseEnded("moved away")


def test_a_contact_is_planned_moved_and_cancelled(desk: Desk) -> None:
    desk.flow.show_client("M-014")
    desk.press(Key.Key_Return)
    sheet = desk.page.form
    assert isinstance(sheet, ContactSheet)
    desk.press("tomorrow 10", Key.Key_Return)
    (plan,) = desk.facts()
    assert isinstance(plan, f.ContactPlanned)
    assert desk.page.data.next is not None
    assert desk.page.data.next.title.startswith("Tomorrow 10:00")
    desk.press("m", Key.Key_Escape)
    assert desk.page.form is not None, "the first Escape leaves the field"
    desk.press(Key.Key_Escape)
    assert desk.page.form is None
    desk.press("m")
    sheet = desk.page.form
    assert isinstance(sheet, ContactSheet)
    sheet.form.when.put("tomorrow 11")
    sheet.form.submit()
    assert desk.page.data.next.title.startswith("Tomorrow 11:00")
    desk.press("m")
    sheet = desk.page.form
    assert isinstance(sheet, ContactSheet)
    sheet.words.put("unwell")
    sheet.cancel.click()
    assert desk.page.data.next is None
    assert desk.page.list.rows()[0].endswith("cancelled: unwell")
    desk.store.settle(5.0)
    chart = chart_of(desk.store.facts.of_client("M-014"))
    (contact,) = chart.contacts.values()
    assert said(contact.ended, f.ContactCancelled) == f.ContactCancelled("unwell")
    assert (contact.plan.at.astimezone().hour, len(desk.facts())) == (11, 3)


def test_what_comes_next_is_prepared_with_enter_and_a_questionnaire_handed_over_with_h(desk: Desk) -> None:
    plan = f.ContactPlanned(Kind.DOSING, "Dosing 1", datetime.now(UTC) + timedelta(hours=2))
    desk.store.facts.say("M-014", plan).ticket.wait(5.0)
    desk.flow.show_client("M-014")
    desk.press(Key.Key_Return)
    desk.press("h")
    desk.press("l")
    desk.press("/")
    desk.page.seek.click()
    through = ["prepare Dosing 1 of M-014", "hand over to M-014", "checklists of M-014"]
    assert desk.went == [*through, "search of M-014", "search of M-014"], "by its key, and by a press"


def test_scores_stand_over_the_course_and_an_answer_to_be_followed_waits(desk: Desk) -> None:
    page = desk.flow.show_client("M-014")
    assert [chart.describe() for chart in page.scores.charts.values()] == [
        "No score yet. Hand over PHQ-9.",
        "No score yet. Hand over GAD-7.",
    ]
    answers: dict[str, Answer] = {str(item): 1 for item in range(1, 10)}
    version = instruments_of(desk.home).known["phq-9"].version
    desk.store.scores.add("M-014", "phq-9", version, answers, 9.0, score_id="one").wait(5.0)
    page.come_back.emit()
    assert list(page.scores.charts) == ["PHQ-9"]
    assert page.scores.data.follow.endswith(": not followed up")
    page.scores.open.click()
    assert desk.went == ["scores one of M-014"]
    desk.store.facts.say("M-014", f.ScoreFollowed("one", "9", "asked and spoken about")).ticket.wait(5.0)
    page.come_back.emit()
    assert page.scores.data.follow.endswith(": followed up")


def test_the_code_of_two_clients_is_said_where_it_stands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from kapguide.store.tables import queries

    monkeypatch.setattr(queries, "client_id", lambda db, code: (_ for _ in ()).throw(_shared(code)))
    listed = desk.flow.show("m-014")
    assert listed.rows() == ["M-014  two clients have this code"]
    desk.press(Key.Key_Return)
    assert "kapguide recode M-014 NEW" in listed.message.data.text


def _shared(code: str) -> Exception:
    from kapguide.errors import KapGuideError
    from kapguide.store.tables.queries import shared_code

    return KapGuideError(shared_code(code))


def test_a_check_in_that_is_overdue_stands_warm_in_the_list(desk: Desk) -> None:
    due = datetime.now(UTC) - timedelta(days=2)
    plan = f.ContactPlanned(Kind.CHECK_IN, "Check-in", due, label="72 h after dosing 2", by_protocol=True)
    desk.store.facts.say("M-014", plan).ticket.wait(5.0)
    desk.flow.show("m-014")
    (row,) = desk.screen.data.read(("M-014",))  # type: ignore[attr-defined]
    assert row.late
    assert row.next.startswith("72 h after dosing 2, ")
