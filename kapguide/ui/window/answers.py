"""What the writer answers, told at the window."""

from collections.abc import Callable
from contextlib import suppress

from kapguide.store.failures import RecordClosed
from kapguide.store.writing.ticket import Ticket
from kapguide.ui.window.window_thread import WindowThread


def when_done(ticket: Ticket, post: WindowThread, tell: Callable[[Ticket], object]) -> None:
    """Call `tell(ticket)` at the window once it is saved or given up. Where the record was closed meanwhile, what it
    would read there has gone, and so has whoever waited for it."""

    def told() -> None:
        with suppress(RecordClosed):
            tell(ticket)

    ticket.add_done_callback(lambda _: post(told))
