"""The forms in which a debrief is exported: one row each, for its screen and its files."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kapguide.rehearsal.debrief.shape import Debrief
    from kapguide.rehearsal.kept import RehearsalRecord


class DebriefForm(NamedTuple):
    """What people call a form, the key that asks for it, and what makes the file's bytes; the moment is when it is
    made."""

    title: str
    key: str
    write: "Callable[[RehearsalRecord, Debrief, datetime], bytes]"


# What a form needs is imported as it is written, as with a note's forms.


def _pdf(record: "RehearsalRecord", debrief: "Debrief", made: datetime) -> bytes:
    from kapguide.export.debrief_pdf import debrief_to_pdf

    return debrief_to_pdf(record, debrief, made)


def _markdown(record: "RehearsalRecord", debrief: "Debrief", made: datetime) -> bytes:
    from kapguide.export.debrief import debrief_document
    from kapguide.export.markdown import in_markdown

    return in_markdown(debrief_document(record, debrief)).encode()


DEBRIEF_FORMS = {
    "pdf": DebriefForm("PDF", "Ctrl+P", _pdf),
    "md": DebriefForm("Markdown", "Ctrl+M", _markdown),
}
"""By how the files end."""
