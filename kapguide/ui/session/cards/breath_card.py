"""Something to breathe with: what the client sees, the part and the count; the patterns until one is led."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHideEvent, QResizeEvent, QShowEvent

from kapguide.session import commands as c
from kapguide.session.guiding.breath import BreathPattern, BreathRun, ChimeFor
from kapguide.session.guiding.breath_rules import holds_closed
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState
from kapguide.session.view import current_prompt
from kapguide.spans import SECOND
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.breath_words import about, figures, show_chime, show_display, show_word
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.keys import breath_cap, cap
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.frames import Frames
from kapguide.ui.widgets.pacer import BLACK, RESTING_DATA, Pacer, pacer_at
from kapguide.ui.widgets.words import countdown_text

CLOSED = "Patterns with a hold are closed from the dose to emergence."
SMALL_PICTURE, LARGE_PICTURE = 288, 400
"""How wide the client's view is while one chooses, and while a breath is led (pixels, in the usual size of type)."""
COUNT_PX = 44
MOST_IN_A_ROW = 6
GAP = 8


class BreathCard(Card):
    """Emits the command that begins a breath, paces it or stops it. It draws while it is seen, and only then."""

    asked = Signal(object)
    toggled = Signal()
    """The client's display is to be turned on or off."""
    word_toggled = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, patterns: Sequence[BreathPattern]) -> None:
        super().__init__(theme, "Breath", accent=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._of: LayoutClass = STANDARD
        self._session: LiveSession | None = None
        self._display: ClientDisplay | None = None
        self._chime = ChimeFor.NOBODY
        """Who hears a chime, as it was chosen last."""
        self._patterns = tuple(patterns)
        self.chimes: tuple[ChimeFor, ...] = (ChimeFor.NOBODY, ChimeFor.CLIENT)
        """Who can hear one."""
        self._chosen = 0
        self._choosing = True
        self._led = False
        """Whether a breath was led when it was last drawn."""
        self._why: BreathPattern | None = None
        """The closed pattern for which a reason is asked."""
        self._opened_at = 0
        self._skip = False
        self.pacer = Pacer(theme)
        self.count = Text(theme, "", Role.TITLE, "text", tabular=True)
        self.beats = Text(theme, "", Role.HEADING, "soft", tabular=True)
        self.about = Text(theme, "", Role.BODY, "soft", elide=True)
        self.purpose = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.said = Text(theme, "", Role.LABEL, "soft", elide=True)
        self.reason = LineEdit(theme, "Why this pattern is opened", "why, in a few words")
        self.lead = Button(theme, "Begin", icon="breath", key=cap("breath"), kind=Kind.SOON)
        self.slower = Button(theme, "Slower", icon="minus", key=breath_cap("slower"))
        self.quicker = Button(theme, "Quicker", icon="plus", key=breath_cap("quicker"))
        self.other = Button(theme, "Pattern", icon="layers", key=breath_cap("pattern"))
        self.display = Button(theme, "Display off", icon="display", key=cap("display"))
        self.chime = Button(theme, "No chime", icon="volume-x", key=breath_cap("chime"))
        self.word = Button(theme, "Parts named", icon="eye", key=breath_cap("word"))
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        self.choices = [Button(theme, pattern.title) for pattern in self._patterns]
        for label in (self.eyebrow, self.trailing):
            self.head.removeWidget(label)
        self._switches = (self.display, self.chime, self.word)
        self._hands = (self.lead, self.slower, self.quicker, self.other, *self._switches, self.back)
        texts = (self.count, self.beats, self.about, self.purpose, self.said)
        for part in (self.eyebrow, self.trailing, self.pacer, *texts, *self.choices, self.reason, *self._hands):
            part.setParent(self)
        for place, choice in enumerate(self.choices):
            choice.show_below("own pace" if self._patterns[place].free else figures(self._patterns[place]))
            choice.clicked.connect(lambda _=False, place=place: self._choose(place))
        self.lead.clicked.connect(self.press)
        self.slower.clicked.connect(lambda: self.asked.emit(c.PaceBreath(slower=True)))
        self.quicker.clicked.connect(lambda: self.asked.emit(c.PaceBreath(slower=False)))
        self.other.clicked.connect(self.choose_other)
        self.display.clicked.connect(self.toggled)
        self.chime.clicked.connect(self.choose_chime)
        self.word.clicked.connect(self.word_toggled)
        self.back.clicked.connect(self.closed)
        self.reason.returnPressed.connect(self._open_with_reason)
        self.reason.left.connect(self._abandon_reason)
        self._frames = Frames(self, self._frame)

    # --- where everything stands ------------------------------------------------------------------------------

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        scale = of.target / 40
        self.count.set_px(round(COUNT_PX * scale))
        self.beats.set_px(of.title)
        self.about.set_px(of.body)
        for text in (self.purpose, self.said):
            text.set_px(of.label)
        for button in (*self._hands, *self.choices):
            button.set_measures(of.target, of.label)
        for choice in self.choices:
            choice.set_measures(round(48 * scale), of.label)
        font = QFont(self.reason.font())
        font.setPixelSize(of.label)
        self.reason.setFont(font)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The picture with its words beside it, the patterns or none, a line, and the hands at the foot."""
        of, led = self._of, self._run is not None
        across, down = of.target // 2, of.target * 7 // 20
        self.set_pad(across, down)
        room = self.rect().adjusted(across, down, -across, -down)
        head = of.small + 10
        trailing = min(room.width() // 2, self.trailing.sizeHint().width())
        self.trailing.setGeometry(room.right() + 1 - trailing, room.top(), trailing, of.small + 7)
        self.eyebrow.setGeometry(room.left(), room.top(), room.width() - trailing - 16, of.small + 7)
        foot = room.bottom() + 1 - of.target
        upper = [self.lead, self.slower, self.quicker, self.other] if led and not self._choosing else []
        lower = [*self._switches] if upper else [self.lead, self.display, self.chime]
        in_one = sum(button.sizeHint().width() + GAP for button in (*upper, *lower, self.back)) <= room.width()
        for button in self._hands:
            button.setVisible(button in (*upper, *lower, self.back))
        if upper and not in_one:
            self._place_hands(lower, QRect(room.left(), foot, room.width(), of.target))
            foot -= of.target + GAP
            self._place_hands(upper, QRect(room.left(), foot, room.width(), of.target))
        else:
            self._place_hands([*upper, *lower], QRect(room.left(), foot, room.width(), of.target))
        back = self.back.sizeHint().width()
        self.back.setGeometry(room.right() + 1 - back, room.bottom() + 1 - of.target, back, of.target)
        line = of.label + 9
        above = foot - GAP - line
        field = self.reason.isVisibleTo(self)
        self.said.setGeometry(room.left(), above, room.width(), line)
        if field:
            above = foot - GAP - of.target
            asks = min(room.width() // 2, self.said.sizeHint().width() + 12)
            self.said.setGeometry(room.left(), above, asks, of.target)
            self.reason.setGeometry(room.left() + asks, above, room.width() - asks, of.target)
        rows = -(-len(self.choices) // MOST_IN_A_ROW) if self._choosing else 0
        high = self.choices[0].sizeHint().height() if self.choices else 0
        top = above - rows * (high + GAP)
        self._place_choices(QRect(room.left(), top, room.width(), max(0, above - top - GAP)), high)
        widest = round((SMALL_PICTURE if self._choosing else LARGE_PICTURE) * of.target / 40)
        tall = max(0, top - GAP - room.top() - head)
        wide = min(widest, tall * 16 // 9, room.width() // 2)
        self.pacer.setGeometry(room.left(), room.top() + head, wide, wide * 9 // 16)
        self._place_words(QRect(room.left() + wide + of.target // 2, room.top() + head, 0, tall), room.right() + 1)

    def _place_hands(self, shown: list[Button], foot: QRect) -> None:
        left = foot.left()
        for button in shown:
            button.setGeometry(left, foot.top(), button.sizeHint().width(), foot.height())
            left += button.width() + GAP

    def _place_choices(self, place: QRect, high: int) -> None:
        """The patterns in rows of equal buttons."""
        columns = min(MOST_IN_A_ROW, len(self.choices)) or 1
        wide = (place.width() + GAP) // columns - GAP
        for number, choice in enumerate(self.choices):
            choice.setVisible(self._choosing)
            row, column = divmod(number, columns)
            choice.setGeometry(place.left() + column * (wide + GAP), place.top() + row * (high + GAP), wide, high)

    def _place_words(self, beside: QRect, right: int) -> None:
        """The part and its count, and below them what the pattern is."""
        of = self._of
        beside.setRight(right - 1)
        count = self.count.sizeHint()
        top = beside.top() - 4
        self.count.setGeometry(beside.left(), top, min(count.width(), beside.width()), count.height())
        beats = self.beats.sizeHint()
        down = count.height() * 3 // 4 - beats.height() * 3 // 4
        self.beats.setGeometry(beside.left() + count.width() + 14, top + down, beats.width() + 4, beats.height())
        top += count.height() + 4
        self.about.setGeometry(beside.left(), top, beside.width(), of.body + 8)
        top += of.body + 10
        self.purpose.setGeometry(beside.left(), top, beside.width(), max(0, beside.bottom() - top))
        self.purpose.setAlignment(Qt.AlignmentFlag.AlignTop)

    # --- what is shown ----------------------------------------------------------------------------------------

    @property
    def _run(self) -> BreathRun | None:
        breath = self._session.state.breath if self._session is not None else ()
        return breath[0] if breath else None

    def open(self, session: LiveSession, display: ClientDisplay) -> None:
        """Show what is led, or let a pattern be chosen."""
        self._session, self._display = session, display
        self._opened_at = session.now().elapsed
        self._led = self._run is not None
        self._choosing = not self._led
        self._leave_reason()
        self.render_state(session.state)
        self.setFocus()

    def render_state(self, state: SessionState) -> None:
        """Show what is led at this moment."""
        if self._session is None:
            return
        run, closed = self._run, holds_closed(state)
        if (run is not None) != self._led:  # begun, ended or brought back, by whatever hand
            self._led = run is not None
            self._choosing = not self._led
        self._frames.run(run is not None and self.isVisible())
        chosen = self._patterns[self._chosen] if self._patterns else None
        pattern = run.pattern if run is not None else chosen
        self.set_eyebrow(f"Breath  ·  {pattern.title}" if pattern is not None else "Breath")
        words, icon = ("Stop", "x") if run is not None else ("Begin", "breath")
        self.lead.show_as(words, icon=icon, key=cap("breath"), kind=Kind.SOON)
        self.lead.setEnabled(pattern is not None)
        for each, choice in zip(self._patterns, self.choices, strict=True):
            shut = closed and each.holds
            below = "closed" if shut else "own pace" if each.free else figures(each)
            kind = Kind.QUIET if shut else Kind.ON if each == pattern else Kind.PLAIN
            choice.show_as(each.title, kind=kind, name=f"{each.title}, {below}")
            choice.show_below(below)
        for button, by in ((self.slower, 10), (self.quicker, -10)):
            button.setEnabled(run is not None and run.pattern.allows(run.pace + by))
        self._show_display(state)
        self._say(state, run, pattern)
        self._draw()
        self._arrange()

    def _show_display(self, state: SessionState) -> None:
        assert self._display is not None
        show_display(self.display, state.display.on)
        show_word(self.word, self._display.word)
        show_chime(self.chime, self._run.chime if self._run is not None else self._chime)

    def _where(self, state: SessionState) -> str:
        """Whether the client sees it."""
        assert self._display is not None
        return (self._display.status.problem or "on the client’s display") if state.display.on else "not on a display"

    def _say(self, state: SessionState, run: BreathRun | None, pattern: BreathPattern | None) -> None:
        """The words beside the picture, and the line below it."""
        assert self._session is not None
        now = self._session.now().elapsed
        self.set_trailing(f"for {countdown_text((now - run.began) // SECOND * SECOND)}" if run is not None else "")
        self.about.set_text(about(pattern, run.pace if run is not None else 100) if pattern is not None else "")
        purpose = pattern.purpose if pattern is not None else ""
        self.purpose.set_text(self._where(state) if run is not None else purpose)
        waiting = current_prompt(state, now)
        if self._why is not None:
            self.said.set_text(f"Why is “{self._why.title}” opened?")
        elif waiting is not None and waiting.since > self._opened_at:
            self.said.set_text(f"“{waiting.title}” waits behind this card: Esc shows it.")
        elif self._choosing and holds_closed(state):
            self.said.set_text(f"{CLOSED} Choose one to open it with a reason.")
        else:
            self.said.set_text("")

    def _frame(self) -> None:
        """A small picture needs every other frame only."""
        self._skip = not self._skip
        if not self._skip:
            self._draw()

    def _draw(self) -> None:
        """Draw the breath as it is by the session's clock."""
        session, run = self._session, self._run
        if session is None:
            return
        if run is None:
            self.pacer.set_data(BLACK)
            self._count("Ready", "")
            return
        if 0 < session.clock.wait_ms(SECOND) < SECOND:  # a rehearsal that is faster than life
            self.pacer.set_data(RESTING_DATA)
            self._count("Resting", "")
            return
        now = session.now().elapsed
        self.pacer.set_data(
            pacer_at(run, now, word=self._display is None or self._display.word, still=not self.theme.motion)
        )
        moment = run.at(now)
        if moment.part is None:
            self._count("Own pace", "")
        else:
            self._count(f"{moment.part.words} {moment.beat}", f"of {moment.beats}")

    def _count(self, words: str, beats: str) -> None:
        wider = len(words) != len(self.count.whole_text())
        self.count.set_text(words)
        self.beats.set_text(beats)
        if wider:
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._frames.run(self._run is not None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._frames.run(False)

    # --- what is done -----------------------------------------------------------------------------------------

    def press(self) -> None:
        """Begin the chosen pattern, or stop what is led."""
        if self._run is not None:
            self.asked.emit(c.StopBreath())
        elif self._patterns:
            self._begin(self._patterns[self._chosen])

    def choose_other(self) -> None:
        """The patterns come out; asked again, the next one has the focus."""
        if not self._choosing:
            self._choosing = True
        elif self._run is None and self.choices:
            self._chosen = (self._chosen + 1) % len(self.choices)
        elif self.choices:
            at = next((n for n, choice in enumerate(self.choices) if choice.hasFocus()), self._chosen)
            self.choices[(at + 1) % len(self.choices)].setFocus()
        self._refresh()

    def choose_chime(self) -> None:
        """The next of those who can hear a chime, from now on."""
        now = self._run.chime if self._run is not None else self._chime
        at = self.chimes.index(ChimeFor(now)) if now in self.chimes else -1
        self._chime = self.chimes[(at + 1) % len(self.chimes)]
        if self._run is not None:
            self.asked.emit(c.ChimeBreath(self._chime))
        self._refresh()

    def half_typed(self) -> str:
        """A reason that was not entered."""
        return self.reason.one_line()

    def clear(self) -> None:
        """What was typed is kept elsewhere."""
        self.reason.put("")

    def _choose(self, place: int) -> None:
        """A pattern was pressed: it is chosen, and takes the place of one that is led."""
        self._chosen = place
        if self._run is not None or self._shut(self._patterns[place]):
            self._begin(self._patterns[place])
        self._refresh()

    def _shut(self, pattern: BreathPattern) -> bool:
        return pattern.holds and self._session is not None and holds_closed(self._session.state)

    def _begin(self, pattern: BreathPattern) -> None:
        if self._shut(pattern):
            self._why = pattern
            self.reason.show()
            self._refresh()
            self.reason.setFocus()
        else:
            self._choosing = False
            self.asked.emit(c.StartBreath(pattern, self._chime))
            self.setFocus()

    def _open_with_reason(self) -> None:
        if self._why is not None and self.reason.one_line():
            pattern, why = self._why, self.reason.one_line()
            self.clear()
            self._leave_reason()
            self._choosing = False
            self.asked.emit(c.StartBreath(pattern, self._chime, why))

    def _abandon_reason(self) -> None:
        """By Esc: the pattern stays closed, and no word waits in the field for another one."""
        self.clear()
        self._leave_reason()

    def _leave_reason(self) -> None:
        self._why = None
        self.reason.hide()
        self.setFocus()
        self._refresh()

    def _refresh(self) -> None:
        if self._session is not None:
            self.render_state(self._session.state)
