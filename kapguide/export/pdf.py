"""The session document as a tagged PDF, set by typst. Client text goes in as a value, never through a file."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import typst

from kapguide.export.document import make_document
from kapguide.export.note import NoteDocument
from kapguide.export.report import SessionReport
from kapguide.export.words import in_code, plain
from kapguide.paths import resource

STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
"""For the archive, and for a screen reader. Both refuse a character that no font at hand can show."""

PARTS = {"session-note": ("parts",), "debrief": ("parts",)}
"""What is set before a template, as one source with it."""

PROBES = 200
"""How often at most typst is asked for characters without a glyph; about 2 ms each."""

LONGEST = 40
"""A word of so many signs fits on a line of the page."""

_UNUSUAL = re.compile("[^\n\t -~\u00a0-\u0148\u014a-\u017f\u0400-\u045f\u200b\u2010-\u2026\u2039\u203a\u2212\u21b5]")
"""What may not be in Inter."""

_UNBROKEN = "[^\\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""A sign that no line breaks at by itself, as it does between those of Chinese, Japanese and Korean."""

_PROBE = b"""#set document(title: "Probe")
#set text(font: "Inter", lang: "en")
#for c in sys.inputs.document.codepoints() [#c#linebreak()]"""


def to_pdf(
    report: SessionReport, note: NoteDocument | None = None, *, paper: Literal["a4", "us-letter"] = "a4"
) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1; equal reports and notes give equal bytes on the same machine.

    A character that no font of the machine has is shown by its code.
    """
    document = msgspec.to_builtins(make_document(report, note))
    document["author"] = plain(report.therapist or report.practice) or "KapGuide"
    return typeset("session-note", document, report.generated, paper)


def typeset(
    template: str, document: dict[str, Any], made: datetime, paper: Literal["a4", "us-letter"], ppi: float = 0
) -> bytes:
    """Plain data set by a template of `resources/documents`, which reads it as JSON; `made` is written into the PDF.

    With `ppi`, pixels per inch, it is a PNG of the first page.
    """
    text = msgspec.json.encode(_cleaned(document)).decode()
    fonts = typst.Fonts(font_paths=[resource("fonts")])
    files = [resource("documents", f"{name}.typ") for name in (*PARTS.get(template, ()), template)]
    root = files[0].parent  # else it is the folder in which we were started, which may have gone
    source = b"\n".join(file.read_bytes() for file in files)

    def compiled(source: bytes, text: str) -> bytes:
        common: dict[str, Any] = {"root": root, "font_paths": fonts, "sys_inputs": {"document": text, "paper": paper}}
        if ppi:
            pages = typst.compile(source, format="png", ppi=ppi, **common)
            return bytes(pages[0] if isinstance(pages, list) else pages)
        made_at = made.astimezone(UTC).replace(microsecond=0)
        return bytes(typst.compile(source, pdf_standards=STANDARDS, timestamp=made_at, **common))

    def shows(text: str) -> bool:
        try:
            compiled(_PROBE, text)
        except typst.TypstError:
            return False
        return True

    unusual = "".join(sorted(set(_UNUSUAL.findall(text))))
    missing = _without_glyph(unusual, shows) if unusual else set()
    try:
        return compiled(source, _in_codes(text, missing))
    except typst.TypstError:
        if not unusual:
            raise
        # Characters that can be shown alone may still fail side by side, as in an emoji made of several.
        return compiled(source, _in_codes(text, set(unusual)))


def _cleaned(value: Any, longest: int = LONGEST) -> Any:
    """The same plain data with every text fit to be shown, words of over `longest` signs breakable.

    A full hash fits on a line of facts, but for one beside a heading; the columns of a broad table are narrow.
    """
    if isinstance(value, str):
        return re.sub(f"{_UNBROKEN}{{{longest + 1},}}", _breakable, plain(value))
    if isinstance(value, dict):
        if value.get("block") == "table":
            longest = 11 if len(value["columns"]) > 6 else longest
        elif value.get("block") == "facts":
            longest = 64 if longest == LONGEST else longest
        elif value.get("beside"):
            longest = 32
        return {key: _cleaned(item, longest) for key, item in value.items()}
    return [_cleaned(item, longest) for item in value] if isinstance(value, list | tuple) else value


def _breakable(word: re.Match[str]) -> str:
    """The word with a place to break after every fourth sign; a sign and what combines with it stay together."""
    return re.sub("(?:.(?:[\u0300-\u036f\ufe0f]|\u200d.)*){4}", "\\g<0>\u200b", word[0])


def _in_codes(text: str, characters: set[str]) -> str:
    """`text` with these characters as codes. A line may break after each: a word of codes is wider than the paper."""
    return text.translate({ord(character): in_code(character) + "\u200b" for character in characters})


def _without_glyph(characters: str, shows: Callable[[str], bool]) -> set[str]:
    """Those of `characters` that no font shows, found by halving; past the last probe, all that are still in doubt."""
    doubtful, missing = [characters], set()
    for _ in range(PROBES):
        if not doubtful:
            break
        group = doubtful.pop()
        if shows(group):
            continue
        if len(group) == 1:
            missing.add(group)
        else:
            doubtful += [group[: len(group) // 2], group[len(group) // 2 :]]
    return missing.union(*doubtful)
