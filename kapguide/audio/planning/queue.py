"""What the player is told to play in turn: the pieces for the present phase, and what follows if it lasts."""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import msgspec

from kapguide.audio.planning.blocks import WantedMusic
from kapguide.audio.planning.programme import DAY_S, Crossfades, PlannedMusic
from kapguide.audio.player.player import SILENCE as SILENCE_PATH
from kapguide.audio.player.player import Item
from kapguide.audio.track import Track

AGAIN = "#"
"""Stands before the number of a piece that comes more than once."""
MOST = 300
"""Items that are told at once; at each piece's start they are told anew."""
LONGEST_ID = 900
"""Characters: less than the sound process takes for a name, with the number of a repetition."""
SHORTEST_SILENCE_S = 10.0
"""A silence that was planned is heard as one, however late its phase is."""
SILENCE_TITLE = "Silence"


def key_of(block: WantedMusic) -> str:
    """What tells the music of one block from that of another: `onset`, or `onset+1` one step deeper."""
    return f"{block.slot}{block.shift:+}" if block.shift else block.slot


def queue_of(
    planned: PlannedMusic,
    phase: int,
    held: bool,
    fades: Crossfades,
    goes_on: Item | None = None,
    before: Sequence[Item] = (),
) -> tuple[Item, ...]:
    """The items behind what `goes_on`: this phase's stretches, then spare pieces for as long as it lasts.

    What comes with the next phase waits for a person; while the phase is held, so does its own next stretch. `before`
    are the items that stay in front of them: what comes again has a name of its own.
    """
    items: list[Item] = []
    for place, stretch in enumerate(planned.stretches):
        if place and (held or stretch.block.phases[0] > phase):
            break
        if stretch.block.silent:
            items.append(_silence(planned, place, fades))
            continue
        new = [placed.track for placed in stretch.placed if not placed.goes_on]
        pieces = _pieces(new, key_of(stretch.block), fades.inside, (*before, *items))
        if pieces and (place or (goes_on is not None and goes_on.slot != pieces[0].slot)):
            pieces[0] = msgspec.structs.replace(pieces[0], crossfade_s=fades.between)
        items += pieces
    if planned.stretches:
        key = items[-1].slot if items else key_of(planned.stretches[0].block)
        items += _pieces(planned.spare, key, fades.inside, (*before, *items))
    return tuple(item for item in items[:MOST] if goes_on is None or item.id != goes_on.id)


def _silence(planned: PlannedMusic, place: int, fades: Crossfades) -> Item:
    """A silence from the moment at which the music leaves for it to its end, under the crossfade that follows."""
    block = planned.stretches[place].block
    start = block.start / 1000
    if place:
        start = max(start, planned.stretches[place - 1].ends_s - fades.silence)
    after = fades.between if place + 1 < len(planned.stretches) else 0.0
    length = max(SHORTEST_SILENCE_S, block.end / 1000 - start + after)
    name = f"{SILENCE_PATH}{block.start}"
    return Item(name, SILENCE_PATH, SILENCE_TITLE, crossfade_s=fades.silence, slot=key_of(block), length_s=length)


def _pieces(tracks: Iterable[Track], key: str, crossfade_s: float, taken: Sequence[Item]) -> list[Item]:
    """Items with ids of their own: a piece that comes again has its number behind its name."""
    times: Counter[str] = Counter()
    names = {item.id for item in taken}
    items: list[Item] = []
    for track in islice(tracks, MOST):
        name = name_of(track)
        while name in names:
            times[track.path] += 1
            name = f"{name_of(track)}{AGAIN}{times[track.path] + 1}"
        names.add(name)
        items.append(item_of(track, key, crossfade_s, name))
    return items


def name_of(track: Track) -> str:
    """What the player calls a piece: its id, cut where it is longer than that takes, in letters that can be kept."""
    name = track.id.encode(errors="backslashreplace").decode()
    return name if len(name) <= LONGEST_ID else f"{name[:LONGEST_ID]}…{zlib.crc32(name.encode()):08x}"


def item_of(track: Track, key: str, crossfade_s: float, ident: str = "") -> Item:
    """A piece as the player takes it."""
    return Item(
        id=ident or name_of(track),
        path=track.path,
        title=track.title[:LONGEST_ID].encode(errors="replace").decode(),
        gain_db=track.gain_db,
        crossfade_s=crossfade_s,
        slot=key,
        length_s=track.length_s if track.length_s <= DAY_S else 0.0,
        measured=track.measured,
    )


def named(tracks: Iterable[Track]) -> dict[str, Track]:
    """The pieces by what the player calls them."""
    return {name_of(track): track for track in tracks}


def track_of(known: Mapping[str, Track], item_id: str) -> Track | None:
    """The piece behind an item's id, whether it comes for the first time or again; None for an unknown one."""
    return known.get(item_id) or known.get(item_id.rpartition(AGAIN)[0])
