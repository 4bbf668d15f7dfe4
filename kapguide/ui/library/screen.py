"""The library by day: music comes in, is found again, gets its labels, and goes out as playlists."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from kapguide.ui.library.playlist_out import PlaylistWish
from kapguide.ui.library.survey import PieceFilter, Survey
from kapguide.ui.library.view import LibraryView
from kapguide.ui.library.work import LibraryWork, Looked
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.dialogs import Dialogs

AGAIN_MS = 1_000
"""While an import runs, the list is looked at again so often."""


class LibraryScreen(LibraryView):
    """Shows what a LibraryWork tells, and asks it for what the person wants. It can be thrown away at any time."""

    closed = Signal()

    def __init__(self, theme: Theme, work: LibraryWork, dialogs: Dialogs) -> None:
        super().__init__(theme, work.arc)
        self._work = work
        self._dialogs = dialogs
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self.setAccessibleName("Library")
        self.setAcceptDrops(True)
        for line in self.findChildren(QLineEdit):
            line.setAcceptDrops(False)  # else a file's address would be dropped into it
        self._connect()
        self.show_survey(work.survey, work.imports.notes, known=work.survey != Survey())
        self.show_going(work.imports.going)
        self.show_undoable(work.undoable)
        self._work.look(self.wish)
        work.count()
        for sentence in (*work.library.notices, work.library.trouble):
            if sentence:
                self.message.say(sentence, Tone.WARM)

    def _connect(self) -> None:
        work = self._work
        work.looked.connect(self._show_looked)
        work.surveyed.connect(self._show_survey)
        work.changed.connect(self._refresh)
        work.imports.moved.connect(self._import_moved)
        work.labelled.connect(self._labelled)
        work.said.connect(self.message.say)
        work.written.connect(self._written)
        work.saving.connect(self.saving.say)
        self._again.timeout.connect(self._refresh)
        self.filters.wished.connect(self._wished)
        self.filters.search.left.connect(self.to_list)
        self.filters.search.entered.connect(self._to_found)
        self.band.chosen.connect(self._part_chosen)
        self.columns.chosen.connect(self._sort)
        self.list.picked.connect(self._picked)
        self.list.opened.connect(self._to_labels)
        self.labels.labelled.connect(self._label)
        self.playlist.wanted.connect(self._write)
        self.playlist.left.connect(self.to_list)
        self.bad.again_asked.connect(lambda: work.imports.start())
        self.folders.again_asked.connect(lambda path: work.imports.start([Path(path)]))
        self.folders.moved.connect(self._repoint)
        self.folders.removed.connect(work.remove_folder)
        self.importing.cancelled.connect(work.imports.cancel)
        for page in (self.bad, self.folders):
            page.left.connect(self.to_list)
        for button, action in (
            (self.add_button, self.add_folder),
            (self.empty.add, self.add_folder),
            (self.folders_button, lambda: self.turn_to(self.folders)),
            (self.bad_button, lambda: self.turn_to(self.bad)),
            (self.playlist_button, self.make_playlist),
            (self.close_button, self.closed.emit),
            (self.filters.everything, self.show_all),
            (self.undo_button, work.undo),
        ):
            button.clicked.connect(lambda _=False, action=action: action())
        for field in (*self.labels.fields, self.playlist.name):
            field.left.connect(self.to_list)

    # --- looking -------------------------------------------------------------------------------------------

    def _show_looked(self, answer: Looked) -> None:
        if answer.wish == self.wish:
            self.show_pieces(answer.pieces)

    def _show_survey(self, survey: Survey) -> None:
        self.show_survey(survey, self._work.imports.notes)

    def _import_moved(self) -> None:
        self.show_going(self._work.imports.going)
        if self._work.imports.going is not None and not self._again.isActive():
            self._again.start()

    def _refresh(self) -> None:
        kept = () if self.wish.everything else self.list.chosen()  # a label takes no piece out of one's hands
        self._work.look(self.wish, frozenset(entry.path for entry in kept))
        self._work.count()

    def _wished(self, wish: PieceFilter) -> None:
        self.show_wish(wish)
        self.list.verticalScrollBar().setValue(0)
        self._work.look(wish)

    def _part_chosen(self, place: int) -> None:
        part = self.survey.shares[place].part
        self._wished(msgspec.structs.replace(self.filters.wish, part=None if self.wish.part == part else part))

    def _sort(self, place: int) -> None:
        order = self.columns.orders[place]
        falling = order is self.wish.order and not self.wish.falling
        self._wished(msgspec.structs.replace(self.filters.wish, order=order, falling=falling))

    def show_all(self) -> None:
        """Take every filter away; the order stays."""
        self._wished(PieceFilter(order=self.wish.order, falling=self.wish.falling))
        self.to_list()

    def _to_found(self) -> None:
        self.to_list()
        if self.list.currentIndex().row() < 0 and self.list.pieces:
            self.list.begin()

    def _picked(self) -> None:
        chosen = self.list.chosen()
        self.labels.show_pieces(chosen)
        if self.playlist.isVisible():
            self.playlist.show_pieces(chosen, self.list.pieces)

    # --- doing ---------------------------------------------------------------------------------------------

    def _to_labels(self) -> None:
        self.side.setCurrentWidget(self.labels)
        if self.labels.entries:
            self.labels.part.setFocus()

    def _label(self, paths: tuple[str, ...], what: str, change: Callable) -> None:
        self._work.label(paths, what, change)

    def _labelled(self) -> None:
        self.show_undoable(self._work.undoable)

    def add_folder(self) -> None:
        """Ask for a folder, and take it in."""
        chosen = self._dialogs.folder(self, "A folder with music")
        if chosen is not None:
            self._work.add([chosen])

    def _repoint(self, old: str) -> None:
        chosen = self._dialogs.folder(self, "Where is it now?", str(Path(old).parent))
        if chosen is not None:
            self._work.repoint(old, chosen)

    def make_playlist(self) -> None:
        """Open the form for a playlist beside the list."""
        self.playlist.show_pieces(self.list.chosen(), self.list.pieces)
        self.side.setCurrentWidget(self.playlist)
        self.turn_to(self.list_page)
        self.playlist.name.setFocus()

    def _write(self, name: str, suffix: str, pieces: tuple) -> None:
        chosen = self._dialogs.folder(self, "A folder for the playlist", next(iter(self._work.library.folders()), ""))
        if chosen is not None:
            self._work.write_playlist(PlaylistWish(name, suffix, chosen), pieces)

    def _written(self, done: bool, sentence: str) -> None:
        if done:
            self.playlist.clear()
            self.message.say(sentence)
            self.to_list()
        else:
            self.playlist.show_fault(sentence)

    # --- drag and drop, keys -------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may come as copies only: one who moves them would delete them where they lie."""
        if _files(event.mimeData()) and event.possibleActions() & Qt.DropAction.CopyAction:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.drop_frame.raise_()
            self.drop_frame.show()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_frame.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_frame.hide()
        if paths := _files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._work.add(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys belong to the screen while nobody types."""
        if isinstance(QApplication.focusWidget(), QLineEdit) or event.isAutoRepeat():
            event.ignore()
            return
        text, ctrl = event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        keys: dict[str, Callable[[], object]] = {
            "/": self._to_search,
            "a": self.add_button.click,
            "f": self.folders_button.click,
            "b": self.bad_button.click,
            "p": self.playlist_button.click,
            "n": self.filters.unlabelled.click,
        }
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        elif ctrl and event.key() == Qt.Key.Key_Z:
            self._work.undo()
        elif not ctrl and text in keys:
            keys[text]()
        elif not ctrl and text and text in "012345" and self.pages.currentWidget() is self.list_page:
            self.labels.set_strength(int(text))
        else:
            event.ignore()

    def _to_search(self) -> None:
        if self.pages.currentWidget() is not self.empty:
            self.turn_to(self.list_page)
            self.filters.search.setFocus()
            self.filters.search.selectAll()

    def _back(self) -> None:
        """Out of a panel or a page; from the pieces themselves, back to Today."""
        if self.aside:
            self.to_list()
        else:
            self.closed.emit()


def _files(mime: QMimeData) -> list[Path]:
    """The files and folders that are carried."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and url.toLocalFile()]
