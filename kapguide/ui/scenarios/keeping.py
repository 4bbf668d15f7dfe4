"""After a debrief: the rehearsal is kept as a file, or thrown away. It is asked once, and nothing is done meanwhile."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.middle import WIDE, centre
from kapguide.ui.widgets.places import key_meant

WORDS = (
    "A rehearsal file holds the run, what was said of it and the remarks. It lies on this computer, beside the record "
    "and never in it, and whoever has the file can open it here."
)


class KeepScreen(QWidget):
    """`kept` and `thrown_away` say what was decided; `back` that the debrief is wanted once more."""

    kept = Signal()
    thrown_away = Signal()
    back = Signal()

    def __init__(self, theme: Theme, title: str, about: str, half_typed: str = "") -> None:
        """`title` is the scenario's, `about` when it was and who rehearsed; `half_typed` is to be said before the
        window goes, where it takes words with it."""
        super().__init__()
        self.theme, self.half_typed = theme, half_typed
        self.mark = Chip(theme, "REHEARSAL", "theater", Tone.WARM)
        self.title = Text(theme, title, Role.TITLE, wrap=True)
        self.about = Text(theme, about, Role.LABEL, "soft", wrap=True)
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.keep = Button(theme, "Keep it as a rehearsal file", icon="folder", key="k", kind=Kind.PRIMARY)
        self.throw = Button(theme, "Throw it away", icon="x", key="t")
        self.debrief = Button(theme, "Back to the debrief", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self._lay_out()
        self.keep.clicked.connect(self.kept)
        self.throw.clicked.connect(self.thrown_away)
        self.debrief.clicked.connect(self.back)
        self.setAccessibleName("Keep this rehearsal, or throw it away")

    def keep_words(self) -> bool:
        """Whether nothing that was said would be lost with the page."""
        return not self.half_typed

    def show_fault(self, sentence: str) -> None:
        """What was decided could not be done; everything is as it was."""
        self.fault.set_text(sentence)

    def rows(self) -> list[str]:
        """The table twin."""
        return ["REHEARSAL", self.title.whole_text(), self.about.whole_text(), WORDS, self.fault.whole_text()]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Enter keeps it."""
        self.keep.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters decide, Enter keeps, Escape looks at the debrief once more."""
        keys = {"k": self.keep, "t": self.throw}
        if event.isAutoRepeat():
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.debrief.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep.click()
        elif (button := key_meant(event, keys)) is not None:
            button.click()
        else:
            event.ignore()

    def _lay_out(self) -> None:
        theme = self.theme
        card = Card(theme, "The rehearsal is over", accent=True)
        card.head.addWidget(self.mark)
        card.add(self.title)
        card.add(self.about)
        card.add(Text(theme, WORDS, Role.LABEL, "soft", wrap=True))
        card.add(self.fault)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.keep)
        row.addWidget(self.throw)
        row.addStretch(1)
        card.add(row)
        back = QHBoxLayout()
        back.addWidget(self.debrief)
        back.addStretch(1)
        centre(self, theme, card, back, width=WIDE)
