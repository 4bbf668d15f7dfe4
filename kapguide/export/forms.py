"""The forms in which a note is exported: one row each, for the command line, the note's screen and the files."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kapguide.export.note import NoteDocument
    from kapguide.export.report import SessionReport


class ExportForm(NamedTuple):
    """What people call a form, the key that asks for it on the note's screen, and what makes the file's bytes."""

    title: str
    key: str
    write: "Callable[[SessionReport, NoteDocument], bytes]"


# What a form needs is imported as it is written: a window and every command read this table, few typeset anything.


def _pdf(report: "SessionReport", note: "NoteDocument") -> bytes:
    from kapguide.export.pdf import to_pdf

    return to_pdf(report, note)


def _markdown(report: "SessionReport", note: "NoteDocument") -> bytes:
    from kapguide.export.markdown import to_markdown

    return to_markdown(report, note).encode()


FORMS = {
    "pdf": ExportForm("PDF", "Ctrl+P", _pdf),
    "md": ExportForm("Markdown", "Ctrl+M", _markdown),
}
"""By the name that the command line takes, which is also how the files end; in the order of the screen's buttons."""
