"""The head of the live screen: time since the dose, phase, client, time of day, Emergency, and what gives way."""

from itertools import product
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.clock import Instant
from kapguide.session.people.people import here
from kapguide.session.plan import overrun, phase_end
from kapguide.session.protocol.protocol import Anchor, PhaseKind
from kapguide.session.state import SessionState
from kapguide.session.view import since_last_dose
from kapguide.spans import MINUTE
from kapguide.ui.session.cards.header_blocks import (
    ClientHead,
    ClientHeadData,
    Divider,
    DoseClock,
    PhaseHead,
    PhaseHeadData,
    SinceData,
    WallHead,
    WallHeadData,
)
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.keys import cap
from kapguide.ui.session.times import wall_text
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.words import clock_text, minutes_text, span_words

APART, CLOSE = 16, 10
"""Between two blocks, and so at the floor (pixels)."""
ROUNDED = 5
"""What two blocks take beyond their words, in whole pixels."""
WORDS_FROM = 1600
"""In a head this wide (pixels) Lock and Keys have words."""


NOBODY = "nobody with the client"


class Fold(NamedTuple):
    """How much of the phase's second line is left out, and of the mark of touch; what stands of the client's block."""

    phase: int
    touch: int
    people: bool = False
    worded: bool = False
    elided: bool = False


FOLDS = (
    Fold(0, 0, people=True, worded=True),
    Fold(1, 0, people=True, worded=True),
    Fold(1, 0, worded=True),
    Fold(2, 0, worded=True),
    Fold(2, 1, worded=True),
    Fold(2, 1),
    Fold(2, 1, elided=True),
)
"""What gives way in turn: “then …”, the people, “until …”, the words “Touch” and “Client”, the middle of the code.

First the phase's title stays large, then it is smaller, then it stands on two lines. The people stand wherever there is
room for them after all: below a code that is as wide, or beside what is shorter now.
"""
LAST_FOLDS = (Fold(2, 2, elided=True), Fold(2, 3, elided=True))
"""Where that is not enough the mark of touch is a hand alone, and at last none: it stays in the table of keys."""
WAYS = (*product(range(3), FOLDS), *product((2,), LAST_FOLDS))


class HeaderBar(QWidget):
    """Always in sight, whatever the rest of the screen shows."""

    def __init__(self, theme: Theme, rehearsal: str = "") -> None:
        """`rehearsal` is the word that marks one, or what is played back; empty for a session."""
        super().__init__()
        self._class = STANDARD
        self._apart = APART
        self._mark = rehearsal
        self.clock = DoseClock(theme, cap("dose"))
        self.phase = PhaseHead(theme)
        self.client = ClientHead(theme)
        self.wall = WallHead(theme)
        self.touch = Button(theme, icon="hand", key=cap("touch"))
        self._touch = ""
        """Touch consent, as the state has it."""
        self._dosed = True
        """A dose belongs to the session, and a clock that counts from it."""
        self.lock = Button(theme, kind=Kind.QUIET)
        self.keys = Button(theme, kind=Kind.QUIET)
        self.leave = Button(theme, kind=Kind.QUIET)
        self.emergency = Button(
            theme, "Emergency", icon="circle-alert", key="F12", kind=Kind.DANGER, name="Emergency, F12 or Ctrl+E"
        )
        self._dividers = (Divider(theme), Divider(theme))
        self._blocks = (self.clock, self.phase, self.client, self.wall)
        for part in (
            *self._blocks,
            *self._dividers,
            self.touch,
            self.leave,
            self.lock,
            self.keys,
            self.emergency,
        ):  # the order of Tab
            part.setParent(self)

    def set_class(self, of: LayoutClass) -> None:
        """Take the measures of a class."""
        self._class = of
        self._apart = CLOSE if of.folded else APART
        for block in self._blocks:
            block.set_class(of)
        for button in (self.touch, self.leave, self.lock, self.keys):
            button.set_measures(of.target, of.small if of.folded and button is self.touch else of.label)
        self.emergency.set_measures(min(of.target + 16, of.header - 8), of.label)
        self._place()

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        started = state.started
        if started is None:
            return
        before = self._words()
        self.clock.show_since(since_dose(state, now))
        self.phase.set_data(phase_head(state, now))
        people = ", ".join(dict.fromkeys(stay.person.name for stay in here(state.people) if stay.person.name))
        alone = bool(state.people) and state.protocol.has_dose and not here(state.people)
        self.client.set_data(
            ClientHeadData(started.client_code, people or (NOBODY if alone else ""), self._mark, alone)
        )
        session = f"session {minutes_text(now.elapsed)}"
        self.wall.set_data(WallHeadData(wall_text(now.utc, now.tz_min), session))
        self._touch = state.touch
        if self._words() != before:
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _words(self) -> tuple[object, ...]:
        """What the places of the blocks depend on."""
        return self.clock.since.caption, self.phase.data, self.client.data, self._touch

    def _place(self) -> None:
        of, high, wide = self._class, self.height(), self.width()
        worded = wide >= WORDS_FROM
        for button, icon, words, action in (
            (self.leave, "log-out", "Leave", "leave"),
            (self.lock, "lock", "Lock", "lock"),
            (self.keys, "keyboard", "Keys", "keys"),
        ):
            key = "" if of.folded else cap(action)
            button.show_as(words if worded else "", icon=icon, key=key, kind=Kind.QUIET, name=words)
        right = wide
        for button in (self.keys, self.lock, self.leave):
            size = of.target if of.folded else button.sizeHint().width()
            right = self._at_right(button, right, size, of.target) - (0 if of.folded else 8)
        alarm = self.emergency.sizeHint()
        right = self._at_right(self.emergency, right, alarm.width(), alarm.height()) - self._apart
        wall = round(self.wall.wish()) + 2
        self.wall.setGeometry(right - wall, 0, wall, high)
        right -= wall + self._apart
        x = self._place_clock(high, wide) if self._dosed else 0
        if of.folded:
            self._place_phase_alone(x, right)
        else:
            self._place_phase_and_client(x, right)

    def leave_out_dose(self) -> None:
        """In a session without a dose the head begins with the phase."""
        self._dosed = False
        self.clock.hide()
        self._dividers[0].hide()

    def _place_clock(self, high: int, wide: int) -> int:
        """The clock at the left; tells where what stands behind it begins."""
        self.clock.most = wide // 3
        x = self.clock.wish()
        tall = high if self.clock.since.time else self.clock.sizeHint().height()
        self.clock.setGeometry(0, (high - tall) // 2, x, tall)
        return self._divide(0, x + self._apart)

    def _at_right(self, widget: QWidget, right: int, wide: int, high: int) -> int:
        widget.setGeometry(right - wide, (self.height() - high) // 2, wide, high)
        return right - wide

    def _divide(self, which: int, x: int) -> int:
        self._dividers[which].setGeometry(QRect(x, 8, 1, self.height() - 16))
        return x + self._apart + 1

    def _touch_as(self, fold: int) -> tuple[str, str]:
        """The words of the mark of touch and its key, whole or folded; nothing of what nobody has said."""
        whole = f"Touch: {self._touch}" if self._touch else "Touch"
        return ((whole, cap("touch")), (self._touch.capitalize(), cap("touch")), ("", ""), ("", ""))[fold]

    def _touch_wide(self, fold: int) -> int:
        """How wide it is, with what stands between it and the wall's time."""
        words, key = self._touch_as(fold)
        return self.touch.width_as(words, icon="hand", key=key) + self._apart if fold < 3 else 0

    def _show_touch(self, fold: int, right: int) -> int:
        """The mark of touch with its right edge at `right`; tells where what stands before it ends."""
        words, key = self._touch_as(fold)
        name = f"Touch consent: {self._touch or 'not recorded'}"
        self.touch.show_as(words, icon="hand", key=key, name=name)
        wide = self._touch_wide(fold)
        self.touch.setVisible(wide > 0)
        self._at_right(self.touch, right, max(0, wide - self._apart), self._class.target)
        return right - wide

    def _place_phase_alone(self, x: int, right: int) -> None:
        """At the floor the code stands on the phase's second line; that it is a rehearsal is left out nowhere."""
        self.client.hide()
        self._dividers[1].hide()
        mark = self.client.data.mark
        code = "  ·  ".join(part for part in (mark, self.client.data.code) if part)
        shares = ((0, code, 1), (1, code, 1), (2, code, 1), (2, mark, 1))
        for way, (fold, shown, touch) in (*product(range(3), shares), (2, (2, mark, 2)), (2, (2, mark, 3))):
            self.phase.code = shown
            room = right - self._touch_wide(touch) - x
            if self.phase.wish(way, fold) <= room:
                break
        self._show_touch(touch, right)
        self._show_phase(way, fold, QRect(x, 0, room, self.height()))

    def _place_phase_and_client(self, x: int, right: int) -> None:
        self.client.show()
        self._dividers[1].show()
        self.phase.code = ""
        for way, fold in WAYS:
            room = right - self._touch_wide(fold.touch) - x - 2 * self._apart - 1
            phase = self.phase.wish(way, fold.phase)
            client = self.client.wish(fold.worded, fold.people)
            if fold.elided:
                client = min(client, max(self.client.least, room - phase - ROUNDED))
            if phase + client + ROUNDED <= room:
                break
        phase_wide = min(round(phase) + 2, room - round(min(client, self.client.least)))
        self._show_phase(way, fold.phase, QRect(x, 0, phase_wide, self.height()))
        x = self._divide(1, x + phase_wide + self._apart)
        right = self._show_touch(fold.touch, right)
        with_people = self.client.wish(fold.worded, True)
        self.client.worded, self.client.peopled = fold.worded, fold.people or round(with_people) + 2 <= right - x
        wide = max(client, with_people) if self.client.peopled else client
        self.client.setGeometry(x, 0, min(round(wide) + 2, right - x), self.height())
        self.client.update()

    def _show_phase(self, way: int, fold: int, place: QRect) -> None:
        self.phase.way, self.phase.fold = way, fold
        self.phase.setGeometry(place)
        self.phase.update()


def since_dose(state: SessionState, now: Instant) -> SinceData:
    """The last dose's own clock, and what it was."""
    last = since_last_dose(state)
    if last is None:
        return SinceData()
    at = wall_text(now.utc, now.tz_min, last.given - now.elapsed)
    return SinceData(clock_text(now.elapsed - last.given), f"{last.words} at {at}")


def phase_head(state: SessionState, now: Instant) -> PhaseHeadData:
    """The current phase, and what is said of its end."""
    index = state.flow.index
    phase = state.protocol.phases[index]
    following = state.protocol.phases[index + 1 : index + 2]
    then = f"then {following[0].title}" if following else "then the end"
    data = PhaseHeadData(phase.title, phase.kind, then=then)
    if state.flow.held_since is not None:
        held = now.elapsed - state.flow.held_since
        return _with(data, f"held {held // MINUTE}:{held // 1000 % 60:02}")
    if not state.doses and (phase.kind is PhaseKind.DOSING or phase.anchor is Anchor.T0):
        return _with(data, "waits for the dose")
    past = overrun(state, now.elapsed)
    if past > 0:
        return _with(data, f"{span_words(past)} over", over=True)
    left = phase_end(state, now.elapsed) - now.elapsed
    return _with(data, f"{span_words(left)} left", until=f"until {wall_text(now.utc, now.tz_min, left)}")


def _with(data: PhaseHeadData, left: str, until: str = "", over: bool = False) -> PhaseHeadData:
    return PhaseHeadData(data.title, data.kind, left, until, data.then, over)
