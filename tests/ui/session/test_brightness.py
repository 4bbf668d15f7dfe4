"""How bright the live screen is, measured in its own pictures: dark the whole time, and no step of it startles.

Luminance is that of the contrast rules: 0 is black, 1 is white.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session.clock import RehearsalClock
from kapguide.session.live import LiveSession
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.cards.prompt_card import PromptCard
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from screen_cast import SCREENS
from screen_cast_live import live_of, session_at

MEAN = 0.05
"""Of a whole picture: a twentieth of what a white page sends into the room."""
LIT, LIT_SHARE = 0.25, 0.05
"""No more than this share of it is brighter than that: letters, rings and edges."""
STEP = 0.01
"""From one second to the next, whatever happens in it."""
CURSOR = 1e-4
"""What a cursor takes of the screen; it alone is brighter than a letter."""
FLASH, FLASH_SHARE = 0.10, 0.04
"""A change that the eye takes for a flash, and how much of the screen may change so much: words that come and go."""
CURVE = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255])
SHARES = tuple((share * CURVE).astype(np.float32) for share in (0.0722, 0.7152, 0.2126))
"""What blue, green and red send, in the order in which Qt keeps them."""

Picture = np.ndarray[Any, np.dtype[np.float32]]


def picture(screen: QWidget) -> Picture:
    """The luminance of each pixel."""
    image = screen.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    sent = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    blue, green, red = (share[sent[..., place]] for place, share in enumerate(SHARES))
    return blue + green + red


def assert_dark(seen: Picture, theme: Theme) -> None:
    ink = theme.colours.text
    brightest = CURVE[ink.red()] * 0.2126 + CURVE[ink.green()] * 0.7152 + CURVE[ink.blue()] * 0.0722
    assert seen.mean() <= MEAN
    assert (seen > brightest + 0.01).mean() <= CURSOR, "nothing is brighter than a letter"
    assert (seen > LIT).mean() <= LIT_SHARE


def assert_calm(before: Picture, after: Picture) -> None:
    assert abs(after.mean() - before.mean()) <= STEP
    assert (np.abs(after - before) > FLASH).mean() <= FLASH_SHARE


def lived(session: LiveSession, screen: LiveScreen, ms: int) -> None:
    """Let time pass and be drawn."""
    assert isinstance(session.clock, RehearsalClock)
    session.clock.advance(ms)
    session.send(c.Tick())
    screen.render_now()


@pytest.fixture
def deepening(theme: Theme, qtbot: QtBot) -> Iterator[tuple[LiveSession, LiveScreen]]:
    """A session as a phase begins, in a window of the usual size."""
    session = session_at(46.05)
    session.send(c.Next())
    screen = live_of(theme, session)
    screen.setAutoFillBackground(True)
    screen.resize(1366, 690)
    qtbot.addWidget(screen)
    screen.show()
    yield session, screen
    screen.rest()


def test_through_a_whole_phase_and_past_its_end_it_stays_dark_and_calm(
    theme: Theme, deepening: tuple[LiveSession, LiveScreen]
) -> None:
    """Twenty-one minutes, a picture each; at the end a look and a reading are due, and the phase is over its time."""
    session, screen = deepening
    seen = [picture(screen)]
    for _ in range(21):
        for _ in range(4):
            lived(session, screen, MINUTE // 4)
        seen.append(picture(screen))
        assert_dark(seen[-1], theme)
    assert screen.phases.timeline.data.cues
    assert screen.header.phase.data.over
    assert screen.vitals.answers.isVisible(), "a reading is due"
    for before, after in pairwise(seen):
        assert abs(after.mean() - before.mean()) <= STEP


def test_no_second_of_it_startles(deepening: tuple[LiveSession, LiveScreen]) -> None:
    """The minute in which a prompt comes, second by second; and what a hand does in it."""
    session, screen = deepening
    titles, before = set(), picture(screen)
    acts = {10: c.Observe("1", "Tears"), 20: c.Hold(), 25: c.Release(), 30: c.FadeMusic(True), 40: c.AddNote("x", 0)}  # type: ignore[arg-type]
    for second in range(75):
        if second in acts:
            session.send(acts[second])
        lived(session, screen, SECOND)
        titles.add(screen.prompt.title.whole_text())
        after = picture(screen)
        assert_calm(before, after)
        before = after
    assert len(titles) > 1, "a prompt has come"


def test_an_emergency_is_red_and_no_flash(theme: Theme, deepening: tuple[LiveSession, LiveScreen]) -> None:
    session, screen = deepening
    before = picture(screen)
    session.send(c.StartEmergency())
    after = picture(screen)
    assert_dark(after, theme)
    assert abs(after.mean() - before.mean()) <= 2 * STEP


@pytest.mark.parametrize("accent", [True, False], ids=["comes", "goes"])
def test_what_comes_and_goes_does_so_by_and_by(qtbot: QtBot, accent: bool) -> None:
    """A card has its ground over the fade: each picture a little brighter than the one before, or a little darker."""
    card = PromptCard(Theme.named("low-light", motion=True))
    card.resize(756, 258)
    qtbot.addWidget(card)
    card._accent = card._shown = float(not accent)
    card.show()
    means = [picture(card).mean()]
    card.set_accent(accent)
    glide = card._glide
    glide.pause()
    assert glide.duration() >= 200
    for ms in range(0, glide.duration() + 1, 20):
        glide.setCurrentTime(ms)
        means.append(picture(card).mean())
    steps = np.diff(means) * (1 if accent else -1)
    assert steps.min() >= -1e-5, "never back: that would be a flash"
    assert steps.max() <= 0.3 * abs(means[-1] - means[0]), "nor all at once"
    assert card._shown == float(accent)


def test_nothing_blinks(deepening: tuple[LiveSession, LiveScreen], qapp: QApplication) -> None:
    """Not even the cursor of a line."""
    _, screen = deepening
    screen.notes.line.setFocus()
    assert qapp.cursorFlashTime() == 0


@pytest.mark.parametrize("state", ["live-dose", "live-timers", "live-leave", "live-keys", "lock", "emergency"])
def test_every_form_and_panel_is_dark(state: str, theme: Theme, qtbot: QtBot) -> None:
    screen = SCREENS[state](theme)
    screen.setAutoFillBackground(True)
    screen.resize(1366, 690)
    qtbot.addWidget(screen)
    screen.show()
    assert_dark(picture(screen), theme)
