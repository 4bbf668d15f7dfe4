"""The scripts page as it is in use. No microphone is needed for the pictures."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kapguide import paths
from kapguide.audio.recording.recorder import LineRecorder, RecorderTold, TellKind
from kapguide.paths import Home
from kapguide.ui.scripts.desk import RecordingDesk
from kapguide.ui.scripts.screen import ScriptsScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.shipped.scripts import scripts


class _Still(LineRecorder):
    """A recorder that opens its microphone at once, and hears nothing."""

    def record(self) -> None:
        """Say that it records."""
        self._heard(RecorderTold(TellKind.RECORDING))


def _page(theme: Theme, recorded: int, act: Callable[[RecordingDesk], object]) -> QWidget:
    known = scripts([paths.resource("scripts")])
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.scripts.mkdir()
        desk = RecordingDesk(home, lambda call: call(), _Still)
        script = known.known["settling"].script
        for line in script.lines[:recorded]:
            (home.scripts / f"{line.recording}.flac").touch()
        desk.take_up(script)
        desk.turn_to(recorded)
        screen = ScriptsScreen(theme, known, desk, {"return-short": 15, "open-space": 4})
        act(desk)
    return screen


def scripts_page(theme: Theme) -> QWidget:
    """The page with a script of which some lines are recorded."""
    return _page(theme, 3, lambda desk: desk.turn_to(1))


def scripts_recording(theme: Theme) -> QWidget:
    """A line that is being recorded, and then those after it."""

    def act(desk: RecordingDesk) -> None:
        desk.record(whole=True)
        desk.level.emit(-14.0, 3.2)

    return _page(theme, 6, act)


def scripts_no_microphone(theme: Theme) -> QWidget:
    """A computer without a microphone."""

    def act(desk: RecordingDesk) -> None:
        desk.record()
        desk._told(RecorderTold(TellKind.NO_MICROPHONE))  # noqa: SLF001 - as its process would tell

    return _page(theme, 0, act)
