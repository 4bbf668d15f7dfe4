"""A rehearsal without a window: the whole session, its log and its note in a folder."""

import queue
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kapguide.audio.library.library import Library
from kapguide.audio.planning.director import Director
from kapguide.audio.player.player import Report
from kapguide.audio.playlists.playlist import Playlist
from kapguide.export.files import write_export
from kapguide.export.forms import FORMS
from kapguide.export.noting.generate import generate_note
from kapguide.paths import Home, private_folder
from kapguide.session import commands as c
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import RehearsalClock
from kapguide.session.engine import encode_all
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol import TherapyProtocol
from kapguide.session.scripted_session import Cast, shipped_scripted_session
from kapguide.settings import read_settings
from kapguide.usecases.documents import rehearsal_report, write_document
from kapguide.usecases.music import chosen_music
from kapguide.usecases.outputs import sound_player
from kapguide.usecases.player_reports import command_of
from kapguide.usecases.rehearsal import jumping, opening, play, waiting

AFTERNOON = datetime(2026, 1, 15, 13, 30, tzinfo=UTC)
"""When a rehearsal without a window begins, so that the same seed writes the same log."""


def rehearse(home: Home, protocol: TherapyProtocol, speed: float, seed: int, out: Path) -> Iterator[str]:
    """Play a session at `speed` (0: as fast as it goes, without sound); yields what to tell the person."""
    clock = RehearsalClock(AFTERNOON)
    ids = seeded_ids(seed, clock)
    session = LiveSession(protocol, clock, ids, lambda _: Saved())
    scripted = shipped_scripted_session()
    cast = Cast(scripted, seed, shipped_observations())
    start = opening(ids(), protocol, scripted, clock)
    began = time.perf_counter()
    if speed == 0:
        session.send(start)
        play(session, cast, jumping(clock.advance))
    else:
        _play_aloud(home, session, cast, start, clock, speed)
    took = time.perf_counter() - began
    yield f"{protocol.title}: {session.state.last / 60_000:.0f} min, {len(session.log)} entries, in {took:.2f} s"
    report = rehearsal_report(session, clock.now().utc)
    note = generate_note(report)
    yield f"Log:  {write_export(out, f'rehearsal-{protocol.id}-seed-{seed}.jsonl', encode_all(session.log))}"
    for form in sorted(FORMS):
        yield f"Note: {write_document(report, note, form, out)}"


def _music(home: Home, name: str) -> Playlist:
    """The playlist as a session would play it."""
    library = Library(home.library) if home.library.exists() else None
    try:
        return chosen_music(name, library).playlist
    finally:
        if library is not None:
            library.close()


def _play_aloud(
    home: Home, session: LiveSession, cast: Cast, start: c.Start, clock: RehearsalClock, speed: float
) -> None:
    """Play with sound, in a sound process of the rehearsal's own."""
    settings = read_settings(home.settings)
    said: queue.Queue[c.Command] = queue.Queue()

    def hear(report: Report) -> None:
        command = command_of(report)
        if command is not None:
            said.put(command)

    with tempfile.TemporaryDirectory(prefix="kapguide-") as folder:
        player = sound_player(private_folder(Path(folder) / "sound"), hear, settings)
        player.start()
        try:
            director = Director(player, _music(home, settings.sound.playlist), settings.sound)
            session.heard_by(director.follow)
            clock.set_rate(speed)
            session.send(start)
            play(session, cast, waiting(clock, said))
        finally:
            player.close()
