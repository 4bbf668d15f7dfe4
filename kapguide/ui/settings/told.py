"""What the sections without fields tell: the files of checklists and instruments, the backups, what lies where."""

import shutil
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.copies.backup import Backup, own_backups
from kapguide.store.copies.backup_folders import disk_name, is_there, other_folder
from kapguide.store.records import Store
from kapguide.ui.settings.facts_page import FactGroup, FactLine
from kapguide.usecases.backups import beside_the_record
from kapguide.usecases.clinic.written_file import SHIPPED
from kapguide.usecases.shipped.checklists import checklists, checklists_of
from kapguide.usecases.shipped.instruments import instruments, instruments_of

MANY = 12
"""So many backups are named."""
OF_INTEREST = (
    ("Record", "kapguide.db"),
    ("Backups", "backups"),
    ("Exports", "exports"),
    ("Music index", "library.db"),
    ("Logs", "logs"),
)


def files_told(home: Home) -> tuple[FactGroup, ...]:
    """Each checklist and instrument in use with its version; what cannot be used is named with its place."""
    lists, forms = checklists_of(home), instruments_of(home)
    own = {*checklists((home.checklists,)).known, *instruments((home.instruments,)).known}

    def version(name: str, number: object) -> str:
        return f"version {number}, {'the practice’s own' if name in own else SHIPPED}"

    refused = tuple(
        FactLine("Not used", " ".join(sentence.split("\n")), warm=True) for sentence in (*lists.refused, *forms.refused)
    )
    asked = tuple(each for each in forms.known.values() if each.asks)
    entered = ", ".join(each.title for each in forms.known.values() if not each.asks)
    return (
        *((FactGroup("Waits for you", refused),) if refused else ()),
        FactGroup(
            "Checklists in use",
            tuple(FactLine(each.title, each.purpose, version(each.id, each.version)) for each in lists.known.values()),
        ),
        FactGroup(
            "Instruments in use",
            (
                *(FactLine(each.title, each.about, version(each.id, each.version)) for each in asked),
                *((FactLine("Scores that are entered", entered),) if entered else ()),
            ),
        ),
    )


def backups_told(home: Home, store: Store) -> tuple[FactGroup, ...]:
    """The newest backups with the disk that each lies on. What waits stands first: the last one failed, or the disk is
    not there."""
    found = sorted(own_backups(home), key=lambda backup: backup.at, reverse=True)
    other, problem = other_folder(home), store.backup_problem()
    lines = [FactLine("The last one", problem, warm=True)] if problem else []
    if other is not None and not is_there(other):
        words = "It is not there. Backups lie beside the record until it is."
        lines.append(FactLine(disk_name(other), words, warm=True))
    elif other is not None and (words := beside_the_record(home, other)):
        lines.append(FactLine(disk_name(other), words))
    lines += [
        FactLine(
            f"{backup.at.astimezone():%a} {backup.at.astimezone().day} {backup.at.astimezone():%b, %H:%M}",
            "a true copy of a record that is flawed" if backup.flawed else "good",
            f"{where(backup, home)}, {size_words(_size(backup.path))}",
        )
        for backup in found[:MANY]
    ]
    more = f"The newest, and {len(found) - MANY} more" if len(found) > MANY else "What there is"
    beside = FactGroup("Beside the record", (FactLine("Folder", str(home.backups)),))
    return (FactGroup(more, tuple(lines or [FactLine("None yet", "made after a session")])), beside)


def where(backup: Backup, home: Home) -> str:
    """Which disk a backup lies on."""
    return "beside the record" if backup.path.parent == home.backups else f"on {disk_name(backup.path.parent)}"


def storage_told(home: Home, store: Store) -> tuple[FactGroup, ...]:
    """Where the practice lies, how large its parts are, and how much room there is."""
    warning = store.space_warning()
    free = shutil.disk_usage(home.root).free
    parts = tuple(
        FactLine(name, size_words(_size(home.root / part))) for name, part in OF_INTEREST if (home.root / part).exists()
    )
    return (
        FactGroup(
            "Where it lies",
            (
                FactLine("Data folder", str(home.root)),
                FactLine("Free on this drive", warning or size_words(free), warm=bool(warning)),
            ),
        ),
        FactGroup("What it holds", parts),
    )


def size_words(count: int) -> str:
    """`41 MB`."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB" if size < 10 else f"{size:.0f} GB"


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    try:
        return sum(file.stat().st_size for file in files if file.is_file())
    except OSError:  # it has just gone
        return 0
