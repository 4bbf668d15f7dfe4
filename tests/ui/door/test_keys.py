"""The doors to the passphrase and the recovery key: what opens the practice now is asked for, and the old one ends."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.copies.backup import backups
from kapguide.store.keys.vault import Keys, WrongPassphrase, WrongRecoveryKey, unlock, unlock_with_recovery
from kapguide.ui.door.keys_screen import KeysScreen
from kapguide.ui.door.recovery_key import RecoveryKeyScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from tests.support.practice import PASSPHRASE, new_practice
from tests.support.therapist import Therapist, window_of
from tests.ui.small_window import Window

NEW = "three quiet herons"


@pytest.fixture
def practice(home: Home) -> tuple[Keys, str]:
    return new_practice(home)


@pytest.fixture
def her(home: Home, practice: tuple[Keys, str], qtbot: QtBot) -> Iterator[Therapist]:
    """Somebody who stands before the screen of the keys."""
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        settings = her.screen(SettingsScreen)
        settings.show_section("keys")
        her.click(settings.page.buttons[0])
        her.screen(KeysScreen)
        yield her


def fill(screen: KeysScreen, now: str, new: str, again: str) -> None:
    screen.now.line.put(now)
    screen.new.first.line.put(new)
    screen.new.again.line.put(again)
    screen.change.click()


@pytest.mark.parametrize("by", ["passphrase", "recovery key"])
def test_the_passphrase_is_changed_and_the_newest_backup_opens_with_it(
    home: Home, practice: tuple[Keys, str], her: Therapist, by: str
) -> None:
    screen = her.screen(KeysScreen)
    fill(screen, PASSPHRASE if by == "passphrase" else practice[1].lower(), NEW, NEW)
    her.until(lambda: "From now on" in screen.word.whole_text())
    assert screen.now.line.text() == screen.new.text() == ""
    assert unlock(home.vault, NEW).main == practice[0].main
    with pytest.raises(WrongPassphrase):
        unlock(home.vault, PASSPHRASE)
    her.until(lambda: backups(home.backups))
    assert unlock(backups(home.backups)[0].vault, NEW).main == practice[0].main
    her.press(Qt.Key.Key_Escape)
    her.screen(SettingsScreen)
    her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen)


@pytest.mark.parametrize(
    ("now", "new", "again", "words"),
    [
        ("", NEW, NEW, "first"),
        (PASSPHRASE, "short", "short", "at least 8"),
        (PASSPHRASE, NEW, NEW + "s", "differ"),
        ("not this one", NEW, NEW, "does not open"),
        ("A" * 32, NEW, NEW, "recovery key does not open"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    home: Home, practice: tuple[Keys, str], her: Therapist, now: str, new: str, again: str, words: str
) -> None:
    screen = her.screen(KeysScreen)
    fill(screen, now, new, again)
    her.until(lambda: words in screen.word.whole_text())
    assert screen.new.text() == new, "what was typed stays"
    assert unlock(home.vault, PASSPHRASE).main == practice[0].main


def asked(her: Therapist) -> RecoveryKeyScreen:
    screen = her.screen(KeysScreen)
    screen.now_too.line.put(PASSPHRASE)
    her.click(screen.make)
    return her.screen(RecoveryKeyScreen)


def test_a_new_recovery_key_counts_once_it_is_typed_back(
    home: Home, practice: tuple[Keys, str], her: Therapist
) -> None:
    shown = asked(her)
    key = "-".join(group.whole_text() for group in shown.key_groups)
    her.click(shown.kept)
    assert unlock_with_recovery(home.vault, practice[1]).main == practice[0].main, "until then the old one is good"
    shown.retyped.put(key.lower())
    her.click(shown.done)
    assert "the new recovery key opens" in her.screen(KeysScreen).word_too.whole_text()
    assert unlock_with_recovery(home.vault, key).main == practice[0].main
    with pytest.raises(WrongRecoveryKey):
        unlock_with_recovery(home.vault, practice[1])
    her.until(lambda: backups(home.backups))
    assert unlock_with_recovery(backups(home.backups)[0].vault, key).main == practice[0].main


def test_a_new_recovery_key_that_is_put_off_changes_nothing(
    home: Home, practice: tuple[Keys, str], her: Therapist
) -> None:
    her.click(asked(her).put_off)
    her.screen(SettingsScreen)
    assert unlock_with_recovery(home.vault, practice[1]).main == practice[0].main


def test_without_what_opens_it_now_no_key_is_made(home: Home, practice: tuple[Keys, str], her: Therapist) -> None:
    screen = her.screen(KeysScreen)
    her.click(screen.make)
    assert "first" in screen.word_too.whole_text()
    screen.now_too.line.put("not this one")
    her.click(screen.make)
    her.until(lambda: "does not open" in screen.word_too.whole_text())
    assert screen.make.isEnabled()


def test_who_comes_in_with_the_recovery_key_is_told_where_a_new_passphrase_is_chosen(
    home: Home, practice: tuple[Keys, str], qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        door = her.screen(UnlockScreen)
        her.click(door.other)
        her.write_in(practice[1], enter=False)
        her.click(door.open)
        today = her.screen(TodayScreen)
        assert "choose a new one now" in today.message.rows()[-1]


def test_the_keys_stay_with_what_was_typed_while_it_is_checked(theme: Theme, window: Window) -> None:
    screen = KeysScreen(theme)
    window.hold(screen)
    screen.now_too.line.put("a wrong one")
    screen.say("That passphrase does not open this practice.", recovery=True)
    screen.make.setFocus()
    screen.make.click()
    assert screen.now_too.line.hasFocus()
    assert screen.word_too.whole_text() == "Checking…"
    screen.say("That passphrase does not open this practice.", recovery=True)
    assert screen.now_too.line.hasFocus()
