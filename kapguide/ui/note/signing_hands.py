"""What is done to sign: a note, an addendum, a countersignature. Each act is now or not at all, and is told."""

from collections.abc import Callable

from kapguide.errors import KapGuideError
from kapguide.export.note_file import decode_note
from kapguide.export.report import SessionReport
from kapguide.jobs import always
from kapguide.store.records import Store
from kapguide.store.tables.signature_rows import HalfAddendum, Signature, SignedNote
from kapguide.store.writing.ticket import Ticket
from kapguide.ui.note.belongs import parse_belongs
from kapguide.ui.note.signed_screen import SignedScreen
from kapguide.ui.widgets.forms.when_field import local_now
from kapguide.ui.window.answers import when_done
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases import signing
from kapguide.usecases.signing import Signer, can_countersign, signer, waiting_for

NOT_KEPT = "The addendum could not be saved. It stands on the screen."
NOT_SIGNED = "Nothing was signed: it could not be saved. Try again."


def signer_here(store: Store) -> Signer | None:
    """Whoever has the practice open; None for somebody who cannot sign."""
    try:
        return signer(store)
    except KapGuideError:
        return None


class SigningHands:
    """Signs, and shows what is signed; `changed` is called once something has been."""

    def __init__(self, frame: WindowFrame, changed: Callable[[], object]) -> None:
        self._frame, self._changed = frame, changed

    def act(self, sign: Callable[[], Ticket], done: Callable[[], object], failed: Callable[[str], object]) -> None:
        """Sign something here; then call back, or say why not."""
        try:
            ticket = sign()
        except KapGuideError as error:
            failed(error.sentence)
            return
        self._await(ticket, done, failed)

    def _await(self, ticket: Ticket, done: Callable[[], object], failed: Callable[[str], object]) -> None:
        def told(ticket: Ticket) -> None:
            if ticket.saved:
                done()
            else:
                failed(getattr(ticket.failure, "sentence", NOT_SIGNED))

        when_done(ticket, self._frame.post, told)

    def screen(self, store: Store, report: SessionReport, signed: SignedNote, back: str) -> SignedScreen:
        """The screen of a signed note, which can be added to and countersigned."""
        screen = SignedScreen(self._frame.desk, report, decode_note(signed.version.text), signer_here(store), back)
        still_there = there(screen)

        def show(note: SignedNote) -> None:
            waiting = waiting_for(note)
            screen.show_signed(note, can_countersign(store, waiting[0]) if waiting else (), store.staff.me)
            self._frame.jobs.run(
                lambda: store.notes.found_whole(note.note_id), screen.show_whole, lambda _: None, still_there
            )

        def again() -> None:
            self._changed()
            if still_there() and (note := store.notes.signed(signed.note_id)) is not None:
                show(note)

        def failed(sentence: str) -> None:
            if still_there():
                screen.say(sentence)

        def add(words: str, reason: str, belongs: str, role: str) -> None:
            now = local_now()
            day = report.started.local.date() if report.started else now.date()
            try:
                at = parse_belongs(belongs, day, now)
            except KapGuideError as error:
                failed(error.sentence)
                return
            self.act(
                lambda: signing.add_addendum(store, signed.note_id, words, reason=reason, role=role, belongs_at=at),
                added,
                failed,
            )

        def added() -> None:
            if still_there():
                screen.drop_addendum()
            again()

        def keep(half: HalfAddendum) -> None:
            def told(ticket: Ticket) -> None:
                if not ticket.saved:
                    failed(getattr(ticket.failure, "sentence", NOT_KEPT))

            when_done(store.notes.save_addendum(signed.note_id, half), self._frame.post, told)

        def countersign(signature: Signature, who: Signer, passphrase: str) -> None:
            self._frame.jobs.run(
                lambda: signing.countersign(store, signature, who, passphrase=passphrase),
                lambda ticket: self._await(ticket, again, failed),
                lambda error: failed(error.sentence),
                always,  # it is signed, and worth a backup, also where nobody looks any more
            )

        show(signed)
        screen.show_half(store.notes.half_addendum(signed.note_id) or HalfAddendum())
        screen.addendum_typed.connect(keep)
        screen.addendum_signed.connect(add)
        screen.countersign_asked.connect(countersign)
        return screen
