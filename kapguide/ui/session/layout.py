"""The parts of the live screen and where they stand: by the classes of its size, and by what is called up."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from PySide6.QtCore import QRect, QSize, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.guiding.breath import BreathPattern
from kapguide.session.protocol.protocol import Prompt
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.session.called_up import CalledUp, give_class
from kapguide.ui.session.cards.header import HeaderBar
from kapguide.ui.session.cards.music_card import MusicCard, MusicSource
from kapguide.ui.session.cards.notes_card import NotesCard
from kapguide.ui.session.cards.observe_bar import ObserveBar
from kapguide.ui.session.cards.phase_card import PhaseCard
from kapguide.ui.session.cards.prompt_card import PromptCard
from kapguide.ui.session.cards.script_keys import SCRIPT_KEYS
from kapguide.ui.session.cards.script_reader import ScriptReader
from kapguide.ui.session.cards.vitals_card import VitalsCard
from kapguide.ui.session.classes import FLOOR, Act, LivePlaces, class_for, places_for
from kapguide.ui.session.forms.keys_panel import KeysPanel
from kapguide.ui.session.forms.leave_panel import LeavePanel
from kapguide.ui.session.forms.question_form import QuestionForm
from kapguide.ui.session.keys import OF_THE_DOSE
from kapguide.ui.theme import Theme

SMALLEST = QSize(960, 500)
READY_MS = 500
"""The emergency is there, ready to be shown, this long after the screen; before, its key makes it."""
SEEN_MS = 10_000
"""How long the observations stay open in another's place, unless one is made before."""


class LiveLayout(CalledUp):
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
        make_emergency: Callable[[], EmergencyView],
    ) -> None:
        super().__init__(theme, observations, patterns)
        self.form: QWidget | None = None
        """The form that is open, or none."""
        self.panel: QWidget | None = None
        """What lies over prompt, form and notes, or nothing."""
        self.reading = False
        """The reader of a script has both columns, wherever no form and no panel lies over it."""
        self.prompt = PromptCard(theme, can_say)
        self.notes = NotesCard(theme)
        self.music = MusicCard(theme, music)
        self.vitals = VitalsCard(theme)
        self.observe = ObserveBar(theme, observations)
        self.phases = PhaseCard(theme)
        self.header = HeaderBar(theme, rehearsal)
        self.quiet, self.undo = self.notes.quiet, self.notes.undo
        self.lock_button = self.header.lock
        self.help_button = self.header.keys
        self.leave_button = self.header.leave
        self._parts = (
            self.prompt, self.notes, self.music, self.vitals, self.observe, self.phases, self.header,
        )  # fmt: skip
        for part in self._parts:  # the order of Tab
            part.setParent(self)
        self._make_emergency = make_emergency
        self._ready = QTimer(self)
        self._ready.setSingleShot(True)
        self._ready.setInterval(READY_MS)
        self._ready.timeout.connect(lambda: self.emergency)
        self.prompt.outgrown.connect(self._place)
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.setInterval(SEEN_MS)
        self._seen.timeout.connect(self._place)
        self.notes.seen_asked.connect(self.show_seen)

    def leave_out_dose(self) -> None:
        """A session without a dose has no clock of it, no keys for it, and nobody departs under its medicine."""
        self.header.leave_out_dose()
        self.once(KeysPanel, lambda keys: keys.leave_out(OF_THE_DOSE))
        self.once(LeavePanel, lambda leave: leave.leave_out_departure())

    # --- the emergency ----------------------------------------------------------------------------------------

    @cached_property
    def emergency(self) -> EmergencyView:
        """Made when it is first asked for, and at the latest a moment after the screen has come."""
        view = self._take(self._make_emergency())
        view.setGeometry(self.emergency_place())
        return view

    @property
    def in_emergency(self) -> bool:
        """It lies over all of this."""
        view = self.made(EmergencyView)
        return view is not None and view.isVisibleTo(self)

    def emergency_place(self) -> QRect:
        """All of the screen."""
        return self.rect()

    def show_emergency(self, on: bool) -> None:
        """Over everything, with the keys; behind it the screen stays as it is, what is half typed too."""
        if on != self.in_emergency:
            self.emergency.setVisible(on)
            self.emergency.raise_()
            (self.emergency if on else self).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ready.start()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys are the emergency's while it is on."""
        super().focusInEvent(event)
        if self.in_emergency:
            self.emergency.setFocus(event.reason())

    # --- what is called up ------------------------------------------------------------------------------------

    def show_form(self, form: QWidget | None) -> None:
        """Let a form lie over the prompt, or the prompt be seen again: then no question waits."""
        self.form = form
        question = self.made(QuestionForm)
        if form is None and question is not None:
            question.forget()
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
            for part in (*self._parts, *self._over):
                give_class(part, of)
        self._place()
        view = self.made(EmergencyView)
        if view is not None:
            view.setGeometry(self.emergency_place())

    def _place(self) -> None:
        on_top = self.panel or self.form or (self.reader if self.reading else None)
        act = Act.WIDE if self.panel is not None else Act.FORM if self.form is not None else Act.NONE
        act = Act.READER if isinstance(on_top, ScriptReader) else act
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
            **dict.fromkeys(self._over, QRect()),
        }
        if on_top is not None:
            seats[on_top] = places.act
        if self._seen.isActive() and places.observations.isEmpty() and not places.notes.isEmpty():
            seats[self.observe] = self._seen_place(places)
            for covered in (self.notes, self.vitals, self.music):
                if seats[covered].intersects(seats[self.observe]):
                    seats[covered] = QRect()
        self.observe.show_keys(on_top is None or isinstance(on_top, KeysPanel | ScriptReader))
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
