"""The library at work behind its screen. It outlives the screen, so that an import goes on when one looks elsewhere."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import shown
from kapguide.audio.library.folder import SUFFIXES
from kapguide.audio.library.importing import Imported
from kapguide.audio.library.library import Library
from kapguide.audio.planning.arc import Arc, shipped_arc
from kapguide.audio.track import Labels
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.ui.library.imports import Imports, OnWindow, outcome
from kapguide.ui.library.playlist_out import PlaylistWish, write_out
from kapguide.ui.library.survey import PieceFilter, Survey, look, pieces_text, survey
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.window_thread import there

LEAVE_WITHIN_S = 5.0
"""How long closing waits for a drive that holds music."""
UNDONE = 50
"""So many changes of labels can be taken back."""

T = TypeVar("T")
Failed = Callable[[KapGuideError], None]
Change = Callable[[Labels], Labels]


class Looked(msgspec.Struct, frozen=True):
    """The pieces that were found, and what was wished."""

    wish: PieceFilter
    pieces: tuple[LibraryEntry, ...]


class Relabelled(msgspec.Struct, frozen=True):
    """A change of labels that can be taken back: what was done, and the labels as they were."""

    what: str
    before: dict[str, Labels]


class LibraryWork(QObject):
    """Asks and changes the library off the window's thread; answers come as signals. Used on the window's thread."""

    looked = Signal(object)
    """A Looked: the answer to the last `look`; answers to earlier ones are left out."""
    surveyed = Signal(object)
    """A Survey."""
    changed = Signal()
    """Pieces, labels or folders are others now: look again."""
    labelled = Signal()
    """What can be taken back is another now; see `undoable`."""
    said = Signal(str, object)
    """A sentence for the person, and its Tone."""
    written = Signal(bool, str)
    """Whether the playlist was written, and a sentence."""
    saving = Signal(str, object)
    """How it stands with the index's file, in a word, and its Tone."""

    def __init__(self, library: Library, post: OnWindow, arc: Arc | None = None) -> None:
        """`post` brings a call from any thread to the window's."""
        super().__init__()
        self.library = library
        self.arc = arc if arc is not None else shipped_arc()
        self.survey = Survey()
        self.imports = Imports(library, post)
        self._quick = Jobs(post)  # asks the memory
        self._slow = Jobs(post)  # touches the disk, which may not answer
        self._asked = 0
        self._undo: list[Relabelled] = []
        self._closed = False
        self.imports.ended.connect(self._imported)

    def close(self) -> None:
        """Finish what was asked, as far as the disk answers, and cancel the imports. The library itself stays open."""
        self._closed = True
        self.imports.cancel()
        self._quick.close(LEAVE_WITHIN_S)
        self._slow.close(LEAVE_WITHIN_S)

    def _do(self, lane: Jobs, work: Callable[[], T], done: Callable[[T], None], failed: Failed | None = None) -> None:
        """Do `work` off the window's thread, unless everything is being closed."""
        if not self._closed:
            lane.run(work, done, failed or self._failed, there(self))

    # --- asking --------------------------------------------------------------------------------------------

    def look(self, wish: PieceFilter, kept: frozenset[str] = frozenset()) -> None:
        """Find the pieces that fit. While one answer is made, only the last of the other questions is kept."""
        self._asked += 1
        number = self._asked

        def find() -> Looked | None:
            return Looked(wish, look(self.library, self.arc, wish, kept)) if number == self._asked else None

        def found(answer: Looked | None) -> None:
            if answer is not None and number == self._asked:
                self.looked.emit(answer)

        self._do(self._quick, find, found)

    def count(self) -> None:
        """Count everything once."""
        self._do(self._quick, lambda: survey(self.library, self.arc), self._counted)

    def _counted(self, answer: Survey) -> None:
        self.survey = answer
        self.surveyed.emit(answer)

    def _failed(self, error: KapGuideError) -> None:
        self.said.emit(error.sentence, Tone.WARM)

    # --- music in and out ----------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Take in folders, from now on with every import, and single files."""

        def note() -> tuple[list[Path], int]:
            folders = [path for path in paths if path.is_dir()]
            for folder in folders:
                self.library.add_folder(folder)
            files = [path for path in paths if path not in folders and path.suffix.lower() in SUFFIXES]
            return [*folders, *files], len(paths) - len(folders) - len(files)

        def noted(answer: tuple[list[Path], int]) -> None:
            wanted, strange = answer
            if strange:
                are = "1 file is not music, and was" if strange == 1 else f"{strange:,} files are not music, and were"
                self.said.emit(f"{are} left out.", Tone.WARM)
            if wanted:
                self.imports.start(wanted)

        self._do(self._slow, note, noted)

    def _imported(self, report: Imported) -> None:
        self.said.emit(*outcome(report))
        self._altered()

    def remove_folder(self, path: str) -> None:
        """Forget a folder; labels of its pieces are kept for the day it comes back."""

        def done(_: None) -> None:
            self.said.emit(
                f"{shown(path)} is no longer part of the library. Its files and labels are kept.", Tone.PLAIN
            )
            self._altered()

        self._do(self._quick, lambda: self.library.remove_folder(path), done)

    def repoint(self, old: str, new: Path) -> None:
        """A folder has moved."""

        def done(pieces: int) -> None:
            self.said.emit(f"{pieces:,} pieces are found in {shown(str(new))} from now on.", Tone.PLAIN)
            self._altered()
            self.imports.start([new])

        self._do(self._slow, lambda: self.library.repoint(old, new), done)

    def write_playlist(self, wish: PlaylistWish, pieces: Sequence[LibraryEntry]) -> None:
        """Write a playlist, with its labels beside it."""
        folders = [Path(folder) for folder in self.library.folders()]

        def done(answer: tuple[Path, tuple[str, ...]]) -> None:
            file, told = answer
            self.written.emit(True, "  ·  ".join((f"{pieces_text(len(pieces))} in {shown(str(file))}", *told)))

        def failed(error: KapGuideError) -> None:
            self.written.emit(False, error.sentence)

        self._do(self._slow, lambda: write_out(wish, pieces, self.arc, folders), done, failed)

    # --- labels --------------------------------------------------------------------------------------------

    @property
    def undoable(self) -> str:
        """What the next `undo` takes back; empty when there is nothing."""
        return self._undo[-1].what if self._undo else ""

    def label(self, paths: Sequence[str], what: str, change: Change) -> None:
        """Change what is said of these pieces, saved at once. `what` names the change."""

        def write() -> dict[str, Labels]:
            before: dict[str, Labels] = {}
            for path in paths:
                entry = self.library.entry(path)
                if entry is not None and (after := change(entry.labels)) != entry.labels:
                    before[path] = entry.labels
                    self.library.set_labels(path, after)
            return before

        def written(before: dict[str, Labels]) -> None:
            if before:
                done = f"{what}  ·  {pieces_text(len(before))}"
                self._undo = [*self._undo[1 - UNDONE :], Relabelled(done, before)]
                self.said.emit(done, Tone.PLAIN)
                self.labelled.emit()
                self._altered()

        self._do(self._quick, write, written)

    def undo(self) -> None:
        """Take the last change of labels back."""
        if not self._undo:
            return
        last = self._undo.pop()

        def write() -> None:
            for path, labels in last.before.items():
                self.library.set_labels(path, labels)

        def written(_: None) -> None:
            self.said.emit(f"Taken back: {last.what}", Tone.PLAIN)
            self._altered()

        self.labelled.emit()
        self._do(self._quick, write, written)

    def _altered(self) -> None:
        self.changed.emit()
        self._save()

    def _save(self) -> None:
        def saved(done: bool) -> None:
            self.saving.emit("saved" if done else "not saved", Tone.PLAIN if done else Tone.WARM)
            if not done:
                self.said.emit(self.library.trouble or "The library’s index is not saved yet.", Tone.WARM)

        self.saving.emit("saving…", Tone.PLAIN)
        self._do(self._slow, self.library.save, saved)
