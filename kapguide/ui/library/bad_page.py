"""Files that stay out of sessions, each with the reason; and what the last import could not look at."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.ui.library.survey import BadFile
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.lists.row_list import RowList

ROW = 64


def paint_bad(painter: QPainter, rect: QRectF, row: BadFile, theme: Theme, lit: bool = False) -> None:
    """A file's name, its folder, and below them what is wrong with it; or a note."""
    c = theme.colours
    box = rect.adjusted(0, 2, 0, -2)
    painter.setPen(QPen(c.accent, 1.5) if lit else Qt.PenStyle.NoPen)
    painter.setBrush(c.raised)
    corner = theme.sizes.button_corner
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), corner, corner)
    icon = QRectF(box.left() + 16, box.center().y() - 9, 18, 18)
    theme.draw_icon(painter, "triangle-alert", icon, c.warm)
    left, wide = box.left() + 50, box.width() - 66
    strong, plain, small = theme.font(Role.LABEL, QFont.Weight.DemiBold), theme.font(Role.LABEL), theme.font(Role.SMALL)
    level = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(c.text)
    if not row.name:
        painter.setFont(plain)
        painter.drawText(QRectF(left, box.top(), wide, box.height()), int(level), elided(row.sentence, plain, wide))
        return
    head = elided(row.name, strong, wide * 0.6)
    top = QRectF(left, box.top() + 8, wide, 22)
    painter.setFont(strong)
    painter.drawText(top, int(level), head)
    used = text_width(head, strong) + 24
    painter.setFont(small)
    painter.setPen(c.soft)
    folder = elided(row.folder, small, wide - used)
    painter.drawText(top.adjusted(used, 0, 0, 0), int(level | Qt.AlignmentFlag.AlignRight), folder)
    reason = row.sentence.removeprefix(row.name).strip()
    painter.drawText(QRectF(left, box.top() + 32, wide, 20), int(level), elided(reason, small, wide))


def _height(row: BadFile, width: float, theme: Theme) -> int:
    return ROW


class BadPage(Card):
    """Shows what was found bad; `again_asked` wants everything looked at once more."""

    again_asked = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Bad files")
        self.again = Button(theme, "Look again", icon="refresh-cw", name="Look again at every folder")
        self.back = Button(theme, "Back to the pieces", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.list = RowList(theme, "Bad files", _height, paint_bad, "Every file that was looked at can be used.")
        self.list.setUniformItemSizes(True)
        self.head.addWidget(self.again)
        self.head.addWidget(self.back)
        self.add(self.list, 1)
        self.again.clicked.connect(self.again_asked)
        self.back.clicked.connect(self.left)

    def show_bad(self, bad: tuple[BadFile, ...], notes: tuple[str, ...]) -> None:
        """The files, and what could not be looked at."""
        told = (BadFile(f"note {place}", " ".join(note.split())) for place, note in enumerate(notes))
        self.list.set_rows((*told, *bad))
        self.set_trailing(f"{len(bad):,} files stay out of sessions" if bad else "")
