"""Settings, Backups: where they go, which there are, and a disk that is chosen or taken out."""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from kapguide.paths import Home
from kapguide.ui.settings.backups_page import BackupsPage
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.window.dialogs import SystemDialogs
from tests.support.therapist import Therapist
from tests.ui.settings.test_settings import field_of, page_of


def choose(her: Therapist, page: BackupsPage) -> None:
    button = field_of(page, "backups", "folder").choose
    assert button is not None
    her.click(button)


def test_where_the_backups_lie_is_written_as_it_is_typed(home: Home, her: Therapist) -> None:
    page = page_of(her, "backups", BackupsPage)
    assert isinstance(page, BackupsPage)
    assert f"Folder  {home.backups}" in page.rows()
    shown = [part.text() for part in page.findChildren(QLabel)]
    assert str(home.backups) in shown, "a path in capitals is another path"


def test_backups_go_to_a_disk_that_is_chosen_there(home: Home, her: Therapist, tmp_path: Path) -> None:
    class Answers(SystemDialogs):
        def folder(self, owner: QWidget, title: str, start: str = "") -> Path:
            return tmp_path / "KEEP-2"

    (tmp_path / "KEEP-2").mkdir()
    page = page_of(her, "backups", BackupsPage)
    assert isinstance(page, BackupsPage)
    page.dialogs = Answers()
    choose(her, page)
    folder = tmp_path / "KEEP-2" / "KapGuide backups"
    assert f'folder = "{folder}"' in home.settings.read_text("utf-8")
    her.click(page.buttons[-1])
    her.until(lambda: any("on KEEP-2" in row for row in page.rows()))
    folder.rename(tmp_path / "taken out")
    page.refresh()
    assert any("It is not there" in row for row in page.rows())
    assert page.waits()
    assert "no such folder" in field_of(page, "backups", "folder").fault.whole_text()
    (tmp_path / "KEEP-2").rmdir()
    choose(her, page)
    assert any("Nothing can be written" in row for row in her.screen(SettingsScreen).message.rows())
