"""A copy that went on elsewhere, taken in at the window: looked at with the record closed, then all or nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.store.keys.vault import Keys, practice_name
from kapguide.store.opening.merge import Merged, MergePreview, merge_copy, preview_merge
from kapguide.ui.merge.screen import MergeData, MergeScreen
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.merging import brings, copy_at, differs, done

READING = "Both copies are read, to the last page…"
TAKING = "A backup is made, then the copy is taken in…"


class MergeFlow:
    """`enter` opens the record again with keys, and says there what was done."""

    def __init__(self, frame: WindowFrame, enter: Callable[[Keys, str], object]) -> None:
        self._frame, self._enter = frame, enter

    def show(self, keys: Keys, chosen: Path) -> MergeScreen:
        """The copy at `chosen` beside the record, which is closed."""
        home, jobs = self._frame.home, self._frame.jobs
        data = MergeData(practice_name(home.vault), str(chosen))
        screen = MergeScreen(self._frame.desk, data)
        screen.forget = keys.forget

        def seen(found: MergePreview) -> None:
            screen.show_data(MergeData(data.practice, data.file, brings(found), differs(found), seen=True))
            screen.setFocus()

        def say(error: KapGuideError) -> None:
            screen.show_data(screen.data)
            screen.quiet.say(error.sentence, Tone.WARM)
            screen.back.setFocus()

        def merged(found: Merged) -> None:
            self._enter(keys, done(found))

        def take() -> None:
            screen.busy(True, TAKING)
            jobs.run(
                lambda: merge_copy(home, keys, copy_at(home, chosen), datetime.now(UTC)), merged, say, there(screen)
            )

        screen.agreed.connect(take)
        screen.left.connect(lambda: self._enter(keys, ""))
        self._frame.window.show_screen(screen)
        screen.busy(True, READING)
        jobs.run(lambda: preview_merge(home, keys, copy_at(home, chosen), datetime.now(UTC)), seen, say, there(screen))
        return screen
