"""The recovery key on the screen: it counts once it was typed back, and it is asked for until then."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.failures import disk_full
from kapguide.store.keys import vault, vault_file
from kapguide.store.keys.vault import WrongRecoveryKey, recovery_confirmed, unlock, unlock_with_recovery
from kapguide.store.opening import setup
from kapguide.store.records import Store
from kapguide.ui.door.first_run import FirstRunScreen
from kapguide.ui.door.recovery_key import RecoveryKeyScreen, paint_key_sheet
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.way_back.have_backup import HaveBackupScreen
from kapguide.usecases.recovery_key import groups
from tests.support.practice import CHEAP, PASSPHRASE
from tests.support.therapist import Therapist, window_of
from tests.ui.small_window import Window

KEY = "MFRG-GZDF-MZTW-Q2LK-NNWG-23TP-OBYX-E43U"


@pytest.fixture
def shown(theme: Theme, window: Window) -> RecoveryKeyScreen:
    screen = RecoveryKeyScreen(theme, "Willow Room", KEY)
    window.hold(screen)
    return screen


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that is cheap to try."""
    monkeypatch.setattr(vault, "default_cost", lambda: CHEAP)


def test_the_key_is_shown_typed_back_and_forgotten(qtbot: QtBot, shown: RecoveryKeyScreen) -> None:
    assert "-".join(text.whole_text() for text in shown.key_groups) == KEY
    assert not shown.put_off.isVisible()
    shown.kept.click()
    assert shown.retyped.hasFocus()
    QTest.keyClicks(shown.retyped, "mfrg gzdf mztw q2lx")
    with qtbot.assertNotEmitted(shown.typed):
        QTest.keyClick(shown.retyped, Qt.Key.Key_Return)
    assert shown.missing.whole_text().startswith("Group 4 ")
    assert shown.retyped.text() == "mfrg gzdf mztw q2lx"
    shown.back.click()
    assert shown.pages[0].isVisible()
    shown.kept.click()
    shown.retyped.put(KEY.lower().replace("-", "  "))
    with qtbot.waitSignal(shown.typed) as said:
        shown.done.click()
    assert said.args == [KEY]
    with qtbot.assertNotEmitted(shown.typed):
        QTest.keyClick(shown.retyped, Qt.Key.Key_Return)
    shown.forget()
    assert all(text.whole_text() == "" for text in shown.key_groups)
    assert shown.retyped.text() == ""


def test_more_than_the_key_is_not_the_key(qtbot: QtBot, shown: RecoveryKeyScreen) -> None:
    shown.kept.click()
    shown.retyped.put(f"{KEY} AAAA")
    with qtbot.assertNotEmitted(shown.typed):
        shown.done.click()
    assert "more than" in shown.missing.whole_text()


def test_a_key_that_could_not_be_kept_is_sent_once_more(qtbot: QtBot, shown: RecoveryKeyScreen) -> None:
    shown.kept.click()
    shown.retyped.put(KEY)
    shown.done.click()
    shown.show_fault("The vault could not be written.")
    assert shown.missing.whole_text() == "The vault could not be written."
    with qtbot.waitSignal(shown.typed):
        shown.done.click()


def test_the_printed_sheet_holds_ink_on_paper(qtbot: QtBot, theme: Theme) -> None:
    sheet = QImage(600, 800, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    with QPainter(sheet) as painter:
        paint_key_sheet(painter, QRectF(0, 0, 600, 800), "Willow Room", KEY)
    assert any(sheet.pixelColor(x, y).lightness() < 80 for x in range(600) for y in range(100, 200))


def set_up_in_the_window(her: Therapist) -> RecoveryKeyScreen:
    """The first run as far as the key."""
    first = her.screen(FirstRunScreen)
    first.practice.put("Willow Room")
    first.first.line.put(PASSPHRASE)
    first.again.line.put(PASSPHRASE)
    her.click(first.make)
    return her.screen(RecoveryKeyScreen)


def key_of(screen: RecoveryKeyScreen) -> str:
    return "-".join(text.whole_text() for text in screen.key_groups)


def type_back(her: Therapist, screen: RecoveryKeyScreen) -> str:
    key = key_of(screen)
    her.click(screen.kept)
    her.write_in(key)
    return key


def test_a_window_closed_before_the_key_was_typed_back_shows_a_new_one_until_it_is(
    home: Home, qtbot: QtBot, cheap: None
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        first_key = key_of(set_up_in_the_window(her))
    assert not recovery_confirmed(home.vault)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        asked = her.screen(RecoveryKeyScreen)
        assert key_of(asked) != first_key
        her.click(asked.put_off)
        her.screen(TodayScreen)
    assert unlock_with_recovery(home.vault, first_key), "what somebody may have on paper is good until another is"
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        key = type_back(her, her.screen(RecoveryKeyScreen))
        her.screen(TodayScreen)
    assert unlock_with_recovery(home.vault, key).named == unlock(home.vault, PASSPHRASE).named
    with pytest.raises(WrongRecoveryKey):
        unlock_with_recovery(home.vault, first_key)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)


def test_a_first_run_ends_on_today_with_a_key_that_counts(home: Home, qtbot: QtBot, cheap: None) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = set_up_in_the_window(her)
        assert len(groups(key_of(screen))) == 8
        key = type_back(her, screen)
        her.screen(TodayScreen)
        assert app.navigator._store.practice == "Willow Room"
    assert recovery_confirmed(home.vault)
    assert unlock_with_recovery(home.vault, key)


def test_a_session_that_was_left_running_is_not_kept_waiting_for_paper(
    home: Home, qtbot: QtBot, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.set_up(home, PASSPHRASE, practice="Willow Room", cost=CHEAP)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        went_on: list[object] = []
        left = SimpleNamespace(row=SimpleNamespace(id="s-1"), stale=False)
        monkeypatch.setattr(Store, "unfinished_session", lambda self: left)
        monkeypatch.setattr(app.navigator.sessions, "go_on", lambda *what: went_on.append(what))
        her.unlock()
        her.until(lambda: went_on)
        assert isinstance(app.window.screen_shown, UnlockScreen), "what goes on shows itself; nothing is put before it"


def test_a_full_disk_at_the_first_run_is_said_and_the_next_try_is_the_first_one(
    home: Home, qtbot: QtBot, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = setup._make_record

    def full(*_: object) -> None:
        raise disk_full()

    monkeypatch.setattr(setup, "_make_record", full)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        first = her.screen(FirstRunScreen)
        first.practice.put("Willow Room")
        first.first.line.put(PASSPHRASE)
        first.again.line.put(PASSPHRASE)
        her.click(first.make)
        her.until(lambda: "the disk is full" in first.fault.whole_text())
        assert not home.vault.exists()
        monkeypatch.setattr(setup, "_make_record", make)
        her.click(first.make)
        type_back(her, her.screen(RecoveryKeyScreen))
        her.screen(TodayScreen)


def test_a_vault_that_cannot_be_written_keeps_the_key_on_the_screen(
    home: Home, qtbot: QtBot, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = set_up_in_the_window(her)
        write = vault_file.write_safely

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(vault_file, "write_safely", full)
        type_back(her, screen)
        her.until(lambda: "could not be written" in screen.missing.whole_text())
        monkeypatch.setattr(vault_file, "write_safely", write)
        her.click(screen.done)
        her.screen(TodayScreen)


def test_no_practice_is_made_where_its_record_must_not_lie(tmp_path, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    with window_of(Home(tmp_path / "Dropbox" / "kapguide").make()) as app:
        first = Therapist(qtbot, app).screen(FirstRunScreen)
        assert "another program copies" in first.fault.whole_text()
        assert not first.make.isEnabled()


def test_a_record_without_its_vault_is_named_and_nothing_is_made_beside_it(home: Home, qtbot: QtBot) -> None:
    home.database.write_bytes(b"a record")
    with window_of(home) as app:
        screen = Therapist(qtbot, app).screen(HaveBackupScreen)
        words = " ".join(text.text() for text in screen.findChildren(QLabel) if text.isVisible())
        assert "without the vault that opens it" in " ".join(words.split())
    assert not home.vault.exists()


def test_what_keeps_a_new_practice_shut_is_said_at_its_door(
    home: Home, qtbot: QtBot, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = set_up_in_the_window(her)

        def full(*_: object) -> None:
            raise disk_full()

        monkeypatch.setattr(app.navigator, "open", full)
        type_back(her, screen)
        door = her.screen(UnlockScreen)
        assert "disk is full" in door.word.whole_text()
