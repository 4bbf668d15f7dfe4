"""Whatever leaves the record as a file is written down in it: what it was, for whom, and the hash of the very file."""

import hashlib
from pathlib import Path

from kapguide.clinical.facts import RecordExported
from kapguide.export.files import write_export
from kapguide.store.records import Store


def export_table(store: Store, what: str, folder: Path, name: str, data: bytes) -> Path:
    """Write a table of the practice into `folder`; return the file. Raises KapGuideError."""
    path = write_export(folder, name, data)
    say_exported(store, RecordExported(what, path.suffix.removeprefix("."), sha256_of(data)))
    return path


def say_exported(store: Store, exported: RecordExported, code: str = "") -> None:
    """Write down that something was exported: of the client `code`, or of the practice."""
    store.facts.say(code, exported)


def sha256_of(data: bytes) -> str:
    """The hash of a file, as the record names it."""
    return hashlib.sha256(data).hexdigest()
