"""The one thing to look at: the current prompt, and the next with its countdown."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kapguide.session.clock import MINUTE, Instant
from kapguide.session.protocol import Audience, Prompt
from kapguide.session.state import SessionState
from kapguide.session.view import OpenPrompt, current_prompt, next_prompt, waits_for_a_person
from kapguide.ui.live.keys import cap
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.ring import CountdownRing

FULL_RING = 10 * MINUTE
"""A ring is full when the next prompt is this far away or further."""


class PromptCard(Card):
    """Shows what `current_prompt` and `next_prompt` say."""

    done = Signal()
    snoozed = Signal()
    said = Signal()

    def __init__(self, theme: Theme, can_say: Callable[[Prompt], bool] = lambda prompt: False) -> None:
        """`can_say` tells whether there is a line that says a prompt's words."""
        super().__init__(theme)
        self._can_say = can_say
        self._cue = ""
        grid = theme.sizes.grid
        self.title = Text(theme, "", Role.TITLE, wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text = Text(theme, "", Role.BODY, "text", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.done_button = Button(theme, "Done", icon="check", key=cap("acknowledge"), kind=Kind.PRIMARY)
        self.snooze_button = Button(theme, "Snooze 2 min", icon="timer", key=cap("snooze"))
        self.say_button = Button(theme, "Say it", icon="speech", key=cap("say"))
        self.waiting = Text(theme, "", Role.SMALL, "warm", elide=True)
        self.ring = CountdownRing(theme)
        self.coming = Text(theme, "", Role.SMALL, "soft", elide=True)
        self.coming.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.done_button.clicked.connect(self.done)
        self.snooze_button.clicked.connect(self.snoozed)
        self.say_button.clicked.connect(self.said)

        words = QVBoxLayout()
        words.setSpacing(grid)
        words.addWidget(self.title)
        words.addWidget(self.text, 1)
        side = QVBoxLayout()
        side.setSpacing(grid)
        side.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
        side.addWidget(self.coming)
        side.addStretch(1)
        self.coming.setFixedWidth(168)
        top = QHBoxLayout()
        top.setSpacing(3 * grid)
        top.addLayout(words, 1)
        top.addLayout(side)
        buttons = QHBoxLayout()
        buttons.setSpacing(grid)
        buttons.addWidget(self.done_button)
        buttons.addWidget(self.snooze_button)
        buttons.addWidget(self.say_button)
        buttons.addSpacing(grid)
        buttons.addWidget(self.waiting, 1)
        self.add(top, 1)
        self.add(buttons)
        for button in (self.done_button, self.snooze_button):
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)

    @property
    def cue(self) -> str:
        """The id of the prompt on the screen, or an empty string."""
        return self._cue

    @property
    def can_say_it(self) -> bool:
        """There is a line for the prompt on the screen."""
        return not self.say_button.isHidden()

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        current = current_prompt(state, now.elapsed)
        self._cue = current.cue if current else ""
        self.set_accent(current is not None)
        speaks = current is not None and state.speaking == current.cue
        self.say_button.setVisible(speaks or (current is not None and self._can_say(current.prompt)))
        self.say_button.show_as("End the line" if speaks else "Say it", icon="speech", key=cap("say"))
        if current is not None:
            self._show(current)
        else:
            stopped = state.flow.prompts_stopped
            self.set_eyebrow("Now")
            self.title.set_text("Prompts are stopped" if stopped else "Nothing to do but be here")
            self.text.set_text("Release the phase, or go on to the next one, and they come again." if stopped else "")
            self.waiting.set_text("")
        self.title.set_colour("text" if current else "dim")
        self.done_button.setVisible(current is not None)
        self.snooze_button.setVisible(current is not None)
        self._show_next(state, now)

    def _show(self, current: OpenPrompt) -> None:
        prompt = current.prompt
        to_say = prompt.audience is Audience.CLIENT
        self.set_eyebrow("Now  ·  to say, if it fits" if to_say else "Now  ·  for you")
        self.title.set_text(prompt.title)
        self.text.set_text(f"“{prompt.text.strip()}”" if to_say and prompt.text else prompt.text.strip())
        others = current.waiting
        self.waiting.set_text(f"{others} more wait{'s' if others == 1 else ''} behind it" if others else "")

    def _show_next(self, state: SessionState, now: Instant) -> None:
        following = next_prompt(state, now.elapsed) if not state.flow.prompts_stopped else None
        if following is None:
            self.ring.show_left(None, FULL_RING, "no more prompts")
            self.coming.set_text("")
            return
        if waits_for_a_person(state, following, now.elapsed):
            self.ring.show_left(None, FULL_RING, "with the phase")
        else:
            self.ring.show_left(following.at - now.elapsed, FULL_RING, "next prompt")
        self.coming.set_text(following.title)
