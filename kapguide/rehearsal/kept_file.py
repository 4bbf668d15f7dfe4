"""A rehearsal as its file has it: plain JSON, of any version so far, and from anywhere.

The log stands beside the run, so that a list of many files need not read it: `glance_at` leaves it out.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from kapguide.errors import KapGuideError
from kapguide.rehearsal.deeds import DEEDS
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.session.event_json import VERSION as EVENT_VERSION
from kapguide.session.event_json import decode, encode
from kapguide.session.events import Event, PhaseBegan, SessionStarted
from kapguide.spans import HOUR

FORMAT = "kapguide-rehearsal"
VERSION = 1
LARGEST = 20_000_000
"""Bytes. The longest rehearsal of a whole day has less than a tenth of it."""
LONGEST = 62 * 24 * HOUR
"""Session time: of a run that is over by itself, in which the computer slept a day with each of sixty turns."""
FASTEST = 1000.0
"""Times as fast as life; what is beyond these two was never a rehearsal."""
YEARS = range(1900, 9000)
"""Of a clock that was set wrong, too; beyond them, some zone's time of day cannot be told."""
ZONES = 24 * 60
"""Minutes: a zone's time of day is less than a day away from UTC."""
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0


class _Kept(msgspec.Struct):
    format: str
    version: int
    run: RehearsalRecord
    log: tuple[msgspec.Raw, ...]


class _KeptWithoutLog(msgspec.Struct):
    run: RehearsalRecord


class _EventHead(msgspec.Struct):
    v: int = 1


_encoder = msgspec.json.Encoder(order="deterministic")
_head = msgspec.json.Decoder(_Head)
_whole = msgspec.json.Decoder(_Kept)
_glance = msgspec.json.Decoder(_KeptWithoutLog)
_event_head = msgspec.json.Decoder(_EventHead)


def encode_rehearsal(record: RehearsalRecord) -> bytes:
    """The file of a rehearsal; equal ones give equal bytes."""
    run = msgspec.structs.replace(record, log=(), version=VERSION)
    log = tuple(msgspec.Raw(encode(event)) for event in record.log)
    return _encoder.encode(_Kept(FORMAT, VERSION, run, log))


def decode_rehearsal(data: bytes, name: str = "The file") -> RehearsalRecord:
    """The rehearsal in a file. Raises KapGuideError, whose sentence begins with `name`, for what is broken, foreign,
    far too long, or of a newer KapGuide."""
    _known(data, name)
    try:
        kept = _whole.decode(data)
    except UNREADABLE as error:
        raise _broken(name, str(error)) from error
    record = msgspec.structs.replace(kept.run, log=tuple(_events(kept.log, name)), version=VERSION)
    if wrong := _wrong(record):
        raise _broken(name, wrong)
    return record


def glance_at(data: bytes, name: str = "The file") -> RehearsalRecord:
    """The same without its log, which is empty here: for a list of many. Raises KapGuideError as above."""
    _known(data, name)
    try:
        record = _glance.decode(data).run
    except UNREADABLE as error:
        raise _broken(name, str(error)) from error
    if wrong := _wrong_run(record):
        raise _broken(name, wrong)
    return msgspec.structs.replace(record, log=(), version=VERSION)


def _known(data: bytes, name: str) -> None:
    """Whether it is ours at all, and of a version that is known here."""
    if len(data) > LARGEST:
        raise KapGuideError(f"{name} is far too long for a rehearsal. It was not opened.", f"{len(data)} bytes")
    if not data.strip():
        raise KapGuideError(f"{name} is empty. The rehearsal that it was meant for is not in it.")
    try:
        head = _head.decode(data)
    except UNREADABLE as error:
        if FORMAT.encode() in data[:200]:
            raise _broken(name, str(error)) from error
        raise _foreign(name, str(error)) from error
    if head.format != FORMAT:
        raise _foreign(name, f"format {head.format[:40]!r}")
    if head.version > VERSION:
        raise _newer(name, f"rehearsal version {head.version}")
    if head.version < 1:
        raise _broken(name, f"rehearsal version {head.version}")


def _events(raw: tuple[msgspec.Raw, ...], name: str) -> Iterator[Event]:
    for each in raw:
        data = bytes(each)
        try:
            yield decode(data)
        except (KapGuideError, *UNREADABLE) as error:
            if _is_newer(data):
                raise _newer(name, str(error)) from error
            raise _broken(name, str(error)) from error


def _is_newer(data: bytes) -> bool:
    try:
        return _event_head.decode(data).v > EVENT_VERSION
    except UNREADABLE:
        return False


def _wrong(record: RehearsalRecord) -> str:
    """What makes it no rehearsal, though each of its parts can be read; empty where it holds together."""
    if wrong := _wrong_run(record):
        return wrong
    started = record.log[0].body if record.log else None
    if not isinstance(started, SessionStarted) or not started.rehearsal:
        return "its log is not a rehearsal's"
    if [event.seq for event in record.log] != sorted({event.seq for event in record.log}):
        return "its log is not in order"
    if not all(
        0 <= event.t <= LONGEST and abs(event.tz_min) < ZONES and event.at.year in YEARS for event in record.log
    ):
        return "a time in its log is out of reach"
    phases = [event.body.index for event in record.log if isinstance(event.body, PhaseBegan)]
    if not all(0 <= index < len(record.protocol.phases) for index in phases):
        return "a phase in its log is not its protocol's"
    return ""


def _wrong_run(record: RehearsalRecord) -> str:
    times = [*(beat.t for beat in record.beats), *(remark.t for remark in record.remarks)]
    if not all(0 <= t <= LONGEST for t in times):
        return "a time in it is out of reach"
    if not 0 <= record.speed <= FASTEST:
        return f"speed {record.speed}"
    if not record.protocol.phases:
        return "its protocol has no phase"
    if not all(ask.deeds and DEEDS.issuperset(ask.deeds) for turn in record.scenario.turns for ask in turn.asks):
        return "its scenario asks for what nobody can do"
    if any(moment.tzinfo is None for moment in _moments(record)):
        return "a time in it has no time zone"
    if not all(moment.year in YEARS for moment in _moments(record)):
        return "a date in it is out of reach"
    return ""


def _moments(record: RehearsalRecord) -> Iterator[datetime]:
    yield record.began
    for remark in record.remarks:
        yield remark.written
        if remark.changed is not None:
            yield remark.changed
    if record.reflection.rating is not None:
        yield record.reflection.rating.given


def _foreign(name: str, detail: str) -> KapGuideError:
    return KapGuideError(f"{name} is no rehearsal file. Choose one that ends in .rehearsal.", detail)


def _broken(name: str, detail: str) -> KapGuideError:
    return KapGuideError(f"{name} is broken and cannot be opened. A copy of it, if there is one, may still be.", detail)


def _newer(name: str, detail: str) -> KapGuideError:
    return KapGuideError(f"{name} was kept by a newer KapGuide. Open it with that version.", detail)
