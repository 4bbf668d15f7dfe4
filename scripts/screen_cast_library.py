"""A made-up collection of music, and the library screen as it is in use. No sound files are needed for the pictures."""

import math
import random
import tempfile
from pathlib import Path

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication, QWidget

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import DAMAGED, EMPTY, ENDED_EARLY, UNREADABLE, FileFacts
from kapguide.audio.library.file import Contents, LibraryFile
from kapguide.audio.library.library import Library
from kapguide.audio.track import Labels
from kapguide.ui.library.imports import ImportProgress
from kapguide.ui.library.screen import LibraryScreen
from kapguide.ui.library.work import LibraryWork
from kapguide.ui.theme import Theme
from kapguide.ui.window.window_thread import WindowThread

FIRST = "Slow Still Low Long High Wide Evening Open Salt Linen Winter Amber Quiet Distant Paper Northern Glass"
SECOND = "River Water Tide Field Plateau Sky Room Path Centre Meadow Hall Lantern Harbour Orchard Snow Bell Moss"
THIRD = (
    "",
    "",
    "",
    ", Part II",
    ", Part III",
    " at Dawn",
    " (Reprise)",
    ", No. 4",
    " II",
    " in D",
    " for Two",
    " Again",
)
ARTISTS = ("Alder & Vane", "Ines Okafor", "Marrow Lake", "The Tall Hours", "Jun Halvorsen", "Quartet Sorel", "", "")
FOLDERS = ("/music/Sessions", "/music/Sessions/Deep", "/music/From Ana", "/media/drive/Archive")
PARTS = ("arrive", "pre-onset", "onset", "build", "peak", "re-entry", "return")
USUAL = {"arrive": 1, "pre-onset": 2, "onset": 2, "build": 3, "peak": 5, "re-entry": 3, "return": 1}
BAD = (
    ("Tall Trees.mp3", FileFacts(measured=True, fault=ENDED_EARLY, good_s=92.0, stated_s=311.0)),
    ("cover version (1).wav", FileFacts(measured=True, fault=EMPTY)),
    ("Ember Song.m4a", FileFacts(measured=True, fault=UNREADABLE)),
    ("Low Bells.flac", FileFacts(measured=True, fault=DAMAGED, good_s=201.0, stated_s=412.0)),
)
PATIENCE_MS = 5_000


class NobodyAsked:
    """Dialogs that nobody answers."""

    def folder(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        return None

    def file(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        return None


def _course(chance: random.Random) -> bytes:
    """How the level of a piece goes."""
    swells = [(chance.uniform(1, 9), chance.uniform(0, 6)) for _ in range(5)]
    course = [sum(math.sin(speed * place / 100 + start) for speed, start in swells) for place in range(300)]
    return bytes(round(min(220, 160 + 9 * each + chance.uniform(-24, 24))) for each in course)


def collection(count: int) -> Contents:
    """So many pieces, most of them labelled, and a few bad files; the same each time."""
    chance = random.Random(5)
    found = Contents(dict.fromkeys(("/music/Sessions", "/music/From Ana", "/media/drive/Archive"), True))
    courses = [_course(chance) for _ in range(40)]
    for number in range(count):
        title = f"{chance.choice(FIRST.split())} {chance.choice(SECOND.split())}{chance.choice(THIRD)}"
        suffix = chance.choice(("flac", "ogg", "mp3", "m4a"))
        path = f"{chance.choice(FOLDERS)}/{title} {number}.{suffix}"
        length = chance.triangular(95, 960, 280)
        facts = FileFacts(
            title=title if chance.random() < 0.97 else "",
            artist=chance.choice(ARTISTS),
            length_s=length,
            lufs=chance.triangular(-29, -9, -18),
            true_peak_db=chance.uniform(-16, -3),
            overview=chance.choice(courses),
            measured=True,
        )
        found.entries[path] = LibraryEntry(path, 1, 1, facts)
        if chance.random() < 0.82:
            found.labels[path] = _labels(chance)
    for name, facts in BAD[: max(0, count)]:
        path = f"/music/Sessions/{name}"
        found.entries[path] = LibraryEntry(path, 1, 1, facts)
    gone = "/media/drive/Archive/Cedar, live.ogg"
    found.entries[gone] = LibraryEntry(gone, 1, 1, FileFacts(measured=True, length_s=300.0), there=False)
    return found


def _labels(chance: random.Random) -> Labels:
    part = chance.choices(PARTS, weights=(4, 2, 3, 3, 5, 3, 4))[0]
    return Labels(
        slot=part,
        intensity=max(1, min(5, USUAL[part] + chance.choice((-1, 0, 0, 1)))),
        emotion=tuple(chance.sample(("awe", "calm", "grief", "tenderness", "longing"), 2)),
        instruments=tuple(chance.sample(("piano", "cello", "voice", "harp", "drones"), 2)),
        lyrics=chance.choices(("none", "", "fr", "und"), weights=(80, 8, 5, 2))[0],
        culture=chance.choice(("", "", "Mali", "Iceland")),
    )


def library_work(contents: Contents) -> LibraryWork:
    """A library that holds this, in memory only."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "library.db"
        LibraryFile(index).write(contents)
        return LibraryWork(Library(index), WindowThread())


def _screen(theme: Theme, work: LibraryWork) -> LibraryScreen:
    """The screen once it has its answers."""
    counts: list[object] = []
    work.surveyed.connect(counts.append)
    screen = LibraryScreen(theme, work, NobodyAsked())
    timer = QElapsedTimer()
    timer.start()
    while not counts and timer.elapsed() < PATIENCE_MS:
        QApplication.processEvents()
    return screen


def library_empty(theme: Theme) -> QWidget:
    return _screen(theme, library_work(Contents()))


def library(theme: Theme) -> QWidget:
    screen = _screen(theme, library_work(collection(400)))
    pieces = screen.list.pieces
    screen.list.choose({pieces[2].path})
    screen.list.verticalScrollBar().setValue(0)
    return screen


def library_several(theme: Theme) -> QWidget:
    """Several pieces of one part of the arc are chosen."""
    screen = _screen(theme, library_work(collection(400)))
    screen.band.chosen.emit(4)
    timer = QElapsedTimer()
    timer.start()
    while len(screen.list.pieces) == 400 and timer.elapsed() < PATIENCE_MS:
        QApplication.processEvents()
    screen.list.choose({entry.path for entry in screen.list.pieces[1:5]})
    return screen


def library_import(theme: Theme) -> QWidget:
    """An import is at its beginning: names are there, most of them are not measured yet."""
    contents = collection(5_000)
    for number, (path, entry) in enumerate(contents.entries.items()):
        if entry is not None and number >= 412 and not entry.facts.fault:
            contents.entries[path] = LibraryEntry(
                path, 1, 1, FileFacts(title=entry.facts.title, artist=entry.facts.artist)
            )
    contents.labels.clear()
    work = library_work(contents)
    work.imports.going = ImportProgress(412, 5_000, "Slow River")
    return _screen(theme, work)


def library_bad(theme: Theme) -> QWidget:
    screen = _screen(theme, library_work(collection(400)))
    screen.bad_button.click()
    return screen


def library_folders(theme: Theme) -> QWidget:
    screen = _screen(theme, library_work(collection(400)))
    screen.folders_button.click()
    return screen


def library_playlist(theme: Theme) -> QWidget:
    screen = _screen(theme, library_work(collection(400)))
    screen.list.choose({entry.path for entry in screen.list.pieces[3:9]})
    screen.playlist_button.click()
    screen.playlist.name.put("evening, deep")
    return screen
