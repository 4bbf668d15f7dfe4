"""cost: processor time of a live session, all of its processes, against mpv playing the same music meanwhile.

The window stands open with the live screen in its first phase and nobody touches it; its own process, the sound process
and whatever they started are counted by the kernel, over the same minutes as mpv's. What the screen server and the
sound server need, for both of them, is told beside it.
"""

import os
import time
from contextlib import ExitStack
from pathlib import Path

from kapguide.audio.playlists.playlist import read_chosen
from measure import peers
from measure.figures import Figure, Outcome, Reference
from measure.live import live_session
from measure.processes import cpu_seconds, family, named
from measure.sinks import Recording, Sink, into, until
from tests.support.listening import level_dbfs

PLAYLIST = "evening"
SETTLE_S = 15.0
"""The opening screens, and the first fade, are over."""
HEARD_DBFS = -60.0


def measure(folder: Path, outcome: Outcome, minutes: float) -> None:
    """Add the figure of so many minutes."""
    if why := peers.missing("mpv"):
        outcome.said.append(why)
    ours, theirs = Sink("cost_kapguide"), Sink("cost_mpv")
    with ExitStack() as leave:
        for sink in (ours, theirs):
            sink.plug()
            leave.callback(sink.unplug)
        with into(ours):
            session = leave.enter_context(live_session(folder, 4 * (60 * minutes + 600,), PLAYLIST))
        files = [Path(track.path) for track in read_chosen(PLAYLIST).tracks]
        other = None if why else leave.enter_context(peers.playing("mpv", files, theirs, folder))
        time.sleep(SETTLE_S)
        sound = session.sound_process()
        servers = {name: named(name, os.getpid()) for name in ("Xvfb", "pulseaudio")}
        groups = {"all": session.processes(), "sound": [sound], **servers}
        groups["mpv"] = family(other.pid) if other is not None else []
        before = {name: cpu_seconds(pids) for name, pids in groups.items()}
        began = time.monotonic()
        time.sleep(60 * minutes)
        gone_by = (time.monotonic() - began) / 60
        used = {name: (cpu_seconds(pids) - before[name]) / gone_by for name, pids in groups.items()}
        outcome.said += [
            f"cost: nothing was heard of {sink.name}" for sink in (ours, theirs) if not _heard(sink, folder)
        ]
        session.end()
    outcome.figures.append(
        Figure(
            "cost",
            used["all"],
            "s/min",
            most=1.2,
            by_ratio=True,
            references=() if other is None else (Reference("mpv", used["mpv"]),),
            remark=f"over {gone_by:.1f} min: window {used['all'] - used['sound']:.2f}, sound process "
            f"{used['sound']:.2f}; for both players PulseAudio {used['pulseaudio']:.2f}, Xvfb {used['Xvfb']:.2f}",
        )
    )


def _heard(sink: Sink, folder: Path) -> bool:
    """Whether that sink sounds at this moment."""
    recording = Recording(sink, folder / f"{sink.name}.raw")
    until(lambda: recording.seconds > 1.0)
    return level_dbfs(recording.stop()) > HEARD_DBFS
