"""Whether the window may close: never over a running session or over unsaved words without having said so."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from kapguide.store.failures import StoreFailure
from kapguide.store.records import Store
from kapguide.store.writing.saving import SavingState
from kapguide.ui.window.saving_line import SavingLine

SESSION = "A session is running: the music and the clock go on, and the next start comes back here."
PATIENCE_S = 0.5
"""How long closing waits for a disk that is slow, before it says what is not saved yet."""
REHEARSAL = "A rehearsal is running; it ends with the window, and is kept as a file."


class Leaving:
    """Asks once, in the window's line; closing again while that stands is the answer."""

    def __init__(self, line: SavingLine, store: Callable[[], Store | None]) -> None:
        self._line = line
        self._store = store

    def may_close(self, running: str = "") -> bool:
        """`running` says what is still going on. What waits to be saved is put aside before one is asked."""
        if self._line.asked:
            return True
        reasons = [*self._unsaved(), *filter(None, [running])]  # what may not fit on the line comes last
        if not reasons:
            return True
        self._line.ask(" ".join(("Close again within 10 s to leave.", *reasons)))
        return False

    def _unsaved(self) -> Iterator[str]:
        store = self._store()
        if store is None or store.state.saving is SavingState.SAVED:
            return
        with suppress(StoreFailure):
            store.settle(PATIENCE_S)
        if lost := store.unkeepable():
            yield f"NOT SAVED, and not to be kept: {lost}. Export the session before you leave."
        waiting = store.waiting()
        if not waiting:
            return
        try:
            file = store.put_aside()
        except StoreFailure as failure:
            yield f"NOT SAVED: {waiting}. Leaving now loses that. {failure.cause}, and it is saved."
        else:
            where = file.name if file.parent == store.home.root else file
            yield f"NOT SAVED: {waiting}. That is kept, encrypted, in {where} and taken in at the next start."
