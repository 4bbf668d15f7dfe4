"""The scripts page: a line is recorded, heard, recorded again and thrown away; what cannot be is said."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide import paths
from kapguide.audio.recording.recorder import LineRecorder, RecorderTold, TellKind
from kapguide.paths import Home
from kapguide.session.guiding.script_file import load_script
from kapguide.ui.scripts import desk as desk_module
from kapguide.ui.scripts.desk import (
    ALL_DONE,
    ALL_THERE,
    DIED,
    GONE,
    LONG,
    NO_MICROPHONE,
    NOTHING_SAID,
    DeskAct,
    RecordingDesk,
)
from kapguide.ui.scripts.screen import ScriptsScreen
from kapguide.ui.theme import Theme
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.shipped.scripts import scripts
from tests.session.guiding.broken_scripts import GOOD
from tests.support.null_sink import NullMicrophone, pactl
from tests.ui.small_window import Window

Key = Qt.Key


class Deaf(LineRecorder):
    """A recorder whose process is played by the test: what it was asked for is in `asked`."""

    def __init__(self, heard: Callable[[RecorderTold], object]) -> None:
        super().__init__(heard)
        self.asked: list[str] = []

    def _send(self, do: str, path: str = "") -> None:
        self.asked.append(do)
        if do == "record":
            self.tell(TellKind.RECORDING)
        if do == "keep":
            Path(path).write_bytes(f"sound {len(self.asked)}".encode())
            self.tell(TellKind.KEPT, path)

    def tell(self, kind: TellKind, path: str = "", detail: str = "") -> None:
        self._heard(RecorderTold(kind, path, detail=detail))


class Seat:
    """The page, and hands on it."""

    def __init__(
        self, qtbot: QtBot, theme: Theme, window: Window, home: Home, recorder: Callable[..., LineRecorder]
    ) -> None:
        home.scripts.mkdir(exist_ok=True)
        (home.scripts / "small.toml").write_text(GOOD, encoding="utf-8")
        self.qtbot, self.home = qtbot, home
        self.heard: list[str] = []
        self.desk = RecordingDesk(home, (lambda call: call()) if recorder is Deaf else WindowThread(), recorder)
        self.page = ScriptsScreen(theme, scripts([home.scripts]), self.desk)
        self.desk.said.connect(self.heard.append)
        window.hold(self.page)
        self.page.lines.setFocus()

    @property
    def deaf(self) -> Deaf:
        recorder = self.desk._recorder
        assert isinstance(recorder, Deaf)
        return recorder

    @property
    def said(self) -> str:
        return str(self.page.message.data.text)

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            if isinstance(key, str):
                self.qtbot.keyClicks(self.page.lines, key)
            else:
                self.qtbot.keyClick(self.page.lines, key)

    def files(self) -> dict[str, str]:
        """The recordings that are there, with what is in them; also those that are hidden."""
        found = sorted(file for file in self.home.scripts.iterdir() if file.suffix == ".flac")
        return {file.name: file.read_text(errors="replace") for file in found}

    def marks(self) -> list[bool]:
        return ["recorded" in row for row in self.page.lines.rows()]


@pytest.fixture
def seat(qtbot: QtBot, theme: Theme, window: Window, home: Home) -> Iterator[Seat]:
    made = Seat(qtbot, theme, window, home, Deaf)
    yield made
    made.desk.close()


def test_a_line_is_recorded_with_one_key_and_kept_with_the_same(seat: Seat) -> None:
    assert seat.page.words.text() == "If you like, you may rest."
    assert seat.marks() == [False, False]
    seat.press(Key.Key_Space)
    assert seat.desk.act is DeskAct.RECORDING
    assert seat.page.record_button.data.text == "Keep"
    seat.press(Key.Key_Space)
    assert seat.desk.act is DeskAct.NOTHING
    assert seat.files() == {"rest.flac": "sound 2"}
    assert seat.marks() == [True, False]
    assert "1 of 2 recorded" in seat.page.scripts.rows()[0]
    assert seat.page.record_button.data.text == "Record again"


def test_escape_keeps_nothing_of_what_is_being_recorded_and_then_leaves(seat: Seat) -> None:
    seat.press(Key.Key_Space, Key.Key_Escape)
    assert seat.deaf.asked == ["record", "drop"]
    assert seat.files() == {}
    with seat.qtbot.waitSignal(seat.page.closed):
        seat.press(Key.Key_Escape)


def test_recorded_again_the_one_before_can_be_taken_back(seat: Seat) -> None:
    seat.press(Key.Key_Space, Key.Key_Space, Key.Key_Space, Key.Key_Space)
    assert seat.files()["rest.flac"] == "sound 4"
    assert not seat.page.undo_button.isHidden()
    seat.page.undo_button.click()
    assert seat.files() == {"rest.flac": "sound 2"}
    assert seat.page.undo_button.isHidden()


def test_one_that_cannot_be_put_in_its_place_leaves_the_one_before_it_there(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.press(Key.Key_Space, Key.Key_Space, Key.Key_Space)
    monkeypatch.setattr(seat.deaf, "_send", lambda do, path="": None)
    seat.press(Key.Key_Space)
    assert seat.desk.act is DeskAct.KEEPING
    seat.deaf.tell(TellKind.KEPT, str(seat.desk._draft()))
    assert seat.heard[-1].startswith("It could not be kept: ")
    assert seat.marks() == [True, False]
    seat.desk.close()
    assert seat.files() == {"rest.flac": "sound 2"}


def test_a_first_recording_can_be_taken_back_too(seat: Seat) -> None:
    seat.press(Key.Key_Space, Key.Key_Space)
    seat.qtbot.keyClick(seat.page.lines, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert seat.files() == {}
    assert seat.marks() == [False, False]


def test_thrown_away_it_is_gone_once_the_page_is_left_and_comes_back_before(seat: Seat) -> None:
    seat.press(Key.Key_Space, Key.Key_Space, "x")
    assert seat.marks() == [False, False]
    seat.page.undo_button.click()
    assert seat.files() == {"rest.flac": "sound 2"}
    seat.press("x")
    seat.desk.close()
    assert seat.files() == {}


def test_a_whole_script_is_recorded_line_by_line(seat: Seat) -> None:
    seat.press("w")
    assert seat.page.record_button.data.text == "Keep, next line"
    seat.press(Key.Key_Space)
    assert seat.desk.line == 1
    assert seat.desk.act is DeskAct.RECORDING
    assert seat.page.words.text() == "There is time."
    seat.press(Key.Key_Space)
    assert seat.desk.act is DeskAct.NOTHING
    assert seat.marks() == [True, True]
    assert seat.said == ALL_DONE
    assert "all recorded" in seat.page.scripts.rows()[0]
    seat.press("w")
    assert seat.said == ALL_THERE


def test_lines_that_are_recorded_are_passed_over(seat: Seat) -> None:
    seat.press(Key.Key_Space, Key.Key_Space, "w")
    assert seat.desk.line == 1
    assert seat.files() == {"rest.flac": "sound 2"}


def test_a_recording_is_heard_and_stopped(seat: Seat) -> None:
    seat.press("h")
    assert seat.deaf.asked == [], "there is none"
    seat.press(Key.Key_Space, Key.Key_Space, "h")
    assert seat.page.hear_button.data.text == "Stop"
    seat.press("h")
    assert seat.deaf.asked[-2:] == ["hear", "quiet"]
    seat.press("h")
    seat.deaf.tell(TellKind.HEARD)
    assert seat.page.hear_button.data.text == "Hear"


def test_a_microphone_that_opens_when_nobody_waits_for_it_is_closed(seat: Seat) -> None:
    seat.press(Key.Key_Space)
    seat.press(Key.Key_Escape)
    assert seat.desk.act is DeskAct.NOTHING
    seat.deaf.asked.clear()
    seat.deaf.tell(TellKind.RECORDING)
    assert seat.deaf.asked == ["drop"]
    seat.press(Key.Key_Space)
    seat.deaf.tell(TellKind.RECORDING)
    assert seat.deaf.asked == ["drop", "record"], "what is recorded goes on"


def test_a_process_that_hangs_while_it_keeps_a_line_is_given_up(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "KEEP_MS", 1)
    seat.press(Key.Key_Space)
    monkeypatch.setattr(seat.deaf, "_send", lambda do, path="": None)
    seat.press(Key.Key_Space)
    assert (seat.desk.act, seat.page.close_button.isEnabled()) == (DeskAct.KEEPING, False)
    seat.qtbot.waitUntil(lambda: seat.desk.act is DeskAct.NOTHING)
    assert seat.said == DIED
    assert seat.page.close_button.isEnabled()


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (TellKind.NO_MICROPHONE, NO_MICROPHONE),
        (TellKind.NOTHING_SAID, NOTHING_SAID),
        (TellKind.DIED, DIED),
        (TellKind.NOT_KEPT, "It could not be kept: No space left on device. Make room, then say it again."),
    ],
)
def test_what_goes_wrong_is_said_and_the_next_try_is_free(seat: Seat, kind: TellKind, sentence: str) -> None:
    seat.press("w")
    seat.deaf.tell(kind, detail="No space left on device")
    assert (seat.desk.act, seat.desk.whole) == (DeskAct.NOTHING, False)
    assert seat.said == sentence
    seat.press(Key.Key_Space)
    assert seat.desk.act is DeskAct.RECORDING
    assert seat.said == ""


def test_a_line_that_is_too_long_waits_to_be_kept(seat: Seat) -> None:
    seat.press(Key.Key_Space)
    seat.deaf.tell(TellKind.LONG)
    assert seat.said == LONG
    seat.press(Key.Key_Space)
    assert seat.marks()[0]


def test_another_line_drops_what_is_being_recorded(seat: Seat) -> None:
    seat.press(Key.Key_Space, Key.Key_Down)
    assert seat.deaf.asked == ["record", "drop"]
    assert seat.desk.line == 1
    assert seat.files() == {}


def test_a_recording_that_came_from_elsewhere_is_neither_replaced_nor_thrown_away(seat: Seat) -> None:
    seat.press(Key.Key_Down)
    name = f"{seat.desk.script.lines[1].recording}.ogg" if seat.desk.script else ""
    (seat.home.scripts / name).write_bytes(b"theirs")
    seat.desk.take_up(seat.desk.script)
    seat.desk.turn_to(1)
    assert seat.marks() == [False, True]
    for key in (Key.Key_Space, "x"):
        seat.press(key)
        assert name in seat.said
    assert (seat.home.scripts / name).read_bytes() == b"theirs"
    assert seat.deaf.asked == []


def test_a_line_that_names_a_file_of_another_form_is_not_recorded_under_that_name(seat: Seat) -> None:
    (seat.home.scripts / "small.toml").write_text(GOOD.replace("rest.flac", "rest.ogg"), encoding="utf-8")
    seat.desk.take_up(load_script(seat.home.scripts / "small.toml"))
    seat.press(Key.Key_Space)
    assert "rest.ogg" in seat.said
    assert seat.deaf.asked == []


def test_the_level_is_shown_while_it_records(seat: Seat) -> None:
    assert seat.page.meter.rows() == ["off"]
    seat.press(Key.Key_Space)
    seat.desk.level.emit(-50.0, 0.5)
    assert seat.page.meter.rows() == ["quiet"]
    seat.desk.level.emit(-0.2, 1.0)
    assert seat.page.meter.rows() == ["too near"]
    seat.desk.level.emit(-60.0, 1.05)
    assert seat.page.meter.data.level_db > -5, "it falls slowly"
    seat.press(Key.Key_Escape)
    assert seat.page.meter.rows() == ["off"]


def test_the_shipped_scripts_are_there_to_choose_from(qtbot: QtBot, theme: Theme, home: Home) -> None:
    desk = RecordingDesk(home, lambda call: call(), Deaf)
    page = ScriptsScreen(theme, scripts([paths.resource("scripts")]), desk)
    qtbot.addWidget(page)
    page.scripts.setCurrentIndex(page.scripts.model().index(2, 0))
    assert desk.script is not None
    assert desk.script.title in page.scripts.rows()[2]
    assert len(page.lines.rows()) == len(desk.script.lines)
    desk.close()


def test_a_voice_is_recorded_and_heard_through_the_window(
    qtbot: QtBot, theme: Theme, home: Home, monkeypatch: pytest.MonkeyPatch, window: Window
) -> None:
    with NullMicrophone() as microphone:
        for name, value in microphone.environment.items():
            monkeypatch.setenv(name, value)
        seat = Seat(qtbot, theme, window, home, LineRecorder)
        seat.press(Key.Key_Space)
        qtbot.waitUntil(lambda: seat.desk.act is DeskAct.RECORDING)
        microphone.say(seconds=1.0)
        qtbot.waitUntil(lambda: seat.page.meter.data.level_db > -40)
        seat.press(Key.Key_Space)
        qtbot.waitUntil(lambda: seat.marks()[0])
        seat.press("h")
        assert seat.desk.act is DeskAct.HEARING
        qtbot.waitUntil(lambda: seat.desk.act is DeskAct.NOTHING)
        seat.desk.close()
    assert 0.8 < soundfile.info(home.scripts / "rest.flac").duration < 1.6


def test_a_microphone_that_is_pulled_out_in_mid_line_is_said_and_nothing_half_said_is_kept(
    qtbot: QtBot, theme: Theme, window: Window, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with NullMicrophone() as microphone:
        for name, value in microphone.environment.items():
            monkeypatch.setenv(name, value)
        seat = Seat(qtbot, theme, window, home, LineRecorder)
        seat.press(Key.Key_Space)
        qtbot.waitUntil(lambda: seat.desk.act is DeskAct.RECORDING)
        microphone.say(seconds=0.3)
        pactl("suspend-source", microphone.environment["PULSE_SOURCE"], "1")
        qtbot.waitUntil(lambda: seat.desk.act is DeskAct.NOTHING)
        assert seat.heard == [GONE]
        assert seat.files() == {}
        pactl("suspend-source", microphone.environment["PULSE_SOURCE"], "0")
        seat.press(Key.Key_Space)
        qtbot.waitUntil(lambda: seat.desk.act is DeskAct.RECORDING)
        seat.desk.close()
