"""Today at the window: what it shows is read from the record, and what is asked for there is handed on."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from kapguide.clinical.chart import chart_of
from kapguide.clinical.facts import ContactPlanned
from kapguide.clinical.when import when_words
from kapguide.errors import KapGuideError
from kapguide.jobs import Owner
from kapguide.store.codes import client_code, meant_by
from kapguide.store.records import Store
from kapguide.store.tables.fact_rows import Planned
from kapguide.ui.emergency.opening import show_card
from kapguide.ui.today.data import MORE, MOST_COMING, NOTES, planned_contact, today_data
from kapguide.ui.today.head import Page
from kapguide.ui.today.screen import TodayData, TodayScreen
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.contacts import ContactWish, dosing_protocol, held_before, plan_contact, step_to_plan
from kapguide.usecases.medicine_log import recent_without
from kapguide.usecases.sessions import NewSession

CARD_WORDS = "This is the card as it opens in an emergency. Nothing is written down here; Print makes a PDF of it."
SAVED_WITHIN_S = 2.0
"""A plan is waited for so long before Today says it is there."""


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


class OpenClient(NamedTuple):
    """The page of a client is to be opened."""

    code: str


class OpenOrder(NamedTuple):
    """What was ordered for a client is to be written down."""

    code: str


class OpenScore(NamedTuple):
    """A score is to be read again, and what was done about its answers."""

    code: str
    score: str


class OpenMedicineLog(NamedTuple):
    """The medicine log is to be opened."""


class SearchFor(NamedTuple):
    """The search is to be opened with what was typed."""

    typed: str


Wanted = PrepareSession | OpenNote | OpenClient | SearchFor | OpenOrder | OpenScore | OpenSettings | OpenMedicineLog


class TodayFlow:
    """Shows Today; `wanted` is called with what was asked for, and what it refuses is said on the screen."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        pages: Sequence[Page],
        wanted: Callable[[Wanted], object],
        medicine_log: Callable[[], bool] = bool,
    ) -> None:
        """`pages` are the ways from Today to what stands beside it; `medicine_log` tells whether one is kept."""
        self._frame, self._store, self._keeps_medicine = frame, store, medicine_log
        self._without_line = 0
        """So many doses had no line in the medicine log when it was looked at last."""
        self._pages = {page.name: page for page in pages}
        self._wanted = wanted
        self._typed: tuple[str, ...] = ()
        """What stood in the form when a page or a note was gone to."""
        self._contact: Planned | None = None
        """The planned contact that the form of a new session is filled in for."""
        self._chosen = ""
        self._notes, self._contacts = NOTES, MOST_COMING

    def read(self) -> TodayData:
        """What Today shows now. Raises KapGuideError for a record that cannot be read."""
        return today_data(
            self._store,
            self._frame.home,
            chosen=self._chosen,
            notes=self._notes,
            contacts=self._contacts,
            without_line=self._without_line if self._keeps_medicine() else 0,
        )

    def show(self, notice: str = "") -> None:
        """Show what is there and the way into a session."""
        self._chosen, self._notes, self._contacts = "", NOTES, MOST_COMING
        screen = TodayScreen(self._frame.desk, self.read(), tuple(self._pages.values()))
        screen.allow_clients("Clients" in self._pages)
        screen.session_prepared.connect(lambda new: self._prepare(screen, new))
        screen.session_chosen.connect(lambda session_id: self._open(screen, OpenNote(session_id)))
        screen.client_asked.connect(lambda code: self._open(screen, OpenClient(code)))
        screen.order_asked.connect(lambda code: self._open(screen, OpenOrder(code)))
        screen.sought.connect(lambda typed: self._seek(screen, typed))
        screen.contact_asked.connect(lambda fact_id: self._hold(screen, fact_id))
        screen.contact_shown.connect(self._choose)
        screen.move_asked.connect(lambda fact_id: self._move(screen, fact_id))
        screen.planning.asked.connect(lambda wish: self._plan(screen, wish))
        screen.form.client_named.connect(lambda code: self._suggest_protocol(screen, code))
        screen.planning.client_named.connect(lambda code: self._suggest(screen, code))
        screen.card_asked.connect(lambda: show_card(self._frame, CARD_WORDS).left.connect(self.refresh))
        screen.score_asked.connect(lambda code, score: self._open(screen, OpenScore(code, score)))
        screen.settings_asked.connect(lambda section: self._open(screen, OpenSettings(section)))
        screen.medicine_asked.connect(lambda: self._open(screen, OpenMedicineLog()))
        screen.notes_asked.connect(self._show_notes)
        screen.contacts_asked.connect(self._show_contacts)
        screen.page_asked.connect(lambda name: self._turn_to(screen, name))
        screen.minute_over.connect(self.refresh)
        if notice:
            screen.message.say(notice, Tone.WARM)
        if self._typed:
            screen.form.take_over(self._typed)
            screen.open_form()
            self._typed = ()
        self._frame.window.show_screen(screen)
        if self._keeps_medicine():
            self._look_at_medicine(screen)

    def _look_at_medicine(self, screen: TodayScreen) -> None:
        """Beside the window: the log may be long."""

        def told(without_line: int) -> None:
            before, self._without_line = self._without_line, without_line
            if before != without_line:
                self.refresh()

        self._frame.jobs.run(
            lambda: recent_without(self._store, _now()),
            told,
            lambda error: screen.message.say(error.sentence, Tone.WARM),
            there(screen),
        )

    def refresh(self, problem: str = "") -> None:
        """If Today is what one looks at: show what is so now, and say what went wrong meanwhile."""
        screen = self._frame.window.screen_shown
        if not isinstance(screen, TodayScreen):
            return
        try:
            screen.show_data(self.read())
        except KapGuideError as error:
            problem = problem or error.sentence
        if problem:
            screen.message.say(problem, Tone.WARM)

    def follow_up(self, still_open: Owner) -> None:
        """What the end of the last session leaves to be said of its contact, where the program went down before it."""
        self._frame.jobs.run(
            lambda: held_before(self._store),
            lambda said: self.refresh() if said else None,
            lambda error: self.refresh(error.sentence),
            still_open,
        )

    # --- contacts --------------------------------------------------------------------------------------------

    def _choose(self, fact_id: str) -> None:
        self._chosen = fact_id
        self.refresh()

    def _show_notes(self) -> None:
        self._notes += MORE
        self.refresh()

    def _show_contacts(self) -> None:
        self._contacts += MOST_COMING
        self.refresh()

    def _known(self, screen: TodayScreen, fact_id: str) -> Planned | None:
        """The contact as the record has it now; of one that waits no more that is said."""
        try:
            found = planned_contact(self._store, fact_id, _now())
        except KapGuideError as error:
            screen.message.say(error.sentence, Tone.WARM)
            return None
        if found is None:
            self.refresh("This contact waits no more: it was moved, held or cancelled.")
        return found

    def _hold(self, screen: TodayScreen, fact_id: str) -> None:
        """The contact takes place now. Where its protocol is still open, the form asks for it."""
        found = self._known(screen, fact_id)
        if found is None:
            return
        if found.plan.protocol:
            new = NewSession(
                found.code,
                found.plan.protocol,
                contact=self._contact_id(found),
                telephone=found.plan.telephone,
            )
            self._ask(screen, PrepareSession(new))
            return
        self._contact = found
        screen.form.client.put(found.code)
        screen.open_form()
        screen.form.protocol.setFocus()

    def _contact_id(self, found: Planned) -> str:
        """The id of the contact: that of its first plan, also where it was moved. Raises KapGuideError."""
        contact = chart_of(self._store.facts.of_client(found.code)).contact(found.fact.id)
        return contact.id if contact is not None else found.fact.id

    def _move(self, screen: TodayScreen, fact_id: str) -> None:
        found = self._known(screen, fact_id)
        if found is not None:
            screen.open_planning()
            screen.planning.open_moved(found.code, found.fact.id, found.plan)

    def _suggest_protocol(self, screen: TodayScreen, code: str) -> None:
        try:
            screen.form.suggest(dosing_protocol(self._store, code))
        except KapGuideError as error:
            screen.message.say(error.sentence, Tone.WARM)

    def _suggest(self, screen: TodayScreen, code: str) -> None:
        try:
            screen.planning.suggest(step_to_plan(self._store, code))
        except KapGuideError:
            return  # a code that cannot be used is said when the contact is planned

    def _plan(self, screen: TodayScreen, wish: ContactWish) -> None:
        try:
            told = plan_contact(self._store, wish)
        except KapGuideError as error:
            screen.planning.show_fault(error.sentence)
            return
        if told.ticket.wait(SAVED_WITHIN_S) or told.ticket.failure is None:
            screen.planning.open()
            screen.close_form()
            self._chosen = ""
            self.refresh()
            screen.message.say(_planned_words(wish.client, wish.plan, moved=bool(wish.moves)))
        else:
            screen.planning.show_fault(getattr(told.ticket.failure, "sentence", "The contact could not be planned."))

    # --- what is beside it -----------------------------------------------------------------------------------

    def _prepare(self, screen: TodayScreen, new: NewSession) -> None:
        try:
            self._wanted(PrepareSession(self._as_planned(new), screen.form.session_pin))
        except KapGuideError as error:
            screen.form.show_fault(error.sentence)

    def _as_planned(self, new: NewSession) -> NewSession:
        """With the client's code as the record writes it, and the contact that the form was opened for. Raises
        KapGuideError for a code that cannot be used."""
        new = msgspec.structs.replace(new, client=client_code(new.client))
        contact = self._contact
        if contact is None or contact.code.casefold() != new.client.casefold():
            return new
        return msgspec.structs.replace(new, contact=self._contact_id(contact), telephone=contact.plan.telephone)

    def _open(self, screen: TodayScreen, wanted: Wanted) -> None:
        self._keep_typed(screen)
        self._ask(screen, wanted)

    def _seek(self, screen: TodayScreen, typed: str) -> None:
        """To the page of the one client whose code is meant; else to what is found."""
        code = meant_by(typed, self._store.codes())
        self._open(screen, OpenClient(code) if code else SearchFor(typed))

    def _ask(self, screen: TodayScreen, wanted: Wanted) -> None:
        try:
            self._wanted(wanted)
        except KapGuideError as error:
            screen.message.say(error.sentence, Tone.WARM)

    def _turn_to(self, screen: TodayScreen, name: str) -> None:
        self._keep_typed(screen)
        self._pages[name].show()

    def _keep_typed(self, screen: TodayScreen) -> None:
        """Whoever is called away while filling in the form finds it as it was."""
        self._typed = screen.form.typed() if screen.form.isVisible() else ()


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _planned_words(client: str, plan: ContactPlanned, *, moved: bool) -> str:
    """`M-014: Integration, 10:00 tomorrow: planned.`"""
    return f"{client}: {plan.title}, {when_words(plan.at, _now())}: {'moved' if moved else 'planned'}."
