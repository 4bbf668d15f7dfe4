"""The desk is light and the room dark: the window takes the light of the screen that is shown, and nothing flashes."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.sound.left_playing import LeftPlaying
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.base import Painted
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.other_light import DOOR_MS, OtherLight
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.ui.test_app import finish


class Screen(QWidget):
    """A field and a list, in one light."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.field, self.list = LineEdit(theme, "field"), Choice(theme, "list")
        self.field.setText("what was typed")
        self.list.addItems(["one", "two"])
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.list)


def lights(*, motion: bool) -> tuple[Theme, Theme]:
    return Theme.named("light", motion), Theme.named("low-light", motion)


@pytest.fixture(autouse=True)
def afterwards(theme: Theme, qapp: QApplication) -> Iterator[None]:
    """The other tests' light is put back."""
    yield
    theme.colour_in(qapp)


def shown(desk: Theme, qtbot: QtBot) -> tuple[MainWindow, Screen]:
    window, screen = MainWindow(desk, lambda: True), Screen(desk)
    qtbot.addWidget(window)
    window.resize(1000, 560)
    window.show_screen(screen)
    window.show()
    desk.colour_in(QApplication.instance())  # type: ignore[arg-type]
    return window, screen


def ground(widget: QWidget) -> QColor:
    return widget.palette().color(QPalette.ColorRole.Window)


def tip(screen: QWidget) -> QColor:
    """The ground of a tool tip on the screen."""
    QToolTip.showText(screen.mapToGlobal(screen.rect().center()), "what it says", screen)
    (label,) = (widget for widget in QApplication.topLevelWidgets() if widget.inherits("QTipLabel"))
    picture = label.grab().toImage()
    QToolTip.hideText()
    label.hide()
    return picture.pixelColor(4, 4)


def brightness(window: MainWindow) -> float:
    image = window.grab().toImage()
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return float(bits[..., :3].mean())


def test_the_window_and_all_that_qt_draws_take_the_light_of_the_screen(qtbot: QtBot, qapp: QApplication) -> None:
    desk, room = lights(motion=False)
    window, today = shown(desk, qtbot)
    prepare = Screen(room)
    window.cover(prepare)
    for theme, other, screen in ((room, desk, prepare), (desk, room, today)):
        assert window.theme is theme
        window.setPalette(other.palette())  # as Qt does by itself, with the one that it remembers
        assert ground(window) == ground(screen) == theme.colours.ground
        assert ground(screen.list.view()) == theme.colours.raised, "also what pops up"
        assert tip(screen) == theme.colours.raised
        typed = screen.field.grab().toImage()
        assert typed.pixelColor(typed.width() - 8, typed.height() // 2) == theme.colours.well
        if screen is prepare:
            window.uncover()


def test_the_foot_of_the_window_is_painted_in_the_light_of_the_screen(qtbot: QtBot) -> None:
    desk, room = lights(motion=False)
    window, _ = shown(desk, qtbot)
    strip = Painted(desk, "Foot", ())
    window.put_below(strip)
    window.show_screen(Screen(room))
    assert (window.saving.theme, strip.theme) == (room, room)
    window.show_screen(Screen(desk))
    assert (window.saving.theme, strip.theme) == (desk, desk)


def test_the_light_goes_down_once_and_by_and_by_and_up_again_as_gently(qtbot: QtBot) -> None:
    desk, room = lights(motion=True)
    window, _ = shown(desk, qtbot)
    qtbot.waitExposed(window)
    for there in (Screen(room), Screen(desk)):
        before = brightness(window)
        window.show_screen(there)
        (veil,) = window.findChildren(OtherLight)
        veil._fade.pause()
        assert veil._fade.duration() == DOOR_MS
        seen = [before]
        for ms in range(0, DOOR_MS + 1, 40):
            veil._fade.setCurrentTime(ms)
            seen.append(brightness(window))
        steps = np.diff(seen) * np.sign(seen[-1] - before)
        assert abs(steps[0]) < 1, "at first it is what it was"
        assert steps.min() > -1, "never back: that would be a flash"
        assert steps.max() < 0.3 * abs(seen[-1] - before), "nor all at once"
        qtbot.waitUntil(lambda: not window.findChildren(OtherLight))


def test_what_fades_is_the_screen_that_was_there_and_not_the_one_that_comes(qtbot: QtBot) -> None:
    desk, room = lights(motion=True)
    window, today = shown(desk, qtbot)
    qtbot.waitExposed(window)
    there = Screen(room)
    there.field.setText("what comes")

    def fades(show: Callable[[], None]) -> QImage:
        before = window.grab().toImage()
        show()
        (veil,) = window.findChildren(OtherLight)
        kept = veil._before.toImage()
        assert kept == before
        qtbot.waitUntil(lambda: not window.findChildren(OtherLight))
        return kept

    assert fades(lambda: window.cover(there)) != fades(window.uncover)
    assert window.screen_shown is today
    fades(lambda: window.show_screen(Screen(room)))


def test_inside_the_room_and_at_the_desk_the_light_never_moves(qtbot: QtBot) -> None:
    desk, room = lights(motion=True)
    window, _ = shown(desk, qtbot)
    window.show_screen(Screen(desk))
    assert not window.findChildren(OtherLight)
    window.show_screen(Screen(room))
    qtbot.waitUntil(lambda: not window.findChildren(OtherLight))
    window.cover(Screen(room))
    window.uncover()
    assert not window.findChildren(OtherLight)


def test_what_comes_has_the_keys_while_the_light_still_goes(qtbot: QtBot) -> None:
    desk, room = lights(motion=True)
    window, _ = shown(desk, qtbot)
    prepare = Screen(room)
    window.show_screen(prepare)
    assert window.findChildren(OtherLight)
    assert window.childAt(prepare.field.mapTo(window, prepare.field.rect().center())) is prepare.field
    qtbot.keyClicks(prepare.field, "!")
    assert prepare.field.text().endswith("!")


def test_with_reduced_motion_the_light_is_there_at_once(qtbot: QtBot) -> None:
    desk, room = lights(motion=False)
    window, _ = shown(desk, qtbot)
    window.show_screen(Screen(room))
    assert not window.findChildren(OtherLight)


def test_today_is_light_and_the_session_is_dark(home: Home, qtbot: QtBot) -> None:
    protocol = small_practice(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        assert her.screen(UnlockScreen).theme is app.frame.desk
        her.unlock()
        today = her.screen(TodayScreen)
        assert today.theme is app.frame.desk
        her.begin(protocol)
        assert app.window.theme is app.frame.theme
        assert app.frame.theme is not app.frame.desk
        finish(her)
        assert her.screen(NoteScreen).theme is app.window.theme is app.frame.desk


def test_the_door_is_dark_beside_a_client_whose_music_plays(
    home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window died in a session: whoever opens it again sits in the dark room."""
    small_practice(home)
    monkeypatch.setattr(WindowSound, "playing", property(lambda sound: True))
    monkeypatch.setattr(LeftPlaying, "reach", lambda left, screen: None)
    with window_of(home) as app:
        door = app.window.screen_shown
        assert isinstance(door, UnlockScreen)
        assert door.theme is app.window.theme is app.frame.theme
