"""The settings, opened from Today."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.practice import new_practice
from tests.support.therapist import Therapist, window_of


@pytest.fixture
def her(home: Home, qtbot: QtBot) -> Iterator[Therapist]:
    """Somebody who has opened the settings from Today."""
    new_practice(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        her.screen(SettingsScreen)
        yield her
