"""The checklists of a client: one is gone through, the times before are read as they were asked."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from kapguide.clinical.checklists import Checklist, asked_words, change_words, changes, newest_reply, reply_to
from kapguide.clinical.facts import ItemReply
from kapguide.clinical.marks import MARK_WORDS
from kapguide.clinical.when import day_shown, parse_past_day
from kapguide.errors import KapGuideError
from kapguide.ui.checklist.layout import ChecklistLayout
from kapguide.ui.checklist.rows import NOW, TwoLineRow, time_row
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.check_row import REPLY_WORDS
from kapguide.ui.widgets.forms.checklist_form import who_and_when
from kapguide.ui.widgets.places import key_meant
from kapguide.usecases.list_sitting import ListSitting


class ChecklistScreen(ChecklistLayout):
    """Shows a ListSitting and answers it; whoever made it keeps what was said."""

    closed = Signal()
    list_picked = Signal(str)
    said = Signal()
    """Something of the list is to be kept soon."""
    keep_asked = Signal()
    """What was said is to be kept now: another time will be shown."""

    def __init__(self, theme: Theme, code: str, who: Callable[[], str], back: str = "Client") -> None:
        super().__init__(theme, who, back)
        self._sitting: ListSitting | None = None
        self.eyebrow.set_text(f"Checklists  ·  {code}")
        self.form.answered.connect(self._answered)
        self.form.typing.connect(self._typing)
        self.form.looked_at.connect(self._look)
        self.form.left.connect(self.close_button.setFocus)
        self.form.done.connect(lambda: (self.told if self.signing.isVisibleTo(self) else self.close_button).setFocus())
        self.lists.picked.connect(self.list_picked)
        self.lists.chosen.connect(lambda _: self.form.focus_item(""))
        self.times.picked.connect(self._turn_to)
        self.times.chosen.connect(lambda _: self.form.focus_item(""))
        self.anew.clicked.connect(self._anew)
        self.mend.clicked.connect(self._mend)
        self.close_button.clicked.connect(self._close)
        for field in (self.told, self.signed):
            field.left.connect(self.form.setFocus)
            field.editingFinished.connect(self._signed)
        self.told.returnPressed.connect(self.signed.setFocus)

    def show_lists(self, rows: tuple[TwoLineRow, ...], at: str) -> None:
        """The lists that can be asked, one of them picked."""
        self.lists.show_rows(rows, at)

    def show_sitting(self, sitting: ListSitting, stands: str = "") -> None:
        """Another list, or another time of it; `stands` says what was agreed beside it."""
        self._sitting = sitting
        self.stands.set_text(stands)
        self.stands.setVisible(bool(stands))
        checklist = sitting.checklist
        self.title.set_text(checklist.title)
        self.setAccessibleName(f"Checklist: {checklist.title}")
        self.purpose.set_text(checklist.purpose)
        self.sources.set_text(_origin(checklist))
        self.told.put(sitting.answers.told)
        self.signed.put(_shown(sitting.answers.signed_on))
        self._show()
        waiting = (item.id for item in sitting.answers.items if reply_to(sitting.answers, item.id).reply is None)
        if sitting.open:
            self.form.focus_item(next(waiting, ""))

    def refresh(self) -> None:
        """What was kept has a place among the times now."""
        self._show()

    def say_fault(self, words: str) -> None:
        """What could not be kept."""
        self.message.say(words, Tone.WARM)

    def _show(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        answers, checklist = sitting.answers, sitting.checklist
        hints = {item.id: item.hint for item in checklist.items if item.hint}
        self.form.show_list(answers, hints, to_answer=sitting.open)
        self.asked.set_eyebrow(f"Version {answers.version}  ·  {asked_words(answers)}")
        last = newest_reply(answers)
        self.asked.set_trailing("  ·  ".join(filter(None, (who_and_when(last) if last else "", "? not known"))))
        again = sitting.open and not sitting.shown and bool(sitting.before)
        then = sitting.before[0].answers.items if again else answers.items
        changed = change_words(changes(then, checklist.asks))
        now = f"As it was asked then; the list is in version {checklist.version} now. "
        self.changes.set_text(("The list is another since it was asked last. " if again else now) + " ".join(changed))
        self.changes.setVisible(bool(changed))
        self.signing.setVisible(checklist.signed)
        for field in (self.told, self.signed):
            field.setReadOnly(not sitting.open)
        rows = tuple(time_row(each) for each in sitting.before)
        if not sitting.shown:
            rows = (TwoLineRow(NOW, "Now", "nothing is kept yet"), *rows)
        self.times.show_rows(rows, sitting.shown or NOW)
        newest = bool(sitting.before) and sitting.shown == sitting.before[0].fact.id
        self.anew.setVisible(not sitting.open or newest)
        self.mend.setVisible(not sitting.open and newest)

    # --- what is done ----------------------------------------------------------------------------------------

    def _answered(self, reply: ItemReply) -> None:
        if self._sitting is not None:
            self._sitting.reply(reply)
            self._look(reply.item)
            self.asked.set_eyebrow(f"Version {self._sitting.answers.version}  ·  {asked_words(self._sitting.answers)}")
            self.said.emit()

    def _typing(self, reply: ItemReply) -> None:
        """A comment is kept while it is typed: no crash takes it."""
        if self._sitting is not None:
            self._sitting.reply(reply)
            self.said.emit()

    def _signed(self) -> None:
        if self._sitting is None or not self._sitting.open:
            return
        try:
            found = parse_past_day(self.signed.one_line(), datetime.now().astimezone())
            day = found.isoformat() if found is not None else ""
        except KapGuideError as error:
            self.say_fault(error.sentence)
            day = self._sitting.answers.signed_on
        else:
            self.signed.put(_shown(day))
        if (self.told.one_line(), day) != (self._sitting.answers.told, self._sitting.answers.signed_on):
            self._sitting.sign(self.told.one_line(), day)
            self.said.emit()

    def _look(self, item: str) -> None:
        """Who answered the row that has the keys, and when."""
        if self._sitting is None:
            return
        reply = reply_to(self._sitting.answers, item)
        keys = "y  n  u answer, c comments" if self._sitting.open else ""
        words = (REPLY_WORDS[reply.reply], reply.comment, who_and_when(reply)) if reply.by else (keys,)
        self.looked.set_text("  ·  ".join(filter(None, words)))
        self.area.ensureWidgetVisible(self.form.row_of(item), 0, 2 * self.theme.sizes.grid)

    def _turn_to(self, fact_id: str) -> None:
        if self._sitting is not None and fact_id != NOW:
            self.keep_asked.emit()
            self._sitting.look_at(fact_id)
            self.show_sitting(self._sitting, self.stands.whole_text())

    def _anew(self) -> None:
        if self._sitting is not None and self.anew.isVisibleTo(self):
            self.keep_asked.emit()
            self._sitting.ask_anew()
            self.show_sitting(self._sitting, self.stands.whole_text())

    def _mend(self) -> None:
        if self._sitting is not None and self.mend.isVisibleTo(self):
            self._sitting.correct()
            self.show_sitting(self._sitting, self.stands.whole_text())

    def _close(self) -> None:
        self._signed()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters that no row and no field took."""
        if event.isAutoRepeat():
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        elif (act := key_meant(event, {"a": self._anew, "k": self._mend})) is not None:
            act()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the rows."""
        self.form.setFocus(event.reason())


def _shown(iso: str) -> str:
    return day_shown(date.fromisoformat(iso)) if iso else ""


def _origin(checklist: Checklist) -> str:
    """Each source with its mark in words, once."""
    said = {}
    for group in checklist.groups:
        for source in group.sources:
            said[source] = f"{source} ({MARK_WORDS[group.mark]})"
    return "\n\n".join(said.values())
