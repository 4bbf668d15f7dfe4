"""The open record: Today and Prepare, and the pages that are imported and made when somebody opens them.

No session needs those pages. Together they are a tenth of what a window would hold in memory.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kapguide.clinical.chart import PlannedContact
from kapguide.store.records import Store
from kapguide.ui.access import Access
from kapguide.ui.prepare.flow import PrepareFlow
from kapguide.ui.today.flow import TodayFlow
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.clinic.practice_settings import PracticeSettings
from kapguide.usecases.staff import me

if TYPE_CHECKING:
    from kapguide.ui.checklist.flow import ChecklistFlow
    from kapguide.ui.clients.flow import ClientsFlow
    from kapguide.ui.hand_over.flow import HandOverFlow
    from kapguide.ui.search.flow import SearchFlow
    from kapguide.ui.settings.flow import SettingsFlow


class RecordWays(NamedTuple):
    """Where the pages of a record lead to, apart from each other, and what they need of the window."""

    today: Callable[[], object]
    note: Callable[..., object]
    """The note of a session: its id, what leads back, what the page before it is called, and a line of it."""
    prepare: Callable[[str, PlannedContact], object]
    own: Callable[[str, str], object]
    people: Callable[[], object]
    back_up: Callable[..., object]
    folders: Callable[[], Sequence[str]]
    """Those of the library."""


class OpenRecord:
    """The record, and the flows that stand on it."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        practice: PracticeSettings,
        access: Access,
        today: TodayFlow,
        prepare: PrepareFlow,
        ways: RecordWays,
    ) -> None:
        self.store, self.today, self.prepare = store, today, prepare
        self._frame, self._practice, self._access, self._ways = frame, practice, access, ways

    @cached_property
    def clients(self) -> "ClientsFlow":
        """The clients, and the page of each."""
        from kapguide.ui.clients.doors import ClientDoors
        from kapguide.ui.clients.flow import ClientsFlow

        ways = self._ways
        doors = ClientDoors(
            ways.note,
            ways.prepare,
            lambda code, names, back: self.hand_over.show(code, names, back),
            lambda code, scores, back: self.hand_over.show_scores(code, scores, back),
            lambda code, back: self.checklists.show(code, back),
            ways.own,
            lambda code, back: self.search.of_client(code, back),
        )
        return ClientsFlow(self._frame, self.store, doors, ways.today, lambda: self._practice.now.clients.names)

    @cached_property
    def search(self) -> "SearchFlow":
        """What was written, found by its words."""
        from kapguide.ui.search.flow import SearchDoors, SearchFlow

        doors = SearchDoors(
            lambda code, back, left: self.clients.show_client(code, back, left),
            self._ways.note,
            lambda code, scores, back: self.hand_over.show_scores(code, scores, back),
            lambda code, back: self.checklists.show(code, back),
        )
        return SearchFlow(self._frame, self.store, doors)

    @cached_property
    def checklists(self) -> "ChecklistFlow":
        """The lists that are asked of a client."""
        from kapguide.ui.checklist.flow import ChecklistFlow

        return ChecklistFlow(self._frame, self.store, lambda: me(self.store).name or self._practice.now.therapist)

    @cached_property
    def hand_over(self) -> "HandOverFlow":
        """The questionnaires, and what came of them."""
        from kapguide.ui.hand_over.flow import HandOverFlow

        return HandOverFlow(self._frame, self.store, unlocked=self._access.gone_on_by)

    @cached_property
    def settings(self) -> "SettingsFlow":
        """What the practice has set, and the pages that are reached from there."""
        from kapguide.ui.settings_doors import settings_of

        ways = self._ways
        return settings_of(
            self._frame,
            self.store,
            self._practice,
            ways.today,
            ways.people,
            self._access,
            back_up=ways.back_up,
            folders=ways.folders,
        )

    def keep(self) -> None:
        """Keep whatever is being written on a page."""
        self.prepare.keep()
        if "checklists" in vars(self):
            self.checklists.close()
        if "settings" in vars(self):
            self.settings.close()
