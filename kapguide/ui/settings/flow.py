"""The settings at the window: which sections there are, and what each has done for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from kapguide.clinical.facts import ClinicTextSigned
from kapguide.errors import KapGuideError
from kapguide.paths import private_folder
from kapguide.settings import Settings
from kapguide.store.copies.backup_folders import backup_folders
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.ui.display.screens import Screens
from kapguide.ui.settings import wishes
from kapguide.ui.settings.backups_page import BackupsPage
from kapguide.ui.settings.card_page import CardHands, CardPage
from kapguide.ui.settings.facts_page import FactGroup, FactLine, FactsPage
from kapguide.ui.settings.form_page import SettingsForm
from kapguide.ui.settings.limits_page import LimitsPage
from kapguide.ui.settings.page import SettingsPage
from kapguide.ui.settings.screen import SettingsScreen, SettingsSection
from kapguide.ui.settings.told import backups_told, files_told, storage_told
from kapguide.ui.settings.wishes import Group, Option
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.window.dialogs import Dialogs, SystemDialogs
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.clinic.clinic_limits import PracticeLimits
from kapguide.usecases.clinic.emergency_card import PracticeCard, picture_of_card, print_card
from kapguide.usecases.clinic.practice_settings import PracticeSettings
from kapguide.usecases.clinic.written_file import SHIPPED
from kapguide.usecases.music import playlists_of
from kapguide.usecases.staff import me
from kapguide.usecases.way_back import open_with

LIMITS, CARD = "limits", "emergency-card"
"""What is signed, as the record calls it."""


class Door(NamedTuple):
    """A page of another room that the settings lead to: what it is called, and what is done there, line by line."""

    title: str
    icon: str
    open: str
    """What its button says."""
    lines: Callable[[], tuple[FactLine, ...]]
    show: Callable[[], object]
    wishes: tuple[Group, ...] = ()
    """What is set for it, in the settings themselves."""
    opens: Callable[[], bool] = lambda: True
    """Whether there is something behind it, by what is set."""


class SettingsFlow:
    """Shows the settings; `done` is called when they are left, `changed` with what is set now.

    `folders` are those of the library, which have playlists; `back_up` makes a backup and then calls back; `go_back`
    shows the backups, `merge` another copy of the practice, both with the record closed.
    """

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        practice: PracticeSettings,
        done: Callable[[], object],
        *,
        folders: Callable[[], Sequence[str]],
        back_up: Callable[[Callable[[], None]], object],
        go_back: Callable[[], object],
        merge: Callable[[Path], object],
        doors: Mapping[str, Door],
    ) -> None:
        self._frame, self._store, self._practice, self._done = frame, store, practice, done
        self._folders, self._back_up, self._doors = folders, back_up, doors
        self._go_back, self._merge = go_back, merge
        self.dialogs: Dialogs = SystemDialogs()
        self._card, self._limits = PracticeCard(frame.home), PracticeLimits(frame.home)

    def show(self, section: str = "") -> SettingsScreen:
        """The settings, at a section."""
        screen = SettingsScreen(self._frame.desk, self._sections(), _now, section)
        screen.closed.connect(self._done)
        self._frame.window.show_screen(screen)
        return screen

    def take_light(self, before: Settings, now: Settings) -> None:
        """Have the light that is set now; nothing else moves."""
        if before.look == now.look:
            return
        for theme, name in ((self._frame.desk, now.look.desk), (self._frame.theme, now.look.session)):
            theme.become(Theme.named(name, now.look.motion))
        shown = self._frame.window.screen_shown
        if isinstance(shown, SettingsScreen) and before.look.desk != now.look.desk:
            self._frame.window.take_light(self._frame.desk)
            self.show(shown.at)

    def close(self) -> None:
        """The window goes: what is typed is saved."""
        if isinstance(shown := self._frame.window.screen_shown, SettingsScreen):
            shown.page.finish()

    # --- the sections -----------------------------------------------------------------------------------------

    def _sections(self) -> list[SettingsSection]:
        form = self._form
        return [
            SettingsSection("practice", "Practice", "house", self._practice_page),
            *(
                SettingsSection(name, door.title, door.icon, partial(self._door_page, name))
                for name, door in self._doors.items()
            ),
            SettingsSection("limits", "Clinic limits", "heart-pulse", self._limits_page, self._limits_wait),
            SettingsSection("card", "Emergency card", "file-text", self._card_page, self._card_waits),
            SettingsSection("sound", "Sound and caps", "volume-2", self._sound_page),
            SettingsSection("playlist", "Playlist", "list-music", self._playlist_page),
            SettingsSection("lists", "Checklists", "check", lambda: self._lists_page()),
            SettingsSection("look", "Look and type", "eye", lambda: form(wishes.LOOK)),
            SettingsSection("locking", "Locking", "lock", lambda: form(wishes.LOCKING)),
            SettingsSection("backups", "Backups", "hard-drive", self._backups_page),
            SettingsSection("storage", "Storage", "archive", self._storage_page),
            SettingsSection("display", "Client’s display", "panel-right", self._display_page),
        ]

    def _practice_page(self) -> SettingsForm:
        name = FactLine("Practice", self._store.practice, "chosen at the first start")
        return SettingsForm(self._frame.desk, wishes.PRACTICE, self._practice, self._by, _now, told=(name,))

    def _form(self, groups: Sequence[Group], **lists: Sequence[Option]) -> SettingsForm:
        return SettingsForm(self._frame.desk, groups, self._practice, self._by, _now, lists)

    def _sound_page(self) -> SettingsForm:
        """Which devices there are takes a while to find out, and that begins once the page is there."""
        page, jobs = self._form(wishes.SOUND), self._frame.jobs

        def look() -> None:
            jobs.run(_devices, lambda found: page.set_list("devices", found), lambda _: None, there(page))

        QTimer.singleShot(0, page, look)
        return page

    def _playlist_page(self) -> SettingsForm:
        found = playlists_of(self._frame.home, [Path(folder) for folder in self._folders()])
        return self._form(
            wishes.PLAYLIST, playlists=[Option(name, title.removesuffix(f"  ·  {SHIPPED}")) for name, title in found]
        )

    def _display_page(self) -> SettingsForm:
        screens = [Option(screen.key, screen.name) for screen in Screens().all()]
        return self._form(wishes.DISPLAY, screens=screens)

    def _limits_page(self) -> LimitsPage:
        return LimitsPage(
            self._frame.desk, self._limits, self._by, _now, partial(self._sign, LIMITS), partial(self._signed, LIMITS)
        )

    def _limits_wait(self) -> bool:
        return bool(self._limits.limits.reminder)

    def _card_page(self) -> CardPage:
        hands = CardHands(self._draw, self._print, partial(self._sign, CARD), partial(self._signed, CARD))
        return CardPage(self._frame.desk, self._card, self._by, _now, hands)

    def _card_waits(self) -> bool:
        return bool(self._card.card.reminder)

    def _lists_page(self) -> FactsPage:
        home = self._frame.home
        words = (
            "A file of the practice’s own with the same id takes a shipped one’s place; “kapguide check” names every "
            "mistake in it. An old record shows what was asked then."
        )
        return FactsPage(
            self._frame.desk,
            lambda: files_told(home),
            words,
            self._folder_button("Checklists", home.checklists),
            self._folder_button("Instruments", home.instruments),
        )

    def _backups_page(self) -> BackupsPage:
        home, store = self._frame.home, self._store
        make = Button(self._frame.desk, "Back up now", icon="refresh-cw")
        back = Button(self._frame.desk, "Go back to a backup…", icon="undo-2")
        back.clicked.connect(lambda: self._go_back())
        folder = Button(self._frame.desk, "Open the folder", icon="folder")
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(backup_folders(home)[0])))
        page = BackupsPage(
            self._frame.desk,
            self._practice,
            self._by,
            _now,
            home,
            lambda: backups_told(home, store),
            folder,
            back,
            make,
        )

        def made() -> None:
            make.setEnabled(True)
            page.refresh()

        def asked() -> None:
            make.setEnabled(False)
            self._back_up(made)

        make.clicked.connect(asked)
        return page

    def _storage_page(self) -> FactsPage:
        merge = Button(self._frame.desk, "Take in another copy…", icon="layers")
        merge.clicked.connect(self._ask_copy)
        return FactsPage(
            self._frame.desk,
            lambda: storage_told(self._frame.home, self._store),
            "One folder holds everything. The record is encrypted; settings, card and limits are plain files. A copy "
            "of the practice that went on elsewhere can be taken in: everything that either holds stays.",
            self._folder_button("Open the folder", self._frame.home.root),
            merge,
        )

    def _ask_copy(self) -> None:
        chosen = self.dialogs.file(self._frame.window, "The other copy’s kapguide.db, or a backup of it")
        if chosen is not None:
            self._merge(chosen)

    def _door_page(self, name: str) -> SettingsPage:
        door = self._doors[name]
        go = Button(self._frame.desk, door.open, icon=door.icon)
        go.clicked.connect(lambda: door.show())
        if not door.wishes:
            return FactsPage(self._frame.desk, lambda: (FactGroup("", door.lines()),), "", go)
        page = SettingsForm(self._frame.desk, door.wishes, self._practice, self._by, _now, told=door.lines())
        page.buttons = (go,)
        page.saved.connect(lambda: go.setEnabled(door.opens()))
        go.setEnabled(door.opens())
        return page

    def _folder_button(self, words: str, folder: Path) -> Button:
        button = Button(self._frame.desk, words, icon="folder")
        button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(private_folder(folder))))
        return button

    # --- what pages have done -----------------------------------------------------------------------------------

    def _by(self) -> str:
        """Whoever has the practice open."""
        return me(self._store).name or self._practice.now.therapist

    def _draw(self, wide: int, then: Callable[[bytes], None]) -> None:
        home, window = self._frame.home, self._frame.window
        self._frame.jobs.run(
            lambda: picture_of_card(home, _now(), wide),
            then,
            lambda _: None,
            lambda: isinstance(window.screen_shown, SettingsScreen),
        )

    def _print(self, say: Callable[[str], None]) -> None:
        home = self._frame.home
        self._frame.jobs.run(
            lambda: print_card(home, private_folder(home.exports), _now()),
            lambda file: say(f"Written to {file}"),
            lambda error: say(error.sentence),
            lambda: isinstance(self._frame.window.screen_shown, SettingsScreen),
        )

    def _signed(self, what: str) -> str:
        """The hash of what was signed last."""
        bodies = (fact.body for fact in self._store.facts.of_practice(ClinicTextSigned))
        hashes = [body.sha256 for body in bodies if isinstance(body, ClinicTextSigned) and body.what == what]
        return hashes[-1] if hashes else ""

    def _sign(
        self,
        what: str,
        secret: str,
        sign: Callable[[], tuple[str, str]],
        then: Callable[[], None],
        wrong: Callable[[str], None],
    ) -> None:
        """The record keeps what was signed, too: a file that is changed by hand afterwards is no more what it was."""
        vault = self._frame.home.vault

        def opened(keys: Keys) -> None:
            keys.forget()
            try:
                sha256, name = sign()
                self._store.facts.say("", ClinicTextSigned(what, sha256, name))
            except KapGuideError as error:
                wrong(error.sentence)
            else:
                then()

        def failed(error: KapGuideError) -> None:
            wrong(error.sentence)

        window = self._frame.window
        self._frame.jobs.run(
            lambda: open_with(vault, secret),
            opened,
            failed,
            lambda: isinstance(window.screen_shown, SettingsScreen),
            Keys.forget,
        )


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _devices() -> list[Option]:
    from kapguide.audio.sound.devices import choices  # opens the system's sound: not before somebody looks

    return [Option(name, name) for name in choices()]
