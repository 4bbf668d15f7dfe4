"""The one thing to look at: the current prompt, and the next with its countdown."""

from collections.abc import Callable

import msgspec
from msgspec import UNSET
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.clock import Instant
from kapguide.session.doses.steps import dose_rail
from kapguide.session.guiding.script_run import running_script
from kapguide.session.plan import Due, prompt_of
from kapguide.session.protocol.protocol import Audience, DoneBy, Prompt, base_cue
from kapguide.session.state import SessionState, running_timers
from kapguide.session.view import (
    OpenPrompt,
    current_prompt,
    intention_again,
    next_prompt,
    waits_for_a_person,
    waits_for_the_dose,
)
from kapguide.spans import MINUTE
from kapguide.ui.session.cards.answer_row import AnswerRow
from kapguide.ui.session.cards.dose_steps_row import DoseStepsRow
from kapguide.ui.session.cards.prompt_tools import PromptTools
from kapguide.ui.session.cards.script_data import names_script, script_words
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.forms.timer_form import timer_words
from kapguide.ui.session.keys import cap
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.large_words import LargeWords, SizeStep, WordsData, fitting, words_height
from kapguide.ui.widgets.next_up import NextUp, NextUpData
from kapguide.ui.widgets.ring import RingData, whole_seconds
from kapguide.ui.widgets.words import countdown_text

FULL_RING = 10 * MINUTE
"""A ring is full when the next prompt is this far away or further."""
SIZES = (27, 24, 22, 20)
"""What words that are too long for the size of their class are tried in, beside the ring."""
FULL_WIDTH = (SizeStep(22), SizeStep(20), SizeStep(17), SizeStep(17, 1.25))
"""What is tried after these, with the ring in the foot row and the words as wide as the card."""
READABLE = SizeStep(17)
"""The card would rather grow than have words that are smaller."""
SMALLEST = SizeStep(15, 1.2)
PUT_AWAY = ("Put away", "check", "acknowledge")
ANSWER_LEAST = 320
"""What a name or a reason is typed in is at least so wide (pixels)."""
NEXT_LEAST = 130
"""In a foot row with less room for what is next (pixels) the tools give way; they stand in the table of keys, too."""
FLOOR_SIDE = 224
"""The column at the floor that holds what is next and the two buttons, so that no words stand on them (pixels)."""


class PromptCard(Card):
    """Shows what `current_prompt` and `next_prompt` say. Nothing in it moves when a prompt comes or goes."""

    put_away = Signal()
    snoozed = Signal()
    said = Signal()
    dose_asked = Signal()
    stepped = Signal(object)
    """What was said of the dose's steps, a StepAct."""
    outgrown = Signal()
    """How high the card wants to be has changed; see `wanted`."""

    def __init__(self, theme: Theme, can_say: Callable[[Prompt], bool] = lambda prompt: False) -> None:
        """`can_say` tells whether there is a line that says a prompt's words."""
        super().__init__(theme)
        self._can_say = can_say
        self._cue = ""
        self._of = STANDARD
        self._text = ""
        self._step = SizeStep(STANDARD.words)
        self._small_ring = False
        self.wanted = 0
        """How high the card must be for all its words to stand at 17 px (pixels), whatever its own height."""
        self.head.removeWidget(self.eyebrow)
        self.head.insertStretch(0, 1)
        self.title = Text(theme, "", Role.HEADING, "soft", weight=QFont.Weight.DemiBold, elide=True)
        self.words = LargeWords(theme, "Prompt", self)
        self.next = NextUp(theme)
        self.put_away_button = Button(theme, "Put away", icon="check", key=cap("acknowledge"), kind=Kind.SOON)
        self.answers = AnswerRow(theme, ("yes", "no", "other"))
        """What a look or an item to attest is answered by; then nothing is put away."""
        self.answers.turned.connect(self._arrange)
        self.snooze_button = Button(theme, "Snooze 2 min", icon="timer", key=cap("snooze"))
        self.say_button = Button(theme, "Say it", icon="speech", key=cap("say"))
        self.steps = DoseStepsRow(theme)
        self.tools = PromptTools(theme)
        self.tools.setParent(self)
        self.timers = Text(theme, "", Role.LABEL, "soft", tabular=True, elide=True)
        """What runs beside the session, and what is left of it."""
        self.timers.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for part in (
            self.eyebrow,
            self.timers,
            self.title,
            self.next,
            self.answers,
            self.put_away_button,
            self.snooze_button,
            self.say_button,
        ):
            part.setParent(self)
        self.steps.rail.setParent(self)
        for button in self.steps.buttons.values():
            button.setParent(self)
        self.steps.stepped.connect(self.stepped)
        self._asks_for_dose = False
        self._offered: tuple[tuple[QWidget, ...], bool, str] = ((), False, "")
        """The buttons that are there, from the left; whether there is a rail, and what the put-away button says."""
        self.put_away_button.clicked.connect(self._put_away)
        self.snooze_button.clicked.connect(self.snoozed)
        self.say_button.clicked.connect(self.said)

    @property
    def cue(self) -> str:
        """The id of the prompt on the screen, or an empty string."""
        return self._cue

    @property
    def can_say_it(self) -> bool:
        """There is a line for the prompt on the screen."""
        return self.say_button in self._offered[0]

    # --- where everything stands -----------------------------------------------------------------------------

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        self.title.set_px(of.title)
        self.next.set_data(msgspec.structs.replace(self.next.data, diameter=of.ring, px=of.body))
        of_prompts = (self.put_away_button, self.snooze_button, self.say_button)
        for button in (*of_prompts, *self.steps.buttons.values()):
            button.set_measures(of.target, of.label)
        self.answers.set_measures(of.target, of.small if of.folded else of.label)
        self.answers.set_folded(of.folded)
        self.timers.set_px(of.small)
        self.tools.set_class(of)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put everything where this rectangle and the length of these words want it."""
        of = self._of
        shown = (self.answers,) if self.answers.typing else self._offered[0]
        if of.folded and self.answers in shown:  # they take the place of Snooze, which stays in the table of keys
            shown = tuple(part for part in shown if part is not self.snooze_button)
        for part in (
            *self.steps.buttons.values(),
            self.answers,
            self.put_away_button,
            self.snooze_button,
            self.say_button,
        ):
            part.setVisible(part in shown)
        self.steps.rail.setVisible(self.steps.shown is not None and not (self._of.folded and self.answers.typing))
        across, down = (17, 9) if of.folded else (of.target // 2, of.target * 7 // 20)
        self.set_pad(across, down)
        room = self.rect().adjusted(across, down, -across, -down)
        wide = round(text_width(self.eyebrow.whole_text(), self.eyebrow.font())) + 4
        head = self.title.sizeHint().height() if of.folded else self.eyebrow.sizeHint().height()
        self.eyebrow.setGeometry(room.left(), room.top(), min(wide, room.width()), head)
        wanted = 0
        if of.folded:
            self._arrange_floor(room, head, room.left() + wide + 10)
        else:
            wanted = self._arrange_usual(room, room.top() + head + 2)
        self.words.set_data(WordsData(self._text, self._step, quiet=not self._cue))
        self._want(wanted)  # last: whoever hears of it gives another rectangle, and all is arranged anew

    def _arrange_usual(self, room: QRect, top: int) -> int:
        """The ring beside the words; below both the foot row, and the ring in it if the words need its place.

        Tells how high the card would have to be for all of the words.
        """
        of = self._of
        side, gap = max(150, of.ring + of.ring // 7), of.target * 2 // 5
        foot = QRect(room.left(), room.bottom() + 1 - of.target, room.width(), of.target)
        title = QRect(room.left(), top + 2, room.width() - side - gap, of.title + 7)
        above = ring_to = foot.top() - 8
        if self.steps.shown is not None:
            rail = of.target * 4 // 5
            short = self.steps.rail.wish() <= title.width()
            self.steps.rail.setGeometry(room.left(), above - rail, title.width() if short else room.width(), rail)
            above -= rail + 8
            ring_to = ring_to if short else above
        narrow = QRect(room.left(), title.bottom() + 6, title.width(), above - title.bottom() - 6)
        wide = QRect(narrow.topLeft(), QSize(room.width(), narrow.height()))
        sizes = (SizeStep(px) for px in (of.words, *(px for px in SIZES if px < of.words)))
        step = fitting(self._text, self.theme, tuple(sizes), narrow.width(), narrow.height())
        self._small_ring = step is None
        if step is None:
            step = fitting(self._text, self.theme, FULL_WIDTH, wide.width(), wide.height())
        least = words_height(self._text, self.theme, READABLE, wide.width())
        self.title.setGeometry(title)
        left = self.eyebrow.geometry().right() + gap
        self.timers.setGeometry(left, room.top(), title.right() - left, self.eyebrow.height())
        self.words.setGeometry(wide if self._small_ring else narrow)
        self._step = step or SMALLEST
        needed = ANSWER_LEAST if self.answers.typing else _row_width(self._offered[0])
        tools = self.tools.fit(foot.width() - needed - gap - (NEXT_LEAST if self._small_ring else 0))
        if self.answers.typing:
            self.answers.setGeometry(foot.adjusted(0, 0, -tools - 8, 0))
        row = foot.adjusted(0, 0, -tools, 0)
        left = foot.right() - tools if self.answers.typing else _in_a_row(self._offered[0], row)
        self.tools.setGeometry(foot.right() + 1 - tools, foot.top(), tools, foot.height())
        if self._small_ring:
            self.next.setGeometry(left + gap, foot.top(), foot.right() - tools - left - gap, foot.height())
        else:
            self.next.setGeometry(room.right() + 1 - side, room.top(), side, ring_to - room.top())
        return round(self.height() - wide.height() + least)

    def _arrange_floor(self, room: QRect, head: int, left: int) -> None:
        """The title beside its eyebrow; what is next and the buttons in a column of their own at the right."""
        of = self._of
        self.tools.hide()
        side = QRect(room.right() + 1 - FLOOR_SIDE, room.top(), FLOOR_SIDE, room.height())
        right = side.left() - of.gap * 3
        timers = min(self.timers.sizeHint().width() + of.gap, (right - left) // 2) if self.timers.whole_text() else 0
        self.title.setGeometry(left, room.top(), right - left - timers, head)
        self.timers.setGeometry(right - timers, room.top(), timers, head)
        steps = of.target + 4 if self.steps.shown is not None and not self.answers.typing else 0
        words = QRect(room.left(), room.top() + head + 4, right - room.left(), room.height() - head - 4 - steps)
        if self.answers.typing:
            words.adjust(0, 0, 0, -of.target - 4)
        elif steps:
            row = QRect(words.left(), words.bottom() + 5, words.width(), of.target)
            end = _in_a_row(self.steps.acts, row)
            self.steps.rail.setGeometry(row.adjusted(end - row.left() + 12, 4, 0, -4))
        self.words.setGeometry(words)
        sizes = (SizeStep(of.words), *FULL_WIDTH)
        self._step = fitting(self._text, self.theme, sizes, words.width(), words.height()) or SMALLEST
        self._small_ring = False
        high, gap = of.target, of.gap
        below = QRect(side.left(), side.bottom() + 1 - high, side.width(), high)
        say = self.say_button.sizeHint().width() + gap if self.can_say_it else 0
        self.say_button.setGeometry(below.right() + 1 - say + gap, below.top(), say - gap, high)
        self.snooze_button.setGeometry(below.adjusted(0, 0, -say, 0))
        above = below.translated(0, -high - gap)
        self.put_away_button.setGeometry(above)
        line = QRect(room.left(), room.bottom() + 1 - high, right - room.left(), high)
        self.answers.setGeometry(line if self.answers.typing else above.united(below))
        self.next.setGeometry(side.adjusted(0, 0, 0, -2 * high - 3 * gap))

    def _want(self, height: int) -> None:
        if height != self.wanted:
            self.wanted = height
            self.outgrown.emit()

    # --- what is shown -----------------------------------------------------------------------------------------

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        current = self._being_answered(state) or current_prompt(state, now.elapsed)
        self._cue = current.cue if current else ""
        self.set_accent(current is not None)
        self._offer(state, now, current)
        if current is not None:
            self.show_prompt(current)
        elif state.flow.prompts_stopped:
            release = "Release the phase, or go on to the next one, and they come again."
            self._say("Now", "Prompts are stopped", release)
        elif intention := intention_again(state):
            self._say("Now", "What the client came with", f"“{intention}”")
        else:
            self._say("Now", "", "Nothing to do but be here")
        self._show_timers(state, now)
        self._show_next(state, now)

    def _being_answered(self, state: SessionState) -> OpenPrompt | None:
        """The prompt that a name or a reason is typed for: no other takes its place meanwhile."""
        cue, prompt = state.cues.get(self.answers.cue), prompt_of(state, self.answers.cue)
        if not self.answers.typing or cue is None or cue.answer or prompt is None:
            return None
        return OpenPrompt(self.answers.cue, prompt, cue.at, 0)

    def _show_timers(self, state: SessionState, now: Instant) -> None:
        before = len(self.timers.whole_text())
        script = running_script(state.scripts)
        beside = [script_words(script)] if script is not None else []
        beside += [f"{run.pattern.title} {countdown_text(now.elapsed - run.began)}" for run in state.breath]
        beside += ["display on" if state.display.seen else "display lost"] if state.display.on else []
        beside += [timer_words(timer, now.elapsed) for timer in running_timers(state)]
        self.timers.set_text("  ·  ".join(beside))
        self.tools.show_script(script is not None, names_script(state, self._cue))
        if len(self.timers.whole_text()) != before:
            self._arrange()

    def _put_away(self) -> None:
        (self.dose_asked if self._asks_for_dose else self.put_away).emit()

    def _offer(self, state: SessionState, now: Instant, current: OpenPrompt | None) -> None:
        """The dose's steps, and the buttons that go with them and with the prompt."""
        speaks = current is not None and state.speaking == current.cue
        line = "End the line" if speaks else "Say it"
        self.say_button.show_as("" if self._of.folded else line, icon="speech", key=cap("say"), name=line)
        done_by = current.prompt.done_by if current is not None else UNSET
        self._asks_for_dose = done_by == DoneBy.DOSE
        words, icon, key = ("Record the dose", "pill", "dose") if self._asks_for_dose else PUT_AWAY
        self.put_away_button.show_as(words, icon=icon, key=cap(key), kind=Kind.SOON)
        self.steps.show_rail(dose_rail(state, now.elapsed), self._of.label)
        stays = current is not None and current.prompt.acknowledge
        asks_for_step = done_by == DoneBy.DISSOLVED or (done_by == DoneBy.END and stays)
        said_by_step = bool(self.steps.acts) and asks_for_step
        self.steps.mark(said_by_step)
        ask = current.prompt.ask if current is not None else UNSET
        self.answers.show_asked(current.cue if current is not None else "", ask or None)
        can_say = speaks or (current is not None and self._can_say(current.prompt))
        there = {
            self.answers: bool(ask),
            self.put_away_button: current is not None and not (ask or said_by_step),
            self.snooze_button: current is not None,
            self.say_button: can_say,
        }
        offered = (*self.steps.acts, *(part for part, offers in there.items() if offers))
        railed = self.steps.shown is not None
        if (offered, railed, words) != self._offered:
            self._offered = (offered, railed, words)
            self._arrange()

    def show_prompt(self, current: OpenPrompt) -> None:
        """Show one prompt."""
        prompt, others = current.prompt, current.waiting
        to_say = prompt.audience is Audience.CLIENT
        more = f"  ·  {others} more wait{'s' if others == 1 else ''}" if others else ""
        text = prompt.text.strip()
        words = f"“{text}”" if to_say and text else text
        title = current.title or prompt.title
        self._say(("Now  ·  to say, if it fits" if to_say else "Now  ·  for you") + more, title, words)

    def _say(self, eyebrow: str, title: str, text: str) -> None:
        if (eyebrow, title, text) != (self.eyebrow.whole_text(), self.title.whole_text(), self._text):
            self.set_eyebrow(eyebrow)
            self.title.set_text(title)
            self._text = text
            self._arrange()

    def _show_next(self, state: SessionState, now: Instant) -> None:
        if (step := self.steps.ring()) is not None:
            self.next.set_data(NextUpData(step[0], step[1], "", self._of.ring, self._of.body))
            return
        following = next_prompt(state, now.elapsed) if not state.flow.prompts_stopped else None
        none = "stopped" if state.flow.prompts_stopped else "no more prompts"
        ring, title, when = RingData(None, FULL_RING, "next"), "", none
        if following is not None:
            title, when = following.title, _comes_with(state, following)
            if waits_for_the_dose(state, following):
                when = "after the dose"
            elif not waits_for_a_person(state, following, now.elapsed):
                ring = RingData(whole_seconds(following.at - now.elapsed), FULL_RING, "next")
        self.next.set_data(NextUpData(ring, title, when, self._of.ring, self._of.body))


def _comes_with(state: SessionState, due: Due) -> str:
    """`with Peak`, if it belongs to another phase than this one."""
    phases = state.protocol.phases
    homes = (at for at, phase in enumerate(phases) if any(item.id == base_cue(due.cue) for item in phase.prompts))
    home = next(homes, state.flow.index)
    return f"with {phases[home].title}" if home > state.flow.index else ""


def _row_width(buttons: tuple[QWidget, ...]) -> int:
    """How wide buttons stand side by side (pixels)."""
    return sum(button.sizeHint().width() for button in buttons) + 8 * max(0, len(buttons) - 1)


def _in_a_row(buttons: tuple[QWidget, ...], place: QRect) -> int:
    """Put buttons side by side from the left of `place`; where the last one ends. What has no room there is hidden."""
    left = place.left()
    for button in buttons:
        wide = button.sizeHint().width()
        button.setVisible(left + wide <= place.right() + 1)
        if not button.isHidden():
            button.setGeometry(left, place.top(), wide, place.height())
            left += wide + 8
    return left - 8
