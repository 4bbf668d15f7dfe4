"""The leaving list beside the observation clock of the last dose, the pick-up, the sheet for home, the next contact."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.checklists import Checklist, asked_words, begun
from kapguide.session.clock import Instant
from kapguide.session.plan import observe_until
from kapguide.session.state import SessionState
from kapguide.ui.session.times import wall_text
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.checklist_form import ChecklistForm
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.words import span_words

BESIDE, NARROW_BESIDE, NARROW = 320, 224, 1100
"""The width of what stands beside the list, and in a panel narrower than this (pixels)."""
BIG = 28


class LeavingListPanel(Card):
    """`answered` carries an ItemReply; `sheet_asked` wants the sheet for home on paper."""

    answered = Signal(object)
    sheet_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Leaving list")
        self._therapist = ""
        self.form = ChecklistForm(theme, "Leaving list", lambda: self._therapist, most_columns=3)
        self.observation = Text(theme, "", Role.TITLE, "text", tabular=True, wrap=True)
        self.observation.set_px(BIG)
        self.until = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.pick_up = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.next = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.sheet = Button(theme, "Sheet for home (PDF)", icon="printer")
        self.said = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.back = Button(theme, "How they leave", icon="arrow-right", key="Esc")
        grid = theme.sizes.grid
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 2 * grid, 0)
        inside.addWidget(self.form)
        inside.addStretch(1)
        self.area: SoftScroll = SoftScroll(theme, page)
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(grid // 2)
        for part in (self.observation, self.until, self.pick_up, self.next):
            beside.addWidget(part)
        beside.addStretch(1)
        for last in (self.said, self.sheet, self.back):
            beside.addWidget(last)
        columns = QHBoxLayout()
        columns.setSpacing(2 * grid)
        columns.addWidget(self.area, 1)
        columns.addWidget(self._beside)
        self.add(columns, 1)
        self.form.answered.connect(self.answered)
        self.form.left.connect(self.closed)
        self.form.looked_at.connect(lambda item: self.area.ensureWidgetVisible(self.form.row_of(item), 0, 2 * grid))
        self.form.done.connect(self.sheet.setFocus)
        self.sheet.clicked.connect(self.sheet_asked)
        self.back.clicked.connect(self.closed)

    def open(self, state: SessionState, now: Instant, checklist: Checklist, next_contact: str) -> None:
        """Go on where nobody has asked yet."""
        self.next.set_text(f"Next contact: {next_contact}" if next_contact else "No next contact is planned.")
        self.say("")
        self.render_state(state, now, checklist)
        open_items = [row.item for row in self.form.answers.replies if row.reply is not None]
        waiting = (item.id for item in self.form.answers.items if item.id not in open_items)
        self.form.focus_item(next(waiting, ""))

    def render_state(self, state: SessionState, now: Instant, checklist: Checklist) -> None:
        """Show the list as it was begun, or as it would be, and how it stands with the observation at `now`."""
        self._therapist = state.therapist
        listed = state.leaving_list.answers if state.leaving_list.begun else begun(checklist)
        hints = {item.id: item.hint for item in checklist.items if item.hint}
        self.form.show_list(listed, hints | _known(state, now))
        self.set_trailing(f"version {listed.version}  ·  {asked_words(listed)}  ·  ? not known")
        until = observe_until(state)
        if until is None:
            self.observation.set_text("No dose")
            self.until.set_text("No observation time was begun.")
        else:
            at = wall_text(now.utc, now.tz_min, until - now.elapsed)
            left = until - now.elapsed
            self.observation.set_text(f"{span_words(left)} left" if left > 0 else "Over")
            words = "observation until" if left > 0 else "the observation time, at"
            self.until.set_text(f"{words} {at}, counted from the last dose")
        pick_up = state.started.pick_up if state.started is not None else None
        self.pick_up.set_text(f"Pick-up {wall_text(pick_up, now.tz_min)}" if pick_up is not None else "No pick-up time")

    def say(self, words: str) -> None:
        """What became of the sheet."""
        self.said.set_text(words)
        self.said.setVisible(bool(words))

    def half_typed(self) -> str:
        """A comment that was not entered."""
        return self.form.half_typed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._beside.setFixedWidth(NARROW_BESIDE if self.width() < NARROW else BESIDE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to how they leave; every other key goes to the screen."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _known(state: SessionState, now: Instant) -> dict[str, str]:
    """What the session knows of an item, for whoever asks it: the last reading, and who fetches the client."""
    prepared = state.started.prepared if state.started is not None else None
    last = max(state.readings, key=lambda reading: reading.taken, default=None)
    known = {"escort": prepared.escort if prepared is not None else ""}
    if last is not None:
        at = wall_text(now.utc, now.tz_min, last.taken - now.elapsed)
        known["vitals"] = f"{str(last.vitals).partition('  ')[0]} at {at}"  # the whole of it stands in the vitals card
    return {item: words for item, words in known.items() if words}
