"""Today at the window: what it shows is read from the record, and what is asked for there is handed on."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from kapguide.errors import KapGuideError
from kapguide.store.codes import client_code
from kapguide.store.records import Store
from kapguide.ui.emergency.opening import show_card
from kapguide.ui.today.data import today_data
from kapguide.ui.today.screen import Page, TodayData, TodayScreen
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.sessions import NewSession

CARD_WORDS = "This is the card as it opens in an emergency. Nothing is written down here; Print makes a PDF of it."


class PrepareSession(NamedTuple):
    """A session is to be prepared. `pin` is what was typed as its session PIN, often nothing."""

    new: NewSession
    pin: str = ""


class OpenNote(NamedTuple):
    """The note of a session is to be opened."""

    session_id: str


class OpenSettings(NamedTuple):
    """The settings are to be opened at a section: `card`, `limits`, `backups`, ..."""

    section: str


Wanted = PrepareSession | OpenNote | OpenSettings


class TodayFlow:
    """Shows Today; `wanted` is called with what was asked for, and what it refuses is said on the screen."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        pages: Sequence[Page],
        wanted: Callable[[Wanted], object],
    ) -> None:
        """`pages` are the ways from Today to what stands beside it."""
        self._frame, self._store = frame, store
        self._pages = pages
        self._wanted = wanted
        self._typed: tuple[str, ...] = ()
        """What stood in the form when a page or a note was gone to."""

    def read(self) -> TodayData:
        """What Today shows now. Raises KapGuideError for a record that cannot be read."""
        return today_data(self._store, self._frame.home)

    def show(self, notice: str = "") -> None:
        """Show what is there and the way into a session."""
        screen = TodayScreen(self._frame.desk, self.read(), self._pages)
        screen.session_prepared.connect(lambda new: self._prepare(screen, new))
        screen.session_chosen.connect(lambda session_id: self._open(screen, session_id))
        screen.card_asked.connect(lambda: show_card(self._frame, CARD_WORDS).left.connect(self.refresh))
        screen.card_writing_asked.connect(lambda: self._write_card(screen))
        screen.page_asked.connect(lambda name: self._turn_to(screen, name))
        if notice:
            screen.message.say(notice, Tone.WARM)
        if self._typed:
            screen.form.take_over(self._typed)
            screen.open_form()
            self._typed = ()
        self._frame.window.show_screen(screen)

    def refresh(self, problem: str = "") -> None:
        """If Today is what one looks at: show what is so now, and say what went wrong meanwhile."""
        screen = self._frame.window.screen_shown
        if isinstance(screen, TodayScreen):
            screen.show_data(self.read())
            if problem:
                screen.message.say(problem, Tone.WARM)

    def _write_card(self, screen: TodayScreen) -> None:
        self._keep_typed(screen)
        self._wanted(OpenSettings("card"))

    def _prepare(self, screen: TodayScreen, new: NewSession) -> None:
        try:
            self._wanted(PrepareSession(_known_by_code(new), screen.form.session_pin))
        except KapGuideError as error:
            screen.form.show_fault(error.sentence)

    def _open(self, screen: TodayScreen, session_id: str) -> None:
        self._keep_typed(screen)
        try:
            self._wanted(OpenNote(session_id))
        except KapGuideError as error:
            screen.message.say(error.sentence, Tone.WARM)

    def _turn_to(self, screen: TodayScreen, name: str) -> None:
        self._keep_typed(screen)
        next(page for page in self._pages if page.name == name).show()

    def _keep_typed(self, screen: TodayScreen) -> None:
        """Whoever is called away while filling in the form finds it as it was."""
        self._typed = screen.form.typed() if screen.form.isVisible() else ()


def _known_by_code(new: NewSession) -> NewSession:
    """With the client's code as the record writes it. Raises KapGuideError for one that cannot be used."""
    return msgspec.structs.replace(new, client=client_code(new.client))
