"""A process that writes into a record until it is killed, and says on its output what has been acknowledged.

Called with the data folder and the passphrase's file; `n SEQ` acknowledges an event, `d SEQ` a half-typed line.
"""

import itertools
import os
import sys
from collections import deque
from pathlib import Path

from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.store.keys.vault import unlock
from kapguide.store.records import Store
from kapguide.store.writing import writer
from kapguide.store.writing.ticket import Ticket
from tests.support.practice import begin, line

MOST_WAITING = 4


def said(seq: int) -> str:
    """The line of second `seq`: some are short, some longer than a page of the file."""
    return f"entry {seq} " + "velvet " * (seq * 7919 % 700)


def main(folder: str, passphrase: str) -> None:
    home = Home(Path(folder))
    writer.LONGEST_LAG_S = 0.01
    store = Store.open(home, unlock(home.vault, Path(passphrase).read_text()))
    left = store.unfinished_session()
    session = left.row.id if left else begin(store, events=[line(1, said(1))])
    first = len(store.load_session(session)[2]) + 1
    waiting: deque[Ticket] = deque()
    for seq in itertools.count(first):
        waiting.append(store.append(session, [line(seq, said(seq))]))
        waiting[-1].add_done_callback(lambda ticket, seq=seq: acknowledge(ticket, f"n {seq}"))
        if seq % 5 == 0:
            draft = store.save_draft(session, f"half a line {seq}", Elapsed(seq))
            draft.add_done_callback(lambda ticket, seq=seq: acknowledge(ticket, f"d {seq}"))
        if len(waiting) >= MOST_WAITING:
            waiting.popleft().wait(20)


def acknowledge(ticket: Ticket, what: str) -> None:
    if ticket.saved:
        try:
            os.write(1, f"{what}\n".encode())
        except BrokenPipeError:
            os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
