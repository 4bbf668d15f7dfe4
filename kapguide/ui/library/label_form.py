"""What a person says of one piece, or of several at once; each answer is handed on as it is given."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.planning.arc import Arc
from kapguide.audio.track import Labels
from kapguide.ui.library.filters import StillChoice
from kapguide.ui.library.piece_head import PieceHead
from kapguide.ui.library.piece_row import part_title
from kapguide.ui.library.strength import StrengthData, StrengthPicker
from kapguide.ui.library.survey import NONE, SOME_LANGUAGE, said
from kapguide.ui.library.word_field import SEVERAL_WORDS, WordField, words_of
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.card import Card

SEVERAL = object()
"""Stands for an answer in which the pieces differ."""
Change = Callable[[Labels], Labels]
Item = tuple[str, str | None]


def common(entries: Sequence[LibraryEntry], field: str) -> Any:
    """What is said of all of them, or SEVERAL."""
    found = {getattr(entry.labels, field) for entry in entries}
    return found.pop() if len(found) == 1 else SEVERAL


class LabelForm(Card):
    """Emits `labelled` with paths, the name of the change, and the change itself."""

    labelled = Signal(object, str, object)

    def __init__(self, theme: Theme, arc: Arc) -> None:
        super().__init__(theme, "Labels")
        self._arc = arc
        self.entries: tuple[LibraryEntry, ...] = ()
        self._paths: tuple[str, ...] = ()
        self.head_of = PieceHead(theme)
        self.part = StillChoice(theme, "Part of the arc")
        self.strength = StrengthPicker(theme)
        self.lyrics = StillChoice(theme, "Lyrics")
        self.language = WordField(theme, "Language of the lyrics", "language")
        self.emotion = WordField(theme, "Emotion", "awe, grief")
        self.instruments = WordField(theme, "Instruments", "piano, voice")
        self.culture = WordField(theme, "Culture", "where it comes from")
        self.form = QWidget()
        self._lay_out()
        self.part.activated.connect(self._part_chosen)
        self.strength.picked.connect(self.set_strength)
        self.lyrics.activated.connect(self._lyrics_chosen)
        self.language.answered.connect(self._language_said)
        for field, name in ((self.emotion, "emotion"), (self.instruments, "instruments")):
            field.answered.connect(lambda text, name=name: self._say(name, words_of(text), name.title()))
        self.culture.answered.connect(lambda text: self._say("culture", text, "Culture"))
        self.show_pieces(())

    @property
    def fields(self) -> tuple[WordField, ...]:
        """The lines to type in."""
        return self.emotion, self.instruments, self.language, self.culture

    @property
    def questions(self) -> tuple[QWidget, ...]:
        """Everything that can be answered, as one reads."""
        return self.part, self.strength, self.lyrics, self.language, self.emotion, self.instruments, self.culture

    def set_low(self, low: bool) -> None:
        """Leave the picture out on a low screen, where the questions need the room."""
        self.head_of.set_low(low)
        self._column.setSpacing(self.theme.sizes.grid * (1 if low else 2))

    def offer(self, vocabulary: tuple[tuple[str, ...], ...]) -> None:
        """The words in use for emotion, instruments, languages and cultures."""
        for field, words in zip(self.fields, vocabulary, strict=True):
            field.offer(words)

    def show_pieces(self, entries: tuple[LibraryEntry, ...]) -> None:
        """Ask about `entries`. What was typed about others is handed on first; what is half typed about these stays."""
        paths = tuple(entry.path for entry in entries)
        if paths != self._paths:
            for field in self.fields:
                field.flush()
        self.entries, self._paths = entries, paths
        self.head_of.show_pieces(entries)
        self.form.setVisible(bool(entries))
        if entries:
            self._show_part(common(entries, "slot"))
            strength = common(entries, "intensity")
            several = strength is SEVERAL
            self.strength.set_data(StrengthData(0 if several else strength, several))
            self._show_lyrics(common(entries, "lyrics"))
            for field, name in ((self.emotion, "emotion"), (self.instruments, "instruments")):
                words = common(entries, name)
                field.show_answer("" if words is SEVERAL else ", ".join(map(said, words)), words is SEVERAL)
            culture = common(entries, "culture")
            self.culture.show_answer("" if culture is SEVERAL else said(culture), culture is SEVERAL)

    def set_strength(self, strength: int) -> None:
        """Say how strong the pieces are; 0 takes it back."""
        self._say("intensity", strength, f"Strength {strength}" if strength else "Strength taken back")

    # --- the answers ---------------------------------------------------------------------------------------

    def _say(self, field: str, value: object, what: str) -> None:
        if self._paths:
            self.labelled.emit(self._paths, what, lambda labels: msgspec.structs.replace(labels, **{field: value}))

    def _part_chosen(self, index: int) -> None:
        slot = self.part.itemData(index)
        if slot is not None:
            self._say("slot", slot, part_title(self._arc, slot) or "Part taken back")

    def _lyrics_chosen(self, index: int) -> None:
        lyrics = self.lyrics.itemData(index)
        if lyrics is not None:
            self._say("lyrics", lyrics, {"": "Lyrics taken back", NONE: "No lyrics"}.get(lyrics, "With lyrics"))
        if lyrics == SOME_LANGUAGE:
            self.language.setEnabled(True)
            self.language.setFocus()

    def _language_said(self, text: str) -> None:
        self._say("lyrics", text or SOME_LANGUAGE, f"Lyrics: {text}" if text else "With lyrics")

    def _show_part(self, slot: Any) -> None:
        items: list[Item] = [("not said", ""), *((part.title, part.name) for part in self._arc)]
        if slot is SEVERAL:
            items.insert(0, (SEVERAL_WORDS, None))
        elif slot not in [name for _, name in items]:
            items.append((said(slot), slot))
        _fill(self.part, items, None if slot is SEVERAL else slot)

    def _show_lyrics(self, lyrics: Any) -> None:
        several = lyrics is SEVERAL
        items: list[Item] = [("not said", ""), ("none", NONE), ("with lyrics", SOME_LANGUAGE)]
        sung = not several and lyrics not in ("", NONE)
        _fill(
            self.lyrics,
            [(SEVERAL_WORDS, None), *items] if several else items,
            None if several else SOME_LANGUAGE if sung else lyrics,
        )
        self.language.setEnabled(sung)
        self.language.show_answer(said(lyrics) if sung and lyrics != SOME_LANGUAGE else "", several)

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        table = QGridLayout(self.form)
        table.setContentsMargins(0, 0, 0, 0)
        table.setHorizontalSpacing(grid * 2)
        table.setVerticalSpacing(grid // 2)
        table.setColumnStretch(0, 1)
        table.setColumnStretch(1, 1)
        self._table = table

        for choice in (self.part, self.lyrics):
            choice.setMinimumContentsLength(4)
        for line in self.fields:
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

        def put(row: int, column: int, label: str, field: QWidget, span: int = 1) -> None:
            table.addWidget(Text(self.theme, label, Role.SMALL, "soft"), row, column, 1, span)
            table.addWidget(field, row + 1, column, 1, span)
            table.setRowMinimumHeight(row + 2, grid // 2)

        put(0, 0, "Part of the arc", self.part, 2)
        put(3, 0, "Strength", self.strength, 2)
        put(6, 0, "Lyrics", self.lyrics)
        put(6, 1, "Language", self.language)
        put(9, 0, "Emotion", self.emotion)
        put(9, 1, "Instruments", self.instruments)
        put(12, 0, "Culture", self.culture, 2)
        table.setRowStretch(15, 1)
        self.area = Scrolled(self.theme, self.form)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hint = Text(
            self.theme, "Saved as you say it. Ctrl+Z takes the last change back.", Role.SMALL, "dim", wrap=True
        )
        column = self._column = QVBoxLayout()
        column.addWidget(self.head_of)
        column.addWidget(self.area, 1)
        column.addWidget(self.hint)
        self.add(column, 1)


def _fill(choice: StillChoice, items: Sequence[Item], chosen: str | None) -> None:
    """Offer `items`; an open list is left as it is until it closes."""
    if [(choice.itemText(place), choice.itemData(place)) for place in range(choice.count())] != list(items):
        choice.clear()
        for text, value in items:
            choice.addItem(text, value)
    choice.setCurrentIndex([value for _, value in items].index(chosen))
