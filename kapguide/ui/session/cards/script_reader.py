"""The reader of an imagery script: the line to say now, the next, the silence counting down, and the hands on it."""

import msgspec
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.clock import Instant
from kapguide.session.guiding.script_run import NextStep
from kapguide.session.state import SessionState
from kapguide.ui.session.cards.script_data import ReaderData, reader_data
from kapguide.ui.session.cards.script_keys import script_cap
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.facts_line import FactsData, FactsLine
from kapguide.ui.widgets.large_words import (
    LargeWords,
    SizeStep,
    WordsData,
    balanced_width,
    fitting,
    words_height,
)
from kapguide.ui.widgets.ring import RingFace
from kapguide.ui.widgets.segments import Segments

STEPS = {
    NextStep.SAY_NOW: ("Say now", "speech"),
    NextStep.SAID: ("Said", "check"),
    NextStep.WAIT: ("Pause", "circle-pause"),
    NextStep.PAUSE: ("Pause", "circle-pause"),
    NextStep.GO_ON: ("Go on", "circle-play"),
    NextStep.CLOSE: ("Put away", "check"),
}
"""What the one key does at each step: its button's words and icon."""
SAY_PX, LEADING = 46, 56 / 46
SMALLER = (40, 36, 32, 28, 24, 20, 17)
"""What a line that is too long for its place is tried in (pixels, in the usual size of type)."""
FLOOR_SAY_PX = 32
FLOOR_LEADING = 40 / 32
RING, FLOOR_RING = 168, 112


class ButtonWords(msgspec.Struct, frozen=True):
    """What the row of buttons says, at one of its lengths."""

    stretch: str = "Stretch to {}"
    voice: str = "Recorded voice"
    icons: bool = True
    caps: bool = True
    wide: bool = True
    """A larger gap between the groups."""

    def cap(self, action: str) -> str:
        """The key of an action, where there is room for keys."""
        return script_cap(action) if self.caps else ""


WORDINGS = (
    ButtonWords(),
    ButtonWords(wide=False),
    ButtonWords(voice="Voice", wide=False),
    ButtonWords("Stretch", "Voice", wide=False),
    ButtonWords("Stretch", "Voice", icons=False, wide=False),
    ButtonWords("Stretch", "Voice", icons=False, caps=False, wide=False),
)


class ScriptReader(Card):
    """`asked` carries an action of the table of keys; nothing in it acts by itself."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, accent=True)
        self._of: LayoutClass = STANDARD
        self.data: ReaderData | None = None
        self._words = WORDINGS[0]
        self._arranged_for: object = None
        self.head.removeWidget(self.eyebrow)
        self.facts = FactsLine(theme, "Where the script is")
        self.segments = Segments(theme, "Lines of the script", "line")
        self.last = Text(theme, "", Role.BODY, "soft", elide=True)
        self.words = LargeWords(theme, "Line to say")
        self.next = Text(theme, "", Role.BODY, "soft", elide=True)
        self.ring = RingFace(theme, "Silence")
        self.step_button = Button(theme, "Said", compact=True, key=script_cap("script-step"), kind=Kind.SOON)
        self.again = Button(theme, "Again", compact=True, icon="undo-2", key=script_cap("script-again"))
        self.skip = Button(theme, "Skip", compact=True, icon="skip-forward", key=script_cap("script-skip"))
        self.slower = Button(theme, "Slower", compact=True, key=script_cap("script-slower"))
        self.pace = Text(theme, "", Role.BODY, "text", tabular=True)
        self.quicker = Button(theme, "Quicker", compact=True, key=script_cap("script-quicker"))
        self.stretch = Button(theme, "Stretch", compact=True, key=script_cap("script-stretch"))
        self.voice = Button(theme, "Recorded voice", compact=True, icon="volume-2", key=script_cap("script-voice"))
        self.stop = Button(theme, "Stop", compact=True, icon="x", key=script_cap("script-stop"), kind=Kind.QUIET)
        self.pace.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = {
            "script-step": self.step_button,
            "script-again": self.again,
            "script-skip": self.skip,
            "script-slower": self.slower,
            "script-quicker": self.quicker,
            "script-stretch": self.stretch,
            "script-voice": self.voice,
            "script-stop": self.stop,
        }
        shown = (self.eyebrow, self.facts, self.segments, self.last, self.words, self.next, self.ring, self.pace)
        for part in (*shown, *self.buttons.values()):
            part.setParent(self)
        for action, button in self.buttons.items():
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))

    # --- where everything stands -----------------------------------------------------------------------------

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        for button in self.buttons.values():
            button.set_measures(of.target, of.small if of.folded else of.label)
        self.last.set_px(of.body)
        self.next.set_px(of.body if of.folded else of.title + of.target * 3 // 40)
        self.pace.set_px(of.label if of.folded else of.body)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Head and bar on top, the buttons at the foot, the ring at the right, the words in what is left."""
        of = self._of
        scale = of.target / 40
        across, down = (17, 9) if of.folded else (round(32 * scale), round(20 * scale))
        self.set_pad(across, down)
        room = self.rect().adjusted(across, down, -across, -down)
        head = QRect(room.left(), room.top(), room.width(), of.body + 7)
        facts = self.facts.wish(head.width() * 0.7)
        self.facts.setGeometry(head.right() + 1 - facts, head.top(), facts, head.height())
        self.eyebrow.setGeometry(head.adjusted(0, 0, -facts - 16, 0))
        bar = QRect(room.left(), head.bottom() + round((4 if of.folded else 12) * scale), room.width(), 10)
        self.segments.setGeometry(bar)
        foot = QRect(room.left(), room.bottom() + 1 - of.target, room.width(), of.target)
        self._arrange_buttons(foot)
        gap = round((6 if of.folded else 18) * scale)
        middle = QRect(room.left(), bar.bottom() + gap, room.width(), foot.top() - bar.bottom() - 2 * gap)
        ring = min(FLOOR_RING if of.folded else round(RING * scale), middle.height())
        inset = 0 if of.folded else round(12 * scale)
        top = middle.center().y() - ring // 2
        self.ring.setGeometry(middle.right() + 1 - ring - inset, top, ring, ring)
        self._arrange_words(middle.adjusted(0, 0, -ring - inset - round(24 * scale), 0))

    def _arrange_words(self, place: QRect) -> None:
        """The last line above, the next one below; the line to say keeps the place of two, and takes what it needs."""
        of, text = self._of, self.data.line if self.data is not None else ""
        scale = of.target / 40
        first = FLOOR_SAY_PX if of.folded else SAY_PX
        leading = FLOOR_LEADING if of.folded else LEADING
        steps = tuple(SizeStep(round(px * scale), leading) for px in (first, *(px for px in SMALLER if px < first)))
        last = 0 if of.folded else of.body + 8
        following = self.next.sizeHint().height() + 4
        gap = round((2 if of.folded else 8) * scale)
        most = place.height() - last - following - 2 * gap
        step = fitting(text, self.theme, steps, place.width(), most) or steps[-1]
        wide = balanced_width(text, self.theme, step, place.width())
        lines = round(words_height(text, self.theme, step, place.width()))
        high = min(most, max(round(2 * steps[0].pitch), lines))
        top = place.center().y() - (last + following + 2 * gap + high) // 2
        self.last.setVisible(not of.folded)
        self.last.setGeometry(place.left(), top, place.width(), last)
        top += last + gap
        self.words.setGeometry(place.left(), top + (high - lines) // 2, wide, lines)
        self.words.set_data(WordsData(text, step, quiet=self.data is not None and self.data.said_all))
        self.next.setGeometry(place.left(), top + high + gap, place.width(), following)

    def _arrange_buttons(self, foot: QRect) -> None:
        """Each as wide as the longest that it says, so that none moves under a finger; the words give way."""
        gap = 8
        pace = self.pace.fontMetrics().horizontalAdvance("1.0×") + 2 * gap
        for words in WORDINGS:
            wide = self._widths(words)
            group = gap * 3 if words.wide else gap
            groups = sum(wide.values()) + gap * 4 + pace + 2 * group
            if groups <= foot.width():
                break
        self._words = words
        left = foot.left()

        def put(widget: QWidget, width: int, behind: int = gap) -> None:
            nonlocal left
            widget.setGeometry(left, foot.top(), width, foot.height())
            left += width + behind

        put(self.step_button, wide["script-step"])
        put(self.again, wide["script-again"])
        put(self.skip, wide["script-skip"], group)
        put(self.slower, wide["script-slower"], 0)
        put(self.pace, pace, 0)
        put(self.quicker, wide["script-quicker"], group)
        put(self.stretch, wide["script-stretch"])
        put(self.voice, wide["script-voice"])
        stop = wide["script-stop"]
        self.stop.setGeometry(foot.right() + 1 - stop, foot.top(), stop, foot.height())
        self._name_buttons()

    def _widths(self, words: ButtonWords) -> dict[str, int]:
        said = {
            "script-step": [(text, icon) for text, icon in STEPS.values()],
            "script-again": [("Again", "undo-2")],
            "script-skip": [("Skip", "skip-forward")],
            "script-slower": [("Slower", "")],
            "script-quicker": [("Quicker", "")],
            "script-stretch": [(words.stretch.format("00:00"), ""), ("As written", "")],
            "script-voice": [(words.voice, "volume-2"), ("I read on", "volume-2")],
            "script-stop": [("Stop", "x"), ("Put away", "x")],
        }
        return {
            action: max(
                self.buttons[action].width_as(text, icon=icon if words.icons else "", key=words.cap(action))
                for text, icon in texts
            )
            for action, texts in said.items()
        }

    # --- what is shown -----------------------------------------------------------------------------------------

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show the script that runs at `now`; without one the last that was shown stays."""
        data = reader_data(state, now)
        if data is None or data == self.data:
            return
        before, self.data = self.data, data
        self.set_eyebrow("  ·  ".join((data.title, data.by, *data.beside)))
        self.facts.set_data(FactsData(data.facts, self._of.label if self._of.folded else self._of.body))
        self.segments.set_data(data.segments)
        self.last.set_text(data.last)
        self.next.set_text(data.next)
        self.ring.set_data(data.ring)
        self.pace.set_text(data.pace)
        if before is None or (before.line, before.said_all, len(str(before.facts))) != (
            data.line, data.said_all, len(str(data.facts)),
        ):  # fmt: skip
            self._arrange()
        else:
            self._name_buttons()

    def _name_buttons(self) -> None:
        data, words = self.data, self._words
        if data is None:
            return
        text, icon = STEPS[data.step]

        def show(action: str, said: str, icon: str = "", *, on: bool = False, name: str = "") -> None:
            kind = Kind.ON if on else Kind.PLAIN
            self.buttons[action].show_as(
                said, icon=icon if words.icons else "", key=words.cap(action), kind=kind, name=name
            )

        self.step_button.show_as(text, icon=icon if words.icons else "", key=words.cap("script-step"), kind=Kind.SOON)
        self.step_button.setEnabled(data.step is not NextStep.WAIT)
        show("script-again", "Again", "undo-2", name="Again: the last line")
        show("script-skip", "Skip", "skip-forward", name="Skip the line")
        stretch = words.stretch.format(data.until) if data.until else "Stretch"
        name = f"Stretch to the phase’s end{f', {data.until}' if data.until else ''}"
        show("script-stretch", "As written" if data.stretching else stretch, on=data.stretching, name=name)
        voice = "I read on" if data.by_voice else words.voice
        show("script-voice", voice, "volume-2", on=data.by_voice, name=voice)
        for action in ("script-skip", "script-slower", "script-quicker", "script-stretch", "script-voice"):
            self.buttons[action].setEnabled(not data.said_all)
        self.stop.show_as("Stop", icon="x" if words.icons else "", key=words.cap("script-stop"), kind=Kind.QUIET)
