"""The gate at the foot of a screen: what is missing in one sentence whose parts lead there, and the way on.

It blocks nothing: what is missing can be passed over with a reason, which is handed on with it.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from kapguide.text import one_line
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.linked_sentence import LinkedSentence, Words

HIGH, ICON, PAD = 64, 20, 18
"""Its height, its icon's size, and the room at both ends (pixels)."""
NARROW = 1100
"""On a narrower screen the sentence needs the room of a key (pixels)."""
HERE = "Everything is here."
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


class Missing(msgspec.Struct, frozen=True):
    """One thing that is missing: `link` are the words that lead to the field `field`, `after` what is said of it."""

    field: str
    link: str
    after: str = ""


class GateWords(msgspec.Struct, frozen=True):
    """What a gate says. `act` is the button's verb, `key` its key; a thing is missing for `aim`.

    `override` asks for the way on without it, by `override_key`; `anyway` is what the button then says. `lead` takes
    the place of the number of missing things at the beginning of the sentence.
    """

    act: str = "Ready"
    key: str = "Ctrl+B"
    aim: str = "Ready"
    override: str = "Begin anyway, because…"
    override_key: str = "Ctrl+R"
    anyway: str = "Begin anyway"
    icon: str = "check"
    lead: str = ""


class Gate(QWidget):
    """`passed` carries the reason, empty where nothing was missing; `field_asked` the field that a link leads to."""

    passed = Signal(str)
    field_asked = Signal(str)

    def __init__(self, theme: Theme, words: GateWords | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.words = words or GateWords()
        self.missing: tuple[Missing, ...] = ()
        self._beside: Button | None = None
        self.sentence = LinkedSentence(theme, "warm")
        self.reason = LineEdit(theme, f"Why: {self.words.anyway}", "the reason, which stands in the record")
        self.override = Button(theme, self.words.override, kind=Kind.QUIET)
        self.way_on = Button(theme, self.words.act, icon="check", key=self.words.key)
        self._place = QStackedWidget()
        self._place.addWidget(self.sentence)
        self._place.addWidget(self.reason)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HIGH)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD + ICON + 14, 11, 12, 11)
        row.setSpacing(2 * theme.sizes.grid)
        row.addWidget(self._place, 1)
        row.addWidget(self.override)
        row.addWidget(self.way_on)
        self._row = row
        for key, act in ((self.words.key, self.way_on.click), (self.words.override_key, self._key_to_why)):
            for name in dict.fromkeys((key, key.replace("Enter", "Return"))):
                shortcut = QShortcut(QKeySequence(name), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(act)
        self.sentence.followed.connect(self.field_asked)
        self.sentence.links_changed.connect(self._order)
        self.way_on.clicked.connect(self._go_on)
        self.override.clicked.connect(self._turn)
        self.reason.returnPressed.connect(self._go_on)
        self.reason.left.connect(self._back)
        self.show_missing(())

    @property
    def open(self) -> bool:
        """Nothing is missing."""
        return not self.missing

    @property
    def asks_why(self) -> bool:
        """The field for the reason is open."""
        return self._place.currentWidget() is self.reason

    def show_missing(self, missing: Sequence[Missing]) -> None:
        """Say what is missing now. A reason that is being typed goes on, unless nothing is missing any more."""
        self.missing = tuple(missing)
        self.setAccessibleName(self.rows()[0])
        self.override.setVisible(not self.open)
        if self.open and self.asks_why:
            self._back()
        count = len(self.missing)
        self.sentence.say(*(_sentence(self.missing, named, self.words) for named in range(count, -1, -1)))
        self._dress()

    def put_beside(self, button: Button) -> None:
        """Have another quiet button before the way on; in a narrow window it takes the room of its key."""
        self._beside = button
        self._row.insertWidget(self._row.indexOf(self.way_on), button)
        QWidget.setTabOrder(self.override, button)
        QWidget.setTabOrder(button, self.way_on)

    def say_act(self, act: str) -> None:
        """Say otherwise what the way on does."""
        self.words = msgspec.structs.replace(self.words, act=act)
        self._dress()

    def ask_why(self) -> None:
        """Open the field for the reason."""
        self._place.setCurrentWidget(self.reason)
        self._dress()
        self.reason.setFocus()

    def rows(self) -> list[str]:
        """The table twin: the whole sentence, also what there was no room for."""
        return ["".join(piece.text for piece in _sentence(self.missing, len(self.missing), self.words))]

    def _order(self) -> None:
        """Tab goes through the sentence first, then to the ways on."""
        for one, other in pairwise((*self.sentence.links, self.override, self.way_on)):
            QWidget.setTabOrder(one, other)

    def _key_to_why(self) -> None:
        if not self.open:
            self.ask_why()

    def _turn(self) -> None:
        if self.asks_why:
            self._back()
        else:
            self.ask_why()

    def _back(self) -> None:
        """What was typed as a reason stays for the next time."""
        self._place.setCurrentWidget(self.sentence)
        self._dress()
        (self.way_on if self.open else self.override).setFocus()

    def _go_on(self) -> None:
        """On, where nothing is missing or a reason is given; else to what is missing first, or to the reason."""
        reason = one_line(self.reason.text())
        if self.open:
            self.passed.emit("")
        elif not self.asks_why:
            self.field_asked.emit(self.missing[0].field)
        elif reason:
            self.passed.emit(reason)
        else:
            self.reason.setFocus()
            self.reason.set_edge("warm")

    def _dress(self) -> None:
        """The buttons say what they do now."""
        words, why = self.words, self.asks_why
        said, key = ("Back", "Esc") if why else (words.override, words.override_key)
        self.override.show_as(said, key="" if self.width() < NARROW and not why else key, kind=Kind.QUIET)
        if why:
            self.way_on.show_as(words.anyway, key="Enter", kind=Kind.WARM)
        else:
            crowded = self.width() < NARROW and self._beside is not None and not self._beside.isHidden()
            key = "" if crowded else words.key
            self.way_on.show_as(words.act, icon=words.icon, key=key, kind=Kind.PRIMARY if self.open else Kind.PLAIN)
        self.sentence.set_colour("soft" if self.open else "warm")
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(960, HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Warm while something is missing."""
        c, corner = self.theme.colours, self.theme.sizes.card_corner
        icon, ink = ("check", c.ok) if self.open else ("circle-alert", c.warm)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(c.line if self.open else c.warm_line, 1))
            painter.setBrush(c.surface if self.open else c.warm_ground)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
            self.theme.draw_icon(painter, icon, QRectF(PAD, (HIGH - ICON) / 2, ICON, ICON), ink)


def _sentence(missing: Sequence[Missing], count: int, said: GateWords) -> list[Words]:
    """The first `count` of the missing things named, the others counted."""
    if not missing:
        return [Words(HERE)]
    many = len(missing)
    number = NUMBERS[many] if many < len(NUMBERS) else str(many)
    lead = said.lead or f"{number} {'thing is' if many == 1 else 'things are'} missing for {said.aim}:"
    pieces = [Words(f"{lead} ")]
    for place, each in enumerate(missing[:count]):
        last = " and " if said.lead else ", and "
        before = "" if not place else last if place == many - 1 else ", "
        pieces += [Words(before), Words(each.link, each.field), Words(f" {each.after}" if each.after else "")]
    if count < many:
        left = many - count
        all_of_them = f"{number.lower()} things" if said.lead else f"all {left} of them"
        more = f"{left} more" if count else all_of_them
        pieces += [Words(" and " if count else ""), Words(more, missing[count].field)]
    return [piece for piece in (*pieces, Words(".")) if piece.text]
