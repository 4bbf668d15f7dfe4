"""One field of the settings: its label, where its value comes from, the value, and below it what is wrong with it."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.text import one_line
from kapguide.toml_edit import Place
from kapguide.ui.settings.wishes import Amount, FewOptions, FewWords, FilePath, FolderPath, OneListed, Option, Wish
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf

TYPED_MS = 600
"""After so long without a key what was typed is saved."""
FAULT = 18
"""Kept below each field, so that a fault moves nothing (pixels)."""


class FieldFrame(QWidget):
    """The label at the left, the source at the right, the editor below, and the line of its fault."""

    def __init__(self, theme: Theme, label: str, editor: QWidget, *, fails: bool = True) -> None:
        super().__init__()
        self.theme = theme
        self.editor = editor
        self.label = Text(theme, label, Role.SMALL, "soft")
        self.source = Text(theme, "", Role.SMALL, "dim")
        self.fault = Text(theme, "", Role.SMALL, "warm", weight=QFont.Weight.Medium, elide=True)
        self.fault.setFixedHeight(FAULT)
        self.fault.setVisible(fails)
        head = QHBoxLayout()
        head.setSpacing(theme.sizes.grid)
        head.addWidget(self.label)
        head.addStretch(1)
        head.addWidget(self.source)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        self.line_row = QHBoxLayout()
        self.line_row.setSpacing(theme.sizes.grid)
        self.line_row.addWidget(editor, 1)
        column.addLayout(self.line_row)
        column.addWidget(self.fault)
        self.setFocusProxy(editor)

    def show_source(self, words: str) -> None:
        """Say where the value comes from, where there is room for it beside the label."""
        self.source.set_text(words)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - sum(part.sizeHint().width() for part in (self.label, self.source))
        self.source.setVisible(bool(self.source.whole_text()) and room >= self.theme.sizes.grid)
        self.label.setToolTip(self.source.whole_text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_fault(self, words: str) -> None:
        """Say what is wrong, or nothing."""
        self.fault.set_text(words)
        if isinstance(self.editor, LineEdit):
            self.editor.set_edge("warm" if words else "")
            self.editor.setAccessibleDescription(words)


class SettingField(FieldFrame):
    """Edits one value; `changed` carries it as soon as it is a whole one, `reached` that the keys are here."""

    changed = Signal(object)
    reached = Signal()
    left = Signal()
    file_asked = Signal(str)
    """The person wants to choose a file or folder: of which kind."""

    def __init__(self, theme: Theme, wish: Wish, lists: Mapping[str, Sequence[Option]]) -> None:
        """`lists` are the values that a OneListed offers beside its own."""
        self.wish = wish
        self._options: list[Option] = []
        super().__init__(theme, _label(wish), self._made(theme, wish, lists))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPED_MS)
        self._later.timeout.connect(self.take)
        if isinstance(self.editor, LineEdit):
            self.editor.textEdited.connect(self._typed)
            self.editor.editingFinished.connect(self.finish)
            self.editor.left.connect(self.left)
        elif isinstance(self.editor, OneOf):
            self.editor.changed_to.connect(lambda at: self._chosen(at))
            self.editor.left.connect(self.left)
        elif isinstance(self.editor, Choice):
            self.editor.activated.connect(lambda at: self._chosen(at))
        self._value: object = None
        self.choose: Button | None = None
        if isinstance(wish.fits, FilePath | FolderPath):
            self._offer_choice(wish.fits.kind)

    @property
    def last_stop(self) -> QWidget:
        """Where Tab leaves it."""
        return self.choose or self.editor

    def _offer_choice(self, kind: str) -> None:
        """A button behind the line asks the system for a file or folder."""
        self.choose = Button(self.theme, icon="folder", name=f"Choose the {kind}")
        self.choose.clicked.connect(lambda: self.file_asked.emit(kind))
        self.line_row.addWidget(self.choose)

    def show_file(self, path: str) -> None:
        """A file or folder was chosen."""
        assert isinstance(self.editor, LineEdit)
        self.editor.put(path)
        self.finish()

    def _made(self, theme: Theme, wish: Wish, lists: Mapping[str, Sequence[Option]]) -> QWidget:
        match wish.fits:
            case FewOptions(options):
                self._options = list(options)
                return OneOf(theme, wish.label, tuple(option.words for option in options))
            case OneListed(of, first):
                self._options = [*first, *lists.get(of, ())]
                choice = Choice(theme, wish.label)
                choice.addItems([option.words for option in self._options])
                return choice
            case FewWords(longest, hint):
                line = LineEdit(theme, wish.label, hint)
                line.setMaxLength(longest)
                return line
            case FilePath(hint, _) | FolderPath(hint, _):
                return LineEdit(theme, wish.label, hint)
            case Amount():
                return LineEdit(theme, wish.label)

    def put(self, value: object, source: str, *, keeps: bool = False) -> None:
        """Show what counts now; a field that is being typed in `keeps` what is typed, and so does one whose words could
        not be written."""
        self.show_source(source)
        self._value = value
        if isinstance(self.editor, LineEdit):
            if not (keeps or (self.editor.hasFocus() and self._later.isActive())):
                self.editor.put(words_of(value))
                self.editor.home(False)
                self.show_fault(self._missing(self.editor.text()))
        else:
            self._select(value)

    def set_list(self, options: Sequence[Option]) -> None:
        """Offer these beside the field's own options: they are known by now."""
        assert isinstance(self.wish.fits, OneListed)
        assert isinstance(self.editor, Choice)
        self._options = [*self.wish.fits.first, *options]
        self.editor.clear()
        self.editor.addItems([option.words for option in self._options])
        self._select(self._value)

    def take(self) -> None:
        """Hand on what is typed, if it is a value."""
        assert isinstance(self.editor, LineEdit)
        self._later.stop()
        value, fault = read(self.wish, self.editor.text())
        if not fault and value != self._value:
            self._value = value
            self.changed.emit(value)

    def finish(self) -> None:
        """The field is left, or Enter was pressed: what is wrong is said now."""
        assert isinstance(self.editor, LineEdit)
        _, fault = read(self.wish, self.editor.text())
        self.show_fault(fault or self._missing(self.editor.text()))
        self.take()

    @property
    def place(self) -> Place:
        """Where the value stands in the file."""
        return self.wish.place

    def default_words(self, value: object) -> str:
        """A value as the field calls it."""
        called = next((option.words for option in self._options if _same(option.value, value)), None)
        unit = self.wish.fits.unit if isinstance(self.wish.fits, Amount) else ""
        return called or f"{words_of(value)} {unit}".strip()

    def _typed(self, text: str) -> None:
        """A fault goes as soon as it is right; it comes when the field is left."""
        _, fault = read(self.wish, text)
        if not fault:
            self.show_fault("")
        self._later.start()

    def _missing(self, text: str) -> str:
        """What is named and is not there; it may be on a drive that comes back, so it can be set."""
        if isinstance(self.wish.fits, FilePath) and text and not Path(text).expanduser().is_file():
            return "There is no such file just now."
        if isinstance(self.wish.fits, FolderPath) and text and not Path(text).expanduser().is_dir():
            return "There is no such folder just now."
        return ""

    def _chosen(self, at: int) -> None:
        value = self._options[at].value
        if not _same(value, self._value):
            self._value = value
            self.changed.emit(value)

    def _select(self, value: object) -> None:
        at = next((at for at, option in enumerate(self._options) if _same(option.value, value)), -1)
        if at < 0 and isinstance(self.editor, Choice) and value is not None:
            self._options.append(Option(value, f"{words_of(value)}, not there now"))
            self.editor.addItem(self._options[-1].words)
            at = len(self._options) - 1
        self.editor.blockSignals(True)
        if isinstance(self.editor, Choice):
            self.editor.setCurrentIndex(at)
        elif isinstance(self.editor, OneOf):
            self.editor.choose(at)
        self.editor.blockSignals(False)

    def watch_focus(self, now: QWidget | None) -> None:
        """Tell when the keys have come to this field."""
        if now is self.editor:
            self.reached.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.editor.setFocus(event.reason())


def read(wish: Wish, text: str) -> tuple[object, str]:
    """The value of what is typed, and what is wrong with it; an empty field is what comes with KapGuide."""
    typed, fits = one_line(text), wish.fits
    if not isinstance(fits, Amount):
        return typed, ""
    if not typed:
        return None, ""
    try:
        number = float(typed.replace("−", "-").replace(",", ".").removesuffix(fits.unit).strip())
    except ValueError:
        number = math.nan
    if not fits.least <= number <= fits.most or (fits.whole and number != int(number)):
        kind = "A whole number" if fits.whole else "A number"
        return None, f"{kind} from {words_of(fits.least)} to {words_of(fits.most)}."
    return int(number) if fits.whole else number, ""


def words_of(value: object) -> str:
    """A value as it stands in a line."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}".replace("-", "−")
    return "" if value is None else str(value)


def _same(one: object, other: object) -> bool:
    """Equal and of one kind: 1 is no True."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _label(wish: Wish) -> str:
    return f"{wish.label}, {wish.fits.unit}" if isinstance(wish.fits, Amount) else wish.label


def focused_in(fields: Sequence[SettingField]) -> SettingField | None:
    """The field that has the keys."""
    now = QApplication.focusWidget()
    return next((field for field in fields if now is field.editor), None)
