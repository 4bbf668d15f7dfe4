"""The audit log at the window: read, narrowed down by keyboard, exported; a disclosure is written down."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.clinical.facts import RecordExported
from kapguide.paths import Home
from kapguide.store.keys import vault as v
from kapguide.ui.audit.screen import AuditScreen
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.lists.row_list import RowList
from screen_cast import SCREENS
from screens import SIZES
from tests.support.practice import CHEAP, begin, new_practice, opened, saved
from tests.support.therapist import Therapist, window_of
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.fixture
def her(home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Therapist]:
    """Somebody before the log, with two clients and an export of one in the record."""
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    with opened(home, keys) as store:
        begin(store, "B-002")
        store.known_client("M-014")
        saved(store.facts.say("M-014", RecordExported("note", "pdf", "0")).ticket)
        for number in range(101):
            saved(store.facts.say("", RecordExported(f"list {number}", "csv", "0")).ticket)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        settings = her.screen(SettingsScreen)
        settings.show_section("audit")
        her.click(settings.page.buttons[0])
        page = her.screen(AuditScreen)
        her.until(lambda: len(page.rows()) == 100)
        yield her


def test_it_is_read_to_its_end_narrowed_down_and_exported(her: Therapist, home: Home) -> None:
    page = her.screen(AuditScreen)
    assert "List 100 exported as CSV" in page.rows()[0]
    page.list.scrollToBottom()
    her.until(lambda: any("Session B-002/1 begun" in row for row in page.rows()))
    her.press("/")
    her.write_in("m-014")
    her.until(
        lambda: [row.split("  ")[1] for row in page.rows()] == ["Note of M-014 exported as PDF", "Client M-014 added"]
    )
    page.list.setFocus()
    her.press(Qt.Key.Key_Home)
    her.until(lambda: "fact added" in page.more.whole_text())
    her.press("x")
    her.until(lambda: "Written to" in page.message.data.text)
    assert [each.suffix for each in home.exports.iterdir()] == [".csv"]
    her.press(Qt.Key.Key_Escape)
    assert her.screen(SettingsScreen).at == "audit"


def test_an_export_gets_its_reader_and_stands_in_the_account(her: Therapist, home: Home) -> None:
    page = her.screen(AuditScreen)
    assert not page.disclosure.isEnabled()
    her.press("/")
    her.write_in("M-014")
    her.until(lambda: len(page.rows()) == 2)
    page.list.setFocus()
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    her.press(Qt.Key.Key_Return)
    assert page.form is not None
    her.write_in("Northside Insurance")
    her.press(Qt.Key.Key_Return, ctrl=True)
    assert page.form.fields["purpose"].answer.whole_text() == "For what?"
    her.write_in("the bill", enter=False)
    assert her.app.window.half_typed == "What stands in the open form is not saved."
    her.press(Qt.Key.Key_Return, ctrl=True)
    her.until(lambda: page.form is None)
    her.until(lambda: "Note of M-014 exported as PDF for Northside Insurance" in page.rows()[0])
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    her.press(Qt.Key.Key_Return)
    assert "stands in a later row" in page.message.data.text
    page.list.setCurrentIndex(page.list.model().index(2, 0))
    her.press(Qt.Key.Key_Return)
    assert page.form is None, "nothing left the record there"

    her.press("n")
    her.write_in("session dates")
    her.write_in("3 nov 2025")
    her.write_in("the court")
    her.write_in("an order")
    her.press(Qt.Key.Key_Return, ctrl=True)
    her.until(lambda: "Session dates of M-014 disclosed for the court" in page.rows()[0])
    her.press("d")
    her.until(lambda: "Written to" in page.message.data.text)
    (file,) = home.exports.iterdir()
    lines = file.read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[2].startswith('"2025-11-03","session dates"')


def test_what_cannot_be_asked_for_is_said_at_its_field_and_days_narrow_it_down(her: Therapist) -> None:
    page = her.screen(AuditScreen)
    for field, typed, words in (
        (page.code, "Z-9", "no client with the code Z-9"),
        (page.since, "31 nov", "has 30 days"),
    ):
        field.setFocus()
        her.write_in(typed)
        her.until(lambda field=field, words=words: words in field.answer.whole_text())
        assert len(page.rows()) == 100
        field.line.selectAll()
        her.press(Qt.Key.Key_Backspace)
    page.until.setFocus()
    her.write_in("yesterday")
    her.until(lambda: page.rows() == [])
    page.until.setFocus()
    page.until.line.selectAll()
    her.write_in("today")
    her.until(lambda: len(page.rows()) == 100)
    page.group.choice.setCurrentIndex(4)
    her.until(lambda: all("passphrase" in row or "machine" in row for row in page.rows()))
    her.press(Qt.Key.Key_Escape)
    her.screen(AuditScreen)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["audit", "audit-form"])
def test_nothing_is_cut_and_nothing_meets(state: str, qapp: object, qtbot: QtBot) -> None:
    screen = SCREENS[state](Theme.named("light", motion=False))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    found = {}
    for size in SIZES:
        screen.resize(*size)
        qtbot.waitUntil(lambda size=size: screen.size().toTuple() == size)
        if wrong := faults(screen, (RowList,)):
            found[size] = wrong
    assert found == {}
