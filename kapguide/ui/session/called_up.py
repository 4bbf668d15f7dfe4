"""What lies over the live screen once it is called up: each form and panel is made the first time, and then kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kapguide.session.guiding.breath import BreathPattern
from kapguide.ui.session.cards.breath_card import BreathCard
from kapguide.ui.session.cards.notes_card import NotesCard
from kapguide.ui.session.cards.phase_card import PhaseCard
from kapguide.ui.session.cards.script_list import ScriptList
from kapguide.ui.session.cards.script_reader import ScriptReader
from kapguide.ui.session.classes import LayoutClass
from kapguide.ui.session.forms.consent_form import ConsentForm
from kapguide.ui.session.forms.display_form import DisplayForm
from kapguide.ui.session.forms.dose_form import DoseForm
from kapguide.ui.session.forms.effects_form import EffectsForm
from kapguide.ui.session.forms.keys_panel import KeysPanel
from kapguide.ui.session.forms.leave_panel import LeavePanel
from kapguide.ui.session.forms.leaving_list import LeavingListPanel
from kapguide.ui.session.forms.people_form import PeopleForm
from kapguide.ui.session.forms.question_form import QuestionForm
from kapguide.ui.session.forms.timer_form import TimerForm
from kapguide.ui.session.keys import shown_bindings
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import Card

Part = TypeVar("Part", bound=QWidget)


class CalledUp(QWidget):
    """Has each of them by its name. What no session opens costs none its time and its memory.

    `made` tells whether there is one, without making it; `once` says what is done with it as soon as it is there.
    """

    notes: NotesCard
    phases: PhaseCard

    def __init__(self, theme: Theme, observations: Mapping[str, str], patterns: Sequence[BreathPattern]) -> None:
        super().__init__()
        self.theme = theme
        self._observations, self._patterns = observations, patterns
        self._class: LayoutClass | None = None
        self._over: list[QWidget] = []
        """The forms and panels that there are."""
        self._made: dict[type[QWidget], Any] = {}
        self._once: defaultdict[type[QWidget], list[Callable[[Any], object]]] = defaultdict(list)

    def made(self, kind: type[Part]) -> Part | None:
        """The part of that kind, if it was ever called up."""
        return cast(Part | None, self._made.get(kind))

    def half_typed_in(self, kind: type[QWidget]) -> str:
        """What stands in the part of that kind and is not entered; nothing where nobody called it up."""
        part = self._made.get(kind)
        return part.half_typed() if part is not None else ""

    def once(self, kind: type[Part], do: Callable[[Part], object]) -> None:
        """Have `do` done with the part of that kind: now if it is there, else as soon as it is."""
        part = self.made(kind)
        if part is None:
            self._once[kind].append(do)
        else:
            do(part)

    @cached_property
    def reader(self) -> ScriptReader:
        return self._form(ScriptReader(self.theme))

    @cached_property
    def dose(self) -> DoseForm:
        return self._form(DoseForm(self.theme))

    @cached_property
    def breath(self) -> BreathCard:
        return self._form(BreathCard(self.theme, self._patterns))

    @cached_property
    def display_form(self) -> DisplayForm:
        return self._form(DisplayForm(self.theme))

    @cached_property
    def timers(self) -> TimerForm:
        return self._form(TimerForm(self.theme))

    @cached_property
    def people(self) -> PeopleForm:
        return self._form(PeopleForm(self.theme))

    @cached_property
    def scripts(self) -> ScriptList:
        return self._form(ScriptList(self.theme))

    @cached_property
    def consent(self) -> ConsentForm:
        return self._form(ConsentForm(self.theme))

    @cached_property
    def effects(self) -> EffectsForm:
        return self._form(EffectsForm(self.theme))

    @cached_property
    def question(self) -> QuestionForm:
        return self._form(QuestionForm(self.theme))

    @cached_property
    def keys(self) -> KeysPanel:
        return self._panel(KeysPanel(self.theme, shown_bindings(), self._observations))

    @cached_property
    def leave(self) -> LeavePanel:
        return self._panel(LeavePanel(self.theme))

    @cached_property
    def leaving_list(self) -> LeavingListPanel:
        return self._panel(LeavingListPanel(self.theme))

    def _form(self, part: Part) -> Part:
        """Tab comes to it before the notes."""
        return self._seated(part, self.notes)

    def _panel(self, part: Part) -> Part:
        """Tab comes to it before the phases."""
        return self._seated(part, self.phases)

    def _seated(self, part: Part, follower: QWidget) -> Part:
        self._over.append(part)
        self._take(part)
        _tab_before(part, follower)
        if self._class is not None:
            give_class(part, self._class)
        return part

    def _take(self, part: Part) -> Part:
        """A part of the screen from now on, hidden until it is given a place."""
        part.setParent(self)
        part.hide()
        self._made[type(part)] = part
        for do in self._once.pop(type(part), ()):
            do(part)
        return part


def give_class(part: QWidget, of: LayoutClass) -> None:
    """A part that does not know the classes yet is laid out densely in the lower ones."""
    if hasattr(part, "set_class"):
        part.set_class(of)
    elif isinstance(part, Card):
        part.set_dense(of.high < 860)


def _tab_before(part: QWidget, follower: QWidget) -> None:
    """Tab, which comes last to what is made last, comes to `part` just before it comes to `follower`."""
    stops: list[QWidget] = []
    following: QWidget = part
    while following is part or part.isAncestorOf(following):
        stops.append(following)
        following = _next(following)
    at = _next(follower, back=True)
    while at is not follower and not _is_stop(at):
        at = _next(at, back=True)
    for stop in filter(_is_stop, stops):
        QWidget.setTabOrder(at, stop)
        at = stop


def _next(widget: QWidget, *, back: bool = False) -> QWidget:
    """In the ring of what can have the keys, in which each widget of a window has a next one."""
    found = widget.previousInFocusChain() if back else widget.nextInFocusChain()
    assert found is not None
    return found


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
