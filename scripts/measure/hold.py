"""hold: a session at the real window, in real time, with every core busy; recorded, and mpv beside it as reference.

One process a core counts for nothing, at ordinary priority; neither the window nor the sound process may take a better
one. The session goes through its four phases, its music turned, deepened and held by keys on the way, so that every
kind of join comes. What is recorded is held against what the files give when they are mixed as the session's record
says, sample by sample: a dropout is a run of zeros of 1 ms or more amid the music, a slip are frames that were lost or
held up, a click is a difference above -60 dBFS. Each piece's level is its file's loudness and the gain at which it is
heard; mpv plays the same files end to end into a sink of its own and is held against them in the same way.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from kapguide.audio.library.loudness import Meter
from kapguide.audio.library.shipped import completed
from kapguide.audio.planning.queue import AGAIN
from kapguide.audio.playlists.playlist import read_chosen
from kapguide.audio.sound.ramps import amplitude
from kapguide.audio.track import TARGET_LUFS, Track
from kapguide.session import events as e
from kapguide.settings import SoundSettings
from measure import peers
from measure.comparing import Heard, Join, compare, joins, shares
from measure.figures import Figure, Outcome, Reference
from measure.live import LiveSession, live_session
from measure.processes import busy_cores, like_anybody, priority
from measure.sinks import Sink, into, recorded, until
from measure.wanted import NotFound, Placed, length_of, place_of, sound_of
from tests.support.listening import RATE, Samples

PLAYLIST = "evening"
PARTS = (0.15, 0.35, 0.35, 0.15)
"""The phases' shares of the whole."""
DEEDS = ((0.15, "next"), (0.50, "next"), (0.58, "x"), (0.68, "]"), (0.72, "h"), (0.80, "h"), (0.85, "next"))
"""What is done when, as a share of the whole: the second phase is left to itself, so that one piece ends in it."""
APART_S = 80.0
"""A short session leaves out what would come so soon after another change of the music."""
LISTEN_S = 27.0
"""So long into a piece it sounds alone, if it sounds so long at all."""
ALONE_S = 40.0
"""A last piece that is heard for less than this is still joining the one before."""
LATEST_S = 30.0
"""The first sound comes within this time."""


def measure(folder: Path, outcome: Outcome, minutes: float) -> None:
    """Add the figures of a session of so many minutes."""
    equal = like_anybody()
    why = peers.missing("mpv")
    if why:
        outcome.said.append(why)
    ours, theirs = Sink("hold_kapguide"), Sink("hold_mpv")
    tracks = {track.id: completed(track) for track in read_chosen(PLAYLIST).tracks}
    with ExitStack() as leave:
        recording = leave.enter_context(recorded(ours, folder / "hold_kapguide.raw"))
        reference = None if why else leave.enter_context(recorded(theirs, folder / "hold_mpv.raw"))
        cores = leave.enter_context(busy_cores())
        with into(ours):
            session = leave.enter_context(live_session(folder, tuple(60 * minutes * part for part in PARTS), PLAYLIST))
        files = [Path(track.path) for track in tracks.values()]
        if reference is not None:
            leave.enter_context(peers.playing("mpv", files, theirs, folder))
        nice = priority(session.sound_process())
        _go_through(session, minutes)
        until(lambda: recording.seconds > 1.0)
        samples = recording.stop()
        other = reference.stop() if reference is not None else None
        events = session.end()
    outcome.said.append(
        f"hold: {minutes:g} min, {cores} cores busy, sound process at nice {nice}"
        + (", its right to a better priority taken away" if equal else "")
    )
    report(outcome, samples, other, events, tracks)


def _go_through(session: LiveSession, minutes: float) -> None:
    """The session, in real time."""
    began = time.monotonic()
    for share, key in (*deeds(minutes), (1.0, "")):
        time.sleep(max(0.0, began + 60 * minutes * share - time.monotonic()))
        if key == "next":
            session.next_phase()
        elif key:
            session.press(key)


def deeds(minutes: float) -> Iterator[tuple[float, str]]:
    """What is done when in a session of so many minutes."""
    changed = -1.0
    for share, key in DEEDS:
        if key == "h" or share - changed >= APART_S / (60 * minutes):
            yield share, key
            changed = changed if key == "h" else share


def report(
    outcome: Outcome, samples: Samples, other: Samples | None, events: list[e.Event], tracks: dict[str, Track]
) -> None:
    """The figures of both recordings."""
    placed, last = place_session(samples, events, tracks)
    lengths = _lengths()
    found = joins(samples, placed, lengths)
    first = placed[0].start + RATE
    heard = compare(samples, placed, first, last)
    theirs = _heard_of_mpv(other, list(tracks.values())) if other is not None else None
    outcome.figures += _figures(heard, found, theirs)
    outcome.figures.append(_level(samples, placed, last))
    outcome.said += list(_told(heard, found, theirs))


def _lengths() -> tuple[float, ...]:
    sound = SoundSettings()
    return tuple(sorted({sound.crossfade_s, sound.between_phases_s, sound.turn_s, sound.shift_s}))


def place_session(samples: Samples, events: list[e.Event], tracks: dict[str, Track]) -> tuple[list[Placed], int]:
    """The pieces of a session where they lie in its recording, by the record, then by ear; and the last frame of them.

    A last piece that is never heard alone cannot be placed, and what is heard of it is left out.
    """
    started = [event for event in events if isinstance(event.body, e.TrackStarted)]
    ends = [event.t for event in started[1:]] + [events[-1].t]
    placed: list[Placed] = []
    zero = 0
    for event, end in zip(started, ends, strict=True):
        assert isinstance(event.body, e.TrackStarted)
        if placed and end == ends[-1] and end - event.t < 1000 * ALONE_S:
            return placed, zero + round((event.t / 1000 - 1.0) * RATE)
        track = tracks[event.body.track.partition(AGAIN)[0]]
        alone_s = min(LISTEN_S, max(1.0, (end - event.t) / 2000))
        near = zero + round(event.t * RATE / 1000) if placed else round(LATEST_S / 2 * RATE)
        start = place_of(samples, track.path, near, alone_s, 2.5 if placed else LATEST_S / 2)
        if not placed:
            zero = start - round(event.t * RATE / 1000)
        placed.append(Placed(track.path, amplitude(track.gain_db), start, SoundSettings().crossfade_s))
    return placed, len(samples) - RATE // 2


def _heard_of_mpv(samples: Samples, tracks: list[Track]) -> Heard | None:
    """What mpv played, end to end; None where it cannot be found in its recording."""
    placed: list[Placed] = []
    try:
        for track in tracks:
            if placed:
                near = placed[-1].start + length_of(placed[-1].path)
                if near + round((LISTEN_S + 10.0) * RATE) > len(samples):
                    break
                start = place_of(samples, track.path, near, LISTEN_S)
            else:
                start = place_of(samples, track.path, round(LATEST_S / 2 * RATE), LISTEN_S, LATEST_S / 2)
            placed.append(Placed(track.path, 1.0, start))
    except NotFound:
        if not placed:
            return None
    last = placed[-1].start + length_of(placed[-1].path)
    return compare(samples, placed, placed[0].start + RATE, min(last, len(samples) - RATE // 2))


def _figures(heard: Heard, found: list[Join], theirs: Heard | None) -> Iterator[Figure]:
    def beside(value: float | None) -> tuple[Reference, ...]:
        return () if value is None else (Reference("mpv", value),)

    def worst(pick: str) -> float:
        return max((abs(getattr(join, pick)) for join in found), default=0.0)

    for what in ("dropouts", "slips", "clicks"):
        reference = None if theirs is None else float(len(getattr(theirs, what)))
        yield Figure(f"hold.{what}", len(getattr(heard, what)), "", most=0.0, references=beside(reference))
    yield Figure("hold.gap", 1000 * worst("gap_s"), "ms", most=0.0, remark=f"the longest in {len(found)} joins")
    yield Figure("hold.power", max(worst("dip_db"), worst("rise_db")), "dB", most=0.1, remark="the same joins")
    off = max((abs(join.seconds - join.wanted_s) for join in found), default=0.0)
    yield Figure("hold.length", 1000 * off, "ms off", most=10.0, remark="the same joins")


def _level(samples: Samples, placed: list[Placed], end: int) -> Figure:
    """How far from the target the pieces are: each one's file, at the gain at which it is heard."""
    off = {}
    for number, piece in enumerate(placed):
        following = placed[number + 1].start if number + 1 < len(placed) else end
        first, last = piece.start + round(LISTEN_S * RATE), following - RATE
        if last - first < 5 * RATE:
            continue
        gain = float(np.nanmedian(shares(samples, [piece], first, min(last, first + 20 * RATE), RATE // 2)))
        off[Path(piece.path).stem] = loudness_of(piece.path) + 20 * float(np.log10(max(gain, 1e-6))) - TARGET_LUFS
    told = ", ".join(f"{name} {each:+.2f}" for name, each in off.items())
    return Figure("hold.level", max(map(abs, off.values()), default=0.0), "LU off", most=1.0, remark=told)


def loudness_of(path: str) -> float:
    """A file's integrated loudness (LUFS), by ffmpeg's meter where there is one, else by our own."""
    if shutil.which("ffmpeg") is not None:
        command = [
            "ffmpeg",
            "-hide_banner",
            "-nostats",
            "-i",
            path,
            "-af",
            "ebur128=framelog=verbose",
            "-f",
            "null",
            "-",
        ]
        said = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False).stderr
        if found := re.findall(r"I:\s+(-?[\d.]+) LUFS", said):
            return float(found[-1])
    meter = Meter(RATE)
    meter.push(sound_of(path))
    return meter.finish().lufs


def _told(heard: Heard, found: list[Join], theirs: Heard | None) -> Iterator[str]:
    yield (
        f"hold: over {heard.seconds / 60:.1f} min the recording is what the files give to within "
        f"{heard.differs_db:.0f} dBFS"
        + (f"; mpv's, over {theirs.seconds / 60:.1f} min, to within {theirs.differs_db:.0f} dBFS" if theirs else "")
    )
    for join in found:
        yield (
            f"hold: at {join.at_s:.1f} s {join.leaving} gave way to {join.coming}: {join.seconds:.3f} s of "
            f"{join.wanted_s:g}, power {join.dip_db:+.3f} to {join.rise_db:+.3f} dB, "
            f"at most {join.click_db:.0f} dBFS off"
        )
    for who, each in (("hold", heard), ("mpv", theirs)):
        if each is None:
            continue
        for odd in each.dropouts:
            yield f"{who}: a dropout of {1000 * odd.size:.1f} ms at {odd.at_s:.3f} s"
        for odd in each.slips:
            yield f"{who}: {odd.size:+.0f} frames ({odd.size / RATE * 1000:+.1f} ms) at {odd.at_s:.2f} s"
        for odd in each.clicks[:10]:
            yield f"{who}: {odd.size:.0f} dBFS that nothing accounts for at {odd.at_s:.2f} s"
