"""Writing playlists as M3U8 or XSPF, with their labels beside them, so that they open in other programs as they are."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from kapguide.audio.playlists.formats import Written, m3u_text, one_line
from kapguide.audio.playlists.labels import Labelling, gathered, labels_file, labels_text, tidied
from kapguide.audio.playlists.paths import Places, name_from
from kapguide.audio.playlists.playlist import SIZE_CAP, Playlist
from kapguide.audio.playlists.xspf import xspf_text
from kapguide.audio.track import Labels, Track
from kapguide.errors import KapGuideError
from kapguide.files import write_safely
from kapguide.toml_file import escaped

_TEXTS = {".m3u8": m3u_text, ".xspf": xspf_text}


def write_playlist(path: Path, playlist: Playlist, folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """Write the title, the tracks and their labels; the extension says whether as M3U8 or XSPF.

    Returns sentences that the person should know. Raises KapGuideError, and then the old playlist is still there.
    Entries that were refused are not written, and a track's gain is not held by any format.
    """
    name = escaped(path.name)
    text_of = _TEXTS.get(path.suffix.lower())
    if text_of is None:
        raise KapGuideError(f"Playlists are written as M3U8 or XSPF, and {name} is neither. Nothing was written.")
    home = path.parent.resolve()
    by_link = home != path.parent.absolute()
    entries = [_written(track, home, by_link) for track in playlist.tracks]
    data = text_of(one_line(playlist.title), (entry for _, entry in entries)).encode()
    if len(data) > SIZE_CAP:
        raise KapGuideError(f"The playlist {name} would be larger than 1 MB. Nothing was written; make it two.")
    said = [(key, _labels(track)) for (key, _), track in zip(entries, playlist.tracks, strict=True)]
    try:
        told = _write_labels(path, said, Places(home, folders))
        write_safely(path, data, private=False)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise KapGuideError(
            f"The playlist {name} could not be written: {why}. What was there before is still there.", str(error)
        ) from error
    return told


def _written(track: Track, home: Path, by_link: bool) -> tuple[str, Written]:
    """The key of a track's labels, and its entry. `..` after a link means two things, so that then it is not used."""
    try:
        track.path.encode()
        file = Path(track.path).resolve()
    except ValueError as error:  # a lone surrogate or a NUL
        raise KapGuideError(
            f"The name of the file “{escaped(track.path)}” is not Unicode text. Rename it; nothing was written."
        ) from error
    key = name_from(home, file)
    relative = not Path(key).is_absolute() and not (by_link and key.startswith("../"))
    title = one_line(track.title)
    return key, Written(key if relative else "", file.as_uri(), title, track.length_s, one_line(track.slot))


def _labels(track: Track) -> Labels:
    try:
        return tidied(track.labels)
    except ValueError as error:
        raise KapGuideError(
            f"The labels of {escaped(track.title)} cannot be kept: {error}. Nothing was written."
        ) from error


def _write_labels(path: Path, said: Sequence[tuple[str, Labels]], places: Places) -> tuple[str, ...]:
    """Write the labels beside the playlist, unless its own format holds them all. A file with mistakes is set aside."""
    file = labels_file(path)
    before = Labelling(file, places)
    told = (_set_aside(file),) if before.problems else ()
    labels = before.others({key for key, _ in said}) | gathered(said)
    in_format = path.suffix.lower() == ".m3u8" and all(
        each == Labels(slot=each.slot) for every in labels.values() for each in every
    )
    if file.exists() or (labels and not in_format):
        write_safely(file, labels_text(labels).encode(), private=False)
    return told


def _set_aside(file: Path) -> str:
    """Rename a labels file that a person may want to mend; the sentence that says so."""
    names = (file.with_name(file.name.replace(".json", f".damaged-{number}.json")) for number in count(1))
    aside = next(name for name in names if not name.exists())
    file.replace(aside)
    return f"The labels file {escaped(file.name)} had mistakes and is kept as {escaped(aside.name)}."
