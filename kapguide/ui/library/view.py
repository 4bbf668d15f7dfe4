"""What the library screen shows, and which of its pages is open. It asks nobody for anything."""

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.planning.arc import Arc
from kapguide.spans import SECOND
from kapguide.ui.library.arc_band import BandData
from kapguide.ui.library.columns import ColumnsData
from kapguide.ui.library.imports import ImportProgress
from kapguide.ui.library.layout import LibraryLayout
from kapguide.ui.library.survey import PieceFilter, Survey, pieces_text
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Kind
from kapguide.ui.widgets.words import span_words

NOTHING_FITS = "No piece fits. The × above takes every filter away."
NOTHING_YET = "No piece yet. Each is listened to once before it stands here."


class LibraryView(LibraryLayout):
    """Renders wishes, surveys and pieces."""

    def __init__(self, theme: Theme, arc: Arc) -> None:
        super().__init__(theme, arc)
        self.wish = PieceFilter()
        self.survey = Survey()
        self._known = False
        self.turn_to(self.list_page)

    @property
    def aside(self) -> bool:
        """A page or a panel is open that Escape closes."""
        return self.pages.currentWidget() in (self.bad, self.folders) or self.side.currentWidget() is self.playlist

    def show_wish(self, wish: PieceFilter) -> None:
        """What the list is narrowed to and sorted by."""
        self.wish = wish
        self.band.set_data(BandData(self.survey.shares, wish.part))
        self.columns.set_data(ColumnsData(wish.order, wish.falling))
        self.filters.show_wish(wish)

    def show_pieces(self, pieces: tuple[LibraryEntry, ...]) -> None:
        """The pieces that fit the wish."""
        self.list.empty_text = NOTHING_YET if self.wish.everything else NOTHING_FITS
        self.list.set_pieces(pieces)
        shown, total = len(pieces), max(len(pieces), self.survey.pieces)
        count = pieces_text(shown) if self.wish.everything else f"{shown:,} of {pieces_text(total)}"
        length = span_words(round(sum(entry.facts.length_s for entry in pieces) * SECOND))
        self.table.set_trailing(f"{count}  ·  {length}" if shown else count)

    def show_survey(self, survey: Survey, notes: tuple[str, ...], known: bool = True) -> None:
        """The library in numbers; before anybody has counted it is not `known`."""
        self.survey = survey
        self._known = known
        self.band.set_data(BandData(survey.shares, self.wish.part))
        self.filters.show_count(survey.unlabelled)
        self.labels.offer(survey.vocabulary)
        self.folders.show_folders(survey.folders)
        self.pieces_chip.show_text(pieces_text(survey.pieces), "music")
        self.length_chip.show_text(span_words(round(survey.seconds * SECOND)), "clock")
        for chip in (self.pieces_chip, self.length_chip):
            chip.setVisible(survey.pieces > 0)
        self.playlist_button.setEnabled(survey.pieces > 0)
        self.bad.show_bad(survey.bad, notes)
        count = len(survey.bad) + len(notes)
        words = f"Bad files  {count:,}" if count else "Bad files"
        self.bad_button.show_as(words, icon="triangle-alert" if count else "check", key="b", name=words)
        self.choose_page()

    def show_going(self, going: ImportProgress | None) -> None:
        """How far an import is."""
        if going is None and self.importing.button.hasFocus():
            self.setFocus()
        self.importing.show_going(going)
        self.empty.show_waiting(going is not None)

    def show_undoable(self, what: str) -> None:
        """What can be taken back; empty for nothing."""
        if self.undo_button.hasFocus() and not what:
            self.setFocus()
        self.undo_button.show_as("Undo", icon="undo-2", key="Ctrl+Z", kind=Kind.QUIET, name=f"Undo: {what}")
        self.undo_button.setVisible(bool(what))

    # --- pages ---------------------------------------------------------------------------------------------

    def choose_page(self) -> None:
        """A library without anything says how music comes in."""
        bare = not (self.survey.pieces or self.survey.bad or self.survey.folders)
        if bare and self._known and self.pages.currentWidget() is self.list_page:
            self.turn_to(self.empty)
        elif not bare and self.pages.currentWidget() is self.empty:
            self.turn_to(self.list_page)

    def turn_to(self, page: QWidget) -> None:
        """Open a page. Escape leads to Today only where the button says so."""
        before = self.pages.currentWidget()
        self.pages.setCurrentWidget(page)
        for button in (self.bad_button, self.folders_button, self.playlist_button, self.add_button):
            button.setVisible(page is not self.empty)
        key = "" if self.aside else "Esc"
        self.close_button.show_as("Today", icon="undo-2", key=key, kind=Kind.QUIET, name="Back to Today")
        if before is not page and self.isVisible():
            self.setFocus()

    def to_list(self) -> None:
        """Back to the pieces, and to their labels beside them."""
        self.side.setCurrentWidget(self.labels)
        self.turn_to(self.list_page)
        self.choose_page()
        self.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the page's first thing. A focus proxy would be a stop of Tab itself, and skip what follows."""
        page = self.pages.currentWidget()
        firsts = ((self.bad, self.bad.list), (self.folders, self.folders.back), (self.empty, self.empty.add))
        next((first for each, first in firsts if each is page), self.list).setFocus(event.reason())
