"""What the person is asked outside the window: the system's own dialog for a folder, nothing else."""

from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QWidget


class Dialogs(Protocol):
    """Asks the person; in tests somebody answers in the person's place."""

    def folder(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        """A folder that was chosen, or None; the search begins at `start`."""
        ...

    def file(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        """A file that was chosen, or None."""
        ...


class SystemDialogs:
    """The dialogs of the system that the person knows."""

    def folder(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        chosen = QFileDialog.getExistingDirectory(owner, title, start)
        return Path(chosen) if chosen else None

    def file(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(owner, title, start)
        return Path(chosen) if chosen else None
