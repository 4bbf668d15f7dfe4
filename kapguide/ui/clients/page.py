"""A client's page: the course, touch and consent, the order, the people, what was and what comes next."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent

from kapguide.ui.clients.contact_sheet import ContactSheet
from kapguide.ui.clients.contacts_data import ContactRow, Leads
from kapguide.ui.clients.page_data import ClientPageData
from kapguide.ui.clients.page_layout import ClientPageLayout
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.forms.form import Form
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.places import key_meant

PLAN = ("Plan", "calendar", "Plan a contact")
HIGH = 860
"""A lower window shows the course, or a form (pixels)."""

HALF_TYPED = "What stands in the open form is not saved."


class ClientPage(ClientPageLayout):
    """Renders a ClientPageData; emits what is wanted. A form stands in the place of the cards, below the course."""

    closed = Signal()
    form_asked = Signal(str)
    """The name of a form."""
    session_asked = Signal(str)
    """The id of a session whose note is to be opened."""
    contact_asked = Signal(str)
    """The id of a planned contact that is to be moved or cancelled."""
    prepare_asked = Signal(str)
    """The id of a planned contact that takes place now."""
    hand_over_asked = Signal()
    lists_asked = Signal()
    """A checklist is to be asked, or read."""
    scores_asked = Signal(tuple)
    """The ids of scores that are to be read again."""
    own_notes_asked = Signal()
    come_back = Signal()
    """It is seen again: what it shows may be another by now."""
    search_asked = Signal()
    """What was written is to be searched."""

    def __init__(self, theme: Theme, data: ClientPageData, back: str = "Today") -> None:
        super().__init__(theme, back)
        self.data = ClientPageData()
        self.form: Form | ContactSheet | None = None
        self._begun_from: dict[str, str] = {}
        self._came_from: Button | None = None
        self._keys: dict[str, Button] = {
            "p": self.plan,
            "c": self.course_button,
            "t": self.touch_button,
            "o": self.order_button,
            "d": self.about_button,
            "m": self.move_button,
            "h": self.hand,
            "l": self.lists_button,
            "n": self.own,
            "/": self.seek,
        }
        for name, button in (
            ("plan", self.plan),
            ("course", self.course_button),
            ("consent", self.touch_button),
            ("order", self.order_button),
            ("about", self.about_button),
        ):
            button.clicked.connect(lambda _=False, name=name, button=button: self._ask(name, button))
        self.close_button.clicked.connect(self.closed)
        self.act.clicked.connect(self._act)
        self.hand.clicked.connect(self.hand_over_asked)
        self.lists_button.clicked.connect(self.lists_asked)
        self.own.clicked.connect(self.own_notes_asked)
        self.seek.clicked.connect(self.search_asked)
        self.scores.opened.connect(self.scores_asked)
        self.move_button.clicked.connect(self._move)
        self.list.chosen.connect(lambda _: self._open(self.list.currentIndex().data(Qt.ItemDataRole.UserRole)))
        self.list.clicked.connect(lambda index: self._open(index.data(Qt.ItemDataRole.UserRole)))
        self.show_data(data)

    def show_data(self, data: ClientPageData) -> None:
        """Draw `data`."""
        before, self.data = self.data, data
        self.setAccessibleName(f"Client {data.code}")
        self.eyebrow.set_text(data.eyebrow)
        self.code.set_text(data.code)
        for at, chip in enumerate(self.chips):
            said = data.chips[at] if at < len(data.chips) else None
            if said is not None:
                chip.set_data(said)
            chip.setVisible(said is not None)
        self.course.set_eyebrow(f"Course  ·  {data.course}" if data.course else "Course")
        self.course.set_trailing(data.check_ins)
        self.course_button.show_as(
            "Change" if data.course else "Begin a course", key="c", kind=self.course_button.data.kind,
            name="Change the course" if data.course else "Begin a course",
        )  # fmt: skip
        self.line.set_data(data.line)
        self.consent.show_matter(data.touch, data.consent)
        self.order.show_matter(data.order, data.ordered)
        self.people.set_data(data.about)
        self.next.show_next(data.next)
        self.move_button.setVisible(data.next is not None)
        words, icon, name = (
            ("Prepare", "arrow-right", f"Prepare: {data.next.title}, {data.next.detail}") if data.next else PLAN
        )
        self.act.show_as(words, icon=icon, key="Enter", kind=self.act.data.kind, name=name)
        self.scores.show_scores(data.scores)
        self.order_tab()
        if data.rows != before.rows:
            self.list.set_rows(data.rows)
            self.list.setCurrentIndex(self.list.model().index(data.first_row, 0))
            QTimer.singleShot(0, self.list, self._look_at_now)  # once the rows have their places
        self.contacts.set_trailing(data.rows_said)
        self.fit_head()

    def _look_at_now(self) -> None:
        """What comes next stands first in the list; what is later lies above, what was below."""
        self.list.scrollTo(self.list.currentIndex(), RowList.ScrollHint.PositionAtTop)

    def rows(self) -> list[str]:
        """The table twin."""
        return [
            self.data.code,
            *(chip.text for chip in self.data.chips),
            *self.line.rows(),
            *self.scores.rows(),
            *self.consent.rows(),
            *self.order.rows(),
            *self.people.rows(),
            *self.next.rows(),
            *self.list.rows(),
        ]

    # --- forms ---------------------------------------------------------------------------------------------

    def open_form(self, form: Form | ContactSheet) -> None:
        """Show `form` in the place of the cards."""
        self.close_form()
        self.form = form
        self._begun_from = form.typed()
        self.body.addWidget(form)
        self.body.setCurrentWidget(form)
        self.course.setVisible(self.height() >= HIGH)
        self._rest(resting=True)
        self.message.say("")
        form.begin()

    def keep_words(self) -> bool:
        """Whether nothing that was typed or chosen in a form would be lost with the page."""
        return self.form is None or self.form.typed() == self._begun_from

    @property
    def half_typed(self) -> str:
        """What is to be said before the window goes, where it takes words with it."""
        return "" if self.keep_words() else HALF_TYPED

    def close_form(self) -> None:
        """Put the form away; the keys go back to where it was asked for."""
        if self.form is None:
            return
        self.body.removeWidget(self.form)
        self.form.deleteLater()
        self.form = None
        self.body.setCurrentWidget(self.area)
        self.course.show()
        self._rest(resting=False)
        back = self._came_from
        (back if back is not None and back.isVisible() else self.list).setFocus()

    def _rest(self, resting: bool) -> None:
        """While a form is open there is one way on and one way back: its own."""
        for button in (*self.header_buttons, self.course_button):
            button.setEnabled(not resting)

    def _ask(self, name: str, button: Button) -> None:
        self._came_from = button
        self.form_asked.emit(name)

    def _act(self) -> None:
        """The one thing that is likely now: what comes next takes place, or something is planned."""
        if self.data.next is not None:
            self.prepare_asked.emit(self.data.next.contact_id)
        else:
            self._ask("plan", self.act)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.come_back.emit()

    def _move(self) -> None:
        if self.data.next is not None:
            self._came_from = self.move_button
            self.contact_asked.emit(self.data.next.contact_id)

    def _open(self, row: ContactRow | None) -> None:
        self._came_from = None
        if row is not None and row.leads is Leads.TO_NOTE:
            self.session_asked.emit(row.id)
        elif row is not None and row.leads is Leads.TO_PLAN:
            self.contact_asked.emit(row.id)

    # --- keys ----------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to what comes next."""
        if self.form is not None:
            self.form.begin()
        else:
            self.act.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the screen: nothing is typed on the page itself."""
        if event.isAutoRepeat():
            event.ignore()
        elif self.form is not None:
            if event.key() == Qt.Key.Key_Escape:
                self.form.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif (button := key_meant(event, self._keys)) is not None and button.isVisible():
            button.click()
        else:
            event.ignore()
