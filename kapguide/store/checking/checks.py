"""Whether the record is whole: the file, the chain, the anchor, and that every row is what was written, once."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import msgspec

from kapguide.store.chain.anchor import WAL_BROKEN, end_unknown, missing_rows
from kapguide.store.chain.audit import Chain, Head, find_seals, walk
from kapguide.store.chain.older_seals import is_sealed, kept_problems
from kapguide.store.chain.seals import SEALED, sealer, select
from kapguide.store.checking.agreement import disagreements, entries_otherwise
from kapguide.store.checking.entries_read import EntriesRead, read_entries
from kapguide.store.checking.index_check import index_problems
from kapguide.store.checking.plain_pages import decrypted
from kapguide.store.checking.side_process import Answers, side_process
from kapguide.store.checking.signature_check import signature_problems
from kapguide.store.failures import explain
from kapguide.store.file.database import Database, DriverError, path_of
from kapguide.store.file.live_file import beside, size_of
from kapguide.store.file.unused_pages import are_sound
from kapguide.store.file.wal import Wal, wal_of
from kapguide.store.keys.vault import Keys
from kapguide.store.tables.remark_words import remark_problems
from kapguide.store.tables.schema import schema_problems

_TABLES = (
    "client", "session", "session_event", "note", "note_version", "draft", "score", "fact", "addendum", "signature",
    "audit",
)  # fmt: skip
_CELLS = "PRAGMA cell_size_check=OFF"
"""SQLite's own check looks at every cell in any case; with this, each page would be looked at twice."""
_ROWS = {
    "meta": "facts of the practice",
    "staff": "people of the practice",
    "device": "machines",
    "client": "clients",
    "client_code": "clients' codes",
    "session": "sessions",
    "session_event": "entries",
    "note": "notes",
    "note_version": "versions of notes",
    "draft": "drafts",
    "score": "scores",
    "fact": "page entries",
    "addendum": "addenda",
    "signature": "signatures",
    "backup_log": "lines about backups",
}


class VerifyReport(msgspec.Struct, frozen=True):
    """What was looked at and what was found; an empty `problems` means that everything is in order. `notices` are no
    faults: what came to a signed note from another machine."""

    clients: int
    sessions: int
    events: int
    audit_rows: int
    problems: tuple[str, ...]
    notices: tuple[str, ...] = ()


def file_problems(db: Database, key: bytearray | None = None) -> Iterator[str]:
    """The file itself: SQLite's own check, which reads every page in use, with its MAC, as this connection sees it.

    SQLCipher's check reads the file past the -wal: while a checkpoint waits for a reader it finds holes in a record
    that is whole. So it is asked only how many pages a damage has, and about unused pages when there is no -wal; with
    the file's `key`, only about unused pages that were found to be damaged.
    """
    db.conn.execute(_CELLS).fetchall()
    try:
        (found,) = db.conn.execute("PRAGMA integrity_check(1)").fetchone()
        (unused,) = db.conn.execute("PRAGMA freelist_count").fetchone()
    except DriverError as error:
        if explain(error) is None and not met_damage(db):
            raise
        found, unused = f"{error}", 0
    damaged = met_damage(db)
    pages = _bad_pages(db) if damaged or found != "ok" or (unused and _doubtful(db, key, unused)) else []
    if pages:
        yield f"{len(pages)} pages of the file are damaged: {pages[0]}."
    elif damaged:
        yield "A page of the file, or of the -wal beside it, is damaged."
    elif found != "ok":
        yield _structure(found)


def _structure_problems(db: Database) -> Iterator[str]:
    """The file itself, where the MAC of each of its pages is right."""
    db.conn.execute(_CELLS).fetchall()
    (found,) = db.conn.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        yield _structure(found)


def _structure(found: str) -> str:
    return f"The file's structure is damaged: {' '.join(found.split())}"


def met_damage(db: Database) -> bool:
    """Whether this connection has met a page whose MAC is wrong. SQLCipher hands such a page out as zeros, which the
    end of a long text bears without a word, but reads no other page from then on."""
    try:
        db.conn.execute("PRAGMA shrink_memory").fetchall()
        db.conn.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except DriverError:
        return True
    return False


def _bad_pages(db: Database) -> list[str]:
    return [words for (words,) in db.conn.execute("PRAGMA cipher_integrity_check")]


def _doubtful(db: Database, key: bytearray | None, unused: int) -> bool:
    """Whether so many unused pages ask for SQLCipher's check of the whole file."""
    path = path_of(db)
    return not size_of(beside(path, "-wal")) and (key is None or not are_sound(path, key, unused))


def _wal_broken(db: Database) -> bool:
    """Whether the -wal is damaged; one that is just being written is looked at again."""
    try:
        return all(wal_of(path_of(db)) is Wal.BROKEN for _ in range(3))
    except OSError:
        return False


def counts(db: Database) -> dict[str, int]:
    """How many rows each table of facts holds, of those that a file of its version has."""
    there = {name for (name,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    tables = [table for table in _TABLES if table in there]
    return {table: db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def verify_all(db: Database, other: Database, keys: Keys, anchor: Head | None, tidied: Head | None) -> VerifyReport:
    """Check everything. What this computer remembers was read before the record: the `anchor`, and how far the record
    was `tidied`. What cannot even be read is a problem, not an exception; bugs propagate.

    What SQLite does alone goes on beside the rows, and so do the chain and the indexes in a process of their own, where
    that can be had. All read pages that were decrypted once, where these can be had."""
    count, read, notices = dict.fromkeys(_TABLES, 0), EntriesRead(), list[str]()
    with ExitStack() as opened:
        plain = opened.enter_context(decrypted(db, keys.main, 3))
        aside = opened.enter_context(side_process(*_aside(plain, keys.audit, tidied)))
        thread = opened.enter_context(ThreadPoolExecutor(1))
        damage = (
            thread.submit(_known, _structure_problems, plain[1]) if plain else thread.submit(_damage, other, keys.main)
        )
        db, other = plain[:2] or (db, other)
        found = _known(_schema_and_entries, db, read)
        copies = thread.submit(_index_and_copies, other, damage, tidied, read, aside)
        found += _known(_rows_and_end, db, keys.audit, anchor, read, count, aside) if read.all_of_them else []
        if _is_asked_more(db, damage, read):
            differing = _known(entries_otherwise, db, read.otherwise)
            signatures = _known(signature_problems, db, read, notices)
            found += [*copies.result(), *differing, *signatures]
        problems = damage.result() or found
    return VerifyReport(
        count["client"], count["session"], count["session_event"], count["audit"], tuple(problems), tuple(notices)
    )


_CHAIN, _COPIES = range(2)


def _aside(plain: list[Database], key: bytes, tidied: Head | None) -> list[Callable[[], object]]:
    """What asks nothing of the other parts, and costs as much as they do. A connection is theirs alone; nothing is
    locked through it, so that it bears to be taken along into another process."""

    def copies() -> list[str]:
        return [problem for check in _repeating(tidied) for problem in check(plain[2])]

    return [lambda: walk(plain[2], key), copies] if plain else []


def _repeating(tidied: Head | None) -> tuple[Callable[[Database], Iterator[str]], ...]:
    """The checks of what repeats something else, as they are done here or by the process beside this one."""
    return lambda db: index_problems(db, tidied), disagreements, remark_problems


def _known(check: Callable[..., Iterator[str]], *given: object) -> list[str]:
    """What `check` finds; a known failure of reading is a problem like others."""
    problems: list[str] = []
    try:
        problems.extend(check(*given))
    except DriverError as error:
        failure = explain(error)
        if failure is None:
            raise
        problems.append(failure.sentence)
    return problems


def _damage(db: Database, key: bytearray) -> list[str]:
    return _known(file_problems, db, key) or ([WAL_BROKEN] if _wal_broken(db) else [])


def _is_asked_more(db: Database, damage: Future[list[str]], read: EntriesRead) -> bool:
    """Whether what repeats something else is asked: not of a file that is damaged, or of tables that are not ours."""
    return not damage.result() and read.all_of_them and not schema_problems(db)


def _index_and_copies(
    db: Database, damage: Future[list[str]], tidied: Head | None, read: EntriesRead, aside: Answers
) -> list[str]:
    if not _is_asked_more(db, damage, read):
        return []
    found = aside.of(_COPIES, list[str])
    if found is None:
        db.conn.execute("BEGIN")
        found = [problem for check in _repeating(tidied) for problem in _known(check, db)]
    return found


def _schema_and_entries(db: Database, read: EntriesRead) -> Iterator[str]:
    """From here on all that is read is as of one moment."""
    db.conn.execute("BEGIN")
    differing = schema_problems(db)
    yield from differing.values()
    if not any(kind == "table" for kind, _ in differing):
        read_entries(db, read)


def _rows_and_end(
    db: Database, key: bytes, anchor: Head | None, read: EntriesRead, count: dict[str, int], aside: Answers
) -> Iterator[str]:
    yield from _chain_and_rows(db, aside.of(_CHAIN, Chain) or walk(db, key), read, count)
    yield from _anchor_problems(db, anchor)


def row_problems(db: Database, key: bytes) -> Iterator[str]:
    """What is not as it was saved, wherever the record lies: tables, chain and rows."""
    differing = schema_problems(db)
    if differing:
        yield from differing.values()
    else:
        yield from _chain_and_rows(db, walk(db, key), read_entries(db), {}, already_told=False)


def _chain_and_rows(
    db: Database, chain: Chain, read: EntriesRead, count: dict[str, int], *, already_told: bool = True
) -> Iterator[str]:
    """Flaws of the chain and of the rows; those that were found and told when rows were sealed, only where wanted."""
    count["audit"], bad = chain.rows, chain.bad
    if bad is not None:
        yield bad.sentence
    if is_sealed(db):
        yield from chain.problems if already_told else ()
        yield from _row_problems(db, chain, read, count)
    else:
        count |= counts(db)
        yield from kept_problems(db)


def _anchor_problems(db: Database, anchor: Head | None) -> Iterator[str]:
    if unknown := end_unknown(db, anchor):
        yield unknown
    elif anchor is not None and (missing := missing_rows(db, anchor)):
        yield f"Records are missing: {missing} changes that were saved are not in the file."


def _row_problems(db: Database, chain: Chain, read: EntriesRead, count: dict[str, int]) -> Iterator[str]:
    """Hold every stored row against its seal: what is left over on either side was changed, added or lost."""
    others = [table for table in SEALED if table != "session_event"]
    marks = {table: list(map(sealer(table), db.conn.execute(select(table)))) for table in others}
    marks["session_event"] = read.seals
    count |= {table: len(found) for table, found in marks.items()}
    if _all_there(marks, chain):
        return
    saved = Counter(chain.events + chain.sealed)
    saved.subtract(chain.dropped)
    saved, there = +saved, Counter(mark for found in marks.values() for mark in found)
    for table, found in marks.items():
        if strange := (Counter(found) - saved).total():
            yield f"{strange} {_ROWS[table]} were changed or added by another program."
    lost = saved - there
    if seals := list(find_seals(db, lost)):
        yield (
            f"{len(seals)} rows that were saved are not in the file as they were, the first of them "
            f"in audit row {seals[0].seq} ({seals[0].action} {seals[0].subject})."
        )


def _all_there(marks: dict[str, list[str]], chain: Chain) -> bool:
    """Whether every row is there once, as a big record tells it soon: entries lie in the order of their seals, where
    one machine wrote them. What is not so is counted."""
    if marks["session_event"] != chain.events:
        return False
    left = Counter(chain.sealed)
    left.subtract(chain.dropped)
    left.subtract(mark for table, found in marks.items() if table != "session_event" for mark in found)
    return not any(left.values())
