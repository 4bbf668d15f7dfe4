"""The time with hands on the keys: how much of a run was spent at the program, and its longest quiet stretch."""

from itertools import pairwise

import msgspec

from kapguide.rehearsal.debrief.trace import Trace
from kapguide.session import events as e
from kapguide.session.guiding.script_events import ScriptLeft
from kapguide.spans import SECOND

GAP = 15 * SECOND
"""Commands that come less than this after one another are one time with hands on the keys [OURS]."""

PRESS = 2 * SECOND
"""What a command alone counts for [OURS]."""

_BY_ITSELF = (
    e.SessionStarted
    | e.SessionEnded
    | e.SessionResumed
    | e.ClockGap
    | e.CueFired
    | e.CueMissed
    | e.TimerEnded
    | e.TrackStarted
    | e.SoundFault
    | e.SoundBack
    | e.DisplayCovered
)


class HandsOnKeys(msgspec.Struct, frozen=True):
    """Of `lived` ms, `total` were spent at the keys, in `times` times; the longest quiet stretch is a span."""

    lived: int
    total: int
    times: int
    commands: int
    quiet: tuple[int, int]

    @property
    def share(self) -> float:
        """Of the whole, 0 to 1."""
        return self.total / self.lived if self.lived else 0.0


def hands_on_keys(trace: Trace) -> HandsOnKeys:
    """Counted over all commands of the stretch, also those that were taken back again; its end is none."""
    began: dict[str, tuple[int, int]] = {}
    for event in trace.record.log:
        if event.seq > trace.record.prelude and by_hand(event.body) and not trace.of_a_jump(event):
            first = getattr(event.body, "begun", event.t)
            began.setdefault(event.command_id, (max(trace.began, min(first, event.t)), event.t))
    spans: list[tuple[int, int]] = []
    for first, last in sorted(began.values()):
        if spans and first - spans[-1][1] < GAP:
            spans[-1] = spans[-1][0], max(spans[-1][1], last)
        else:
            spans.append((first, last))
    edges = [(trace.began, trace.began), *spans, (trace.ended, trace.ended)]
    between = [(left[1], right[0]) for left, right in pairwise(edges)]
    lived = trace.lived(trace.began, trace.ended)
    return HandsOnKeys(
        lived,
        min(lived, sum(last - first + PRESS for first, last in spans)),
        len(spans),
        len(began),
        max(between, key=lambda span: trace.lived(*span)),
    )


def by_hand(body: e.AnyBody) -> bool:
    """Whether a person pressed for it; what comes with a command by itself has that command's hand."""
    match body:
        case e.VoiceEnded():
            return body.by_hand
        case e.BreathStopped():
            return body.why == "hand"
        case e.ScriptLineSaid():
            return not body.by_voice
        case e.ScriptEnded():
            return body.left == ScriptLeft.STOPPED
        case e.ScriptGiven():
            return not body.failed
        case e.PhaseBegan():
            return body.index > 0
    return not isinstance(body, _BY_ITSELF)
