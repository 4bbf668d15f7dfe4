"""An import: the folders are listed, what is new or has changed is scanned, and what is gone is noted."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import CRASHED, HUNG, MISSING, UNREADABLE, FileFacts, shown
from kapguide.audio.library.folder import Found, is_text
from kapguide.audio.library.index import LibraryIndex, inside
from kapguide.audio.library.scanner import Cancelled, Died, Pool, Unstartable, Worker

log = logging.getLogger(__name__)

AGAIN = (UNREADABLE, CRASHED, HUNG)
"""Faults that may have passed: VLC was installed, the network answers again."""
DEAF = 3
"""After so many files of one folder have hung, the rest of it is left for another time."""

Progress = Callable[[int, int, str], None]
"""How many files are done, of how many, and the name of the one that is begun.

While folders are still being listed: how many were found, 0, and the name of the folder.
"""


class Imported(msgspec.Struct, frozen=True):
    """What an import did. `notes` are sentences about what could not be looked at."""

    found: int = 0
    scanned: int = 0
    unchanged: int = 0
    bad: tuple[LibraryEntry, ...] = ()
    missing: int = 0
    notes: tuple[str, ...] = ()
    cancelled: bool = False


class Import:
    """Runs on a thread of its own, when the one before it has ended. `progress` and `done` are called on others."""

    def __init__(
        self,
        index: LibraryIndex,
        pool: Pool,
        paths: Iterable[str],
        turn: threading.Lock,
        progress: Progress,
        done: Callable[[Imported], None],
    ) -> None:
        self._index, self._pool, self._paths, self._turn = index, pool, tuple(paths), turn
        self._progress, self._done = progress, done
        self._guard = threading.Lock()  # the pool's threads bring what they found
        self._found: dict[str, Found] = {}
        self._todo: list[LibraryEntry] = []
        self._count = self._unchanged = self._missing = 0
        self._cancelled = False
        self._bad: list[str] = []
        self._deaf: Counter[str] = Counter()
        self._notes: list[str] = []
        self._report = Imported()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="import", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """End it at once; what was scanned by now stays."""
        self._pool.end()

    def pause(self, paused: bool) -> None:
        """Hold it, or let it go on."""
        self._pool.pause(paused)

    @property
    def over(self) -> bool:
        return self._over.is_set()

    def wait(self, seconds: float | None = None) -> Imported | None:
        """What it did, once it has ended; None when it has not within `seconds`."""
        return self._report if self._over.wait(seconds) else None

    def _run(self) -> None:
        """Others wait for this thread: whatever happens, it says how it ended."""
        try:
            with self._turn:
                self._work()
        except Exception:
            log.exception("an import ended over something unforeseen")
            self._notes.append("The import was broken off by a fault of KapGuide itself; import the music once more.")
        finally:
            try:
                self._report = self._told()
            finally:
                self._over.set()
            self._done(self._report)

    def _work(self) -> None:
        try:
            self._list()
            self._compare()
            self._pool.each([entry for entry in self._todo if not entry.facts.measured], self._tags)
            self._pool.each(list(self._todo), self._scan)
        except Cancelled:
            self._cancelled = True
        except Unstartable:
            self._notes.append("The program that scans music does not start, so nothing was scanned.")
        finally:
            self._pool.end()

    def _told(self) -> Imported:
        bad = tuple(entry for path in sorted(self._bad) if (entry := self._index.entry(path)) is not None)
        deaf = (
            f"{shown(folder)} does not answer; what lies there was left for another time."
            for folder, times in sorted(self._deaf.items())
            if times >= DEAF
        )
        notes = (*self._notes, *deaf)
        return Imported(len(self._found), self._count, self._unchanged, bad, self._missing, notes, self._cancelled)

    def _say(self, done: int, total: int, name: str) -> None:
        """How far it is. Whoever hears it and fails does not end the import."""
        try:
            self._progress(done, total, name)
        except Exception:
            log.exception("how far an import is was not heard")

    # --- listing -------------------------------------------------------------------------------------------

    def _list(self) -> None:
        """Everything that lies there; and what the index has but is gone is marked."""
        found = self._found

        def look(worker: Worker, root: str) -> None:
            def take(batch: list[Found]) -> None:
                with self._guard:
                    found.update((path, (path, size, mtime_ns)) for path, size, mtime_ns in batch)
                    count = len(found)
                self._say(count, 0, shown(root))

            if not is_text(root):
                self._notes.append(
                    f"The name {shown(root)} is no text on this system, so it cannot be used. Rename it."
                )
                return

            try:
                real, fault, unnamed = worker.listing(root, take)
            except Died:
                self._notes.append(f"{shown(root)} does not answer, and was not looked at. Try again later.")
                return
            if fault:
                self._notes.append(f"{shown(root)} cannot be opened ({fault}). What is known of it counts as missing.")
            self._notes.extend(
                f"The name {name} is no text on this system, so the file cannot be used. Rename it." for name in unnamed
            )
            lost = [
                msgspec.structs.replace(entry, there=False)
                for entry in self._index.entries()
                if entry.there and entry.path not in found and inside(entry.path, real)
            ]
            self._index.put(lost)
            with self._guard:
                self._missing += len(lost)

        self._pool.each(self._paths, look)

    def _compare(self) -> None:
        """What has to be scanned is in the index at once, under its name. A file that has changed is shown as it was
        measured before, until it is measured again."""
        changed: list[LibraryEntry] = []
        for path, size, mtime_ns in self._found.values():
            known = self._index.entry(path)
            if known is None or not known.unchanged(size, mtime_ns):
                before = known.facts if known is not None else FileFacts()
                known = LibraryEntry(path, size, mtime_ns, msgspec.structs.replace(before, measured=False, fault=""))
                self._todo.append(known)
                changed.append(known)
            else:
                if not known.facts.measured or known.facts.fault in AGAIN:
                    self._todo.append(known)
                else:
                    self._unchanged += 1
                if not known.there:
                    changed.append(msgspec.structs.replace(known, there=True))
        self._todo.sort(key=lambda entry: entry.path)
        self._index.put(changed)

    # --- scanning ------------------------------------------------------------------------------------------

    def _tags(self, worker: Worker, entry: LibraryEntry) -> None:
        """Title, artist and a first guess for every piece, before the first is measured."""
        try:
            facts = worker.tags(entry.path)
        except Died:
            return  # the scan will say what is wrong with it
        before = entry.facts
        if before.overview:
            kept = {name: getattr(before, name) for name in ("length_s", "lufs", "true_peak_db", "overview")}
            facts = msgspec.structs.replace(facts, **kept)
        self._index.update(msgspec.structs.replace(entry, facts=facts))

    def _scan(self, worker: Worker, entry: LibraryEntry) -> None:
        path, folder = entry.path, str(Path(entry.path).parent)
        if self._deaf[folder] >= DEAF:
            return
        with self._guard:
            begun = self._count
        self._say(begun, len(self._todo), shown(Path(path).name))
        there = True
        try:
            facts = worker.scan(path)
            there = facts.fault != MISSING
        except Died as died:
            tags = self._index.entry(path)
            facts = msgspec.structs.replace(tags.facts if tags else FileFacts(), measured=True, fault=died.code)
            self._deaf[folder] += died.code == HUNG
        self._index.update(msgspec.structs.replace(entry, facts=facts, there=there))
        with self._guard:
            self._count += 1
            if facts.fault:
                self._bad.append(path)
            count = self._count
        self._say(count, len(self._todo), "")
