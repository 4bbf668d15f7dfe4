"""The documents of the made-up session, whole: what another clinician gets, sign for sign.

Where a change is meant, read what this test wrote beside, and put it in the place of the file that stands here.
"""

import difflib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kapguide.export.document import make_document
from kapguide.export.markdown import to_markdown
from kapguide.export.note import NoteDocument
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from tests.support.session_log import a_session

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def report() -> SessionReport:
    protocol, events = a_session()
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    return build_report(protocol, events, practice="Lindenhof", generated=made, version="0.1.0")


@pytest.fixture(scope="module")
def note(report: SessionReport) -> NoteDocument:
    note = generate_note(report)
    lines = note.section("happened").lines
    note = note.edited(lines[0].id, "Hands cold.").with_line("happened", "Room dark.").edited(lines[1].id, "")
    at, then = "2026-11-22T13:31+01:00", "2026-11-22T12:01+01:00"
    note = note.answered("risk/leaving", "asked, none reported", "R. Ames", at, then)
    return note.edited("plan/plan", "Rest today.\nCall at ten.")


def compare(name: str, made: str, folder: Path) -> None:
    kept = (HERE / name).read_text(encoding="utf-8") if (HERE / name).exists() else ""
    if made != kept:
        (folder / name).write_text(made, encoding="utf-8")
        changes = list(difflib.unified_diff(kept.splitlines(), made.splitlines(), lineterm="", n=0))
        pytest.fail(f"{name} changed; it is now as {folder / name}\n" + "\n".join(changes[:40]))


def test_the_markdown_is_as_it_was(report: SessionReport, note: NoteDocument, tmp_path: Path) -> None:
    compare("whole_session.md", to_markdown(report, note), tmp_path)


def test_the_outline_of_the_pages_is_as_it_was(report: SessionReport, note: NoteDocument, tmp_path: Path) -> None:
    """What Markdown does not show: where a page begins, how a column stands, what the chart is drawn from."""
    compare(
        "whole_session.outline", "\n".join(outline(msgspec.to_builtins(make_document(report, note)))) + "\n", tmp_path
    )


def outline(value: Any, path: str = "") -> Iterator[str]:
    """A line for each thing that is no text of a row, with its place."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from [] if key in ("rows", "lines", "facts", "sentences") else outline(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from outline(item, f"{path}[{place}]")
    else:
        yield f"{path.removeprefix('.')} = {value}"
