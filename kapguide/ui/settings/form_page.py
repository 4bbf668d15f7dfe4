"""A section made of fields: they stand in groups, and beside them is said what the one with the keys does."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.errors import KapGuideError
from kapguide.ui.settings.facts_page import FactGroup, FactGroups, FactLine, fact_row
from kapguide.ui.settings.field import SettingField, focused_in
from kapguide.ui.settings.page import SettingsPage
from kapguide.ui.settings.wishes import FilePath, FolderPath, Group, OneListed, Option
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.window.dialogs import Dialogs, SystemDialogs
from kapguide.usecases.clinic.practice_settings import PracticeSettings
from kapguide.usecases.clinic.written_file import SHIPPED

SIDE, NARROW_SIDE = 398, 264
TWO_COLUMNS = 540
"""From this width on two fields stand side by side (pixels)."""


class AboutField(QWidget):
    """What the field with the keys does, what comes with KapGuide in its place, and the file that keeps all of it."""

    def __init__(self, theme: Theme, file: Path) -> None:
        super().__init__()
        self.label = Text(theme, "", Role.HEADING, wrap=True)
        self.words = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.source = Text(theme, "", Role.SMALL, "dim", wrap=True)
        self.put_back = Button(theme, "Put back", icon="undo-2", name="Put back what comes with KapGuide")
        self.mistake = Text(theme, "", Role.SMALL, "warm", wrap=True)
        self.open = Button(theme, "Open the file", icon="file-text")
        self.open.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(file)))
        about = self._about = Card(theme, "What it does")
        for part in (self.label, self.words, self.source):
            about.add(part)
        about.add(_at_the_left(self.put_back))
        about.body.addStretch(1)
        self._low = False
        kept = self._kept = Card(theme, "The file")
        words = f"All of it lies in one file of the data folder that you can read and write: {file.name}"
        kept.add(Text(theme, words, Role.SMALL, "soft", wrap=True))
        kept.add(self.mistake)
        kept.add(_at_the_left(self.open))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.sizes.grid * 2)
        column.addWidget(about, 1)
        column.addWidget(kept)
        self.mistake.hide()

    def show_field(self, group: str, label: str, words: str, source: str, *, set_here: bool) -> None:
        """Tell of a field; one that nobody has set has nothing to put back."""
        self._about.set_eyebrow(group)
        self.label.set_text(label)
        self.words.set_text(words)
        self.source.set_text(source)
        self.put_back.setEnabled(set_here)

    def show_mistake(self, words: str) -> None:
        """Name what is wrong in the file, with its place."""
        self.mistake.set_text(words)
        self.mistake.setVisible(bool(words))
        self._kept.setVisible(bool(words) or not self._low)

    def set_low(self, low: bool) -> None:
        """On a low screen the file is named only where something is wrong in it."""
        self._low = low
        self.show_mistake(self.mistake.whole_text())


def _at_the_left(button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row


class SettingsForm(SettingsPage):
    """The groups of one section. `lists` is called for what fields offer that takes a while to find out."""

    def __init__(
        self,
        theme: Theme,
        groups: Sequence[Group],
        practice: PracticeSettings,
        by: Callable[[], str],
        now: Callable[[], datetime],
        lists: Mapping[str, Sequence[Option]] | None = None,
        told: Sequence[FactLine] = (),
        *,
        facts: Callable[[], Sequence[FactGroup]] = tuple,
        buttons: tuple[Button, ...] = (),
    ) -> None:
        """`by` names who sets something now; `told` stands above the fields, and below them `facts`, which are asked
        for each time the page is shown; `buttons` stand in the head."""
        super().__init__(theme)
        self._facts, self.facts = facts, FactGroups(theme)
        self.buttons = buttons
        self._practice, self._by, self._now = practice, by, now
        self._groups, self._told = groups, told
        self._at: SettingField | None = None
        self.dialogs: Dialogs = SystemDialogs()
        self.fields = [SettingField(theme, wish, lists or {}) for group in groups for wish in group.wishes]
        self._of = {field.wish.place: field for field in self.fields}
        self.about = AboutField(theme, practice.file.path)
        self.about.put_back.clicked.connect(self._put_back)
        for field in self.fields:
            field.changed.connect(lambda value, field=field: self._say(field, value))
            field.reached.connect(lambda field=field: self._tell(field))
            field.left.connect(self.left)
            field.file_asked.connect(lambda kind, field=field: self._choose(field, kind))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)
        self._lay_out()
        self._show_needed()
        self._tell(self.fields[0])

    # --- what is shown ----------------------------------------------------------------------------------------

    def refresh(self, besides: SettingField | None = None) -> None:
        """Read the file, and show what counts; a mistake in it is named, and what counted before stays. What is typed
        stands on in the field `besides`, although it does not count."""
        try:
            self._practice.read()
            mistake = ""
        except KapGuideError as error:
            mistake = error.sentence
        self.about.show_mistake(mistake)
        source = self._practice.file.sources()
        for field in self.fields:
            field.put(self._practice.value(field.place), source(field.place), keeps=field is besides)
            field.setEnabled(not mistake)
        self._show_needed()
        if self._at is not None:
            self._tell(self._at)
        if self.facts.show_groups(self._facts()):
            self.changed.emit()

    def waits(self) -> bool:
        return self.facts.waits()

    def rows(self) -> list[str]:
        """The table twin of what stands below the fields."""
        return self.facts.rows()

    def set_list(self, of: str, options: Sequence[Option]) -> None:
        """What a list offers is known by now."""
        for field in self.fields:
            if isinstance(field.wish.fits, OneListed) and field.wish.fits.of == of:
                field.set_list(options)

    def first(self) -> QWidget | None:
        return self.fields[0].editor

    def finish(self) -> None:
        if (field := focused_in(self.fields)) is not None and hasattr(field.editor, "editingFinished"):
            field.finish()

    def _tell(self, field: SettingField) -> None:
        self._at = field
        source = self._practice.file.source(field.place)
        default = field.default_words(self._practice.default(field.place))
        usual = f"KapGuide comes with “{default}”, our own proposal." if default else ""
        said = "" if source == SHIPPED else f"Set by {source}." if "," in source else f"Set in {source}."
        group = next(group.title for group in self._groups if field.wish in group.wishes)
        self.about.show_field(
            group, field.wish.label, field.wish.about, f"{said} {usual}".strip(), set_here=source != SHIPPED
        )
        QWidget.setTabOrder(field.last_stop, self.about.put_back)  # it puts this field back: the next stop after it

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        for field in self.fields:
            field.watch_focus(now)

    def _show_needed(self) -> None:
        for field in self.fields:
            needs = field.wish.needs
            field.setVisible(not needs or self._practice.value(needs) is not None)

    # --- what is done -----------------------------------------------------------------------------------------

    def _say(self, field: SettingField, value: object) -> None:
        """Write it at once. What is taken out of use is taken out of the file with all that belongs to it."""
        place = field.place
        gone = value is None and self._others_need(place[:-1])
        self._write(field, place[:-1] if gone else place, value)

    def _others_need(self, table: tuple[str | int, ...]) -> bool:
        """Whether fields are there only while this table of the file is."""
        return bool(table) and any(other.wish.needs == table for other in self.fields)

    def _choose(self, field: SettingField, kind: str) -> None:
        ask = self.dialogs.folder if isinstance(field.wish.fits, FolderPath) else self.dialogs.file
        if (chosen := ask(self, f"The {kind}")) is not None:
            self.take_path(field, chosen)

    def take_path(self, field: SettingField, chosen: Path) -> None:
        """A file or folder was chosen for a field."""
        field.show_file(str(chosen))

    def _put_back(self) -> None:
        if self._at is not None:
            place = self._at.place
            table = self._others_need(place[:-1]) and self._at.wish.needs == ()
            self._write(self._at, place[:-1] if table else place, None)
            self._at.editor.setFocus()

    def _write(self, field: SettingField, place: tuple[str | int, ...], value: object) -> None:
        failed = None
        try:
            self._practice.say(place, value, self._by(), self._now().date())
        except KapGuideError as error:
            failed = field
            self.said.emit(error.sentence)
        else:
            self.saved.emit()
        self.refresh(failed)
        self._tell(field)

    # --- where it stands --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        inside = QWidget()
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, grid, 0)
        column.setSpacing(grid)
        self._grids: list[tuple[QGridLayout, list[SettingField]]] = []
        for line in self._told:
            column.addWidget(fact_row(self.theme, line))
        for group in self._groups:
            column.addWidget(Text(self.theme, group.title, Role.EYEBROW, "dim"))
            rows = QGridLayout()
            rows.setHorizontalSpacing(grid * 2)
            rows.setVerticalSpacing(2)
            self._grids.append((rows, [self._of[wish.place] for wish in group.wishes]))
            column.addLayout(rows)
            column.addSpacing(grid // 2)
        column.addWidget(self.facts)
        column.addStretch(1)
        self.card = Card(self.theme)
        self.card.set_pad(20, 14)
        scroll = SoftScroll(self.theme, inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each field is a stop, and comes into sight
        self.card.add(scroll, 1)
        self._columns = 0
        self._place(1)  # before what stands beside them: Tab goes in the order in which all of it is put here
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(grid * 2)
        body.addWidget(self.card, 1)
        body.addWidget(self.about)

    def fit(self, *, narrow: bool, low: bool) -> None:
        self.about.setFixedWidth(NARROW_SIDE if narrow else SIDE)
        self.about.set_low(low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(2 if self.card.width() >= TWO_COLUMNS else 1)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for rows, fields in self._grids:
            for field in fields:
                rows.removeWidget(field)
            at = 0
            for field in fields:
                wide = isinstance(field.wish.fits, OneListed | FilePath | FolderPath)  # long names: a row of its own
                at += wide and at % columns
                rows.addWidget(field, at // columns, at % columns, 1, columns if wide else 1)
                at += columns if wide else 1
            for column in range(2):
                rows.setColumnStretch(column, 1 if column < columns else 0)
