"""The head of the emergency: its clock, the session's clocks, and the way out."""

from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.session.clock import Instant
from kapguide.session.state import SessionState
from kapguide.session.view import since_last_dose
from kapguide.ui.emergency.sizes import EmergencySizes
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.split_clock import SplitClock, SplitTime
from kapguide.ui.widgets.words import clock_text

REHEARSAL = "REHEARSAL"


class EmergencyMark(QWidget):
    """The one red place of the screen: the time since the key was pressed, or the word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.clock = SplitClock(theme, "Since the emergency began", SplitTime(ink="on_danger", dim="on_danger"))
        self.word = Text(theme, "Emergency", Role.TITLE, "on_danger")
        self.word.set_px(22)
        row = QHBoxLayout(self)
        row.setContentsMargins(52, 0, 18, 0)
        row.addWidget(self.clock)
        row.addWidget(self.word)

    def show_word(self, words: str) -> None:
        """Show `words` in the clock's place; with none, the clock."""
        self.word.set_text(words)
        self.word.setVisible(bool(words))
        self.clock.setVisible(not words)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.theme.colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setBrush(c.danger_ground)
            painter.setPen(QPen(c.danger, 1))
            painter.drawRoundedRect(box, self.theme.sizes.button_corner, self.theme.sizes.button_corner)
            icon = QRectF(18, box.center().y() - 12, 24, 24)
            self.theme.draw_icon(painter, "circle-alert", icon, c.on_danger)


class EmergencyHead(QWidget):
    """`locked` keeps the client's code out of sight, and the way out closes the card alone."""

    def __init__(self, theme: Theme, *, locked: bool, title: str, played: str = "") -> None:
        """`played` is the word that marks what is played back; a rehearsal is marked without it."""
        super().__init__()
        self._locked, self._played = locked, played
        self.mark = EmergencyMark(theme)
        self.word = Text(theme, "", Role.EYEBROW, "accent", weight=QFont.Weight.DemiBold, wrap=True)
        """That this is no session that goes on now."""
        self.word.hide()
        self.title = Text(theme, title, Role.TITLE)
        self.since = Text(theme, "", Role.LABEL, "soft", tabular=True, elide=True)
        self.session = SplitClock(theme, "Since the dose", align=Qt.AlignmentFlag.AlignRight)
        self.session_words = Text(theme, "", Role.LABEL, "soft", tabular=True)
        self.wall = SplitClock(theme, "Time of day", align=Qt.AlignmentFlag.AlignRight)
        self.client = Text(theme, "", Role.LABEL, "soft", elide=True)
        words = "Close the card" if locked else "Leave the emergency"
        self.leave = Button(theme, words, icon="check", key="Esc")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.mark)
        self._row.addWidget(self.word)
        self._row.addLayout(self._pair(self.title, self.since), 1)
        self._row.addLayout(self._pair(self.session, self.session_words))
        self._row.addLayout(self._pair(self.wall, self.client))
        self._row.addWidget(self.leave)

    def _pair(self, above: QWidget, below: QWidget) -> QVBoxLayout:
        pair = QVBoxLayout()
        pair.setSpacing(2)
        pair.addStretch(1)
        for each in (above, below):
            if isinstance(each, Text) and above is not self.title:
                each.setAlignment(Qt.AlignmentFlag.AlignRight)
            pair.addWidget(each)
        pair.addStretch(1)
        return pair

    def set_sizes(self, of: EmergencySizes) -> None:
        """Be as large as the window asks for."""
        self.mark.clock.show_time(self.mark.clock.data.text, of.clock)
        self.mark.setMinimumHeight(of.head)
        for clock in (self.session, self.wall):
            clock.show_time(clock.data.text, of.times)
        self.title.set_px(of.title)
        for text in (self.since, self.session_words, self.client):
            text.set_px(of.words)
        self.client.setMinimumWidth(9 * of.words)
        self.leave.setMinimumWidth(self.leave.width_as(self.leave.data.text, icon=self.leave.data.icon))
        self._row.setSpacing(12 if of.head < 64 else 22)

    def show_session(self, state: SessionState, now: Instant, emergency: str) -> None:
        """The clocks of a session in an emergency that lasts since the local time `emergency`."""
        rehearsed = state.started is not None and state.started.rehearsal
        self.since.set_text(f"since {emergency}")
        word = self._played.upper() or (REHEARSAL if rehearsed else "")
        if word != self.word.whole_text():
            self.word.set_text(word)
            longest = max(text_width(each, self.word.font()) for each in (*word.split(), "A REHEARSAL"))
            self.word.setFixedWidth(round(longest) + 2)
            self.word.setVisible(bool(word))
        if state.emergency is not None:
            self.mark.clock.show_time(clock_text(now.elapsed - state.emergency))
        local = now.utc + timedelta(minutes=now.tz_min)
        self.wall.show_time(f"{local:%H:%M:%S}")
        counted, words = int(now.elapsed), "session"
        if (last := since_last_dose(state)) is not None:
            counted = now.elapsed - last.given
            words = f"{last.words} at {local - timedelta(milliseconds=counted):%H:%M}"
        self.session.show_time(clock_text(counted))
        self.session_words.set_text(words)
        code = "" if self._locked or state.started is None else state.started.client_code
        self.client.set_text(f"Client {code}" if code else "")
        self.client.setVisible(bool(code))

    def show_card(self, opened: datetime, now: datetime) -> None:
        """The clocks of a card that no session is behind."""
        self.since.set_text(f"opened {opened:%H:%M:%S}")
        self.mark.clock.show_time(clock_text(round((now - opened).total_seconds() * 1000)))
        self.wall.show_time(f"{now:%H:%M:%S}")
        for each in (self.session, self.session_words, self.client):
            each.hide()
