"""Where backups go, how much room they may take, and which there are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.ui.settings.facts_page import FactGroup
from kapguide.ui.settings.field import SettingField
from kapguide.ui.settings.form_page import SettingsForm
from kapguide.ui.settings.wishes import BACKUPS, FolderPath
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.usecases.backups import folder_on
from kapguide.usecases.clinic.practice_settings import PracticeSettings


class BackupsPage(SettingsForm):
    """A disk that is chosen gets a folder of our own, which tells it from the empty name of one that was taken out."""

    def __init__(
        self,
        theme: Theme,
        practice: PracticeSettings,
        by: Callable[[], str],
        now: Callable[[], datetime],
        home: Home,
        facts: Callable[[], Sequence[FactGroup]],
        *buttons: Button,
    ) -> None:
        self._home = home
        super().__init__(theme, BACKUPS, practice, by, now, facts=facts, buttons=buttons)

    def take_path(self, field: SettingField, chosen: Path) -> None:
        """Make the folder on the disk that was chosen."""
        assert isinstance(field.wish.fits, FolderPath)
        try:
            super().take_path(field, folder_on(self._home, chosen))
        except KapGuideError as error:
            self.said.emit(error.sentence)
