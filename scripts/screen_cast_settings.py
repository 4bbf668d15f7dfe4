"""The settings, filled with a fictional practice, for photographs."""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from kapguide.paths import Home
from kapguide.session.emergency_card import CardStep
from kapguide.ui.settings import wishes
from kapguide.ui.settings.backups_page import BackupsPage
from kapguide.ui.settings.card_page import CardHands, CardPage
from kapguide.ui.settings.facts_page import FactGroup, FactLine, FactsPage
from kapguide.ui.settings.form_page import SettingsForm
from kapguide.ui.settings.limits_page import LimitsPage
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.settings.screen import SettingsSection as Section
from kapguide.ui.settings.told import files_told
from kapguide.ui.settings.wishes import Group, Option
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.usecases.clinic.clinic_limits import PracticeLimits, WrittenLimit
from kapguide.usecases.clinic.emergency_card import PracticeCard, picture_of_card
from kapguide.usecases.clinic.practice_settings import PracticeSettings

DAY, TODAY = date(2026, 11, 2), datetime(2026, 12, 1, 8, 52, tzinfo=UTC)
DEVICES = [Option(name, name) for name in ("USB Audio", "Built-in speakers", "Earpiece")]
Sign = Callable[[], tuple[str, str]]
BACKUPS = (
    FactLine("Mon 30 Nov, 18:52", "good", "on KEEP-2, 41 MB"),
    FactLine("Fri 27 Nov, 16:31", "good", "on KEEP-2, 41 MB"),
    FactLine("Thu 26 Nov, 17:05", "a true copy of a record that is flawed", "beside the record, 40 MB"),
)


@cache
def _practice() -> Home:
    """The files of a practice that has set a few things, and written part of its card."""
    home = Home(Path(tempfile.mkdtemp(prefix="kapguide-settings-")))
    by = "K. Lind"
    settings = PracticeSettings(home, lambda now, before: None)
    for place, value in (
        (("therapist",), by),
        (("sound", "headphones", "device"), "USB Audio"),
        (("sound", "headphones", "cap_db"), -6.0),
        (("sound", "between_phases_s"), 30.0),
        (("look", "size"), 110),
        (("backups", "folder"), "/media/lind/KEEP-2/KapGuide backups"),
    ):
        settings.say(place, value, by, DAY)
    card = PracticeCard(home)
    card.say(("address",), "Willow Room, 14 Harbour Lane, second floor", by, DAY)
    card.say(("numbers", 0, "number"), "the local number", by, DAY)
    card.say(("numbers", 1, "number"), "R. Osei, on file", by, DAY)
    steps = ("Stay beside the client, few words", "Music to silence, light up a little", "Come in, stand by the door")
    card.say_steps(3, [CardStep(step, who) for step, who in zip(steps, (by, by, "R. Osei"), strict=True)], by, DAY)
    card.say_steps(8, [CardStep("Do not lift; ask, look", by), CardStep("Come with the bag", "R. Osei")], by, DAY)
    card.say_steps(11, [CardStep("Stay; ask plainly; write it down", by)], by, DAY)
    limits = PracticeLimits(home)
    limits.say(0, WrittenLimit("bp", "160/90", "", "before the dose"), by, DAY)
    limits.say(1, WrittenLimit("spo2", "", "92"), by, DAY)
    return home


def _screen(theme: Theme, at: str) -> SettingsScreen:
    home = _practice()
    settings = PracticeSettings(home, lambda now, before: None)
    settings.read()
    card, limits = PracticeCard(home), PracticeLimits(home)

    def draw(wide: int, then: Callable[[bytes], None]) -> None:
        then(picture_of_card(home, TODAY, wide))

    def form(groups: tuple[Group, ...]) -> SettingsForm:
        return SettingsForm(
            theme,
            groups,
            settings,
            by,
            lambda: TODAY,
            {"devices": DEVICES, "playlists": [Option("evening", "Evening")]},
        )

    def signed(secret: str, sign: Sign, then: Callable[[], None], wrong: Callable[[str], None]) -> None:
        sign()
        then()

    def told(*groups: FactGroup) -> BackupsPage:
        make = Button(theme, "Back up now", icon="refresh-cw")
        return BackupsPage(theme, settings, by, lambda: TODAY, home, lambda: groups, make)

    def by() -> str:
        return "K. Lind"

    sections = (
        Section("practice", "Practice", "house", lambda: form(wishes.PRACTICE)),
        Section("limits", "Clinic limits", "heart-pulse", lambda: LimitsPage(theme, limits, by, lambda: TODAY, signed)),
        Section(
            "card",
            "Emergency card",
            "file-text",
            lambda: CardPage(theme, card, by, lambda: TODAY, CardHands(draw, lambda say: None, signed)),
            lambda: True,
        ),
        Section("sound", "Sound and caps", "volume-2", lambda: form(wishes.SOUND)),
        Section("playlist", "Playlist", "list-music", lambda: form(wishes.PLAYLIST)),
        Section("lists", "Checklists", "check", lambda: FactsPage(theme, lambda: files_told(home), "Own files.")),
        Section("look", "Look and type", "eye", lambda: form(wishes.LOOK)),
        Section("backups", "Backups", "hard-drive", lambda: told(FactGroup("What there is", BACKUPS))),
        Section("display", "Client’s display", "panel-right", lambda: form(wishes.DISPLAY)),
    )
    return SettingsScreen(theme, sections, lambda: TODAY, at)


def settings_card(theme: Theme) -> QWidget:
    screen = _screen(theme, "card")
    page = screen.page
    assert isinstance(page, CardPage)
    page.situations.setCurrentIndex(page.situations.model().index(3, 0))
    page.steps.take_keys()
    page.preview.set_data(QImage.fromData(picture_of_card(_practice(), TODAY, 397)))
    return screen


def settings_sign(theme: Theme) -> QWidget:
    screen = settings_card(theme)
    assert isinstance(screen, SettingsScreen)
    page = screen.page
    assert isinstance(page, CardPage)
    page.sign_button.click()
    page.form.day.setText("31.11.2026")
    page.form.day.editingFinished.emit()
    return screen


def settings_limits(theme: Theme) -> QWidget:
    return _screen(theme, "limits")


def settings_sound(theme: Theme) -> QWidget:
    return _screen(theme, "sound")


def settings_look(theme: Theme) -> QWidget:
    return _screen(theme, "look")


def settings_lists(theme: Theme) -> QWidget:
    return _screen(theme, "lists")


def settings_backups(theme: Theme) -> QWidget:
    return _screen(theme, "backups")
