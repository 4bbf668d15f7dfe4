"""The chosen moment: what happened in it, what was done, asked for and remarked; and a remark can be written."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.rehearsal.told import Remark
from kapguide.ui.debrief.remark_form import RemarkAuthor, RemarkForm
from kapguide.ui.debrief.rows import DebriefList, DebriefRow
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import text_width
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card

EMPTY = "Nothing was logged here."
CORRECT = "Correct a remark, or take it back"
ACROSS, DOWN, ROOMY = 12, 16, 416
"""From the card's edge to its rows, which have an inset of their own; how wide it is for all words (pixels)."""


class ListCard(Card):
    """A card of rows that light up from edge to edge."""

    def __init__(self, theme: Theme, eyebrow: str = "", *trailing: str) -> None:
        """Of the `trailing` words the first is shown that has room."""
        self._offered = trailing
        super().__init__(theme, eyebrow)
        self.set_pad(ACROSS, DOWN)
        self.head.setContentsMargins(8, 0, 8, 0)

    def offer_trailing(self, *words: str) -> None:
        """What stands at the right of the title: the first that has room beside it whole."""
        self._offered = words
        self._fit_trailing()

    def _fit_trailing(self) -> None:
        room = self.width() - 2 * ACROSS - 40 - text_width(self.eyebrow.whole_text(), self.eyebrow.font())
        fitting = (words for words in self._offered if text_width(words, self.trailing.font()) <= room)
        self.set_trailing(next(fitting, ""))
        self._whole.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_trailing()


class MomentCard(ListCard):
    """Shows rows, or the form of a remark in their place."""

    as_it_was_asked = Signal()
    write_asked = Signal()
    remark_written = Signal(str, str, bool)
    correct_asked = Signal(str)
    """The id of the remark."""
    form_left = Signal()

    def __init__(self, theme: Theme, who: Sequence[RemarkAuthor]) -> None:
        super().__init__(theme, "Moment")
        self.list = DebriefList(theme, "The chosen moment", EMPTY)
        self.opens = Button(theme, "The screen as it was", icon="eye", key="Enter", compact=True)
        self.remark = Button(theme, "Remark", icon="plus", key="a", name="Write a remark on this moment", compact=True)
        self.correct = Button(theme, "", icon="pencil", key="e", name=CORRECT, compact=True)
        for button in (self.opens, self.remark, self.correct):
            button.set_measures(theme.sizes.target, 14)
        self.form = RemarkForm(theme, who)
        self._title = "Moment"
        self._remarks: dict[str, Remark] = {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.sizes.grid)
        column.addWidget(self.list, 1)
        acts = self._acts = QHBoxLayout()
        acts.setContentsMargins(8, 0, 8, 0)
        acts.setSpacing(theme.sizes.grid)
        acts.addWidget(self.opens)
        acts.addWidget(self.remark)
        acts.addWidget(self.correct)
        acts.addStretch(1)
        column.addLayout(acts)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.form)
        self.add(self._pages, 1)
        self.opens.clicked.connect(self.as_it_was_asked)
        self.remark.clicked.connect(self.write_asked)
        self.correct.clicked.connect(self.ask_to_correct)
        self.list.chosen.connect(lambda _: self.as_it_was_asked.emit())
        self.form.left.connect(self._close)
        self.form.written.connect(self._written)
        for done in (self.form.corrected, self.form.taken_back):
            done.connect(self._close)

    @property
    def writing(self) -> bool:
        """The form is open."""
        return self._pages.currentWidget() is self.form

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where all of the words have no room beside the keys, fewer."""
        alone = not self._remarks
        words = "The screen as it was" if alone and self.width() >= ROOMY else "As it was"
        self.opens.show_as(words, icon="eye", key="Enter", name="The screen as it was")
        self._acts.activate()

    def show_moment(self, title: str, rows: tuple[DebriefRow, ...], own: Mapping[str, Remark]) -> None:
        """Show what lies in it; nothing chosen has no title. `own` are the remarks that may be corrected, by row."""
        self._title = title or "Moment"
        self.list.set_rows(rows)
        self._remarks = {row.id: own[row.id] for row in rows if row.id in own}
        self.correct.setVisible(bool(self._remarks))
        self._fit()
        self.opens.setEnabled(bool(title))
        self.remark.setEnabled(bool(title))
        if not self.writing:
            self.set_eyebrow(self._title)

    def write(self, when: str, of: Remark | None = None) -> None:
        """Open the form for a remark at `when`, or for other words in the one that is there."""
        self._pages.setCurrentWidget(self.form)
        self.set_eyebrow(f"Remark at {when}")
        self.form.begin(of)

    def ask_to_correct(self) -> None:
        """The remark that is lit, where it is one, or the last that may be corrected."""
        row = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        id = row.id if row is not None and row.id in self._remarks else next(reversed(self._remarks), "")
        if id:
            self.correct_asked.emit(self._remarks[id].id)

    def _close(self) -> None:
        self._pages.setCurrentIndex(0)
        self.set_eyebrow(self._title)
        self.form_left.emit()

    def _written(self, words: str, by: str, supervisor: bool) -> None:
        self._close()
        self.remark_written.emit(words, by, supervisor)
