"""A stored session as a report, as a note that is being edited, and as a document in a folder."""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from kapguide import __version__
from kapguide.clinical.facts import RecordExported
from kapguide.errors import KapGuideError
from kapguide.export.files import export_name, write_export
from kapguide.export.forms import FORMS
from kapguide.export.note import NoteDocument
from kapguide.export.note_file import decode_note, merge
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.export.signed import PrintedAddendum, PrintedOther, PrintedSignature, PrintedSignatures
from kapguide.session.live import LiveSession
from kapguide.store.records import Store
from kapguide.store.tables.note_words import note_sentences
from kapguide.store.tables.signature_rows import Signature
from kapguide.usecases.exports import NotWrittenDown, say_exported, sha256_of
from kapguide.usecases.note_chart import from_chart


def report_of(store: Store, session_id: str, now: datetime) -> SessionReport:
    """The frozen report of a stored session."""
    _, protocol, events = store.load_session(session_id)
    return build_report(protocol, events, practice=store.practice, generated=now, version=__version__)


def report_of_log(store: Store, session: LiveSession, now: datetime) -> SessionReport:
    """The frozen report of a session of this window, from the log in memory: the record may be behind."""
    try:
        practice = store.practice
    except KapGuideError:  # a record that cannot be read just now keeps no note from its session
        practice = ""
    return build_report(session.state.protocol, session.log, practice=practice, generated=now, version=__version__)


def rehearsal_report(session: LiveSession, now: datetime) -> SessionReport:
    """The report of a rehearsal, which is stored nowhere."""
    return build_report(session.state.protocol, session.log, practice="Rehearsal", generated=now, version=__version__)


class KeptNote(msgspec.Struct, frozen=True):
    """A session's note at the window: its revision in the record, and whether it is unfinished there, a draft."""

    document: NoteDocument
    revision: int = 0
    unfinished: bool = False


def note_of(store: Store, report: SessionReport) -> KeptNote:
    """The session's note as it was signed; else as edited so far, brought up to date with the log."""
    note, signed = store.notes.read(report.session_id), store.notes.signed(report.session_id)
    if signed is not None:
        return KeptNote(decode_note(signed.version.text), note.revision)
    fresh = generate_note(report, from_chart(store, report))
    document = merge(decode_note(note.text), fresh) if note.text else fresh
    return KeptNote(document, note.revision, note.unfinished)


def brought_up(store: Store, report: SessionReport, kept: KeptNote) -> KeptNote:
    """The same draft with what the log and the chart say now. Raises KapGuideError."""
    document = merge(kept.document, generate_note(report, from_chart(store, report)))
    return KeptNote(document, kept.revision, kept.unfinished)


def export_note(store: Store, session_id: str, form: str, folder: Path, now: datetime) -> Path:
    """Write a session's note in one of the `FORMS` into `folder`; return the file. Raises KapGuideError."""
    report = report_of(store, session_id, now)
    return write_document(report, note_of(store, report).document, form, folder, store)


def write_document(
    report: SessionReport, note: NoteDocument, form: str, folder: Path, store: Store | None = None
) -> Path:
    """Write `note` in one of the `FORMS` into `folder`, which is made if need be; return the file. That it was written
    is kept in the `store`; a rehearsal has none. Raises KapGuideError."""
    if store is not None:
        report = msgspec.structs.replace(report, signed=_printed(store, report.session_id))
    data = FORMS[form].write(report, note)
    path = write_export(folder, export_name(report, form), data)
    if store is not None:
        exported = RecordExported("note", form, sha256_of(data), report.session_id)
        try:
            say_exported(store, exported, store.books.code_of(report.session_id))
        except KapGuideError as error:
            raise NotWrittenDown(path, error) from error
    return path


def _printed(store: Store, note_id: str) -> PrintedSignatures | None:
    """The signatures of a note, as its document prints them; what they cover is looked at once more."""
    note = store.notes.signed(note_id)
    if note is None:
        return None
    return PrintedSignatures(
        signature=PrintedSignature(**_signature(note)),
        others=tuple(PrintedOther(**_signature(each), words=note_sentences(each.text)) for each in note.others),
        addenda=tuple(
            PrintedAddendum(**_signature(each), text=each.text, belongs_at=each.belongs_at) for each in note.addenda
        ),
        later=len(note.later),
        whole=store.notes.found_whole(note_id) is not None,
    )


def _signature(each: Signature) -> dict[str, Any]:
    other = each.countersigned
    named = {"name": each.name, "role": each.role, "at": each.at, "seal": each.seal, "counts": each.final}
    if other is not None:
        named["countersigned"] = PrintedSignature(
            name=other.name, role=other.role, at=other.at, seal=other.seal, counts=True
        )
    return {**named, "reason": each.reason}
