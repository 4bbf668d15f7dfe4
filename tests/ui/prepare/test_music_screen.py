"""Music and sound: the programme that is shown is the one that is played, and what is chosen reaches the session."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide import paths
from kapguide.audio.player.player import HEADPHONES, OutputStatus, Status
from kapguide.paths import Home
from kapguide.settings import OutputSetting, SoundSettings
from kapguide.ui.prepare.music_data import MusicData, OutputRow, ProgrammeRow
from kapguide.ui.prepare.music_planning import output_rows, output_warnings
from kapguide.ui.prepare.music_screen import MusicScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import sound_pids, until
from tests.ui.small_window import Window

FIVE = {"arrive": (400.0, 500.0), "onset": (700.0,), "peak": (800.0, 900.0)}


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """A practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=200.0, tones=FIVE)
    until(lambda: not sound_pids(home))


def prepared(her: Therapist, protocol: str) -> MusicScreen:
    """From Today by way of Prepare to the music and the sound."""
    her.click(her.prepare(protocol).music.button)
    return her.screen(MusicScreen)


def pieces(screen: MusicScreen) -> list[ProgrammeRow]:
    return [row for row in screen.data.rows if row.piece and not row.avoided]


def test_what_is_laid_out_is_what_is_played_without_what_is_not_for_the_client(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        screen = prepared(her, protocol)
        assert [row.text for row in pieces(screen)][:2] == ["Tone of 400 Hz", "Tone of 500 Hz"]
        assert any("pieces come again" in warning for warning in screen.data.warnings)
        assert [part.title for part in screen.data.chart.parts] == ["Arriving", "Onset", "Inner journey", "Speaking"]
        screen.list.setCurrentIndex(screen.list.model().index(1, 0))
        her.press("X", ctrl=True)
        assert pieces(screen)[0].text == "Tone of 500 Hz"
        assert [row.text for row in screen.data.rows if row.avoided] == ["Tone of 400 Hz"]
        her.until(lambda: screen.tones[""].isEnabled())
        her.press(Qt.Key.Key_Escape)
        her.begin_anyway(her.screen(PrepareScreen))
        session = her.session
        her.until(lambda: session.state.music.track)
        assert session.state.music.title == "Tone of 500 Hz"
        assert session.state.started is not None
        assert len(session.state.started.avoid) == 1
        while session.state.running:
            her.live.phases.next.meant.emit()
        her.until(lambda: app.navigator.sessions.running is None)
        app.navigator.today()
        again = prepared(her, protocol)
        assert [row.text for row in again.data.rows if row.avoided] == ["Tone of 400 Hz"], "the client keeps it"
        last = len(again.data.rows) - 1
        again.list.setCurrentIndex(again.list.model().index(last, 0))
        her.click(again.avoid)
        assert not [row for row in again.data.rows if row.avoided]
        again.mix_asked.emit()
        her.click(again.back)
        her.click(her.screen(PrepareScreen).back)
        today = her.screen(TodayScreen)
        assert today.form.client.text() == "M-014", "what was typed waits"
        her.click(today.form.prepare)
        her.click(her.screen(PrepareScreen).music.button)
        assert her.screen(MusicScreen).data.mixed, "and so does what was chosen"


def test_another_playlist_and_another_order_are_planned_at_once(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        screen = prepared(her, protocol)
        place = next(i for i in range(screen.playlist.count()) if screen.playlist.itemData(i) == "gentle")
        screen.playlist.activated.emit(place)
        assert screen.data.chosen == "gentle"
        assert pieces(screen)[0].text == "Linen"
        own = [row.text for row in pieces(screen)]
        orders = []
        for _ in range(3):
            her.press("M", ctrl=True)
            orders.append([row.text for row in pieces(screen)])
        assert any(order != own for order in orders)
        assert screen.own_order.isVisible()
        her.press("O", ctrl=True)
        assert [row.text for row in pieces(screen)] == own
        assert not screen.own_order.isVisible()


def test_a_tone_is_tried_on_the_output_whose_button_is_pressed(theme: Theme, qtbot: QtBot) -> None:
    outputs = (OutputRow("headphones", "Headphones", "USB", "heard"), OutputRow("room", "Room", "Built-in", "lost"))
    screen = MusicScreen(theme, MusicData("M-014", "Plan", outputs=outputs))
    qtbot.addWidget(screen)
    screen.show()
    tried: list[str] = []
    screen.tone_asked.connect(tried.append)
    for role in ("headphones", "room"):
        QTest.mouseClick(screen.tones[role], Qt.MouseButton.LeftButton)
    assert tried == ["headphones"], "an output without a device has nothing to try"
    assert all(
        button.accessibleName() == f"Test tone, {name}"
        for button, name in zip(screen.tones.values(), ("Headphones", "Room"), strict=True)
    )


def test_without_outputs_of_its_own_the_system_has_one() -> None:
    assert output_rows(Status(output="PulseAudio")) == (OutputRow("", "System output", "PulseAudio", "heard"),)
    assert not output_rows(Status())[0].heard
    (row,) = output_rows(Status(output=""))
    assert (row.words, row.heard) == ("starting", False), "no process has answered yet, or no device"
    (row,) = output_rows(Status(outputs=(OutputStatus(HEADPHONES, "USB", "muted"),)))
    assert (row.name, row.words, row.heard) == ("Headphones", "unplugged, muted", False)


def test_two_outputs_that_may_be_one_are_warned_of() -> None:
    named, unnamed = OutputSetting("USB"), OutputSetting()
    assert output_warnings(SoundSettings(headphones=named, room=OutputSetting("Card"))) == ()
    assert output_warnings(SoundSettings(room=unnamed)) == ()
    (warning,) = output_warnings(SoundSettings(headphones=named, room=unnamed))
    assert "Name a device for each" in warning


def test_every_control_has_a_name_and_nothing_is_modal(theme: Theme, qtbot: QtBot) -> None:
    screen = MusicScreen(theme)
    qtbot.addWidget(screen)
    for button in (screen.back, screen.mix, screen.own_order, screen.avoid):
        assert button.accessibleName()
        assert button.data.key
    QTest.mouseClick(screen.avoid, Qt.MouseButton.LeftButton)
    assert screen.message.rows() == ["Choose a piece in the list first."]


def test_what_was_measured_of_the_shipped_music_is_there() -> None:
    assert (paths.playlists() / "measured.json").is_file()


def test_on_a_low_screen_nothing_covers_anything_and_the_warnings_are_read_whole(window: Window, theme: Theme) -> None:
    warning = f"Not enough music, and pieces come again: {'; '.join(['Dose, Onset: 11 of 15 min'] * 4)}."
    screen = MusicScreen(theme, MusicData(warnings=(warning,), outputs=(OutputRow("", "System output", "", "heard"),)))
    window.resize(1280, 680)
    window.hold(screen)
    screen.grab()
    assert not screen.playlist.geometry().intersects(screen.mix.geometry())
    assert screen.said.height() >= screen.said.heightForWidth(screen.said.width())
    assert screen.mix.geometry().bottom() < screen.said.geometry().top()
