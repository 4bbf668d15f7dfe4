"""Below a signed note: its addenda, in their place the form for another one, and what else was written elsewhere."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.store.tables.note_words import note_sentences
from kapguide.store.tables.signature_rows import Addendum, HalfAddendum, SignedNote
from kapguide.ui.note.role_choice import RoleChoice
from kapguide.ui.note.signatures import CAME_LATER, addendum_words, other_words
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import paint_card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.line_text import LineText
from kapguide.ui.widgets.section import APART, LABEL
from kapguide.usecases.signing import Signer

PAD, ABOVE, BELOW = 23, 11, 12
BESIDE_FROM = 1150
"""From this width on the form's buttons stand beside its fields (pixels)."""


class AddendumPlace(QWidget):
    """A card with a label at the left and something beside it."""

    def __init__(self, theme: Theme, label: str) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        title = Text(theme, label, Role.EYEBROW, "soft")
        title.setFixedWidth(LABEL)
        title.setContentsMargins(0, 3, 0, 0)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, ABOVE, PAD, BELOW)
        row.setSpacing(APART)
        row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.body, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_card(painter, QRectF(self.rect()), self.theme)


class WordsCard(AddendumPlace):
    """Words that nobody changes any more, and below them what is said `about` them."""

    def __init__(self, theme: Theme, label: str, words: str, about: str) -> None:
        super().__init__(theme, label)
        self.said = LineText(theme, label)
        self.said.setReadOnly(True)
        self.said.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.said.put(words)
        self.about = Text(theme, about, Role.SMALL, "dim", tabular=True, wrap=True)
        self.body.setSpacing(2)
        self.body.addWidget(self.said)
        self.body.addWidget(self.about)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is said of it is as high as its words."""
        super().resizeEvent(event)
        self.about.setFixedHeight(self.about.heightForWidth(self.width() - 2 * PAD - LABEL - APART))

    def rows(self) -> list[str]:
        """The table twin."""
        return [self.said.words, self.about.whole_text()]


class AddendumCard(WordsCard):
    """An addendum as it was signed: its words, and by whom, when, why, and for which time."""

    def __init__(self, theme: Theme, number: int, addendum: Addendum) -> None:
        super().__init__(theme, f"Addendum {number}", addendum.text, addendum_words(addendum))
        self.addendum = addendum


def elsewhere_cards(theme: Theme, note: SignedNote) -> list[WordsCard]:
    """What was signed, or written, of the same note on another machine: it is read here."""
    told = [("Also signed", other.text, other_words(other)) for other in note.others]
    told += [("Came later", each.text, CAME_LATER) for each in note.later if each.what == "words"]
    return [WordsCard(theme, label, "\n".join(note_sentences(text)), about) for label, text, about in told]


class AddendumForm(AddendumPlace):
    """`signed` carries the words, the reason, the time that they belong to as it was typed, and the role in which they
    are signed; `left` that nobody adds anything now, `edited` that something else is typed in it."""

    signed = Signal(str, str, str, str)
    left = Signal()
    edited = Signal()

    def __init__(self, theme: Theme, number: int, by: Signer) -> None:
        super().__init__(theme, f"Addendum {number}")
        self.words = LineText(theme, "Addendum")
        self.words.set_hint("What is to be added")
        self.reason = LineEdit(theme, "Reason", "reason: told later, a slip of mine…")
        self.belongs = LineEdit(theme, "The time it belongs to", "belongs to: 12:31, or 1 dec 19:30")
        self.fault = Text(theme, " ", Role.SMALL, "warm", elide=True)
        self.role = RoleChoice(theme, by)
        self.sign = Button(theme, kind=Kind.PRIMARY)
        self.leave = Button(theme, "Not now", key="Esc", kind=Kind.QUIET)
        fields, hands = QHBoxLayout(), QHBoxLayout()
        fields.addWidget(self.reason, 1)
        fields.addWidget(self.belongs, 1)
        hands.addStretch(1)
        hands.addWidget(self.leave)
        hands.addWidget(self.role)
        hands.addWidget(self.sign)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for row in (fields, hands, self._beside):
            row.setSpacing(theme.sizes.grid)
        self._beside.addLayout(fields, 1)
        self._beside.addLayout(hands)
        self.body.addWidget(self.words)
        self.body.addWidget(self.fault)
        self.body.addLayout(self._beside)
        self.sign.clicked.connect(self._sign)
        self.role.turned.connect(self._say_who)
        self.leave.clicked.connect(self.left)
        self.words.entered.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self.belongs.setFocus)
        self.belongs.returnPressed.connect(self.sign.setFocus)
        for line in (self.reason, self.belongs):
            line.left.connect(self.setFocus)
            line.textEdited.connect(self._edited)
        self.words.left.connect(self.setFocus)
        self.words.typed.connect(self._edited)
        self._say_who()

    @property
    def half(self) -> HalfAddendum:
        """What stands here that nobody has signed."""
        text = self.words.words
        return HalfAddendum(text if text.strip() else "", self.reason.one_line(), self.belongs.one_line())

    def put(self, half: HalfAddendum) -> None:
        """Go on with what was typed before."""
        self.words.put(half.text)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.reason.put(half.reason)
        self.belongs.put(half.belongs)

    def _edited(self) -> None:
        self.say("")
        self.edited.emit()

    def say(self, fault: str) -> None:
        """What is wrong with it; it can be signed again."""
        self.fault.set_text(fault or " ")
        self.sign.setEnabled(True)

    def _say_who(self) -> None:
        assert self.role.signer is not None
        self.sign.show_as(f"Sign as {self.role.signer.words}", icon="signature", key="Ctrl+Enter", kind=Kind.PRIMARY)

    def _sign(self) -> None:
        for field, there, fault in (
            (self.words, self.words.words.strip(), "Write what is to be added."),
            (self.reason, self.reason.one_line(), "Say why it is added: the reason stands with it."),
        ):
            if not there:
                self.say(fault)
                field.setFocus()
                return
        self.say("")
        self.sign.setEnabled(False)
        self.signed.emit(self.words.words, self.reason.one_line(), self.belongs.one_line(), self.role.role)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the buttons stand below the fields."""
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(across if self.width() >= BESIDE_FROM else down)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a field first, then the form."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words stand in a field."""
        super().paintEvent(event)
        field = QRectF(self.words.geometry()).adjusted(-11, -5, 11, 7)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            c, here = self.theme.colours, self.words.hasFocus()
            painter.setPen(c.accent if here else c.line)
            painter.setBrush(c.well)
            painter.drawRoundedRect(field, 8, 8)
