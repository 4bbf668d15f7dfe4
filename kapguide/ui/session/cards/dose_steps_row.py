"""The dose's steps on the prompt card: a rail of pills, and a button for each thing that can be said now."""

from PySide6.QtCore import QObject, Signal

from kapguide.session.doses.steps import DoseRail, StepAct, StepState
from kapguide.ui.session.keys import cap
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.ring import RingData, whole_seconds
from kapguide.ui.widgets.steps_rail import Pill, RailData, StepsRail
from kapguide.ui.widgets.words import countdown_text

ACTS = {
    StepAct.DISSOLVED: ("Dissolved", "check", "step"),
    StepAct.SWISH: ("Swish", "check", "step"),
    StepAct.SPAT: ("Spat out", "check", "spat"),
    StepAct.SWALLOWED: ("Swallowed", "check", "swallowed"),
    StepAct.DEVICE: ("Next device", "pill", "step"),
    StepAct.ENDED: ("Infusion ends", "check", "step"),
    StepAct.NEXT: ("Next tablet", "pill", "step"),
}
"""What each act's button says, its icon, and the action whose key it has."""

CAPTIONS = {
    "Dissolve": "dissolves", "Hold": "hold", "Swish": "swish", "Spat or swallowed": "cup", "Infusion": "infusion",
    "Rest": "rest",
}  # fmt: skip
"""What the ring says below its time."""


class DoseStepsRow(QObject):
    """The rail and the buttons; the card places them. Nothing in it acts by itself."""

    stepped = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rail = StepsRail(theme, "Steps of the dose")
        self.buttons = {
            act: Button(theme, words, icon=icon, key=cap(action), kind=Kind.SOON)
            for act, (words, icon, action) in ACTS.items()
        }
        self.shown: DoseRail | None = None
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _=False, act=act: self.stepped.emit(act))
            button.hide()
        self.rail.hide()

    @property
    def acts(self) -> tuple[Button, ...]:
        """The buttons that are on the card now, from the left."""
        return tuple(self.buttons[act] for act in self.shown.acts) if self.shown is not None else ()

    def mark(self, asked: bool) -> None:
        """The buttons stand out where the prompt on the card asks for what they say."""
        for act, (words, icon, action) in ACTS.items():
            kind = Kind.SOON if asked else Kind.PLAIN
            self.buttons[act].show_as(words, icon=icon, key=cap(action), kind=kind)

    def show_rail(self, rail: DoseRail | None, px: int) -> bool:
        """Show the steps; tells whether other buttons have come or gone."""
        before = (self.shown is None, self.shown.acts if self.shown is not None else ())
        self.shown = rail
        pills = tuple(
            Pill(step.words, countdown_text(step.ms) if step.ms else "", step.state.value)
            for step in (rail.steps if rail is not None else ())
        )
        self.rail.set_data(RailData(pills, px=px))
        return before != (rail is None, rail.acts if rail is not None else ())

    def ring(self) -> tuple[RingData, str] | None:
        """The ring of the step that is on, and its words; None where it has no time or is none of the client's."""
        current = self.shown.current if self.shown is not None else None
        if current is None or (current.ms is None and current.state is not StepState.DUE):
            return None
        if current.words == "Infusion" and current.state is StepState.ON:
            return None
        left = 0 if current.state is StepState.DUE else whole_seconds(current.ms or 0)
        caption = CAPTIONS.get(current.words, current.words.lower())
        if current.words == "Hold" and not left:
            caption = CAPTIONS["Spat or swallowed"]
        return RingData(left, max(1, current.planned), caption), current.words
