"""Today: what is planned by day, what is to be done, how the practice stands; and the ways that lead on."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.today.head import Page, TodayHead
from kapguide.ui.today.new_session import NewSessionForm, ProtocolChoice
from kapguide.ui.today.standing import StandingCard, StandingData, Standings
from kapguide.ui.today.upcoming import UpcomingCard, UpcomingData
from kapguide.ui.today.work_rows import (
    CLIENT,
    CONTACT,
    EDGE,
    MEDICINE_LOG,
    MORE_CONTACTS,
    MORE_NOTES,
    NOTE,
    SCORE,
    SETTINGS,
    Agenda,
    WorkRow,
    paint_row,
    row_height,
)
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.plan_form import PlanForm
from kapguide.ui.widgets.forms.when_field import local_now
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.quiet_line import QuietLine
from kapguide.usecases.contacts import PlanChoices

NARROW = 1100
"""On a narrower screen what is to be done takes less of it (pixels)."""
LOW = 680
"""A lower screen shows a form or the sessions, not both (pixels)."""
PAD = 12
"""From a card's edge to its list, whose rows keep as much again as their ground reaches (pixels)."""
SIDE, SIDE_LEAST = 500, 400
"""How wide the list of what is to be done is, and in a narrow window (pixels)."""
MINUTE_MS = 60_000
QWIDGETSIZE_MAX = (1 << 24) - 1
"""No widget of Qt's is wider."""
NOTHING_PLANNED = "Nothing is planned. Plan a contact, or begin one now."
FIRST_STEPS = (
    "A new practice. Plan the first contact, or begin a session now: a client is added by its code. "
    "A rehearsal leaves nothing in the record."
)
NOTHING_WAITS = "Nothing waits."
CARD_LACKS = "The emergency card is not finished."


class TodayData(msgspec.Struct, frozen=True):
    """All that Today shows. `standings` are the four at its foot, `coming` says how many contacts there are."""

    practice: str = ""
    date: str = ""
    short_date: str = ""
    """For a window that has no room for the whole one."""
    next: UpcomingData = UpcomingData()
    agenda: tuple[WorkRow, ...] = ()
    coming: str = ""
    planned_today: bool = False
    work: tuple[WorkRow, ...] = ()
    things: int = 0
    standings: Standings = (StandingData(), StandingData(), StandingData(), StandingData())
    new_practice: bool = False
    """There is no client yet."""
    card: str = ""
    """What the clinic's emergency card lacks; empty where it is finished."""
    space: str = ""
    """Why room is needed on the disk, in a sentence; empty while there is enough."""
    choices: PlanChoices = PlanChoices()
    protocols: tuple[ProtocolChoice, ...] = ()
    refused: str = ""
    """Which of the practice's own protocols cannot be used; empty where all can."""


class TodayScreen(QWidget):
    """Renders a TodayData; emits what is wanted. It asks nobody for anything."""

    session_prepared = Signal(object)
    """A NewSession, from the form."""
    contact_asked = Signal(str)
    """The fact that planned a contact which is to be held now."""
    contact_shown = Signal(str)
    """The fact that planned a contact which is to be shown large."""
    move_asked = Signal(str)
    client_asked = Signal(str)
    """A client's code: to the client's page."""
    order_asked = Signal(str)
    """The same: to the form of the order there."""
    sought = Signal(str)
    """What was typed to search by."""
    page_asked = Signal(str)
    """The name of a Page."""
    card_asked = Signal()
    """The emergency card is to be shown."""
    settings_asked = Signal(str)
    """The section of the settings in which the practice has something to fill in, or to look at."""
    contacts_asked = Signal()
    """More of the contacts to come."""
    notes_asked = Signal()
    """More of the notes that are not signed."""
    session_chosen = Signal(str)
    """The id of a session: to its note, or back into it if it is running."""
    score_asked = Signal(str, str)
    """A client's code, and the id of a score with an answer that waits to be followed up."""
    medicine_asked = Signal()
    """The medicine log, which lacks the line of a dose."""
    minute_over = Signal()

    def __init__(
        self,
        theme: Theme,
        data: TodayData | None = None,
        pages: Sequence[Page] = (),
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__()
        self.theme = theme
        self.data = TodayData()
        self._low = False
        self.head = TodayHead(theme, pages)
        self.new, self.pages, self.finder = self.head.new, self.head.pages, self.head.finder
        self.plan = Button(theme, "Plan a contact", icon="plus", key="p", kind=Kind.QUIET)
        self.next = UpcomingCard(theme)
        self.agenda = Agenda(theme, NOTHING_PLANNED)
        self.sessions = Card(theme, "Sessions")
        self.sessions.head.addWidget(self.plan)
        self.sessions.set_pad(PAD, 6)
        self.sessions.add(self.next)
        self.sessions.add(self.agenda, 1)
        self.sessions.body.addStretch()  # all stays at the top where the next contact is the only one
        self.work = RowList(theme, "To do", row_height, paint_row, NOTHING_WAITS)
        self.to_do = Card(theme, "To do")
        self.to_do.set_pad(PAD, 16)
        self.to_do.add(self.work, 1)
        for card in (self.sessions, self.to_do):
            card.head.setContentsMargins(EDGE, 0, EDGE, 0)
        self.standing = StandingCard(theme)
        self.form = NewSessionForm(theme)
        self.planning = PlanForm(theme, now)
        for form in (self.form, self.planning):
            form.hide()
        self.message = QuietLine(theme)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.minute_over)
        self._lay_out(theme.sizes.grid)
        self._connect()
        self.setAccessibleName("Today")
        self.show_data(data or TodayData())

    def _connect(self) -> None:
        self.new.clicked.connect(self.open_form)
        self.plan.clicked.connect(lambda: self.open_planning())
        for name, button in self.pages.items():
            button.clicked.connect(lambda _=False, name=name: self.page_asked.emit(name))
        for rows in (self.agenda, self.work):
            rows.chosen.connect(self._row_chosen)
        self.agenda.clicked.connect(lambda index: self._row_pressed(index.data(Qt.ItemDataRole.UserRole).id))
        self.work.clicked.connect(lambda index: self._row_chosen(index.data(Qt.ItemDataRole.UserRole).id))
        self.next.act_asked.connect(self.contact_asked)
        self.next.move_asked.connect(self.move_asked)
        self.next.client_asked.connect(self.client_asked)
        for each in (self.next.order_asked, self.agenda.chip_pressed):
            each.connect(self.order_asked)
        self.standing.card.clicked.connect(self.card_asked)
        self.form.prepared.connect(self.session_prepared)
        for form in (self.form, self.planning):
            form.left.connect(self.close_form)
        self.head.sought.connect(self.sought)
        self.finder.left.connect(self.focus_first)
        ways = [("n", self.new), ("p", self.plan), ("e", self.standing.card)]
        for key, button in (*ways, *self.head.ways()):
            self._on_key(key, button.click)
        self._on_key("/", self.head.begin_to_find)

    def _on_key(self, key: str, act: Callable[[], object]) -> None:
        """A letter is a key of the screen only while nobody fills in a form."""
        shortcut = QShortcut(QKeySequence(key.upper()), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act() if self._form is None else None)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_data(self, data: TodayData) -> None:
        """Draw `data`; what is half typed in a form stays."""
        self.data = data
        self.head.show_practice(data.practice, (data.date, data.short_date), planned=bool(data.next.id))
        self.next.show_next(data.next)
        first = self.new.hasFocus() and bool(data.next.id) and not self.next.isVisibleTo(self)
        self.next.setVisible(bool(data.next.id))
        if first:  # it was planned just now, and its button says that Enter is for it
            self.focus_first()
        self.agenda.empty_text = FIRST_STEPS if data.new_practice else NOTHING_PLANNED
        self.agenda.set_rows(data.agenda)
        self.agenda.setVisible(bool(data.agenda) or not data.next.id)
        self.sessions.set_trailing(data.coming)
        self.work.set_rows(data.work)
        self.to_do.set_trailing(f"{data.things:,} thing{'s' if data.things != 1 else ''}" if data.things else "")
        self.standing.show_standings(data.standings)
        self.form.remind(" ".join(filter(None, (CARD_LACKS if data.card else "", data.space, data.refused))))
        self.form.offer(data.choices.clients, data.protocols)
        self.planning.offer(data.choices)

    def allow_clients(self, there: bool) -> None:
        """Whether there is a page of a client to go to."""
        self.next.client.setVisible(there)

    def _row_chosen(self, row_id: str) -> None:
        """What Enter does on a row, or a press on what is to be done."""
        if row_id.startswith(CONTACT):
            self.contact_asked.emit(row_id.removeprefix(CONTACT))
        elif row_id.startswith(CLIENT):
            self.client_asked.emit(row_id.removeprefix(CLIENT))
        elif row_id.startswith(NOTE):
            self.session_chosen.emit(row_id.removeprefix(NOTE))
        elif row_id.startswith(SCORE):
            score, _, code = row_id.removeprefix(SCORE).partition(" ")
            self.score_asked.emit(code, score)
        elif row_id.startswith(SETTINGS):
            self.settings_asked.emit(row_id.removeprefix(SETTINGS))
        elif row_id == MEDICINE_LOG:
            self.medicine_asked.emit()
        elif row_id == MORE_NOTES:
            self.notes_asked.emit()
        elif row_id == MORE_CONTACTS:
            self.contacts_asked.emit()

    def _row_pressed(self, row_id: str) -> None:
        """A contact that is pressed stands large above the others, with what can be done about it."""
        if row_id.startswith(CONTACT):
            self.contact_shown.emit(row_id.removeprefix(CONTACT))
        else:
            self._row_chosen(row_id)

    # --- the forms -------------------------------------------------------------------------------------------

    @property
    def _form(self) -> Card | None:
        """The form that is open."""
        return next((form for form in (self.form, self.planning) if form.isVisibleTo(self)), None)

    def open_form(self) -> None:
        """Show the form of a new session beside the agenda; on a low screen in its place."""
        self._open(self.form)
        self.form.client.setFocus()

    def open_planning(self, client: str = "") -> None:
        """Show the form that plans a contact."""
        self._open(self.planning)
        if client or not self.planning.half_typed():
            self.planning.open(client)
        else:
            self.planning.client.setFocus()

    def _open(self, form: Card) -> None:
        for other in (self.form, self.planning):
            other.setVisible(other is form)
        self.to_do.hide()
        self.standing.hide()
        for button in (self.new, self.plan):
            button.setEnabled(False)
        self._give_room()

    def close_form(self) -> None:
        """Put the form away; what was typed in it stays."""
        for form in (self.form, self.planning):
            form.hide()
        self.to_do.show()
        self.standing.show()
        for button in (self.new, self.plan):
            button.setEnabled(True)
        self._give_room()
        self.focus_first()

    def focus_first(self) -> None:
        """The keys go to the likely next act."""
        (self.next.act if self.next.isVisibleTo(self) else self.new).setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first thing to do. A focus proxy would be a stop of Tab itself, and skip what follows."""
        form = self._form
        if form is not None:
            form.setFocus(event.reason())
        else:
            self.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a form whose fields have been left."""
        if event.key() == Qt.Key.Key_Escape and self._form is not None:
            self.close_form()
        else:
            super().keyPressEvent(event)

    # --- where everything stands -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()
        self.head.give_room(self.width() - 6 * self.theme.sizes.grid)
        self.next.set_narrow(self.width() < NARROW)
        self._whole.activate()  # at once: no moment is seen in which a column has its old width

    def _give_room(self) -> None:
        """On a low screen a form has the place of the sessions, too, and everything stands closer together."""
        low = self.height() < LOW
        if low != self._low:
            self._low = low
            self._space_out()
            self.form.set_wide(low)
        instead = low and self._form is not None
        self.sessions.setVisible(not instead)
        wide = SIDE if self.width() >= NARROW else SIDE_LEAST
        self._side.setMinimumWidth(0 if instead else wide)
        self._side.setMaximumWidth(QWIDGETSIZE_MAX if instead else wide)

    def _space_out(self) -> None:
        grid = self.theme.sizes.grid
        self._whole.setContentsMargins(3 * grid, grid if self._low else 2 * grid, 3 * grid, 2)
        self._whole.setSpacing(grid // 2 if self._low else grid)

    def rows(self) -> list[str]:
        """The table twin."""
        return [
            *(self.next.contact.rows() if self.data.next.id else []),
            *self.agenda.rows(),
            *self.work.rows(),
            *self.standing.rows(),
        ]

    def _lay_out(self, grid: int) -> None:
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(2 * grid)
        side.addWidget(self.form, 1)
        side.addWidget(self.planning, 1)
        side.addWidget(self.to_do, 1)
        side.addWidget(self.standing)
        body = QHBoxLayout()
        body.setSpacing(2 * grid)
        body.addWidget(self.sessions, 1)
        body.addWidget(self._side)
        whole = self._whole = QVBoxLayout(self)
        self._space_out()
        whole.addWidget(self.head)
        whole.addLayout(body, 1)
        whole.addWidget(self.message)
