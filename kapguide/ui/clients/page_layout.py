"""The parts of a client's page and where they stand: three columns, two where the window is narrower."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kapguide.ui.clients.cards import ActCard, MatterCard, NextCard, change_button
from kapguide.ui.clients.rows import CONTACT_ROW, contact_height, paint_contact
from kapguide.ui.clients.scores_card import ScoresCard
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.charts.course_line import CourseLine
from kapguide.ui.widgets.chip import Chip
from kapguide.ui.widgets.labelled import LabelledLines
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.quiet_line import QuietLine

MATTERS, CONTACTS = 376, 400
"""The widths of the second and the third column (pixels)."""
GAP = 12
"""Between the cards of a column (pixels)."""
FOOT = 20
"""Below the cards, where a message stands (pixels)."""
THREE = 1240
"""From here on there are three columns."""
SCORES, WIDEST = 440, 16_777_215
"""The height of the scores beside two columns on each other (pixels); as much as a widget can have."""
LOW = 660
BARE = 1180
"""In a narrower window the buttons have no icons, and the chips that the cards repeat are left out."""
NOTHING_YET = "No contact yet. “Plan a contact” writes the first one down."


class ClientPageLayout(QWidget):
    """Holds the parts; what they show and do is the screen's matter."""

    def __init__(self, theme: Theme, back: str) -> None:
        """`back` is where Escape leads."""
        super().__init__()
        self.theme = theme
        self._three: bool | None = None
        self.eyebrow = Text(theme, "", Role.EYEBROW, "dim", elide=True)
        self.code = Text(theme, "", Role.TITLE)
        self.chips = tuple(Chip(theme) for _ in range(3))
        self.close_button = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET, name=f"Back to {back}")
        self.plan = Button(theme, "Plan a contact", icon="calendar", key="p")
        self.line = CourseLine(theme)
        self.course_button = change_button(theme, "Change", "c", "Change the course")
        self.touch_button = change_button(theme, "Change", "t", "Change touch consent and permissions")
        self.lists_button = change_button(theme, "Checklists", "l", "Ask a checklist, or read one")
        self.order_button = change_button(theme, "Change", "o", "Write down what is ordered")
        self.about_button = change_button(theme, "Change", "d", "Describe the client")
        self.move_button = change_button(theme, "Move", "m", "Move or cancel the next contact")
        self.seek = Button(theme, "Search", key="/", kind=Kind.QUIET, name="Search what was written")
        self.own = Button(theme, "Own notes", key="n", kind=Kind.QUIET, name="Your own notes, which nobody else reads")
        self.hand = Button(theme, "Hand over", icon="lock", key="h", name="Hand a questionnaire over, or ask it")
        self.act = Button(theme, kind=Kind.PRIMARY)
        self.consent = MatterCard(theme, "Consent", self.lists_button, self.touch_button, icon="hand")
        self.order = MatterCard(theme, "Medicine as ordered", self.order_button)
        self.about = ActCard(theme, "People", self.about_button)
        self.people = LabelledLines(theme, "People")
        self.next = NextCard(theme, self.act)
        self.contacts = ActCard(theme, "Contacts", self.move_button)
        self.list = RowList(theme, "Contacts", contact_height, paint_contact, NOTHING_YET)
        self.scores = ScoresCard(theme)
        self.message = QuietLine(theme)
        self.message.setFixedHeight(FOOT)
        self.header_buttons = (self.close_button, self.seek, self.own, self.plan, self.hand)
        self._lay_out()

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        self.course = ActCard(theme, "Course", self.course_button)
        self.course.add(self.line)
        self.about.add(self.people)
        self.contacts.add(self.list, 1)
        self.list.setMinimumHeight(3 * CONTACT_ROW)
        second, third = QVBoxLayout(), QVBoxLayout()
        for column, cards in ((second, (self.consent, self.order)), (third, (self.next, self.contacts, self.about))):
            column.setSpacing(GAP)
            for card in cards:
                column.addWidget(card, 1 if card in (self.contacts, self.order) else 0)
        for card in (self.consent, self.about):
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.consent.body.addStretch(1)
        self.order.body.addStretch(1)
        self._second, self._third = QWidget(), QWidget()
        for holder, column in ((self._second, second), (self._third, third)):
            column.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(column)
        columns = QWidget()
        self._columns = QGridLayout(columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setHorizontalSpacing(2 * grid)
        self._columns.setVerticalSpacing(GAP)
        self._columns.setRowStretch(1, 1)
        self.area = SoftScroll(theme, columns, "ground")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body = QStackedWidget()
        self.body.addWidget(self.area)
        whole = self._whole = QVBoxLayout(self)
        whole.addLayout(self._head())
        whole.addWidget(self.course)
        foot = QVBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.body, 1)
        foot.addWidget(self.message)
        whole.addLayout(foot, 1)
        self._stand(three=True)
        self.order_tab()

    def _head(self) -> QHBoxLayout:
        grid = self.theme.sizes.grid
        names, title = QVBoxLayout(), QHBoxLayout()
        names.setSpacing(2)
        title.setSpacing(grid)
        title.addWidget(self.code)
        title.addSpacing(grid // 2)
        for chip in self.chips:
            title.addWidget(chip)
        title.addStretch(1)
        names.addWidget(self.eyebrow)
        names.addLayout(title)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        for button in self.header_buttons:
            head.addWidget(button)
        return head

    def order_tab(self) -> None:
        """What comes next first, then the columns, the header last."""
        stops = (
            self.act, self.move_button, self.list, *self.scores.stops, self.course_button,
            self.lists_button, self.touch_button, self.order_button, self.about_button, *self.header_buttons,
        )  # fmt: skip
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What Tab goes to is in sight, also where it comes from above or below."""
        went = super().focusNextPrevChild(forward)
        self.area.show_stop()
        return went

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low or narrow window has everything, closer together."""
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, 0)
        self._whole.setSpacing(grid if low else 14)
        self._stand(three=self.width() >= THREE)
        self.fit_head()

    def _stand(self, three: bool) -> None:
        """In three columns, or the second below the third, which says what comes next."""
        if three is self._three:
            return
        self._three = three
        for card in (self.scores, self._second, self._third):
            self._columns.removeWidget(card)
        top = Qt.AlignmentFlag(0) if three else Qt.AlignmentFlag.AlignTop
        self._columns.addWidget(self.scores, 0, 0, 2, 1, top)
        rows = 2 if three else 1
        self._columns.addWidget(self._second, 0 if three else 1, 1, rows, 1)
        self._columns.addWidget(self._third, 0, 2 if three else 1, rows, 1)
        self._columns.setColumnStretch(0, 1)
        self._columns.setColumnStretch(1, 0 if three else 1)
        for holder, wide in ((self._second, MATTERS), (self._third, CONTACTS)):
            holder.setMinimumWidth(wide if three else 0)
            holder.setMaximumWidth(wide if three else WIDEST)
        self.scores.setMinimumHeight(0 if three else SCORES)

    def fit_head(self) -> None:
        """The chips give way from the last one, and the buttons' icons and words, before a code does."""
        bare = self.width() < BARE
        short = {self.seek: ("Search", ""), self.plan: ("Plan a contact", "Plan")}
        for button, icon in zip(self.header_buttons, ("undo-2", "search", "", "calendar", "lock"), strict=True):
            said = button.data
            words = short.get(button, (said.text, said.text))[bare]
            button.show_as(
                words, icon=icon if not (bare and words) else "", key=said.key, kind=said.kind,
                name=button.accessibleName(),
            )  # fmt: skip
        room = self.width() - 6 * self.theme.sizes.grid - self.code.sizeHint().width() - 3 * self.theme.sizes.grid
        room -= sum(button.sizeHint().width() + self.theme.sizes.grid for button in self.header_buttons)
        for chip in self.chips:
            room -= chip.sizeHint().width() + self.theme.sizes.grid
            chip.setVisible(bool(chip.data.text) and room >= 0)
