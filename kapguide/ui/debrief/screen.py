"""The screen of a debrief: four steps under one head, the first before any data; then one moment at a time."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kapguide.rehearsal.debrief.marks import remark_mark
from kapguide.rehearsal.debrief.shape import Debrief, DebriefMoment
from kapguide.rehearsal.kept import RehearsalRecord, SelfRating
from kapguide.rehearsal.remarks import may_correct
from kapguide.rehearsal.told import Remark
from kapguide.ui.debrief import data as d
from kapguide.ui.debrief.data_page import DataPage
from kapguide.ui.debrief.header import DebriefHeader
from kapguide.ui.debrief.reactions import ReactionsPage
from kapguide.ui.debrief.remark_form import authors
from kapguide.ui.debrief.tabs import STEPS, TabsData
from kapguide.ui.debrief.take_home import TakeHomePage
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.several_lines import SeveralLines
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

REACTIONS, HAPPENED, ANALYSIS, TAKE_HOME = range(len(STEPS))
FIRST = "Rate first, or leave it open: then what happened is shown."
MARGIN, FOOT = 24, 20
KEYS = {"1": "1", "2": "2", "3": "3", "4": "4", "a": "a", "e": "e", "+": "+", "=": "+", "-": "-"}


class DebriefScreen(QWidget):
    """Shows a record and its Debrief; emits what is said in it and what is wanted."""

    closed = Signal()
    step_opened = Signal(int)
    rated = Signal(object)
    """The answers of the self-rating; None is left open."""
    reactions_typed = Signal(str)
    analysis_typed = Signal(str)
    take_home_typed = Signal(str)
    remark_written = Signal(str, str, bool, int)
    """The words, by whom, whether a supervisor, and the session time of its moment."""
    remark_corrected = Signal(str, str)
    """Its id, and its words now."""
    remark_taken_back = Signal(str)
    as_it_was_asked = Signal(int)
    """The session time."""
    play_back_asked = Signal()
    export_asked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        record: RehearsalRecord,
        debrief: Debrief,
        *,
        observer: bool = False,
        keep_words: Callable[["DebriefScreen"], str] = lambda screen: "",
    ) -> None:
        """`keep_words` writes what is typed while the window goes, and says what would go with it."""
        super().__init__()
        self._keep_words = keep_words
        self.theme, self.debrief = theme, debrief
        self.observer = observer
        self.setAccessibleName(f"Debrief of a rehearsal: {record.scenario.title}")
        self.step = REACTIONS
        self.sealed = observer or record.reflection.rating is not None
        """What happened may be shown."""
        self._done = [False] * len(STEPS)
        self._at = ""
        self._window: tuple[int, int] | None = None
        self.header = DebriefHeader(theme, self, record, observer=observer)
        self.reactions = ReactionsPage(theme)
        self.data_page = DataPage(theme, authors(record, observer=observer))
        self.take_home = TakeHomePage(theme)
        self.message = QuietLine(theme)
        self.message.setFixedHeight(FOOT)
        self.pages = QStackedWidget()
        for page in (self.reactions, self.data_page, self.take_home):
            self.pages.addWidget(page)
        self._whole = QVBoxLayout(self)
        self._whole.addWidget(self.header)
        below = QVBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.pages, 1)
        below.addWidget(self.message)
        self._whole.addLayout(below, 1)
        self._fill(record)
        self._wire()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # --- what is shown ----------------------------------------------------------------------------------------

    def _fill(self, record: RehearsalRecord) -> None:
        said = record.reflection
        self.reactions.show_words(said.reactions, read_only=self.observer)
        if self.sealed:
            self.show_rating(said.rating)
        for field in (self.data_page.tries.words, self.take_home.words.take_home):
            _put(field, said.take_home)
            field.setReadOnly(self.observer)
        self.take_home.words.analysis.put(said.analysis)
        self.take_home.words.analysis.setReadOnly(self.observer)
        self._reached = said.reached
        first = next(iter(self.debrief.moments), None)
        self._at = d.moment_id(self._first_to_see() or first) if first is not None else ""
        self.show_debrief(self.debrief, record.remarks)

    def _first_to_see(self) -> DebriefMoment | None:
        """The first moment of the scenario's own."""
        return next((each for each in self.debrief.moments if each.happened), None)

    def show_rating(self, rating: SelfRating | None) -> None:
        """The rating as it was given; from now on it is only read."""
        lines = d.rated_lines(rating)
        self.reactions.show_given(lines)
        self.data_page.took.show_rating(lines)

    def show_debrief(self, debrief: Debrief, remarks: Sequence[Remark]) -> None:
        """Show it, at the moment that is chosen or the one that is nearest to it now; `remarks` are all."""
        before = self.moment
        self._remarks = tuple(remark for remark in remarks if may_correct(remark, observer=self.observer))
        self.debrief = debrief
        if self.moment is None and before is not None:
            nearest = d.nearest_moment(debrief, before.at)
            self._at = d.moment_id(nearest) if nearest is not None else ""
        self.data_page.show_debrief(debrief)
        self.take_home.show_debrief(debrief)
        self._show_moment()

    @property
    def moment(self) -> DebriefMoment | None:
        """The moment that is chosen."""
        return next((each for each in self.debrief.moments if d.moment_id(each) == self._at), None)

    def choose(self, moment: str) -> None:
        """Go to a moment; a part of the run that is in sight goes along."""
        self._at = moment
        at = self.moment
        if self._window is not None and at is not None and not self._window[0] <= at.at <= self._window[1]:
            self._window = d.phase_around(self.debrief, at.at)
        self._show_moment()

    def choose_time(self, t: int) -> None:
        """Go to the moment that a session time belongs to."""
        moment = d.nearest_moment(self.debrief, t)
        if moment is not None:
            self.choose(d.moment_id(moment))

    def _show_moment(self) -> None:
        moment = self.moment
        self.data_page.lanes.set_data(d.lanes_data(self.debrief, self._at, self._window))
        self.data_page.show_zoom(self._window is not None)
        title = moment.title if moment is not None else ""
        rows = d.moment_rows(moment, self.debrief) if moment is not None else ()
        self.data_page.moment.show_moment(title, rows, {remark_mark(remark): remark for remark in self._remarks})

    def zoom(self, near: bool) -> None:
        """Have the phase of the chosen moment in sight, or all of the run."""
        moment = self.moment
        self._window = d.phase_around(self.debrief, moment.at) if near and moment is not None else None
        self._show_moment()

    def _turn_zoom(self, at: int) -> None:
        """A phase was pointed at: only it, or all of the run again."""
        self._window = d.phase_around(self.debrief, at + self.debrief.zero) if self._window is None else None
        self._show_moment()

    def say(self, words: str, *, good: bool = True) -> None:
        """What was done, or why not."""
        self.message.say(words, Tone.PLAIN if good else Tone.WARM)

    # --- the steps --------------------------------------------------------------------------------------------

    def open_step(self, step: int) -> None:
        """Open a step; before the rating is given, or left open, there is only the first."""
        if step != REACTIONS and not self.sealed:
            self.say(FIRST, good=False)
            self.show_step(REACTIONS)
            self.reactions.go_to_open()
            return
        self.say("")
        self.show_step(step)
        self.step_opened.emit(step)
        self.begin()

    def show_step(self, step: int) -> None:
        """Show a step, and which are done."""
        self.step = step
        self._reached = max(self._reached, step + 1)
        self.pages.setCurrentWidget((self.reactions, self.data_page, self.data_page, self.take_home)[step])
        self.data_page.show_analysis(step == ANALYSIS)
        self._show_tabs()

    def _show_tabs(self) -> None:
        last = self._reached > TAKE_HOME and bool(self._taken_home)
        done = tuple(last if at == TAKE_HOME else self._reached > at + 1 for at in range(len(STEPS)))
        shown = tuple(each and at != self.step for at, each in enumerate(done))
        free = len(STEPS) if self.sealed else 1
        for button in (self.header.play_back, self.header.export.opens):
            button.setEnabled(self.sealed)  # both would show what happened
        before: TabsData = self.header.tabs.data
        self.header.tabs.set_data(TabsData(self.step, shown, free, before.focused))

    @property
    def _fields(self) -> tuple[SeveralLines, ...]:
        """Where the trainee writes."""
        own = self.take_home.words
        return self.reactions.words, self.data_page.tries.words, own.take_home, own.analysis

    @property
    def _taken_home(self) -> str:
        return self.take_home.words.take_home.text()

    def begin(self) -> None:
        """Put the keys where one begins in this step."""
        if self.step == REACTIONS:
            self.reactions.begin()
        elif self.step == TAKE_HOME:
            self.take_home.begin()
        else:
            self.data_page.lanes.setFocus()

    def _seal(self, answers: tuple[int | None, ...]) -> None:
        self.sealed = True
        self.rated.emit(answers)
        self.open_step(HAPPENED)

    # --- words ------------------------------------------------------------------------------------------------

    @property
    def half_typed(self) -> str:
        """What is to be said before the window goes, where it takes words with it."""
        return self._keep_words(self)

    def keep_words(self) -> bool:
        """Whether nothing that was said would be lost with the page."""
        return not self._keep_words(self)

    def finish(self) -> None:
        """The page goes: a remark that is half typed becomes one."""
        self.data_page.moment.form.finish()

    def _take_home_here(self, words: str) -> None:
        _put(self.take_home.words.take_home, words)
        self.take_home_typed.emit(words)

    def _take_home_there(self, words: str) -> None:
        _put(self.data_page.tries.words, words)
        self.take_home_typed.emit(words)

    def write_remark(self) -> None:
        """A remark on the chosen moment; from the last step it is written where its moment is seen."""
        moment = self.moment
        if self.step in (HAPPENED, ANALYSIS) and moment is not None and not self.data_page.moment.writing:
            self._written_for = moment.at
            self.data_page.moment.write(self.debrief.clock(moment.at))

    def correct_remark(self, id: str) -> None:
        """Other words in a remark that is there, or none any more."""
        remark = next((each for each in self._remarks if each.id == id), None)
        if remark is not None and not self.data_page.moment.writing:
            self.data_page.moment.write(self.debrief.clock(remark.t), remark)

    def _remark(self, words: str, by: str, supervisor: bool) -> None:
        self.remark_written.emit(words, by, supervisor, self._written_for)

    def _as_it_was(self) -> None:
        moment = self.moment
        if moment is not None:
            self.as_it_was_asked.emit(moment.at)

    def _to_time(self, t: int) -> None:
        """A fact or a point leads to its moment."""
        self.choose_time(t)
        if self.step == TAKE_HOME:
            self.open_step(HAPPENED)

    # --- keys -------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ShortcutFocusReason):
            self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters and digits are the screen's where no field has the keys; Esc leaves it."""
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        meant = key_meant(event, KEYS)
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.closed.emit()
        elif held:
            event.setAccepted(self.step == REACTIONS and self.reactions.takes(event))
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.header.play_back.click()
        elif meant is not None and not event.isAutoRepeat():
            self._act(meant)
        elif self.pages.currentWidget() is self.data_page and self.data_page.takes(event):
            pass
        else:
            event.ignore()

    def _act(self, meant: str) -> None:
        if meant.isdigit():
            self.open_step(int(meant) - 1)
        elif self.pages.currentWidget() is not self.data_page:
            return
        elif meant == "a":
            self.write_remark()
        elif meant == "e":
            self.data_page.moment.ask_to_correct()
        else:
            self.zoom(meant == "+")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < 560
        self._whole.setContentsMargins(MARGIN, 8 if low else 16, MARGIN, 0)
        self._whole.setSpacing(8 if low else 14)
        self.header.fit(self.width())
        room = self.height() - self.header.height() - FOOT
        self.reactions.fit(room)
        self.data_page.fit(self.width() - 2 * MARGIN, room)
        self.take_home.fit(self.width() - 2 * MARGIN, room)

    def _wire(self) -> None:
        head, page = self.header, self.data_page
        head.tabs.asked.connect(self.open_step)
        head.play_back.clicked.connect(self.play_back_asked)
        head.export.asked.connect(self.export_asked)
        head.done.clicked.connect(self.closed)
        self.reactions.typed.connect(self.reactions_typed)
        self.reactions.sealed.connect(self._seal)
        self.reactions.go_on_asked.connect(lambda: self.open_step(HAPPENED))
        page.lanes.chosen.connect(self.choose)
        page.lanes.opened.connect(self._as_it_was)
        page.lanes.phase_pointed.connect(self._turn_zoom)
        page.moment.as_it_was_asked.connect(self._as_it_was)
        page.moment.write_asked.connect(self.write_remark)
        page.moment.remark_written.connect(self._remark)
        page.moment.correct_asked.connect(self.correct_remark)
        page.moment.form.corrected.connect(self.remark_corrected)
        page.moment.form.taken_back.connect(self.remark_taken_back)
        page.moment.form_left.connect(page.lanes.setFocus)
        page.time_asked.connect(self._to_time)
        page.tries.typed.connect(self._take_home_here)
        self.take_home.words.take_home_typed.connect(self._take_home_there)
        self.take_home.words.analysis_typed.connect(self.analysis_typed)
        self.take_home.time_asked.connect(self._to_time)
        for field in self._fields:
            field.left.connect(self.begin_outside)

    def begin_outside(self) -> None:
        """A field was left by Esc: the keys are the screen's."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _put(field: SeveralLines, words: str) -> None:
    """Show words, at whose end one goes on."""
    field.put(words)
    field.moveCursor(QTextCursor.MoveOperation.End)
