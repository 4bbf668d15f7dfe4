"""The note as it is kept: as JSON, and brought up to date with a log that has grown since."""

import msgspec

from kapguide.errors import KapGuideError
from kapguide.export.note import VERSION, NoteDocument, NoteLine, NoteSection


def merge(note: NoteDocument, regenerated: NoteDocument) -> NoteDocument:
    """What the log says now, with everything that the therapist wrote in `note` kept in its place."""
    old = {section.id: section for section in note.sections}
    sections = [_merged(old.pop(section.id, None), section) for section in regenerated.sections]
    kept = (NoteSection(s.id, s.title, tuple(line for line in s.lines if _is_kept(line, set()))) for s in old.values())
    sections += [section for section in kept if section.lines]
    return msgspec.structs.replace(regenerated, sections=tuple(sections))


def _merged(old: NoteSection | None, new: NoteSection) -> NoteSection:
    if old is None:
        return new
    written = {line.id: line.written for line in old.lines}
    lines = [_rewritten(line, written.get(line.id)) for line in new.lines]
    fresh = {line.id for line in new.lines}
    before = ""
    for line in old.lines:
        if _is_kept(line, fresh):
            place = next((n + 1 for n, other in enumerate(lines) if other.id == before), 0)
            lines.insert(place, line)
            before = line.id
        elif line.id in fresh:
            before = line.id
    return msgspec.structs.replace(new, lines=tuple(lines))


def _is_kept(line: NoteLine, fresh: set[str]) -> bool:
    """Must the line be carried over by hand? Yes, when a person wrote it and the log does not bring it again."""
    return line.id not in fresh and (line.own or line.written is not None)


def _rewritten(line: NoteLine, written: str | None) -> NoteLine:
    return line if written in (None, line.original) else msgspec.structs.replace(line, written=written)


def encode_note(note: NoteDocument) -> bytes:
    """The note as JSON; equal notes give equal bytes."""
    return msgspec.json.encode(note, order="deterministic")


def decode_note(data: bytes | str) -> NoteDocument:
    """Read a note that `encode_note` wrote. Raises KapGuideError for anything else, and for a newer version's."""
    try:
        note = msgspec.json.decode(data, type=NoteDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KapGuideError(
            "The saved note cannot be read. The session's log is untouched; a new note can be made from it.",
            type(error).__name__,
        ) from error
    if note.version > VERSION:
        raise KapGuideError(
            "This note was written by a newer KapGuide. Nothing is lost; open it with that version.",
            f"note version {note.version}",
        )
    return note
