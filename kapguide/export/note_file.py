"""The note as it is kept: as JSON, and brought up to date with a log that has grown since."""

import msgspec

from kapguide.errors import KapGuideError
from kapguide.export.note import VERSION, NoteDocument, NoteLine, NoteSection, last_own, own_id, place_of
from kapguide.export.note_first_version import FirstVersion, brought_forward


class _Numbered(msgspec.Struct):
    version: int = 1


def encode_note(note: NoteDocument) -> bytes:
    """The note as JSON; equal notes give equal bytes."""
    return msgspec.json.encode(note, order="deterministic")


def decode_note(data: bytes | str) -> NoteDocument:
    """Read a note that `encode_note` wrote; of one of the first version what a person wrote. Raises KapGuideError for
    anything else, and for a newer version's."""
    try:
        version = msgspec.json.decode(data, type=_Numbered).version
        if version == 1:
            return brought_forward(msgspec.json.decode(data, type=FirstVersion))
        if version <= VERSION:
            return msgspec.json.decode(data, type=NoteDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KapGuideError(
            "The saved note cannot be read. The session's log is untouched; a new note can be made from it.",
            type(error).__name__,
        ) from error
    raise KapGuideError(
        "This note was written by a newer KapGuide. Nothing is lost; open it with that version.",
        f"note version {version}",
    )


def merge(note: NoteDocument, regenerated: NoteDocument) -> NoteDocument:
    """What the log says now, with everything that a person wrote in `note` kept in its place."""
    old = {section.id: section for section in note.sections}
    sections = [_merged(old.pop(section.id, None), section) for section in regenerated.sections]
    kept = (msgspec.structs.replace(s, lines=tuple(filter(_is_a_persons, s.lines))) for s in old.values())
    sections += [section for section in kept if section.lines]
    return msgspec.structs.replace(regenerated, sections=tuple(sections))


def _is_a_persons(line: NoteLine) -> bool:
    return line.own or line.written is not None


def _merged(old: NoteSection | None, new: NoteSection) -> NoteSection:
    if old is None:
        return new
    fresh = {line.id: line for line in new.lines}
    written = {line.id: line for line in old.lines if line.written is not None and not line.own}
    merged = msgspec.structs.replace(new, lines=tuple(_rewritten(line, written.get(line.id)) for line in new.lines))
    known = any(line.id in fresh for line in old.lines)
    before, own = "", last_own(old.lines)
    for line in old.lines:
        kept: NoteLine | None = line if line.id not in fresh and _is_a_persons(line) else None
        if line.id in fresh:
            before = line.id
            if fresh[line.id].fixed and line.written is not None:
                own += 1
                kept = _remark(line, own_id(new.id, own))
        if kept is not None:
            merged = _with_kept(merged, kept, before, known)
            before = kept.id
    return merged


def _remark(line: NoteLine, line_id: str) -> NoteLine:
    """What a person wrote where the log says it itself now: beside it."""
    return msgspec.structs.replace(
        line, id=line_id, original=line.text, written=None, own=True, gap=False, wanted="", about=line.id
    )


def _with_kept(section: NoteSection, line: NoteLine, before: str, known: bool) -> NoteSection:
    """The section with a line that the log does not bring: behind the one that it stood behind, or first; in a section
    of which nothing is `known` any more where its time has its place, or last."""
    ids = [other.id for other in section.lines]
    place = ids.index(before) + 1 if before in ids else 0 if known else place_of(section, line)
    lines = (*section.lines[:place], line, *section.lines[place:])
    return msgspec.structs.replace(section, lines=lines)


def _rewritten(line: NoteLine, old: NoteLine | None) -> NoteLine:
    """The log's line with the words that a person put into it; one that says them itself now is the log's again."""
    if old is None or line.fixed or old.written == line.original:
        return line
    return msgspec.structs.replace(line, written=old.written, at=old.at, by=old.by, belongs=old.belongs)
