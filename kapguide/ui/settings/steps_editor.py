"""The steps of one situation: what is done and who does it, line by line; the last line is for the next one."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.session.emergency_card import MOST_STEPS, STEP_SIGNS, STEP_WHO_SIGNS, CardStep
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll

WHO, NUMBER, DENSE = 88, 14, 14


class StepLine(QWidget):
    """One step."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self.text = LineEdit(theme, f"Step {number}", "the next step, or leave it")
        self.who = LineEdit(theme, f"Who does step {number}", "who")
        self.text.setMaxLength(STEP_SIGNS)
        self.who.setMaxLength(STEP_WHO_SIGNS)
        self.who.setFixedWidth(WHO)
        for line in (self.text, self.who):
            line.set_measures(DENSE)
        label = Text(theme, str(number), Role.LABEL, "dim", tabular=True)
        label.setFixedWidth(NUMBER)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(label)
        row.addWidget(self.text, 1)
        row.addWidget(self.who)

    @property
    def step(self) -> CardStep:
        """What is typed."""
        return CardStep(self.text.one_line(), self.who.one_line())


class StepsEditor(QWidget):
    """`typed` comes with each change of a step, `left` when the keys belong to the screen again."""

    typed = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.lines: list[StepLine] = []
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.sizes.grid)
        words = "Enter begins the next step; Alt with ↑ or ↓ moves one."
        self._column.addWidget(Text(theme, words, Role.SMALL, "soft", wrap=True))
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(SoftScroll(self.theme, self._inside))

    def show_steps(self, steps: tuple[CardStep, ...]) -> None:
        """Show these, and a line for the next one."""
        self._need(len(steps) + 1)
        for at, line in enumerate(self.lines):
            step = steps[at] if at < len(steps) else CardStep("")
            for edit, words in ((line.text, step.text), (line.who, step.who)):
                edit.put(words)
                edit.home(False)
        self._show_lines()

    @property
    def steps(self) -> tuple[CardStep, ...]:
        """What is typed, without empty lines."""
        return tuple(line.step for line in self.lines if line.step.text)

    def take_keys(self) -> None:
        """The keys go to the first step."""
        self.lines[0].text.setFocus()

    def _need(self, count: int) -> None:
        while len(self.lines) < min(count, MOST_STEPS):
            line = StepLine(self.theme, len(self.lines) + 1)
            self._column.insertWidget(len(self.lines), line)
            self.lines.append(line)
            for edit in (line.text, line.who):
                edit.installEventFilter(self)
                edit.textEdited.connect(self._typed)
                edit.left.connect(self.left)
            line.text.returnPressed.connect(lambda line=line: line.who.setFocus())
            line.who.returnPressed.connect(lambda line=line: self._go_on(line))

    def _show_lines(self) -> None:
        last = max((at for at, line in enumerate(self.lines) if line.step.text or line.step.who), default=-1)
        self._need(last + 2)
        for at, line in enumerate(self.lines):
            line.setVisible(at <= last + 1)

    def _typed(self) -> None:
        self._show_lines()
        self.typed.emit()

    def _go_on(self, line: StepLine) -> None:
        at = self.lines.index(line) + 1
        if at < len(self.lines) and self.lines[at].isVisibleTo(self):
            self.lines[at].text.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with up or down moves the step; up and down alone go from line to line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            at = next((at for at, line in enumerate(self.lines) if watched in (line.text, line.who)), -1)
            to = at + way
            if way and at >= 0:
                if 0 <= to < len(self.lines) and self.lines[to].isVisibleTo(self):
                    if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                        self._swap(self.lines[at], self.lines[to])
                    (self.lines[to].text if watched is self.lines[at].text else self.lines[to].who).setFocus()
                return True
        return super().eventFilter(watched, event)

    def _swap(self, one: StepLine, other: StepLine) -> None:
        before, after = one.step, other.step
        for line, step in ((one, after), (other, before)):
            line.text.put(step.text)
            line.who.put(step.who)
        self._typed()
