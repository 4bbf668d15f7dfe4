"""Reading a TOML file that a person wrote, or that came from anywhere: every problem is found, named and told at once.

A file is first bounded (size, nesting, number of entries) so that nothing takes long, then parsed, then walked as plain
data through `TomlTable`, which notes what it expected and what it got instead of stopping at the first mistake.
"""

import difflib
import re
import stat
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import text_of
from kapguide.spans import HOUR, format_span, parse_span

SIZE_CAP = 1_000_000
"""Bytes; the largest shipped file has 20,000."""

ENTRY_CAP = 20_000
DEPTH_CAP = 32
DOTS_CAP = 8
PRINTED = 50
DAY = 24 * HOUR

_TOKEN = re.compile(
    r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"[^"\\\n]*+(?:\\[^\n]?[^"\\\n]*+)*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+"
    r"|[\[\]{}.=,\n]",
    re.DOTALL,
)
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Controls, line separators, surrogates and the marks that reorder text (bidi)."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong in a file. `path` is the place in it, `phases[2].title`, or empty for the whole file."""

    file: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.path}" if self.path else self.file
        return f"{place}: expected {self.expected}, got {self.got}"


class FileError(KapGuideError):
    """A file that cannot be used as it is. The sentence lists its first 50 problems, one a line; `problems` has all."""

    def __init__(self, file: Path, problems: tuple[Problem, ...]) -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        more = [f"and {len(problems) - PRINTED} more"] if len(problems) > PRINTED else []
        listed = [str(problem) for problem in problems[:PRINTED]]
        name = escaped(file.name)
        super().__init__(
            "\n".join([f"{name} has {count} and was not used. Correct it and try again.", *listed, *more]),
            f"{count} in a file",
        )
        self.problems = problems


def escaped(text: str) -> str:
    """`text` with every character written out that would hide, move or reorder what stands beside it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def shown(value: object) -> str:
    """A value as a problem names it: short, on one line, in the words of TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if abs(value) >= 10**18:
            return "a number of more than 18 digits"
        case int() | float():
            return str(value)
        case str():
            return f'"{escaped(value)}"' if len(value) <= 60 else f'"{escaped(value[:57])}..."'
        case list():
            return "an empty list" if not value else f"a list of {len(value)}"
        case dict():
            return "a table"
        case _:
            return f"the date or time {value}"


def load_table(file: Path) -> "TomlTable":
    """The file's outermost table. Raises FileError when it cannot be read or is not TOML."""
    report = FileProblems(file)
    return _table(report, _bounded_text(file, report))


def table_in(text: str, file: Path) -> "TomlTable":
    """The outermost table of what `file` is to say. Raises FileError when it is not TOML."""
    report = FileProblems(file)
    _guard(text, report)
    return _table(report, text)


def _table(report: "FileProblems", text: str) -> "TomlTable":
    try:
        return TomlTable(report, "", tomllib.loads(text), "the file")
    except RecursionError:
        raise report.refuse("", f"at most {DEPTH_CAP} tables or lists inside each other", "more") from None
    except ValueError as error:  # TOMLDecodeError, and Python's own limit on the digits of a number
        said = str(error)
        place = _PLACE.search(said)
        where = f"line {place[1]}, column {place[2]}" if place and place[1] else "at its end" if place else ""
        raise report.refuse(where, "valid TOML", f"a mistake: {escaped(_PLACE.sub('', said)[:120])}") from None


def _bounded_text(file: Path, report: "FileProblems") -> str:
    """The text of a file that is small, a real file, UTF-8 and not nested or crowded beyond reason."""
    try:
        found = file.stat()
        if stat.S_ISDIR(found.st_mode):
            raise report.refuse("", "a file", "a folder")
        if not stat.S_ISREG(found.st_mode):
            raise report.refuse("", "a file", "a device or a pipe")
        if found.st_size > SIZE_CAP:
            raise report.refuse("", "at most 1 MB", f"{-(-found.st_size // 100_000) / 10} MB")
        with file.open("rb") as stream:
            data = stream.read(SIZE_CAP)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise report.refuse("", "a file that can be read", f"“{reason}”") from None
    try:
        text = text_of(data)
    except UnicodeDecodeError as error:
        raise report.refuse("", "text saved as UTF-8", f"another encoding (byte {error.start + 1})") from None
    _guard(text, report)
    return text


def _guard(text: str, report: "FileProblems") -> None:
    """Refuse what keeps the parser busy: deep nesting, long dotted keys, tens of thousands of entries or escapes."""
    depth = dots = 0
    entries = text.count("\\")
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case ".":
                dots += 1
            case "\n" | "," | "=":
                entries += 1
                dots = 0
        if depth > DEPTH_CAP or dots > DOTS_CAP:
            line = text.count("\n", 0, token.start()) + 1
            raise report.refuse(f"line {line}", f"at most {DEPTH_CAP} tables or lists inside each other", "more")
        if entries > ENTRY_CAP:
            raise report.refuse("", f"at most {ENTRY_CAP} lines and entries", "more")


class FileProblems:
    """Collects the problems of one file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, path: str, expected: str, got: str) -> None:
        """Note that `path` should have been `expected`."""
        self.problems.append(Problem(escaped(str(self.file)), path, expected, got))

    def refuse(self, path: str, expected: str, got: str) -> FileError:
        """The error for a file that cannot be looked into any further."""
        self.add(path, expected, got)
        return FileError(self.file, tuple(self.problems))


class TomlTable:
    """One TOML table under check. Each method reads a key, notes a problem if there is one, and returns a plain value.

    A value that was not usable comes back as None (a text as ""), so that the caller's own checks can go on without it.
    `close` then reports the keys that nobody asked for.
    """

    def __init__(self, report: FileProblems, path: str, data: dict[str, Any], what: str) -> None:
        self.report = report
        self.path = path
        self.what = what
        self._data = data
        self._asked: list[str] = []

    def at(self, key: str) -> str:
        """The full path of a key: `phases[2].title`."""
        name = key if re.fullmatch(r"[\w-]{1,60}", key, re.ASCII) else shown(key)
        return f"{self.path}.{name}" if self.path else name

    def bad(self, key: str, expected: str, got: str | None = None) -> None:
        """Note a problem at a key; without `got`, with the value that is there."""
        present = shown(self._data[key]) if key in self._data else "nothing"
        self.report.add(self.at(key) if key else self.path, expected, present if got is None else got)

    def has(self, key: str) -> bool:
        """Whether the key is there at all."""
        self._asked.append(key)
        return key in self._data

    def text(self, key: str, longest: int, *, required: bool = True, lines: bool = False) -> str:
        """A text of 1 to `longest` characters, trimmed; line breaks only with `lines`. "" if it is left out or bad."""
        if not self.has(key) and not required:
            return ""
        return self._plain(self.at(key), self._data.get(key), longest, lines)

    def texts(self, key: str, most: int, longest: int) -> list[str]:
        """A list of 1 to `most` texts, each on one line."""
        self.has(key)
        value = self._data.get(key)
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            self.bad(key, f"a list of 1 to {most} texts")
            return []
        return [self._plain(f"{self.at(key)}[{index}]", item, longest, False) for index, item in enumerate(value)]

    def _plain(self, path: str, value: object, longest: int, lines: bool) -> str:
        text = value.strip() if isinstance(value, str) else ""
        hidden = next((c for c in _HIDDEN.findall(text[:longest]) if not (lines and c == "\n")), None)
        if not text:
            self.report.add(path, "a text", "nothing" if value is None else shown(value))
        elif len(text) > longest:
            self.report.add(path, f"at most {longest} characters", str(len(text)))
        elif hidden is not None:
            name = unicodedata.name(hidden, "control character").lower()
            where = "plain text" if lines else "plain text on one line"
            self.report.add(path, where, f"U+{ord(hidden):04X} ({name}) in it")
        elif not any(c.isprintable() and not c.isspace() for c in text):  # signs of no width alone
            self.report.add(path, "a text", "nothing that can be seen")
        else:
            return text
        return ""

    def name(self, key: str, *, required: bool = True) -> str:
        """An id: lower-case letters, digits and single hyphens. "" if it is left out or bad."""
        if not self.has(key) and not required:
            return ""
        value = self._data.get(key)
        if is_id(value):
            return str(value)
        self.bad(key, 'an id in lower-case letters, digits and hyphens, such as "lozenge"')
        return ""

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number from `least` to `most`."""
        self.has(key)
        value = self._data.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.bad(key, f"a whole number from {least} to {most}")
        return None

    def wholes(self, key: str, most: int, low: int, high: int) -> list[int]:
        """A list of 1 to `most` whole numbers from `low` to `high`; empty where it is bad."""
        self.has(key)
        value = self._data.get(key)
        if isinstance(value, list) and 1 <= len(value) <= most:
            good = [item for item in value if type(item) is int and low <= item <= high]
            if len(good) == len(value):
                return good
        self.bad(key, f"a list of 1 to {most} whole numbers from {low} to {high}")
        return []

    def share(self, key: str, default: float | None = None) -> float:
        """A number from 0 to 1, such as a chance; 0 where it is bad. Without a default it must be there."""
        if not self.has(key) and default is not None:
            return default
        value = self._data.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        self.bad(key, "a number from 0 to 1, such as 0.5")
        return 0.0

    def flag(self, key: str) -> bool:
        """true or false; false if it is left out."""
        if not self.has(key):
            return False
        value = self._data[key]
        if not isinstance(value, bool):
            self.bad(key, "true or false")
            return False
        return value

    def span(self, key: str, *, required: bool = True, least: int = 0) -> int | None:
        """A length of time in milliseconds, from `least` to a day."""
        if not self.has(key) and not required:
            return None
        value = self._data.get(key)
        try:
            span = parse_span(value) if isinstance(value, str) else None
        except KapGuideError:
            span = None
        if span is None:
            self.bad(key, 'a duration such as "12m"')
        elif not least <= span <= DAY:
            self.bad(key, f"a duration from {format_span(least)} to {format_span(DAY)}")
        else:
            return span
        return None

    def choice(self, key: str, allowed: Sequence[str], default: str = "") -> str | None:
        """One of the allowed words; without a default it must be there."""
        if not self.has(key) and default:
            return default
        value = self._data.get(key)
        if isinstance(value, str) and value in allowed:
            return value
        listed = ", ".join(f'"{word}"' for word in allowed[:-1]) + f' or "{allowed[-1]}"'
        self.bad(key, listed + self.meant(value, allowed))
        return None

    def names(self, key: str, most: int) -> list[str]:
        """A list of ids, empty if it is left out; one that is bad comes back as ""."""
        if not self.has(key):
            return []
        value = self._data[key]
        if not isinstance(value, list) or len(value) > most:
            self.bad(key, f"a list of at most {most} ids")
            return []
        for index, item in enumerate(value):
            if not is_id(item):
                self.report.add(f"{self.at(key)}[{index}]", 'an id such as "lozenge"', shown(item))
        return [item if is_id(item) else "" for item in value]

    def tables(self, key: str, what: str, most: int, *, required: bool = False) -> Iterator["TomlTable"]:
        """The tables of `[[key]]`, up to `most`."""
        if not self.has(key) and not required:
            return
        value = self._data.get(key)
        least = 1 if required else 0
        header = re.sub(r"\[\d+\]", "", self.at(key))
        if not isinstance(value, list) or not least <= len(value) <= most:
            self.bad(key, f"{least} to {most} tables [[{header}]]")
            return
        for index, item in enumerate(value):
            place = f"{self.at(key)}[{index}]"
            if isinstance(item, dict):
                yield TomlTable(self.report, place, item, what)
            else:
                self.report.add(place, f"a table [[{header}]]", shown(item))

    def table(self, key: str, what: str) -> "TomlTable | None":
        """The table `[key]`; None without one."""
        if not self.has(key):
            return None
        value = self._data.get(key)
        if isinstance(value, dict):
            return TomlTable(self.report, self.at(key), value, what)
        self.bad(key, f"a table [{self.at(key)}]")
        return None

    def close(self) -> None:
        """Report every key that has not been asked for."""
        for key in self._data:
            if key not in self._asked:
                self.bad(key, f"a key of {self.what}{self.meant(key, self._asked)}", f"the unknown key {shown(key)}")

    def meant(self, value: object, known: Sequence[str]) -> str:
        """` (did you mean "x"?)` when a short value is close to a known one; quiet once there are many problems."""
        if not isinstance(value, str) or len(value) > 40 or len(self.report.problems) > PRINTED:
            return ""
        close = difflib.get_close_matches(value.lower(), known, 1)
        return f' (did you mean "{close[0]}"?)' if close else ""


def is_id(value: object) -> bool:
    """Whether `value` can name something: lower-case letters, digits and single hyphens."""
    return isinstance(value, str) and len(value) <= 40 and _ID.fullmatch(value) is not None
