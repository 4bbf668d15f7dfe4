"""A section of a note: what it is at the left, its lines beside it, and on each where its words come from."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.charts.vitals_chart import VitalsChart, VitalsChartData
from kapguide.ui.widgets.forms.line_text import DROP, PITCH, LineText

LABEL, APART = 104, 14
"""The column of the label, and the room between it and the words (pixels)."""
STAMP = 52
"""Before the words of a line that has a time."""
BAR, BAR_LEFT = 2, 9
"""How wide the mark of where the words come from is, and how far before them."""
AIRY, DENSE = 10, 8
"""Above and below the words of a section that is written in, and of one that is only read."""
CHART = 150
INSET = 6
"""After the words, so that a frame around them has room."""


class WhoseWords(StrEnum):
    """Where the words of a line come from: the log, a person who typed them here, one who changed the log's."""

    NONE = ""
    TYPED = "typed"
    EDITED = "edited"


class LineShown(msgspec.Struct, frozen=True):
    """A line as it is seen. `waits` is one that says what nobody asked, and `hint` what may be typed there.

    `fixed` words are a machine's and cannot be changed; the `lead` before them is no part of them. `caption` stands
    small below the words.
    """

    id: str
    text: str
    clock: str = ""
    mark: WhoseWords = WhoseWords.NONE
    waits: bool = False
    fixed: bool = False
    quiet: bool = False
    lead: str = ""
    hint: str = ""
    caption: str = ""
    name: str = ""
    also: tuple[str, ...] = ()
    """The ids of lines that go on in this one."""

    def __str__(self) -> str:
        said = " ".join(filter(None, (self.clock, self.lead, self.text or self.hint, self.caption)))
        return f"{said} ({self.mark.value})" if self.mark else said


class SectionShown(msgspec.Struct, frozen=True):
    """A section as it is seen; `stamped` ones have a column of times. A chart stands above the lines."""

    id: str
    title: str
    lines: tuple[LineShown, ...] = ()
    under: str = ""
    stamped: bool = False
    chart: VitalsChartData | None = None


class SectionLine(QWidget):
    """One line: when, and what. A `still` one is only read."""

    def __init__(self, theme: Theme, line: LineShown, *, stamped: bool, still: bool) -> None:
        super().__init__()
        self.theme, self.line, self._still = theme, line, still
        self.text = LineText(theme, line.name)
        self.clock = Text(theme, "", Role.SMALL, "soft", tabular=True)
        self.clock.setFixedSize(STAMP, PITCH)
        self.clock.setContentsMargins(0, 2 * DROP - 1, 0, 0)
        self.caption: Text | None = None
        if still:
            self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, INSET, 0)
        row.setSpacing(0)
        row.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignTop)
        self.stamp(stamped=stamped)
        row.addLayout(self._words, 1)
        self.show_line(line)

    def stamp(self, *, stamped: bool) -> None:
        """Have a column for the time, or none."""
        self.clock.setVisible(stamped)

    def show_line(self, line: LineShown) -> None:
        """The line as it is now; what somebody is typing just now is left as it stands on the screen."""
        self.line = line
        said, hint = ("", line.text) if line.waits else (line.text, line.hint)
        self.text.setAccessibleName(line.name)
        self.text.setReadOnly(self._still or line.fixed)
        self.text.set_colour("soft" if line.quiet else "text")
        self.text.set_lead(line.lead)
        if said != self.text.words and not (self.text.hasFocus() and not self.text.isReadOnly()):
            self.text.put(said)
        self.clock.set_text(line.clock)
        if self.caption is None and line.caption:
            self.caption = Text(self.theme, "", Role.SMALL, "dim", tabular=True, elide=True)
            self.caption.setContentsMargins(0, DROP + 2, 0, 0)
            self._words.addWidget(self.caption)
        if self.caption is not None:
            self.caption.set_text(line.caption)
            self.caption.setVisible(bool(line.caption))
        self.text.set_hint(line.hint if line.waits and self.text.hasFocus() and line.hint else hint, waits=line.waits)


class SectionView(QWidget):
    """Shows a SectionShown; tells what is typed in which line, and does not keep it."""

    edited = Signal(str, str)
    """A line's id, and its words."""
    entered = Signal(str)
    """Enter in the line of that id."""
    taken_out = Signal(str)
    """Backspace in an empty line."""
    moved = Signal(str, int)
    """Up from the line of that id, or down."""
    came = Signal(str)
    """The keys are in the line of that id."""
    gone = Signal()
    """They are in no line of this section any more."""
    left = Signal()

    def __init__(self, theme: Theme, data: SectionShown, *, still: bool = False) -> None:
        """A `still` section is read, and closer together."""
        super().__init__()
        self.theme, self.data, self._still = theme, data, still
        self._last = False
        self.lines: dict[str, SectionLine] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.title = Text(theme, data.title, Role.EYEBROW, "soft", wrap=True)
        self.under = Text(theme, data.under, Role.SMALL, "dim", wrap=True)
        label = QVBoxLayout()
        label.setContentsMargins(0, 3 + DROP, 0, 0)
        label.setSpacing(1)
        for text in (self.title, self.under):
            text.setFixedWidth(LABEL)
            label.addWidget(text)
        label.addStretch(1)
        self.chart = VitalsChart(theme, data.chart)
        self.chart.setFixedHeight(CHART)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addWidget(self.chart)
        row = self._row = QHBoxLayout(self)
        row.setSpacing(APART)
        row.addLayout(label)
        row.addLayout(self._column, 1)
        self.set_last(last=False)
        self.show_section(data)

    def set_last(self, *, last: bool) -> None:
        """The last one of a column has no line below it."""
        self._last = last
        pad = DENSE if self._still else AIRY
        self._row.setContentsMargins(0, pad - DROP, 0, DROP + (4 if last else pad + 1))
        self.update()

    def show_section(self, data: SectionShown) -> None:
        """Draw `data`: lines that stay keep the keys and the cursor."""
        self.data = data
        self.setAccessibleName(data.title)
        self.title.set_text(data.title)
        self.under.set_text(data.under)
        self.under.setVisible(bool(data.under))
        self.chart.setVisible(data.chart is not None)
        if data.chart is not None:
            self.chart.set_data(data.chart)
        wanted = {line.id for line in data.lines}
        for id in [id for id in self.lines if id not in wanted]:
            self.lines.pop(id).deleteLater()
        for place, line in enumerate(data.lines, 1):
            if line.id not in self.lines:
                self.lines[line.id] = self._made(line)
            elif self.lines[line.id].line != line:
                self.lines[line.id].show_line(line)
            self.lines[line.id].stamp(stamped=data.stamped)
            if self._column.indexOf(self.lines[line.id]) != place:
                self._column.insertWidget(place, self.lines[line.id])
        self.lines = {line.id: self.lines[line.id] for line in data.lines}
        self.update()

    def _made(self, line: LineShown) -> SectionLine:
        made, id = SectionLine(self.theme, line, stamped=self.data.stamped, still=self._still), line.id
        made.text.typed.connect(lambda: self.edited.emit(id, made.text.words))
        made.text.entered.connect(lambda: self.entered.emit(id))
        made.text.taken_out.connect(lambda: self.taken_out.emit(id))
        made.text.moved.connect(lambda step: self.moved.emit(id, step))
        made.text.left.connect(self.left)
        made.text.has_keys.connect(lambda here: self._keys(made, here=here))
        return made

    def _keys(self, line: SectionLine, *, here: bool) -> None:
        line.show_line(line.line)
        if here:
            self.came.emit(line.line.id)
        else:
            self.gone.emit()
        self.update()

    def stops(self) -> list[QWidget]:
        """What Tab goes to, in its order."""
        return [line.text for line in self.lines.values()]

    def rows(self) -> list[str]:
        """The table twin."""
        chart = self.chart.rows() if self.data.chart is not None else []
        return [self.data.title, *chart, *map(str, self.data.lines)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line below, the mark before each line, and a frame around the one that is being written."""
        c = self.theme.colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._last:
                painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), c.line)
            for line in self.lines.values():
                place = QRectF(line.mapTo(self, QPoint(0, 0)), line.size()).translated(0, DROP)
                if line.text.hasFocus() and not self._still:
                    words = QRectF(line.text.mapTo(self, QPoint(0, 0)), line.text.size()).translated(0, DROP)
                    near = 1 if len(self.lines) > 1 else 7
                    painter.setPen(QPen(c.accent, 2))
                    painter.setBrush(c.surface if line.line.fixed else c.well)
                    painter.drawRoundedRect(words.adjusted(-11, 1 - near, INSET - 1, near - 1), 8, 8)
                elif line.line.mark is not WhoseWords.NONE:
                    pen = QPen(c.accent, BAR)
                    if line.line.mark is WhoseWords.EDITED:
                        pen.setDashPattern([1.5, 1.5])
                    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                    painter.setPen(pen)
                    x = place.left() - BAR_LEFT + BAR / 2
                    painter.drawLine(
                        QRectF(x, place.top() + 2, 0, place.height() - 4).topLeft(),
                        QRectF(x, place.top() + 2, 0, place.height() - 4).bottomLeft(),
                    )
