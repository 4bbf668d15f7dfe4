"""A script in a session: read to its end beside its phase, and said by the voice with the music ducked under it."""

import os
import signal
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_file import load_script, shipped_scripts
from kapguide.session.guiding.script_run import NextStep, ScriptRun, next_step, quiet_left, running_script
from kapguide.session.live import LiveSession
from kapguide.session.plan import phase_end
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.cards.script_reader import ScriptReader
from screen_cast_live import session_at
from tests.support.listening import RATE, Recorder, Samples, level_dbfs, longest_gap, tone_levels_dbfs
from tests.support.plans import MORNING
from tests.support.small_session import FULL_DBFS, QUICK, small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import sound_pids

MUSIC, VOICE = 400.0, 1000.0
LINE_S, DUCK_DB = 1.5, -12.0
PEAKS = (0.03, 0.2, 0.06)
"""How loud the three lines were recorded."""
SCRIPT = """\
id = "a-brief-voice"
title = "A brief voice"
purpose = "For tests."
pace = 120

[[lines]]
say = "There is time."
quiet = "2s"

[[lines]]
say = "There is room."
quiet = "2s"

[[lines]]
say = "And here you are."
quiet = "1s"
"""


# --- read by a person, the clock moved by the test -------------------------------------------------------------


def run_of(session: LiveSession) -> ScriptRun:
    run = running_script(session.state.scripts)
    assert run is not None
    return run


def passes(session: LiveSession, ms: int) -> None:
    session.clock.advance(ms)  # type: ignore[attr-defined]
    session.send(c.Tick())


def read_out(session: LiveSession, slower: float = 1.0) -> None:
    """Read all that is left of the script, each line after its silence, in the time that its words take."""
    while next_step(run_of(session), session.now().elapsed, "") is not NextStep.CLOSE:
        run = run_of(session)
        passes(session, quiet_left(run, session.now().elapsed))
        passes(session, round(run.script.said(run.line) * slower))
        session.send(c.FinishLine())
    passes(session, quiet_left(run_of(session), session.now().elapsed))
    session.send(c.StopScript())


def note_of(session: LiveSession) -> list[str]:
    """What the note says was done."""
    report = build_report(session.state.protocol, session.log, practice="Willow Room", generated=MORNING, version="0")
    return [line.text for part in generate_note(report).sections if part.id == "did" for line in part.lines]


@pytest.mark.parametrize("slower", [0.9, 1.0, 1.2])
def test_a_script_is_read_to_its_end_and_ends_with_its_phase(slower: float) -> None:
    """Whatever the reader's pace is, silences that fill the phase do."""
    script = next(load for path in shipped_scripts() if (load := load_script(path)).length(1.0) > 8 * MINUTE)
    session = session_at(52)
    assert session.state.protocol.phases[session.state.flow.index].kind is PhaseKind.IMAGERY
    now = session.now().elapsed
    wanted = (script.length() + script.length(1.0)) // 2
    session.send(c.Extend(now + wanted - phase_end(session.state, now)))
    session.send(c.BeginScript(script))
    session.send(c.StretchScript())
    read_out(session, slower)
    end = phase_end(session.state, session.now().elapsed)
    assert session.now().elapsed == pytest.approx(end, abs=0.1 * wanted)
    (line,) = (line for line in note_of(session) if line.startswith("Imagery"))
    assert line.startswith(f"Imagery “{script.title}” ")
    assert line.endswith(", read by the therapist, to its end.")
    said = [event for event in session.log if isinstance(event.body, e.ScriptLineSaid)]
    assert len(said) == len(script.lines)


def test_what_was_left_and_what_was_taken_back_stand_in_the_note_as_they_are() -> None:
    session = session_at(52)
    script = load_script(shipped_scripts()[0])
    session.send(c.BeginScript(script))
    session.send(c.FinishLine())
    passes(session, 5 * SECOND)
    session.send(c.StopScript())
    session.send(c.Undo())
    session.send(c.StopScript())
    lines = [line for line in note_of(session) if line.startswith("Imagery")]
    assert len(lines) == 1
    assert lines[0].endswith(f"left at line 2 of {len(script.lines)}.")


# --- said by the voice, heard ----------------------------------------------------------------------------------


def spoken_practice(home: Home) -> tuple[str, Script]:
    """A practice whose small script has three recorded lines; the path of its protocol."""
    protocol = small_practice(home, fades=QUICK, tones={"arrive": (MUSIC,), "onset": (700.0,)})
    with home.settings.open("a", encoding="utf-8") as settings:
        settings.write(f"[voice]\nduck_db = {DUCK_DB}\nduck_s = 0.3\nback_s = 0.5\n")
    home.scripts.mkdir()
    (home.scripts / "a-brief-voice.toml").write_text(SCRIPT, encoding="utf-8")
    script = load_script(home.scripts / "a-brief-voice.toml")
    time = np.arange(round(LINE_S * RATE)) / RATE
    for line, peak in zip(script.lines, PEAKS, strict=True):
        wave = (peak * np.sin(2 * np.pi * VOICE * time)).astype(np.float32)
        soundfile.write(home.scripts / f"{line.recording}.flac", wave, RATE)
    return protocol, script


def begin_script(her: Therapist, protocol: str, recording: Recorder) -> ScriptReader:
    """A session whose music is fully there, and the small script in it."""
    her.unlock()
    her.begin(protocol)
    her.until(lambda: level_dbfs(recording.samples()[-RATE // 5 :]) > FULL_DBFS - 0.02)
    her.press("i")
    her.until(her.live.scripts.isVisible)
    her.press("1")
    her.until(her.live.reader.isVisible)
    assert run_of(her.session).script.id == "a-brief-voice"
    return her.live.reader


def speaks(her: Therapist) -> bool:
    return bool(her.session.state.speaking)


def spans_of(levels: np.ndarray, above: float) -> list[tuple[int, int]]:
    """Where in a row of levels it is louder than `above`: first window and the one behind the last."""
    loud = np.concatenate(([False], levels > above, [False]))
    edges = np.flatnonzero(loud[1:] != loud[:-1])
    return list(zip(edges[::2], edges[1::2], strict=True))


def test_the_voice_says_it_levelled_with_the_music_ducked_under_it(
    home: Home, qtbot: QtBot, recorder: Callable[[], Recorder]
) -> None:
    protocol, _ = spoken_practice(home)
    recording = recorder()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        reader = begin_script(her, protocol, recording)
        begun = recording.seconds
        her.press("s")
        her.until(lambda: run_of(her.session).said_all)
        her.until(lambda: reader.step_button.data.text == "Put away")
        said = recording.seconds
        her.until(lambda: recording.seconds > said + 1.5)
        ended = recording.seconds
        her.press(Qt.Key.Key_Space)
        session = her.session
        assert "said by the voice, to its end" in note_of(session)[0]
        for _ in range(3):
            her.next_phase()
        her.end()
    heard = recording.stop()[round(begun * RATE) : round(ended * RATE)]
    assert longest_gap(heard) < 0.001, "the music never stops"
    voice = tone_levels_dbfs(heard, VOICE, window=0.05)
    music = tone_levels_dbfs(heard, MUSIC, window=0.05)
    lines = spans_of(voice, -50)
    assert [round((end - start) * 0.05, 1) for start, end in lines] == pytest.approx([LINE_S] * 3, abs=0.11)
    levels = [float(np.median(voice[start + 2 : end - 2])) for start, end in lines]
    assert max(levels) - min(levels) < 0.5, "levelled, however they were recorded"
    for start, end in lines:
        assert np.median(music[start + 10 : end - 2]) == pytest.approx(FULL_DBFS + DUCK_DB, abs=0.3)
    for (_, end), (start, _) in pairwise(lines):
        assert music[end:start].max() == pytest.approx(FULL_DBFS, abs=0.2), "it is back between two lines"
        assert (start - end) * 0.05 == pytest.approx(2.0, abs=0.7), "the silence is kept"
    assert music[-5:].max() == pytest.approx(FULL_DBFS, abs=0.2)


def test_a_recording_that_has_gone_and_a_sound_that_dies_leave_it_to_the_person(
    home: Home, qtbot: QtBot, recorder: Callable[[], Recorder]
) -> None:
    protocol, script = spoken_practice(home)
    recording = recorder()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        reader = begin_script(her, protocol, recording)
        her.press("s")
        her.until(lambda: speaks(her))
        (home.scripts / f"{script.lines[1].recording}.flac").unlink()
        her.until(lambda: run_of(her.session).line == 1 and not run_of(her.session).by_voice)
        assert "line 2” has no recording" in her.live.quiet.rows()[-1]
        her.until(lambda: reader.step_button.data.text == "Said")
        her.press(Qt.Key.Key_Space)
        her.press("s")
        her.until(lambda: speaks(her) and run_of(her.session).line == 2)
        (pid,) = sound_pids(home)
        os.kill(pid, signal.SIGKILL)
        her.until(lambda: not speaks(her))
        assert (run_of(her.session).line, run_of(her.session).by_voice) == (2, False)
        her.until(lambda: level_dbfs(recording.samples()[-RATE // 5 :]) > FULL_DBFS - 0.1)
        her.until(lambda: reader.step_button.data.text == "Said")
        her.press(Qt.Key.Key_Space)
        her.until(lambda: run_of(her.session).said_all)
        her.press("i")
        assert "read by the therapist and said by the voice" in note_of(her.session)[0]
        for _ in range(3):
            her.next_phase()
        her.end()


def test_a_voice_is_paused_in_mid_line_and_the_music_is_back_meanwhile(
    home: Home, qtbot: QtBot, recorder: Callable[[], Recorder]
) -> None:
    protocol, script = spoken_practice(home)
    first = home.scripts / f"{script.lines[0].recording}.flac"
    wave, _ = soundfile.read(first)
    soundfile.write(first, np.tile(wave, 4), RATE)
    recording = recorder()

    def voice(last_s: float = 0.2) -> float:
        return float(tone_levels_dbfs(tail(recording.samples(), last_s), VOICE, window=0.1).max())

    with window_of(home) as app:
        her = Therapist(qtbot, app)
        reader = begin_script(her, protocol, recording)
        her.press("s")
        her.until(lambda: voice() > -50)
        began = recording.seconds
        her.until(lambda: recording.seconds > began + 2.5)
        her.press(Qt.Key.Key_Space)
        assert reader.step_button.data.text == "Go on"
        her.until(lambda: voice() < -70)
        her.until(lambda: level_dbfs(recording.samples()[-RATE // 5 :]) > FULL_DBFS - 0.1)
        her.press(Qt.Key.Key_Space)
        her.until(lambda: voice() > -50)
        again = recording.seconds
        her.until(lambda: run_of(her.session).line == 1)
        assert recording.seconds - again < 4 * LINE_S - 0.5, "it did not begin anew"
        her.press("i")
        for _ in range(3):
            her.next_phase()
        her.end()
    assert longest_gap(recording.stop()[round(began * RATE) : round(again * RATE)]) < 0.001


def tail(samples: Samples, seconds: float) -> Samples:
    return samples[-round(seconds * RATE) :]
