"""The strip at the foot of what is played back: play, speed, where to, and the whole session as a bar."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.played_session import RATES
from kapguide.ui.replay.keys import replay_cap
from kapguide.ui.replay.slider import ReplaySlider, SliderData
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import LineEdit

HIGH, LOW = 92, 56
"""Its height, and in a window of the smallest class (pixels)."""
WORDS, BAR = 22, 20
GAP = 8
PLAYBACK = "PLAYBACK"
REMARK = "A remark on this moment, then Enter"
ADDITION = "What is to be added to the remark, then Enter"


class StripData(msgspec.Struct, frozen=True):
    """What the strip says. `rate` is what is chosen, `playing` whether it goes; `times` from the longest way to say
    them to the shortest."""

    words: str = ""
    times: tuple[str, ...] = ("",)
    rate: int = 1
    playing: bool = False
    slider: SliderData = SliderData()


class ReplayStrip(QWidget):
    """Asks for what its keys and buttons mean; it plays nothing itself."""

    asked = Signal(str)
    """An action of the table of keys."""
    rate_asked = Signal(int)
    sought = Signal(int)
    remark_written = Signal(str)
    remark_left = Signal()

    def __init__(self, theme: Theme, mark: str, back: str, *, remarks: bool, scenario: bool) -> None:
        """`mark` stands before everything, `back` is where Esc leads."""
        super().__init__()
        self.theme = theme
        self.data = StripData()
        self._remarks, self._scenario = remarks, scenario
        self.setAccessibleName("Playback")
        self.mark = Text(theme, mark, Role.EYEBROW, "accent", weight=QFont.Weight.DemiBold)
        self.words = Text(theme, "", Role.SMALL, "text", elide=True)
        self.times = Text(theme, "", Role.SMALL, "soft", tabular=True)
        self.slider = ReplaySlider(theme)
        self.play = Button(theme)
        self.back_10, self.on_10 = Button(theme, compact=True), Button(theme, compact=True)
        self.previous, self.next = Button(theme, compact=True), Button(theme, compact=True)
        self.rates = tuple(Button(theme, compact=True) for _ in RATES)
        self.rate = Button(theme, compact=True)
        self.moments = Button(theme, compact=True)
        self.remark, self.scenario = Button(theme, compact=True), Button(theme, compact=True)
        self.leave = Button(theme, compact=True)
        self._back = back
        self.line = LineEdit(theme, "Remark", REMARK, empty_leaves=True)
        self.line.hide()
        for part in (
            self.mark, self.words, self.times, self.slider, self.play, self.back_10, self.on_10, self.previous,
            self.next, *self.rates, self.rate, self.line, self.moments, self.remark, self.scenario, self.leave,
        ):  # fmt: skip
            part.setParent(self)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        for button, action in (
            (self.play, "play"), (self.back_10, "back-10"), (self.on_10, "on-10"), (self.previous, "previous"),
            (self.next, "next"), (self.remark, "remark"), (self.scenario, "scenario"), (self.leave, "leave"),
            (self.rate, "faster"), (self.moments, "moments"),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
        for rate, button in zip(RATES, self.rates, strict=True):
            button.clicked.connect(lambda _=False, rate=rate: self.rate_asked.emit(rate))
        self.slider.asked.connect(self.sought)
        self.line.returnPressed.connect(self._write)
        self.line.left.connect(self.close_remark)

    # --- what is shown ----------------------------------------------------------------------------------------

    def show_data(self, data: StripData) -> None:
        """Show `data`."""
        before, self.data = self.data, data
        self.slider.set_data(data.slider)
        self.words.set_text(data.words)
        if (data.rate, data.playing) != (before.rate, before.playing):
            self._arrange()
        self._fit_times()

    def stops(self) -> Sequence[QWidget]:
        """What Tab goes to, in its order."""
        row = (
            self.play, self.back_10, self.on_10, self.previous, self.next, *self.rates, self.rate, self.line,
            self.moments, self.remark, self.scenario, self.leave,
        )  # fmt: skip
        return [part for part in row if part.isVisible()]

    def rows(self) -> list[str]:
        """The table twin."""
        return [self.mark.whole_text(), self.words.whole_text(), self.data.times[0], *self.slider.rows()]

    # --- a remark ---------------------------------------------------------------------------------------------

    @property
    def writing(self) -> bool:
        """A remark is being written."""
        return not self.line.isHidden()

    def open_remark(self, what: str = REMARK) -> None:
        """Have the field in the place of the buttons; empty it says `what` is written there."""
        self.line.setPlaceholderText(what)
        self.line.show()
        self._arrange()
        self.line.setFocus()

    def close_remark(self) -> None:
        """The buttons again; what was typed stays in the field until it is written."""
        if self.writing:
            self.line.hide()
            self._arrange()
            self.remark_left.emit()

    def _write(self) -> None:
        words = self.line.one_line()
        self.close_remark()
        if words:
            self.line.put("")
            self.remark_written.emit(words)

    # --- where everything stands --------------------------------------------------------------------------------

    @property
    def _folded(self) -> bool:
        return self.height() < HIGH

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _dress(self) -> None:
        """Words and keys on the buttons, as far as there is room."""
        data, folded = self.data, self._folded

        def cap(action: str) -> str:
            return "" if folded else replay_cap(action)

        words, icon = ("Pause", "circle-pause") if data.playing else ("Play", "circle-play")
        self.play.show_as("" if folded else words, icon=icon, key=cap("play"), kind=Kind.PRIMARY, name=words)
        self.back_10.show_as("−10 s", key=cap("back-10"), name="Back 10 seconds")
        self.on_10.show_as("+10 s", key=cap("on-10"), name="On 10 seconds")
        self.previous.show_as(icon="chevron-left", key=cap("previous"), name="The moment before")
        self.next.show_as(icon="chevron-right", key=cap("next"), name="The next moment")
        for number, (rate, button) in enumerate(zip(RATES, self.rates, strict=True), 1):
            kind = Kind.ON if rate == data.rate else Kind.QUIET
            button.show_as(f"×{rate}", key=str(number), kind=kind, name=f"{rate} times as fast as it was")
        self.rate.show_as(f"×{data.rate}", kind=Kind.QUIET, name=f"Speed: ×{data.rate}. The next one: +")
        self.moments.show_as(icon="list-music", key=cap("moments"), name="All moments, and the remarks")
        self.remark.show_as(
            "" if self.width() < 1340 else "Remark", icon="message-circle", key=cap("remark"), name="Remark"
        )
        narrow = self.width() < 1440
        scenario = "Make a scenario of it"
        self.scenario.show_as("" if narrow else "Scenario", icon="theater", key=cap("scenario"), name=scenario)
        leave = f"Back to {self._back}"
        self.leave.show_as("" if folded else self._back, icon="undo-2", key=cap("leave"), kind=Kind.QUIET, name=leave)

    def _arrange(self) -> None:
        self._dress()
        folded, wide = self._folded, self.width()
        margin = 8 if folded else 16
        target = self.theme.sizes.target
        top = (self.height() - target) // 2 if folded else 4 + WORDS + BAR + 2
        left, right = margin, wide - margin
        for button, there in (
            (self.leave, True), (self.scenario, self._scenario), (self.remark, self._remarks), (self.moments, True),
        ):  # fmt: skip
            button.setVisible(there and (button is self.leave or not self.writing))
            if not button.isHidden():
                right -= button.sizeHint().width()
                button.setGeometry(right, top, button.sizeHint().width(), target)
                right -= GAP
        row = [self.play, self.back_10, self.on_10, self.previous, self.next, *((self.rate,) if folded else self.rates)]
        for button in (self.play, self.back_10, self.on_10, self.previous, self.next, *self.rates, self.rate):
            button.setVisible(button in row and not self.writing)
            if not button.isHidden():
                size = button.sizeHint().width()
                button.setGeometry(left, top, size, target)
                left += size + (2 if button in self.rates else GAP)
        for part in (self.mark, self.times, self.slider):
            part.setVisible(not (folded and self.writing))
        self.words.setVisible(not folded)
        if folded:
            self._head = QRect(left, 8, max(0, right - left), WORDS)
            self.slider.setGeometry(left, 8 + WORDS - 2, max(0, right - left), BAR)
        else:
            self._head = QRect(margin, 4, wide - 2 * margin, WORDS)
            self.slider.setGeometry(margin, 4 + WORDS, wide - 2 * margin, BAR)
        if self.writing:
            self.line.setGeometry(QRect(left, top, max(0, right - left), target))
        self._fit_times()

    def _fit_times(self) -> None:
        """The times at the right, as long as there is room to say them; the words have what is left."""
        head, font = self._head, self.times.font()
        mark = self.mark.sizeHint().width()
        room = head.width() - mark - 16
        shown = next((words for words in self.data.times if text_width(words, font) + 2 <= room), "")
        wide = round(text_width(shown, font)) + 2
        self.times.set_text(shown)
        self.mark.setGeometry(head.left(), head.top(), mark, head.height())
        self.times.setGeometry(head.right() + 1 - wide, head.top(), wide, head.height())
        left = head.left() + mark + 16
        self.words.setGeometry(left, head.top(), max(0, head.right() - wide - 16 - left), head.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Its own ground, and the line above it: it is no part of what is played."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.theme.colours.well)
            painter.fillRect(QRect(0, 0, self.width(), 1), self.theme.colours.line)
