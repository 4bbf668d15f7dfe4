"""A stored session as a report, as a note that is being edited, and as a document in a folder."""

from datetime import datetime
from pathlib import Path

from kapguide import __version__
from kapguide.export.files import export_name, write_export
from kapguide.export.markdown import to_markdown
from kapguide.export.note import NoteDocument, decode_note, generate_note, merge
from kapguide.export.pdf import to_pdf
from kapguide.export.report import SessionReport, build_report
from kapguide.session.live import LiveSession
from kapguide.store.records import Store

FORMATS = ("md", "pdf")


def report_of(store: Store, session_id: str, now: datetime) -> SessionReport:
    """The frozen report of a stored session."""
    _, protocol, events = store.load_session(session_id)
    return build_report(protocol, events, practice=store.practice, generated=now, version=__version__)


def rehearsal_report(session: LiveSession, now: datetime) -> SessionReport:
    """The report of a rehearsal, which is stored nowhere."""
    return build_report(session.state.protocol, session.log, practice="Rehearsal", generated=now, version=__version__)


def note_of(store: Store, report: SessionReport) -> tuple[NoteDocument, int]:
    """The session's note as edited so far, brought up to date with the log, and its revision in the store."""
    fresh = generate_note(report)
    draft = store.note(report.session_id)
    return (merge(decode_note(draft.text), fresh) if draft.text else fresh), draft.revision


def export_note(store: Store, session_id: str, form: str, folder: Path, now: datetime) -> Path:
    """Write a session's note as `md` or `pdf` into `folder`; return the file. Raises KapGuideError."""
    report = report_of(store, session_id, now)
    return write_document(report, note_of(store, report)[0], form, folder)


def write_document(report: SessionReport, note: NoteDocument, form: str, folder: Path) -> Path:
    """Write `note` as `md` or `pdf` into `folder`, which is made if need be; return the file."""
    data = to_pdf(report, note) if form == "pdf" else to_markdown(report, note).encode()
    folder.mkdir(parents=True, exist_ok=True)
    return write_export(folder, export_name(report, form), data)
