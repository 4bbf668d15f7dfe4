"""What the head of the live screen is made of: painted blocks whose large and small lines share their baselines."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width
from kapguide.ui.widgets.button import Button, Kind

BESIDE = 10
"""Between two things on one line (pixels)."""
RECORD = "Record dose"
CODE_LEAST = 96
"""A client code is never narrower (pixels)."""


class HeadMeasures:
    """Fonts and baselines of the head in one class. `small` is the pitch of the second line."""

    def __init__(self, theme: Theme, of: LayoutClass) -> None:
        self.of = of
        self.theme = theme
        self.tight = of.folded
        self.below = of.small if self.tight else of.label
        self.time = of.body
        self.lower = of.header - (4 if self.tight else 7)
        self.upper = self.lower - round(self.below * 1.6)
        self.two_lines = of.body - 1 if self.tight else of.title
        self.square = round(of.small * 0.92)
        self.cap = of.small + 7

    def font(self, px: int, weight: QFont.Weight = QFont.Weight.Normal, tabular: bool = False) -> QFont:
        """The text face at `px`."""
        return self.theme.font(Role.LABEL, weight, tabular, px)

    def write(self, painter: QPainter, x: float, y: float, text: str, font: QFont, colour: str) -> float:
        """Write on the baseline `y`; tells where the words end."""
        painter.setFont(font)
        painter.setPen(self.theme.colour(colour))
        painter.drawText(QPointF(x, y), text)
        return x + text_width(text, font)


class SinceData(msgspec.Struct, frozen=True):
    """The time since the last dose, and what was given when; empty before the dose."""

    time: str = ""
    caption: str = ""


class DoseClock(Button):
    """Until the dose it is the button that records it; afterwards the clock that counts from it, and still a button."""

    def __init__(self, theme: Theme, key: str) -> None:
        self._of = HeadMeasures(theme, STANDARD)
        self.since = SinceData()
        self.most = 10_000
        """No caption is wider (pixels): only an amount that is a whole text of its own is ever cut by that."""
        super().__init__(theme, RECORD, icon="pill", key=key, kind=Kind.SOON, name=RECORD)

    def set_class(self, of: LayoutClass) -> None:
        """Take the measures of a class."""
        self._of = HeadMeasures(self.theme, of)
        self.set_measures(min(of.target + 16, of.header - 8), of.body if of.folded else of.title)
        said = self.data
        self.show_as(RECORD, icon="" if of.folded else "pill", key=said.key, kind=said.kind, name=self.accessibleName())

    def show_since(self, since: SinceData) -> None:
        """Count from a dose, or ask for one."""
        if since == self.since:
            return
        self.since = since
        hours_and_minutes = since.time.rpartition(":")[0]
        self.setAccessibleName(f"{hours_and_minutes} {since.caption}" if since.time else RECORD)
        self.update()

    def wish(self) -> int:
        """The width (pixels) that is enough before the dose and after it: nothing moves when it is given."""
        large, small = self._fonts()
        clock = text_width("0:00", large) + text_width(":00", small)
        caption = text_width(self.since.caption, self._of.font(self._of.below)) + self._cap_room()
        return max(round(max(clock, min(caption, self.most))) + 2, self.sizeHint().width())

    def _cap_room(self) -> int:
        return 0 if self._of.tight else self._of.cap + BESIDE

    def _fonts(self) -> tuple[QFont, QFont]:
        of = self._of.of
        large = self._of.font(of.clock, QFont.Weight.DemiBold)
        return large, self._of.font(round(of.clock * 0.6), tabular=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.since.time:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_clock(painter)

    def _paint_clock(self, painter: QPainter) -> None:
        m, c = self._of, self.theme.colours
        if self._hot or self.isDown() or self.hasFocus():
            painter.setPen(QPen(c.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(mix(c.ground, c.raised, 0.5 * self._hot))
            corner = self.theme.sizes.button_corner
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
        large, small = self._fonts()
        minutes, _, seconds = self.since.time.rpartition(":")
        x = m.write(painter, 0, m.upper, minutes, large, "text")
        m.write(painter, x, m.upper, f":{seconds}", small, "dim")
        caption = elided(self.since.caption, m.font(m.below), self.width() - self._cap_room() + 1)
        self.setToolTip("" if caption == self.since.caption else self.since.caption)
        x = m.write(painter, 0, m.lower, caption, m.font(m.below), "soft")
        if not m.tight:
            _cap(painter, QRectF(x + BESIDE, m.lower - 0.76 * m.cap, m.cap, m.cap), self.data.key, m)


def _cap(painter: QPainter, box: QRectF, key: str, m: HeadMeasures) -> None:
    edge = m.theme.colour("soft")
    font = m.font(m.of.small, QFont.Weight.Medium)
    painter.setPen(QPen(mix(m.theme.colour("ground"), edge, 0.4), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setFont(font)
    painter.setPen(edge)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), key)


class PhaseHeadData(msgspec.Struct, frozen=True):
    """Where we are: the phase, its time left, when it ends and what follows; `over` is past its planned end."""

    title: str = ""
    kind: PhaseKind = PhaseKind.PREPARATION
    left: str = ""
    until: str = ""
    then: str = ""
    over: bool = False


class PhaseHead(Painted):
    """The phase with its time left: a title in one of three ways, and below it as much as there is room for."""

    def __init__(self, theme: Theme) -> None:
        self._of = HeadMeasures(theme, STANDARD)
        self.way = self.fold = 0
        self.code = ""
        """At the floor the client's code stands here, at the end of the second line."""
        super().__init__(theme, "Phase", PhaseHeadData())

    def set_class(self, of: LayoutClass) -> None:
        """Take the measures of a class."""
        self._of = HeadMeasures(self.theme, of)
        self.update()

    def describe(self) -> str:
        data: PhaseHeadData = self.data
        return ", ".join(part for part in (data.title, self._less_seconds(data.left), data.until, data.then) if part)

    @staticmethod
    def _less_seconds(left: str) -> str:
        """A screen reader is not told every second of a hold."""
        return left.rpartition(":")[0] + " min" if left.startswith("held") and ":" in left else left

    def rows(self) -> list[str]:
        return [self.describe()]

    def wish(self, way: int, fold: int) -> float:
        """The width of a way (0 large, 1 smaller, 2 on two lines) with `fold` parts of the second line left out."""
        m, data = self._of, self.data
        font = self._title_font(way)
        title = max((text_width(line, font) for line in self._title_lines(way)), default=0.0)
        head = m.square + BESIDE + title
        left = text_width(data.left, m.font(m.time, QFont.Weight.Medium, tabular=True))
        rest = self._rest(fold)
        rest_wide = text_width(rest, m.font(m.below)) if rest else 0.0
        if m.tight and way < 2:
            return max(head + 14 + left, m.square + BESIDE + rest_wide)
        return max(head, left + (BESIDE + rest_wide if rest else 0.0))

    def _rest(self, fold: int) -> str:
        """What stands behind the time left: first “then …” goes, then “until …”."""
        data: PhaseHeadData = self.data
        words = ", ".join(part for part in (data.until if fold < 2 else "", data.then if fold < 1 else "") if part)
        return "  ·  ".join(part for part in (words, self.code) if part)

    def _title_font(self, way: int) -> QFont:
        of = self._of.of
        return self._of.font((of.phase, round(of.phase * 0.82), self._of.two_lines)[way], QFont.Weight.DemiBold)

    def _title_lines(self, way: int) -> list[str]:
        """The title, on two lines where it would be broken best."""
        words = str(self.data.title).split()
        if way < 2 or len(words) < 2:
            return [" ".join(words)]
        font = self._title_font(way)
        ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        return list(min(ways, key=lambda lines: max(text_width(line, font) for line in lines)))

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        m, data = self._of, self.data
        lines, font = self._title_lines(self.way), self._title_font(self.way)
        if len(lines) == 2:
            last = m.lower - round(m.time * 1.15)
            baselines = [last - round(m.two_lines * 1.12), last]
        else:
            baselines = [m.upper]
        middle = baselines[0] - QFontMetricsF(font).capHeight() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.phase(data.kind))
        painter.drawRoundedRect(QRectF(0, middle - m.square / 2, m.square, m.square), 3, 3)
        end = 0.0
        for line, y in zip(lines, baselines, strict=True):
            end = m.write(painter, m.square + BESIDE, y, line, font, "text")
        time = m.font(m.time, QFont.Weight.Medium, tabular=True)
        ink = "warm" if data.over else "text"
        rest = self._rest(self.fold)
        if m.tight and self.way < 2:
            m.write(painter, end + 14, m.upper, data.left, time, ink)
            m.write(painter, m.square + BESIDE, m.lower, rest, m.font(m.below), "soft")
            return
        x = m.write(painter, 0, m.lower, data.left, time, ink)
        m.write(painter, x + BESIDE, m.lower, rest, m.font(m.below), "soft")


class ClientHeadData(msgspec.Struct, frozen=True):
    """Whose session it is and who is there; `mark` is the word that stands before a rehearsal. `alone`: nobody is."""

    code: str = ""
    people: str = ""
    mark: str = ""
    alone: bool = False


class ClientHead(Painted):
    """The client's code over the people who are present. The word goes first, then the code loses its middle."""

    def __init__(self, theme: Theme) -> None:
        self._of = HeadMeasures(theme, STANDARD)
        self.worded = True
        self.peopled = True
        super().__init__(theme, "Client", ClientHeadData())

    def set_class(self, of: LayoutClass) -> None:
        """Take the measures of a class."""
        self._of = HeadMeasures(self.theme, of)
        self.update()

    def rows(self) -> list[str]:
        data: ClientHeadData = self.data
        return [part for part in (data.mark, f"Client {data.code}", data.people) if part]

    def wish(self, worded: bool, peopled: bool) -> float:
        """The width (pixels) in which nothing is cut."""
        m, data = self._of, self.data
        code = f"Client {data.code}" if worded else data.code
        upper = self._mark_wide() + text_width(code, self._code_font())
        people = text_width(data.people, m.font(m.below)) + m.below + 6 if data.people and peopled else 0.0
        return max(upper, people)

    @property
    def least(self) -> float:
        """Narrower than this (pixels) it never is."""
        return self._mark_wide() + CODE_LEAST

    def _code_font(self) -> QFont:
        return self._of.font(self._of.of.body, QFont.Weight.DemiBold)

    def _mark_wide(self) -> float:
        return text_width(self.data.mark, self.theme.font(Role.EYEBROW)) + BESIDE if self.data.mark else 0.0

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        m, data = self._of, self.data
        x = 0.0
        if data.mark:
            x = m.write(painter, 0, m.upper, data.mark, self.theme.font(Role.EYEBROW), "accent") + BESIDE
        font = self._code_font()
        code = f"Client {data.code}" if self.worded else data.code
        room = max(0.0, rect.width() - x)
        shown = QFontMetricsF(font).elidedText(code, Qt.TextElideMode.ElideMiddle, room + 1)
        self.setToolTip("" if shown == code else data.code)
        m.write(painter, x, m.upper, shown, font, "text")
        if data.people and self.peopled:
            size = m.below
            ink = "warm" if data.alone else "soft"
            self.theme.draw_icon(painter, "users", QRectF(0, m.lower - size + 2, size, size), self.theme.colour(ink))
            m.write(painter, size + 6, m.lower, data.people, m.font(m.below), ink)


class WallHeadData(msgspec.Struct, frozen=True):
    """The time of day, and the time since the session began."""

    wall: str = ""
    session: str = ""


class WallHead(Painted):
    """The wall's time over the session's, both at the right."""

    def __init__(self, theme: Theme) -> None:
        self._of = HeadMeasures(theme, STANDARD)
        super().__init__(theme, "Time of day", WallHeadData())

    def set_class(self, of: LayoutClass) -> None:
        """Take the measures of a class."""
        self._of = HeadMeasures(self.theme, of)
        self.update()

    def rows(self) -> list[str]:
        return [f"{self.data.wall}, {self.data.session}"]

    def wish(self) -> float:
        """The width (pixels) of any time."""
        return max(
            text_width("00:00", self._wall_font()),
            text_width("session 00:00", self._of.font(self._of.below, tabular=True)),
        )

    def _wall_font(self) -> QFont:
        return self._of.font(self._of.of.phase, tabular=True)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        m, data = self._of, self.data
        for text, font, y, colour in (
            (data.wall, self._wall_font(), m.upper, "text"),
            (data.session, m.font(m.below, tabular=True), m.lower, "soft"),
        ):
            m.write(painter, rect.width() - text_width(text, font), y, text, font, colour)


class Divider(Painted):
    """A thin line between two blocks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", None)

    def sizeHint(self) -> QSize:
        return QSize(1, 48)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(QRectF(0, 0, 1, rect.height()), self.theme.colour("line"))
