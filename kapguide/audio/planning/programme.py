"""The programme: which piece when. A pure function of what is wanted, what there is, and a seed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from kapguide.audio.planning.arc import Arc, part_of
from kapguide.audio.planning.blocks import WantedMusic
from kapguide.audio.planning.shelf import Shelf, strength_of
from kapguide.audio.track import Track

DAY_S = 86_400.0
UNKNOWN_S = 240.0
"""How long a piece is taken to be whose length nobody knows."""
GOOD_S = 8
"""An ending this near to the one that is wanted is not improved on."""
AHEAD = 24
"""How many more pieces than would cover a stretch are tried for an ending that fits."""
SPARE_S = 45 * 60.0
"""How much music stands behind what is planned for a phase that lasts longer."""
MOST = 300
"""Spare pieces, however short they are."""


class Crossfades(msgspec.Struct, frozen=True):
    """Seconds: from piece to piece, from one part of the arc to the next, and into silence."""

    inside: float = 10.0
    between: float = 25.0
    silence: float = 75.0


class Sounding(msgspec.Struct, frozen=True):
    """What sounds already and is not touched: how much of it is left (s)."""

    path: str
    left_s: float


class Placed(msgspec.Struct, frozen=True):
    """A piece in its place: when it begins (s of session time); `again` when it has been heard, or will have been.

    One that `goes_on` began in a stretch before, and is not begun again.
    """

    track: Track
    start_s: float
    again: bool = False
    goes_on: bool = False


class PlannedStretch(msgspec.Struct, frozen=True):
    """A block and the pieces for it, in order; none in a silence. `covered_s` counts only what is not heard twice.

    `ends_s` is when its last piece has ended (s of session time), 0 without one.
    """

    block: WantedMusic
    placed: tuple[Placed, ...] = ()
    covered_s: float = 0.0
    ends_s: float = 0.0

    @property
    def text(self) -> str:
        """`Peak: 20 of 30 min`."""
        wanted = round(self.block.seconds / 60)
        if self.block.silent:
            return f"{self.block.title}: {wanted} min of silence"
        return f"{self.block.title}: {int(min(self.covered_s, self.block.seconds) / 60)} of {wanted} min"

    @property
    def short(self) -> bool:
        """There is less music of its own than the stretch is long, by more than a minute."""
        return not self.block.silent and self.covered_s < self.block.seconds - 60


class PlannedMusic(msgspec.Struct, frozen=True):
    """The whole programme: stretch by stretch, and what can follow when the present one lasts longer."""

    stretches: tuple[PlannedStretch, ...] = ()
    spare: tuple[Track, ...] = ()
    left_out: int = 0
    """Pieces of the playlist that are not played: with words, or not for this client."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the therapist should know beforehand."""
        return tuple(_warnings(self))


class MusicWish(msgspec.Struct, frozen=True):
    """What a programme is made for: what was heard, what is not to be played (paths), and the order's seed.

    Seed 0 keeps the playlist's order; any other mixes it.
    """

    seed: int = 0
    heard: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    crossfades: Crossfades = Crossfades()


def plan_music(
    blocks: Sequence[WantedMusic],
    tracks: Sequence[Track],
    arc: Arc,
    wish: MusicWish,
    sounding: Sounding | None = None,
    longest: WantedMusic | None = None,
) -> PlannedMusic:
    """Choose and order pieces so that each block is covered and its last piece ends where the block does.

    Nothing is played twice as long as there is something else for its part of the arc; `sounding` goes on in the
    first block as it is. `longest` is the block that may last on, by default the first: `spare` is for that.
    """
    shelf = shelf_of(tracks, arc, wish)
    fades = wish.crossfades
    if sounding is not None:
        shelf.taken.add(sounding.path)
    own: list[list[Track]] = []
    for place, block in enumerate(blocks):
        need = _needed(blocks, place, fades, sounding if not place else None)
        own.append([] if block.silent else _ordered(_best(shelf.own(block), need, fades), block, arc))
        shelf.taken.update(track.path for track in own[place])
    stretches: list[PlannedStretch] = []
    last = sounds = sounding.path if sounding is not None else wish.heard[-1] if wish.heard else ""
    running = _running(shelf, blocks, sounding)
    for place, block in enumerate(blocks):
        over = running if place and running and _carries(shelf, running, block, fades) else None
        going = sounding if not place else _left(over, block)
        if block.silent:
            stretches.append(PlannedStretch(block, ends_s=going.left_s + block.start / 1000 if going else 0.0))
            running = None
            continue
        need = _needed(blocks, place, fades, going)
        pieces = list(own[place])
        missing = need - _seconds(pieces, fades.inside)
        if missing > fades.between + GOOD_S:
            borrowed = _best(shelf.others(block), missing, fades)
            shelf.taken.update(track.path for track in borrowed)
            pieces += _ordered(borrowed, block, arc)
        fresh = {track.path for track in pieces}
        following = next((later[0].path for later in own[place + 1 :] if later), "")
        rest = _again(shelf, block, pieces, need, fades.inside, last, following)
        fresh.update(track.path for track in rest if shelf.is_fresh(track))
        shelf.taken.update(track.path for track in rest)
        pieces += rest
        stretches.append(_laid(block, pieces, fresh, fades.inside, going, over))
        last = pieces[-1].path if pieces else last
        running = stretches[-1].placed[-1] if stretches[-1].placed else running
    spare = tuple(_spare(shelf, stretches, longest or blocks[0], sounds, fades.inside)) if blocks else ()
    return PlannedMusic(tuple(stretches), spare, shelf.left_out)


def shelf_of(tracks: Sequence[Track], arc: Arc, wish: MusicWish) -> Shelf:
    """What there is to choose from for that wish."""
    return Shelf(tracks, arc, wish.seed, wish.heard, wish.avoid)


def length_of(track: Track) -> float:
    """How long a piece is (s), or is taken to be; nobody believes in more than a day."""
    return track.length_s if 0 < track.length_s <= DAY_S else UNKNOWN_S


def _running(shelf: Shelf, blocks: Sequence[WantedMusic], sounding: Sounding | None) -> Placed | None:
    """What sounds already, in its place."""
    if sounding is None or not blocks:
        return None
    track = shelf.find(sounding.path)
    if track is None:
        return None
    return Placed(track, blocks[0].start / 1000 + sounding.left_s - length_of(track))


def _carries(shelf: Shelf, running: Placed, block: WantedMusic, fades: Crossfades) -> bool:
    """A long piece, a mix, sounds on: the block has none of its own that it would have to make way for."""
    left = running.start_s + length_of(running.track) - block.start / 1000
    return left > fades.between + GOOD_S and shelf.suits(running.track, block)


def _left(over: Placed | None, block: WantedMusic) -> Sounding | None:
    """What of a piece is left when the block begins into which it sounds on."""
    if over is None:
        return None
    return Sounding(over.track.path, over.start_s + length_of(over.track) - block.start / 1000)


def _needed(blocks: Sequence[WantedMusic], place: int, fades: Crossfades, going: Sounding | None) -> float:
    """The lengths less a crossfade each that the pieces of a block must add up to, so that the last one ends with it.

    What follows begins at the block's end, by its own crossfade, under which the last piece still sounds. `going` is
    what sounds when the block begins, and goes on.
    """
    following = blocks[place + 1] if place + 1 < len(blocks) else None
    over = 0.0 if following is None else fades.silence if following.silent else fades.between
    return blocks[place].seconds + over - (fades.inside if going is None else going.left_s)


def _seconds(tracks: Iterable[Track], crossfade: float) -> float:
    return sum(max(1.0, length_of(track) - crossfade) for track in tracks)


def _best(tracks: list[Track], need: float, fades: Crossfades) -> list[Track]:
    """Those that fit; where each is far too long, the first, which gives way when its time is over."""
    found = _fitting(tracks, need, fades.inside)
    return found or (tracks[:1] if need > fades.between + GOOD_S else [])


def _fitting(tracks: list[Track], need: float, crossfade: float) -> list[Track]:
    """The pieces from the front of `tracks` that end nearest to `need`; an end too soon is twice as bad as one late."""
    wanted = round(need)
    if wanted <= 0 or not tracks:
        return []
    lengths = [max(1, round(length_of(track) - crossfade)) for track in tracks]
    reach, before, enough = 1, [], len(lengths)
    best = 0
    for place, length in enumerate(lengths):
        before.append(reach)
        reach |= reach << length
        if place < enough and sum(lengths[: place + 1]) >= wanted:
            enough = place
        best, cost = _nearest(reach, wanted)
        if cost <= GOOD_S or place >= enough + AHEAD:
            break
    kept = []
    for place in reversed(range(len(before))):
        if not before[place] >> best & 1:
            kept.append(tracks[place])
            best -= lengths[place]
    return kept[::-1]


def _nearest(reach: int, wanted: int) -> tuple[int, int]:
    """The sum among the bits of `reach` that lies best to `wanted`, and what it costs."""
    under = (reach & ((1 << (wanted + 1)) - 1)).bit_length() - 1
    above = reach >> (wanted + 1)
    if not above:
        return under, 2 * (wanted - under)
    over = wanted + (above & -above).bit_length()
    return (under, 2 * (wanted - under)) if 2 * (wanted - under) <= over - wanted else (over, over - wanted)


def _ordered(tracks: list[Track], block: WantedMusic, arc: Arc) -> list[Track]:
    """By strength as the part of the arc goes: rising, falling, or up and down again; equals stay as they are.

    Where softer or deeper music was asked for, what comes nearest to that comes first.
    """
    part = part_of(arc, block.slot)
    strengths = {track.path: strength_of(track, arc) for track in tracks}
    if part is None or block.shift or len(set(strengths.values())) < 2:
        return tracks
    if part.falls:
        return sorted(tracks, key=lambda track: -strengths[track.path])
    rising = sorted(tracks, key=lambda track: strengths[track.path])
    if part.rises or max(part.strength) == part.strength[0]:
        return rising
    return rising[::2] + rising[1::2][::-1]


def _again(
    shelf: Shelf, block: WantedMusic, chosen: list[Track], need: float, crossfade: float, last: str, following: str
) -> list[Track]:
    """Pieces that come a second time, because there is nothing else for the rest of the block.

    `last` is what sounds before the block, and `following` what comes behind it: neither is to follow itself.
    """
    missing = need - _seconds(chosen, crossfade)
    coming = shelf.again(block, chosen[-1].path if chosen else last)
    found: list[Track] = []
    while missing > crossfade + GOOD_S and (piece := next(coming, None)) is not None:
        found.append(piece)
        missing -= _seconds([piece], crossfade)
    if found and found[-1].path == following:
        before = [last, *(track.path for track in (*chosen, *found))][-2]
        others = (*islice(coming, MOST), *shelf.all(block))
        found[-1] = next((track for track in others if track.path not in (following, before)), found[-1])
    return found


def _spare(
    shelf: Shelf, stretches: Sequence[PlannedStretch], block: WantedMusic, last: str, crossfade: float
) -> Iterator[Track]:
    """What follows when a phase lasts longer than planned: something fresh, else what was heard longest ago."""
    if block.silent:
        return
    for stretch in stretches:
        last = stretch.placed[-1].track.path if stretch.placed else last
        if stretch.block == block:
            break
    fresh = shelf.own(block)
    shelf.taken.update(track.path for track in fresh)
    seconds = 0.0
    for track in islice((*fresh, *islice(shelf.again(block, fresh[-1].path if fresh else last), MOST)), MOST):
        yield track
        seconds += _seconds([track], crossfade)
        if seconds > SPARE_S:
            return


def _laid(
    block: WantedMusic, tracks: list[Track], fresh: set[str], inside: float, going: Sounding | None, over: Placed | None
) -> PlannedStretch:
    start = block.start / 1000 + (going.left_s - inside if going is not None else 0.0)
    covered = max(0.0, going.left_s - inside) if going is not None and not (over and over.again) else 0.0
    ends = block.start / 1000 + going.left_s if going is not None else 0.0
    placed = [msgspec.structs.replace(over, goes_on=True)] if over is not None else []
    seen: set[str] = set()
    for track in tracks:
        again = track.path not in fresh or track.path in seen
        placed.append(Placed(track, start, again))
        seen.add(track.path)
        ends = start + length_of(track)
        step = max(1.0, length_of(track) - inside)
        start += step
        covered += 0.0 if again else step
    return PlannedStretch(block, tuple(placed), covered, ends)


def _warnings(planned: PlannedMusic) -> Iterator[str]:
    heard = [stretch for stretch in planned.stretches if not stretch.block.silent]
    if heard and not any(stretch.placed for stretch in heard):
        yield "There is no music for this session in the playlist."
        return
    short = [stretch.text for stretch in heard if stretch.short]
    if short:
        yield f"There is not enough music of its own, and pieces come again: {'; '.join(short)}."
    unknown = {placed.track.title for stretch in heard for placed in stretch.placed if not placed.track.length_s}
    if unknown:
        yield f"The length of {len(unknown)} pieces is not known yet: {', '.join(sorted(unknown)[:3])}."
