"""The Prepare screen with the music that ships, and with a practice's labelled music."""

import random

from PySide6.QtWidgets import QWidget

from kapguide.audio.planning.arc import shipped_arc
from kapguide.audio.playlists.playlist import Playlist, read_chosen
from kapguide.audio.track import Labels, Track
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.settings import SoundSettings
from kapguide.ui.prepare.data import OutputRow, PlaylistChoice, PrepareData, chart_of, rows_of
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.music import planned_music
from kapguide.usecases.sessions import MusicChoice

PLAYLISTS = (
    PlaylistChoice("/music/long-way.m3u8", "long-way"),
    PlaylistChoice("evening", "Evening arc  ·  comes with KapGuide"),
    PlaylistChoice("gentle", "Gentle arc  ·  comes with KapGuide"),
)
WORDS = ("Amber", "Tide", "Cedar", "Lantern", "Moss", "Harbour", "Rain", "Ember", "Meadow", "Slate", "Linden", "Dune")


def labelled_music() -> Playlist:
    """Some hours of made-up music with every part of the arc and every strength."""
    chance = random.Random(3)
    tracks = []
    for part in shipped_arc():
        for number in range(14):
            title = f"{chance.choice(WORDS)} {chance.choice(WORDS).lower()} {number + 1}"
            labels = Labels(slot=part.name, intensity=chance.choice(part.strength))
            tracks.append(
                Track(
                    f"{part.name}{number}", f"/music/{part.name}{number}.flac", title, labels, chance.uniform(180, 620)
                )
            )
    return Playlist("Long way", tuple(tracks))


def _screen(theme: Theme, playlist: Playlist, chosen: str, **more: object) -> QWidget:
    protocol, arc = read_protocol(find_protocol("lozenge")), shipped_arc()
    planned = planned_music(protocol, playlist, MusicChoice(), SoundSettings(), arc)
    data = PrepareData(
        client="M-014",
        protocol=protocol.title,
        playlists=PLAYLISTS,
        chosen=chosen,
        chart=chart_of(protocol, planned, arc),
        rows=rows_of(planned, more.pop("avoided", ())),  # type: ignore[arg-type]
        warnings=planned.warnings,
        **more,  # type: ignore[arg-type]
    )
    return PrepareScreen(theme, data)


def prepare(theme: Theme) -> QWidget:
    outputs = (
        OutputRow("headphones", "Headphones", "USB Audio Stereo", "heard"),
        OutputRow("room", "Room", "Built-in Audio", "heard"),
    )
    screen = _screen(theme, labelled_music(), "/music/long-way.m3u8", outputs=outputs, mixed=True)
    assert isinstance(screen, PrepareScreen)
    screen.list.setCurrentIndex(screen.list.model().index(3, 0))
    screen.list.setFocus()
    return screen


def prepare_short(theme: Theme) -> QWidget:
    outputs = (OutputRow("", "System output", "no device", "lost"),)
    left_out = ("Night train.mp3 is damaged inside; 2:10 of it can be read. It stays out of sessions.",)
    return _screen(theme, read_chosen("evening"), "evening", outputs=outputs, left_out=left_out)
