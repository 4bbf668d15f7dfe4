"""Search at the window: what is typed is looked for beside the window, and what is chosen is opened where it stands."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from kapguide.errors import KapGuideError
from kapguide.store.records import Store
from kapguide.store.search.hits import Hit, Hits
from kapguide.store.search.search import PAGE
from kapguide.store.search.search_wish import Found, SearchWish, with_filter
from kapguide.ui.search.data import OF_EACH, only_kind, search_data, shown
from kapguide.ui.search.rows import FoundRow
from kapguide.ui.search.screen import SearchScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.shipped.instruments import instruments_of

Back = Callable[[], object]


class SearchDoors(NamedTuple):
    """Where what was found is opened, each with what leads back. Any may raise KapGuideError."""

    client: Callable[[str, str, Back], object]
    """The page of a client, by the code; then what this page is called."""
    note: Callable[[str, Back, str, str], object]
    """The note of a session, by the session's id; then what this page is called, and the id of the line or of the
    entry that was found."""
    scores: Callable[[str, Sequence[str], Back], object]
    checklists: Callable[[str, Back], object]


class SearchFlow:
    """Shows the search; what was typed is there again when what it led to is left."""

    def __init__(self, frame: WindowFrame, store: Store, doors: SearchDoors) -> None:
        self._frame, self._store, self._doors = frame, store, doors
        self._sitting: _Sitting | None = None
        """What the screen that is open stands on."""

    def show(self, typed: str, back: str, left: Back, at: str = "") -> SearchScreen:
        """What `typed` finds; `left` goes back, to the screen called `back`. `at` is the row to come back to."""
        known = instruments_of(self._frame.home).known
        names = {person.id: person.name for person in self._store.staff.rows()}
        screen = SearchScreen(self._frame.desk, back, typed, lambda row: shown(row, known, names, _now()))
        self._sitting = search = _Sitting(self._frame, self._store, screen)
        search.found = lambda wish, pages: screen.show_data(search_data(wish, pages, known, names, _now()))
        screen.typed.connect(search.look)
        screen.further.connect(search.look_further)
        screen.chosen.connect(lambda row: self._open(screen, row, back, left))
        screen.closed.connect(left)
        if at:
            screen.want(at)
        self._frame.window.show_screen(screen)
        search.look(typed)
        return screen

    def of_client(self, code: str, left: Back) -> SearchScreen:
        """The search of one client, from the client's page."""
        return self.show(with_filter("", "client", code) + " ", code, left)

    def _open(self, screen: SearchScreen, row: FoundRow, back: str, left: Back) -> None:
        typed = screen.field.text()  # the screen is gone when it is come back to

        def again() -> None:
            self.show(typed, back, left, row.id)

        try:
            self._through(row.hit, again)
        except KapGuideError as error:
            screen.say_fault(error.sentence)

    def _through(self, hit: Hit | None, again: Back) -> None:
        doors = self._doors
        match hit:
            case Hit(kind=Found.NOTE | Found.ENTRY, session_id=session) if session:
                doors.note(session, again, "Search", hit.place)
            case Hit(kind=Found.SCORE) | Hit(section="score_followed"):
                doors.scores(hit.client_code, (hit.place,), lambda: None)
            case Hit(section="list_answered"):
                doors.checklists(hit.client_code, lambda: None)
            case Hit():
                doors.client(hit.client_code, "Search", again)


class _Sitting:
    """One search at a time, beside the window; what is typed meanwhile is looked for after it."""

    def __init__(self, frame: WindowFrame, store: Store, screen: SearchScreen) -> None:
        self._frame, self._store, self._screen = frame, store, screen
        self._waiting: str | None = None
        self._busy = False
        self._wish = SearchWish()
        self._pages: dict[Found, Hits] = {}
        self.found: Callable[[SearchWish, dict[Found, Hits]], None] = lambda wish, pages: None

    def look(self, typed: str) -> None:
        """Look for it, once what is looked for now is found."""
        if self._busy:
            self._waiting = typed
            return
        search, now = self._store.search, _now()

        def work() -> tuple[SearchWish, dict[Found, Hits]]:
            wish = search.wish(typed, now)
            return wish, search.everything(wish, PAGE if only_kind(wish) else OF_EACH + 1)

        def done(found: tuple[SearchWish, dict[Found, Hits]]) -> None:
            self._wish, self._pages = found
            self.found(*found)

        self._run(work, done)

    def look_further(self) -> None:
        """The next page of the kind that is listed alone, if there is one."""
        kind = only_kind(self._wish)
        page = self._pages.get(kind) if kind is not None else None
        if self._busy or kind is None or page is None or page.further is None:
            return
        wish, after = self._wish, page.further

        def done(more: Hits) -> None:
            self._pages = {kind: Hits(page.hits + more.hits, more.further)}
            self.found(wish, self._pages)

        self._run(lambda: self._store.search.find(wish, kind, PAGE, after), done)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._busy = True

        def over() -> None:
            self._busy = False
            if self._waiting is not None:
                typed, self._waiting = self._waiting, None
                self.look(typed)

        def told(found: Any) -> None:
            if self._waiting is None:  # else something else is looked for by now
                done(found)
            over()

        def failed(error: KapGuideError) -> None:
            self._screen.say_fault(error.sentence)
            over()

        self._frame.jobs.run(work, told, failed, there(self._screen))


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
