"""The way back at the window: what a refused record shows, and where each step leads."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kapguide.app import App
from kapguide.paths import Home
from kapguide.store.copies.backup import backups, private_beside, vault_beside
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys, WrongPassphrase, unlock
from kapguide.ui.door.first_run import FirstRunScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.sound.steering import SoundSteering
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.way_back.have_backup import HaveBackupScreen
from kapguide.ui.way_back.reading import ReadingScreen
from kapguide.ui.way_back.screen import WayBackScreen
from kapguide.ui.widgets.button import Button
from screen_cast_way_back import MISSING
from tests.support.practice import PASSPHRASE, new_practice, opened
from tests.support.restoring import LONG, epochs, flip, go_on, lose_the_end, texts_of, written
from tests.support.therapist import Therapist, window_of
from tests.ui.small_window import Window

NEW = "three quiet herons"


@pytest.fixture
def practice(home: Home) -> tuple[Keys, str]:
    """A practice's keys and its recovery key."""
    return new_practice(home)


@pytest.fixture
def keys(practice: tuple[Keys, str]) -> Keys:
    return practice[0]


class Answers:
    """Somebody who chooses this file whenever asked."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def file(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        return self._file

    def folder(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        return None


def refused(her: Therapist) -> WayBackScreen:
    """Unlock, and wait until all that there is to see is on the screen."""
    her.unlock()
    screen = her.screen(WayBackScreen)
    her.until(lambda: screen.elsewhere.isEnabled())
    return screen


def press(her: Therapist, button: Button) -> None:
    her.until(button.isVisible)
    her.click(button)


def said_on_today(her: Therapist) -> str:
    return "\n".join(map(str, her.screen(TodayScreen).message.rows()))


def test_a_record_without_its_end_is_restored_from_the_door(home: Home, keys: Keys, qtbot: QtBot) -> None:
    session, backup = written(home, keys, "before")
    go_on(home, keys, session, 2, "in the backup")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
    newest = backups(home.backups)[0].path
    assert newest != backup, "the window made one when it closed"
    private_beside(newest).write_bytes(b"no zip")
    home.database.write_bytes(backup.read_bytes())
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = refused(her)
        assert "entries are missing" in screen.data.title
        assert screen.data.restore.title
        assert not screen.data.accept_is_better
        assert any("Entries: 1; in the backup 2; 1" in row for row in screen.rows())
        assert screen.step.button.hasFocus()
        her.press(Qt.Key.Key_Return)
        said = said_on_today(her)
    assert texts_of(home, keys, session) == ["before", "in the backup"]
    aside = min(home.root.glob("kapguide.db.replaced-*"))  # the -wal went with it
    assert f"The backup was restored. The record that was here is kept as {aside.name}." in said
    assert f"{private_beside(newest).name} should hold private notes, and is damaged." in said


def test_where_no_backup_is_better_what_is_there_is_accepted(home: Home, keys: Keys, qtbot: QtBot) -> None:
    session, _ = written(home, keys, "before")
    lose_the_end(home, keys, session, 2, "lost")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = refused(her)
        assert screen.data.accept_is_better
        assert screen.other.isVisible(), "the backup can be restored all the same"
        her.click(screen.step.button)
        assert "The record goes on without its last change; the audit log says so." in said_on_today(her)
    assert texts_of(home, keys, session) == ["before"]
    assert epochs(home, keys)[0]["because"] == "accepted"


def test_a_record_whose_end_is_in_doubt_is_gone_on_with_and_the_chain_says_so(
    home: Home, keys: Keys, qtbot: QtBot
) -> None:
    session, _ = written(home, keys, "before")
    for anchor in home.root.glob("anchor.*"):
        anchor.unlink()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = refused(her)
        assert "in doubt" in screen.data.title
        assert screen.data.accept_is_better
        assert "cannot be told" in str(screen.data.accept.facts)
        her.click(screen.step.button)
        assert "goes on without the end that is in doubt" in said_on_today(her)
    assert texts_of(home, keys, session) == ["before"]
    assert epochs(home, keys)[0]["because"] == "accepted"


def test_a_backup_that_has_a_client_more_is_the_better_half(home: Home, keys: Keys, qtbot: QtBot) -> None:
    written(home, keys, "before")
    old = home.database.read_bytes()
    with opened(home, keys) as store:
        store.add_client("R-203")
        store.backup()
    home.database.write_bytes(old)
    with window_of(home) as app:
        screen = refused(Therapist(qtbot, app))
        assert not screen.data.accept_is_better
        assert any(row.startswith("Clients: 1; in the backup 2; 1") for row in screen.rows())


@pytest.mark.parametrize("what", ["damaged", "client_code", "session_end", "beginning", "gone", "empty"])
def test_a_record_that_cannot_be_read_is_restored_and_kept(home: Home, keys: Keys, qtbot: QtBot, what: str) -> None:
    session, _ = written(home, keys, *LONG)
    if what == "damaged":
        flip(home.database, *range(1, home.database.stat().st_size // 4096 - 1))
    elif what in ("client_code", "session_end"):  # one page of the file
        with closing(open_database(home.database, keys.main, read_only=True)) as db:
            page = db.conn.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (what,)).fetchone()[0]
        flip(home.database, home.database.stat().st_size // 4096 - page + 1)
    elif what == "gone":
        home.database.unlink()
    else:
        home.database.write_bytes(b"" if what == "empty" else b"\0" * 100 + home.database.read_bytes()[100:])
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = refused(her)
        assert not screen.data.accept.title
        assert screen.data.sentence
        her.click(screen.step.button)
        her.screen(TodayScreen)
    assert len(texts_of(home, keys, session)) == 60
    assert bool(list(home.root.glob("kapguide.db.damaged-*"))) == (what != "gone")


def test_without_a_backup_one_that_lies_elsewhere_can_be_chosen(
    home: Home, keys: Keys, qtbot: QtBot, tmp_path: Path
) -> None:
    session, backup = written(home, keys, "kept")
    stick = tmp_path / "stick"
    shutil.move(home.backups, stick)
    home.database.write_bytes(b"")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = refused(her)
        assert "no backup" in screen.data.sentence.lower()
        assert not screen.step.isVisible()
        app.door.way_back.dialogs = Answers(stick / "nothing.db")
        her.press("b")
        her.until(lambda: "no backup at" in screen.quiet.rows()[-1])
        app.door.way_back.dialogs = Answers(stick / backup.name)
        her.press("b")
        press(her, screen.step.button)
        her.screen(TodayScreen)
    assert texts_of(home, keys, session) == ["kept"]


def test_the_door_and_the_emergency_card_are_a_key_away(home: Home, keys: Keys, qtbot: QtBot) -> None:
    written(home, keys, "x")
    home.database.unlink()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        refused(her)
        her.press(Qt.Key.Key_F12)
        her.screen(EmergencyView)
        her.press(Qt.Key.Key_Escape)
        her.screen(WayBackScreen)
        her.press(Qt.Key.Key_Escape)
        her.screen(UnlockScreen)


def fill(her: Therapist, screen: HaveBackupScreen, secret: str, new: str = NEW) -> None:
    screen.secret.line.put(secret)
    screen.new.first.line.put(new)
    screen.new.again.line.put(new)
    her.click(screen.go)


def test_on_a_new_machine_a_backup_and_its_recovery_key_end_in_a_practice_with_a_new_passphrase(
    home: Home, practice: tuple[Keys, str], qtbot: QtBot, tmp_path: Path
) -> None:
    keys, recovery = practice
    session, backup = written(home, keys, "kept")
    there = Home(tmp_path / "new machine").make()
    with window_of(there) as app:
        her = Therapist(qtbot, app)
        her.click(her.screen(FirstRunScreen).from_backup)
        screen = her.screen(HaveBackupScreen)
        app.door.way_back.dialogs = Answers(backup)
        fill(her, screen, recovery)
        assert "file first" in screen.fault.whole_text()
        her.click(screen.find_file)
        fill(her, screen, recovery, "short")
        assert "at least 8" in screen.fault.whole_text()
        fill(her, screen, "A" * 32)
        her.until(lambda: "does not open this backup" in screen.fault.whole_text())
        fill(her, screen, recovery)
        found = her.screen(WayBackScreen)
        press(her, found.step.button)
        her.screen(TodayScreen)
    assert texts_of(there, unlock(there.vault, NEW), session) == ["kept"]
    with pytest.raises(WrongPassphrase):
        unlock(there.vault, PASSPHRASE)


def test_from_the_backups_screen_one_comes_back_to_the_first_start(home: Home, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.click(her.screen(FirstRunScreen).from_backup)
        her.click(her.screen(HaveBackupScreen).back)
        her.screen(FirstRunScreen)


def at_the_door_without_a_vault(app: App, qtbot: QtBot, practice: tuple[Keys, str]) -> tuple[Therapist, WayBackScreen]:
    her = Therapist(qtbot, app)
    screen = her.screen(HaveBackupScreen)
    assert not screen.back.isVisible()
    assert screen.backup == backups(app.frame.home.backups)[0].path
    fill(her, screen, practice[1])
    found = her.screen(WayBackScreen)
    her.until(found.step.isVisible)
    return her, found


def test_a_damaged_vault_is_laid_anew_beside_a_record_that_is_whole(
    home: Home, practice: tuple[Keys, str], qtbot: QtBot
) -> None:
    session, _ = written(home, practice[0], "before")
    go_on(home, practice[0], session, 2, "after")
    home.vault.write_bytes(b"{")
    with window_of(home) as app:
        her, found = at_the_door_without_a_vault(app, qtbot, practice)
        assert found.step.button.data.text == "Put the vault back"
        her.click(found.step.button)
        assert "vault lies beside the record" in said_on_today(her)
    assert texts_of(home, unlock(home.vault, NEW), session) == ["before", "after"], "nothing came from the backup"
    assert next(home.root.glob("vault.json.damaged-*")).read_bytes() == b"{"


def test_vault_and_record_gone_both_come_from_the_backup(home: Home, practice: tuple[Keys, str], qtbot: QtBot) -> None:
    session, backup = written(home, practice[0], "before")
    home.vault.unlink()
    home.database.unlink()
    with window_of(home) as app:
        her, found = at_the_door_without_a_vault(app, qtbot, practice)
        her.click(found.step.button)
        her.screen(TodayScreen)
    assert texts_of(home, unlock(home.vault, NEW), session) == ["before"]
    assert unlock(vault_beside(backup), PASSPHRASE).main == practice[0].main


def test_a_sound_that_still_plays_is_steered_there_too(theme: Theme, window: Window, qtbot: QtBot) -> None:
    """A window died in a session, and its record does not open: the client still hears the music."""
    screen = WayBackScreen(theme, MISSING)
    window.hold(screen)
    heard: list[str] = []
    SoundSteering(
        screen,
        lambda on: heard.append("silent" if on else "back"),
        lambda db: heard.append(f"{db:+g}"),
        lambda: heard.append("emergency"),
        lambda: ("Still Water", -9.0, False),
    )
    assert screen.running.isVisible()
    assert screen.running.title.whole_text() == "Still Water"
    assert not screen.emergency_card.isVisible()
    screen.running.fade.click()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F12)
    assert heard == ["silent", "emergency"], "one key does one thing"
    assert screen.step.button.isVisible()


def test_one_goes_back_to_a_backup_from_the_settings_although_nothing_is_wrong(
    home: Home, keys: Keys, qtbot: QtBot
) -> None:
    session, _ = written(home, keys, "before")
    go_on(home, keys, session, 2, "a mistake")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        settings = her.screen(SettingsScreen)
        settings.show_section("backups")
        her.click(settings.page.buttons[1])
        screen = her.screen(WayBackScreen)
        her.until(screen.step.button.isEnabled)
        assert screen.data.title == "Go back to a backup"
        assert "1 entry is in the record at hand alone" in str(screen.data.lost)
        assert not screen.step.button.hasFocus(), "Enter restores nothing that nobody has looked at"
        her.press(Qt.Key.Key_Escape)
        her.screen(TodayScreen)
        her.press(",")
        settings = her.screen(SettingsScreen)
        settings.show_section("backups")
        her.click(settings.page.buttons[1])
        press(her, her.screen(WayBackScreen).step.button)
        assert "The backup was restored" in said_on_today(her)
    assert texts_of(home, keys, session) == ["before"]
    assert list(home.root.glob("kapguide.db.replaced-*"))


def test_what_can_be_read_of_a_damaged_record_is_read_beside_the_backup(home: Home, keys: Keys, qtbot: QtBot) -> None:
    written(home, keys, *LONG)
    pages = home.database.stat().st_size // 4096
    with closing(open_database(home.database, keys.main, read_only=True)) as db:
        page = db.conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'session_end'").fetchone()[0]
    flip(home.database, pages - page + 1)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        screen = refused(her)
        assert "damaged" in screen.data.title
        her.press("s")
        report = next(home.exports.glob("kapguide-report-*.txt")).read_text("utf-8")
        assert "M-014" not in report
        assert "entry 1" not in report
        assert "Clients" in report
        her.press("r")
        reading = her.screen(ReadingScreen)
        her.until(lambda: any("entry 59 " in row for row in reading.rows()))
        assert app.navigator.access.limit() > 0, "whoever leaves it open is locked out of it"
        assert any(row.startswith("M-014/1") for row in reading.rows())
        words = {reading.source.itemText(each) for each in range(reading.source.count())}
        assert len(words) == 2
        assert "The record at hand" in words
        reading.show_lines((), "")
        reading.source.setCurrentIndex(1)
        reading.source.activated.emit(1)
        her.until(lambda: any("entry 59 " in row for row in reading.rows()))
        her.press(Qt.Key.Key_Escape)
        her.screen(WayBackScreen)
        her.until(lambda: app.navigator.access.limit() > 0)
        app.navigator.access.lock()
        her.screen(UnlockScreen)
        assert app.navigator.access.limit() == 0
