"""The audit log at the window: read beside it, a page at a time, exported, and disclosures written down."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from kapguide.clinical.facts import RecordExported
from kapguide.errors import KapGuideError
from kapguide.paths import private_folder
from kapguide.store.chain.audit_rows import AuditWish
from kapguide.store.records import Store
from kapguide.store.tables.fact_rows import body_of
from kapguide.ui.audit.disclosure_form import disclosure_form
from kapguide.ui.audit.rows import audit_line
from kapguide.ui.audit.screen import AuditAsked, AuditScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.audit_log import (
    GROUPS,
    AuditWords,
    audit_words,
    disclosures,
    export_audit,
    export_disclosures,
    names_of,
    say_disclosed,
)

AT_ONCE = 100
"""So many rows are read at first; whoever looks further down has more of them read."""
SAVE_WITHIN_S = 3.0
WRITTEN = "Written down."
NOT_YET = "Not saved yet: it is kept, and saved as soon as the disk takes it."
NO_CLIENT = "Type the client’s code first: a disclosure is of a client."


class AuditFlow:
    """`done` is called when the log is left."""

    def __init__(self, frame: WindowFrame, store: Store, done: Callable[[], object]) -> None:
        self._frame, self._store, self._done = frame, store, done
        self._words: tuple[AuditWords, ...] = ()
        self._wish = AuditWish()
        self._limit = AT_ONCE
        self._reading = 0
        """The number of the question whose answer counts."""

    def show(self) -> AuditScreen:
        """The log, the newest rows first. Raises KapGuideError."""
        people = sorted(names_of(self._store).items(), key=lambda each: each[1].casefold())
        screen = AuditScreen(self._frame.desk, tuple(GROUPS), people, _now())
        screen.closed.connect(self._done)
        screen.asked.connect(lambda asked: self._ask(screen, asked))
        screen.more_asked.connect(lambda: self._read_further(screen))
        screen.export_asked.connect(lambda: self._export(screen))
        screen.account_asked.connect(lambda: self._account(screen))
        screen.disclosure_asked.connect(lambda row: self._disclosure(screen, row))
        self._frame.window.show_screen(screen)
        self._ask(screen, screen.now)
        return screen

    def _ask(self, screen: AuditScreen, asked: AuditAsked) -> None:
        client = ""
        if asked.code:
            try:
                client = self._store.books.client_id(asked.code)
            except KapGuideError as error:
                screen.say_code(error.sentence)
                return
        self._wish = msgspec.structs.replace(
            GROUPS[asked.group],
            author=asked.author,
            client=client,
            since=_begins(asked.since),
            before=_begins(asked.until + timedelta(days=1)) if asked.until is not None else None,
        )
        self._limit = AT_ONCE
        self._read(screen)

    def _read_further(self, screen: AuditScreen) -> None:
        if len(self._words) == self._limit:
            self._limit *= 2
            self._read(screen)

    def _read(self, screen: AuditScreen) -> None:
        self._reading += 1
        asked, wish, limit, still = self._reading, self._wish, self._limit, there(screen)
        self._frame.jobs.run(
            lambda: audit_words(self._store, wish, limit),
            lambda words: self._show(screen, words),
            lambda error: screen.say(error.sentence, good=False),
            lambda: asked == self._reading and still(),
        )

    def _show(self, screen: AuditScreen, words: tuple[AuditWords, ...]) -> None:
        self._words, here = words, self._store.machine
        many = len(words)
        more = f"the newest {many:,}" if many == self._limit else f"{many:,} row{'s' if many != 1 else ''}"
        screen.show_lines(tuple(audit_line(each, here) for each in words), more if words else "")

    # --- what leaves the record -------------------------------------------------------------------------------

    def _export(self, screen: AuditScreen) -> None:
        wish, store, home = self._wish, self._store, self._frame.home
        screen.say("Writing…")
        self._frame.jobs.run(
            lambda: export_audit(store, wish, private_folder(home.exports), datetime.now(UTC)),
            lambda file: self._exported(screen, f"Written to {file}"),
            lambda error: screen.say(error.sentence, good=False),
            there(screen),
        )

    def _account(self, screen: AuditScreen) -> None:
        code, store, home = screen.now.code, self._store, self._frame.home
        self._frame.jobs.run(
            lambda: export_disclosures(store, code, private_folder(home.exports), datetime.now(UTC)),
            lambda file: self._exported(screen, f"Written to {file}"),
            lambda error: screen.say(error.sentence, good=False),
            there(screen),
        )

    def _exported(self, screen: AuditScreen, words: str) -> None:
        screen.say(words)
        self._read(screen)

    def _disclosure(self, screen: AuditScreen, row_id: str) -> None:
        """Of a row that tells of a client's export, for whom that was; else one that no row tells of."""
        if not row_id:
            self._open_form(screen, screen.now.code, None, "") if screen.now.code else screen.say(NO_CLIENT)
            return
        about = next(each.row for each in self._words if each.id == row_id)
        exported = body_of(about.about.payload) if about.about.payload else None
        if not isinstance(exported, RecordExported) or not about.about.code:
            return
        known = {fact.id: body for fact, body in disclosures(self._store, about.about.code)}
        if about.subject not in known:
            screen.say("For whom that was stands in a later row.")
            return
        self._open_form(screen, about.about.code, exported, about.subject)

    def _open_form(self, screen: AuditScreen, code: str, exported: RecordExported | None, earlier: str) -> None:
        def write(body: RecordExported) -> None:
            try:
                said = say_disclosed(self._store, code, body, earlier)
            except KapGuideError as error:
                form.say_fault(error.sentence)
                return
            saved = said.ticket.wait(SAVE_WITHIN_S)
            screen.close_form()
            screen.say(WRITTEN if saved else NOT_YET, good=saved)
            self._read(screen)

        form = disclosure_form(self._frame.desk, code, exported, _now(), write)
        screen.open_form(form)


def _begins(day: date | None) -> datetime | None:
    """Its local midnight."""
    return datetime.combine(day, time()).astimezone() if day is not None else None


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
