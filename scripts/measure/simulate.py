"""simulate: a whole session through the engine, with a scripted cast, no sound, no window and no waiting.

The shipped protocol of about two hours, seven seeds; the median counts.
"""

import statistics
import time

from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import RehearsalClock
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.scripted_session import Cast, shipped_scripted_session
from kapguide.spans import MINUTE
from kapguide.usecases.rehearsing.many_runs import AFTERNOON
from kapguide.usecases.rehearsing.rehearsal import opening, play
from measure.figures import Figure, Outcome

PROTOCOL = "lozenge"
SEEDS = range(1, 8)


def played(seed: int) -> LiveSession:
    """A whole session, played as fast as it goes."""
    protocol, scripted = read_protocol(find_protocol(PROTOCOL)), shipped_scripted_session()
    clock = RehearsalClock(AFTERNOON)
    ids = seeded_ids(seed, clock)
    cast = Cast(scripted, seed, shipped_observations())
    session = LiveSession(protocol, clock, ids, lambda _: Saved())
    session.send(opening(ids(), protocol, scripted, clock))
    play(session, cast, clock.advance)
    return session


def measure(outcome: Outcome) -> None:
    """Add the figure."""
    took, lasted, entries = [], [], []
    for seed in SEEDS:
        began = time.perf_counter()
        session = played(seed)
        took.append(time.perf_counter() - began)
        lasted.append(session.state.last / MINUTE)
        entries.append(len(session.log))
    remark = f"{statistics.median(lasted):.0f} min, {statistics.median(entries):.0f} entries; slowest {max(took):.3f} s"
    outcome.figures.append(Figure("simulate", statistics.median(took), "s", most=0.25, remark=remark))
