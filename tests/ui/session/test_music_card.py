"""The music on the live screen: what it says of what sounds and of what comes."""

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kapguide.audio.player.player import HEADPHONES, ROOM, SILENT_OUTPUT, OutputStatus, Status
from kapguide.session import events as e
from kapguide.ui.session.cards.music_card import MusicCard
from kapguide.ui.session.cards.music_hands import MusicHands
from kapguide.ui.session.classes import Act, class_for, places_for
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.charts.waveform import WaveData, Waveform
from kapguide.ui.widgets.now_playing import NowPlaying, PlayingData
from tests.ui.geometry import faults, writings, written
from tests.ui.seat import Seat

__all__ = ["written"]


def test_a_planned_silence_is_one_silence_and_nothing_follows_it(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    sounds = Status(item="silence:1", next="silence:2", to_crossfade_s=60.0)
    titles = {"silence:1": "Silence", "silence:2": "Silence", "tide": "Tide"}
    monkeypatch.setattr(seat.flow.director, "status", lambda: sounds)
    monkeypatch.setattr(seat.flow.director, "title_of", lambda item: titles.get(item, ""))
    music = seat.screen.music
    seat.screen.render_now()
    assert (music.now.data.title, music.now.data.next) == ("Silence", "")
    seat.press("m")
    seat.screen.render_now()
    assert (music.now.data.title, music.now.data.next) == ("Silence", "")
    sounds = Status(item="tide", next="silence:2", to_crossfade_s=60.0)
    seat.screen.render_now()
    assert music.now.data.title == "Silence  ·  Tide goes on unheard"
    assert music.now.data.next == "next Silence in 1:00"


# --- the card's own rectangle ------------------------------------------------------------------------------

SIZES = ((960, 500), (1280, 640), (1366, 690), (1440, 860), (1920, 1010), (2560, 1370))
TWO = (OutputStatus(HEADPHONES, "Headphones", "heard"), OutputStatus(ROOM, "Speakers", "heard", -6.0))


class Heard:
    """A piece in its middle, as the sound process would tell of it."""

    def __init__(self, status: Status | None) -> None:
        self.now = status

    def status(self) -> Status | None:
        return self.now

    def title_of(self, item_id: str) -> str:
        return item_id

    def levels_of(self, item_id: str) -> bytes:
        return b"\x10" * 100 if item_id else b""

    def crossfade_to(self, item_id: str) -> float:
        return 20.0

    def length_of(self, item_id: str) -> float:
        return 430.0


def card_for(seat: Seat, theme: Theme, qtbot: QtBot, rect: QRect, status: Status | None) -> MusicCard:
    """A card of that size, showing the seat's session with this sound."""
    card = MusicCard(theme, Heard(status))
    qtbot.addWidget(card)
    card.resize(rect.size())
    card.set_class(class_for(seat.window.width(), seat.window.height()))
    card.show()
    card.render_state(seat.session.state, seat.session.now())
    return card


PLAYING = Status("Still Water", "Open Field", 214.0, 482.0, 248.0, "playing", output="Headphones")


def places(card: MusicCard) -> dict[str, QRect]:
    """Where everything stands that is seen, in the card."""

    def place(widget: QWidget) -> QRect:
        return QRect(widget.mapTo(card, QPoint(0, 0)), widget.size())

    hands = [button for button in card.hands.findChildren(Button) if button.isVisible()]
    parts = {button.accessibleName(): button for button in (*hands, *card.outputs.values())}
    seen = {**parts, "now": card.now, "wave": card.wave, "level": card.level}
    return {name: place(widget) for name, widget in seen.items() if widget.isVisible()}


@pytest.mark.parametrize("chosen", ["", ROOM])
def test_nothing_is_cut_and_nothing_covered_at_any_size(seat: Seat, theme: Theme, qtbot: QtBot, chosen: str) -> None:
    """In each place that the card has, whatever is called up, in a window of each class."""
    status = Status("Still Water", "Open Field", 214.0, 482.0, 248.0, "playing", output="PA", outputs=TWO)
    card = card_for(seat, theme, qtbot, QRect(0, 0, 10, 10), status)
    card.choose(chosen)
    for size, act in itertools.product(SIZES, Act):
        card.resize(places_for(*size, act).music.size())
        card.set_class(class_for(*size))
        card.render_state(seat.session.state, seat.session.now())
        found = places(card)
        met = [pair for pair in itertools.combinations(found, 2) if found[pair[0]].intersects(found[pair[1]])]
        assert not met, (size, act)
        assert all(card.rect().contains(place) for place in found.values()), (size, act)
        hands = (card.silence, card.softer, card.deeper, card.turn, card.back)
        assert all(button.isVisible() and button.width() >= button.sizeHint().width() for button in hands), (size, act)


def test_the_waveform_becomes_a_line_before_the_bar_and_the_outputs_have_a_place(
    seat: Seat, theme: Theme, qtbot: QtBot
) -> None:
    status = Status("Still Water", "Open Field", 214.0, 482.0, 248.0, "playing", output="PA", outputs=TWO)
    seen = {}
    for high in (50, 142, 176, 300):
        card = card_for(seat, theme, qtbot, QRect(0, 0, 716, high), status)
        bar = (card.level.isVisible(), card.outputs[ROOM].isVisible())
        seen[high] = card.wave.height() if card.wave.isVisible() else 0, bar, card.now.data.left
    assert seen[50] == (0, (False, False), "−4:28")
    assert seen[142] == (8, (False, False), "−4:28")
    assert seen[176][0] > 40
    assert seen[176][1:] == ((False, False), "")
    assert seen[300][1] == (True, True)


def test_a_level_that_is_not_the_whole_musics_says_whose_it_is(seat: Seat) -> None:
    music = seat.screen.music
    seat.window.resize(1366, 690)
    seat.wait(1)
    QTest.mouseClick(music.hands.value, Qt.MouseButton.LeftButton)
    assert (music.hands.value.data.text, music.hands.value.data.below) == ("Headphones", "0 dB")
    seat.press(Qt.Key.Key_Down)
    assert seat.last() == e.OutputLevelChanged(HEADPHONES, 0.0, -1.0)
    music.hands.value.click()
    assert music.hands.value.data.text == "Room"
    music.hands.value.click()
    assert (music.hands.value.data.text, music.hands.value.data.below) == ("0 dB", "")


def test_the_way_back_says_what_it_does_and_how_to_leave_it(seat: Seat) -> None:
    back = seat.screen.music.back
    assert back.accessibleName() == "Music of the way back"
    seat.press("r")
    assert back.data.text == "Own music"
    before = back.geometry()
    seat.press("r")
    assert back.geometry() == before, "the finger finds it where it was"


@pytest.mark.parametrize(
    ("status", "output", "amiss"),
    [
        (None, "", "no sound process"),
        (Status("a", "b", 1.0, 9.0, 5.0, "playing", output=SILENT_OUTPUT), "", "no sound output: playing in silence"),
        (Status("a", "b", 1.0, 9.0, 5.0, "playing", output=""), "the sound is starting", ""),
        (
            Status("a", "b", 1.0, 9.0, 5.0, "playing", output="", outputs=(OutputStatus(ROOM, "S", "starting"),)),
            "the sound is starting",
            "",
        ),
        (
            Status(
                "a", "b", 1.0, 9.0, 5.0, "playing", output="PA", outputs=(TWO[0], OutputStatus(ROOM, "S", "starting"))
            ),
            "Headphones",
            "",
        ),
        (PLAYING, "Headphones", ""),
        (
            Status("a", "b", 1.0, 9.0, 5.0, "playing", output="PA", outputs=(OutputStatus("", "PA", "heard"),)),
            "PA",
            "",
        ),
        (Status("a", "b", 1.0, 9.0, 5.0, "playing", output="PA", outputs=TWO), "Headphones and room", ""),
        (
            Status(
                "a", "b", 1.0, 9.0, 5.0, "playing", output="PA", outputs=(TWO[0], OutputStatus(ROOM, "S", "lost", 0.0))
            ),
            "Headphones",
            "Room: lost",
        ),
    ],
)
def test_where_the_music_is_heard_and_what_is_wrong_with_it(
    seat: Seat, theme: Theme, qtbot: QtBot, status: Status | None, output: str, amiss: str
) -> None:
    card = card_for(seat, theme, qtbot, QRect(0, 0, 716, 176), status)
    assert (card.now.data.output, card.now.rows()[-1] if card.now.data.amiss else "") == (output, amiss)
    image = card.grab().toImage().convertToFormat(QImage.Format.Format_RGB32).copy(0, 0, card.width(), 40)
    pixels = set(memoryview(image.constBits()).cast("I"))
    assert theme.colours.accent.rgb() in pixels or theme.colours.text.rgb() in pixels
    assert theme.colours.warm.rgb() not in pixels, "amber is for what is due"


@pytest.mark.parametrize("size", [QSize(1, 1), QSize(100, 40), QSize(700, 27)])
def test_any_music_can_be_told_in_any_place(theme: Theme, qtbot: QtBot, size: QSize) -> None:
    line = NowPlaying(theme)
    qtbot.addWidget(line)
    line.resize(size)
    for data in (
        PlayingData(),
        PlayingData("x" * 400, "−4:28", "Headphones", "next Open Field in 4:08"),
        PlayingData("Silence", amiss=("no sound output: playing in silence", "no sound output"), unheard=True),
    ):
        line.set_data(data)
        line.grab()
    assert line.rows() == ["Silence", "no sound output: playing in silence"]
    assert line.toolTip() == "Silence"


def test_a_low_wave_is_a_line_with_the_join_in_the_next_pieces_colour(theme: Theme, qtbot: QtBot) -> None:
    wave = Waveform(theme)
    qtbot.addWidget(wave)
    wave.resize(400, 8)
    wave.set_data(WaveData(position=100, length=400, join=300, crossfade=20, next_length=300))
    image = wave.grab().toImage()
    heard, coming, following = (image.pixelColor(x, 4).name() for x in (20, 200, 390))
    assert heard == theme.colours.accent.name()
    assert len({heard, coming, following}) == 3
    wave.set_data(WaveData())
    assert wave.grab().toImage().pixelColor(20, 4).name() != heard


def test_the_hands_say_less_the_less_room_they_have(theme: Theme, qtbot: QtBot) -> None:
    hands = MusicHands(theme)
    qtbot.addWidget(hands)
    of = class_for(1366, 690)
    said = []
    for wide in (1_100, 800, 730, 710, 670, 600, 500):
        hands.resize(wide, 40)
        hands.set_class(of, 0)
        said.append((hands.silence.data.text, hands.turn.data.text, hands.back.data.text, hands.silence.data.key))
    assert said[0] == ("Fade to silence", "Next piece", "Music of the way back", "m")
    assert said[1][0] == "Silence"
    assert said[2] == ("Silence", "Next piece", "Way back", "m")
    assert said[3] == said[2], "the sign before the word goes first"
    assert said[4] == ("Silence", "Next", "Way back", "m")
    assert said[5] == ("Silence", "Next piece", "Way back", ""), "without keys there is room for both words again"
    assert said[6] == ("Silence", "Next", "Way back", "")


BOTH = (OutputStatus(HEADPHONES, "H", "muted", 0.0), OutputStatus(ROOM, "S", "moved", 0.0))
TROUBLES = {
    "no process": None,
    "no output": Status("a", "b", 1.0, 9.0, 5.0, "playing", output=SILENT_OUTPUT),
    "one muted": Status("a", "b", 1.0, 9.0, 5.0, "playing", output="PA", outputs=BOTH[:1]),
    "both": Status("a", "b", 1.0, 9.0, 5.0, "playing", output="PA", outputs=BOTH),
}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_wrong_with_the_sound_is_read_whole_at_every_size_and_behind_every_form(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    screen = seat.screen
    seat.window._column.setContentsMargins(0, 0, 0, 0)
    monkeypatch.setattr(seat.flow.director, "status", lambda: TROUBLES[trouble])
    monkeypatch.setattr(seat.flow.director, "title_of", lambda item: "A piece whose title alone would fill the line")
    for size in ((960, 500), (1280, 640), (1366, 690), (1440, 860)):
        seat.window.resize(*size)
        for form, panel in ((None, None), (screen.timers, None), (None, screen.keys)):
            screen.show_form(form)
            screen.show_panel(panel)
            seat.wait(1)
            words = [each.text for each in writings(screen) if each.by is screen.music.now]
            assert set(words) & set(screen.music.now.data.amiss or ()), (size, form, panel, words)
            assert faults(screen.music, (NowPlaying,)) == []
            assert screen.music.silence.isVisible()


def test_a_window_that_changes_is_followed_at_once(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not with the next second."""
    screen = seat.screen
    monkeypatch.setattr(seat.flow.director, "status", lambda: PLAYING)
    monkeypatch.setattr(seat.flow.director, "title_of", lambda item: item)
    seat.window.resize(960, 500)
    seat.wait(1)
    assert (screen.music.now.data.px, screen.music.now.data.left) == (15, "−4:28")
    seat.window.resize(1366, 740)
    screen.grab()
    assert (screen.music.now.data.px, screen.music.now.data.left) == (19, "")
    assert screen.music.now.data.next == "next Open Field in 4:08"
    seat.window.resize(1920, 1010)
    screen.grab()
    assert screen.vitals.reading.data.px == 40
    assert screen.prompt.next.data.diameter == 168
