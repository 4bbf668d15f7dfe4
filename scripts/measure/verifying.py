"""verify, backup: a record checked whole, and copied and checked, against SQLCipher's own check of its pages alone.

Each in turn, three times where the record is not large; the best counts, since what else the machine does only adds.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import closing

from kapguide.store.copies.backup import KEEP_DAYS, KEEP_LAST, KEEP_MONTHS
from kapguide.store.file.database import open_database
from kapguide.store.records import Store
from measure.figures import Figure, Outcome, Reference
from measure.practices import Practice, Size

SIZES = (Size(20), Size(110), Size(2_000))
TIMES, LARGE = 3, 1_000_000
VERIFY, BACKUP = 3.0, 8.0
Practices = Mapping[Size, Practice]


def measure_verify(practices: Practices, outcome: Outcome) -> None:
    """Add a figure for each size."""
    for size, practice in practices.items():
        with closing(Store.open(*practice, read_only=True)) as store:
            report = store.verify()
            assert not report.problems, report.problems
            remark = f"{report.events:,} entries, {report.audit_rows:,} audit rows, {_mb(practice):,.0f} MB"
            outcome.figures.append(_figure("verify", size, practice, store.verify, VERIFY, remark))


def measure_backup(practices: Practices, outcome: Outcome) -> None:
    """Add a figure for each size, with the disk that all backups take which are kept."""
    kept = KEEP_LAST + KEEP_DAYS + KEEP_MONTHS
    for size, practice in practices.items():
        with closing(Store.open(*practice)) as store:
            each = _mb(practice)
            remark = f"{each:,.0f} MB each; at most {kept} are kept, {kept * each / 1000:,.1f} GB, where there is room"
            outcome.figures.append(_figure("backup", size, practice, store.backup, BACKUP, remark))


def _figure(name: str, size: Size, practice: Practice, work: Callable[[], object], most: float, remark: str) -> Figure:
    pages, whole = [], []
    for _ in range(1 if size.all_entries > LARGE else TIMES):
        pages.append(_seconds(lambda: _check_pages(practice)))
        whole.append(_seconds(work))
    reference = Reference("cipher_integrity_check", min(pages))
    return Figure(
        f"{name}.{size.clients}", min(whole), "s", most, by_ratio=True, references=(reference,), remark=remark
    )


def _check_pages(practice: Practice) -> None:
    with closing(open_database(practice.home.database, practice.keys.main, read_only=True)) as db:
        assert not db.conn.execute("PRAGMA cipher_integrity_check").fetchall(), "the record is damaged"


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _mb(practice: Practice) -> float:
    return practice.home.database.stat().st_size / 1e6
