"""The screens of the way back, filled with a fictional practice."""

from pathlib import Path

import msgspec
from PySide6.QtWidgets import QWidget

from kapguide.ui.door.keys_screen import KeysScreen
from kapguide.ui.merge.screen import MergeData, MergeScreen
from kapguide.ui.theme import Theme
from kapguide.ui.way_back.data import STEPS, Bar, OfferedStep, WayBackData
from kapguide.ui.way_back.flow import GO_BACK, WHOLE
from kapguide.ui.way_back.have_backup import HaveBackupScreen
from kapguide.ui.way_back.reading import ReadingScreen, ReadLineRow, ReadSessionRow
from kapguide.ui.way_back.screen import WayBackScreen
from kapguide.ui.widgets.level_bar import LevelData
from kapguide.usecases.way_back import ComparisonRow

MISSING = WayBackData(
    title="The record was not opened: entries are missing",
    practice="Willow Room",
    bars=(
        Bar("This computer remembers", 4218, 0),
        Bar("The record at hand", 4113, 105, "Fri 27 Nov, 16:20"),
        Bar("The backup", 4211, 7, "Mon 30 Nov, 18:38"),
    ),
    rows=(
        ComparisonRow("Last entry", "Fri 27 Nov, 16:20", "Mon 30 Nov, 18:38", ""),
        ComparisonRow("Clients", "11", "11", ""),
        ComparisonRow("Sessions", "38", "40", "2: R-203/4, T-077/2"),
        ComparisonRow("Entries", "3,846", "3,938", "92"),
        ComparisonRow("Notes signed", "31", "33", "2"),
        ComparisonRow("Notes, draft", "3", "3", "the same"),
        ComparisonRow("Scores", "96", "101", "5"),
        ComparisonRow("Seals", "whole as far as it goes", "whole as far as it goes", ""),
    ),
    lost=(
        "Nothing that the record at hand holds: all of its 3,846 entries are in the backup, too.",
        "7 changes are in neither. Only their number is known; what you remember goes in as a late entry.",
    ),
    restore=OfferedStep(
        "Restore the backup of Mon 30 Nov, 18:38",
        (
            ("size", "41 MB"),
            ("lies on", "KEEP-2"),
            ("checked", "just now: whole as far as it goes"),
            ("opens with", "what you typed"),
        ),
        STEPS,
        "Restore this backup",
        "refresh-cw",
    ),
    accept=OfferedStep("Go on with what is here", (), ("The record stays as it is.",), "Go on with what is here"),
    backups=(("a", "Mon 30 Nov, 18:38"), ("b", "Fri 27 Nov, 16:20")),
    can_read=True,
)


def way_back(theme: Theme) -> QWidget:
    return WayBackScreen(theme, MISSING)


def way_back_asked(theme: Theme) -> QWidget:
    asked = msgspec.structs.replace(
        MISSING,
        title=GO_BACK,
        sentence=WHOLE,
        bars=(),
        lost=("12 entries and 1 note are in the record at hand alone (M-014/3). It is kept under another name.",),
        accept=OfferedStep(""),
        asked=True,
    )
    return WayBackScreen(theme, asked)


def way_back_read(theme: Theme) -> QWidget:
    files = (("a", "The record at hand"), ("b", "The backup of Mon 30 Nov, 18:38"))
    screen = ReadingScreen(theme, "Willow Room", files)
    sessions = [("1", "M-014/3", "27 Nov 2026"), ("2", "R-203/3", "26 Nov 2026"), ("3", "T-077/1", "24 Nov 2026")]
    screen.show_sessions(tuple(ReadSessionRow(*each) for each in sessions), "")
    words = (
        ("", "Log", True),
        ("09:46", "Session started, dosing 3 of 3", False),
        ("10:02", "BP 124/78, HR 71, SpO2 98 %", False),
        ("10:14", "Dose given: 150 mg lozenge, as ordered", False),
        ("10:41", "“It is like the river behind the house, only wider”", False),
        ("11:30", "Sat up, asked for water. Slow, clear speech, says that the room looks as it did before.", False),
        ("", "Note", True),
        ("", "Summary: A quiet session; the client stayed with the image of the river for most of it.", False),
    )
    screen.show_lines(tuple(ReadLineRow(str(n), *each) for n, each in enumerate(words)), "3 entries cannot be read.")
    return screen


def merge(theme: Theme) -> QWidget:
    data = MergeData(
        "Willow Room",
        "/media/lind/LAPTOP-2/kapguide.db",
        (
            ("New sessions", "2"),
            ("Entries", "92"),
            ("Notes", "2"),
            ("Scores", "5"),
            ("In sessions", "M-014/3, R-203/4, T-077/2"),
        ),
        (
            "The note of M-014/3 was written on in both copies. Both texts are kept; the later one is shown.",
            "2 entries come to the note of R-203/3, which was signed without. What was signed stays as it is.",
        ),
        seen=True,
    )
    return MergeScreen(theme, data)


def way_back_accept(theme: Theme) -> QWidget:
    accept = OfferedStep(
        "Go on with what is here",
        (("lacks", "the last 105 changes are not in it"),),
        (
            "The record stays as it is: what is there is whole.",
            "The audit log says from now on that it was accepted, and how much is missing.",
        ),
        "Go on with what is here",
    )
    return WayBackScreen(theme, msgspec.structs.replace(MISSING, accept=accept, accept_is_better=True))


def way_back_running(theme: Theme) -> QWidget:
    screen = WayBackScreen(theme)
    screen.show_running(True)
    screen.running.show_sound("Still Water, Part II", LevelData(-9))
    screen.show_data(MISSING)
    return screen


def have_backup(theme: Theme) -> QWidget:
    screen = HaveBackupScreen(theme, Path("/media/KEEP-2/kapguide-20261130-183800.db"))
    screen.secret.line.put("MFRG GZDF MZTW Q2LK NNWG 23TP OBYX E43U")
    screen.secret.hide_text(False)
    return screen


def keys(theme: Theme) -> QWidget:
    return KeysScreen(theme)
