"""The foot of a running rehearsal: the client in words, the cuff, the door, what the hands do, and the clock."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.rehearsal.client_line import ClientLine, ClientWords, CuffLine
from kapguide.ui.rehearsal.data import NOTHING_SEEN, OVER, RoomData, rate_text
from kapguide.ui.rehearsal.keys import ROOM_KEYS
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.words import minutes_text

HIGH, LOW = 76, 40
"""Of the strip, in a window that is high enough for two rows, and in a lower one (pixels): one of 640 keeps the live
screen's class."""
TWO_ROWS_FROM = 690
APART = 6
CLOCK_WIDE = 88
FOLDS = ("worded", "hands", "keyed", "bare")
"""What the buttons have beside their icons, by the room there is: all of them words and keys; only those words that the
hands use most; keys; nothing."""
HANDS = ("reading", "acts", "pause")
RARE = ("jump", "mark", "back", "remark", "leave")


def strip_height(window: int) -> int:
    """How high the strip is in a window of that height."""
    return HIGH if window >= TWO_ROWS_FROM else LOW


def _seats(data: RoomData) -> tuple[object, ...]:
    """What the places of the parts depend on."""
    return data.door, data.over, data.marks > 0, bool(data.rate), data.measuring, data.pace, bool(data.whole)


class RehearsalStrip(QWidget):
    """`asked` carries what a button asks for: one of ROOM_KEYS, or `door`, `more`, `leave`, `over`."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.data = RoomData()
        self.margin = 16
        """At both sides, as the live screen has it."""
        self._open = ""
        self.setAccessibleName("Rehearsal: the client and the room")
        self.mark = Text(theme, "Rehearsal", Role.EYEBROW, "accent")
        self.clock = Text(theme, "", Role.BODY, "text", weight=QFont.Weight.DemiBold, tabular=True)
        self.client = ClientLine(theme)
        self.whole = Text(theme, "", Role.LABEL, "soft", tabular=True)
        self.reading = CuffLine(theme)
        self.rate = Text(theme, "", Role.BODY, "text", weight=QFont.Weight.DemiBold, tabular=True)
        self.rate.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = {name: Button(theme, key.words) for name, key in ROOM_KEYS.items()}
        self.buttons |= {
            "door": Button(theme, ""),
            "more": Button(theme, ""),
            "leave": Button(theme, "Leave"),
            "over": Button(theme, "To the debrief", icon="arrow-right", kind=Kind.PRIMARY),
        }
        self._order: tuple[QWidget, ...] = (
            self.mark, self.clock, self.whole, self.client, self.buttons["acts"], self.buttons["door"],
            self.buttons["reading"], self.reading, self.buttons["pause"], self.buttons["slower"],
            self.rate, self.buttons["faster"],
            self.buttons["more"], self.buttons["jump"], self.buttons["mark"], self.buttons["back"],
            self.buttons["remark"], self.buttons["leave"], self.buttons["over"],
        )  # fmt: skip
        for part in self._order:  # the order of Tab
            part.setParent(self)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
        self.show_data(RoomData())

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_data(self, data: RoomData) -> None:
        """Show what is so now; nothing changes its place for it but the door's button and the end's."""
        before, self.data = self.data, data
        self.clock.set_text(data.clock)
        self.clock.setAccessibleName(f"{data.clock} of the scenario")
        signs = data.signs or ("" if data.says else NOTHING_SEEN,)
        first = (OVER, *data.signs) if data.over else signs
        if data.door:
            first = (f"At the door: {data.door}.", *(sign for sign in first if sign != NOTHING_SEEN))
        self.client.set_data(ClientWords(first[0], data.says, tuple(first[1:])))
        self.whole.set_text(f"of {minutes_text(data.whole)}" if data.whole else "")
        self.reading.set_data("measuring" if data.measuring else data.reading)
        self.rate.set_text(rate_text(data.pace) if data.rate else "pause")
        if _seats(before) != _seats(data):
            self._arrange()

    def show_open(self, name: str) -> None:
        """Which panel is open above the strip; none with an empty name."""
        if name != self._open:
            self._open = name
            self._arrange()

    # --- where it stands -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def two_rows(self) -> bool:
        """There is room for the client's words above the buttons."""
        return self.height() >= HIGH

    def _names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The buttons at the left, behind the last of which the reading stands, and those at the right."""
        data = self.data
        if data.over:  # nothing more can be done in the room; what was can be looked at, and talked about
            return (), (*(("back",) if data.marks else ()), "remark", "over")
        left = ("acts", *(("door",) if data.door else ()), "reading")
        if not self.two_rows:
            return left, ("pause", "more")
        return left, ("pause", "slower", "faster", "jump", "mark", "back", "remark", "leave")

    def _arrange(self) -> None:
        if self.width() < 200:
            return
        left, right = self._names()
        for name, button in self.buttons.items():
            button.setVisible(name in left or name in right)
        margin = self.margin
        high = 40 if self.two_rows else 38
        for fold in FOLDS:
            wide = {name: self._dress(name, fold, high) for name in (*left, *right)}
            fixed = sum(wide.values()) + APART * len(wide) + self._reading_wide + self._rate_wide
            if fixed <= self.width() - 2 * margin - (0 if self.two_rows else CLOCK_WIDE + self._client_least):
                break
        top = self.height() - high - 3 if self.two_rows else (self.height() - high) // 2
        x = self.width() - margin
        for name in reversed(right):
            if name == "slower":
                continue
            x -= wide[name]
            self.buttons[name].setGeometry(x, top, wide[name], high)
            x -= APART
            if name == "faster":
                x -= self._rate_wide
                self.rate.setGeometry(x + APART // 2, top, self._rate_wide, high)
                x -= wide["slower"]
                self.buttons["slower"].setGeometry(x, top, wide["slower"], high)
                x -= APART
        self.rate.setVisible("faster" in right)
        if self.two_rows:
            self._two_rows(left, wide, QRect(margin, top, x - margin, high))
        else:
            self._one_row(left, wide, QRect(margin, top, x - margin, high))

    @property
    def stops(self) -> list[QWidget]:
        """What Tab goes to, in its order."""
        return [part for part in self._order if isinstance(part, Button) and part.isVisible() and part.isEnabled()]

    @property
    def _reading_wide(self) -> int:
        return 0 if self.data.over else 190 if self.two_rows else 182

    @property
    def _rate_wide(self) -> int:
        return 62 if self.two_rows and not self.data.over else 0

    @property
    def _client_least(self) -> int:
        return 390 if self.width() < 1200 else 480

    def _two_rows(self, left: tuple[str, ...], wide: dict[str, int], row: QRect) -> None:
        words = QRect(row.left(), 5, self.width() - 2 * row.left(), 26)
        mark = self.mark.sizeHint().width() + 12
        self.mark.setGeometry(words.left(), words.top(), mark, words.height())
        self.clock.setGeometry(words.left() + mark, words.top(), CLOCK_WIDE - 14, words.height())
        whole = 78 if self.data.whole else 14
        self.whole.setGeometry(words.left() + mark + CLOCK_WIDE - 14, words.top() + 1, whole, words.height())
        self.whole.show()
        self.client.setGeometry(words.adjusted(mark + CLOCK_WIDE - 14 + whole, 0, 0, 0))
        x = row.left()
        for name in left:
            self.buttons[name].setGeometry(x, row.top(), wide[name], row.height())
            x += wide[name] + APART
        self.reading.setGeometry(x + APART, row.top(), max(0, row.right() - x - APART), row.height())

    def _one_row(self, left: tuple[str, ...], wide: dict[str, int], row: QRect) -> None:
        self.mark.setGeometry(row.left(), 1, CLOCK_WIDE, 17)
        self.clock.setGeometry(row.left(), 17, CLOCK_WIDE, 22)
        x = row.right() + 1
        x -= self._reading_wide
        self.reading.setGeometry(x + APART, 0, max(0, self._reading_wide - 2 * APART), self.height())
        for name in reversed(left):
            x -= wide[name]
            self.buttons[name].setGeometry(x, row.top(), wide[name], row.height())
            x -= APART
        self.whole.hide()
        begins = row.left() + CLOCK_WIDE
        self.client.setGeometry(begins, 0, max(0, x - begins - APART), self.height())

    def _dress(self, name: str, fold: str, high: int) -> int:
        """Let a button say as much as `fold` has room for; how wide it is then."""
        button, data = self.buttons[name], self.data
        key = ROOM_KEYS.get(name)
        words = key.words if key is not None else ""
        icon, cap = (key.icon, key.cap) if key is not None else ("", "")
        short = words if fold == "worded" or (fold == "hands" and name in HANDS) else ""
        kind = Kind.ON if name == self._open else Kind.QUIET if name in RARE else Kind.PLAIN
        match name:
            case "pause" if not data.rate:
                words, icon, kind = "Go on", "circle-play", Kind.ON
                short = words if short else ""
            case "slower" | "faster":
                short, cap = "", ""
            case "back":
                short, cap = "", ""
            case "door":
                words = short = f"{data.door.partition(',')[0]} comes in"
                icon = "users" if fold != "bare" else ""
            case "more":
                words, icon = "Clock, bookmarks, remark, leave", "clock"
                short = rate_text(data.pace) if data.rate else ""
            case "leave":
                words, icon, short = "Leave the rehearsal", "log-out", "Leave" if fold == "worded" else ""
            case "over":
                words = short = "To the debrief"
                icon, kind = "arrow-right", Kind.PRIMARY
        cap = "" if fold == "bare" else cap
        button.set_measures(high, 15 if fold in ("worded", "hands") else 13)
        button.show_as(short, icon=icon, key=cap, kind=kind, name=f"{words}, {key.cap}" if key is not None else words)
        button.setEnabled(not (name == "reading" and data.measuring) and not (name == "back" and not data.marks))
        return max(high, button.width_as(short, icon=icon, key=cap))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Quieter than a card: its own ground, and a line of the accent above it."""
        c = self.theme.colours
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), mix(c.ground, c.surface, 0.5))
            painter.setPen(QPen(mix(c.line, c.accent, 0.35), 1))
            painter.drawLine(QRectF(self.rect()).topLeft(), QRectF(self.rect()).topRight())
