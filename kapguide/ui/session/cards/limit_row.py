"""That a reading lies outside of the clinic's own limits, as text, and the button that says that this was seen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.clinical.limits import MEASURES, WORDS, Limit
from kapguide.clinical.vitals import Vitals
from kapguide.session.parts import Reading
from kapguide.session.safety.rules import baseline
from kapguide.session.state import SessionState
from kapguide.ui.session.keys import cap
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button


class LimitRow(QWidget):
    """`seen` is pressed by nothing but a hand or its key."""

    seen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._whole = self._short = ""
        self._in_line = False
        self._px = self._small = 0
        self.words = Text(theme, "", Role.LABEL, "text", wrap=True)
        self.button = Button(theme, "Seen", icon="check", key=cap("limit"), compact=True, name="The limit was seen")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self.seen)

    def set_measures(self, high: int, px: int, small: int) -> None:
        """The button is `high` pixels high, the words have `px` pixels, those of the button `small`."""
        self._px, self._small = px, small
        self.button.set_measures(high, small)
        self._say()

    def set_in_line(self, in_line: bool) -> None:
        """Say it in the place of one line, with the values, or under them."""
        self._in_line = in_line
        self._say()

    def show_limit(self, state: SessionState, reading: Reading | None) -> None:
        """Say that `reading` lies outside; of which limits, is said at its values, and here where these give way."""
        if reading is None:
            return
        before = baseline(state)
        same = before is not None and before.id != reading.id and set(before.outside) & set(reading.outside)
        too = f", as before the dose ({_values(before)})" if before is not None and same else ""
        self._whole = f"Outside your clinic’s limits{too}. Follow your protocol."
        self._short = ", ".join(_beside(limit, reading.vitals) for limit in reading.outside)
        self._say()

    def _say(self) -> None:
        self.words.set_px(self._small if self._in_line else self._px)
        self.words.set_text(self._short if self._in_line else self._whole)


def _beside(limit: Limit, vitals: Vitals) -> str:
    """`BP 158/98 (limit 150/95)`."""
    values = "/".join(str(getattr(vitals, field)) for field in MEASURES[limit.measure])
    return f"{WORDS[limit.measure]} {values} (limit {limit.figures})"


def _values(reading: Reading) -> str:
    return str(reading.vitals).replace("  ", ", ")
