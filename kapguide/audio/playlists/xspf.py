"""XSPF, the XML of playlists: read without following anything that XML could ask for, written with relative paths."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote
from xml.parsers import expat

from kapguide.audio.playlists.formats import Listed, Listing, Written, guarded, one_line, seconds
from kapguide.audio.playlists.paths import joined, uri_readings
from kapguide.errors import KapGuideError

DEPTH_CAP = 32
BASE_CAP = 4_096
"""Characters of an `xml:base`, which every location below it repeats."""
_SPACE = "http://xspf.org/ns/0/"
_BASE = "http://www.w3.org/XML/1998/namespace base"
_TRACK = ("playlist", "trackList", "track")


def parse_xspf(data: bytes, name: str) -> Listing:
    """The entries of an XSPF file. Raises KapGuideError, with the file's `name`, for what is not one."""
    reading = _Reading(name)
    try:
        reading.parser.Parse(data, True)
    except expat.ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        fault = expat.errors.messages.get(error.code, "not well-formed")
        raise KapGuideError(f"The playlist {name} is not XML that can be read: {fault} at {place}.") from error
    except (LookupError, ValueError) as error:
        raise KapGuideError(f"The playlist {name} is in an unknown encoding. Save it as UTF-8.") from error
    return Listing(reading.title, tuple(reading.entries))


def xspf_text(title: str, entries: Iterable[Written]) -> str:
    """An XSPF text; every path is relative where it can be, and percent-encoded."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<playlist version="1" xmlns="{_SPACE}">']
    if title:
        lines.append(f"  <title>{escape(title, quote=False)}</title>")
    lines.append("  <trackList>")
    for entry in entries:
        location = quote(guarded(entry.name)) if entry.name else entry.address
        lines += ["    <track>", f"      <location>{escape(location, quote=False)}</location>"]
        lines.append(f"      <title>{escape(entry.title, quote=False)}</title>")
        if entry.length_s > 0:
            lines.append(f"      <duration>{round(entry.length_s * 1000)}</duration>")
        lines.append("    </track>")
    return "\n".join([*lines, "  </trackList>", "</playlist>", ""])


class _Reading:
    """One pass through a file. Elements of other programs, which may hold a `title` of their own, are passed over."""

    def __init__(self, name: str) -> None:
        self.title = ""
        self.entries: list[Listed] = []
        self._name = name
        self._path: list[str] = []
        self._bases = [""]
        self._texts: list[str] = []
        self._track: dict[str, str] = {}
        self._locations: list[tuple[str, str]] = []
        self._line = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._declared
        self.parser.EntityDeclHandler = self._declared
        self.parser.StartElementHandler = self._begun
        self.parser.CharacterDataHandler = self._texts.append
        self.parser.EndElementHandler = self._ended

    def _declared(self, *_: object) -> None:
        raise KapGuideError(f"The playlist {self._name} declares a document type or entities. It was not read.")

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._path.append(local if space in ("", _SPACE) else name)
        if self._path[0] != "playlist":
            raise KapGuideError(f"The playlist {self._name} is XML, but not an XSPF playlist.")
        if len(self._path) > DEPTH_CAP:
            raise KapGuideError(f"The playlist {self._name} is nested too deeply. It was not read.")
        base = attributes.get(_BASE, "").strip()
        self._bases.append(joined(self._bases[-1], base) if base else self._bases[-1])
        if len(self._bases[-1]) > BASE_CAP:
            raise KapGuideError(f"The playlist {self._name} has an endless xml:base. It was not read.")
        self._texts.clear()
        if tuple(self._path) == _TRACK:
            self._track, self._locations, self._line = {}, [], self.parser.CurrentLineNumber

    def _ended(self, _: str) -> None:
        text = "".join(self._texts).strip()
        self._texts.clear()
        path, base = tuple(self._path), self._bases[-1]
        if path == ("playlist", "title"):
            self.title = one_line(text)
        elif path == (*_TRACK, "location"):
            if text:
                self._locations.append((text, joined(base, text)))
        elif path[:-1] == _TRACK:
            self._track.setdefault(path[-1], text)
        elif path == _TRACK:
            self._close_track()
        self._path.pop()
        self._bases.pop()

    def _close_track(self) -> None:
        """A track may name several places; the first that is there is taken."""
        title = one_line(self._track.get("title", ""))
        creator = one_line(self._track.get("creator", ""))
        readings = tuple(reading for _, location in self._locations for reading in uri_readings(location))
        text = self._locations[0][0] if self._locations else title
        label = one_line(" - ".join(filter(None, (creator, title)))) if title else ""
        length = seconds(self._track.get("duration", "")) / 1000
        self.entries.append(Listed(self._line, len(self.entries) + 1, text, readings, label, length))
