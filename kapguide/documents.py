"""A stored session as a document in a folder."""

from datetime import datetime, timedelta
from pathlib import Path

from kapguide.export.files import write_export
from kapguide.export.markdown import to_markdown
from kapguide.export.note import NoteDocument
from kapguide.export.pdf import to_pdf
from kapguide.export.report import SessionReport
from kapguide.store.records import Store
from kapguide.wiring import note_of, report_of

FORMATS = ("md", "pdf")


def export_note(store: Store, session_id: str, form: str, folder: Path, now: datetime) -> Path:
    """Write a session's note as `md` or `pdf` into `folder`; return the file. Raises KapGuideError."""
    report = report_of(store, session_id, now)
    note, _ = note_of(store, report)
    return write_document(report, note, form, folder)


def write_document(report: SessionReport, note: NoteDocument, form: str, folder: Path) -> Path:
    """Write `note` as `md` or `pdf` into `folder`, which is made if need be; return the file."""
    data = to_pdf(report, note) if form == "pdf" else to_markdown(report, note).encode()
    folder.mkdir(parents=True, exist_ok=True)
    return write_export(folder, file_name(report, form), data)


def file_name(report: SessionReport, form: str) -> str:
    """`2026-11-22-M-014-session-2.pdf`, by the local date of the session's start."""
    started = report.started
    moment = started.at + timedelta(minutes=started.tz_min) if started else report.generated
    return f"{moment:%Y-%m-%d}-{report.client_code}-session-{report.number}.{form}"
