"""What a client hears when the therapist's hands are on the music: tones for pieces, a real sink, a real process."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kapguide.audio.planning.director import Director
from kapguide.audio.player.player import Report
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.audio.playlists.playlist import read_playlist
from kapguide.paths import private_folder
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol.protocol import freeze
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.settings import SoundSettings
from kapguide.usecases.player_reports import command_of
from tests.support.listening import RATE, Recorder, Samples, levels_dbfs, longest_gap, tone_levels_dbfs
from tests.support.small_session import FULL_DBFS, PEAK, PROTOCOL, write_music
from tests.support.window_process import until

TONES = {"arrive": (400.0,), "onset": (500.0, 700.0), "peak": (800.0,), "return": (300.0,)}
PITCHES = [hertz for each in TONES.values() for hertz in each]
VOICE = 1_000.0
FADES = SoundSettings(
    crossfade_s=0.8,
    between_phases_s=0.8,
    turn_s=0.8,
    shift_s=0.8,
    shift_now_s=0.8,
    silence_s=0.6,
    return_s=0.6,
    emergency_s=0.5,
    end_s=0.3,
)


class Room:
    """A session that is heard, without a window."""

    def __init__(self, folder: Path, recording: Recorder) -> None:
        self.recording = recording
        self.reports: queue.Queue[c.Command] = queue.Queue()
        file = folder / "small.toml"
        file.write_text(PROTOCOL, encoding="utf-8")
        protocol = read_protocol(file)
        clock = SystemClock()
        self.session = LiveSession(protocol, clock, system_ids(), lambda _: Saved())
        self.player = SoundPlayer(private_folder(folder / "sound"), self._hear, duck_down_s=0.2, duck_up_s=0.2)
        self.player.start(15.0)
        playlist = read_playlist(write_music(folder / "music", 60.0, TONES))
        self.session.heard_by(Director(self.player, playlist, FADES).follow)
        started = e.SessionStarted("s", "M-014", protocol.id, freeze(protocol)[1], clock.origin())
        self.do(c.Start(started))

    def _hear(self, report: Report) -> None:
        command = command_of(report)
        if command is not None:
            self.reports.put(command)

    def do(self, command: c.Command) -> None:
        self.session.send(command)

    def _take_reports(self) -> None:
        while not self.reports.empty():
            self.session.send(self.reports.get())

    def hears(self, *hertz: float, db: float = FULL_DBFS) -> None:
        """Wait until just these tones are heard, each at `db`."""

        def heard() -> bool:
            self._take_reports()
            levels = {each: self.level(each) for each in (*PITCHES, VOICE)}
            loud = [each for each, level in levels.items() if level > -70]
            return loud == sorted(hertz, key=list(levels).index) and all(abs(levels[each] - db) < 0.1 for each in hertz)

        until(heard)

    def level(self, hertz: float) -> float:
        """The level of a tone in the last fifth of a second, dBFS."""
        samples = self.recording.last(0.2)
        return float(tone_levels_dbfs(samples, hertz, window=0.2)[-1]) if len(samples) == RATE // 5 else -120.0


@pytest.fixture
def room(tmp_path: Path, recorder: Callable[[], Recorder]) -> Iterator[Room]:
    heard = Room(tmp_path, recorder())
    yield heard
    heard.player.close()


def since(room: Room, start: float) -> Samples:
    """What was heard from `start` (s of the recording) until now."""
    return room.recording.samples()[round(start * RATE) :]


def test_the_hands_move_the_music_without_a_gap_or_a_bump(room: Room) -> None:
    room.hears(400)
    start = room.recording.seconds
    room.do(c.Next())
    room.hears(500)
    room.do(c.NextTrack(0.8))
    room.hears(700)
    room.do(c.Undo())
    room.hears(500)
    room.do(c.ShiftMusic(1))
    room.hears(800)
    room.do(c.ShiftMusic(-1))
    room.hears(500)
    room.do(c.ReturnMusic(True, 0.8))
    room.hears(300)
    room.do(c.Undo())
    room.hears(500)
    room.do(c.Hold())
    room.do(c.Extend())
    room.do(c.Release())
    heard = since(room, start)
    assert longest_gap(heard) < 0.001
    levels = levels_dbfs(heard, 0.05)
    assert levels.max() < FULL_DBFS + 0.15
    assert levels.min() > FULL_DBFS - 0.15


def test_the_music_is_ducked_under_a_line_and_silenced_by_an_emergency(room: Room, tmp_path: Path) -> None:
    time = np.arange(RATE * 2) / RATE
    line = tmp_path / "line.wav"
    soundfile.write(line, (PEAK * np.sin(2 * np.pi * VOICE * time)).astype(np.float32), RATE)
    room.hears(400)
    room.do(c.Speak("preparation/p1", str(line)))
    until(lambda: abs(room.level(VOICE) - FULL_DBFS) < 0.1 and abs(room.level(400) - (FULL_DBFS - 12)) < 0.1)
    room.hears(400)
    until(lambda: (room._take_reports(), not room.session.state.speaking)[1])
    room.do(c.Speak("preparation/p1", str(line)))
    until(lambda: room.level(VOICE) > FULL_DBFS - 0.1)
    room.do(c.StartEmergency())
    room.hears()
    assert room.session.state.music.silent
    room.do(c.EndEmergency())
    room.do(c.FadeMusic(False, 0.6))
    room.hears(400)


def test_silence_and_the_way_back_are_smooth_and_the_place_goes_on(room: Room) -> None:
    room.hears(400)
    before = room.player.status().position_s
    start = room.recording.seconds
    room.do(c.FadeMusic(True, 0.6))
    room.hears()
    room.do(c.FadeMusic(False, 0.6))
    room.hears(400)
    room.player.status()
    until(lambda: room.player.status().position_s > before + 1.2)
    levels = tone_levels_dbfs(since(room, start), 400, window=0.05)
    quiet = int(np.argmin(levels))
    assert np.all(np.diff(levels[: quiet + 1]) < 0.05)
    assert np.all(np.diff(levels[quiet:]) > -0.05)
