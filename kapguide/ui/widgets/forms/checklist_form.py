"""A checklist to go through: its rows in as many columns as there is room for, and the line of a comment over a row."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kapguide.clinical.checklists import reply_to, with_reply
from kapguide.clinical.facts import AskedItem, ItemReply, ListAnswered, Reply
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided
from kapguide.ui.widgets.forms.check_row import CheckRow, CheckRowData, row_height
from kapguide.ui.widgets.forms.fields import LineEdit

BETWEEN = 3
"""Between two rows (pixels)."""
HEADING = 29
APART, LEAST_COLUMN, MOST_COLUMN = 28, 280, 520
"""Between two columns, and the least and most width of one (pixels): an answer stands near its words."""
THIRD_COLUMN = 380
"""A third column comes only where each is so wide (pixels)."""

EMPTY = ListAnswered("", "", "")


def who_and_when(reply: ItemReply) -> str:
    """`K. Lind, 1 Dec 09:34`, as far as it is known."""
    at = reply.at.astimezone() if reply.at is not None else None
    return ", ".join(filter(None, (reply.by, f"{at.day} {at:%b %H:%M}" if at is not None else "")))


class _GroupHeading(Painted):
    """What the rows below it have in common, with a line to the right."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title, title)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        font = self.theme.font(Role.EYEBROW)
        words = elided(self.data, font, rect.width())
        painter.setFont(font)
        painter.setPen(self.theme.colours.dim)
        place = painter.fontMetrics().horizontalAdvance(words.upper()) + 12
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setPen(QPen(self.theme.colours.line, 1))
        middle = round(rect.center().y()) + 0.5
        if place < rect.width():
            painter.drawLine(QPointF(rect.left() + place, middle), QPointF(rect.right(), middle))


class _Block(msgspec.Struct):
    """A row, and the heading that stands above it, if it is the first of its group."""

    row: CheckRow
    heading: _GroupHeading | None

    def height(self, width: int) -> int:
        return (HEADING if self.heading else 0) + self.row.heightForWidth(width) + BETWEEN


class ChecklistForm(QWidget):
    """Shows a ListAnswered and answers it. One of its rows takes part in Tab; up and down go through them."""

    answered = Signal(object)
    """The ItemReply that has just been given, corrected or taken away; `answers` has it already."""
    typing = Signal(object)
    """The ItemReply as it would be with what is typed in its comment so far; whoever shows the form may keep it."""
    looked_at = Signal(str)
    """The item whose row has the focus now."""
    done = Signal()
    """Enter or Down on the last row."""
    left = Signal()
    """Escape: the keys belong to the screen again."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        who: Callable[[], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        most_columns: int = 2,
    ) -> None:
        """`who` asks, and `now` tells when."""
        super().__init__()
        self.theme = theme
        self.answers = EMPTY
        self._who, self._now, self._most = who, now, most_columns
        self._open = True
        self._hints: Mapping[str, str] = {}
        self._blocks: dict[str, _Block] = {}
        self._commented = self._stop = ""
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.comment = LineEdit(theme, "Comment", "comment")
        self.comment.setParent(self)
        self.comment.hide()
        self.comment.returnPressed.connect(self._end_comment)
        self.comment.left.connect(self._end_comment)
        self.comment.editingFinished.connect(self._take_comment)
        self.comment.textEdited.connect(self._tell_typing)

    def show_list(
        self, answers: ListAnswered, hints: Mapping[str, str] | None = None, *, to_answer: bool = True
    ) -> None:
        """Show a list and its answers; `hints` stand below items without a comment. With `to_answer` off it is read."""
        if self._blocks and (answers, hints or {}, to_answer) == (self.answers, self._hints, self._open):
            return
        anew = [(block.row.data.text, name) for name, block in self._blocks.items()] != [
            (item.text, item.id) for item in answers.items
        ]
        self.answers, self._hints, self._open = answers, hints or {}, to_answer
        if anew:
            self._make_rows()
        for item in answers.items:
            self._show(item.id)
        self._describe()
        self._stand()

    def focus_item(self, item: str) -> None:
        """Go to an item's row; to the first one where the list has no such item."""
        block = self._blocks.get(item) or next(iter(self._blocks.values()), None)
        if block is not None:
            block.row.setFocus()

    def row_of(self, item: str) -> CheckRow:
        """The row that an item has; KeyError without one."""
        return self._blocks[item].row

    def half_typed(self) -> str:
        """A comment that was typed and not entered."""
        words = self.comment.one_line() if self._commented else ""
        return words if words != reply_to(self.answers, self._commented).comment else ""

    # --- what is shown -------------------------------------------------------------------------------------

    def _make_rows(self) -> None:
        for block in self._blocks.values():
            for widget in (block.row, block.heading):
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        self._blocks = {}
        group = ""
        for item in self.answers.items:
            heading = _GroupHeading(self.theme, item.group) if item.group and item.group != group else None
            group = item.group
            row = CheckRow(self.theme, CheckRowData(item.text))
            self._connect(row, item)
            self._blocks[item.id] = _Block(row, heading)
            for widget in (row, heading):
                if widget is not None:
                    widget.setParent(self)
                    widget.show()
        rows = (block.row for block in self._blocks.values())
        for before, after in pairwise((self.comment, *rows)):
            QWidget.setTabOrder(before, after)
        self._stop_at(next(iter(self._blocks), ""))
        self.comment.raise_()

    def _connect(self, row: CheckRow, item: AskedItem) -> None:
        row.replied.connect(lambda reply: self._reply(item.id, reply))
        row.comment_asked.connect(lambda: self._begin_comment(item.id))
        row.moved.connect(lambda by: self._move(item.id, by))
        row.entered.connect(lambda: self._entered(item.id))
        row.left.connect(self.left)

    def _show(self, item: str) -> None:
        reply, row = reply_to(self.answers, item), self._blocks[item].row
        row.put(
            CheckRowData(
                row.data.text, reply.reply, reply.comment, self._hints.get(item, ""), who_and_when(reply), self._open
            )
        )

    def _describe(self) -> None:
        replies = (reply_to(self.answers, item.id).reply for item in self.answers.items)
        asked = sum(reply is not None for reply in replies)
        self.setAccessibleDescription(f"{asked} of {len(self.answers.items)} asked")

    # --- what is answered ----------------------------------------------------------------------------------

    def _reply(self, item: str, reply: Reply | None) -> None:
        self._say(item, reply, reply_to(self.answers, item).comment)

    def _say(self, item: str, reply: Reply | None, comment: str) -> None:
        nothing = reply is None and not comment
        said = ItemReply(item) if nothing else ItemReply(item, reply, comment, self._who(), self._now())
        self.answers = with_reply(self.answers, said)
        self._show(item)
        self._describe()
        self._stand()
        self.answered.emit(said)

    def _begin_comment(self, item: str) -> None:
        self._take_comment()
        row = self._blocks[item].row
        self._stop_at(item)
        self._commented = item
        font = self.theme.font(Role.LABEL)
        self.comment.set_lead(elided(row.data.text, font, row.width() * 0.45))
        self.comment.setAccessibleName(f"Comment: {row.data.text}")
        self.comment.put(reply_to(self.answers, item).comment)
        self._place_comment()
        self.comment.show()
        self.comment.setFocus()
        self.looked_at.emit(item)

    def _place_comment(self) -> None:
        row = self._blocks[self._commented].row.geometry()
        high = self.theme.sizes.target
        self.comment.setGeometry(QRect(row.left(), row.top() + (row.height() - high) // 2, row.width(), high))

    def _take_comment(self) -> None:
        """What stands in the line is the comment, however the line is left."""
        item, self._commented = self._commented, ""
        if not item:
            return
        self.comment.hide()
        was, words = reply_to(self.answers, item), self.comment.one_line()
        if words != was.comment:
            self._say(item, was.reply, words)

    def _tell_typing(self) -> None:
        was = reply_to(self.answers, self._commented)
        self.typing.emit(ItemReply(self._commented, was.reply, self.comment.one_line(), self._who(), self._now()))

    def _end_comment(self) -> None:
        self.focus_item(self._stop)  # before the line goes, or another widget would have it
        self._take_comment()

    # --- where the focus is --------------------------------------------------------------------------------

    def _stop_at(self, item: str) -> None:
        """The one row that Tab comes to."""
        self._stop = item
        for name, block in self._blocks.items():
            here = name == item
            block.row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
        if item in self._blocks:
            self.setFocusProxy(self._blocks[item].row)

    def _entered(self, item: str) -> None:
        self._stop_at(item)
        self.looked_at.emit(item)

    def _move(self, item: str, by: int) -> None:
        names = list(self._blocks)
        at = names.index(item) + by
        if at >= len(names):
            self.done.emit()
        elif at >= 0:
            self._blocks[names[at]].row.setFocus()

    # --- where it stands -----------------------------------------------------------------------------------

    def _columns(self, width: int) -> tuple[int, list[list[_Block]]]:
        """The width of a column, and what stands in each: about as much in one as in the other."""
        count = max(1, min(2, self._most, (width + APART) // (LEAST_COLUMN + APART)))
        count = max(count, min(self._most, (width + APART) // (THIRD_COLUMN + APART)))
        wide = min(MOST_COLUMN, (width - APART * (count - 1)) // count)
        share = sum(block.height(wide) for block in self._blocks.values()) / count
        columns: list[list[_Block]] = [[]]
        used = 0
        for block in self._blocks.values():
            high = block.height(wide)
            if len(columns) < count and columns[-1] and used + high / 2 > share * len(columns):
                columns.append([])
            columns[-1].append(block)
            used += high
        return wide, columns

    def _stand(self) -> None:
        wide, columns = self._columns(self.width())
        for number, column in enumerate(columns):
            left, top = number * (wide + APART), 0
            for block in column:
                if block.heading is not None:
                    block.heading.setGeometry(left, top, wide, HEADING)
                    top += HEADING
                high = row_height(wide, block.row.data, self.theme)
                block.row.setGeometry(left, top, wide, high)
                top += high + BETWEEN
        if self._commented:
            self._place_comment()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        wide, columns = self._columns(width)
        return max((sum(block.height(wide) for block in column) for column in columns), default=0)

    def sizeHint(self) -> QSize:
        wide = self._most * (LEAST_COLUMN + APART) - APART
        return QSize(wide, self.heightForWidth(self.width() if self.width() > LEAST_COLUMN else wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_COLUMN, self.heightForWidth(max(self.width(), LEAST_COLUMN)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand()
