"""The note of a session at the window: made from the log, saved as it is edited, exported."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from kapguide import paths
from kapguide.clinical.ways import clinic_ways
from kapguide.errors import KapGuideError
from kapguide.export.note import NoteDocument
from kapguide.export.note_file import encode_note
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport
from kapguide.session.live import LiveSession
from kapguide.session.playback import Playback
from kapguide.store.failures import StoreFailure
from kapguide.store.records import Store
from kapguide.store.tables.signature_rows import SignedNote
from kapguide.store.writing.ticket import Ticket
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.note.signed_screen import SignedScreen
from kapguide.ui.note.signing_hands import SigningHands, signer_here
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.when_field import local_now
from kapguide.ui.window.answers import when_done
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases import signing
from kapguide.usecases.documents import KeptNote, brought_up, note_of, report_of, report_of_log, write_document
from kapguide.usecases.note_chart import keep_commitments
from kapguide.usecases.rehearsing.replaying import playback_of
from kapguide.usecases.sessions import close_unfinished
from kapguide.usecases.staff import taker

KEPT_S = 0.3
"""So long a note waits for what is being written into its client's chart."""
NOT_SAVED = "The note could not be saved. Export it before you close."


class NoteFlow:
    """Shows notes. `done` is called when one is left, `changed` when the record has changed by it."""

    def __init__(
        self,
        frame: WindowFrame,
        done: Callable[[], object],
        changed: Callable[[], object],
        private: Callable[[str, str, str], object],
        play: Callable[[Playback], object],
    ) -> None:
        """`private` opens one's own notes before the note: by client, what leads back, and session; `play` plays a
        session back before it."""
        self._frame, self._done, self._changed, self._private = frame, done, changed, private
        self._play = play
        self._ended: dict[str, LiveSession] = {}
        """The sessions that ended in this window: their notes are made from memory."""
        self._written: dict[str, KeptNote] = {}
        """What was written in this window, by session."""
        self._signing = SigningHands(frame, changed)

    def show(self, store: Store, session_id: str, back: str = "Today", at: str = "") -> None:
        """The note of a session; each edit is saved as its draft, and what it says when it is left as a version.

        `back` is what its way back is called, `at` the line or the entry of the log to show. A session that nobody
        ended is ended. Raises KapGuideError.
        """
        if session_id not in self._ended and close_unfinished(store, session_id):
            self._changed()
        screen = self._show_recorded(store, session_id, back)
        if at:
            screen.go_to(at)

    def show_ended(self, store: Store, session: LiveSession) -> None:
        """The note of a session that has just ended."""
        assert session.state.started is not None
        session_id = session.state.started.session_id
        self._ended[session_id] = session
        self._changed()
        with suppress(StoreFailure):  # that the contact took place, and what follows it, is in the chart then
            store.settle(KEPT_S)
        self._show_recorded(store, session_id, "Today")

    def say(self, problem: str) -> None:
        """Say what went wrong meanwhile, if a note is what one looks at."""
        if isinstance(shown := self._frame.window.screen_shown, NoteScreen | SignedScreen):
            shown.quiet.say(problem, Tone.WARM)

    def close(self) -> None:
        """The window goes, and a note is left as it is."""
        if isinstance(shown := self._frame.window.screen_shown, NoteScreen):
            shown.finish()
        elif isinstance(shown, SignedScreen):
            shown.keep_words()

    def forget(self) -> None:
        """Nothing of this window's sessions is kept in memory: the record has it."""
        self._ended.clear()
        self._written.clear()

    def _show_recorded(self, store: Store, session_id: str, back: str) -> NoteScreen | SignedScreen:
        """Of one of this window's sessions the log and the note may be further than the record."""
        session = self._ended.get(session_id)
        now = datetime.now(UTC)
        report = report_of(store, session_id, now) if session is None else report_of_log(store, session, now)
        signed = _signed(store, session_id)
        if signed is not None:
            shown = self._signing.screen(store, report, signed, back)
            self._dress(shown, report, store)
            return shown
        return self._show_draft(store, report, back)

    def _show_draft(self, store: Store, report: SessionReport, back: str) -> NoteScreen:
        session_id = report.session_id
        note = _note_of(store, report, self._written.get(session_id))
        screen = NoteScreen(self._frame.desk, report, note.document, taker(store).name, back, signs=signer_here(store))
        still_there = there(screen)

        def keep(document: NoteDocument, *, finished: bool) -> None:
            nonlocal note
            hand_over = store.notes.finish if finished else store.notes.save
            ticket = hand_over(session_id, encode_note(document).decode(), note.revision)
            note = KeptNote(document, note.revision + 1, not finished)
            self._written[session_id] = note
            when_done(ticket, self._frame.post, told)

        def finish() -> None:
            """A note that nobody has written in since its last version needs no other."""
            if note.unfinished:
                keep(note.document, finished=True)
                self._keep_commitments(store, report, note.document)

        def told(ticket: Ticket) -> None:
            if not ticket.saved:
                self._written.pop(session_id, None)
            if still_there():
                screen.say_saved(local_now() if ticket.saved else None)
                if not ticket.saved:
                    screen.quiet.say(getattr(ticket.failure, "sentence", NOT_SAVED), Tone.WARM)

        def sign(reason: str) -> None:
            def signed() -> None:
                self._written.pop(session_id, None)
                self._changed()
                if still_there():
                    self._show_recorded(store, session_id, back)

            def failed(sentence: str) -> None:
                if still_there():
                    screen.say_not_signed(sentence)

            self._keep_commitments(store, report, screen.note)
            words, role = encode_note(screen.note).decode(), screen.role.role
            self._signing.act(
                lambda: signing.sign(store, session_id, words, note.revision, role=role, reason=reason or None),
                signed,
                failed,
            )

        screen.changed.connect(lambda document: keep(document, finished=False))
        screen.finished.connect(finish)
        screen.sign_asked.connect(sign)
        self._dress(screen, report, store)
        return screen

    def _keep_commitments(self, store: Store, report: SessionReport, note: NoteDocument) -> None:
        try:
            keep_commitments(store, report, note)
        except KapGuideError as error:  # the note itself has the words
            self.say(error.sentence)

    def _show_private(self, screen: NoteScreen | SignedScreen, report: SessionReport) -> None:
        try:
            self._private(report.client_code, "Note", report.session_id)
        except KapGuideError as error:
            screen.quiet.say(error.sentence, Tone.WARM)

    def _play_back(self, screen: NoteScreen | SignedScreen, store: Store, session_id: str) -> None:
        """Of a session of this window the log may be further than the record."""
        session = self._ended.get(session_id)
        try:
            ended = None if session is None else Playback(session.state.protocol, session.log)
            self._play(ended or playback_of(store, session_id))
        except KapGuideError as error:
            screen.quiet.say(error.sentence, Tone.WARM)

    def _leave(self) -> None:
        self._done()
        self._changed()

    def _dress(self, screen: NoteScreen | SignedScreen, report: SessionReport, store: Store) -> None:
        if isinstance(screen, NoteScreen):
            screen.ways = clinic_ways(self._frame.home.ways_of_working).ways
        screen.export_asked.connect(lambda form: self._export(screen, report, form, store))
        screen.private_asked.connect(lambda: self._show_private(screen, report))
        screen.play_asked.connect(lambda: self._play_back(screen, store, report.session_id))
        screen.closed.connect(self._leave)
        self._frame.window.show_screen(screen)

    def _export(self, screen: NoteScreen | SignedScreen, report: SessionReport, form: str, store: Store) -> None:
        note, folder = screen.note, self._frame.home.exports
        screen.quiet.say("Writing…")
        self._frame.jobs.run(
            lambda: write_document(report, note, form, paths.private_folder(folder), store),
            lambda file: screen.quiet.say(f"Written to {file}"),
            lambda error: screen.quiet.say(error.sentence, Tone.WARM),
            there(screen),
        )


def _signed(store: Store, session_id: str) -> SignedNote | None:
    """The note as it is signed; a record that cannot be read just now signs nothing either."""
    try:
        return store.notes.signed(session_id)
    except StoreFailure:
        return None


def _note_of(store: Store, report: SessionReport, written: KeptNote | None) -> KeptNote:
    """The note as `written` in this window, or as far as the record has it, with what the chart says now; of a record
    that cannot be read just now, what there is."""
    try:
        return note_of(store, report) if written is None else brought_up(store, report, written)
    except StoreFailure:
        return written or KeptNote(generate_note(report))
