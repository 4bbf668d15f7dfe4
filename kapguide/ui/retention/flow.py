"""Retention at the window: what is older is listed, a record is removed and signed for, backups are looked into."""

from collections.abc import Callable
from datetime import UTC, datetime

from kapguide.clinical.facts import ClientRemoved, Fact
from kapguide.settings import RetentionSettings
from kapguide.store.records import Store
from kapguide.store.tables.removal import OldClient
from kapguide.ui.retention.remove_form import RemoveForm
from kapguide.ui.retention.rows import backups_words, older_row, trace_row
from kapguide.ui.retention.screen import RetentionScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.retention import doubt_about_clock, over, sign_removal

LOOKING = "Looking into the backups…"
REMOVED = "{code} was removed. What stays of it is listed at the right, with the backups that still hold it."


class RetentionFlow:
    """`done` is called when the page is left; `wish` is what the clinic has chosen."""

    def __init__(
        self, frame: WindowFrame, store: Store, wish: Callable[[], RetentionSettings], done: Callable[[], object]
    ) -> None:
        self._frame, self._store, self._wish, self._done = frame, store, wish, done
        self._older: dict[str, OldClient] = {}
        self._traces: dict[str, ClientRemoved] = {}

    def show(self) -> RetentionScreen:
        """The page; what is older is looked up beside the window."""
        screen = RetentionScreen(self._frame.desk)
        screen.closed.connect(self._done)
        screen.removal_asked.connect(lambda client: self._ask(screen, client))
        screen.backups_asked.connect(lambda trace: self._look(screen, trace))
        self._frame.window.show_screen(screen)
        self._read(screen)
        return screen

    def _read(self, screen: RetentionScreen) -> None:
        wish, now, store = self._wish(), _now(), self._store
        self._frame.jobs.run(
            lambda: (over(store, wish, now), store.retention.removed(), doubt_about_clock(store, now)),
            lambda found: self._show(screen, *found),
            lambda error: screen.say(error.sentence, good=False),
            there(screen),
        )

    def _show(self, screen: RetentionScreen, older: list[OldClient], removed: list[Fact], doubt: str) -> None:
        wish, now = self._wish(), _now()
        self._older = {client.id: client for client in older}
        self._traces = {fact.id: fact.body for fact in removed if isinstance(fact.body, ClientRemoved)}
        traces = (trace_row(fact, fact.body) for fact in reversed(removed) if isinstance(fact.body, ClientRemoved))
        period = (
            f"Kept for {wish.years} year{'s' if wish.years != 1 else ''} after what was written last: {wish.reason}"
        )
        screen.show_rows(
            " ".join(filter(None, (f"{period.rstrip('.')}." if doubt else period, doubt))),
            tuple(older_row(client, now) for client in older),
            tuple(traces),
        )

    def _ask(self, screen: RetentionScreen, client_id: str) -> None:
        client, wish = self._older[client_id], self._wish()
        form = RemoveForm(self._frame.desk, client, wish.years, wish.reason)
        form.signed.connect(lambda secret: self._remove(screen, form, client, secret))
        screen.open_form(form)

    def _remove(self, screen: RetentionScreen, form: RemoveForm, client: OldClient, secret: str) -> None:
        wish, store = self._wish(), self._store

        def done(body: ClientRemoved) -> None:
            screen.close_form()
            screen.say(REMOVED.format(code=body.code))
            self._read(screen)

        self._frame.jobs.run(
            lambda: sign_removal(store, client, wish, secret, _now()),
            done,
            lambda error: form.say_fault(error.sentence),
            there(screen),
        )

    def _look(self, screen: RetentionScreen, trace_id: str) -> None:
        client, store = self._traces[trace_id].client, self._store
        screen.show_backups(LOOKING)
        self._frame.jobs.run(
            lambda: store.retention.backups_with(client),
            lambda found: screen.show_backups(backups_words(found)),
            lambda error: screen.say(error.sentence, good=False),
            there(screen),
        )


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
