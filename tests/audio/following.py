"""A session, its director and a player that nobody hears, all by one clock that a test moves."""

from collections.abc import Callable

from kapguide.audio.planning.director import Director
from kapguide.audio.player.player import Item, Report, TrackBegan
from kapguide.audio.playlists.playlist import Playlist
from kapguide.audio.track import Labels, Track
from kapguide.session import commands as c
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.settings import SoundSettings
from kapguide.spans import SECOND
from tests.support.plans import Room
from tests.support.silent_player import SilentPlayer

LENGTH_S = 300.0
SOUND = SoundSettings()


def track(name: str, slot: str, intensity: int = 0) -> Track:
    return Track(f"{name}.flac", f"/music/{name}.flac", name, Labels(slot=slot, intensity=intensity), LENGTH_S)


MUSIC = tuple(
    track(f"{slot}-{number}", slot, strength)
    for slot, strength in (("arrive", 1), ("onset", 2), ("build", 4), ("peak", 5), ("return", 2))
    for number in range(1, 9)
)


class Told(SilentPlayer):
    """Remembers what it was told."""

    def __init__(self, hear: Callable[[Report], None]) -> None:
        super().__init__(hear)
        self.gone: list[tuple[str, float, float, float]] = []
        self.levels: list[tuple[str, float]] = []
        self.voices: list[tuple[str, float]] = []
        self.chimes = 0
        self.queue: tuple[Item, ...] = ()
        self.repeat_from = 0

    def programme(self, programme: object) -> None:
        super().programme(programme)  # type: ignore[arg-type]
        self.queue = programme.items  # type: ignore[attr-defined]
        self.repeat_from = programme.repeat_from  # type: ignore[attr-defined]

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        self.gone.append((item_id, seconds, at_s, from_s))
        super().go(item_id, seconds, at_s, from_s)

    def output_level(self, role: str, db: float) -> None:
        self.levels.append((role, db))

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        self.voices.append((path, gain_db))

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        self.chimes += 1


class Studio:
    """A session, its director and its player, all by one clock that the test moves."""

    def __init__(
        self,
        protocol: TherapyProtocol,
        music: tuple[Track, ...] = MUSIC,
        overview: bytes = b"",
        settings: SoundSettings = SOUND,
    ) -> None:
        self.room = Room(protocol, begun=False)
        self.started: list[str] = []
        self.player = Told(self._hear)
        self.director = Director(self.player, Playlist("Test", music), settings, overview_of=lambda path: overview)
        self._reports: list[Report] = []
        self.do(self.room.opening())

    def _hear(self, report: Report) -> None:
        if isinstance(report, TrackBegan):
            self._reports.append(report)

    def do(self, command: c.Command, late: int = 0) -> None:
        """Carry out a command, and let what it starts be reported as the sound process does, the last `late` later."""
        before = len(self.room.log)
        self.room.do(command)
        self.director.follow(self.room.state, tuple(self.room.log[before:]))
        self._reported(late)

    def _reported(self, late: int = 0) -> None:
        while len(self._reports) > late:
            report = self._reports.pop(0)
            assert isinstance(report, TrackBegan)
            self.started.append(report.item.id)
            self.do(c.ReportTrack(report.item.id, report.item.title), late)

    def wait(self, seconds: float) -> None:
        """Let time pass a second at a time."""
        for _ in range(round(seconds)):
            self.room.clock.elapsed += SECOND
            self.player.tick(self.room.now)
            self._reported()

    def sounds(self) -> str:
        """The piece that sounds, without its ending."""
        return self.player.status().item.removesuffix(".flac")


def slots(names: list[str]) -> list[str]:
    return [name.partition("-")[0] for name in names]
