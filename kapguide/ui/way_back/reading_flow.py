"""What can be read, at the window: the record at hand and the backup beside it, session by session."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.copies.salvage import SalvagedSession
from kapguide.store.keys.vault import Keys
from kapguide.ui.way_back.reading import ReadingScreen, ReadLineRow, ReadSessionRow
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.left_to_read import LeftSession, LeftSessions, session_left, sessions_left
from kapguide.usecases.way_back import Findings, when

Files = tuple[tuple[str, str], ...]
"""Path and words of each file that can be read."""


def files_of(home: Home, found: Findings) -> Files:
    """The record at hand, where there is one that opens, and the backup that was looked at."""
    here, seen = found.at_hand, found.preview
    record = ((str(home.database), "The record at hand"),) if here is not None and here.holds is not None else ()
    damaged = home.database.exists() and not record
    backup = ((str(seen.backup), f"The backup of {when(seen.made)}"),) if seen is not None else ()
    return (*record, *backup, *(((str(home.database), "The record at hand"),) if damaged else ()))


class ReadingFlow:
    """Nothing is changed by it; `back` leads to where one came from."""

    def __init__(self, frame: WindowFrame) -> None:
        self._frame = frame

    def show(self, keys: Keys, practice: str, files: Files, back: Callable[[], object]) -> ReadingScreen:
        """The first of the files, opened at its newest session."""
        screen = ReadingScreen(self._frame.window.theme, practice, files)
        screen.forget = keys.forget
        shown: dict[str, SalvagedSession] = {}
        file = Path(files[0][0])

        def listed(found: LeftSessions) -> None:
            shown.clear()
            shown.update({each.id: each for each in found.sessions})
            screen.show_sessions(tuple(map(_session_row, found.sessions)), found.lacks)

        def told(found: LeftSession) -> None:
            rows = (ReadLineRow(str(n), each.time, each.words, each.head) for n, each in enumerate(found.lines))
            screen.show_lines(tuple(rows), found.lacks)

        def read(path: str) -> None:
            nonlocal file
            file = Path(path)
            self._frame.jobs.run(
                lambda: sessions_left(file, keys), listed, lambda e: screen.show_fault(e.sentence), there(screen)
            )

        def open_session(id: str) -> None:
            here, session = file, shown[id]
            self._frame.jobs.run(
                lambda: session_left(here, keys, session),
                told,
                lambda e: screen.show_lines((), e.sentence),
                lambda: there(screen)() and (file, screen.sessions.at) == (here, id),
            )

        screen.source_asked.connect(read)
        screen.session_asked.connect(open_session)
        screen.left.connect(back)
        self._frame.window.show_screen(screen)
        read(str(file))
        return screen


def _session_row(session: SalvagedSession) -> ReadSessionRow:
    local = session.at + timedelta(minutes=session.tz_min)
    return ReadSessionRow(session.id, session.name, f"{local.day} {local:%b %Y}")
