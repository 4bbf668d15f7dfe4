"""What was measured of the music that ships, so that nobody has to import it."""

import functools

import msgspec

from kapguide import paths
from kapguide.audio.library.facts import FileFacts
from kapguide.audio.track import Track

MEASURED = "measured.json"
"""Beside the shipped playlists: facts by file name, written by the script that composes the music."""


@functools.cache
def shipped_facts() -> dict[str, FileFacts]:
    """Facts by the file's path; none where the file with them is missing or cannot be read."""
    folder = paths.playlists().resolve()
    try:
        found = msgspec.json.decode((folder / MEASURED).read_bytes(), type=dict[str, FileFacts])
    except (OSError, msgspec.DecodeError):
        return {}
    return {str(folder / "audio" / name): facts for name, facts in found.items()}


def completed(track: Track) -> Track:
    """A shipped track with its measured length and gain; any other as it is."""
    facts = shipped_facts().get(track.path)
    if facts is None:
        return track
    return msgspec.structs.replace(track, length_s=facts.length_s, gain_db=facts.gain_db, measured=True)
