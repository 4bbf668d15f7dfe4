"""The library in memory, and the thread that keeps its file up to date. What cannot be saved now is saved later."""

import logging
import os
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec

from kapguide.audio.library.entry import LibraryEntry, completed
from kapguide.audio.library.file import Contents, IndexDamaged, IndexTrouble, LibraryFile
from kapguide.audio.library.folder import is_text
from kapguide.audio.track import Labels

log = logging.getLogger(__name__)

GATHER_S = 0.5
"""Changes of this long are saved together."""
AGAIN_S = 5.0
"""Pause before the next attempt when the file could not be written."""


class LibraryIndex:
    """Everything that the library knows. Any thread may ask and change; answers come from memory."""

    def __init__(self, path: Path) -> None:
        self._file = LibraryFile(path)
        self._changed = threading.Condition()  # the saver's thread waits on it for something to save
        self._folders: set[str] = set()
        self._entries: dict[str, LibraryEntry] = {}
        self._labels: dict[str, Labels] = {}
        self._words: dict[str, str] = {}
        self._unsaved = Contents()
        self._saving = self._closing = self._asked = False
        self._attempts = 0
        self._loaded = False
        self._saver: threading.Thread | None = None
        self.trouble = ""
        """Why the index is not saved now, in a sentence; empty when it is."""
        self.notices: list[str] = []
        """What happened to the index's file, in sentences."""
        try:
            self._load()
        except IndexTrouble as error:
            self._complain(error, Contents())
            with self._changed:
                self._mind_the_file()

    # --- asking --------------------------------------------------------------------------------------------

    def folders(self) -> tuple[str, ...]:
        with self._changed:
            return tuple(sorted(self._folders))

    def entry(self, path: str) -> LibraryEntry | None:
        return self._entries.get(path)

    def entries(self) -> tuple[LibraryEntry, ...]:
        with self._changed:
            return tuple(self._entries.values())

    def labels(self, path: str) -> Labels:
        return self._labels.get(path) or Labels()

    def with_words(self) -> tuple[tuple[LibraryEntry, str], ...]:
        """Every entry with the text that a search looks at."""
        with self._changed:
            for path, entry in self._entries.items():
                if path not in self._words:
                    self._words[path] = entry.words
            return tuple((entry, self._words[path]) for path, entry in self._entries.items())

    # --- changing ------------------------------------------------------------------------------------------

    def add_folder(self, path: str, kept: bool = True) -> None:
        with self._changed:
            if kept:
                self._folders.add(path)
            else:
                self._folders.discard(path)
            self._unsaved.folders[path] = kept
            self._mind_the_file()

    def put(self, entries: Iterable[LibraryEntry]) -> None:
        """Add or replace entries; their labels are those that the library has."""
        with self._changed:
            for entry in entries:
                self._keep(entry)
            self._mind_the_file()

    def update(self, entry: LibraryEntry) -> None:
        """Replace an entry, unless it was removed meanwhile."""
        with self._changed:
            if entry.path in self._entries:
                self._keep(entry)
                self._mind_the_file()

    def remove(self, paths: Iterable[str]) -> None:
        """Forget pieces, but not what was said of them."""
        with self._changed:
            for path in paths:
                self._drop(path)
            self._mind_the_file()

    def label(self, path: str, labels: Labels) -> None:
        """What a person says of a piece, known or not."""
        with self._changed:
            self._say(path, labels)
            self._mind_the_file()

    def move(self, moved: dict[str, str]) -> None:
        """Pieces and labels lie elsewhere now: new paths by old ones. What is known or said of the new place stays."""
        with self._changed:
            for old, new in moved.items():
                self._say(new, completed(self.labels(new), by=self.labels(old)))
                self._say(old, Labels())
                entry, there = self._entries.get(old), self._entries.get(new)
                if entry is not None:
                    self._drop(old)
                    if there is None or not there.facts.measured:
                        self._keep(msgspec.structs.replace(entry, path=new, there=True))
            self._mind_the_file()

    def labelled(self) -> tuple[str, ...]:
        """The paths of which something is said."""
        with self._changed:
            return tuple(self._labels)

    def _keep(self, entry: LibraryEntry) -> None:
        entry = msgspec.structs.replace(entry, labels=self.labels(entry.path))
        self._entries[entry.path] = entry
        if is_text(entry.path):
            self._unsaved.entries[entry.path] = entry
        self._words.pop(entry.path, None)

    def _drop(self, path: str) -> None:
        self._entries.pop(path, None)
        self._words.pop(path, None)
        if is_text(path):
            self._unsaved.entries[path] = None

    def _say(self, path: str, labels: Labels) -> None:
        if labels == Labels():
            self._labels.pop(path, None)
        else:
            self._labels[path] = labels
        if is_text(path):  # what no file can hold is known until the end
            self._unsaved.labels[path] = self._labels.get(path)
        if path in self._entries:
            self._keep(self._entries[path])

    # --- the file ------------------------------------------------------------------------------------------

    def save(self, patience_s: float = 10.0) -> bool:
        """Save now; False when that is not possible, see `trouble`."""
        with self._changed:
            before, self._asked = self._attempts, True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._saved or (self.trouble and self._attempts > before), patience_s)
            return self._saved

    def close(self) -> None:
        """Save what can be saved, and let go of the file."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            saver = self._saver
        if saver is not None:
            saver.join()
        self._file.close()

    @property
    def _saved(self) -> bool:
        return self._loaded and self._unsaved.empty and not self._saving

    def _mind_the_file(self) -> None:
        if self._saver is None:
            self._saver = threading.Thread(target=self._keep_saving, name="library", daemon=True)
            self._saver.start()
        self._changed.notify_all()

    def _keep_saving(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or not self._saved)
                self._changed.wait_for(lambda: self._closing or self._asked, AGAIN_S if self.trouble else GATHER_S)
                last, self._asked = self._closing, False
            self._save_once()
            with self._changed:
                self._attempts += 1
                self._changed.notify_all()
            if last:
                return

    def _save_once(self) -> None:
        changes = Contents()
        try:
            if not self._loaded:
                self._load()
            with self._changed:
                changes, self._unsaved = self._unsaved, Contents()
                self._saving = True
            if not changes.empty:
                try:
                    self._file.write(changes)
                except IndexDamaged:
                    with self._changed:
                        folders = dict.fromkeys(self._folders, True)
                        changes = Contents(folders, dict(self._entries), dict(self._labels))
                    self._rescued()
                    self._file.write(changes)
        except IndexTrouble as error:
            self._complain(error, changes)
            return
        except Exception as error:  # others wait for this thread, whatever happens
            log.exception("the library's index could not be saved over something unforeseen")
            self._complain(self._file.trouble(type(error).__name__), changes)
            return
        with self._changed:
            self._saving, self.trouble = False, ""
            self._changed.notify_all()

    def _complain(self, error: IndexTrouble, changes: Contents) -> None:
        """Keep what was to be written for the next attempt, under what has changed meanwhile."""
        with self._changed:
            later = self._unsaved
            self._unsaved = Contents(
                changes.folders | later.folders, changes.entries | later.entries, changes.labels | later.labels
            )
            if self.trouble != error.sentence:
                log.warning("the library's index: %s", error.detail or type(error).__name__)
            self._saving, self.trouble = False, error.sentence
            self._changed.notify_all()

    def _load(self) -> None:
        """Take in what the file holds, under what is known by now; a damaged one is set aside. Raises IndexTrouble."""
        try:
            held = self._file.read()
        except IndexDamaged:
            held = self._rescued()
        with self._changed:
            removed = {folder for folder, kept in self._unsaved.folders.items() if not kept}
            self._folders |= held.folders.keys() - removed
            for path, labels in held.labels.items():
                if labels is not None and path not in self._unsaved.labels:
                    self._labels[path] = labels
            for path, entry in held.entries.items():
                if entry is not None and path not in self._unsaved.entries:
                    self._entries[path] = entry
            for path, entry in self._entries.items():
                self._entries[path] = msgspec.structs.replace(entry, labels=self.labels(path))
            self._words.clear()
            self._loaded = True

    def _rescued(self) -> Contents:
        """Set the damaged file aside; the labels and folders that could be read of it are written to a new one."""
        held, aside = self._file.set_aside()
        with self._changed:
            self.notices.append(
                f"The library's index was damaged. It was set aside as {aside.name}, {len(held.labels)} of its labels "
                "were read, and a new one was begun. Import the folders again; the music itself was not touched."
            )
        log.warning("the library's index was damaged and is set aside")
        self._file.write(held)
        return held


def inside(path: str, folder: str) -> bool:
    """Whether `path` is `folder`, or lies in it."""
    path, folder = os.path.normcase(path), os.path.normcase(folder).rstrip(os.sep)
    return path == folder or path.startswith(folder + os.sep)
