"""Clients at the window: the list, a client's page, and what is said there kept as facts."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from kapguide.clinical.chart import ClientChart, PlannedContact, chart_of, taken_over, with_fact
from kapguide.clinical.course import step_ahead
from kapguide.clinical.facts import AnyFact, ContactCancelled, ContactHeld, Fact
from kapguide.errors import KapGuideError
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionStatus, SessionSummary
from kapguide.store.writing.ticket import Ticket
from kapguide.ui.clients.contact_sheet import ContactSheet
from kapguide.ui.clients.doors import ClientDoors
from kapguide.ui.clients.forms import about_form, consent_form, course_form, order_form
from kapguide.ui.clients.list_data import client_rows
from kapguide.ui.clients.list_screen import ClientsData, ClientsScreen
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.clients.page_data import ClientPageData, page_data
from kapguide.ui.clients.rows import ClientRow
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.form import Form
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.contacts import plan_choices
from kapguide.usecases.scores import taken_of
from kapguide.usecases.shipped.courses import course_sessions, courses_of
from kapguide.usecases.shipped.instruments import instruments_of

KEPT_S = 0.3
"""So long one waits at most until what was said is on disk; it takes some milliseconds."""
NOT_YET = "Not saved yet: it is kept, and saved as soon as the disk takes it."


class ClientsFlow:
    """Shows the clients; `done` is called when they are left."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        doors: ClientDoors,
        done: Callable[[], object],
        names: Callable[[], bool] = bool,
    ) -> None:
        """`names` tells whether the clinic keeps names beside the codes."""
        self._frame, self._store = frame, store
        self._doors, self._done, self._names = doors, done, names
        self._typed: dict[tuple[str, str], dict[str, str]] = {}
        """What stood in a form that was left, by client and form."""
        self._sitting: ClientSitting | None = None
        """What the page that is open stands on."""

    # --- the list --------------------------------------------------------------------------------------------

    def show(self, typed: str = "") -> ClientsScreen:
        """The list of all clients, or of those that `typed` finds."""
        now = _now()
        every, known = tuple(dict.fromkeys(self._store.codes())), dict[str, ClientRow]()
        data = ClientsData(every, lambda codes: client_rows(self._store, codes, every, now, known))
        screen = ClientsScreen(self._frame.desk, data, typed)
        screen.closed.connect(self._done)
        screen.chosen.connect(lambda code: self._open(screen, code))
        screen.added.connect(lambda code: self._add(screen, code))
        self._frame.window.show_screen(screen)
        return screen

    def _open(self, screen: ClientsScreen, code: str) -> None:
        typed = screen.code.text()  # the list is gone when it is come back to
        try:
            self.show_client(code, "Clients", lambda: self.show(typed))
        except KapGuideError as error:
            screen.say_fault(error.sentence)

    def _add(self, screen: ClientsScreen, code: str) -> None:
        try:
            self._store.add_client(code)
        except KapGuideError as error:
            screen.say_fault(error.sentence)
            return
        self._open(screen, code)

    # --- a client's page -------------------------------------------------------------------------------------

    def show_client(self, code: str, back: str = "Today", left: Callable[[], object] | None = None) -> ClientPage:
        """The page of a client; `left` goes back, to the screen that is called `back`. Raises KapGuideError."""
        self._sitting = sitting = ClientSitting(self._frame, self._store, code, self._typed, names=self._names())
        page, doors = sitting.page(back), self._doors
        again = partial(self.show_client, code, back, left)

        def through(door: Callable[..., object], *given: object) -> None:
            try:
                door(*given)
            except KapGuideError as error:
                page.message.say(error.sentence, Tone.WARM)

        page.closed.connect(lambda: (left or self._done)())
        page.search_asked.connect(lambda: through(doors.search, code, again))
        page.session_asked.connect(lambda session_id: through(doors.note, session_id, again))
        page.prepare_asked.connect(lambda contact: through(doors.prepare, code, sitting.contact(contact)))
        page.hand_over_asked.connect(lambda: through(doors.hand_over, code, (), sitting.refresh))
        page.scores_asked.connect(lambda scores: through(doors.scores, code, scores, sitting.refresh))
        page.lists_asked.connect(lambda: through(doors.checklists, code, sitting.refresh))
        page.own_notes_asked.connect(lambda: through(doors.private, code, code))
        page.come_back.connect(sitting.refresh)
        self._frame.window.show_screen(page)
        return page

    def show_order(self, code: str, back: str, left: Callable[[], object]) -> None:
        """The form of the order on the page of a client; once it is saved it goes back by itself. Raises
        KapGuideError."""
        self.show_client(code, back, left)
        assert self._sitting is not None
        self._sitting.write_order(left)


class ClientSitting:
    """A client's page while it is open: what is said on it is handed to the record and shown at once."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        code: str,
        typed: dict[tuple[str, str], dict[str, str]],
        *,
        names: bool,
    ) -> None:
        self._frame, self._store, self._code, self._typed = frame, store, code, typed
        self._names = names
        self._said: list[Fact] = []
        """What was said here, which the record may still be writing."""
        self._last: Ticket | None = None
        """The newest of it, until it was told whether that is saved."""
        self._ordered: Callable[[], object] | None = None
        """Where an order leads that was asked for from elsewhere, once it is saved."""
        self._known = instruments_of(frame.home).known
        self._page: ClientPage
        self._read()

    def _read(self) -> None:
        """Raises KapGuideError."""
        written = self._store.facts.of_client(self._code)
        there = {fact.id for fact in written}
        self._said = [fact for fact in self._said if fact.id not in there]
        self._chart: ClientChart = chart_of((*written, *self._said))
        self._sessions: list[SessionSummary] = self._store.sessions_of(self._code)
        self._scores = taken_of(self._store, self._code, self._known)
        self._doses = self._store.books.doses_of(self._code)

    def refresh(self) -> None:
        """Show what holds now: other rooms say things of the client, too."""
        try:
            self._read()
        except KapGuideError as error:
            self._page.message.say(error.sentence, Tone.WARM)
        self._page.show_data(self._data())

    def contact(self, contact_id: str) -> PlannedContact:
        """A planned contact of the client."""
        return self._chart.contacts[contact_id]

    def page(self, back: str) -> ClientPage:
        """The page, with its forms."""
        self._page = page = ClientPage(self._frame.desk, self._data(), back)
        page.form_asked.connect(self._open_form)
        page.contact_asked.connect(self._change_contact)
        return page

    def _data(self) -> ClientPageData:
        return page_data(
            self._code, self._chart, self._sessions, _now(), self._known, self._scores, doses=self._doses,
            names=self._names,
        )  # fmt: skip

    def write_order(self, then: Callable[[], object]) -> None:
        """Open the form of the order; `then` is called when it is saved."""
        self._ordered = then
        self._open_form("order")

    def _open_form(self, name: str) -> None:
        theme, chart, now = self._frame.desk, self._chart, _now()
        forms: dict[str, Callable[[], Form | ContactSheet]] = {
            "about": lambda: about_form(theme, chart, self._say_all(name), names=self._names),
            "consent": lambda: consent_form(theme, chart, now, self._say_all(name)),
            "order": lambda: order_form(theme, chart, now, self._say_all(name)),
            "course": lambda: course_form(theme, chart, courses_of(self._frame.home).known, self._say_all(name)),
            "plan": lambda: self._sheet(name),
        }
        self._show_form(name, forms[name]())

    def _show_form(self, name: str, form: Form | ContactSheet) -> None:
        """What was typed in a form of this kind and left stands in it again."""
        form.left.connect(lambda: self._leave(name, form))
        self._page.open_form(form)
        if (typed := self._typed.get((self._code, name))) is not None:
            form.take_over(typed)

    def _leave(self, name: str, form: Form | ContactSheet) -> None:
        self._typed[self._code, name] = form.typed()
        self._page.close_form()

    def _say_all(self, name: str) -> Callable[[tuple[AnyFact, ...]], None]:
        def say(bodies: tuple[AnyFact, ...]) -> None:
            for body in bodies:
                if not self._say(body, taken_over(self._chart, body)):
                    return
            self._over(name, "Saved." if bodies else "Nothing was changed.")

        return say

    def _say(self, body: AnyFact, supersedes: str = "") -> bool:
        """Hand a fact to the record; it holds at once, and the window says if it cannot be saved."""
        try:
            said = self._store.facts.say(self._code, body, supersedes=supersedes)
        except KapGuideError as error:
            if self._page.form is not None:
                self._page.form.say_fault(error.sentence)
            return False
        self._said.append(said.fact)
        self._last = said.ticket
        self._chart = with_fact(self._chart, said.fact)
        return True

    def _over(self, name: str, words: str) -> None:
        """A form has done its work."""
        self._typed.pop((self._code, name), None)
        self._page.show_data(self._data())
        self._page.close_form()
        last, self._last = self._last, None
        saved = last is None or last.wait(KEPT_S)
        self._page.message.say(words if saved else NOT_YET, Tone.PLAIN if saved else Tone.WARM)
        if name == "order" and saved and self._ordered is not None:
            self._ordered()

    # --- contacts --------------------------------------------------------------------------------------------

    def _sheet(self, name: str, contact: PlannedContact | None = None) -> ContactSheet:
        step = step_ahead(self._chart, course_sessions(self._there))
        sheet = ContactSheet(self._frame.desk, self._code, plan_choices(self._store), step, contact)
        words = "Planned." if contact is None else "Moved." if contact.open else "Planned again."
        sheet.asked.connect(lambda wish: self._say_one(name, wish.plan, wish.moves, words))
        if contact is not None:
            last = contact.fact.id
            sheet.held.connect(
                lambda typed: self._say_one(name, ContactHeld(words=typed), last, "Written down as held.")
            )
            sheet.cancelled.connect(lambda reason: self._say_one(name, ContactCancelled(reason), last, "Cancelled."))
        return sheet

    @property
    def _there(self) -> list[SessionSummary]:
        return [one for one in self._sessions if one.state is not SessionStatus.DISCARDED]

    def _change_contact(self, contact_id: str) -> None:
        name = f"contact {contact_id}"
        self._show_form(name, self._sheet(name, self._chart.contacts[contact_id]))

    def _say_one(self, name: str, body: AnyFact, earlier: str, words: str) -> None:
        if self._say(body, earlier):
            self._over(name, words)


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
