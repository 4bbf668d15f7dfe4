"""A fictional practice on disk: a real vault and a real encrypted record, with a passphrase that is cheap to try."""

import functools
import queue
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.ids import system_ids
from kapguide.store.keys.vault import Cost, Keys, create_vault, keep_recovery_key, unlock_with_recovery
from kapguide.store.records import Store
from kapguide.store.search.hits import Hit
from kapguide.store.tables.queries import SessionRow
from kapguide.store.writing.saving import SavingState, WriterState
from kapguide.store.writing.ticket import Ticket
from tests.support.plans import MORNING, whole

CHEAP = Cost(memory_kib=1024, passes=1, lanes=1)
PASSPHRASE = "a blanket on the chair"
BOUND_S = 60.0
new_id = system_ids()


@functools.cache
def _made() -> tuple[dict[str, bytes], str]:
    """The files of a new practice, made once, and its recovery key."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        keys, recovery = create_vault(home.vault, PASSPHRASE, practice="Lindenhof", cost=CHEAP)
        keep_recovery_key(home.vault, keys, recovery)
        Store.create(home, keys, practice="Lindenhof", author="R. Ames").close()
        names = (home.vault.name, home.database.name, "anchor.json")
        return {name: (home.root / name).read_bytes() for name in names}, recovery


def new_practice(home: Home) -> tuple[Keys, str]:
    """A vault and an empty record in `home`; the keys, and the recovery key as it is printed."""
    files, recovery = _made()
    lay(home, files)
    return unlock_with_recovery(home.vault, recovery), recovery


def as_new() -> Mapping[str, bytes]:
    """The files of a new practice."""
    return _made()[0]


def lay(home: Home, files: Mapping[str, bytes]) -> None:
    """Files of a practice that was made before, by their places in its folder."""
    for name, content in files.items():
        path = home.root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its content, but for the locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


@contextmanager
def opened(home: Home, keys: Keys) -> Iterator[Store]:
    """The record, open for writing; closed whatever happens."""
    store = Store.open(home, keys)
    try:
        yield store
    finally:
        store.close()


def saved(*tickets: Ticket) -> None:
    """Wait until all of it is committed."""
    for ticket in tickets:
        assert ticket.wait(BOUND_S), ticket.failure


def begin(store: Store, code: str = "M-014", *, started: datetime = MORNING, events: Sequence[e.Event] = ()) -> str:
    """Begin a session of a client, who is added if need be; the session's id."""
    code = store.known_client(code)
    session = new_id()
    row = SessionRow(session, code, store.next_number(code), started, started + timedelta(hours=2), 60)
    saved(store.begin_session(row, whole(), events))
    return session


def happened(seq: int, body: e.AnyBody) -> e.Event:
    """An event of second `seq`."""
    at = MORNING + timedelta(seconds=seq)
    return e.Event(new_id(), new_id(), seq, Elapsed(1000 * seq), at, 60, "boot-1", body)


def line(seq: int, text: str, supersedes: str = "") -> e.Event:
    """A note line."""
    return happened(seq, e.NoteAdded(text, Elapsed(1000 * seq), supersedes=supersedes))


def hits_of(store: Store, typed: str) -> list[Hit]:
    """What is found of each kind, the newest first."""
    pages = store.search.everything(store.search.wish(typed, datetime(2026, 12, 1, 10).astimezone()))
    return [hit for page in pages.values() for hit in page.hits]


class States:
    """What the writer says about saving, as it says it."""

    def __init__(self, store: Store) -> None:
        self._said: queue.Queue[WriterState] = queue.Queue()
        store.on_state(self._said.put)

    def until(self, saving: SavingState) -> WriterState:
        """The next state of that kind."""
        while True:
            state = self._said.get(timeout=BOUND_S)
            if state.saving is saving:
                return state


def noon() -> datetime:
    """A fixed time for what needs one."""
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
