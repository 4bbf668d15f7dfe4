"""Prepare at the window: plans the programme anew with each choice, and tries the outputs."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QTimer

from kapguide.audio.arc import shipped_arc
from kapguide.audio.library import Library
from kapguide.audio.player import HEADPHONES, ROOM, SILENT_OUTPUT, THERAPIST, Status
from kapguide.audio.sound_process import SoundProcess
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.practice.music import ChosenMusic, chosen_music, planned_music, playlists_of
from kapguide.practice.recording import MusicChoice
from kapguide.session.protocol import TherapyProtocol
from kapguide.settings import Sound
from kapguide.ui.prepare.data import OutputRow, PlaylistChoice, PrepareData, chart_of, rows_of
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone

TONE_S = 4.0
LOOK_MS = 500
NAMES = {"": "System output", HEADPHONES: "Headphones", ROOM: "Room", THERAPIST: "Therapist, chimes only"}


class Preparation:
    """One session being prepared: its screen, and the choices made on it."""

    def __init__(
        self,
        theme: Theme,
        home: Home,
        library: Library | None,
        sound: Sound,
        player: SoundProcess,
        client: str,
        protocol: TherapyProtocol,
        choice: MusicChoice,
        begin: Callable[[MusicChoice], object],
        left: Callable[[MusicChoice], object],
    ) -> None:
        """`choice` is what is known of this client's music; the callers get what has become of it."""
        self._home, self._library, self._sound = home, library, sound
        self._player, self._protocol = player, protocol
        self._arc = shipped_arc()
        self._choice = choice
        self._music = ChosenMusic(chosen_music(choice.playlist, library).playlist)
        folders = library.folders() if library is not None else ()
        playlists = tuple(PlaylistChoice(*each) for each in playlists_of(home, map(Path, folders)))
        self._data = PrepareData(client, protocol.title, playlists, choice.playlist)
        self.screen = PrepareScreen(theme)
        self.screen.began.connect(lambda: self._begin(begin))
        self.screen.left.connect(lambda: left(self._choice))
        self.screen.playlist_chosen.connect(self._choose)
        self.screen.mix_asked.connect(lambda: self._plan(seed=self._choice.seed + 1))
        self.screen.own_order_asked.connect(lambda: self._plan(seed=0))
        self.screen.avoid_asked.connect(self._avoid)
        self.screen.tone_asked.connect(lambda role: player.test_tone(role, TONE_S))
        self._look = QTimer(self.screen)
        self._look.timeout.connect(self._look_at_outputs)
        self._look.start(LOOK_MS)
        self._choose(choice.playlist)

    def _choose(self, name: str) -> None:
        """Read a playlist and plan with it."""
        self._music = chosen_music(name, self._library)
        fault = self._music.playlist.fault
        self.screen.message.say(fault, Tone.WARM if fault else Tone.PLAIN)
        self._plan(playlist=name)

    def _avoid(self, path: str) -> None:
        avoid = self._choice.avoid
        others = tuple(each for each in avoid if each != path)
        self._plan(avoid=others if len(others) < len(avoid) else (*avoid, path))

    def _plan(self, **changes: object) -> None:
        """Plan with what is chosen now, and show it."""
        self._choice = replace(self._choice, **changes)
        planned = planned_music(self._protocol, self._music.playlist, self._choice, self._sound, self._arc)
        titles = {track.path: track.title for track in self._music.playlist.tracks}
        avoided = tuple((path, titles.get(path, Path(path).stem)) for path in self._choice.avoid)
        self._data = replace(
            self._data,
            chosen=self._choice.playlist,
            mixed=self._choice.seed != 0,
            chart=chart_of(self._protocol, planned, self._arc),
            rows=rows_of(planned, avoided),
            warnings=(*planned.warnings, *output_warnings(self._sound)),
            left_out=self._music.left_out,
            outputs=output_rows(self._player.status()),
        )
        self.screen.show_data(self._data)

    def _look_at_outputs(self) -> None:
        self._data = replace(self._data, outputs=output_rows(self._player.status()))
        self.screen.show_outputs(self._data.outputs)

    def _begin(self, begin: Callable[[MusicChoice], object]) -> None:
        try:
            begin(self._choice)
        except KapGuideError as error:
            self.screen.message.say(error.sentence, Tone.WARM)


SAME_DEVICE = (
    "Headphones and room: one of them is set to the system’s own output, which can be the other one’s device. "
    "Name a device for each in settings.toml."
)


def output_warnings(sound: Sound) -> tuple[str, ...]:
    """What is to be known of the outputs as they are set."""
    both = [output for output in (sound.headphones, sound.room) if output is not None]
    return (SAME_DEVICE,) if len(both) == 2 and not all(output.device for output in both) else ()


def output_rows(status: Status) -> tuple[OutputRow, ...]:
    """The outputs as the sound process tells of them; the system's own where none is set."""
    if status.outputs:
        return tuple(OutputRow(each.role, NAMES[each.role], each.device, each.state) for each in status.outputs)
    lost = status.output == SILENT_OUTPUT
    return (OutputRow("", NAMES[""], status.output, "lost" if lost else "heard"),)
