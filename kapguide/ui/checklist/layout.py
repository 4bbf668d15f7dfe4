"""The parts of the checklists' page and where they stand."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.checklist.rows import ROW, paint_two_lines
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.checklist_form import ChecklistForm
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.lists.pick_list import PickList
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.quiet_line import QuietLine

LOW, NARROW = 640, 1200
LISTS, NARROW_LISTS = 260, 196
TIMES, NARROW_TIMES = 300, 224


class ChecklistLayout(QWidget):
    """Holds the parts; what they show and do is the screen's matter."""

    def __init__(self, theme: Theme, who: Callable[[], str], back: str) -> None:
        super().__init__()
        self.theme = theme
        self.eyebrow = Text(theme, "", Role.EYEBROW, "dim")
        self.title = Text(theme, "", Role.TITLE, elide=True)
        self.close_button = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET, name=f"Back to {back}")
        self.anew = Button(theme, "Ask anew", icon="plus", key="a")
        self.mend = Button(theme, "Correct", icon="pencil", key="k")
        self.lists = PickList(theme, "Checklists", ROW, paint_two_lines)
        self.times = PickList(theme, "Asked before", ROW, paint_two_lines, "Not asked before.")
        self.purpose = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.stands = Text(theme, "", Role.LABEL, "text", wrap=True)
        self.changes = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.form = ChecklistForm(theme, "Checklist", who, most_columns=3)
        self.told = LineEdit(theme, "Who told the client", "who told the client")
        self.signed = LineEdit(theme, "Signed on", "signed on: 13 Oct")
        self.looked = Text(theme, "", Role.SMALL, "soft", elide=True, tabular=True)
        self.sources = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.message = QuietLine(theme)
        self._lay_out()

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        self.all = Card(theme, "Lists")
        self.all.add(self.lists, 1)
        self.asked = Card(theme, "Asked")
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 2 * grid, 0)
        for part in (self.purpose, self.stands, self.changes, self.form):
            inside.addWidget(part)
        inside.addStretch(1)
        self.area = SoftScroll(theme, page)
        self.asked.add(self.area, 1)
        self.signing = QWidget()
        signing = QHBoxLayout(self.signing)
        signing.setContentsMargins(0, 0, 0, 0)
        signing.setSpacing(grid)
        signing.addWidget(self.told, 2)
        signing.addWidget(self.signed, 1)
        self.asked.add(self.signing)
        foot = QHBoxLayout()
        foot.addWidget(self.looked, 1)
        foot.addWidget(self.message, 1)
        self.asked.add(foot)
        self.before = Card(theme, "Asked before")
        self.before.add(self.times, 1)
        self.origin = Card(theme, "Where it comes from")
        self.sources.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.origin.add(SoftScroll(theme, self.sources), 1)
        self.right = QWidget()
        right = QVBoxLayout(self.right)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.before, 3)
        right.addWidget(self.origin, 2)
        body = QHBoxLayout()
        body.addWidget(self.all)
        body.addWidget(self.asked, 1)
        body.addWidget(self.right)
        whole = QVBoxLayout(self)
        whole.addLayout(self._head())
        whole.addLayout(body, 1)
        self._stacks = (right, body, whole)
        order = (self.close_button, self.mend, self.anew, self.lists, self.form.comment)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _head(self) -> QHBoxLayout:
        head, names = QHBoxLayout(), QVBoxLayout()
        names.setSpacing(self.theme.sizes.grid // 2)
        names.addWidget(self.eyebrow)
        names.addWidget(self.title)
        head.addLayout(names, 1)
        for button in (self.close_button, self.mend, self.anew):
            head.addWidget(button)
        return head

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low or narrow screen gets everything, closer together."""
        super().resizeEvent(event)
        grid, low, narrow = self.theme.sizes.grid, self.height() < LOW, self.width() < NARROW
        self.all.setFixedWidth(NARROW_LISTS if narrow else LISTS)
        self.right.setFixedWidth(NARROW_TIMES if narrow else TIMES)
        for stack in self._stacks:
            stack.setSpacing(grid if low else 2 * grid)
        margin = grid if low else 3 * grid
        self._stacks[-1].setContentsMargins(margin, 2 * grid if not low else grid, margin, margin)
        for card in (self.all, self.asked, self.before, self.origin):
            card.set_dense(low)
