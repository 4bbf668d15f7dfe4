"""The session document as Markdown: readable as it stands, with people's text escaped so that it stays text."""

import re

from kapguide.export.blocks import AnyBlock, Document, DocumentLine, DocumentTable, FactList, Lines, Sentences
from kapguide.export.document import make_document
from kapguide.export.note import NoteDocument
from kapguide.export.report import SessionReport
from kapguide.export.words import plain

_MARKUP = re.compile(r"[\\`*_{}\[\]<|~&@$]|:(?=//)|(?<=[Ww][Ww][Ww])\.")
_LINE_START = re.compile(r"^(\s*)([-+=#>])", re.MULTILINE)
_LIST_NUMBER = re.compile(r"^(\s*[0-9]{1,9})([.)])", re.MULTILINE)


def to_markdown(report: SessionReport, note: NoteDocument | None = None) -> str:
    """The document as CommonMark with pipe tables: no HTML, and nothing that a person typed is taken for markup."""
    return in_markdown(make_document(report, note))


def in_markdown(document: Document) -> str:
    """Any document so."""
    parts = [f"# {escape(document.title)}"]
    if document.rehearsal:
        parts.append("**REHEARSAL: none of this happened to a client.**")
    else:
        parts.append(f"**{escape(document.standing.words)}** {escape(document.standing.more)}".rstrip())
    title = (document.practice, document.client, document.session, document.date, document.therapist)
    parts.append(" · ".join(escape(text) for text in title if text))
    for section in document.sections:
        parts.append(f"{'#' * (section.level + 1)} {escape(section.title)}")
        parts += [_block(block) for block in section.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it is, its line ends kept. Bare addresses are no links."""
    text = _MARKUP.sub(r"\\\g<0>", plain(text))
    text = _LIST_NUMBER.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))
    return text.replace("\n", "\\\n")


def _block(block: AnyBlock) -> str:
    match block:
        case Lines(lines=lines):
            return "\n".join(_line(line) for line in lines)
        case FactList(facts=facts):
            return "\n".join(_item(f"**{escape(label)}:** {escape(text)}") for label, text in facts)
        case Sentences(sentences=(sentence,)):
            return escape(sentence)
        case Sentences(sentences=sentences):
            return "\n".join(_item(escape(sentence)) for sentence in sentences)
        case DocumentTable():
            return _table(block)
        case _:
            return escape(block.described)


def _line(line: DocumentLine) -> str:
    parts = [f"**{escape(line.label)}:**"] if line.label else []
    parts += [f"**{line.clock}**"] if line.clock else []
    parts += [line.since] if line.since else []
    parts += [escape(line.text) or "(to be filled in)"]
    parts += [f"*({line.mark})*"] if line.mark else []
    return _item(" ".join(parts))


def _item(text: str) -> str:
    """A list item; the lines of a longer text stay inside it."""
    return "- " + text.replace("\n", "\n  ")


def _table(table: DocumentTable) -> str:
    """A pipe table, its columns padded so that it reads as plain text too."""
    cells = [[_cell(column.title) for column in table.columns]]
    cells += [[_cell(cell) for cell in row.cells] for row in table.rows]
    widths = [min(60, max(3, *(len(row[place]) for row in cells))) for place in range(len(table.columns))]
    rules = [
        "-" * (width - 1) + (":" if column.figures else "-")
        for width, column in zip(widths, table.columns, strict=True)
    ]
    padded = [
        [
            text.rjust(width) if column.figures else text.ljust(width)
            for text, width, column in zip(row, widths, table.columns, strict=True)
        ]
        for row in cells
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (padded[0], rules, *padded[1:]))


def _cell(text: str) -> str:
    """A table's cell is one line: a line end in it is shown as a sign."""
    return _MARKUP.sub(r"\\\g<0>", plain(text).replace("\n", " ↵ "))
