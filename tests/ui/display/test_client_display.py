"""The client's display by the rules: which screen, what on it, and what becomes of it when screens come and go."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.guiding.display import LONGEST_INTENTION
from kapguide.settings import DisplaySettings
from kapguide.spans import SECOND
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.display.content import BLACK_SCREEN, Content, Layer, content_of, paint_words
from kapguide.ui.display.remembered import client_display, remembered
from kapguide.ui.display.screens import ScreenInfo
from kapguide.ui.theme import Theme
from tests.support.breath import LONG_OUT
from tests.ui.display.hand_screens import DESK, TV, WALL, HandScreens
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window

Places = Callable[..., tuple[Seat, ClientDisplay]]


@pytest.fixture
def places(theme: Theme, window: Window, wrist: Wrist, qtbot: QtBot) -> Places:
    """Makes a seat whose client's display has the screens that are given."""

    def made(screens: HandScreens, **more: object) -> tuple[Seat, ClientDisplay]:
        display = ClientDisplay(theme, screens=screens, **more)  # type: ignore[arg-type]
        qtbot.addWidget(display.window)
        return Seat(theme, window, wrist, display=display), display

    return made


@pytest.fixture
def tv() -> HandScreens:
    return HandScreens(TV)


@pytest.fixture
def place(places: Places, tv: HandScreens) -> tuple[Seat, ClientDisplay]:
    """A seat, and a display on a television."""
    return places(tv)


@pytest.fixture
def seat(place: tuple[Seat, ClientDisplay]) -> Seat:
    return place[0]


@pytest.fixture
def display(place: tuple[Seat, ClientDisplay]) -> ClientDisplay:
    return place[1]


def content(display: ClientDisplay) -> Content:
    return display.window.content


# --- what it shows ------------------------------------------------------------------------------------------


def test_it_covers_all_of_the_other_screen_and_takes_no_key(qtbot: QtBot, seat: Seat, display: ClientDisplay) -> None:
    assert display.status.name == "TV"
    assert not display.window.isVisible()
    seat.press("p")
    seat.press("p")
    qtbot.waitUntil(lambda: seat.last() == e.DisplayCovered(True))
    assert seat.session.log[-2].body == e.DisplayTurned("black")
    window = display.window
    assert (window.isVisible(), window.covers, window.geometry()) == (True, True, TV.place)
    assert content(display) == BLACK_SCREEN
    assert seat.screen.isActiveWindow()
    assert seat.screen.prompt.timers.whole_text() == "display on"
    flags = window.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert flags & Qt.WindowType.FramelessWindowHint
    assert window.focusPolicy() is Qt.FocusPolicy.NoFocus
    seat.press("1")
    assert seat.kinds()[-1] == "observation_added"
    seat.press("p")
    assert not window.isVisible()


def test_a_line_and_the_intention_and_nothing_else_of_the_record(seat: Seat, display: ClientDisplay) -> None:
    seat.press("p")
    form = seat.screen.display_form
    assert not form.choices["intention"].isEnabled(), "none was written down"
    form.choices["line"].click()
    assert form.line.hasFocus()
    seat.write_in("there is time")
    assert seat.session.state.display.shows == "off"
    seat.press(Qt.Key.Key_Return)
    assert content(display) == Content(Layer.WORDS, "there is time")
    assert form.said.whole_text() == "On “TV”: “there is time”."
    assert form.half_typed() == ""


def test_a_breath_is_shown_over_whatever_is_there_and_leaves_it_again(
    qtbot: QtBot, seat: Seat, display: ClientDisplay
) -> None:
    seat.session.send(c.TurnDisplay("line", "There is time."))
    qtbot.waitUntil(lambda: seat.session.state.display.seen)
    seat.session.send(c.StartBreath(LONG_OUT))
    assert content(display) == Content(Layer.BREATH)
    assert seat.session.state.breath[0].shown
    assert display.window.pacer.isVisible()
    seat.wait(20 * SECOND + 2 * SECOND)
    display.window._frame()
    assert display.window.pacer.data.word == "in"
    seat.press("b")
    seat.press("y")
    display.window._frame()
    assert display.window.pacer.data.word == ""
    seat.session.send(c.StopBreath())
    assert content(display) == Content(Layer.WORDS, "There is time.")
    assert not display.window._frames.on


def test_frames_come_only_while_a_breath_is_led_and_the_screen_is_there(
    seat: Seat, display: ClientDisplay, tv: HandScreens
) -> None:
    frames = display.window._frames
    seat.session.send(c.StartBreath(LONG_OUT))
    assert not frames.on, "off"
    seat.session.send(c.TurnDisplay("black"))
    assert frames.on
    tv.pull(TV)
    assert not frames.on
    tv.plug(TV)
    assert frames.on
    seat.session.send(c.StopBreath())
    assert not frames.on


def test_an_emergency_makes_it_black_and_the_end_too(seat: Seat, display: ClientDisplay) -> None:
    seat.session.send(c.TurnDisplay("line", "There is time."))
    seat.session.send(c.StartEmergency())
    assert content(display) == BLACK_SCREEN
    assert display.window.isVisible()
    seat.session.send(c.EndEmergency())
    assert content(display) == BLACK_SCREEN
    seat.session.send(c.TurnDisplay("line", "There is time."))
    seat.session.send(c.End())
    assert content(display) == BLACK_SCREEN
    assert display.window.covers, "the desktop is not shown before the record is put away"
    display.close()
    assert not display.window.isVisible()


def test_what_the_state_shows_never_has_a_code_or_a_note(seat: Seat) -> None:
    seat.session.send(c.AddNote("She saw the sea.", seat.session.now().elapsed))
    for command in (c.TurnDisplay("black"), c.TurnDisplay("line", "Rest."), c.TurnDisplay("picture")):
        seat.session.send(command)
        assert content_of(seat.session.state).words in ("", "Rest.")


# --- which screen -------------------------------------------------------------------------------------------


def test_without_a_second_screen_it_says_so_and_turns_nothing_on(places: Places) -> None:
    seat, _ = places(HandScreens())
    seat.press("p")
    seat.press("p")
    assert not seat.session.state.display.on
    assert seat.screen.quiet.rows()[-1].startswith("There is no second screen.")


def test_one_that_shows_the_same_as_the_therapists_is_never_taken(places: Places) -> None:
    _, display = places(HandScreens(ScreenInfo("Mirror", "Mirror", QRect(0, 0, 1440, 900))))
    assert display.choices() == ()
    assert display.status.problem.startswith("The second screen shows the same as this one.")


def test_of_several_one_is_chosen_and_remembered(places: Places) -> None:
    kept: list[str] = []
    seat, display = places(HandScreens(TV, WALL), remember=kept.append)
    seat.press("p")
    seat.press("p")
    assert seat.screen.quiet.rows()[-1] == "There are several screens. Choose the client’s."
    buttons = seat.screen.display_form.screens
    assert [button.data.text for button in buttons if button.isVisible()] == ["TV", "Wall"]
    buttons[1].click()
    assert (kept, display.status.name) == ([WALL.key], "Wall")
    seat.press("p")
    assert display.window.geometry() == WALL.place
    buttons[0].click()
    assert display.window.geometry() == TV.place
    assert kept == [WALL.key, TV.key]


def test_a_remembered_screen_that_is_not_here_is_not_replaced_by_a_stranger(places: Places) -> None:
    _, display = places(HandScreens(TV), remembered="Wall")
    assert display.status.problem == "The screen that was used last is not here. Choose another."
    display.choose(TV.key)
    assert display.status.problem == ""


def test_the_choice_is_kept_in_the_data_folder_and_settings_come_first(theme: Theme, home: Home) -> None:
    assert remembered(home) == ""
    client_display(theme, home, DisplaySettings()).choose("TV 55")
    assert remembered(home) == "TV 55"
    assert client_display(theme, home, DisplaySettings())._wish == "TV 55"
    assert client_display(theme, home, DisplaySettings(screen="Wall"))._wish == "Wall"
    home.display.write_bytes(b"\xff\xfe" * 9)
    assert remembered(home) == ""


# --- screens that come and go -------------------------------------------------------------------------------


def test_the_record_says_what_could_be_seen_not_what_was_wanted(
    qtbot: QtBot, seat: Seat, display: ClientDisplay, tv: HandScreens
) -> None:
    seat.session.send(c.TurnDisplay("black"))
    qtbot.waitUntil(lambda: seat.session.state.display.seen)
    tv.pull(TV)
    qtbot.waitUntil(lambda: seat.last() == e.DisplayCovered(False))
    seat.screen.render_now()
    assert seat.screen.prompt.timers.whole_text() == "display lost"
    seat.session.send(c.StartBreath(LONG_OUT))
    assert not seat.session.state.breath[0].shown
    tv.plug(TV)
    qtbot.waitUntil(lambda: seat.session.state.breath[0].shown)


def test_a_screen_that_is_pulled_hides_it_is_said_and_comes_back(
    seat: Seat, display: ClientDisplay, tv: HandScreens
) -> None:
    seat.session.send(c.TurnDisplay("line", "There is time."))
    tv.pull(TV)
    assert not display.window.isVisible()
    assert seat.screen.quiet.rows()[-1] == "The client’s display: “TV” is gone. The display comes back with it."
    assert seat.session.state.display.on
    tv.plug(WALL)
    assert not display.window.isVisible(), "a stranger is not the client’s"
    tv.plug(TV)
    assert display.window.geometry() == TV.place
    assert content(display) == Content(Layer.WORDS, "There is time.")
    assert seat.screen.quiet.rows()[-1] == "The client’s display is back on “TV”."


def test_a_live_screen_that_has_gone_is_told_nothing_more(
    theme: Theme, window: Window, wrist: Wrist, places: Places, tv: HandScreens
) -> None:
    before, display = places(tv)
    before.press("p")
    gone = before.screen.quiet
    shiboken6.delete(before.screen)
    after = Seat(theme, window, wrist, display=display)
    after.session.send(c.TurnDisplay("black"))
    tv.pull(TV)
    assert after.screen.quiet.rows()[-1] == "The client’s display: “TV” is gone. The display comes back with it."
    assert not shiboken6.isValid(gone)


def test_behind_the_sessions_end_it_stays_black_also_on_a_screen_that_changes(
    seat: Seat, display: ClientDisplay, tv: HandScreens
) -> None:
    seat.session.send(c.TurnDisplay("line", "There is time."))
    seat.session.send(c.End())
    shiboken6.delete(seat.screen)
    larger = ScreenInfo(TV.key, TV.name, QRect(1440, 100, 1920, 1080))
    tv.plug(larger)
    assert (display.window.covers, content(display)) == (True, BLACK_SCREEN)
    tv.pull(larger)
    tv.plug(TV)
    assert (display.window.covers, content(display)) == (True, BLACK_SCREEN)


def test_what_is_turned_off_while_the_screen_is_gone_stays_off(
    seat: Seat, display: ClientDisplay, tv: HandScreens
) -> None:
    seat.session.send(c.TurnDisplay("black"))
    tv.pull(TV)
    seat.session.send(c.TurnDisplay("off"))
    tv.plug(TV)
    assert not display.window.isVisible()


def test_a_screen_of_another_size_or_place_is_covered_anew(seat: Seat, display: ClientDisplay, tv: HandScreens) -> None:
    seat.session.send(c.TurnDisplay("black"))
    tv.plug(ScreenInfo(TV.key, TV.name, QRect(1440, 100, 1920, 1080)))
    assert display.window.geometry() == QRect(1440, 100, 1920, 1080)
    assert display.window.covers


def test_one_that_comes_to_show_the_therapists_screen_is_left_at_once(
    seat: Seat, display: ClientDisplay, tv: HandScreens
) -> None:
    seat.session.send(c.TurnDisplay("black"))
    tv.plug(ScreenInfo(TV.key, TV.name, QRect(0, 0, 800, 600)))
    assert not display.window.isVisible()
    assert "“TV” shows this screen now, and the client can read it." in seat.screen.quiet.rows()[-1]
    assert display.status.problem in seat.screen.quiet.rows()[-1], "it is not said to be gone"
    tv.plug(TV)
    assert display.window.covers


def test_a_live_screen_that_lands_on_the_clients_stays_covered_there(
    seat: Seat, display: ClientDisplay, tv: HandScreens
) -> None:
    """As when the therapist's own screen is pulled out: what is seen goes on to be the display, never the record."""
    seat.session.send(c.TurnDisplay("line", "There is time."))
    tv.own = TV
    tv.pull(DESK)
    tv.changed.emit()
    seat.wait(SECOND)
    assert display.window.covers
    assert content(display) == Content(Layer.WORDS, "There is time.")


def test_before_it_covers_its_screen_it_is_black(seat: Seat, display: ClientDisplay) -> None:
    seat.session.send(c.TurnDisplay("line", "There is time."))
    window = display.window
    assert brightest(window.grab().toImage()) > 60
    window.resize(700, 500)
    assert not window.covers
    assert brightest(window.grab().toImage()) == 0


def brightest(image: QImage) -> int:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data = bytes(image.constBits())
    return max(max(data[colour::4]) for colour in range(3))


@pytest.mark.parametrize("size", [(1920, 1080), (800, 600), (600, 1000)])
def test_the_longest_words_have_room_on_any_screen(theme: Theme, size: tuple[int, int]) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    with QPainter(image) as painter:
        paint_words(painter, QRectF(image.rect()), "heavy things " * (LONGEST_INTENTION // 13), theme)
    edge = image.rect().adjusted(size[0] // 12, size[1] // 12, -size[0] // 12, -size[1] // 12)
    outside = [
        (x, y)
        for x in range(0, size[0], 3)
        for y in range(0, size[1], 3)
        if image.pixel(x, y) & 0xFFFFFF and not edge.contains(x, y)
    ]
    assert outside == []
    assert brightest(image) > 60


# --- a picture ----------------------------------------------------------------------------------------------


def test_a_picture_of_the_clinics_own_is_shown_dim(places: Places, tv: HandScreens, tmp_path: Path) -> None:
    file = tmp_path / "wood.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    image.save(str(file))
    seat, display = places(tv, picture=str(file))
    seat.press("p")
    seat.screen.displays._turn(c.TurnDisplay("picture"))
    assert content(display) == Content(Layer.PICTURE)
    assert 100 < brightest(display.window.grab().toImage()) <= 128


@pytest.mark.parametrize(
    ("data", "words"), [(None, "cannot be read"), (b"no picture", "cannot be read"), (b"", "cannot be read")]
)
def test_one_that_cannot_be_read_is_named_and_not_shown(
    places: Places, tv: HandScreens, tmp_path: Path, data: bytes | None, words: str
) -> None:
    file = tmp_path / "wood.png"
    if data is not None:
        file.write_bytes(data)
    seat, _ = places(tv, picture=str(file))
    seat.screen.displays._turn(c.TurnDisplay("picture"))
    assert not seat.session.state.display.on
    assert words in seat.screen.quiet.rows()[-1]


def test_without_one_it_says_where_it_is_set(seat: Seat, display: ClientDisplay) -> None:
    assert display.picture_problem() == "No picture is set: settings.toml names one, as [display] picture."
