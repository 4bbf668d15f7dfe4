"""The leaving list by hand: opened from the leaving panel, its answers go into the session's log."""

from collections.abc import Callable

from kapguide.clinical.checklists import Checklist
from kapguide.clinical.facts import ItemReply
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.clock import Instant
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState
from kapguide.ui.session.forms.leave_panel import LeavePanel
from kapguide.ui.session.forms.leaving_list import LeavingListPanel
from kapguide.ui.session.layout import LiveLayout
from kapguide.usecases.shipped.checklists import shipped_lists


class LeavingHands:
    """What the practice has for it is put in: the list, what is planned next, and who puts the sheet on paper."""

    def __init__(
        self,
        screen: LiveLayout,
        session: LiveSession,
        send: Callable[[c.Command], bool],
        back: Callable[[], None],
    ) -> None:
        """`back` leads to how it stands with the leaving."""
        self.checklist: Callable[[], Checklist] = lambda: shipped_lists().leaving
        self.next_contact: Callable[[], str] = lambda: ""
        self.print_sheet: Callable[[Callable[[str], None]], object] = lambda say: say("There is no sheet for home.")
        """Is given what says how it went."""
        self._screen, self._session, self._send = screen, session, send
        self._asked: Checklist | None = None
        self._back = back
        screen.once(LeavePanel, lambda leave: leave.list_asked.connect(self.open))
        screen.once(LeavingListPanel, self._wire)

    def _wire(self, panel: LeavingListPanel) -> None:
        panel.answered.connect(self._answer)
        panel.sheet_asked.connect(lambda: self.print_sheet(panel.say))
        panel.closed.connect(self._back)

    def open(self) -> None:
        """The list, over prompt and notes. A list that has begun stays the one that it was."""
        self._asked = self.checklist()
        try:
            upcoming = self.next_contact()
        except KapGuideError as error:
            upcoming = error.sentence
        self._screen.show_panel(self._screen.leaving_list)
        self._screen.leaving_list.open(self._session.state, self._session.now(), self._asked, upcoming)

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now` where the list is open."""
        if isinstance(self._screen.panel, LeavingListPanel) and self._asked is not None:
            self._screen.leaving_list.render_state(state, now, self._asked)

    def _answer(self, reply: ItemReply) -> None:
        if self._asked is not None:
            self._send(AnswerLeaving(self._asked, reply.item, reply.reply, reply.comment, reply.by))
            self.render_state(self._session.state, self._session.now())
