"""The parts of the live screen and where they stand: by the classes of its size, and by what is called up."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRect, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.guiding.breath import BreathPattern
from kapguide.session.protocol import Prompt
from kapguide.ui.session.breath_card import BreathCard
from kapguide.ui.session.classes import FLOOR, Act, LayoutClass, LivePlaces, class_for, places_for
from kapguide.ui.session.consent_form import ConsentForm
from kapguide.ui.session.display_form import DisplayForm
from kapguide.ui.session.dose_form import DoseForm
from kapguide.ui.session.effects_form import EffectsForm
from kapguide.ui.session.header import HeaderBar
from kapguide.ui.session.keys import OF_THE_DOSE, shown_bindings
from kapguide.ui.session.keys_panel import KeysPanel
from kapguide.ui.session.leave_panel import LeavePanel
from kapguide.ui.session.leaving_list import LeavingListPanel
from kapguide.ui.session.music_card import MusicCard, MusicSource
from kapguide.ui.session.notes_card import NotesCard
from kapguide.ui.session.observe_bar import ObserveBar
from kapguide.ui.session.people_form import PeopleForm
from kapguide.ui.session.phase_card import PhaseCard
from kapguide.ui.session.prompt_card import PromptCard
from kapguide.ui.session.question_form import QuestionForm
from kapguide.ui.session.script_keys import SCRIPT_KEYS
from kapguide.ui.session.script_list import ScriptList
from kapguide.ui.session.script_reader import ScriptReader
from kapguide.ui.session.timer_form import TimerForm
from kapguide.ui.session.vitals_card import VitalsCard
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import Card

SMALLEST = QSize(960, 500)
SEEN_MS = 10_000
"""How long the observations stay open in another's place, unless one is made before."""


class LiveLayout(QWidget):
    """Holds the cards; what they show and do is the screen's matter.

    A form lies over the prompt and stays there, with what is typed in it, while a panel lies over all of that.
    """

    nothing_left = Signal()
    """Escape, where nothing was open that it could close."""

    def __init__(
        self,
        theme: Theme,
        music: MusicSource,
        observations: Mapping[str, str],
        rehearsal: str,
        can_say: Callable[[Prompt], bool],
        patterns: Sequence[BreathPattern],
    ) -> None:
        super().__init__()
        self.theme = theme
        self._class: LayoutClass | None = None
        self.form: QWidget | None = None
        """The form that is open, or none."""
        self.panel: QWidget | None = None
        """What lies over prompt, form and notes, or nothing."""
        self.reading = False
        """The reader of a script has both columns, wherever no form and no panel lies over it."""
        self.prompt = PromptCard(theme, can_say)
        self.dose = DoseForm(theme)
        self.breath = BreathCard(theme, patterns)
        self.display_form = DisplayForm(theme)
        self.notes = NotesCard(theme)
        self.music = MusicCard(theme, music)
        self.vitals = VitalsCard(theme)
        self.observe = ObserveBar(theme, observations)
        self.timers = TimerForm(theme)
        self.consent = ConsentForm(theme)
        self.people = PeopleForm(theme)
        self.effects = EffectsForm(theme)
        self.question = QuestionForm(theme)
        self.scripts = ScriptList(theme)
        self.reader = ScriptReader(theme)
        self.keys = KeysPanel(theme, shown_bindings(), observations)
        self.leave = LeavePanel(theme)
        self.leaving_list = LeavingListPanel(theme)
        self.phases = PhaseCard(theme)
        self.header = HeaderBar(theme, rehearsal)
        self.quiet, self.undo = self.notes.quiet, self.notes.undo
        self.lock_button = self.header.lock
        self.help_button = self.header.keys
        self.leave_button = self.header.leave
        self._parts = (
            self.prompt, self.reader, self.dose, self.breath, self.display_form, self.timers, self.people,
            self.scripts, self.consent, self.effects, self.question, self.notes,
            self.music, self.vitals, self.observe, self.keys, self.leave, self.leaving_list, self.phases, self.header,
        )  # fmt: skip
        for part in self._parts:  # the order of Tab
            part.setParent(self)
        forms = (
            self.dose, self.breath, self.display_form, self.timers, self.people, self.scripts, self.consent,
            self.effects, self.question,
        )  # fmt: skip
        for part in (self.reader, *forms, self.keys, self.leave, self.leaving_list):
            part.hide()
        self.prompt.outgrown.connect(self._place)
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.setInterval(SEEN_MS)
        self._seen.timeout.connect(self._place)
        self.notes.seen_asked.connect(self.show_seen)

    def leave_out_dose(self) -> None:
        """A session without a dose has no clock of it, no keys for it, and nobody departs under its medicine."""
        self.header.leave_out_dose()
        self.keys.leave_out(OF_THE_DOSE)
        self.leave.leave_out_departure()

    def half_typed_in_emergency(self) -> str:
        """What is half typed in the emergency's own fields; nothing where there is none."""
        return ""

    def show_form(self, form: QWidget | None) -> None:
        """Let a form lie over the prompt, or the prompt be seen again: then no question waits."""
        self.form = form
        if form is None:
            self.question.forget()
        self._place()

    def show_reader(self, shown: bool) -> None:
        """Let the reader of the script have both columns, or give their places back."""
        if shown is not self.reading:
            self.reading = shown
            self._place()

    @property
    def seen_open(self) -> bool:
        """The observations are open in another's place."""
        return self._seen.isActive()

    @property
    def at_rest(self) -> bool:
        """Nothing is open, and the keys are the screen's."""
        return self.form is None and self.panel is None and not self.reading and not self.seen_open and self.hasFocus()

    @property
    def reads(self) -> bool:
        """The reader is in front."""
        return self.reading and self.form is None and self.panel is None

    def show_panel(self, panel: QWidget | None) -> None:
        """Let a panel lie over prompt, form and notes, or all of these be seen again."""
        self.panel = panel
        self._place()

    def show_seen(self) -> None:
        """Where the observations have no row of their own, open them in the note line's place, or close them again."""
        if self._seen.isActive():
            self.hide_seen()
        elif self.notes.isVisible() and not self.observe.isVisible():
            self._seen.start()
            self._place()
            self.setFocus()

    def hide_seen(self) -> None:
        """The note line has its place again."""
        if self._seen.isActive():
            self._seen.stop()
            self._place()
            self.setFocus()  # a button that was pressed there is gone

    def minimumSizeHint(self) -> QSize:
        """The floor of the layout."""
        return SMALLEST

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Every part has its place by the size alone."""
        super().resizeEvent(event)
        of = class_for(self.width(), self.height())
        if of != self._class:
            self._class = of
            for part in self._parts:
                _give_class(part, of)
        self._place()

    def _place(self) -> None:
        on_top = self.panel or self.form or (self.reader if self.reading else None)
        act = Act.WIDE if self.panel is not None else Act.FORM if self.form is not None else Act.NONE
        act = Act.READER if on_top is self.reader else act
        for card in (self.music, self.vitals, self.notes):
            card.set_quiet(act is Act.READER)
        self.notes.set_in_line(act is Act.READER)
        self.observe.set_carded(act is Act.READER)
        self.vitals.answers.set_taken(SCRIPT_KEYS if act is Act.READER else ())
        places = places_for(self.width(), self.height(), act, self.prompt.wanted)
        seats = {
            self.header: places.header,
            self.phases: places.phases,
            self.prompt: places.prompt,
            self.notes: places.notes,
            self.music: places.music,
            self.vitals: places.vitals,
            self.observe: places.observations,
            self.dose: QRect(),
            self.breath: QRect(),
            self.display_form: QRect(),
            self.timers: QRect(),
            self.consent: QRect(),
            self.effects: QRect(),
            self.people: QRect(),
            self.question: QRect(),
            self.scripts: QRect(),
            self.reader: QRect(),
            self.keys: QRect(),
            self.leave: QRect(),
            self.leaving_list: QRect(),
        }
        if on_top is not None:
            seats[on_top] = places.act
        if self._seen.isActive() and places.observations.isEmpty() and not places.notes.isEmpty():
            seats[self.observe] = self._seen_place(places)
            for covered in (self.notes, self.vitals):
                if seats[covered].intersects(seats[self.observe]):
                    seats[covered] = QRect()
        self.observe.show_keys(on_top in (None, self.keys, self.reader))
        for part, rect in seats.items():
            if not rect.isEmpty():
                part.setGeometry(rect)
            part.setVisible(not rect.isEmpty())

    def _seen_place(self, places: LivePlaces) -> QRect:
        """The note line; with the vitals' line above it if the labels need two rows."""
        if self.observe.rows_in(places.notes.width()) > 1:
            return places.notes.united(places.vitals)
        line = min(FLOOR.lines[1], places.notes.height())
        return QRect(places.notes.left(), places.notes.bottom() + 1 - line, places.notes.width(), line)


def _give_class(part: QWidget, of: LayoutClass) -> None:
    """A part that does not know the classes yet is laid out densely in the lower ones."""
    if hasattr(part, "set_class"):
        part.set_class(of)
    elif isinstance(part, Card):
        part.set_dense(of.high < 860)
