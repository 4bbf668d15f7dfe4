"""verify, backup: a record checked whole, and copied and checked, against SQLCipher's own check of its pages alone.

Each in turn, three times where the record is not large; the best counts, since what else the machine does only adds.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.copies.backup import KEEP_DAYS, KEEP_LAST, KEEP_MONTHS
from kapguide.store.file.database import lock_keys_alone, open_database
from kapguide.store.keys.vault import unlock
from kapguide.store.records import Store
from measure.figures import Figure, Outcome, Reference
from measure.practices import CHECKOUT, PASSPHRASE, Practice, Size

SIZES = (Size(20), Size(110), Size(2_000))
TIMES, LARGE = 3, 1_000_000
VERIFY, BACKUP = 3.0, 8.0
Practices = Mapping[Size, Practice]


def measure_verify(practices: Practices, outcome: Outcome) -> None:
    """Add a figure for each size: in a process of its own, which locks its keys alone, as the command does."""
    paths = os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "scripts")))
    for size, practice in practices.items():
        command = [sys.executable, "-m", __name__, str(practice.home.root), str(_times(size))]
        said = subprocess.run(command, env=os.environ | {"PYTHONPATH": paths}, check=True, stdout=subprocess.PIPE)
        pages, whole, entries, audit_rows = json.loads(said.stdout)
        remark = f"{entries:,} entries, {audit_rows:,} audit rows, {_mb(practice):,.0f} MB"
        outcome.figures.append(_figure("verify", size, pages, whole, VERIFY, remark))


def measure_backup(practices: Practices, outcome: Outcome) -> None:
    """Add a figure for each size, with the disk that all backups take which are kept."""
    kept = KEEP_LAST + KEEP_DAYS + KEEP_MONTHS
    for size, practice in practices.items():
        with closing(Store.open(*practice)) as store:
            each = _mb(practice)
            remark = f"{each:,.0f} MB each; at most {kept} are kept, {kept * each / 1000:,.1f} GB, where there is room"
            seconds = _in_turn(practice, store.backup, _times(size))
            outcome.figures.append(_figure("backup", size, *seconds, BACKUP, remark))


def _figure(name: str, size: Size, pages: float, whole: float, most: float, remark: str) -> Figure:
    reference = Reference("cipher_integrity_check", pages)
    return Figure(f"{name}.{size.clients}", whole, "s", most, by_ratio=True, references=(reference,), remark=remark)


def _times(size: Size) -> int:
    return 1 if size.all_entries > LARGE else TIMES


def _in_turn(practice: Practice, work: Callable[[], object], times: int) -> tuple[float, float]:
    """The least seconds of SQLCipher's check and of the `work`, each done so many times."""
    pages, whole = [], []
    for _ in range(times):
        pages.append(_seconds(lambda: _check_pages(practice)))
        whole.append(_seconds(work))
    return min(pages), min(whole)


def _check_pages(practice: Practice) -> None:
    with closing(open_database(practice.home.database, practice.keys.main, read_only=True)) as db:
        assert not db.conn.execute("PRAGMA cipher_integrity_check").fetchall(), "the record is damaged"


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _mb(practice: Practice) -> float:
    return practice.home.database.stat().st_size / 1e6


def _verified(root: Path, times: int) -> list[float]:
    """The seconds of both, and how many entries and audit rows there are."""
    home = Home(root)
    practice = Practice(home, unlock(home.vault, PASSPHRASE))
    with closing(Store.open(*practice, read_only=True)) as store:
        report = store.verify()
        assert not report.problems, report.problems
        return [*_in_turn(practice, store.verify, times), report.events, report.audit_rows]


if __name__ == "__main__":
    lock_keys_alone()
    print(json.dumps(_verified(Path(sys.argv[1]), int(sys.argv[2]))))
