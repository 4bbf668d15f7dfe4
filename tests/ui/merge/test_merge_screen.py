"""Another copy of the practice at the window: looked at, named where both say otherwise, taken in, or left."""

import hashlib
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.keys.vault import Keys
from kapguide.store.tables import device
from kapguide.ui.merge.screen import MergeScreen
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.window.dialogs import SystemDialogs
from tests.support.practice import begin, line, new_practice, opened, saved
from tests.support.restoring import texts_of
from tests.support.therapist import Therapist, window_of


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


def ask(her: Therapist, file: Path) -> None:
    """Go to the settings and choose that file."""

    class Answers(SystemDialogs):
        def file(self, owner: QWidget, title: str, start: str = "") -> Path:
            return file

    her.press(",")
    settings = her.screen(SettingsScreen)
    settings.show_section("storage")
    her.app.navigator._record.settings.dialogs = Answers()
    her.click(settings.page.buttons[-1])


def test_another_copy_is_taken_in_from_the_settings(
    home: Home, keys: Keys, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "place_of", lambda keys, path, *_: hashlib.sha256(bytes(path)).hexdigest()[:32])
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "of both")])
    other = Home(tmp_path / "other")
    shutil.copytree(home.root, other.root)
    with opened(other, keys) as store:
        saved(store.append(session, [line(2, "elsewhere")]), store.notes.save(session, "Written there.", 0))
    with opened(home, keys) as store:
        saved(store.notes.save(session, "Written here.", 0))
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        ask(her, home.database)
        screen = her.screen(MergeScreen)
        her.until(lambda: any("own record" in row for row in screen.quiet.rows()))
        her.press(Qt.Key.Key_Escape)
        her.screen(TodayScreen)
        ask(her, other.database)
        screen = her.screen(MergeScreen)
        her.until(screen.go.isEnabled)
        assert "Entries: 1" in screen.rows()
        assert "written on in both copies" in screen.rows()[-1]
        assert screen.go.hasFocus()
        her.press(Qt.Key.Key_Return)
        said = "\n".join(map(str, her.screen(TodayScreen).message.rows()))
        assert "Taken in" in said
    assert texts_of(home, keys, session) == ["of both", "elsewhere"]
