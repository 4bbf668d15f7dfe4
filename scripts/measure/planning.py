"""programme: the music of a session chosen from 5,000 pieces, with a seed of its own each time; the median counts."""

import random
import statistics
import time

from kapguide.audio.planning.arc import shipped_arc
from kapguide.audio.planning.blocks import blocks_of
from kapguide.audio.planning.programme import MusicWish, plan_music
from kapguide.audio.track import Labels, Track
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.state import SessionState
from measure.figures import Figure, Outcome

COUNT = 5_000
TIMES = 15
PROTOCOL = "lozenge"


def pieces(count: int = COUNT, seed: int = 1) -> tuple[Track, ...]:
    """So many pieces with labels as a library has them: some without length, some with words."""
    chance = random.Random(seed)
    slots = [part.name for part in shipped_arc()]
    return tuple(
        Track(
            f"{number}.flac",
            f"/music/{number}.flac",
            f"Piece {number}",
            Labels(chance.choice(slots), chance.randint(0, 5), lyrics="en" if chance.random() < 0.1 else ""),
            length_s=0.0 if chance.random() < 0.05 else chance.uniform(90.0, 900.0),
        )
        for number in range(count)
    )


def measure(outcome: Outcome) -> None:
    """Add the figure."""
    tracks, arc = pieces(), shipped_arc()
    blocks = blocks_of(SessionState(read_protocol(find_protocol(PROTOCOL))), 0)
    took, placed = [], 0
    for seed in range(1, TIMES + 1):
        began = time.perf_counter()
        planned = plan_music(blocks, tracks, arc, MusicWish(seed))
        took.append(1000 * (time.perf_counter() - began))
        placed = sum(len(stretch.placed) for stretch in planned.stretches)
    remark = f"of {COUNT} pieces {placed} were chosen; slowest {max(took):.0f} ms"
    outcome.figures.append(Figure("programme", statistics.median(took), "ms", most=50.0, remark=remark))
