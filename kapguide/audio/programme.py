"""The programme: which piece when. A pure function of what is wanted, what there is, and a seed."""

import zlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kapguide.audio.arc import Arc, neighbours, part_of
from kapguide.audio.blocks import Block
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
SOFTEST, STRONGEST = 1, 5
NO_LYRICS = ("", "none")
"""Labels of a piece that may be played to somebody who knows every language."""


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
    """A piece in its place: when it begins (s of session time); `again` when it has been heard, or will have been."""

    track: Track
    start_s: float
    again: bool = False


class Stretch(msgspec.Struct, frozen=True):
    """A block and the pieces for it, in order; none in a silence. `covered_s` counts only what is not heard twice.

    `ends_s` is when its last piece has ended (s of session time), 0 without one.
    """

    block: Block
    placed: tuple[Placed, ...] = ()
    covered_s: float = 0.0
    ends_s: float = 0.0

    @property
    def text(self) -> str:
        """`Peak: 31 of 30 min`."""
        wanted = round(self.block.seconds / 60)
        if self.block.silent:
            return f"{self.block.title}: {wanted} min of silence"
        return f"{self.block.title}: {int(self.covered_s / 60)} of {wanted} min"

    @property
    def short(self) -> bool:
        """There is less music of its own than the stretch is long, by more than a minute."""
        return not self.block.silent and self.covered_s < self.block.seconds - 60


class PlannedMusic(msgspec.Struct, frozen=True):
    """The whole programme: stretch by stretch, and what can follow when the present one lasts longer."""

    stretches: tuple[Stretch, ...] = ()
    spare: tuple[Track, ...] = ()
    left_out: int = 0
    """Pieces of the playlist that are not played: with words, or not for this client."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the therapist should know beforehand."""
        return tuple(_warnings(self))


class Wish(msgspec.Struct, frozen=True):
    """What a programme is made for: what was heard, what is not to be played (paths), and the order's seed.

    Seed 0 keeps the playlist's order; any other mixes it.
    """

    seed: int = 0
    heard: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    crossfades: Crossfades = Crossfades()


def plan_music(
    blocks: Sequence[Block],
    tracks: Sequence[Track],
    arc: Arc,
    wish: Wish,
    sounding: Sounding | None = None,
    longest: Block | None = None,
) -> PlannedMusic:
    """Choose and order pieces so that each block is covered and its last piece ends where the block does.

    Nothing is played twice as long as there is something else for its part of the arc; `sounding` goes on in the
    first block as it is. `longest` is the block that may last on, by default the first: `spare` is for that.
    """
    shelf = _Shelf(tracks, arc, wish)
    if sounding is not None:
        shelf.taken.add(sounding.path)
    wanted = [_needed(blocks, place, wish.crossfades, sounding) for place in range(len(blocks))]
    chosen: list[list[Track]] = [[] for _ in blocks]
    for place, block in enumerate(blocks):
        if not block.silent:
            chosen[place] = _fitting(shelf.own(block), wanted[place], wish.crossfades.inside)
            shelf.taken.update(track.path for track in chosen[place])
    fresh: list[set[str]] = []
    for place, block in enumerate(blocks):
        pieces = _ordered(chosen[place], block, arc)
        if not block.silent:
            missing = wanted[place] - _seconds(pieces, wish.crossfades.inside)
            if missing > wish.crossfades.between + GOOD_S:
                borrowed = _fitting(shelf.others(block), missing, wish.crossfades.inside)
                shelf.taken.update(track.path for track in borrowed)
                pieces = [*pieces, *_ordered(borrowed, block, arc)]
        fresh.append({track.path for track in pieces})
        if not block.silent:
            pieces = [*pieces, *_again(shelf, block, pieces, wanted[place], wish.crossfades.inside)]
        chosen[place] = pieces
    stretches = tuple(
        _laid(block, pieces, mine, wish, sounding if place == 0 else None)
        for place, (block, pieces, mine) in enumerate(zip(blocks, chosen, fresh, strict=True))
    )
    spare = tuple(_spare(shelf, longest or blocks[0])) if blocks else ()
    return PlannedMusic(stretches, spare, shelf.left_out)


def length_of(track: Track) -> float:
    """How long a piece is (s), or is taken to be; nobody believes in more than a day."""
    return track.length_s if 0 < track.length_s <= DAY_S else UNKNOWN_S


class _Shelf:
    """The pieces by their part of the arc, in the order of the seed, and those that are taken."""

    def __init__(self, tracks: Iterable[Track], arc: Arc, wish: Wish) -> None:
        self._arc = arc
        self._heard = wish.heard
        self.taken: set[str] = set()
        self.left_out = 0
        self._by_slot: dict[str, list[Track]] = {}
        for track in _mixed(tracks, wish.seed):
            if track.path in wish.avoid or track.labels.lyrics.lower() not in NO_LYRICS:
                self.left_out += 1
            else:
                self._by_slot.setdefault(track.slot, []).append(track)
        self._last = {path: place for place, path in enumerate(wish.heard)}

    def own(self, block: Block) -> list[Track]:
        """Fresh pieces of the block's part of the arc, the best ones first."""
        slots = (block.slot, *neighbours(self._arc, block.slot)) if block.shift else (block.slot,)
        return self._ranked(self._fresh(slots), block)

    def others(self, block: Block) -> list[Track]:
        """Fresh pieces of other parts that nobody has taken, the nearest parts first."""
        return self._ranked(self._fresh((*neighbours(self._arc, block.slot), "")), block)

    def heard(self, block: Block) -> list[Track]:
        """What may come again, longest ago first: of the block's own part, or of any when it has none."""
        slots = [block.slot] if self._by_slot.get(block.slot) else list(self._by_slot)
        found = {track.path: track for slot in slots for track in self._by_slot[slot]}
        return sorted(found.values(), key=lambda track: (track.path in self.taken, self._last.get(track.path, -1)))

    def _fresh(self, slots: Iterable[str]) -> list[Track]:
        found: dict[str, Track] = {}
        for slot in slots:
            for track in self._by_slot.get(slot, ()):
                if track.path not in self.taken and track.path not in self._last:
                    found.setdefault(track.path, track)
        return list(found.values())

    def _ranked(self, tracks: list[Track], block: Block) -> list[Track]:
        """By how far they are from the strength that is wanted, then as they were."""
        part = part_of(self._arc, block.slot)
        if part is None:
            return tracks
        low, high = min(part.strength), max(part.strength)
        if block.shift:  # clearly softer, or clearly deeper, than anything in this part
            low = high = min(STRONGEST, max(SOFTEST, (low if block.shift < 0 else high) + block.shift))

        def distance(track: Track) -> float:
            strength = strength_of(track, self._arc)
            return max(low - strength, strength - high, 0.0)

        return sorted(tracks, key=distance)


def strength_of(track: Track, arc: Arc) -> float:
    """The intensity on a piece's label, or what its part of the arc asks for on the whole."""
    part = part_of(arc, track.slot)
    return float(track.labels.intensity) or (part.middle if part else 3.0)


def _mixed(tracks: Iterable[Track], seed: int) -> list[Track]:
    if not seed:
        return list(tracks)
    return sorted(tracks, key=lambda track: (zlib.crc32(f"{seed}:{track.id}".encode()), track.id))


def _needed(blocks: Sequence[Block], place: int, fades: Crossfades, sounding: Sounding | None) -> float:
    """The lengths less a crossfade each that the pieces of a block must add up to, so that the last one ends with it.

    What follows begins at the block's end, by its own crossfade, under which the last piece still sounds.
    """
    following = blocks[place + 1] if place + 1 < len(blocks) else None
    over = 0.0 if following is None else fades.silence if following.silent else fades.between
    if place == 0 and sounding is not None:
        return blocks[place].seconds + over - sounding.left_s
    return blocks[place].seconds + over - fades.inside


def _seconds(tracks: Iterable[Track], crossfade: float) -> float:
    return sum(max(1.0, length_of(track) - crossfade) for track in tracks)


def _fitting(tracks: list[Track], need: float, crossfade: float) -> list[Track]:
    """The pieces from the front of `tracks` that end nearest to `need`; an end too soon is twice as bad as one late."""
    wanted = round(need)
    if wanted <= 0 or not tracks:
        return []
    lengths = [max(1, round(length_of(track) - crossfade)) for track in tracks]
    reach, before, enough = 1, [], len(lengths)
    best, cost = 0, 2 * wanted
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


def _ordered(tracks: list[Track], block: Block, arc: Arc) -> list[Track]:
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


def _again(shelf: _Shelf, block: Block, chosen: list[Track], need: float, crossfade: float) -> list[Track]:
    """Pieces that come a second time, because there is nothing else for the rest of the block."""
    missing = need - _seconds(chosen, crossfade)
    known = shelf.heard(block)
    found: list[Track] = []
    while known and missing > crossfade + GOOD_S:
        last = (found or chosen)[-1:]
        piece = next((track for track in known if [track] != last), known[0])
        known = [*(track for track in known if track != piece), piece]
        found.append(piece)
        missing -= _seconds([piece], crossfade)
    return found


def _spare(shelf: _Shelf, block: Block) -> Iterator[Track]:
    """What follows when a phase lasts longer than planned: something fresh, else what was heard longest ago."""
    seconds = 0.0
    if block.silent:
        return
    for track in (*shelf.own(block), *shelf.heard(block)):
        yield track
        seconds += length_of(track)
        if seconds > SPARE_S:
            return


def _laid(block: Block, tracks: list[Track], fresh: set[str], wish: Wish, sounding: Sounding | None) -> Stretch:
    inside = wish.crossfades.inside
    start = block.start / 1000 + (sounding.left_s - inside if sounding is not None else 0.0)
    covered = max(0.0, sounding.left_s - inside) if sounding is not None else 0.0
    ends = block.start / 1000 + sounding.left_s if sounding is not None else 0.0
    placed: list[Placed] = []
    seen: set[str] = set()
    for track in tracks:
        again = track.path not in fresh or track.path in seen
        placed.append(Placed(track, start, again))
        seen.add(track.path)
        ends = start + length_of(track)
        step = max(1.0, length_of(track) - inside)
        start += step
        covered += 0.0 if again else step
    return Stretch(block, tuple(placed), covered, ends)


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
