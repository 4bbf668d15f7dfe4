"""The cards of a client's page: what leads each of them, its lines, and the button that changes it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kapguide.ui.clients.contacts_data import NextContact
from kapguide.ui.clients.page_data import Headed
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, Text, elided, wrapped
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.labelled import Labelled, LabelledLines

DISC = 40
TITLE, LINE = 28, 18
"""The height of the title of a card's matter, and of each line below it (pixels)."""
MOST_LINES = 2


class ActCard(Card):
    """A card with quiet buttons in its head, as high as any button; the head stands where that of a card stands."""

    def __init__(self, theme: Theme, eyebrow: str, *acts: Button) -> None:
        super().__init__(theme, eyebrow)
        for act in acts:
            self.head.addWidget(act)
        if acts:
            self._whole.setSpacing(0)
            self.body.setSpacing(0)
            self.set_pad(20, 6)
            self.head.setContentsMargins(0, 0, -10, 0)
            self.body.setContentsMargins(0, 0, 0, theme.sizes.grid)


class MatterLead(Painted):
    """A title and one line below it; before them an icon in a disc, where there is one."""

    def __init__(self, theme: Theme, name: str, icon: str = "") -> None:
        self._icon = icon
        super().__init__(theme, name, Headed(""))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def changed(self, before: Headed) -> None:
        self.setToolTip(self.data.detail)
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as what is said needs at this width."""
        self.setFixedHeight(TITLE + 4 + LINE * max(1, len(self._lines(self.width() - self._before))))

    def rows(self) -> list[str]:
        return [part for part in (self.data.title, self.data.detail) if part]

    @property
    def _before(self) -> int:
        return DISC + 12 if self._icon else 0

    def _lines(self, width: float) -> list[str]:
        """What stands below the title, on as few lines as it needs."""
        font, text = self.theme.font(Role.SMALL), self.data.detail
        laid = wrapped(text, font, width)
        ends = [laid.lineAt(at).textStart() for at in range(1, min(laid.lineCount(), MOST_LINES))]
        parts = zip([0, *ends], [*ends, len(text)], strict=True)
        return [elided(text[start:end], font, width + 1) for start, end in parts] if text else []

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, data = self.theme.colours, self.data
        left = rect.left() + self._before
        if self._icon:
            disc = QRectF(rect.left(), rect.top() + 4, DISC, DISC)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.accent_ground if data.known else c.raised)
            painter.drawEllipse(disc)
            self.theme.draw_icon(painter, self._icon, disc.adjusted(10, 10, -10, -10), c.accent)
        level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
        room = rect.right() - left
        title = self.theme.font(Role.HEADING if self._icon else Role.BODY, QFont.Weight.Medium)
        painter.setFont(title)
        painter.setPen(c.text)
        painter.drawText(QRectF(left, rect.top() + 2, room, TITLE - 2), level, elided(data.title, title, room))
        painter.setFont(self.theme.font(Role.SMALL))
        painter.setPen(c.soft)
        for at, line in enumerate(self._lines(room)):
            painter.drawText(QRectF(left, rect.top() + TITLE + at * LINE, room + 2, LINE), level, line)


class MatterCard(ActCard):
    """A card that leads with what matters, then lines."""

    def __init__(self, theme: Theme, eyebrow: str, *acts: Button, icon: str = "") -> None:
        super().__init__(theme, eyebrow, *acts)
        self.lead = MatterLead(theme, eyebrow, icon)
        self.lines = LabelledLines(theme, eyebrow)
        self.add(self.lead)
        self.add(self.lines)

    def show_matter(self, lead: Headed, lines: tuple[Labelled, ...]) -> None:
        """Show what it comes to, and the lines."""
        self.lead.set_data(lead)
        self.lines.set_data(lines)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.lead.rows(), *self.lines.rows()]


class NextCard(Card):
    """The contact that comes next, and what is done with it."""

    def __init__(self, theme: Theme, act: Button) -> None:
        super().__init__(theme, accent=True)
        self.set_pad(20, 12)
        self.title = Text(theme, "", Role.BODY, weight=QFont.Weight.Medium, elide=True)
        self.detail = Text(theme, "", Role.SMALL, "soft", elide=True)
        self.above = Text(theme, "Next contact", Role.EYEBROW, "soft", elide=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.above)
        words.addWidget(self.title)
        words.addWidget(self.detail)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addLayout(words, 1)
        row.addWidget(act)
        self.add(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_next(self, coming: NextContact | None) -> None:
        """Show it, or say that nothing is planned."""
        self.above.set_text("Still to come, from before" if coming is not None and coming.late else "Next contact")
        self.title.set_text(coming.title if coming is not None else "Nothing is planned")
        self.title.set_colour("warm" if coming is not None and coming.late else "text")
        self.detail.set_text(coming.detail if coming is not None else "")
        self.detail.setVisible(bool(self.detail.whole_text()))
        self.setAccessibleName("Next contact")

    def rows(self) -> list[str]:
        """The table twin."""
        return [part for part in (self.title.whole_text(), self.detail.whole_text()) if part]


def change_button(theme: Theme, words: str, key: str, name: str) -> Button:
    """A quiet button for the head of a card."""
    return Button(theme, words, key=key, kind=Kind.QUIET, name=name, compact=True)
