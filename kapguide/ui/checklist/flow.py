"""The checklists of a client at the window: which list is asked, and that what was said is kept as it comes."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from kapguide.clinical.chart import chart_of
from kapguide.clinical.checklists import askings, not_asked
from kapguide.errors import KapGuideError
from kapguide.store.contents.facts import Said
from kapguide.store.records import Store
from kapguide.ui.checklist.rows import list_row
from kapguide.ui.checklist.screen import ChecklistScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.consent import stands_words
from kapguide.usecases.list_sitting import ListSitting, sitting_of
from kapguide.usecases.shipped.checklists import Checklists, checklists_of

SETTLE_S = 1.0
KEEP_AFTER_MS = 500
"""What was said is kept this long after the last key, and so within a second."""


class ChecklistFlow:
    """Lies before the screen it was called from, and gives the window back to it. `who` tells who asks."""

    def __init__(self, frame: WindowFrame, store: Store, who: Callable[[], str]) -> None:
        self._frame, self._store, self._who = frame, store, who
        self._lists = Checklists({})
        self._code = ""
        self._screen: ChecklistScreen | None = None
        self._sitting: ListSitting | None = None
        self._sittings: dict[str, ListSitting] = {}
        """Those of this visit, by list: what they handed over may still be on its way into the record."""
        self._last: Said | None = None
        self._keeper = QTimer()
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(KEEP_AFTER_MS)
        self._keeper.timeout.connect(self.keep)

    def show(self, code: str, then: Callable[[], object], list_id: str = "") -> ChecklistScreen:
        """Ask a list of the client `code`, by default the first that waits; `then` is called when it is left.

        Raises KapGuideError for a client or a list that is not there.
        """
        lists = checklists_of(self._frame.home)
        name = list_id or self._waiting(code, lists)
        who = self._who()
        if name not in lists.known:
            raise KapGuideError("There is no such checklist any more. Its answers stay in the record.")
        sitting = sitting_of(self._store, code, lists.known[name])
        self._lists, self._code, self._sitting = lists, code, sitting
        self._sittings = {name: sitting}
        screen = self._screen = ChecklistScreen(self._frame.desk, code, lambda: who, back=code)
        screen.said.connect(self._keeper.start)
        screen.keep_asked.connect(self.keep)
        screen.list_picked.connect(self._pick)
        screen.closed.connect(lambda: self._leave(then))
        self._show_lists()
        self._frame.window.cover(screen)
        screen.show_sitting(sitting, self._stands())
        for sentence in lists.refused:
            screen.say_fault(sentence.partition("\n")[0])
        return screen

    def keep(self) -> bool:
        """Hand what was said to the record now; whether it took it."""
        self._keeper.stop()
        if self._sitting is None or self._screen is None:
            return True
        try:
            said = self._sitting.keep()
        except KapGuideError as error:
            self._screen.say_fault(error.sentence)
            return False
        if said is not None:
            self._last = said
            self._screen.refresh()
            self._show_lists()
        return True

    def close(self) -> None:
        """The window goes: nothing that was said waits."""
        self.keep()

    def _waiting(self, code: str, lists: Checklists) -> str:
        """The first list that was not asked to its end; the very first one where all were."""
        facts, shown = self._store.facts.of_client(code), lists.of_the_client
        asked = ((each.id, askings(facts, each.id)) for each in shown)
        return next((name for name, times in asked if not times or not_asked(times[0].answers)), shown[0].id)

    def _stands(self) -> str:
        """What was agreed to beside the list that is shown."""
        agrees = self._sitting.checklist.agrees if self._sitting is not None else None
        return stands_words(chart_of(self._store.facts.of_client(self._code)), agrees)

    def _show_lists(self) -> None:
        facts = self._store.facts.of_client(self._code)
        shown = self._lists.of_the_client
        known = {name: sitting.before for name, sitting in self._sittings.items()}
        rows = tuple(list_row(each, known.get(each.id) or askings(facts, each.id)) for each in shown)
        if self._screen is not None and self._sitting is not None:
            self._screen.show_lists(rows, self._sitting.checklist.id)

    def _pick(self, name: str) -> None:
        if self._screen is not None and self.keep():
            if name not in self._sittings:
                self._sittings[name] = sitting_of(self._store, self._code, self._lists.known[name])
            self._sitting = self._sittings[name]
            self._screen.show_sitting(self._sitting, self._stands())

    def _leave(self, then: Callable[[], object]) -> None:
        self.keep()
        if self._last is not None:
            self._last.ticket.wait(SETTLE_S)  # so that whoever reads it next finds it
        self._screen = self._sitting = self._last = None
        self._frame.window.uncover()
        then()
