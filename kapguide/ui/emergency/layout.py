"""The parts of the emergency's screen and where they stand; at the floor everything is lower and closer together."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kapguide.clinical.vitals_line import parse_reading
from kapguide.session.emergency_card import EmergencyCard, Situation
from kapguide.ui.emergency.columns import NumberColumn, SituationColumn
from kapguide.ui.emergency.head import EmergencyHead
from kapguide.ui.emergency.log import EmergencyLog
from kapguide.ui.emergency.sizes import FLOOR, STANDARD, sizes_for
from kapguide.ui.emergency.steps import StepsData, StepsPage
from kapguide.ui.emergency.wide_button import WideButton, WideData
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import ForgivingField, NoteField
from kapguide.ui.widgets.split_clock import SplitClock, SplitTime

TAPS = (("called", "Called", "phone", "c"), ("arrived", "Arrived", "users", "a"), ("gave", "Gave", "pill", "g"))
NO_STEPS = "No steps are written for this."


class _MusicCard(Card):
    """At the floor its button needs the room that the edge takes elsewhere."""

    _tight = False

    def set_tight(self, tight: bool) -> None:
        """With hardly an edge, or the usual one."""
        self._tight = tight
        self._pad()

    def _pad(self) -> None:
        super()._pad()
        if self._tight:
            self._whole.setContentsMargins(8, 8, 8, 8)


class EmergencyLayout(QWidget):
    """Holds the parts; what they do is the view's matter."""

    def __init__(
        self, theme: Theme, card: EmergencyCard, *, recorded: bool, locked: bool, words: str, played: str
    ) -> None:
        super().__init__()
        self.theme = theme
        self._sizes = STANDARD
        self.below = 0
        """Where the columns end (pixels)."""
        self._recorded = recorded
        self._filled = not card.instead
        self.setAutoFillBackground(True)
        self.setAccessibleName("Emergency" if recorded else "Emergency card")
        self.head = EmergencyHead(
            theme, locked=locked, title="Emergency" if recorded else "Emergency card", played=played
        )
        self.head.mark.show_word("" if self._filled else "Emergency")
        for part in (self.head.title, self.head.since):
            part.setVisible(self._filled)
        self.situations = SituationColumn(theme, card)
        self.steps = StepsPage(theme)
        self.numbers = NumberColumn(theme, card, calls=recorded)
        self.large = SplitClock(theme, "Since it began", SplitTime(px=112), Qt.AlignmentFlag.AlignHCenter)
        self.large_words = Text(theme, "", Role.LABEL, "soft", tabular=True)
        self.instead = Text(theme, card.instead, Role.LABEL, wrap=True)
        self.taps = {what: WideButton(theme, WideData(word, icon=icon), key) for what, word, icon, key in TAPS}
        self.note_button = WideButton(theme, WideData("Note", icon="pencil"), "n")
        self.vitals = ForgivingField(
            theme,
            "Vitals in one line",
            parse_reading,
            placeholder="Vitals",
            hint="BP, HR, SpO₂ in any order",
            doubt=lambda typed: str(typed.doubt),
        )
        self.vitals.line.setFont(theme.font(Role.LABEL, tabular=True))
        self.vitals.line.set_key("v")
        heart = theme.qicon("heart-pulse", theme.colours.text)
        self.vitals.line.addAction(heart, QLineEdit.ActionPosition.LeadingPosition)
        self.log = EmergencyLog(theme)
        self.line = NoteField(theme)
        self.words = Text(theme, words, Role.LABEL, "soft", wrap=True)
        filled = [each for each in card.roles if each.who and self._filled]
        self.roles = [
            (Text(theme, each.role, Role.LABEL, "soft"), Text(theme, each.who, Role.LABEL, elide=True))
            for each in filled
        ]
        self.music_words = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.music_button = Button(theme, "Music as it was", icon="volume-2", key="m")
        self.print_button = Button(theme, "Print (PDF)", icon="printer")
        self._lay_out()
        self.hide_line()

    def _lay_out(self) -> None:
        self._steps_card = Card(self.theme)
        self._steps_card.add(self.steps.area, 1)
        self._columns = QHBoxLayout()
        self._columns.addWidget(self.situations)
        self._columns.addWidget(self._steps_card, 1)
        self._columns.addWidget(self.numbers)
        empty = Card(self.theme)
        empty.body.addStretch(3)
        for each in (self.large, self.large_words, self.instead):
            if isinstance(each, Text):
                each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            empty.add(each)
            empty.body.addSpacing(self.theme.sizes.grid)
        empty.body.addStretch(3)
        full = QWidget()
        full.setLayout(self._columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._upper = QStackedWidget()
        for page in (full, empty):
            self._upper.addWidget(page)
        self._upper.setCurrentWidget(full if self._filled else empty)
        self._taps = QHBoxLayout()
        for button in (*self.taps.values(), self.note_button):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._taps.addWidget(button, 1)
        self._taps.addWidget(self.vitals)
        self._roles_card, self._log_card, self._music_card = Card(self.theme), Card(self.theme), _MusicCard(self.theme)
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(self.theme.sizes.grid)
        self._table.setVerticalSpacing(0)
        self._roles_card.add(self._table)
        self._log_card.body.setSpacing(2)
        self._log_card.add(self.log, 1)
        self._log_card.add(self.words)
        self._log_card.add(self.line)
        self._music_card.add(self.music_words)
        row = QHBoxLayout()
        row.addWidget(self.music_button if self._recorded else self.print_button)
        row.addStretch(1)
        self._music_card.add(row)
        self._lower = QHBoxLayout()
        for card, stretch in ((self._roles_card, 0), (self._log_card, 1), (self._music_card, 0)):
            self._lower.addWidget(card, stretch)
        self._whole = QVBoxLayout(self)
        self._whole.addWidget(self.head)
        self._whole.addWidget(self._upper, 1)
        self._whole.addLayout(self._taps)
        self._whole.addLayout(self._lower)
        unused = self.print_button if self._recorded else self.music_button
        unused.setParent(self)
        unused.hide()
        self._roles_card.setVisible(bool(self.roles))
        self.words.setVisible(not self._recorded)
        of_a_session: tuple[QWidget, ...] = (self.log, *self.taps.values(), self.note_button, self.vitals)
        for part in (*of_a_session, self.music_words):
            part.setVisible(self._recorded)

    def show_steps(self, situation: Situation) -> None:
        """Show one situation's steps."""
        self.steps.set_data(StepsData(situation.title, situation.steps, "" if situation.steps else NO_STEPS))

    def _place_roles(self, rows: int) -> None:
        """One below the other, or in two columns where there are few rows."""
        for place, (role, who) in enumerate(self.roles):
            column = 2 * (place // rows)
            self._table.addWidget(role, place % rows, column)
            self._table.addWidget(who, place % rows, column + 1)
            self._table.setColumnStretch(column + 1, 1)
            for text in (role, who):
                text.set_px(self._sizes.text)

    def show_line(self, words: str) -> None:
        """Let the line have its place; `words` say what for."""
        self.line.setPlaceholderText(words)
        self.line.setAccessibleName(words)
        self.line.show()
        self.log.setVisible(self._sizes is not FLOOR)

    def hide_line(self) -> None:
        """Give the line's place back to the log."""
        self.line.hide()
        self.log.setVisible(self._recorded)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 360)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measures by the window's size alone."""
        super().resizeEvent(event)
        of = self._sizes = sizes_for(self.width(), self.height())
        low = of is FLOOR
        self._whole.setContentsMargins(of.margin, 8, of.margin, 8)
        for row in (self._whole, self._columns, self._taps, self._lower):
            row.setSpacing(of.gap)
        self.head.set_sizes(of)
        self.situations.set_sizes(of)
        self.numbers.set_sizes(of)
        self.steps.set_largest(of.step)
        self._roles_card.setFixedWidth(of.left)
        self._music_card.setFixedWidth(of.right)
        self.vitals.setFixedSize(of.vitals, of.tap)
        for what, button in (*self.taps.items(), ("note", self.note_button)):
            button.set_measures(of.tap, 0)
            button.show_wide(_sized(button.wide, of.tap_px), name=button.accessibleName() or what)
        self.vitals.line.set_measures(of.vitals_px)
        for card in (self._roles_card, self._log_card, self._music_card):
            card.setFixedHeight(of.lower)
        self._place_roles(2 if low else 4)
        self.music_words.setVisible(self._recorded and not low)
        self.music_button.set_measures(0, 13 if low else 0)
        self._music_card.set_tight(low)
        px = min(160, max(56, (self.height() - 320) * 3 // 10))
        self.large.show_time(self.large.data.text, px)
        self.large_words.set_px(15 if low else 19)
        self.instead.set_px(19 if low else 22)
        self.log.setVisible(self._recorded and not (low and self.line.isVisibleTo(self)))
        self.below = self._upper.geometry().bottom()


def _sized(wide: WideData, px: int) -> WideData:
    return WideData(wide.words, wide.second, wide.icon, px, 13 if px < 19 else 15)
