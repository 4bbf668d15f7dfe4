"""The next contact, large: when, who, what it is, how far it is prepared, and the one act that leads on."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kapguide.clinical.facts import ContactKind
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.contact_hues import paint_bead
from kapguide.ui.widgets.word_link import WordLink

HIGH = 78
SEPARATOR = "  ·  "
MARK, MARK_GAP, MARK_HIGH = 22, 3, 6
"""A mark of readiness, what is between two, and how high one is (pixels)."""


class UpcomingData(msgspec.Struct, frozen=True):
    """A contact that comes next, or was chosen. `ready` of `of` matters are there; 0 of 0 where nobody counts them."""

    id: str = ""
    clock: str = ""
    wait: str = ""
    late: bool = False
    kind: ContactKind = ContactKind.DOSING
    code: str = ""
    title: str = ""
    details: tuple[str, ...] = ()
    """What is said of it beside; where there is no room the last ones are left out."""
    act: str = "Prepare"
    ready: int = 0
    of: int = 0
    missing: int = 0
    """So many things are missing, as Prepare counts them; music and pre-flight are tried there."""
    no_order: bool = False
    """A dosing for which nothing is ordered."""

    @property
    def ready_words(self) -> str:
        """`3 missing, and the room`: music and pre-flight are seen when somebody is in it."""
        if not self.of:
            return ""
        return f"{self.missing} missing, and the room" if self.missing else "ready but for the room"


class UpcomingContact(Painted):
    """Shows UpcomingData: a clock at the left, three lines beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Next contact", UpcomingData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(260, HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, HIGH)

    def rows(self) -> list[str]:
        data: UpcomingData = self.data
        words = (data.clock, data.wait, data.code, data.title, SEPARATOR.join(data.details), data.ready_words)
        return ["  ".join(filter(None, words))]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        data, theme, c = self.data, self.theme, self.theme.colours
        large = theme.font(Role.HEADING, QFont.Weight.DemiBold, tabular=True, px=22)
        small = theme.font(Role.SMALL, tabular=True)
        column = max(text_width("00:00", large), text_width(data.wait, small)) + 16
        self._write(painter, 0, 20, data.clock, large, c.text)
        self._write(painter, 0, 44, data.wait, small, c.warm if data.late else c.text)
        paint_bead(painter, QPointF(column + 5, 13), data.kind, theme)
        strong = theme.font(Role.HEADING, QFont.Weight.DemiBold, tabular=True, px=19)
        x = self._write(painter, column + 18, 20, data.code, strong, c.text) + 10
        title = theme.font(Role.LABEL, QFont.Weight.Medium, px=17)
        self._write(painter, x, 20, elided(data.title, title, rect.width() - x), title, c.text)
        self._write(painter, column, 44, self._details(rect.width() - column), small, c.text)
        if data.of:
            self._paint_marks(painter, column, 62, rect.width(), data)

    def _details(self, room: float) -> str:
        """As many of the details as have room, and the first one in any case."""
        font, details = self.theme.font(Role.SMALL, tabular=True), self.data.details
        ways = (SEPARATOR.join(details[:count]) for count in range(len(details), 0, -1))
        return next(
            (words for words in ways if text_width(words, font) <= room),
            elided(details[0], font, room) if details else "",
        )

    def _write(self, painter: QPainter, x: float, y: float, words: str, font: QFont, ink: object) -> float:
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QPointF(x, y), words)
        return x + text_width(words, font)

    def _paint_marks(self, painter: QPainter, left: float, top: float, right: float, data: UpcomingData) -> None:
        c = self.theme.colours
        font = self.theme.font(Role.SMALL, tabular=True)
        marks = data.of * (MARK + MARK_GAP) + 8
        if left + marks + text_width(data.ready_words, font) > right:
            self._write(painter, left, top + 8, data.ready_words, font, c.text)
            return
        for place in range(data.of):
            box = QRectF(left + place * (MARK + MARK_GAP), top, MARK, MARK_HIGH)
            there = place < data.ready
            painter.setPen(Qt.PenStyle.NoPen if there else QPen(mix(c.surface, c.text, 0.55), 1))
            painter.setBrush(c.accent if there else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box if there else box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        self._write(painter, left + marks, top + 8, data.ready_words, font, c.text)


class UpcomingCard(Card):
    """Emits what is wanted of the contact that it shows."""

    act_asked = Signal(str)
    move_asked = Signal(str)
    client_asked = Signal(str)
    """The client's code."""
    order_asked = Signal(str)
    """The same: what was ordered is to be written down."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, accent=True)
        self.setAccessibleName("Next contact")
        self.set_pad(14, 10)
        self._narrow = False
        self.contact = UpcomingContact(theme)
        self.act = Button(theme, "Prepare", icon="arrow-right", key="Enter", kind=Kind.PRIMARY)
        self.order = WordLink(theme, "Order", colour="warm", role=Role.SMALL)
        self.client = WordLink(theme, "Client", colour="text", role=Role.SMALL)
        self.move_link = WordLink(theme, "Move", colour="text", role=Role.SMALL)
        links = QHBoxLayout()
        links.setSpacing(2 * theme.sizes.grid)
        links.addStretch(1)
        links.addWidget(self.order)
        links.addWidget(self.client)
        links.addWidget(self.move_link)
        beside = QVBoxLayout()
        beside.setSpacing(4)
        beside.addStretch(1)
        beside.addWidget(self.act)
        beside.addLayout(links)
        beside.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(2 * theme.sizes.grid)
        whole.addWidget(self.contact, 1)
        whole.addLayout(beside)
        self.add(whole)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.act.clicked.connect(lambda: self.act_asked.emit(self.data.id))
        self.move_link.clicked.connect(lambda: self.move_asked.emit(self.data.id))
        self.order.clicked.connect(lambda: self.order_asked.emit(self.data.code))
        self.client.clicked.connect(lambda: self.client_asked.emit(self.data.code))

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window the act has its word alone: what it is about comes first."""
        self._narrow = narrow
        self._word_act()

    def _word_act(self) -> None:
        data, icon, key = self.data, "" if self._narrow else "arrow-right", "" if self._narrow else "Enter"
        name = f"{data.act}: {data.code}, {data.title}"
        self.act.show_as(data.act, icon=icon, key=key, kind=Kind.PRIMARY, name=name)

    @property
    def data(self) -> UpcomingData:
        """What it shows."""
        shown: UpcomingData = self.contact.data
        return shown

    def show_next(self, data: UpcomingData) -> None:
        """Show another contact, or the same as it is now."""
        self.contact.set_data(data)
        self._word_act()
        self.order.setVisible(data.no_order)
        self.order.setAccessibleName(f"Write down the order for {data.code}")
        self.client.setAccessibleName(f"The page of client {data.code}")
        self.move_link.setAccessibleName(f"Move the contact with {data.code}")
