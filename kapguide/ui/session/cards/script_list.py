"""The scripts to choose from: what each is for, how long it takes, and whether it fits what is left of the phase."""

from collections.abc import Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen, QResizeEvent

from kapguide.session.clock import Instant
from kapguide.session.guiding.script import Script
from kapguide.session.plan import phase_end
from kapguide.session.state import SessionState
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, elided, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.places import digit_of
from kapguide.ui.widgets.words import countdown_text, span_words

ROW, FLOOR_ROW = 56, 48
"""A row's height (pixels)."""
HALF = 30_000


class ScriptRow(msgspec.Struct, frozen=True):
    """One script: what it is called and is for, its length, whether that fits; `digit` chooses it."""

    id: str
    title: str
    purpose: str
    length: str
    fits: str
    digit: str = ""
    px: int = 17
    high: int = ROW

    def __str__(self) -> str:
        return ", ".join(part for part in (self.title, self.purpose, self.length, self.fits) if part)


def fit_words(script: Script, left: int) -> str:
    """Whether a script fits `left` ms of the phase, as it is written or with its silences stretched."""
    short, long = script.length(), script.length(1.0)
    if left <= 0:
        return "the phase is over"
    if short > left:
        return f"{span_words(short - left)} longer than the phase"
    if long >= left - HALF:
        return "fits, and can fill the phase"
    return f"fits, stretches to {countdown_text(long)}" if long > short else "fits"


def paint_row(painter: QPainter, rect: QRectF, row: ScriptRow, theme: Theme, lit: bool) -> None:
    """Title over purpose; at the right the length over whether it fits."""
    c = theme.colours
    box = rect.adjusted(1, 1, -1, -3)
    painter.setBrush(c.accent_ground if lit else c.raised)
    painter.setPen(QPen(c.accent if lit else c.line, 1))
    painter.drawRoundedRect(box, theme.sizes.button_corner, theme.sizes.button_corner)
    title = theme.font(Role.BODY, QFont.Weight.DemiBold, tabular=True, px=row.px)
    small = theme.font(Role.LABEL, tabular=True, px=row.px - 2)
    left = box.left() + 14
    if row.digit:
        cap = QRectF(left, box.center().y() - 10, 20, 20)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 5, 5)
        painter.setFont(theme.font(Role.SMALL, QFont.Weight.Medium))
        painter.setPen(c.text)
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), row.digit)
    left += 34
    right = box.right() - 14
    aside = max(text_width(row.length, title), text_width(row.fits, small)) + 2
    half = box.height() / 2 - 2
    second = c.text if lit else c.soft
    flags = int(Qt.AlignmentFlag.AlignVCenter)
    for words, font, ink, top in (
        (row.title, title, c.text, box.top() + 2),
        (row.purpose, small, second, box.top() + half),
    ):
        room = QRectF(left, top, right - aside - 16 - left, half)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(room, flags, elided(words, font, room.width()))
    for words, font, ink, top in (
        (row.length, title, c.text, box.top() + 2),
        (row.fits, small, second, box.top() + half),
    ):
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(right - aside, top, aside, half), flags | int(Qt.AlignmentFlag.AlignRight), words)


class ScriptRows(RowList):
    """The rows: chosen by Enter, by a click or by a digit."""

    def __init__(self, theme: Theme) -> None:
        def high(row: Any, width: float, theme: Theme) -> int:
            return int(row.high)

        super().__init__(theme, "Scripts", high, paint_row, "There is no script here.")
        self.clicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))


class ScriptList(Card):
    """`chosen` carries the id of a script, `closed` that none is wanted."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Imagery", accent=True)
        self._of: LayoutClass = STANDARD
        self._scripts: tuple[Script, ...] = ()
        self._named = ""
        for label in (self.eyebrow, self.trailing):
            self.head.removeWidget(label)
        self.list = ScriptRows(theme)
        self.left = Text(theme, "", Role.LABEL, "soft", tabular=True)
        self.said = Text(theme, "", Role.SMALL, "soft", elide=True)
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        for part in (self.eyebrow, self.left, self.list, self.said, self.back):
            part.setParent(self)
        self.list.chosen.connect(self.chosen)
        self.back.clicked.connect(self.closed)

    def open(self, scripts: Sequence[Script], named: str, refused: Sequence[str] = ()) -> None:
        """Offer the scripts, first the one that the prompt or the phase names; say which files stay out."""
        self._named = named
        self._scripts = tuple(sorted(scripts, key=lambda script: script.id != named))
        self.said.set_text(refused[0] if refused else "")
        self.list.setFocus()

    def script(self, name: str) -> Script | None:
        """The script of an id that is offered."""
        return next((script for script in self._scripts if script.id == name), None)

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show how each fits what is left of the phase at `now`."""
        left = phase_end(state, now.elapsed) - now.elapsed
        title = state.protocol.phases[state.flow.index].title
        self.left.set_text(f"{countdown_text(left)} left in {title}" if left else f"{title} is over")
        of = self._of
        rows = tuple(
            ScriptRow(
                script.id,
                script.title + ("  ·  named here" if script.id == self._named else ""),
                script.purpose,
                countdown_text(script.length()),
                fit_words(script, left),
                str(number) if number < 10 else "",
                of.label if of.folded else of.body,
                FLOOR_ROW if of.folded else ROW * of.target // 40,
            )
            for number, script in enumerate(self._scripts, 1)
        )
        place = self.list.currentIndex().row()
        self.list.set_rows(rows)
        if rows and self.list.currentIndex().row() < 0:
            self.list.setCurrentIndex(self.list.model().index(max(0, place), 0))
        self._arrange()

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        self.back.set_measures(of.target, of.label)
        self.left.set_px(of.label)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        of = self._of
        across, down = (17, 9) if of.folded else (of.target // 2, of.target * 7 // 20)
        self.set_pad(across, down)
        room = self.rect().adjusted(across, down, -across, -down)
        back, left = self.back.sizeHint().width(), self.left.sizeHint().width()
        self.back.setGeometry(room.right() + 1 - back, room.top(), back, of.target)
        self.left.setGeometry(room.right() + 1 - back - 12 - left, room.top(), left, of.target)
        self.eyebrow.setGeometry(room.left(), room.top(), self.left.x() - 12 - room.left(), of.target)
        foot = self.said.sizeHint().height() if self.said.whole_text() else 0
        self.said.setVisible(bool(foot))
        self.said.setGeometry(room.left(), room.bottom() + 1 - foot, room.width(), foot)
        top = room.top() + of.target + 6
        self.list.setGeometry(QRect(room.left(), top, room.width(), room.bottom() + 1 - top - foot))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses; 0 is a slip, and every other key goes to the screen."""
        digit = digit_of(event)
        if not digit:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat() and 0 < int(digit) <= len(self._scripts):
            self.chosen.emit(self._scripts[int(digit) - 1].id)
