"""Another copy of the same practice, which went on elsewhere, taken into this one: everything that either holds.

Facts and audit chains are joined as sets, and the copy is proved whole before. What both sealed, or both replaced, is
evened out in this device's chain, so that each row is sealed exactly once. A half-typed line or a draft that both
changed is kept twice. All of it is one transaction: killed, nothing has happened; done again, nothing more happens.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.chain.audit import COLUMNS, INSERT, Audit, head, practice_of, walk
from kapguide.store.chain.seals import SEALED, Value, all_seals, sealer, select
from kapguide.store.checking.checks import file_problems, row_problems
from kapguide.store.copies.backup import make_backup, private_beside
from kapguide.store.copies.holding import Holding, More, held_by, more_in
from kapguide.store.failures import Damaged, WrongKey
from kapguide.store.file.database import Database, explained, open_database, transaction
from kapguide.store.file.lock import hold
from kapguide.store.file.wal import Wal, wal_of
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.differing import Before, Differing
from kapguide.store.opening.opening import doubt_about_wal, keep_up, open_to_write
from kapguide.store.opening.restore import finish_swap
from kapguide.store.private.private_copies import has_other_private, lay_back, lay_from
from kapguide.store.tables.queries import shared_codes
from kapguide.store.tables.removal import delete_rows, gone_for_good, last_of, removed, rows_of
from kapguide.store.tables.schema import MIGRATIONS, check_version
from kapguide.store.tables.signature_tables import opened

_MUTABLE = {"draft"}
_AT_ONCE = 500


class NotMerged(KapGuideError):
    """The copy was not taken in; nothing was changed."""


class Merged(msgspec.Struct, frozen=True):
    """What a merge brought: rows by table, audit rows, and the codes that two clients have since. `came_back` are the
    codes of clients that one copy had removed while something new was written of them in the other, `gone` those of
    clients who were removed in the other copy, and so here."""

    rows: dict[str, int]
    audit_rows: int
    shared_codes: tuple[str, ...]
    came_back: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class MergePreview(msgspec.Struct, frozen=True):
    """What a merge would bring, and what both copies say of the same thing; nothing was changed."""

    merged: Merged
    more: More
    differing: tuple[Differing, ...]
    private: bool = False
    """Whether private files lie beside the copy: each author takes in what is their own."""


def merge_copy(home: Home, keys: Keys, copy: Path, at: datetime) -> Merged:
    """Take the file `copy` into the practice, after a backup. Raises NotMerged, BackupFailed, AlreadyOpen and what
    opening the record raises."""
    with _to_merge(home, keys, at) as (db, audit):
        make_backup(home.database, keys, home.vault, home.backups, at)
        _lay_private(home, copy)  # before the copy: nobody misses what was not laid, and it can be done once more
        merged = merge(db, keys, audit, copy, at)
        keep_up(home, db, audit)
    return merged


def preview_merge(home: Home, keys: Keys, copy: Path, at: datetime) -> MergePreview:
    """Take the file `copy` in and take all of it back: what a merge brings is known by doing it. Raises as a merge."""
    more = more_in(held_by_copy(copy, keys), held_by(home.database, keys.main))
    with _to_merge(home, keys, at) as (db, audit), closing(_proved(db, keys, copy)) as other:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            before = Before(db, other)
            merged = _take(db, keys, audit, other, at)
            return MergePreview(merged, more, before.differing(db, merged.shared_codes), _has_private(home, copy))
        finally:
            db.conn.execute("ROLLBACK")


@contextmanager
def _to_merge(home: Home, keys: Keys, at: datetime) -> Iterator[tuple[Database, Audit]]:
    """The record, which nobody else has open."""
    with hold(home), explained():
        finish_swap(home)  # else a restore that was cut off would take the place of what is merged now
        if doubt := doubt_about_wal(home, keys):
            raise doubt
        with closing(open_database(home.database, keys.main)) as db:
            audit, _ = open_to_write(home, keys, db, at, accept_missing=False)
            yield db, audit


def merge(db: Database, keys: Keys, audit: Audit, copy: Path, at: datetime) -> Merged:
    """Take the file `copy` into the open record. Raises NotMerged, NewerSchema."""
    with closing(_proved(db, keys, copy)) as other, transaction(db):
        return _take(db, keys, audit, other, at)


def _lay_private(home: Home, copy: Path) -> None:
    """What people wrote in private beside the copy: nobody opens it here; each takes it in by reading."""
    if copy.name == home.database.name:
        lay_from(home, Home(copy.parent))
    else:
        lay_back(home, private_beside(copy))


def _has_private(home: Home, copy: Path) -> bool:
    """Whether something was written in private beside the copy."""
    if copy.name == home.database.name:
        return has_other_private(home, Home(copy.parent))
    return private_beside(copy).exists()


def _proved(db: Database, keys: Keys, copy: Path) -> Database:
    """The copy, once both are proved whole. A window may be writing it: it is read as of one moment, that at which it
    is proved. The caller closes it."""
    other = _opened(copy, keys)
    try:
        other.conn.execute("BEGIN")
        _refuse(copy, "it is not whole", next(_flaws(other, keys), ""))
        _refuse("The record", "it is not whole itself", next(row_problems(db, keys.audit), ""))
    except BaseException:
        other.close()
        raise
    return other


def held_by_copy(copy: Path, keys: Keys) -> Holding:
    """What the file `copy` holds. Raises NotMerged for one that cannot be read."""
    with _said(copy):
        return held_by(copy, keys.main)


def _opened(copy: Path, keys: Keys) -> Database:
    if copy.is_file() and wal_of(copy) is Wal.BROKEN:
        raise _not_merged(copy, "its newest entries are damaged: they lie in the file beside it that ends in -wal")
    with _said(copy):
        return open_database(copy, keys.main, read_only=True)


@contextmanager
def _said(copy: Path) -> Iterator[None]:
    """Known failures as those of the copy: else they speak of the record, and advise to restore it."""
    try:
        yield
    except WrongKey as failure:
        raise _not_merged(copy, "it is another practice's, or its beginning is damaged") from failure
    except Damaged as failure:
        raise _not_merged(copy, "it is damaged") from failure


def _flaws(other: Database, keys: Keys) -> Iterator[str]:
    """What speaks against a copy; before its rows are read, whether they can be."""
    check_version(other)
    older = ("An older KapGuide wrote it. Open it once with this one, then merge",)
    yield from older if MIGRATIONS.pending(other) else chain(file_problems(other), row_problems(other, keys.audit))


def _refuse(what: Path | str, why: str, problem: str) -> None:
    if problem:
        raise _not_merged(what, f"{why}: {problem.rstrip('.')}")


def _not_merged(what: Path | str, why: str) -> NotMerged:
    name = what.name if isinstance(what, Path) else what
    return NotMerged(f"{name} was not merged: {why}. Nothing was changed.", why)


def _take(db: Database, keys: Keys, audit: Audit, other: Database, at: datetime) -> Merged:
    if practice_of(other) != practice_of(db):
        raise _not_merged("The copy", "it is another practice's")
    gone, back = gone_for_good(db, other, keys.audit)
    went = [trace.code for client, trace in removed(other).items() if client in gone and last_of(db, client)]
    for client in gone:
        delete_rows(db, client)
    with opened(db):
        rows = {table: _take_facts(db, other, table, gone) for table in SEALED if table not in _MUTABLE}
    audit_rows, forks = _take_chains(db, other)
    chain = walk(db, keys.audit)
    net = Counter(chain.events + chain.sealed)
    known = set(net)
    net.subtract(chain.dropped)
    with opened(db):
        rows |= {table: _take_drafts(db, other, table, net, known, gone, back) for table in sorted(_MUTABLE)}
    left = Counter(all_seals(db))
    left.subtract(net)
    _even_out(db, audit, at, left, rows, forks)
    taken = {table: many for table, many in rows.items() if many}
    return Merged(taken, audit_rows, tuple(shared_codes(db)), tuple(sorted(back.values())), tuple(went))


def _take_facts(db: Database, other: Database, table: str, gone: set[str]) -> int:
    """Add the rows that are not here, but for those of clients who are `gone`; how many. Of two facts of the whole
    practice the lesser counts, on both sides."""
    columns, seal = SEALED[table], sealer(table)
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"
    known = f"{select(table)} WHERE {columns[0]} = ?"
    taken, left_out = 0, rows_of(other, table, gone)
    for theirs in other.conn.execute(select(table)).fetchall():
        row = theirs
        if row in left_out:
            continue
        there = db.conn.execute(known, row[:1]).fetchone()
        if there is not None and _without_number(columns, there) == _without_number(columns, row):
            continue
        if table == "meta" and there is not None:
            taken += db.conn.execute("UPDATE meta SET value = ? WHERE key = ? AND value > ?", (row[1], *row)).rowcount
            continue
        if there is not None and table == "note_version":  # both went on with the first version's one note
            row = (f"{row[0]}+{seal(row)[:16]}", *row[1:])
            there = db.conn.execute(known, row[:1]).fetchone()
            if there is not None:
                continue
        if there is not None:
            raise _not_merged("The copy", f"its {table} {row[0]} says something else than the one here")
        if not db.conn.execute(insert, row).rowcount:  # an entry whose number this device gave to another of its own
            db.conn.execute(insert, _without_number(columns, row))
        taken += 1
    return taken


def _without_number(columns: tuple[str, ...], row: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(0 if column == "device_seq" else value for column, value in zip(columns, row, strict=True))


def _take_chains(db: Database, other: Database) -> tuple[int, dict[str, list[Value]]]:
    """Add the audit rows by which the other chains go further; how many. Of a chain that went on twice from one place
    only this record's half stays: what the other half sealed is sealed anew. That is returned, with its end."""
    taken: int = 0
    forks: dict[str, list[Value]] = {}
    for (device,) in other.conn.execute("SELECT DISTINCT device_id FROM audit").fetchall():
        here, there = head(db, device), head(other, device)
        query = f"SELECT {', '.join(COLUMNS)}, mac FROM audit WHERE device_id = ? AND seq > ? ORDER BY seq"
        if not _agree(db, other, device, min(here.seq, there.seq)):
            forks[device] = [there.seq, there.mac]
            continue
        more = other.conn.execute(query, (device, here.seq)).fetchall()
        db.conn.executemany(INSERT, more)
        taken += len(more)
    return taken, forks


def _agree(db: Database, other: Database, device: str, seq: int) -> bool:
    """Whether both have the same row there: then all before it are the same."""
    query = "SELECT mac FROM audit WHERE device_id = ? AND seq = ?"
    macs = [each.conn.execute(query, (device, seq)).fetchone() for each in (db, other)]
    return bool(macs[0] == macs[1])


def _take_drafts(
    db: Database, other: Database, table: str, net: Counter[str], known: set[str], gone: Iterable[str],
    back: Iterable[str],
) -> int:  # fmt: skip
    """Of what is replaced while it is written, keep what neither has replaced; how many rows came or went. With clients
    who are `gone` theirs goes, and with those who are `back` it stays."""
    columns, seal = SEALED[table], sealer(table)
    here = {seal(row): place for place, *values in _placed(db, table) for row in [tuple(values)]}
    kept = {seal(row) for each in (db, other) for row in rows_of(each, table, back)}
    left = [place for mark, place in here.items() if net[mark] < 1 and mark not in kept]
    db.conn.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(place,) for place in left])
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    left_out = rows_of(other, table, gone)
    more = [
        row
        for row in other.conn.execute(select(table)).fetchall()
        if (mark := seal(row)) not in here
        and (net[mark] > 0 or mark not in known or mark in kept)
        and row not in left_out
    ]
    db.conn.executemany(insert, more)
    return len(left) + len(more)


def _placed(db: Database, table: str) -> list[tuple[Value, ...]]:
    return db.conn.execute(f"SELECT rowid, {', '.join(SEALED[table])} FROM {table}").fetchall()


def _even_out(
    db: Database, audit: Audit, at: datetime, left: Counter[str], rows: dict[str, int], forks: dict[str, list[Value]]
) -> None:
    """Say in this device's chain what was taken in, and bring the seals to one for each row."""
    sealed = sorted(mark for mark, many in left.items() for _ in range(many))
    dropped = sorted(mark for mark, many in left.items() for _ in range(-many))
    if not (sealed or dropped or any(rows.values())):
        return
    for begin in range(0, max(len(sealed), len(dropped), 1), _AT_ONCE):
        end = begin + _AT_ONCE
        told: dict[str, Any] = {"rows": sum(rows.values()), "forks": forks} if begin == 0 else {}
        audit.append(db, at, "merged", "", sealed=sealed[begin:end], dropped=dropped[begin:end], **told)
