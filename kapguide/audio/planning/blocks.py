"""What the session wants of its music, stretch by stretch, from now to its end: a function of (state, now)."""

from collections.abc import Iterator

import msgspec

from kapguide.session.plan import Span, held_now, spans
from kapguide.session.protocol.protocol import SILENCE, MusicBlock
from kapguide.session.state import SessionState

RETURN = "return"
"""The arc's part that "return now" asks for."""


class WantedMusic(msgspec.Struct, frozen=True):
    """A stretch that wants one kind of music, in ms of session time; `phases` are the places of its phases.

    `shift` is how many steps softer (below 0) or deeper than its part of the arc it is to be.
    """

    slot: str
    title: str
    phases: tuple[int, ...]
    start: int
    end: int
    shift: int = 0

    @property
    def seconds(self) -> float:
        """How long it is planned to last."""
        return (self.end - self.start) / 1000

    @property
    def silent(self) -> bool:
        """A planned silence."""
        return self.slot == SILENCE


def blocks_of(state: SessionState, now: int) -> tuple[WantedMusic, ...]:
    """The blocks from `now` to the session's planned end, joined where one goes on with the music of another.

    A phase without a wish goes on with what was wished last, and is silent before the first wish. Empty when nothing
    is ever wished.
    """
    if state.ended is not None:
        return ()
    laid = spans(state, now)
    if not any(span.phase.music_blocks for span in laid):
        return ()
    current = max(0, state.flow.index)
    before = (blocks[-1].slot for span in reversed(laid[:current]) if (blocks := span.phase.music_blocks))
    last = next(before, "")
    found: list[WantedMusic] = []
    for index, span in enumerate(laid[current:], current):
        shift = state.flow.run.shift if state.flow.runs and index == current else 0
        wishes = span.phase.music_blocks or (MusicBlock(last or SILENCE),)
        held = state.flow.run.held + held_now(state, now) if state.flow.runs and index == current else 0
        parts = tuple(_parts(wishes, span, held))
        for place, (slot, start, end) in enumerate(parts):
            last = slot
            if end <= now and place < len(parts) - 1:
                continue
            back = state.music.returning and (slot != SILENCE or index == current)
            wish = (RETURN, 0) if back else (slot, shift)
            _join(found, WantedMusic(wish[0], span.phase.title, (index,), max(start, now), max(end, now), wish[1]))
    return tuple(found)


def present_of(blocks: tuple[WantedMusic, ...], state: SessionState) -> tuple[WantedMusic, ...]:
    """The blocks that sound in the present phase without a person's doing."""
    return tuple(block for place, block in enumerate(blocks) if not place or block.phases[0] <= state.flow.index)


def _parts(wishes: tuple[MusicBlock, ...], span: Span, held: int) -> Iterator[tuple[str, int, int]]:
    """The wishes of a phase laid from its start to its end; those without a length share what the others leave.

    `held` ms of the phase stood still: what was to come then comes so much later.
    """
    whole = span.end - span.start - held
    fixed = sum(wish.length or 0 for wish in wishes)
    free = sum(wish.length is None for wish in wishes)
    share = max(0, whole - fixed) // free if free else 0
    start = span.start + held
    for place, wish in enumerate(wishes):
        length = share if wish.length is None else wish.length
        end = span.end if place == len(wishes) - 1 else min(span.end, start + length)
        yield wish.slot, start, end
        start = end


def _join(found: list[WantedMusic], block: WantedMusic) -> None:
    """Add a block, or let the one before it go on when the music is the same."""
    before = found[-1] if found else None
    if before is None or (before.slot, before.shift) != (block.slot, block.shift):
        found.append(block)
        return
    title = before.title if before.title.endswith(block.title) else f"{before.title}, {block.title}"
    phases = tuple(dict.fromkeys((*before.phases, *block.phases)))
    found[-1] = WantedMusic(before.slot, title, phases, before.start, block.end, before.shift)
