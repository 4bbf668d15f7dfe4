"""Nothing of a note is cut and nothing meets, at every size and in both lights."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import screen_cast_note
from kapguide.ui.note.foot import LogLine
from kapguide.ui.note.signed_foot import SignedWords
from kapguide.ui.theme import Theme
from kapguide.ui.widgets import quiet_line
from kapguide.ui.widgets.base import elided
from kapguide.usecases.signing import NAMELESS
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written
from tests.ui.small_window import Window

__all__ = ["written"]
STATES = [name for name in SCREENS if name.startswith("note")]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("light", ["light", "low-light"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, state: str, light: str) -> None:
    sizes = SIZES if light == "light" else SIZES[:3:2]
    screen = SCREENS[state](Theme.named(light, motion=False))
    screen.resize(*sizes[0])
    qtbot.addWidget(screen)
    screen.show()
    wrong = {}
    for size in sizes:
        screen.resize(*size)
        for _ in range(2):
            QApplication.processEvents()
        wrong[size] = faults(screen, (LogLine, SignedWords))
    assert {size: said for size, said in wrong.items() if said} == {}


@pytest.mark.parametrize("build", [screen_cast_note.note, screen_cast_note.note_signed])
def test_a_long_code_makes_no_window_wider(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch, build: Callable[[Theme], QWidget]
) -> None:
    long = replace(screen_cast_note.report(), client_code="W" * 24)
    monkeypatch.setattr(screen_cast_note, "report", lambda: long)
    screen = build(theme)
    qtbot.addWidget(screen)
    assert screen.minimumSizeHint().width() <= 960


def test_the_frame_of_the_line_that_has_the_keys_keeps_clear_of_the_words_above_it(window: Window) -> None:
    screen = SCREENS["note"](Theme.named("light", motion=False))
    window.hold(screen)
    section = screen.sheet.sections["risk"]  # type: ignore[attr-defined]
    above, framed = list(section.lines.values())[:2]

    def rows(colour: QColor) -> list[int]:
        """Those in which something of that colour stands, between the top of the line above and the middle of the
        next."""
        picture = section.grab().toImage()
        high = range(above.geometry().top(), framed.geometry().center().y())
        return [y for y in high if any(picture.pixelColor(x, y) == colour for x in range(section.width()))]

    words = max(rows(screen.theme.colours.text))  # type: ignore[attr-defined]
    framed.text.setFocus()
    assert min(rows(screen.theme.colours.accent)) > words + 1  # type: ignore[attr-defined]


def test_why_nothing_was_signed_is_read_whole(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to do about it, where the state of the note stands otherwise."""
    screen = screen_cast_note.note(theme)
    qtbot.addWidget(screen)
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # no window manager has another size for it
    screen.show()
    painted: list[str] = []
    monkeypatch.setattr(quiet_line, "elided", lambda *asked: painted.append(elided(*asked)) or painted[-1])
    for width in (1280, 1366, 1440, 1920):
        screen.resize(width, 690)
        screen.say_not_signed(NAMELESS)
        QApplication.processEvents()
        painted.clear()
        screen.head.quiet.grab()
        assert not painted[-1].endswith("…"), width
        assert screen.head.code.text() == screen.head.code.whole_text()
    high = screen.head.quiet.height()
    screen.quiet.say("")
    screen.quiet.say("Saved.")
    assert screen.head.quiet.height() < high, "one line for few words"
