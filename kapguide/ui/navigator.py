"""Which flow comes next: from the open record to Today, its pages, a session and its note, and back again."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kapguide.clinical.chart import PlannedContact
from kapguide.clinical.contacts import usual_protocol
from kapguide.errors import KapGuideError
from kapguide.jobs import always
from kapguide.settings import Settings
from kapguide.store.keys.vault import Keys, RecoveryKeyState, recovery_given
from kapguide.store.records import Store
from kapguide.ui.access import Access, RecordHands, WithoutRecord
from kapguide.ui.backing_up import WindowBackups
from kapguide.ui.door.flow import Entry
from kapguide.ui.door.lock_flow import LockFlow
from kapguide.ui.door.recovery_flow import RecoveryKeyFlow
from kapguide.ui.door.recovery_key import AGAIN
from kapguide.ui.note.flow import NoteFlow
from kapguide.ui.open_record import OpenRecord, RecordWays
from kapguide.ui.prepare.flow import PrepareFlow, Prepares
from kapguide.ui.private.flow import PrivateFlow
from kapguide.ui.session.flow import SessionFlow
from kapguide.ui.session.sessions import BegunUnseen, Sessions
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.today.flow import (
    OpenClient,
    OpenMedicineLog,
    OpenNote,
    OpenOrder,
    OpenScore,
    OpenSettings,
    PrepareSession,
    SearchFor,
    TodayFlow,
    Wanted,
)
from kapguide.ui.today.head import Page
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.leaving import SESSION, Leaving
from kapguide.ui.window.waiting import Waiting
from kapguide.usecases.backups import keep_safe
from kapguide.usecases.clinic.practice_settings import PracticeSettings
from kapguide.usecases.contacts import held
from kapguide.usecases.music import PracticeMusic
from kapguide.usecases.sessions import MusicChoice, NewSession
from kapguide.usecases.staff import therapist_of

if TYPE_CHECKING:
    from kapguide.ui.library.flow import LibraryFlow
    from kapguide.ui.people.flow import PeopleFlow
    from kapguide.ui.rehearsals import Rehearsals
    from kapguide.ui.replay.flow import ReplayFlow
    from kapguide.ui.scripts.flow import ScriptsFlow

USUAL_DOSING = "lozenge"
"""What is offered for a dosing session whose protocol nobody has chosen."""
SHORT_PIN = "A session PIN has four digits: none was chosen. The first lock asks for one."


class Navigator:
    """Everything behind the door. Without a record there are rehearsals only, and the way back is the door."""

    def __init__(
        self,
        frame: WindowFrame,
        settings: Settings,
        sound: WindowSound,
        lock: LockFlow,
        knock: Callable[[], object],
        without: WithoutRecord,
        notice: str = "",
    ) -> None:
        """`knock` shows the door, `without` has what the record is closed for; `notice` is to be said on
        the first screen."""
        self._frame, self._sound, self._lock, self._knock = frame, sound, lock, knock
        self._set = PracticeSettings(frame.home, self._take, settings)
        self._notice = notice
        self._open: OpenRecord | None = None
        self._after_note: Callable[[], object] = self.today
        self._leaving = Leaving(frame.window.saving, self._open_store)
        self.music = PracticeMusic(frame.home, settings)
        self.safe = WindowBackups(frame, self._open_store, lambda: self._on_window is not None, self._kept_safe)
        self.access = Access(
            frame,
            lock,
            lambda: self._on_window,
            RecordHands(self._open_store, self.open, self._close_record, knock),
            lambda: self._set.now.locking,
            without,
        )
        self.sessions = Sessions(frame, sound, self.music, self._set, self._session_over, self.access.cover)
        self.own = PrivateFlow(frame, lambda: self._store)
        self._notes = NoteFlow(
            frame, self._note_left, self.safe.keep, self.own.show, lambda *which: self.replay.show_recorded(*which)
        )

    # --- rooms that no session needs: each is imported and made when it is opened -----------------------------

    @cached_property
    def library(self) -> "LibraryFlow":
        """The music library."""
        from kapguide.ui.library.flow import LibraryFlow

        return LibraryFlow(self._frame, self.music, self.today)

    @cached_property
    def scripts(self) -> "ScriptsFlow":
        """The imagery scripts, and their lines."""
        from kapguide.ui.scripts.flow import ScriptsFlow

        return ScriptsFlow(self._frame, self.today)

    @cached_property
    def people(self) -> "PeopleFlow":
        """The people of the practice."""
        from kapguide.ui.people.flow import PeopleFlow

        return PeopleFlow(
            self._frame, lambda: self._store, lambda: self._record.settings.show("people"), self.safe.keep,
            self._give_recovery, self.access.take_away,
        )  # fmt: skip

    @cached_property
    def replay(self) -> "ReplayFlow":
        """Sessions of the record, played back."""
        from kapguide.ui.replay.flow import ReplayFlow

        return ReplayFlow(self._frame, self._open_store, self.safe.keep)

    @cached_property
    def rehearsals(self) -> "Rehearsals":
        """What can be rehearsed; `_rehearsals` where somebody has opened it."""
        from kapguide.ui.rehearsals import Rehearsals, RehearsalWays

        return Rehearsals(
            self._frame, self._sound, self.music, self.sessions.display,
            RehearsalWays(
                self._open_store, self._here, self.today, self._knock,
                lambda: self.replay.choose(self._store, lambda: self.rehearsals.choice.look_again()),
            ),
            self.access.cover,
        )  # fmt: skip

    @property
    def _rehearsals(self) -> "Rehearsals | None":
        return self.rehearsals if "rehearsals" in vars(self) else None

    # --- from the door -------------------------------------------------------------------------------------

    def open(self, entry: Entry) -> None:
        """Open the record: the session that was left unfinished goes on, or Today is shown. Raises KapGuideError, and
        the record is closed again: what is read only now is damaged, and the way back needs it for itself.
        """
        self._say_first(entry.done)
        store = Store.open(self._frame.home, entry.keys)
        pages = (  # a page is a room of its own, and one line here
            Page("Clients", "users", "c", lambda: self._record.clients.show()),
            Page("Library", "music", "b", lambda: self.library.show()),
            Page("Scripts", "book-open", "s", lambda: self.scripts.show()),
            Page("Rehearse", "theater", "r", lambda: self.rehearsals.show()),
            Page("Settings", "settings", ",", lambda: self._record.settings.show()),
        )
        prepares = Prepares(
            self._sound, self.music, self.sessions.display, lambda: therapist_of(store, self._set.now.therapist),
            lambda code, names, then: self._record.hand_over.show(code, names, then),
            lambda code, back: self._record.clients.show_order(code, "Prepare", lambda: self._back_to_prepare(back)),
        )  # fmt: skip
        ways = RecordWays(
            self.today, self._note_of, self._prepare_contact, self.own.show, lambda: self.people.show(), self.safe.keep,
            lambda: self.music.library.folders(),
        )  # fmt: skip
        today = TodayFlow(self._frame, store, pages, self._go, lambda: self._set.now.medicine.log)
        prepare = PrepareFlow(self._frame, store, prepares)
        self._open = OpenRecord(self._frame, store, self._set, self.access, today, prepare, ways)
        try:
            self._first_screen(self._open, entry)
        except KapGuideError:
            self._open = None
            store.close()
            raise

    def _first_screen(self, record: OpenRecord, entry: Entry) -> None:
        store, window = record.store, self._frame.window
        store.on_state(lambda state: self._frame.post(lambda: window.show_saving(state)))
        self._say_first(*store.notices)
        unfinished = store.unfinished_session()
        if unfinished is not None and not unfinished.stale:
            self.sessions.go_on(store, unfinished.row.id, entry.wish, self._notice)
            self._notice = entry.advice  # for later: what goes on shows itself, and nothing is put before it
            return
        record.today.read()  # before anybody believes that it can be read
        self._say_first(self._sound.keep_what_was_left())
        self._notice = self._notice or entry.advice
        if recovery_given(self._frame.home.vault, entry.keys.staff) is RecoveryKeyState.TYPED_BACK:
            self.today()
        else:
            RecoveryKeyFlow(self._frame, entry.keys, lambda _: self.today()).show(AGAIN)
        record.today.follow_up(lambda: self._open is record)

    def _say_first(self, *words: str) -> None:
        """To be said on the first screen."""
        self._notice = " ".join(filter(None, (self._notice, *words)))

    def _take(self, now: Settings, before: Settings) -> None:
        """Have what is set now wherever it counts; a session that runs goes on as it began."""
        self._sound.take(now)
        self.music.take(now)
        self.sessions.display.take(now.display.screen, now.display.picture)
        if self._open is not None and before.look != now.look:
            self._open.settings.take_light(before, now)

    # --- from Today ----------------------------------------------------------------------------------------

    def today(self) -> None:
        """Show Today, where every way comes back to."""
        self.sessions.display.close()
        self._record.today.show(self._notice)
        self._notice = ""

    def _go(self, wanted: Wanted) -> None:
        match wanted:
            case PrepareSession(new, pin):
                self._record.prepare.show(
                    new, lambda prepared, choice: self._begin(prepared, choice, pin), self._record.today.refresh
                )
            case OpenNote(session_id):
                self._notes.show(self._store, session_id)
            case OpenSettings(section):
                self._record.settings.show(section)
            case OpenClient(code):
                self._record.clients.show_client(code)
            case OpenOrder(code):
                self._record.clients.show_order(code, "Today", self.today)
            case OpenScore(code, score):
                self._record.hand_over.show_scores(code, (score,), self._record.today.refresh)
            case OpenMedicineLog():
                from kapguide.ui.medicine.flow import MedicineFlow

                MedicineFlow(self._frame, self._store, self.today, "Today").show()
            case SearchFor(typed):
                self._record.search.show(typed, "Today", self.today)

    def _back_to_prepare(self, prepare: Callable[[], object]) -> None:
        """Prepare again, with Today behind it."""
        self.today()
        try:
            prepare()
        except KapGuideError as error:
            self._record.today.refresh(error.sentence)

    def _begin(self, new: NewSession, choice: MusicChoice, pin: str) -> None:
        """Begin the session, whatever was typed as its PIN."""
        try:
            begun = self.sessions.begin(self._store, new, choice)
        except BegunUnseen as unseen:
            self._record.prepare.begun()
            self._notice = unseen.sentence
            self.today()  # away from Prepare, which would begin another one
            return
        self._record.prepare.begun()
        try:
            self._lock.choose_pin(begun.session, pin)
        except ValueError:
            if pin:
                begun.screen.quiet.say(SHORT_PIN)

    # --- from a session to its note, and back ---------------------------------------------------------------

    def _session_over(self, session: SessionFlow) -> None:
        if session.session.state.discarded:  # no note is asked for
            self.safe.keep()
            self.today()
        else:
            self._held(session)
            self._notes.show_ended(self._store, session.session)

    def _held(self, session: SessionFlow) -> None:
        """The contact that was planned took place, and what its protocol asks for afterwards is planned."""
        try:
            held(self._store, session.session.state.protocol, session.session.log)
        except KapGuideError as error:
            self._say_first(error.sentence)

    def _note_of(self, session_id: str, back: Callable[[], object], name: str = "Client", at: str = "") -> None:
        """The note of a session, at a line of it, from the page `name`; `back` is where it is left to."""
        self._notes.show(self._store, session_id, name, at)
        self._after_note = back

    def _prepare_contact(self, code: str, contact: PlannedContact) -> None:
        """A planned contact takes place now; where its protocol is still open, the usual one is offered."""
        plan = contact.plan
        protocol = plan.protocol or usual_protocol(plan.contact) or USUAL_DOSING
        new = NewSession(
            code, protocol, therapist=self._set.now.therapist, contact=contact.fact.id, telephone=plan.telephone
        )
        self._go(PrepareSession(new))

    def _note_left(self) -> None:
        back, self._after_note = self._after_note, self.today
        if self._open is not None:
            back()
        else:
            self.sessions.display.close()
            self._knock()

    # --- what is so behind every screen ----------------------------------------------------------------------

    @property
    def _record(self) -> OpenRecord:
        assert self._open is not None
        return self._open

    @property
    def _on_window(self) -> SessionFlow | None:
        """The session that runs on the window, recorded or rehearsed."""
        return self.sessions.running or (self._rehearsals.running if self._rehearsals is not None else None)

    def _here(self) -> str:
        """Who is at the window, as far as anybody has said."""
        return therapist_of(self._store, self._set.now.therapist) if self._open is not None else self._set.now.therapist

    @property
    def _store(self) -> Store:
        return self._record.store

    def _open_store(self) -> Store | None:
        return self._open.store if self._open is not None else None

    def _give_recovery(self, keys: Keys, words: str, over: Callable[[], object]) -> None:
        RecoveryKeyFlow(self._frame, keys, lambda _: over()).show(words)

    def _kept_safe(self, problem: str) -> None:
        """How a backup went is said where one looks."""
        self._record.today.refresh(problem)
        if problem:
            self._notes.say(problem)

    def _close_record(
        self, words: str, then: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[KapGuideError], None]
    ) -> None:
        """Close it beside the window, which says `words` meanwhile if there are any, and do `then` there."""
        store = self._store
        self._keep_open_words()
        self._notes.forget()
        self._open = None
        if words:
            self._frame.window.show_screen(Waiting(self._frame.desk, words))

        def work() -> Any:
            self.safe.before_closing(store)
            store.close()
            store.staff.forget()
            return then()

        self._frame.jobs.run(work, done, failed, always)

    def _keep_open_words(self) -> None:
        """Whatever is being written on a page is kept."""
        self._notes.close()
        self.own.close()
        if self._open is not None:
            self._open.keep()

    def silence(self) -> bool:
        """Take the music of the session to silence; whether one is running."""
        return self.sessions.silence() or (self._rehearsals is not None and self._rehearsals.silence())

    def may_close(self) -> bool:
        """Not over a running session or unsaved words, unless it is asked for again within 10 s."""
        session = self._on_window
        if session is None:
            return self._leaving.may_close(self._frame.window.half_typed)
        return self._leaving.may_close(self.rehearsals.before_leaving() if session.rehearsal else SESSION)

    def shut_down(self) -> None:
        """Save what waits and let go of everything; the music of a running session goes on."""
        self.access.close()
        self.safe.close()
        self._keep_open_words()
        session = self.sessions.running
        running = session is not None and session.running
        self.sessions.leave()
        if self._rehearsals is not None:
            self._rehearsals.leave()
        if (record := self._open) is not None and not running:
            self._frame.jobs.run(lambda: keep_safe(record.store), lambda _: None, lambda _: None, always)
        self._frame.jobs.close()  # one of them may be starting the sound, or making the last backup
        self._sound.close(leave_playing=running)
        self.sessions.close()
        for room in ("rehearsals", "scripts", "library"):
            if room in vars(self):
                getattr(self, room).close()
        self.music.close()
        if record is not None:
            record.store.close()
            self._open = None
