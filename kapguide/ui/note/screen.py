"""The session's note: written by the log, every line open to the therapist's own words."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kapguide.export.forms import FORMS
from kapguide.export.log_rows import Provenance
from kapguide.export.note import NoteDocument, NoteLine, NoteSection
from kapguide.export.report import SessionReport
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip
from kapguide.ui.widgets.quiet_line import QuietLine

PAGE = 880
STAMP = 112
SAVE_AFTER_MS = 600
WORDS = {Provenance.LOG: "log", Provenance.TYPED: "typed", Provenance.EDITED: "edited"}
TITLE_LEAST = 280
"""Of a long client code as much is shown, in the narrowest window (pixels)."""


class GrowingText(QPlainTextEdit):
    """Plain text as high as its words; Tab leaves it."""

    def __init__(self, theme: Theme, name: str, text: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(theme.font(Role.LABEL))
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlainText(text)
        self.textChanged.connect(self._fit)
        # Of a paste the text changes before its lines are laid out.
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))
        high = lines * self.fontMetrics().lineSpacing() + 2 * round(self.document().documentMargin()) + 4
        if high != self.height():
            self.setFixedHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class LineRow(QWidget):
    """One line of the note: when, what, and where the words come from."""

    edited = Signal(str, str)

    def __init__(self, theme: Theme, line: NoteLine) -> None:
        super().__init__()
        self._id = line.id
        when = "\n".join(part for part in (line.clock, line.since) if part)
        stamp = Text(theme, when or line.label, Role.SMALL, "dim", tabular=True, wrap=True)
        stamp.setFixedWidth(STAMP)
        stamp.setAlignment(Qt.AlignmentFlag.AlignTop)
        stamp.setContentsMargins(0, 5, 0, 0)
        name = f"{line.label} {line.clock}".strip() or "Line"
        self.text = GrowingText(theme, name, line.text)
        if not line.original and line.label:
            self.text.setPlaceholderText("–")
        self.origin = Text(theme, WORDS[line.provenance], Role.SMALL, "dim")
        self.origin.setFixedWidth(48)
        self.origin.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.origin.setContentsMargins(0, 5, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(stamp, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        row.addWidget(self.origin, 0, Qt.AlignmentFlag.AlignTop)
        self.text.textChanged.connect(lambda: self.edited.emit(self._id, self.text.toPlainText()))

    def show_line(self, line: NoteLine) -> None:
        """The line's provenance after an edit."""
        self.origin.set_text(WORDS[line.provenance])


class NoteScreen(QWidget):
    """Shows a NoteDocument; `changed` carries each new one a moment after the last keystroke.

    `finished` tells that it is left as it is: by Done, with the window, or because it goes out as a document.
    """

    changed = Signal(object)
    finished = Signal()
    export_asked = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, report: SessionReport, note: NoteDocument) -> None:
        super().__init__()
        self.theme = theme
        self.note = note
        self._rows: dict[str, LineRow] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SAVE_AFTER_MS)
        self._later.timeout.connect(self._say)
        self.quiet = QuietLine(theme)
        self.saving = QuietLine(theme)
        self._lay_out(report)

    def keep_words(self) -> None:
        """What is written in a note is kept as it is written."""
        self.finish()

    def finish(self) -> None:
        """Hand over an edit that is still waiting, and say that the note is left as it is."""
        if self._later.isActive():
            self._later.stop()
            self._say()
        self.finished.emit()

    def _say(self) -> None:
        self.changed.emit(self.note)

    def _edited(self, line_id: str, text: str) -> None:
        self.note = self.note.edited(line_id, text)
        line = next(line for section in self.note.sections for line in section.lines if line.id == line_id)
        self._rows[line_id].show_line(line)
        self._later.start()

    def _add(self, section: NoteSection, column: QVBoxLayout) -> None:
        known = set(self._rows)
        self.note = self.note.with_line(section.id, "")
        current = next(s for s in self.note.sections if s.id == section.id)
        for line in current.lines:
            if line.id not in known:
                self._row(line, column).text.setFocus()

    def _row(self, line: NoteLine, column: QVBoxLayout) -> LineRow:
        row = LineRow(self.theme, line)
        row.edited.connect(self._edited)
        self._rows[line.id] = row
        column.addWidget(row)
        return row

    def _section(self, section: NoteSection) -> Card:
        card = Card(self.theme, section.title)
        column = QVBoxLayout()
        column.setSpacing(2)
        for line in section.lines:
            self._row(line, column)
        card.add(column)
        add = Button(self.theme, "Add a line", icon="plus", kind=Kind.QUIET, name=f"Add a line to {section.title}")
        add.clicked.connect(lambda: self._add(section, column))
        row = QHBoxLayout()
        row.addSpacing(STAMP - 8)
        row.addWidget(add)
        row.addStretch(1)
        card.add(row)
        return card

    def _lay_out(self, report: SessionReport) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        title = Text(theme, f"Note  ·  Client {report.client_code}", Role.TITLE, elide=True)
        whole_title = round(text_width(title.whole_text(), theme.font(Role.TITLE))) + 2
        title.setMinimumWidth(min(TITLE_LEAST, whole_title))
        title.setMaximumWidth(whole_title)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addWidget(title, 100)
        head.addSpacing(grid)
        number = Chip(theme, f"session {report.number}")
        self._protocol = Chip(theme, report.protocol_title)
        standing = Chip(theme, "rehearsal" if report.rehearsal else "draft", "pencil")
        for chip in (number, self._protocol, standing):
            head.addWidget(chip)
        for chip in (number, standing):
            chip.setMinimumWidth(chip.sizeHint().width())
        head.addStretch(1)
        buttons: list[Button] = []
        for name, form in FORMS.items():
            button = Button(theme, form.title, icon="file-text", key=form.key, name=f"Export as {form.title}")
            button.clicked.connect(lambda _=False, name=name: self._export(name))
            QShortcut(QKeySequence(form.key), self).activated.connect(button.click)
            head.addWidget(button)
            buttons.append(button)
        done = Button(theme, "Done", icon="check", key="Ctrl+D", kind=Kind.PRIMARY)
        done.clicked.connect(self._close)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(done.click)
        head.addWidget(done)
        buttons.append(done)
        parts = (number, self._protocol, standing, *buttons)
        self._head_wide = whole_title + sum(part.sizeHint().width() + grid for part in parts) + 7 * grid
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * grid)
        for section in self.note.sections:
            column.addWidget(self._section(section))
        column.addStretch(1)
        page.setMaximumWidth(PAGE)
        middle = QWidget()
        centre = QHBoxLayout(middle)
        centre.setContentsMargins(0, 0, grid, 0)
        centre.addStretch(1)
        centre.addWidget(page, 100)
        centre.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(middle)
        foot = QHBoxLayout()
        foot.addWidget(self.quiet, 3)
        foot.addWidget(self.saving, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(3 * grid, 2 * grid, 3 * grid, grid)
        whole.setSpacing(2 * grid)
        whole.addLayout(head)
        whole.addWidget(area, 1)
        whole.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the protocol gives way in the head: the first section names it whole."""
        super().resizeEvent(event)
        self._protocol.setVisible(self.width() >= self._head_wide)

    def _export(self, form: str) -> None:
        self.finish()
        self.export_asked.emit(form)

    def _close(self) -> None:
        self.finish()
        self.closed.emit()
