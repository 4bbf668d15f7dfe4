"""Changing a TOML file that a person wrote: one value at a time, and every comment, order and blank line stays.

The file's own words are kept; only what stands for the value is replaced, or a line is added where the value belongs.
What comes out is read again, and must say what was meant and nothing else: a file that is written in a way that this
does not know is refused, never spoilt.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from kapguide.errors import KapGuideError

Place = tuple[str | int, ...]
"""A way into a file: the names of tables and keys, and in a list of tables the number of one, from 0."""

_HEADER = re.compile(r"(\[\[?)((?:[^\]\"'\n]|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')+)\]\]?[^\n]*")
_KEY = re.compile(r"((?:[^=#\"'\n\[\]]|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')+?)\s*=[ \t]*")
_IN_VALUE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class CannotEdit(KapGuideError):
    """The file is written in a way that is not changed here; nothing was changed."""


class TomlEntry(NamedTuple):
    """One `key = value`: its place, and where in the text its line begins, its value begins and ends, its line ends."""

    place: Place
    line: int
    value: int
    end: int
    line_end: int


class _Block(NamedTuple):
    """What stands below one header, or before the first: the table's place, where header and lines begin and end."""

    place: Place
    header: int
    begin: int
    end: int


def entries_of(text: str) -> list[TomlEntry]:
    """Every entry of a file that is valid TOML, in its order."""
    return _scan(text)[0]


def line_of(text: str, place: Place) -> int:
    """The number of the line, from 1, that says what stands at a place or holds it; 0 where none does."""
    for longest in range(len(place), 0, -1):
        for entry in entries_of(text):
            if entry.place[:longest] == place[:longest]:
                return text.count("\n", 0, entry.value) + 1
    return 0


def comment_at(text: str, place: Place) -> str:
    """What stands behind a value on its line, without its sign; empty where nothing does."""
    entry = _find(text, place)
    if entry is None:
        return ""
    return text[entry.end : entry.line_end].strip().removeprefix("#").strip()


def with_value(text: str, place: Place, value: object, comment: str | None = None) -> str:
    """`text` with this value at a place, and this comment behind it; None leaves the comment as it is.

    Raises CannotEdit, also for a text that is not TOML.
    """
    meant = _parsed(text)
    _put(meant, place, value)
    return _proved(_with(text, place, value, comment), meant)


def with_table(text: str, name: str, values: Mapping[str, object]) -> str:
    """`text` with one more table at the end of a list of tables. Raises CannotEdit."""
    meant = _parsed(text)
    there = meant.setdefault(name, [])
    if not isinstance(there, list):
        raise CannotEdit("The file has something else in this place. Nothing was changed.", name)
    there.append(_plain(values))
    lines = "".join(f"{_key(key)} = {written(value)}\n" for key, value in values.items())
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return _proved(f"{text}{gap}[[{_key(name)}]]\n{lines}", meant)


def without(text: str, place: Place) -> str:
    """`text` without what it says at a place: the default counts again. Raises CannotEdit."""
    meant, (entries, blocks) = _parsed(text), _scan(text)
    if not any(found[: len(place)] == place for found in (*(e.place for e in entries), *(b.place for b in blocks))):
        return text
    _take_out(meant, place)
    gone = [(entry.line, entry.line_end + 1) for entry in entries if entry.place[: len(place)] == place]
    gone += [(block.header, block.begin) for block in blocks if block.place[: len(place)] == place]
    for begin, end in sorted(gone, reverse=True):
        text = text[:begin] + text[min(len(text), end) :]
    return _proved(text, meant, _without_empty)


def written(value: object, indent: str = "") -> str:
    """A value in the words of TOML; a list of tables has a line for each."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else repr(value)
        case str():
            return '"' + "".join(_SPECIAL.get(c, c if c.isprintable() else f"\\U{ord(c):08x}") for c in value) + '"'
        case Mapping():
            inner = ", ".join(f"{_key(key)} = {written(each)}" for key, each in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case Sequence() if value and all(isinstance(each, Mapping) for each in value):
            lines = "".join(f"{indent}    {written(each)},\n" for each in value)
            return f"[\n{lines}{indent}]"
        case Sequence():
            return f"[{', '.join(map(written, value))}]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _with(text: str, place: Place, value: object, comment: str | None) -> str:
    behind = f"  # {comment}" if comment else ""
    entry = _find(text, place)
    if entry is not None:
        rest = text[entry.end : entry.line_end] if comment is None else behind
        return text[: entry.value] + written(value) + rest + text[entry.line_end :]
    if inline := _find(text, place[:-1]):
        whole = dict(_get(_parsed(text), place[:-1])) | {str(place[-1]): value}
        return text[: inline.value] + written(whole) + text[inline.end :]
    return _with_new(text, place, f"{_key(place[-1])} = {written(value)}{behind}\n")


def _with_new(text: str, place: Place, line: str) -> str:
    """With a line for what is not said yet: where it is left open, at the end of its table, or in a new one."""
    entries, blocks = _scan(text)
    block = next((block for block in blocks if block.place == place[:-1]), None)
    if block is None:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}[{'.'.join(_key(part) for part in place[:-1])}]\n{line}"
    if open_line := _left_open(text, block, place[-1]):
        return text[: open_line[0]] + line + text[open_line[1] :]
    here = [entry.line_end + 1 for entry in entries if block.begin <= entry.line < block.end]
    at = min(len(text), here[-1] if here else block.begin)
    if not here and not block.place:
        at = _behind_the_head(text, block.end)
        line = line if text[at:].startswith("\n") or not text[at:] else f"{line}\n"
    before = text[:at]
    return before + ("\n" if before and not before.endswith("\n") else "") + line + text[at:]


def _left_open(text: str, block: _Block, key: str | int) -> tuple[int, int] | None:
    """Where a table has `# key = …` for somebody to fill in: from its first line to the end of its last."""
    found = re.compile(rf"^#[ \t]*{re.escape(str(key))}[ \t]*=[ \t]*(\[?)[^\n]*\n?", re.MULTILINE).search(
        text, block.begin, block.end
    )
    if found is None:
        return None
    end = found.end()
    if found[1] and "]" not in found[0]:
        closing = re.compile(r"(?:^#[^\n]*\n)*?^#[ \t]*\][^\n]*\n?", re.MULTILINE).match(text, end, block.end)
        end = closing.end() if closing else end
    return found.start(), end


def _behind_the_head(text: str, end: int) -> int:
    """Behind the comment that a file begins with, and its blank line."""
    head = re.compile(r"(?:#[^\n]*\n)+\n?").match(text, 0, end)
    return head.end() if head else 0


def _scan(text: str) -> tuple[list[TomlEntry], list[_Block]]:
    entries: list[TomlEntry] = []
    blocks = [_Block((), 0, 0, len(text))]
    counted: dict[Place, int] = {}
    at = 0
    while at < len(text):
        begin = at
        at = len(text) - len(text[at:].lstrip(" \t"))
        line_end = _end_of_line(text, at)
        if text.startswith("[", at) and (header := _HEADER.match(text, at)):
            place = _table_place(header[2], header[1] == "[[", counted)
            blocks[-1] = blocks[-1]._replace(end=begin)
            blocks.append(_Block(place, begin, min(len(text), line_end + 1), len(text)))
        elif at < line_end and text[at] != "#" and (key := _KEY.match(text, at)):
            end = _end_of_value(text, key.end())
            line_end = _end_of_line(text, end)
            table: Place = blocks[-1].place
            entries.append(TomlEntry((*table, *_names(key[1])), begin, key.end(), end, line_end))
        at = line_end + 1
    return entries, blocks


def _table_place(name: str, many: bool, counted: dict[Place, int]) -> Place:
    """The place of a header's table; of a list of tables it is the last one so far."""
    place: Place = ()
    *above, last = _names(name)
    for part in above:
        place = (*place, part)
        if place in counted:
            place = (*place, counted[place])
    place = (*place, last)
    if many:
        counted[place] = counted.get(place, -1) + 1
    return (*place, counted[place]) if place in counted else place


def _end_of_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _end_of_value(text: str, at: int) -> int:
    """Where a value ends, without the blanks and the comment behind it."""
    depth, end = 0, len(text)
    for token in _IN_VALUE.finditer(text, at):
        sign = token[0]
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        elif depth <= 0 and (sign == "\n" or sign.startswith("#")):
            end = token.start()
            break
    return at + len(text[at:end].rstrip())


def _names(key: str) -> list[str]:
    """The parts of a key, which may have dots and quotation marks."""
    table: Any = tomllib.loads(f"{key.strip()} = 0")
    names = []
    while isinstance(table, dict):
        ((name, table),) = table.items()
        names.append(name)
    return names


def _find(text: str, place: Place) -> TomlEntry | None:
    return next((entry for entry in _scan(text)[0] if entry.place == place), None)


def _key(part: str | int) -> str:
    name = str(part)
    return name if _BARE.fullmatch(name) else written(name)


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise CannotEdit(f"The file has a mistake: {error}. Mend it first; nothing was changed.", str(error)) from error


def _proved(text: str, meant: dict[str, Any], seen: Callable[[Any], Any] = lambda data: data) -> str:
    """The text, if it says what was meant, as `seen` sees both."""
    try:
        right = seen(tomllib.loads(text)) == seen(meant)
    except (ValueError, RecursionError):
        right = False
    if not right:
        raise CannotEdit("The file is written in a way that is changed by hand only. Nothing was changed.", "the shape")
    return text


def _get(data: Any, place: Place) -> Any:
    for part in place:
        data = data[part]
    return data


def _put(data: Any, place: Place, value: object) -> None:
    *above, last = place
    try:
        for part in above:
            data = data.setdefault(part, {}) if isinstance(data, dict) else data[part]
        data[last] = _plain(value)
    except (TypeError, IndexError) as error:  # a number where a table should be, or too short a list
        raise CannotEdit("The file has something else in this place. Nothing was changed.", str(error)) from error


def _take_out(data: Any, place: Place) -> None:
    del _get(data, place[:-1])[place[-1]]


def _without_empty(data: Any) -> Any:
    """Without tables and lists that hold nothing: of the last one that goes, no header tells any more."""
    if not isinstance(data, dict):
        return data
    kept = {key: _without_empty(value) for key, value in data.items()}
    return {key: value for key, value in kept.items() if value not in ({}, [])}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
