"""Retention at the window: the period is set, what is older is listed, and a record is removed by keyboard alone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.keys import vault as v
from kapguide.store.records import Store
from kapguide.ui.retention.rows import backups_words
from kapguide.ui.retention.screen import RetentionScreen
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.lists.row_list import RowList
from screen_cast import SCREENS
from screens import SIZES
from tests.support.practice import CHEAP, PASSPHRASE, begin, new_practice
from tests.support.therapist import Therapist, window_of
from tests.ui.geometry import faults, written

__all__ = ["written"]
LONG_AGO = datetime(2012, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def her(home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Therapist]:
    """Somebody at the settings of a practice that saw a client long ago, and has a backup of that."""
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    store = Store.open(home, keys, now=lambda: LONG_AGO)
    begin(store, "M-014", started=LONG_AGO)
    store.backup()
    store.close()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        her.screen(SettingsScreen).show_section("retention")
        yield her


def test_a_record_that_is_older_is_removed_and_its_backup_is_named(her: Therapist, home: Home) -> None:
    settings = her.screen(SettingsScreen)
    (go,) = settings.page.buttons
    assert not go.isEnabled(), "nobody has said how long and why"
    her.press(Qt.Key.Key_Return)
    her.write_in("7")
    settings.page.fields[1].editor.setFocus()  # type: ignore[attr-defined]
    her.write_in("the board")
    her.until(go.isEnabled)
    her.click(go)
    page = her.screen(RetentionScreen)
    her.until(lambda: len(page.list.rows()) == 1)
    assert page.list.rows()[0].startswith("M-014  1 session  last on 2 Mar 2012")
    assert "the board. No session was begun since 2 Mar 2012" in page.period.whole_text()
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    her.press(Qt.Key.Key_Return)
    assert page.form is not None
    her.press(Qt.Key.Key_Return, ctrl=True)
    assert page.form.fault.whole_text() == "Type your passphrase first."
    her.write_in("not that one", enter=False)
    her.press(Qt.Key.Key_Return, ctrl=True)
    her.until(lambda: page.form is not None and "passphrase" in page.form.fault.whole_text().lower())
    page.form.secret.line.put("")
    her.write_in(PASSPHRASE, enter=False)
    her.press(Qt.Key.Key_Return, ctrl=True)
    her.until(lambda: page.form is None)
    her.until(lambda: page.traces.rows() != [])
    assert page.list.rows() == []
    assert "by R. Ames, after 7 years: the board" in page.traces.rows()[0]
    page.traces.setFocus()
    page.traces.setCurrentIndex(page.traces.model().index(0, 0))
    her.until(lambda: "kapguide-2012" in page.backups.whole_text())
    her.press(Qt.Key.Key_Escape)
    assert her.screen(SettingsScreen).at == "retention"
    assert her.app.navigator._store.codes() == []


def test_esc_removes_nothing(her: Therapist, home: Home) -> None:
    home.settings.write_text('[retention]\nyears = 7\nreason = "the board"\n', encoding="utf-8")
    settings = her.screen(SettingsScreen)
    settings.page.refresh()
    (go,) = settings.page.buttons
    settings.page.saved.emit()
    her.click(go)
    page = her.screen(RetentionScreen)
    her.until(lambda: len(page.list.rows()) == 1)
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    her.press(Qt.Key.Key_Return)
    her.press(Qt.Key.Key_Escape)
    her.press(Qt.Key.Key_Escape)
    her.until(lambda: page.form is None)
    assert her.app.navigator._store.codes() == ["M-014"]


def test_no_backup_is_said_too() -> None:
    assert "None of the backups" in backups_words([])


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["retention", "retention-form"])
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


def test_the_names_of_backups_are_whole_in_the_smallest_window(qapp: object, qtbot: QtBot) -> None:
    screen = SCREENS["retention"](Theme.named("light", motion=False))
    assert isinstance(screen, RetentionScreen)
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.resize(960, 500)
    screen.show()
    qtbot.waitUntil(lambda: 0 < screen.backups.minimumSizeHint().width() <= screen.backups.parentWidget().width() - 8)
    screen.show_backups("kapguide-20261101-170500-3f9a2c81.db")
    assert screen.backups.minimumSizeHint().width() > screen.width() / 5, "a name without a place to break is wide"
