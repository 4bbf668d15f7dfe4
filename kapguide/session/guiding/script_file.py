"""Script files: an imagery script in TOML that a therapist can change, checked whole and turned into the model."""

from pathlib import Path
from typing import Any

import msgspec

from kapguide import paths
from kapguide.session.guiding.excuses import excuses_in
from kapguide.session.guiding.script import QUICKEST, SLOWEST, Script
from kapguide.spans import HOUR, MINUTE, format_span
from kapguide.toml_file import FileError, TomlTable, load_table, shown

MOST_LINES = 200
MOST_SOURCES = 20
LONGEST_SILENCE = 30 * MINUTE
LONGEST_SCRIPT = 2 * HOUR

Plain = dict[str, Any]
"""A part of the script as plain data; a value that was not usable is None."""


def load_script(path: Path) -> Script:
    """The script in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    plain = _script(table)
    if not table.report.problems:
        script = msgspec.convert(plain, Script)
        if script.length(1.0) <= LONGEST_SCRIPT:
            return script
        together = f"lines and silences of at most {format_span(LONGEST_SCRIPT)} together"
        table.bad("lines", together, format_span(script.length(1.0)))
    raise FileError(path, tuple(table.report.problems))


def shipped_scripts() -> tuple[Path, ...]:
    """The scripts that come with KapGuide; a file is called after its script's id."""
    return tuple(sorted(paths.resource("scripts").glob("*.toml")))


def _script(table: TomlTable) -> Plain:
    plain: Plain = {
        "id": table.name("id"),
        "title": table.text("title", 60),
        "purpose": table.text("purpose", 200),
        "pace": table.whole("pace", SLOWEST, QUICKEST),
        "sources": table.texts("sources", MOST_SOURCES, 500) if table.has("sources") else [],
    }
    lines = [(line, _line(line)) for line in table.tables("lines", "a line", MOST_LINES, required=True)]
    excuses_in(table)
    table.close()
    _one_voice_each(lines)
    return plain | {"lines": [line for _, line in lines]}


def _line(table: TomlTable) -> Plain:
    plain: Plain = {
        "say": table.text("say", 200),
        "quiet": _silence(table, "quiet"),
        "longest": _silence(table, "longest") if table.has("longest") else 0,
        "choice": table.flag("choice"),
        "voice": table.text("voice", 120, required=False),
    }
    quiet, longest, voice = plain["quiet"], plain["longest"], plain["voice"]
    if table.has("longest") and None not in (quiet, longest) and longest <= quiet:
        table.bad("longest", f'more than the {format_span(quiet)} of "quiet"')
    if voice and (Path(voice).name != voice or "\\" in voice or voice.startswith(".")):
        table.bad("voice", "the name of a sound file, without its folder")
    table.close()
    return plain


def _silence(table: TomlTable, key: str) -> int | None:
    span = table.span(key)
    if span is not None and span > LONGEST_SILENCE:
        table.bad(key, f"a silence of at most {format_span(LONGEST_SILENCE)}")
        return None
    return span


def _one_voice_each(lines: list[tuple[TomlTable, Plain]]) -> None:
    """A recording says one line: two lines share it where they are the same words."""
    said: dict[str, str] = {}
    for table, line in lines:
        voice, words = line["voice"], line["say"]
        if voice and said.setdefault(voice, words) != words:
            table.bad("voice", "a recording of its own for these words", f"{shown(voice)} a second time")
