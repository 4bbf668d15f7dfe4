"""The voice of a script: found ahead, begun after its silence, never by itself, never in another's place."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.audio.narration import SpokenLine
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.guiding.script_run import NextStep, ScriptRun, next_step, running_script
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.script_voice import ScriptVoice
from tests.support.plans import small_script
from tests.ui.seat import Seat

QUIET = 10 * SECOND


class Voices:
    """Finds lines when the test lets it, or fails to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.waiting: list[Callable[[], object]] = []
        self.missing = False

    def has_voice(self, name: str) -> bool:
        return True

    def spoken(self, title: str, words: str, name: str, pace: int = 0) -> SpokenLine:
        self.asked.append(title)
        if self.missing:
            raise KapGuideError(f"The recording of {title} has gone.")
        return SpokenLine(f"/lines/{name}.flac", -3.0)

    def run(self, work: Any, done: Any, failed: Any, owner: Any) -> None:
        def answer() -> None:
            try:
                result = work()
            except KapGuideError as error:
                failed(error)
            else:
                done(result)

        self.waiting.append(answer)

    def answer(self) -> None:
        """Let all that was asked be found."""
        while self.waiting:
            self.waiting.pop(0)()


class Spoken:
    """A seat at a script whose lines have a voice."""

    def __init__(self, seat: Seat, qtbot: QtBot) -> None:
        self.seat, self.voices, self._qtbot = seat, Voices(), qtbot
        self.voice = ScriptVoice(
            seat.session,
            seat.screen.send,
            self.voices,
            self.voices,
            lambda: True,
            seat.flow,  # type: ignore[arg-type]
        )
        self.voice.failed.connect(seat.screen.quiet.say)
        seat.screen.imagery.can_say = self.voice.can_say
        seat.session.send(c.BeginScript(small_script()))

    @property
    def run(self) -> ScriptRun:
        run = running_script(self.seat.session.state.scripts)
        assert run is not None
        return run

    @property
    def step(self) -> NextStep:
        return next_step(self.run, self.seat.clock.elapsed, self.seat.session.state.speaking)

    def until_it_speaks(self) -> e.VoiceBegan:
        """Let what is asked be found, and the voice begin."""
        self.voices.answer()
        self._qtbot.waitUntil(lambda: self.seat.session.state.speaking != "")
        return next(event.body for event in reversed(self.seat.session.log) if isinstance(event.body, e.VoiceBegan))

    def over(self, heard: bool = True) -> None:
        """The sound process has said the line, or could not."""
        self.seat.clock.elapsed += 3 * SECOND
        self.seat.session.send(c.ReportVoiceEnded(heard))

    def pass_by(self, ms: int) -> None:
        """Time passes, and something happens that the voice may wake from."""
        self.seat.wait(ms)
        self.seat.session.send(c.Observe("1", "tears"))


@pytest.fixture
def spoken(seat: Seat, qtbot: QtBot) -> Spoken:
    return Spoken(seat, qtbot)


def test_it_says_line_after_line_each_after_its_silence_and_never_before(spoken: Spoken) -> None:
    spoken.seat.press("s")
    assert spoken.step is NextStep.WAIT
    began = spoken.until_it_speaks()
    assert (began.title, began.gain_db) == ("Open space, line 1", -3.0)
    assert began.path.endswith("here-is-line-1-" + small_script().lines[0].recording[-8:] + ".flac")
    spoken.over()
    assert spoken.voices.waiting, "the next line is looked for while it is quiet"
    spoken.voices.answer()
    spoken.pass_by(QUIET - 1)
    QApplication.processEvents()
    assert spoken.seat.session.state.speaking == ""
    spoken.pass_by(1)
    assert spoken.until_it_speaks().title == "Open space, line 2"


def test_said_to_its_end_it_waits_to_be_put_away(spoken: Spoken) -> None:
    spoken.seat.press("s")
    for _ in range(4):
        spoken.until_it_speaks()
        spoken.over()
        spoken.pass_by(QUIET)
    assert (spoken.run.spoken, spoken.step) == (4, NextStep.CLOSE)
    spoken.seat.press(Qt.Key.Key_Space)
    ended = spoken.seat.last()
    assert isinstance(ended, e.ScriptEnded)
    assert (ended.left, ended.spoken, ended.read) == ("end", 4, 0)


def test_a_recording_that_has_gone_is_said_and_the_person_reads_on(spoken: Spoken) -> None:
    spoken.seat.press("s")
    spoken.until_it_speaks()
    spoken.over()
    spoken.voices.missing = True
    spoken.voices.answer()
    assert spoken.seat.screen.quiet.rows()[-1] == "The recording of Open space, line 2 has gone."
    assert not spoken.run.by_voice
    spoken.pass_by(QUIET)
    assert (spoken.run.line, spoken.step) == (1, NextStep.SAID)
    spoken.voices.missing = False
    spoken.seat.press("s")
    assert spoken.until_it_speaks().title == "Open space, line 2", "asked for again, it is looked for again"


@pytest.mark.parametrize("heard", [True, False])
def test_a_line_that_breaks_off_is_read_on_from_the_same_line(spoken: Spoken, heard: bool) -> None:
    spoken.seat.press("s")
    spoken.until_it_speaks()
    spoken.over(heard)
    assert (spoken.run.line, spoken.run.by_voice) == ((1, True) if heard else (0, False))
    if not heard:
        assert "Say it yourself." in spoken.seat.screen.quiet.rows()[-1]


def test_it_is_paused_in_its_line_and_goes_on_by_the_same_key(spoken: Spoken) -> None:
    spoken.seat.press("s")
    spoken.until_it_speaks()
    spoken.seat.wait(4 * SECOND)
    spoken.seat.press(Qt.Key.Key_Space)
    assert (spoken.step, spoken.seat.session.state.speaking) == (NextStep.GO_ON, "")
    spoken.pass_by(MINUTE)
    assert spoken.seat.session.state.speaking == ""
    spoken.seat.press(Qt.Key.Key_Space)
    assert spoken.until_it_speaks().at_s == 3.0


def test_what_is_found_after_the_person_took_over_says_nothing(spoken: Spoken) -> None:
    spoken.seat.press("s")
    spoken.seat.press("s")
    spoken.voices.answer()
    spoken.pass_by(SECOND)
    assert "voice_began" not in spoken.seat.kinds()
    assert spoken.step is NextStep.SAID


def test_a_line_that_is_skipped_before_it_was_found_is_not_said_in_the_next_one_s_place(spoken: Spoken) -> None:
    spoken.seat.press("s")
    late = list(spoken.voices.waiting)
    spoken.voices.waiting.clear()
    spoken.seat.press("f")
    late[0]()
    assert spoken.until_it_speaks().title == "Open space, line 2"


def test_behind_a_covered_screen_its_line_is_the_last(spoken: Spoken) -> None:
    spoken.seat.press("s")
    spoken.until_it_speaks()
    spoken.seat.flow._voice = spoken.voice
    spoken.seat.press("l")
    assert spoken.seat.session.state.speaking != ""
    spoken.over()
    spoken.voices.answer()
    spoken.pass_by(QUIET)
    assert (spoken.run.line, spoken.step) == (1, NextStep.SAID)


def test_once_the_window_goes_it_begins_nothing(spoken: Spoken) -> None:
    spoken.seat.press("s")
    spoken.voice.stop()
    spoken.voices.answer()
    spoken.pass_by(SECOND)
    assert "voice_began" not in spoken.seat.kinds()


def test_that_a_line_is_being_said_is_seen_wherever_one_looks(spoken: Spoken) -> None:
    spoken.seat.press("s")
    spoken.until_it_speaks()
    spoken.seat.press(Qt.Key.Key_Escape)
    assert spoken.seat.screen.music.now.data.title.startswith("A line is being said")
    assert spoken.seat.screen.prompt.timers.whole_text() == "Open space 1 of 4"
    spoken.seat.press("s")
    assert spoken.seat.session.state.speaking == "", "the key that ends a line ends this one, too"
    assert not spoken.run.by_voice
