"""A session whose hands are used, without a window: plain tones for music, headphones and room as two null sinks.

The real director, engine and sound process, in real time with the shipped lengths of every fade; each deed is marked
in both recordings.
"""

import queue
import time
from contextlib import ExitStack
from pathlib import Path

import msgspec

from kapguide.audio.planning.director import Director
from kapguide.audio.player.player import HEADPHONES, ROOM, OutputBack, OutputLost, Report
from kapguide.audio.playlists.playlist import Playlist
from kapguide.audio.track import Labels, Track
from kapguide.paths import private_folder
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.session.scripted_session import shipped_scripted_session
from kapguide.settings import OutputSetting, Settings, SoundSettings
from kapguide.usecases.outputs import sound_player
from kapguide.usecases.player_reports import command_of
from kapguide.usecases.rehearsing.rehearsal import opening
from measure.live import HEAD, PHASE, PHASES
from measure.sinks import Recording, Sink, until
from measure.tones import write_tone

ROOM_DB = -6.0
"""The room is quieter, by its own level."""
SHORT_S, LONG_S = 45.0, 200.0
PIECES = ((400, "peak", 4, SHORT_S), (700, "peak", 4, LONG_S), (1000, "peak", 4, LONG_S), (1300, "peak", 4, LONG_S),
          (1600, "onset", 3, LONG_S))  # fmt: skip
"""Hertz, part of the arc, intensity, length: the first one ends while the phase is held."""
VOICE_HERTZ, VOICE_S, VOICE_PEAK = 2200, 5.0, 0.15
FLAT = bytes([200]) * 400
"""No place in a tone is quieter than another: "softer" begins at the first that is looked at."""


class Mark(msgspec.Struct, frozen=True):
    """A deed: when it was done (s of each recording), and which tones (Hz) sounded before and after it."""

    at: dict[str, float]
    before: int
    after: int = 0


class Hands:
    """The session, its recordings, and what was done when; `close` ends everything."""

    def __init__(self, folder: Path, settings: SoundSettings) -> None:
        self.settings = settings
        self.marks: dict[str, Mark] = {}
        self.recordings: dict[str, list[Recording]] = {HEADPHONES: [], ROOM: []}
        self.lost: list[float] = []
        """How long it took to notice that an output was gone (s)."""
        self.back: list[float] = []
        self._folder = folder
        self._leave = ExitStack()
        self._said: queue.Queue[Report] = queue.Queue()
        self.sinks = {HEADPHONES: Sink("kapguide_headphones"), ROOM: Sink("kapguide_room")}

    def open(self) -> None:
        """Plug both sinks in, and begin the session; the music has risen when this returns."""
        for role, sink in self.sinks.items():
            sink.plug()
            self._leave.callback(sink.unplug)
            self.record(role)
        self._voice = str(write_tone(self._folder, VOICE_HERTZ, VOICE_S, VOICE_PEAK, eased_s=0.1))
        outputs = {role: OutputSetting(sink.name) for role, sink in self.sinks.items()}
        sound = msgspec.structs.replace(
            self.settings,
            headphones=outputs[HEADPHONES],
            room=msgspec.structs.replace(outputs[ROOM], level_db=ROOM_DB),
        )
        player = sound_player(private_folder(self._folder / "sound"), self._said.put, Settings(sound=sound))
        player.start()
        self._leave.callback(player.close)
        until(lambda: {each.state for each in player.status().outputs} == {"heard"})
        protocol = self._folder / "hands.toml"
        phases = (PHASE.format(kind=kind, seconds=1800, music="peak") for kind in PHASES)
        protocol.write_text(HEAD + "".join(phases), encoding="utf-8")
        clock = SystemClock()
        self._session = LiveSession(read_protocol(protocol), clock, system_ids(), lambda _: Saved())
        director = Director(player, self._playlist(), sound, overview_of=lambda path: FLAT)
        self._session.heard_by(director.follow)
        self._session.send(opening("hands", self._session.state.protocol, shipped_scripted_session(), clock))
        self.live(self.settings.crossfade_s + 1.0)

    def close(self) -> None:
        """End the session, the sound and the recordings."""
        self._leave.close()

    def record(self, role: str) -> None:
        """Begin another recording of that output."""
        number = len(self.recordings[role])
        recording = Recording(self.sinks[role], self._folder / f"{role}-{number}.raw")
        self._leave.callback(recording.stop)
        self.recordings[role].append(recording)

    def live(self, seconds: float) -> None:
        """Let time pass: what the sound process says becomes commands, as at the window."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            wait = self._session.wait_ms()
            try:
                self._hear(self._said.get(timeout=min(left, 60.0 if wait is None else wait / 1000 + 0.01)))
            except queue.Empty:
                self._session.send(c.Tick())

    def do(self, *commands: c.Command, mark: str = "", then_s: float = 0.0, apart_s: float = 0.5) -> None:
        """Press keys, `apart_s` from each other, and mark the last press; then let `then_s` pass."""
        for number, command in enumerate(commands):
            if number:
                self.live(apart_s)
            here = {role: found[-1].seconds for role, found in self.recordings.items()}
            self._session.send(command)
        before = self._hertz()
        self.live(then_s)
        if mark:
            self.marks[mark] = Mark(here, before, self._hertz())

    def say(self, mark: str, then_s: float) -> None:
        """Let the voice be heard over the music."""
        self.do(c.Speak(next(iter(self._session.state.cues)), self._voice), mark=mark, then_s=then_s)

    def unplug(self, role: str, mark: str, then_s: float) -> None:
        """Pull an output out."""
        here = {each: found[-1].seconds for each, found in self.recordings.items()}
        self._gone = time.monotonic()
        self.sinks[role].unplug()
        self.live(then_s)
        self.marks[mark] = Mark(here, self._hertz(), self._hertz())

    def plug(self, role: str, mark: str, then_s: float) -> None:
        """Plug it in again, and record it from the first."""
        self._gone = time.monotonic()
        self.sinks[role].plug()
        self.record(role)
        here = {each: found[-1].seconds for each, found in self.recordings.items()}
        self.live(then_s)
        self.marks[mark] = Mark(here, self._hertz(), self._hertz())

    def _hear(self, report: Report) -> None:
        if isinstance(report, OutputLost):
            self.lost.append(time.monotonic() - self._gone)
        elif isinstance(report, OutputBack):
            self.back.append(time.monotonic() - self._gone)
        command = command_of(report)
        if command is not None:
            self._session.send(command)

    def _hertz(self) -> int:
        """The tone that the session knows to sound."""
        started = [event.body.track for event in self._session.log if isinstance(event.body, e.TrackStarted)]
        return int(started[-1].partition(".")[0].partition("-")[2])

    def _playlist(self) -> Playlist:
        tracks = []
        for hertz, slot, intensity, seconds in PIECES:
            path = write_tone(self._folder, hertz, seconds)
            tracks.append(
                Track(path.name, str(path), f"{hertz} Hz", Labels(slot, intensity), length_s=seconds, gain_db=0.0)
            )
        return Playlist("Tones", tuple(tracks))
