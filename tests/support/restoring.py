"""Records with a backup that falls behind them, and what befalls both."""

import functools
import tempfile
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.chain.audit import rows
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from tests.support.practice import as_new, begin, files, lay, line, new_practice, opened, saved

LONG = [f"entry {number} " + "x" * 900 for number in range(60)]


def written(home: Home, keys: Keys, *texts: str) -> tuple[str, Path]:
    """A session with those lines in a new practice, and a backup made after it."""
    made, session, backup = _made(texts)
    assert home.database.read_bytes() == as_new()[home.database.name], "nobody has written here"
    lay(home, made)
    return session, home.backups / backup


@functools.cache
def _made(texts: tuple[str, ...]) -> tuple[dict[str, bytes], str, str]:
    """Its files, made once for the same lines; the session, and the backup's name."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with opened(home, new_practice(home)[0]) as store:
            session = begin(store, events=[line(seq, text) for seq, text in enumerate(texts, 1)])
            backup = store.backup()
        return files(home.root), session, backup.name


def go_on(home: Home, keys: Keys, session: str, seq: int, text: str) -> None:
    """One more entry, after the backup."""
    with opened(home, keys) as store:
        saved(store.append(session, [line(seq, text)]))


def texts_of(home: Home, keys: Keys, session: str) -> list[str]:
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        return [event.text for event in store.load_session(session)[2]]


def flip(path: Path, *pages_from_the_end: int) -> None:
    whole = bytearray(path.read_bytes())
    for page in pages_from_the_end or (1,):
        whole[-4096 * page + 50] ^= 1
    path.write_bytes(whole)


def lose_the_end(home: Home, keys: Keys, session: str, seq: int, text: str) -> None:
    """The wal of a window that died is deleted: SQLite calls the file sound, the anchor does not."""
    old = home.database.read_bytes()
    go_on(home, keys, session, seq, text)
    home.database.write_bytes(old)


def everything(folder: Path) -> dict[str, bytes]:
    """Every file of a practice but those that come and go with a lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".lock", ".db-shm", ".db-wal")
    }


def epochs(home: Home, keys: Keys) -> list[dict[str, object]]:
    """What the audit chain says of each epoch that was begun."""
    db = open_database(home.database, keys.main, read_only=True)
    try:
        return [detail for _, detail in rows(db, "epoch_begun")]
    finally:
        db.close()
