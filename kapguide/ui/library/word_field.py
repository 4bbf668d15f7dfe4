"""A line for a word or several, with the words in use at hand."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.fields import LineEdit

SEVERAL_WORDS = "several"
WORDS_CAP = 50


def words_of(text: str) -> tuple[str, ...]:
    """`awe, grief` as words, each once."""
    parts = (" ".join(part.split()) for part in text.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))[:WORDS_CAP]


class WordCompleter(QCompleter):
    """Completes the word that is being typed, after the last comma."""

    def splitPath(self, path: str) -> list[str]:  # noqa: N802 - Qt's name
        return [path.rsplit(",", 1)[-1].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802 - Qt's name
        field = self.widget()
        before, comma, _ = field.text().rpartition(",") if isinstance(field, QLineEdit) else ("", "", "")
        return f"{before}{comma} {super().pathFromIndex(index)}".strip()


class WordField(LineEdit):
    """A line whose answer counts on Enter, or when one leaves it. Words in use are offered as one types."""

    answered = Signal(str)

    def __init__(self, theme: Theme, name: str, placeholder: str) -> None:
        super().__init__(theme, name, placeholder)
        self._empty = placeholder
        self._shown = ""
        self._known = QStringListModel()
        completer = WordCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if popup := completer.popup():
            popup.setStyleSheet(theme.sheets.popup)
        self.setCompleter(completer)
        self.editingFinished.connect(self.flush)

    def offer(self, words: Sequence[str]) -> None:
        """The words in use."""
        if tuple(words) != tuple(self._known.stringList()):
            self._known.setStringList(list(words))

    def show_answer(self, text: str, several: bool) -> None:
        """What is said now; a half-typed answer stays."""
        self.setPlaceholderText(SEVERAL_WORDS if several else self._empty)
        if self.one_line() == self._shown:
            self.put(text)
        self._shown = " ".join(text.split())

    def flush(self) -> None:
        """Hand on what was typed."""
        if self.one_line() != self._shown:
            self._shown = self.one_line()
            self.answered.emit(self._shown)
