"""The text of playlists: M3U and PLS to entries, entries to M3U8. XSPF has a module of its own."""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, unquote

import msgspec

from kapguide.audio.playlists.paths import line_readings
from kapguide.text import clean_text

LONGEST = 1_000
"""Characters of a title or a label; more is cut off."""

_FILE = "#KAPGUIDE-FILE:"
_DIRECTIVE = re.compile(r"#EXTM3U\b|#EXT[A-Z0-9-]*:|#PLAYLIST:|" + _FILE)
_EDGES = " \t\v\f"
_LINE_END = re.compile(r"\r\n|\r|\n")
_NOT_ON_A_LINE = re.compile("[\n\t\u2028\u2029\ufffe\uffff]")
_SECONDS = re.compile(r"\s*([0-9]{1,12}(?:\.[0-9]{1,9})?)(?![0-9])")
_EXTINF = re.compile(r'((?:[^,"]|"[^"]*")*),(.*)')
_PLS_KEY = re.compile(r"(file|title|length)([0-9]{1,9})\s*=(.*)", re.IGNORECASE)


class Listed(msgspec.Struct, frozen=True):
    """One entry of a playlist file: where it stands in it, the paths that it may mean, best first, and what it says."""

    line: int
    number: int
    text: str
    readings: tuple[str, ...]
    title: str = ""
    length_s: float = 0.0
    slot: str = ""


class Written(msgspec.Struct, frozen=True):
    """One entry to be written. `name` is its path from the playlist's folder, empty if only `address` leads to it."""

    name: str
    address: str
    title: str
    length_s: float
    slot: str


class Listing(msgspec.Struct, frozen=True):
    """What a playlist file says, before any of it is looked up."""

    title: str
    entries: tuple[Listed, ...]


def one_line(text: str) -> str:
    """`text` as it can stand in every format: on one line, without controls, trimmed, not endless."""
    parts = (part.strip() for part in _NOT_ON_A_LINE.split(clean_text(text)))
    return " ".join(part for part in parts if part)[:LONGEST].strip()


def seconds(text: str) -> float:
    """The number at the beginning of `text`; 0 when it is negative, missing or beyond reason."""
    number = _SECONDS.match(text)
    return float(number[1]) if number else 0.0


def decoded(data: bytes) -> str:
    """The text of an M3U or PLS file: UTF-8 or UTF-16 where it is one, else as Western Windows programs write."""
    encodings = ["utf-8-sig", "cp1252"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings.insert(0, "utf-16")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def parse_m3u(text: str, is_name: Callable[[tuple[str, ...]], bool] = lambda readings: False) -> Listing:
    """The entries of an M3U text. `#EXTGRP` names the music slot of what follows.

    A `#` line that is no directive is a remark, or a name that begins so: `is_name` tells by the paths it may mean.
    """
    title, label, slot, length, known_as = "", "", "", 0.0, ""
    entries: list[Listed] = []
    for line, written, whole in _lines(text):
        readings = _readings(whole, written)
        if not written.startswith("#") or (not _DIRECTIVE.match(written) and is_name(readings)):
            known = (unquote(known_as),) if known_as else ()
            entries.append(Listed(line, len(entries) + 1, written, known + readings, label, length, slot))
            label, length, known_as = "", 0.0, ""
        elif written.startswith("#PLAYLIST:"):
            title = one_line(written.partition(":")[2]) or title
        elif written.startswith("#EXTGRP:"):
            slot = one_line(written.partition(":")[2])
        elif written.startswith("#EXTINF:"):
            length, label = _extinf(written.partition(":")[2])
        elif written.startswith(_FILE):
            known_as = written.removeprefix(_FILE).strip()
    return Listing(title, tuple(entries))


def parse_pls(text: str) -> Listing:
    """The entries of a PLS text, in the order of their numbers; what is not about an entry is passed over."""
    found: dict[int, dict[str, tuple[int, str]]] = {}
    title = ""
    for line, written, whole in _lines(text):
        key = _PLS_KEY.fullmatch(whole.lstrip(_EDGES))
        if key:
            found.setdefault(int(key[2]), {})[key[1].lower()] = (line, key[3])
        elif written.lower().startswith(("x-gnome-title=", "playlistname=")):
            title = one_line(written.partition("=")[2])
    entries = []
    for number, said in sorted(found.items()):
        line, whole = said.get("file", (0, ""))  # a blank at its end may belong to the name
        file = whole.strip(_EDGES)
        if file:
            label = one_line(said.get("title", (0, ""))[1])
            entries.append(
                Listed(line, number, file, _readings(whole, file), label, seconds(said.get("length", (0, ""))[1]))
            )
    return Listing(title, tuple(entries))


def guarded(name: str) -> str:
    """A relative path that is not taken for an address for its colon, or trimmed at its beginning."""
    return f"./{name}" if re.match(r" |[^/]*:", name) else name


def m3u_text(title: str, entries: Iterable[Written]) -> str:
    """An M3U8 text that KapGuide, VLC and mpv read alike."""
    lines = ["#EXTM3U"]
    if title:
        lines.append(f"#PLAYLIST:{title}")
    slot = ""
    for entry in entries:
        if entry.slot or slot:
            lines.append(f"#EXTGRP:{entry.slot}")
        slot = entry.slot
        lines += [f"#EXTINF:{_length(entry.length_s)},{entry.title}", *_m3u_lines(entry)]
    return "\n".join([*lines, ""])


# VLC takes the line for a relative address and mpv for a path, so that a name with one of these means two things.
_TWO_MEANINGS = re.compile(r"[#?\x00-\x1f\x7f]|%[0-9a-fA-F]{2}| $")


def _m3u_lines(entry: Written) -> list[str]:
    """The line of an entry; a name that would mean two things stands as a whole address, and beside it for us."""
    if not entry.name:
        return [entry.address]
    if _TWO_MEANINGS.search(entry.name):
        return [_FILE + quote(entry.name), entry.address]
    return [guarded(entry.name)]


def _length(length_s: float) -> str:
    """Seconds to a millisecond, without needless zeros; -1 is the formats' word for not known."""
    return f"{length_s:.3f}".rstrip("0").rstrip(".") if length_s > 0 else "-1"


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Each line that is not blank, with its number from 1: trimmed, and whole."""
    for number, line in enumerate(_LINE_END.split(text), start=1):
        written = line.strip(_EDGES)
        if written:
            yield number, written, line


def _readings(whole: str, trimmed: str) -> tuple[str, ...]:
    """What an entry may mean; blanks at its edges may belong to the name, but seldom do."""
    return line_readings(trimmed) + ((whole, whole.lstrip(_EDGES), whole.rstrip(_EDGES)) if whole != trimmed else ())


def _extinf(text: str) -> tuple[float, str]:
    """Length and label of `213,Artist - Title`; properties in between may hold commas in quotes."""
    parts = _EXTINF.fullmatch(text)
    length, label = (parts[1], parts[2]) if parts else text.partition(",")[::2]
    return seconds(length), one_line(label)
