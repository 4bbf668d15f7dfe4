"""Rehearsals that were kept: a file for each in a folder of their own, beside the record and no part of it."""

import errno
import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import read_file, sync_folder, write_safely
from kapguide.log import log
from kapguide.paths import Home, private_folder
from kapguide.rehearsal import told
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.kept_file import LARGEST, decode_rehearsal, encode_rehearsal, glance_at
from kapguide.toml_file import escaped

SUFFIX = ".rehearsal"
MOST = 500
"""So many of the newest are looked at; more than anybody reads of a list."""
MOST_EARLIER = 12
BESIDE = ".kapguide"
"""How files end while they are being written; a list of rehearsals does not have them."""
LEFT_S = 3600.0
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class KeptRun(msgspec.Struct, frozen=True):
    """One rehearsal that was kept, as a list shows it; its log has not been read."""

    path: Path
    record: RehearsalRecord
    """Without its log."""
    asked: int = 0
    """How much the scenario asked for, and of that, what was seen in time."""
    in_time: int = 0


class KeptRuns(msgspec.Struct, frozen=True):
    """The newest first; `refused` has a sentence for each file that cannot be read."""

    runs: tuple[KeptRun, ...] = ()
    refused: tuple[str, ...] = ()

    def of(self, scenario_id: str, trainee: str = "") -> tuple[KeptRun, ...]:
        """Those of a scenario; with a name those that somebody rehearsed."""
        return tuple(
            run
            for run in self.runs
            if run.record.scenario.id == scenario_id and (not trainee or run.record.trainee == trainee)
        )


def keep(home: Home, record: RehearsalRecord) -> Path:
    """Write it into the folder of rehearsals, over no other one; return where. Raises KapGuideError, and nothing is
    written: whoever has the record still has it."""
    try:
        folder = private_folder(home.rehearsals)
        _sweep(folder)
        beside = folder / f".{secrets.token_hex(8)}{BESIDE}"
        try:
            write_safely(beside, encode_rehearsal(record))
            path = _placed(beside, file_name(record))
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise _not_kept(home.rehearsals, error) from error
    return path


def rewrite(path: Path, record: RehearsalRecord) -> None:
    """Write it in the place of what was kept before: after its debrief, with remarks. Raises KapGuideError, and the
    file is as it was."""
    try:
        write_safely(path, encode_rehearsal(record))
    except OSError as error:
        raise _not_kept(path, error) from error


def file_name(record: RehearsalRecord) -> str:
    """`2026-11-30-1740-panic-that-calms.rehearsal`."""
    name = re.sub(r"[^a-z0-9]+", "-", record.scenario.id.lower()).strip("-")[:60] or "scenario"
    return f"{record.began.astimezone():%Y-%m-%d-%H%M}-{name}{SUFFIX}"


def read(path: Path) -> RehearsalRecord:
    """The rehearsal in a file, wherever it lies. Raises KapGuideError."""
    return decode_rehearsal(_bytes_of(path), escaped(path.name))


def runs(home: Home) -> KeptRuns:
    """All that were kept. What cannot be read is named, and is in nobody's way. Never fails."""
    try:
        found = sorted((path for path in home.rehearsals.iterdir() if path.suffix == SUFFIX), reverse=True)
    except FileNotFoundError:
        return KeptRuns()
    except OSError as error:
        return KeptRuns(refused=(f"{home.rehearsals} cannot be read: {error.strerror}. Rehearsals can go on.",))
    known, refused = [], []
    for path in found[:MOST]:
        try:
            known.append(_run(path))
        except KapGuideError as error:
            refused.append(error.sentence)
            log.warning("a rehearsal file: %s", error.detail)
    known.sort(key=lambda run: run.record.began, reverse=True)
    return KeptRuns(tuple(known), tuple(refused))


def earlier_than(home: Home, record: RehearsalRecord) -> tuple[RehearsalRecord, ...]:
    """The last runs of the same scenario by the same trainee before it, whole, the oldest first. Never fails."""
    same = [
        run
        for run in runs(home).of(record.scenario.id, record.trainee)
        if run.record.began < record.began and run.record.id != record.id
    ]
    whole = []
    for run in reversed(same[:MOST_EARLIER]):
        try:
            whole.append(read(run.path))
        except KapGuideError as error:
            log.warning("an earlier rehearsal: %s", error.detail)
    return tuple(whole)


def throw_away(path: Path) -> None:
    """Delete what was kept. Raises KapGuideError, and it is still there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        name = escaped(path.name)
        raise KapGuideError(f"{name} cannot be deleted: {error.strerror}. It is still there.", str(error)) from error


def answered(record: RehearsalRecord) -> tuple[int, int]:
    """How much the scenario asked for while the trainee could act, and how much of it was seen in time."""
    ends: dict[str, told.Met | told.RanOut] = {}
    skipped = [(beat.t, beat.to) for beat in record.beats if isinstance(beat, told.Skipped)]
    for beat in record.beats:
        if isinstance(beat, told.WentBack):
            ends = {of: each for of, each in ends.items() if each.t <= beat.t}
        elif isinstance(beat, told.MetNoMore):
            ends.pop(beat.expectation, None)
        elif isinstance(beat, told.Met) or (
            isinstance(beat, told.RanOut) and not any(begins <= beat.t <= to for begins, to in skipped)
        ):
            ends.setdefault(beat.expectation, beat)
    return len(ends), sum(isinstance(each, told.Met) for each in ends.values())


def _run(path: Path) -> KeptRun:
    record = glance_at(_bytes_of(path), escaped(path.name))
    asked, in_time = answered(record)
    return KeptRun(path, record, asked, in_time)


def _bytes_of(path: Path) -> bytes:
    try:
        return read_file(path, LARGEST)
    except OSError as error:
        why = error.strerror or "it cannot be opened"
        raise KapGuideError(f"{escaped(path.name)} cannot be read: {why}.", str(error)) from error


def _placed(beside: Path, name: str) -> Path:
    """Give a file that is whole the first name that is free, and no other run can take it in between: a kill leaves a
    whole rehearsal there, or none. Raises OSError."""
    number = 1
    while True:
        path = beside.with_name(name if number == 1 else f"{name.removesuffix(SUFFIX)}-{number}{SUFFIX}")
        try:
            os.link(beside, path)
        except FileExistsError:
            number += 1
        except OSError:  # a stick's FAT has no second name for a file
            if not os.path.lexists(path):
                return beside.replace(path)
            number += 1
        else:
            return path


def _sweep(folder: Path) -> None:
    """Take away what a kill left of a file that was being written, once it is surely nobody's any more."""
    for path in folder.glob(f".*{BESIDE}"):
        with suppress(OSError):
            if abs(time.time() - path.lstat().st_mtime) > LEFT_S:
                path.unlink()


def _not_kept(place: Path, error: OSError) -> KapGuideError:
    full = error.errno in _NO_ROOM
    why = "There is no room left on the disk" if full else f"The system says: {error.strerror}"
    mend = "make room" if full else "put that right"
    return KapGuideError(
        f"The rehearsal could not be written to {place}. {why}. It is still here while the window is open; {mend} "
        "and keep it again.",
        str(error),
    )
