"""The note of a session at the window: made from the log, saved as it is edited, exported."""

from collections.abc import Callable
from datetime import UTC, datetime

from kapguide import paths
from kapguide.export.note import NoteDocument, encode_note, generate_note
from kapguide.export.report import SessionReport
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.practice.documents import note_of, rehearsal_report, report_of, write_document
from kapguide.session.live import LiveSession
from kapguide.store.records import Store
from kapguide.ui.note_screen import NoteScreen
from kapguide.ui.post import Post
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone


class NoteDesk:
    """Makes note screens. `post` brings the writer's word to the window's thread."""

    def __init__(self, theme: Theme, home: Home, jobs: Jobs, post: Post) -> None:
        self._theme = theme
        self._home = home
        self._jobs = jobs
        self._post = post

    def of_session(self, store: Store, session_id: str, closed: Callable[[], object]) -> NoteScreen:
        """The note of a stored session; each edit is saved as the next revision."""
        report = report_of(store, session_id, datetime.now(UTC))
        note, revision = note_of(store, report)
        screen = self._screen(report, note, closed)

        def keep(document: NoteDocument) -> None:
            nonlocal revision
            ticket = store.save_note(session_id, encode_note(document).decode(), revision)
            revision += 1
            screen.saving.say("saving…")
            ticket.add_done_callback(lambda t: self._post(lambda: told(t.saved, t.failure)))

        def told(saved: bool, failure: Exception | None) -> None:
            sentence = getattr(failure, "sentence", "The note could not be saved. Export it before you close.")
            screen.saving.say("saved" if saved else sentence, Tone.PLAIN if saved else Tone.WARM)

        screen.changed.connect(keep)
        return screen

    def of_rehearsal(self, session: LiveSession, closed: Callable[[], object]) -> NoteScreen:
        """The note of a rehearsal: it can be looked at and exported with its mark, and is kept nowhere."""
        report = rehearsal_report(session, datetime.now(UTC))
        return self._screen(report, generate_note(report), closed)

    def _screen(self, report: SessionReport, note: NoteDocument, closed: Callable[[], object]) -> NoteScreen:
        screen = NoteScreen(self._theme, report, note)
        screen.export_asked.connect(lambda form: self._export(screen, report, form))
        screen.closed.connect(closed)
        return screen

    def _export(self, screen: NoteScreen, report: SessionReport, form: str) -> None:
        note, folder = screen.note, self._home.exports
        screen.quiet.say("Writing…")
        self._jobs.run(
            lambda: write_document(report, note, form, paths.private_folder(folder)),
            lambda file: screen.quiet.say(f"Written to {file}"),
            lambda error: screen.quiet.say(error.sentence, Tone.WARM),
        )
