"""Where things lie: the data folder (KAPGUIDE_HOME or the system's own) and the shipped resources."""

import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import appdirs

from kapguide.errors import KapGuideError

APP = "KapGuide"
_OURS = (
    *("kapguide*", "vault.json*", "anchor.*", "restore.json*", "unsaved*", "ballast*", "library*", "settings*.toml"),
    *("window.*", "display.txt", "backups", "backups/*", "logs", "logs/*", "sound", "sound/*", "exports", "exports/*"),
    *("private", "private/*", "rehearsals", "rehearsals/*"),
)
"""What KapGuide itself makes in a data folder. A folder that was named by mistake holds other things too."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one practice on this machine; made on demand, readable by their owner alone."""

    root: Path

    @property
    def vault(self) -> Path:
        return self.root / "vault.json"

    @property
    def database(self) -> Path:
        return self.root / "kapguide.db"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def private(self) -> Path:
        """What people write for nobody else, a file for each private key."""
        return self.root / "private"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def last_settings(self) -> Path:
        """The settings as the last start read them."""
        return self.root / "settings-last.toml"

    @property
    def sound(self) -> Path:
        """The sound process' folder: its lock, its address and its authkey."""
        return self.root / "sound"

    @property
    def library(self) -> Path:
        """The index of the music library."""
        return self.root / "library.db"

    @property
    def playlists(self) -> Path:
        """The practice's own playlists."""
        return self.root / "playlists"

    @property
    def lines(self) -> Path:
        """Recorded lines, by the names that protocols give them."""
        return self.root / "lines"

    @property
    def scripts(self) -> Path:
        """The practice's own imagery scripts, and beside them what was recorded of any."""
        return self.root / "scripts"

    @property
    def breath(self) -> Path:
        """The practice's own patterns of breath."""
        return self.root / "breath"

    @property
    def checklists(self) -> Path:
        """The practice's own checklists."""
        return self.root / "checklists"

    @property
    def instruments(self) -> Path:
        """The practice's own instruments."""
        return self.root / "instruments"

    @property
    def protocols(self) -> Path:
        """The practice's own protocols."""
        return self.root / "protocols"

    @property
    def scenarios(self) -> Path:
        """The practice's own scenarios to rehearse."""
        return self.root / "scenarios"

    @property
    def courses(self) -> Path:
        """The practice's own courses of treatment."""
        return self.root / "courses"

    @property
    def display(self) -> Path:
        """Which screen was the client's last."""
        return self.root / "display.txt"

    @property
    def made_lines(self) -> Path:
        """Lines that were made because nobody has recorded them."""
        return self.root / "made-lines"

    @property
    def voice(self) -> Path:
        """Where a practice may put piper and a voice for it, to make lines that nobody has recorded."""
        return self.root / "voice"

    @property
    def emergency_card(self) -> Path:
        """The practice's own emergency card; none is there before somebody writes it."""
        return self.root / "emergency-card.toml"

    @property
    def limits(self) -> Path:
        """The practice's own limits for readings; none is there before somebody writes it."""
        return self.root / "limits.toml"

    @property
    def side_effects(self) -> Path:
        """The practice's own list of side effects, where it has one."""
        return self.root / "side-effects.toml"

    @property
    def ways_of_working(self) -> Path:
        """The practice's own ways of working, where it has such a list."""
        return self.root / "ways-of-working.toml"

    @property
    def schedules(self) -> Path:
        """The practice's own schedules of readings."""
        return self.root / "schedules"

    @property
    def aftercare(self) -> Path:
        """The practice's own sheet for home; without it the one that ships is printed."""
        return self.root / "aftercare.toml"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def rehearsals(self) -> Path:
        """Rehearsals that were kept, a file for each; no part of the record, and in no backup."""
        return self.root / "rehearsals"

    def make(self) -> "Home":
        """Create the folder itself, mode 0700, and return self. What another umask left readable in it is mended."""
        private_folder(self.root)
        if os.name == "posix":
            for pattern in _OURS:
                for path in self.root.glob(pattern):
                    _close_to_others(path)
        return self


def _close_to_others(path: Path) -> None:
    with suppress(OSError):
        mode = path.lstat().st_mode
        if mode & 0o077 and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & 0o700)


def private_folder(folder: Path) -> Path:
    """Create `folder` and give it to its owner alone; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder


def typed(path: str | Path) -> Path:
    """A path as a person types it: `~` is their own folder; a name that only begins so is left as it is."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def whole(path: str | Path) -> Path:
    """A path as a person types it, from the root on and without links; a link that leads round in a ring stays."""
    return Path(os.path.realpath(typed(path)))


def default_home() -> Home:
    """KAPGUIDE_HOME if it is set, else the system's folder for user data. Raises KapGuideError for `/`, which would be
    closed to everybody else."""
    override = os.environ.get("KAPGUIDE_HOME")
    root = whole(override) if override else Path(appdirs.user_data_dir(APP, False))
    if root == Path("/"):
        raise KapGuideError("KAPGUIDE_HOME names the root of all folders. Name a folder of its own for the practice.")
    return Home(root)


def elsewhere() -> tuple[Path, ...]:
    """Where something may be kept when the data folder takes nothing more: the person's own folder."""
    try:
        return (Path.home(),)
    except RuntimeError:  # nobody's
        return ()


def _shipped(name: str) -> Path:
    """A shipped folder: inside the package in a wheel or a frozen build, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = ([Path(frozen) / "kapguide" / name] if frozen else []) + [package / name, package.parent / name]
    return next((place for place in places if place.is_dir()), places[-1])


def resource(*parts: str) -> Path:
    """A file or folder below `resources/`."""
    return _shipped("resources").joinpath(*parts)


def playlists() -> Path:
    """The folder of the shipped playlists and their audio."""
    return _shipped("playlists")
