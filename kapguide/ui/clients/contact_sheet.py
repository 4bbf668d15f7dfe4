"""A contact of the client is planned, moved, said to have taken place, or cancelled."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.chart import PlannedContact
from kapguide.clinical.facts import CourseStep
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.plan_form import PlanForm
from kapguide.usecases.contacts import PlanChoices


class ContactSheet(QWidget):
    """The form of a plan; below it, for one that waits, what else can have become of it."""

    asked = Signal(object)
    """A ContactWish."""
    held = Signal(str)
    """It took place outside of this program; in words, often none."""
    cancelled = Signal(str)
    """It does not take place; the reason, often none."""
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        code: str,
        choices: PlanChoices,
        step: CourseStep | None = None,
        contact: PlannedContact | None = None,
    ) -> None:
        """`step` is what the course foresees next; `contact` is the one that is changed, none for a new one."""
        super().__init__()
        self._code, self._step, self._contact = code, step, contact
        self.form = PlanForm(theme)
        self.form.offer(choices)
        self.words = LineEdit(theme, "Words to it", "for example unwell, or on the telephone")
        self.took_place = Button(theme, "It took place", icon="check", name="It took place, outside of this program")
        self.cancel = Button(theme, "Cancel it", icon="x", name="It does not take place")
        otherwise = Card(theme, "Or it took place elsewhere, or does not take place")
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.words, 1)
        row.addWidget(self.took_place)
        row.addWidget(self.cancel)
        otherwise.add(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.form, 1)
        whole.addWidget(otherwise)
        otherwise.setVisible(contact is not None and contact.open)
        self.form.asked.connect(self.asked)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.form.left.connect(self.setFocus)  # the first Escape leaves the field, the next one the form
        self.form.cancel.clicked.connect(self.left)
        self.words.left.connect(self.setFocus)
        self.words.returnPressed.connect(self.took_place.setFocus)
        self.took_place.clicked.connect(lambda: self.held.emit(self.words.one_line()))
        self.cancel.clicked.connect(lambda: self.cancelled.emit(self.words.one_line()))

    def begin(self) -> None:
        """Start from what is planned, or from what comes next."""
        if self._contact is None:
            self.form.open(self._code)
            self.form.suggest(self._step)
        else:
            self.form.open_moved(self._code, self._contact.fact.id, self._contact.plan)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What Tab goes to is in sight, also where it comes from above or below."""
        went = super().focusNextPrevChild(forward)
        self.form.area.show_stop()
        return went

    def typed(self) -> dict[str, str]:
        """What stands in it."""
        form = self.form
        return {
            "when": form.when.text(), "title": form.title.text(), "minutes": form.minutes.text(),
            "words": self.words.text(),
        }  # fmt: skip

    def take_over(self, typed: Mapping[str, str]) -> None:
        """Go on from what stood in another one."""
        self.form.when.put(typed["when"])
        self.form.title.put(typed["title"])
        self.form.minutes.put(typed["minutes"])
        self.words.put(typed["words"])

    def say_fault(self, sentence: str) -> None:
        """Why it could not be done."""
        self.form.show_fault(sentence)
