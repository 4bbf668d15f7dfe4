"""The music of a session that is prepared: planned anew with each choice, and its outputs tried."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QTimer

from kapguide.audio.library.library import Library
from kapguide.audio.planning.arc import shipped_arc
from kapguide.audio.player.player import HEADPHONES, ROOM, SILENT_OUTPUT, THERAPIST, Status
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.paths import Home
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.settings import SoundSettings
from kapguide.ui.prepare.music_data import MusicData, OutputRow, PlaylistChoice, chart_of, rows_of
from kapguide.ui.prepare.music_screen import MusicScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone
from kapguide.usecases.music import ChosenMusic, chosen_music, planned_music, playlists_of
from kapguide.usecases.sessions import MusicChoice

TONE_S = 4.0
LOOK_MS = 500
NAMES = {"": "System output", HEADPHONES: "Headphones", ROOM: "Room", THERAPIST: "Therapist, chimes only"}


class MusicPlanning:
    """Its screen, and the choices made on it."""

    def __init__(
        self,
        theme: Theme,
        home: Home,
        library: Library | None,
        sound: SoundSettings,
        player: SoundPlayer,
        client: str,
        protocol: TherapyProtocol,
        choice: MusicChoice,
        left: Callable[[MusicChoice], object],
    ) -> None:
        """`choice` is what is known of this client's music; `left` gets what has become of it."""
        self._home, self._library, self._sound = home, library, sound
        self._player, self._protocol = player, protocol
        self._arc = shipped_arc()
        self._choice = choice
        self._music = ChosenMusic(chosen_music(choice.playlist, library).playlist)
        folders = library.folders() if library is not None else ()
        playlists = tuple(PlaylistChoice(*each) for each in playlists_of(home, map(Path, folders)))
        self._data = MusicData(client, protocol.title, playlists, choice.playlist)
        self.screen = MusicScreen(theme)
        self.screen.left.connect(lambda: self._leave(left))
        self.screen.playlist_chosen.connect(self._choose)
        self.screen.mix_asked.connect(lambda: self._plan(seed=self._choice.seed + 1))
        self.screen.own_order_asked.connect(lambda: self._plan(seed=0))
        self.screen.avoid_asked.connect(self._avoid)
        self.screen.tone_asked.connect(self._tone)
        self._sounding: set[str] = set()
        """The outputs on which a tone is heard."""
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

    def _tone(self, role: str) -> None:
        """A tone on that output; while it is heard, the same button ends it."""
        if role in self._sounding:
            self._end_tone(role)
            return
        self._player.test_tone(role, TONE_S)
        self._sounding.add(role)
        self.screen.show_tone(role, True)
        QTimer.singleShot(round(TONE_S * 1000), self.screen, lambda: self._tone_over(role))

    def _tone_over(self, role: str) -> None:
        self._sounding.discard(role)
        self.screen.show_tone(role, False)

    def _end_tone(self, role: str) -> None:
        self._player.test_tone(role, 0.0)
        self._tone_over(role)

    def _leave(self, left: Callable[[MusicChoice], object]) -> None:
        """No tone sounds on behind a screen that cannot end it."""
        for role in tuple(self._sounding):
            self._end_tone(role)
        left(self._choice)

    def _look_at_outputs(self) -> None:
        self._data = replace(self._data, outputs=output_rows(self._player.status()))
        self.screen.show_outputs(self._data.outputs)


SAME_DEVICE = (
    "Headphones and room: one of them is set to the system’s own output, which can be the other one’s device. "
    "Name a device for each in settings.toml."
)


def output_warnings(sound: SoundSettings) -> tuple[str, ...]:
    """What is to be known of the outputs as they are set."""
    both = [output for output in (sound.headphones, sound.room) if output is not None]
    return (SAME_DEVICE,) if len(both) == 2 and not all(output.device for output in both) else ()


def output_rows(status: Status) -> tuple[OutputRow, ...]:
    """The outputs as the sound process tells of them; the system's own where none is set."""
    if status.outputs:
        return tuple(OutputRow(each.role, NAMES[each.role], each.device, each.state) for each in status.outputs)
    state = "lost" if status.output == SILENT_OUTPUT else "heard" if status.output else "starting"
    return (OutputRow("", NAMES[""], status.output, state),)
