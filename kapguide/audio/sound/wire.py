"""What the window and the sound process say to each other: JSON objects, every field checked before anything moves.

A command is `{"do": NAME, "n": NUMBER, ...fields}`, answered by `{"report": "answer", "n": NUMBER, "error": null}` or
with a sentence in `error`, in which case nothing was changed. The process reports of its own accord as well; each
report names itself in `report`: see REPORTS.
"""

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

FLOOR_DB = -120.0
"""Silence, where JSON has no minus infinity: a stage at this level passes nothing at all."""
CAP_S = 0.25
"""The clinic's cap comes down in this time."""
MESSAGE_MAX = 4_000_000
"""No message is longer than this many bytes."""
SILENCE = "silence:"
"""The path of a track that is a planned silence of `length_s`."""
HEADPHONES, ROOM, THERAPIST = "headphones", "room", "therapist"
"""What an output is for: the first two carry the music, the third only chimes."""
MUTE, MOVE = "mute", "move"
"""What becomes of the music of an output that is unplugged: it is kept silent, or plays on the system's own output."""

REPORTS = {
    "hello": "first after connecting: programme, repeat_from, begun (items since the last window), and a heartbeat",
    "answer": "n, error: to a command",
    "heartbeat": "ten times a second: see sequence.Sequence.snapshot",
    "track_started": "item: its crossfade begins",
    "track_ended": "item: it is no longer heard",
    "voice_ended": "the voice has spoken",
    "chime_ended": "heard: whether there was an output for it, to its end",
    "fault": "code (a Fault of decoders.py, source.py or coming.py), item, detail (a file's name): it was dealt with",
    "output_lost": "output, role, then (muted or lost, see outlet.py): the device is gone, time goes on",
    "output_back": "output, role, after_ms, moved: it is heard again, `moved` by the system's own device",
    "taken_over": "last before hanging up: another window steers from now on",
}


class WireError(ValueError):
    """A message that is malformed, unknown or out of range; nothing was changed by it."""


@dataclass(frozen=True, slots=True)
class Track:
    """One piece of music in the programme. `crossfade_s` is how it joins what sounds before it."""

    id: str
    path: str
    title: str = ""
    gain_db: float = 0.0
    crossfade_s: float = 10.0
    slot: str = ""
    length_s: float = 0.0

    def plain(self) -> dict[str, Any]:
        """As it goes over the wire."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Output:
    """Where sound goes: `device` by its name or key, the system's own when empty; levels in dB below full scale."""

    role: str = ""
    device: str = ""
    level_db: float = 0.0
    cap_db: float = 0.0

    @property
    def music(self) -> bool:
        """It carries the music and the voice."""
        return self.role != THERAPIST


Check = Callable[[Any], Any]


def number(low: float, high: float) -> Check:
    """A finite number from `low` to `high`."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WireError("expected a number")
        if not math.isfinite(value) or not low <= value <= high:
            raise WireError(f"expected a number from {low:g} to {high:g}")
        return float(value)

    return check


def whole(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise WireError(f"expected a whole number from {low} to {high}")
        return value

    return check


def text(longest: int, empty: bool = True) -> Check:
    """A string without NUL of at most `longest` characters."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or "\0" in value or not (value or empty):
            raise WireError(f"expected text of at most {longest} characters")
        return value

    return check


def one_of(*choices: str) -> Check:
    """One of a few words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise WireError(f"expected one of {', '.join(choices)}")
        return value

    return check


def _tracks(value: Any) -> tuple[Track, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= 5_000:
        raise WireError("expected 1 to 5000 tracks")
    tracks = tuple(Track(**_fields(item, TRACK, f"[{index}]")) for index, item in enumerate(value))
    for index, track in enumerate(tracks):
        if track.path == SILENCE and not track.length_s:
            raise WireError(f"[{index}].length_s: a silence has a length")
    return tracks


def _outputs(value: Any) -> tuple[Output, ...]:
    if not isinstance(value, list) or len(value) > 3:
        raise WireError("expected at most 3 outputs")
    outputs = tuple(Output(**_fields(item, OUTPUT, f"[{index}]")) for index, item in enumerate(value))
    if len({output.role for output in outputs}) < len(outputs):
        raise WireError("expected each role once")
    return outputs


PATH = text(8_000, empty=False)
DB = number(FLOOR_DB, 0.0)
CAP = number(-60.0, 0.0)
GAIN = number(-60.0, 24.0)
SECONDS = number(0.0, 3_600.0)
PLACE = number(0.0, 1_000_000.0)
ROLE = one_of(HEADPHONES, ROOM, THERAPIST)

TRACK: dict[str, Check] = {
    "id": text(1_000, empty=False),
    "path": PATH,
    "title": text(4_000),
    "gain_db": GAIN,
    "crossfade_s": number(0.0, 600.0),
    "slot": text(1_000),
    "length_s": PLACE,
}

OUTPUT: dict[str, Check] = {"role": ROLE, "device": text(1_000), "level_db": DB, "cap_db": CAP}

COMMANDS: dict[str, dict[str, Check]] = {
    # How this clinic wants its sound; a window says it first. `alone_s`: how long the music plays on without one.
    # Without an output for the music, it goes to the system's own.
    "setup": {
        "cap_db": CAP,
        "decoder": one_of("auto", "builtin", "vlc"),
        "alone_s": number(0.0, 86_400.0),
        "outputs": _outputs,
        "when_unplugged": one_of(MUTE, MOVE),
    },
    # What follows the sounding item, or follows its like in the list; the list's end goes back to `repeat_from`.
    "programme": {"items": _tracks, "repeat_from": whole(0, 4_999)},
    # Crossfade to the item `item` of the programme, from `at_s` of it: when the one that sounds has come to `from_s`
    # of itself, or ends; at once where that is past. An empty item takes back a `go` that waits.
    "go": {"item": text(1_000), "seconds": SECONDS, "at_s": PLACE, "from_s": PLACE},
    # The music's fade: to silence (FLOOR_DB), back (0), or to anything between.
    "fade": {"to_db": DB, "seconds": SECONDS},
    # The music's master level, in dB below the cap.
    "level": {"db": DB, "seconds": SECONDS},
    # The clinic's cap, in dB below full scale: nothing leaves the mixer above it.
    "cap": {"db": CAP},
    "duck": {"db": DB, "seconds": SECONDS},
    # Say a file on the voice deck, the music ducked under it; an empty path ends the voice.
    "voice": {
        "path": text(8_000),
        "gain_db": GAIN,
        "duck_db": DB,
        "down_s": SECONDS,
        "up_s": SECONDS,
    },
    # One output's own level, in dB below what is mixed.
    "output_level": {"role": ROLE, "db": DB, "seconds": SECONDS},
    # A gentle tone on one output alone (the system's own has no role); 0 seconds end it.
    "test_tone": {"role": one_of("", HEADPHONES, ROOM, THERAPIST), "seconds": number(0.0, 60.0)},
    # A chime for the therapist alone: a file, or the built-in one.
    "chime": {"path": text(8_000), "gain_db": GAIN},
    "status": {},
    # Fade everything out, then end the process.
    "stop": {"seconds": SECONDS},
}


def _fields(value: Any, checks: dict[str, Check], where: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WireError(f"{where}: expected an object")
    if value.keys() != checks.keys():
        odd = sorted(map(str, value.keys() ^ checks.keys()))
        raise WireError(f"{where}: expected exactly {', '.join(checks) or 'no fields'}; see {', '.join(odd)}")
    checked = {}
    for name, check in checks.items():
        try:
            checked[name] = check(value[name])
        except (WireError, OverflowError) as error:
            raise WireError(f"{where}.{name}: {error}") from error
    return checked


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`. Raises WireError."""
    try:
        message = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(message, dict):
        raise WireError("expected an object")
    return message


def checked(message: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name and the checked fields of a command. Raises WireError."""
    fields = {key: value for key, value in message.items() if key not in ("do", "n")}
    name = message.get("do")
    if not isinstance(name, str) or name not in COMMANDS:
        raise WireError("unknown command")
    arguments = _fields(fields, COMMANDS[name], name)
    if name == "programme" and arguments["repeat_from"] >= len(arguments["items"]):
        raise WireError("programme.repeat_from: beyond the last item")
    return name, arguments


def packed(message: dict[str, Any]) -> bytes:
    """A message as bytes for the link. Raises ValueError for what JSON has no word for."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
