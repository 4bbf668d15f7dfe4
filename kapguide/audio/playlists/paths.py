"""Where an entry of a playlist may lead: into the playlist's own folder and those the clinic has added, nowhere else.

Only what lies in these folders by its name is looked up at all, so that an entry can make no machine or device answer.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import msgspec

from kapguide.files import Spellings, composed
from kapguide.paths import whole

MISSING = "the file is missing"
ADDRESS = "addresses are not played, only files"
_ELSEWHERE = "only files beside the playlist or in a folder that was added are played"
_SYSTEM = ("dev", "proc", "sys")
_WINDOWS = os.name == "nt"

_WITH_HOST = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_WITHOUT_HOST = re.compile(r"[a-z][a-z0-9+.-]+:(?=\S)")
_DRIVE = re.compile(r"[a-zA-Z]:[/\\]")
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL
)
_SURROGATE = re.compile("[\ud800-\udfff]")


class FoundFile(msgspec.Struct, frozen=True):
    """A file that may be played. `name` is its path from the playlist's folder, with forward slashes."""

    path: str
    name: str


class Places:
    """The folders that the entries of one playlist may lead to."""

    def __init__(self, home: Path, added: Sequence[Path] = ()) -> None:
        self.home = whole(home)
        self._real = (self.home, *map(whole, added))
        named = (Path(os.path.normpath(folder.absolute())) for folder in (home, *added))
        self._roots = tuple(dict.fromkeys((*self._real, *named)))
        self._spellings = Spellings()

    def find(self, readings: Iterable[str]) -> FoundFile | str:
        """The first of these paths that is a file which may be played, or why there is none."""
        reasons = []
        for path in dict.fromkeys(spelling for reading in readings for spelling in _spellings(reading)):
            found = self._look(path)
            if isinstance(found, FoundFile):
                return found
            reasons.append(found)
        return next((reason for reason in reasons if reason != MISSING), MISSING)

    def _look(self, path: str) -> FoundFile | str:
        if "\0" in path:
            return "the name holds a NUL character"
        if _SURROGATE.search(path):
            return "the name is not Unicode text; rename the file"
        if _WITH_HOST.match(path):
            return ADDRESS
        full = Path(os.path.normpath(self.home / path))
        if full.parts[1:2] and full.parts[1] in _SYSTEM and full.parts[0] in ("/", "//"):
            return "a device or a file of the system, not music"
        root = next(
            (root for root in self._roots if Path(composed(str(full))).is_relative_to(composed(str(root)))), None
        )
        if root is None:
            return _outside(path)
        parts = full.parts[len(root.parts) :]
        device = next((part for part in parts if _DEVICE.fullmatch(part)), "")
        if device:
            return f"{device} is the name of a device"
        if _WINDOWS and any(":" in part for part in parts):
            return "a name with a colon"
        return self._look_up(path, root, parts)

    def _look_up(self, path: str, root: Path, parts: Sequence[str]) -> FoundFile | str:
        """What lies at a path that by its name is in one of the folders."""
        try:
            full = self._spellings.find(root, parts)
            if not full.is_file():
                return "not a file" if full.exists() else _absent(path)
            real = full.resolve()
        except (OSError, RuntimeError) as error:
            reason = _absent(path)
            said = getattr(error, "strerror", None) or type(error).__name__
            return f"cannot be looked up ({said})" if reason == MISSING else reason
        if not any(real.is_relative_to(root) for root in self._real):
            return f"a link that leads out of the playlist's folder; {_ELSEWHERE}"
        return FoundFile(str(real), name_from(self.home, real))


def name_from(home: Path, file: Path) -> str:
    """The file's path from the folder `home`, with forward slashes; whole where it lies on another drive."""
    try:
        return Path(os.path.relpath(file, home)).as_posix()
    except ValueError:
        return file.as_posix()


def line_readings(line: str) -> tuple[str, ...]:
    """What a line of an M3U or PLS file may mean: a plain path, or percent-encoded as VLC writes it."""
    return uri_readings(line) if _is_file_uri(line) else (line, _decoded(line))


def uri_readings(text: str) -> tuple[str, ...]:
    """The paths that a `file:` address or a relative one may mean.

    First as the standard says, then for programs that leave `#`, `?` or everything as it stands in the name.
    """
    if _is_file_uri(text):
        text = _without_host(text[len("file:") :])
    elif _WITH_HOST.match(text):
        return (text,)
    return (_decoded(re.split(r"[#?]", text, maxsplit=1)[0]), _decoded(text), text)


def joined(base: str, reference: str) -> str:
    """An XSPF location as seen from its `xml:base`. `..` stays in it, so that it is judged and not lost."""
    if not base or _is_address(reference) or reference.startswith("//"):
        return reference
    if reference.startswith("/"):
        host = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:(//[^/]*)?", base)
        return (host[0] if host else "") + reference
    return base[: base.rfind("/") + 1] + reference


def _is_address(text: str) -> bool:
    """Whether it begins as an address does; `Bach: Air.flac` is a name."""
    return bool(_WITH_HOST.match(text) or _WITHOUT_HOST.match(text))


def _is_file_uri(text: str) -> bool:
    return text[:5].lower() == "file:"


def _without_host(text: str) -> str:
    """The path of a `file:` address; of another machine's file its network path, which then is judged as such."""
    host = re.match(r"//(localhost(?=/)|(?=/))", text, re.IGNORECASE)
    if host:
        text = text[host.end() :]
    return re.sub(r"^/{0,2}([a-zA-Z]):(?=/)", r"\1:", text)


def _decoded(text: str) -> str:
    """Percent-decoded; what then is no UTF-8 comes out as surrogates."""
    return unquote(text, errors="surrogateescape")


def _spellings(path: str) -> Iterator[str]:
    """As it stands, then with Windows' separators turned."""
    yield path
    yield path.replace("\\", "/")


def _outside(path: str) -> str:
    if path.startswith(("\\\\", "//")):
        return f"an absolute path on a network; {_ELSEWHERE}"
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return f"an absolute path; {_ELSEWHERE}"
    return f"leads out of the playlist's folder; {_ELSEWHERE}"


def _absent(path: str) -> str:
    """Why there is nothing at a path that would lie in one of the folders."""
    if path.startswith("\\") or _DRIVE.match(path):
        return _outside(path)
    return ADDRESS if _is_address(path) else MISSING
