"""Where things lie: the data folder (KAPGUIDE_HOME or the system's own) and the shipped resources."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import appdirs

APP = "KapGuide"


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
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

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
    def made_lines(self) -> Path:
        """Lines that were made because nobody has recorded them."""
        return self.root / "made-lines"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    def make(self) -> "Home":
        """Create the folder itself, mode 0700, and return self."""
        private_folder(self.root)
        return self


def private_folder(folder: Path) -> Path:
    """Create `folder` and give it to its owner alone; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder


def default_home() -> Home:
    """KAPGUIDE_HOME if it is set, else the system's folder for user data."""
    override = os.environ.get("KAPGUIDE_HOME")
    return Home(Path(override).expanduser().resolve() if override else Path(appdirs.user_data_dir(APP, False)))


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
