"""What the window and the sound process say to each other: JSON objects, every field checked before anything moves.

A command is `{"do": NAME, "n": NUMBER, ...fields}`, answered by `{"report": "answer", "n": NUMBER, "error": null}` or
with a sentence in `error`: what it names was not taken, all else was. What is out of range counts as the end of the
range, and a list is taken item by item, so that nothing odd keeps what is good from being done. The process reports of
its own accord as well; each report names itself in `report`: see REPORTS.
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
MESSAGE_MAX = 64_000_000
"""No message is longer than this many bytes."""
TRACKS_MAX, PATH_MAX, NAME_MAX = 5_000, 33_000, 1_000
"""More tracks than this are not kept; no system has longer paths; nor is a name longer (characters)."""
SILENCE = "silence:"
"""The path of a track that is a planned silence of `length_s`."""
ODD = "odd:/"
"""Begins the path of what was ordered and cannot be a file."""
HEADPHONES, ROOM, THERAPIST = "headphones", "room", "therapist"
"""What an output is for: the first two carry the music, the third only chimes."""
MUTE, MOVE = "mute", "move"
"""What becomes of the music of an output that is unplugged: it is kept silent, or plays on the system's own output."""

VOICE = "voice:"
"""The item of a fault that the voice has met, which is no piece of music."""
HELD_UP = "held_up"
"""Fault: the sound process was held up for longer than its devices hold; the detail says how long nothing was heard."""

REPORTS = {
    "hello": "first after connecting: programme, repeat_from, begun (items since the last window), and a heartbeat",
    "answer": "n, error: to a command",
    "heartbeat": "twice a second, and after all else: see sequence.Sequence.snapshot",
    "track_started": "item: its crossfade begins",
    "track_ended": "item: it is no longer heard",
    "voice_ended": "number, heard: the line of that number has been said, or could not be to its end",
    "chime_ended": "heard: whether there was an output for it, to its end",
    "fault": "code (a Fault of decoders.py, source.py or coming.py), item, detail (a file's name): it was dealt with",
    "output_lost": "output, role, then (muted or lost, see outlet.py): the device is gone, time goes on",
    "output_back": "output, role, after_ms, moved: it is heard again, `moved` by the system's own device",
    "taken_over": "last before hanging up: another window steers from now on",
}


class WireError(ValueError):
    """A message, or a part of one, that is malformed or unknown."""


@dataclass(frozen=True, slots=True)
class WireTrack:
    """One piece of music in the programme. `crossfade_s` is how it joins what sounds before it.

    A length that was not `measured` is only claimed: the file itself is believed.
    """

    id: str
    path: str
    title: str = ""
    gain_db: float = 0.0
    crossfade_s: float = 10.0
    slot: str = ""
    length_s: float = 0.0
    measured: bool = False

    def plain(self) -> dict[str, Any]:
        """As it goes over the wire."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class WireOutput:
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
    """A finite number; one beyond `low` or `high` counts as that."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise WireError("expected a number")
        return float(min(high, max(low, value)))

    return check


def whole(low: int, high: int) -> Check:
    """A whole number from `low` to `high`."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise WireError(f"expected a whole number from {low} to {high}")
        return value

    return check


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WireError("expected true or false")
    return value


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


def cut(longest: int) -> Check:
    """A string, of which `longest` characters are kept."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise WireError("expected text")
        return value.replace("\0", "")[:longest]

    return check


def _file(value: Any) -> str:
    """A path; one that no file can have stands for a file that is not there."""
    if not isinstance(value, str):
        raise WireError("expected a path")
    return value if len(value) <= PATH_MAX and "\0" not in value else _odd_path(value)


def _odd_path(path: str) -> str:
    return ODD + path.replace("\0", "")[-NAME_MAX:]


def _tracks(value: Any) -> tuple[WireTrack, ...]:
    if not isinstance(value, list) or not value:
        raise WireError("expected tracks")
    return tuple(_track(item, place) for place, item in enumerate(value[:TRACKS_MAX]))


def _track(value: Any, place: int) -> WireTrack:
    """A track; one that cannot be taken keeps its place and its name, and is passed over there as unreadable."""
    try:
        track = WireTrack(**_fields(value, TRACK))
        if track.path and (track.path != SILENCE or track.length_s):
            return track
    except WireError:
        pass
    given = value if isinstance(value, dict) else {}
    name, path, title = (each if isinstance(each := given.get(key), str) else "" for key in ("id", "path", "title"))
    return WireTrack(id=name[:NAME_MAX] or f"[{place}]", path=_odd_path(path or title or name), title=title[:NAME_MAX])


def _outputs(value: Any) -> tuple[WireOutput | WireError, ...]:
    """Each output, or what is wrong with it."""
    if not isinstance(value, list):
        raise WireError("expected outputs")
    found: list[WireOutput | WireError] = []
    roles: set[str] = set()
    for place, item in enumerate(value):
        try:
            output = WireOutput(**_fields(item, OUTPUT, f"outputs[{place}]"))
            if output.role in roles:
                raise WireError(f"outputs[{place}].role: expected each role once")
            roles.add(output.role)
            found.append(output)
        except WireError as error:
            found.append(error)
    return tuple(found)


DB = number(FLOOR_DB, 0.0)
GAIN = number(-60.0, 24.0)
SECONDS = number(0.0, 3_600.0)
PLACE = number(0.0, 1_000_000.0)
ROLE = one_of(HEADPHONES, ROOM, THERAPIST)

TRACK: dict[str, Check] = {
    "id": text(1_000, empty=False),
    "path": _file,
    "title": cut(4_000),
    "gain_db": GAIN,
    "crossfade_s": number(0.0, 600.0),
    "slot": cut(1_000),
    "length_s": PLACE,
    "measured": _yes_or_no,
}

OUTPUT: dict[str, Check] = {"role": ROLE, "device": cut(1_000), "level_db": DB, "cap_db": DB}

COMMANDS: dict[str, dict[str, Check]] = {
    # How this clinic wants its sound; a window says it first. `alone_s`: how long the music plays on without one.
    # Without an output for the music, it goes to the system's own.
    "setup": {
        "cap_db": DB,
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
    "cap": {"db": DB},
    "duck": {"db": DB, "seconds": SECONDS},
    # Say a file, from `at_s` of it on, on the voice deck with the music ducked under it; an empty path ends the voice.
    # `number` names the line in what is told of it, so that a line that was replaced does not end the next one.
    "voice": {
        "number": whole(0, 1_000_000_000),
        "path": _file,
        "gain_db": GAIN,
        "at_s": PLACE,
        "duck_db": DB,
        "down_s": SECONDS,
        "up_s": SECONDS,
    },
    # One output's own level, in dB below what is mixed.
    "output_level": {"role": ROLE, "db": DB, "seconds": SECONDS},
    # A gentle tone on one output alone (the system's own has no role); 0 seconds end it.
    "test_tone": {"role": one_of("", HEADPHONES, ROOM, THERAPIST), "seconds": number(0.0, 60.0)},
    # A chime for the therapist alone: a file, or the built-in one.
    "chime": {"path": _file, "gain_db": GAIN},
    # A soft chime at a turn of the breath: for the therapist alone, or for the client beside the music.
    "breath_chime": {"role": one_of(HEADPHONES, THERAPIST), "hertz": number(100.0, 1_000.0)},
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
    """The name and the checked fields of a command. Raises WireError where nothing of it can be taken."""
    fields = {key: value for key, value in message.items() if key not in ("do", "n")}
    name = message.get("do")
    if not isinstance(name, str) or name not in COMMANDS:
        raise WireError("unknown command")
    arguments = _fields(fields, COMMANDS[name], name)
    if name == "programme" and arguments["repeat_from"] >= min(TRACKS_MAX, len(fields["items"])):
        raise WireError("programme.repeat_from: beyond the last item")
    return name, arguments


def packed(message: dict[str, Any]) -> bytes:
    """A message as bytes for the link; what is no finite number goes as null, which its reader refuses by name."""
    return json.dumps(_plain(message), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
