"""What the hands do to the music, from the session to the measured curves: hear.py's table and picture."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from kapguide.audio.player.player import HEADPHONES, ROOM
from kapguide.audio.sound.outlet import PLUGGED_S
from kapguide.audio.sound.wire import FLOOR_DB
from kapguide.session import commands as c
from kapguide.settings import SoundSettings, Voice
from measure.curves import (
    STEP_S,
    Fit,
    Floats,
    Line,
    fit_ramp,
    fit_swing,
    levels_of,
    middles,
    wanted_ramp,
    wanted_swing,
)
from measure.hands import ROOM_DB, SHORT_S, VOICE_HERTZ, Hands, Mark
from measure.sinks import samples_in
from measure.tones import FULL_DBFS
from tests.support.listening import RATE, Samples, decibels, dropouts

FULL_DB = {HEADPHONES: FULL_DBFS, ROOM: FULL_DBFS + ROOM_DB}
MARGIN_S, BEFORE_S = 2.0, 1.0
"""What is shown around a change, and before the key."""
VOICE = Voice()


class Change(msgspec.Struct):
    """One length of an event, as wanted and as measured on an output, and how far the curve is from the wanted one."""

    what: str
    output: str
    wanted_s: float | None
    seconds: float | None
    apart_db: float
    apart_at_db: float = 0.0
    """Where the difference is largest, the level is so far from full."""
    begins_s: float | None = None
    """So long after the key the change can be heard to begin."""


class Panel(msgspec.Struct):
    """One event as the picture shows it: its lines for each output, and what they amount to."""

    title: str
    words: str
    lines: dict[str, list[Line]]
    changes: list[Change]
    lowest_db: float
    marks: tuple[tuple[float, str], ...] = ()
    """What was done when, on the panel's own time."""
    spans: tuple[tuple[float, float, str], ...] = ()
    """What lasted from when to when."""


def use_hands(folder: Path) -> Hands:
    """The session, which takes about four minutes; its recordings lie in `folder`."""
    hands = Hands(folder, SoundSettings())
    sound = hands.settings
    with contextlib.closing(hands):
        hands.open()
        hands.do(c.Hold(), mark="hold", then_s=SHORT_S + 4.0 - sound.crossfade_s)
        hands.do(c.Release())
        hands.do(c.ShiftMusic(-1), mark="softer", then_s=sound.shift_s + 11.0)
        hands.do(c.ShiftMusic(1), c.ShiftMusic(1), mark="deeper", then_s=sound.shift_now_s + 4.0)
        hands.do(c.NextTrack(sound.turn_s), mark="next", then_s=sound.turn_s + 4.0)
        hands.do(c.FadeMusic(True, sound.silence_s), mark="silence", then_s=sound.silence_s + 3.0)
        hands.do(c.FadeMusic(False, sound.return_s), mark="back", then_s=sound.return_s + 3.0)
        hands.say("voice", then_s=11.0)
        hands.do(c.StartEmergency(), mark="emergency", then_s=sound.emergency_s + 3.0)
        hands.do(c.EndEmergency())
        hands.do(c.FadeMusic(False, sound.return_s), mark="after", then_s=sound.return_s + 3.0)
        hands.unplug(HEADPHONES, "unplug", then_s=4.0)
        hands.plug(HEADPHONES, "plug", then_s=PLUGGED_S + 5.0)
    return hands


class Heard:
    """The recordings of such a session, read for their curves."""

    def __init__(self, hands: Hands) -> None:
        self._marks, self._sound = hands.marks, hands.settings
        self._samples = {role: [samples_in(each.path) for each in found] for role, found in hands.recordings.items()}
        self._lost, self._back = hands.lost, hands.back

    def panels(self) -> list[Panel]:
        """Every event, in the order in which it was done."""
        sound = self._sound
        return [
            self._crossfade(
                "hold", "Hold", "the phase is held; its music goes on to the next piece", sound.crossfade_s
            ),
            self._crossfade("softer", "Softer", "waits for its moment", sound.shift_s),
            self._crossfade("deeper", "Deeper, pressed again", "begins at once", sound.shift_now_s),
            self._crossfade("next", "Next piece, gently", "", sound.turn_s),
            self._fade("silence", "To silence", 0.0, FLOOR_DB, sound.silence_s),
            self._fade("back", "Brought back", FLOOR_DB, 0.0, sound.return_s),
            self._duck(),
            self._fade("emergency", "Emergency", 0.0, FLOOR_DB, sound.emergency_s),
            self._unplugged(),
        ]

    def faults(self) -> Iterator[str]:
        """Dropouts amid the music, in any recording, and what was noticed of the output that was pulled out."""
        for role, found in self._samples.items():
            for number, samples in enumerate(found):
                for at, length in _zeros(samples):
                    yield f"{role}, recording {number + 1}: {1000 * length:.1f} ms of zeros at {at:.3f} s"

    def _part(self, mark: Mark, role: str, hertz: int, seconds: float, number: int = 0) -> Floats:
        """The level of a tone from a little before a mark on."""
        return levels_of(self._cut(role, number, mark.at[role] - BEFORE_S, BEFORE_S + seconds), hertz, FULL_DB[role])

    def _crossfade(self, name: str, title: str, words: str, wanted_s: float) -> Panel:
        mark = self._marks[name]
        span = wanted_s + 6.0 if name != "hold" else SHORT_S
        lines: dict[str, list[Line]] = {}
        changes = []
        key = None
        for role in (HEADPHONES, ROOM):
            tones = [self._part(mark, role, hertz, span) for hertz in (mark.before, mark.after)]
            fit = fit_swing(*tones)
            times = middles(tones[0]) - fit.begins
            key_s = BEFORE_S - fit.begins
            kept = (times > (-MARGIN_S if name == "hold" else key_s - BEFORE_S)) & (times < wanted_s + MARGIN_S)
            wanted = [wanted_swing(times, wanted_s, share) for share in (0.0, 1.0)]
            sums = [decibels(sum(10 ** (each / 10) for each in both)) for both in (tones, wanted)]
            drawn = zip(
                (f"{mark.before} Hz leaves", f"{mark.after} Hz comes", "together"),
                (*tones, sums[0]),
                (*wanted, sums[1]),
                strict=True,
            )
            lines[role] = [Line(what, times[kept], level[kept], want[kept]) for what, level, want in drawn]
            key = None if name == "hold" else key_s
            changes.append(self._change(title, role, wanted_s, fit, lines[role], None if key is None else -key))
        return Panel(title, words, lines, changes, -40.0, () if key is None else ((key, "key"),))

    def _fade(self, name: str, title: str, from_db: float, to_db: float, wanted_s: float) -> Panel:
        mark = self._marks[name]
        lines: dict[str, list[Line]] = {}
        changes, key = [], 0.0
        for role in (HEADPHONES, ROOM):
            levels = self._part(mark, role, mark.before, wanted_s + 3.0)
            fit = fit_ramp(levels, from_db, to_db)
            times = middles(levels) - fit.begins
            kept = times < wanted_s + MARGIN_S
            wanted = wanted_ramp(times, wanted_s, from_db, to_db)
            lines[role] = [Line(f"{mark.before} Hz", times[kept], levels[kept], wanted[kept])]
            key = BEFORE_S - fit.begins
            changes.append(self._change(title, role, wanted_s, fit, lines[role], -key))
        return Panel(title, "", lines, changes, -60.0, ((key, "key"),))

    def _duck(self) -> Panel:
        """Down under the voice, and back when it is over."""
        mark = self._marks["voice"]
        lines: dict[str, list[Line]] = {}
        changes: list[Change] = []
        key = 0.0
        for role in (HEADPHONES, ROOM):
            levels = self._part(mark, role, mark.before, 11.0)
            lowest = int(np.argmin(levels > VOICE.duck_db + 0.05))
            down = fit_ramp(levels[: lowest + 10], 0.0, VOICE.duck_db)
            up = fit_ramp(levels[lowest:], VOICE.duck_db, 0.0)
            up_begins = up.begins + lowest * STEP_S - down.begins
            times = middles(levels) - down.begins
            wanted = np.where(
                times < up_begins - STEP_S,
                wanted_ramp(times, VOICE.duck_s, 0.0, VOICE.duck_db),
                wanted_ramp(times - up_begins, VOICE.back_s, VOICE.duck_db, 0.0),
            )
            line = Line(f"{mark.before} Hz", times, levels, wanted)
            lines[role] = [line]
            key = BEFORE_S - down.begins
            before = times < up_begins - STEP_S
            for what, fit, wanted_s, part, begins in (
                ("Duck under a voice", down, VOICE.duck_s, before, -key),
                ("Back after the voice", up, VOICE.back_s, ~before, None),
            ):
                cut = Line(line.what, times[part], levels[part], wanted[part])
                changes.append(self._change(what, role, wanted_s, fit, [cut], begins))
        said = np.flatnonzero(self._part(mark, HEADPHONES, VOICE_HERTZ, 11.0) > -40.0) * STEP_S - BEFORE_S + key
        spans = ((float(said[0]), float(said[-1]) + STEP_S, "the line is heard"),) if len(said) else ()
        words = f"{VOICE.duck_db:g} dB".replace("-", "−")
        return Panel("Under a voice", words, lines, changes, -15.0, ((key, "key"),), spans)

    def _unplugged(self) -> Panel:
        """The room alone, and the headphones fading in again. Time is counted from the unplugging."""
        out, back = self._marks["unplug"], self._marks["plug"]
        gone_s = back.at[ROOM] - out.at[ROOM]
        span = gone_s + PLUGGED_S + 4.5
        room = levels_of(self._cut(ROOM, 0, out.at[ROOM] - MARGIN_S, span + MARGIN_S), out.before, FULL_DB[ROOM])
        times = middles(room) - MARGIN_S
        steady = Line("room", times, room, np.zeros(len(room)))
        before = levels_of(
            self._cut(HEADPHONES, 0, out.at[HEADPHONES] - MARGIN_S, MARGIN_S - 0.1), out.before, FULL_DB[HEADPHONES]
        )
        after = levels_of(self._samples[HEADPHONES][1], out.before, FULL_DB[HEADPHONES])
        fit = fit_ramp(after, FLOOR_DB, 0.0)
        again = middles(after) - fit.begins
        kept = again < PLUGGED_S + MARGIN_S
        begins = gone_s + fit.begins - back.at[HEADPHONES]
        was = Line("headphones", middles(before) - MARGIN_S, before, np.zeros(len(before)))
        comes = Line(
            "headphones", again[kept] + begins, after[kept], wanted_ramp(again[kept], PLUGGED_S, FLOOR_DB, 0.0)
        )
        lost = f"noticed after {self._lost[0]:.1f} s" if self._lost else "not noticed"
        changes = [
            Change("Unplugged: the other one", ROOM, None, None, *steady.apart()),
            self._change("Plugged in again", HEADPHONES, PLUGGED_S, fit, [comes], fit.begins - back.at[HEADPHONES]),
        ]
        lines = {HEADPHONES: [was, comes], ROOM: [steady]}
        marks = ((0.0, "out"), (gone_s, "in"))
        spans = ((0.0, gone_s, "unplugged"),)
        return Panel("Headphones out and in again", lost, lines, changes, -60.0, marks, spans)

    def _cut(self, role: str, number: int, from_s: float, seconds: float) -> Samples:
        first = round(from_s * RATE)
        return self._samples[role][number][first : first + round(seconds * RATE)]

    @staticmethod
    def _change(what: str, role: str, wanted_s: float, fit: Fit, lines: list[Line], begins: float | None) -> Change:
        return Change(what, role, wanted_s, fit.seconds, *max(line.apart() for line in lines), begins)


def _zeros(samples: Samples) -> list[tuple[float, float]]:
    """Runs of zeros of up to a second: longer ones were asked for."""
    found = []
    for first in range(0, len(samples), 10 * RATE):
        part = np.asarray(samples[first : first + 11 * RATE])
        found += [(first / RATE + at, length) for at, length in dropouts(part) if at < 10.0 and length < 1.0]
    return found


def _row(change: Change) -> tuple[str, ...]:
    def seconds(value: float | None, digits: int) -> str:
        return "-" if value is None else f"{value:.{digits}f} s"

    return (
        change.what,
        change.output,
        seconds(change.wanted_s, 2),
        seconds(change.seconds, 3),
        seconds(change.begins_s, 2),
        f"{change.apart_db:.3f} dB at {change.apart_at_db:.0f} dB",
    )


def table(panels: list[Panel]) -> list[str]:
    """Event, output, length wanted and measured, when it begins after the key, the largest difference."""
    head = ("event", "output", "wanted", "measured", "begins after", "largest difference")
    rows = [head, *(_row(each) for panel in panels for each in panel.changes)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]
