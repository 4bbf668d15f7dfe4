"""Whatever leaves the record as a file is written down in it: what it was, for whom, and the hash of the very file."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from kapguide.clinical.facts import RecordExported
from kapguide.errors import KapGuideError
from kapguide.export.files import write_export
from kapguide.store.contents.leaving import leave_fact
from kapguide.store.records import Store


class NotWrittenDown(KapGuideError):
    """Something was exported, as `path`, and the record could not keep that."""

    def __init__(self, path: Path, why: KapGuideError) -> None:
        super().__init__(f"Written to {path}, but the record could not keep that. {why.sentence}", why.detail)
        self.path = path


def export_table(store: Store, what: str, folder: Path, name: str, data: bytes, code: str = "") -> Path:
    """Write a table of the practice, or of the client `code`, into `folder`; return the file. Raises KapGuideError."""
    path = write_export(folder, name, data)
    say_exported(store, RecordExported(what, path.suffix.removeprefix("."), sha256_of(data)), code)
    return path


def say_exported(store: Store, exported: RecordExported, code: str = "") -> None:
    """Write down that something was exported: of the client `code`, or of the practice. Beside a window that has the
    record open it waits for that one's next start. Raises KapGuideError."""
    if store.machine:
        store.facts.say(code, exported)
    else:
        client = store.books.client_id(code) if code else ""
        leave_fact(store.home, store.staff.keys, datetime.now(UTC), client, exported)


def sha256_of(data: bytes) -> str:
    """The hash of a file, as the record names it."""
    return hashlib.sha256(data).hexdigest()
