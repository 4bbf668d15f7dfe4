"""The shelf that a programme is chosen from: the pieces by their part of the arc, and those that are taken."""

import zlib
from collections.abc import Container, Iterable, Iterator

from kapguide.audio.planning.arc import Arc, neighbours, part_of
from kapguide.audio.planning.blocks import WantedMusic
from kapguide.audio.track import Track

NO_LYRICS = ("", "none")
"""Labels of a piece that may be played to somebody who knows every language."""
ROUND = 3
"""A part whose own music could only follow itself has at least so many pieces in turn, where there are so many."""


class Shelf:
    """The pieces by their part of the arc, in the order of the seed, and those that are taken."""

    def __init__(
        self, tracks: Iterable[Track], arc: Arc, seed: int = 0, heard: Iterable[str] = (), avoid: Container[str] = ()
    ) -> None:
        self._arc = arc
        self.taken: set[str] = set()
        self.left_out = 0
        self._by_slot: dict[str, list[Track]] = {}
        for track in _mixed(tracks, seed):
            if track.path in avoid or track.labels.lyrics.lower() not in NO_LYRICS:
                self.left_out += 1
            else:
                self._by_slot.setdefault(track.slot, []).append(track)
        self._last = {path: place for place, path in enumerate(heard)}
        pieces = {track.path: track for tracks in self._by_slot.values() for track in tracks}
        self._softest = sorted(strength_of(track, arc) for track in pieces.values())[:ROUND]

    def own(self, block: WantedMusic) -> list[Track]:
        """Fresh pieces of the block's part of the arc, the best ones first."""
        if block.shift:
            return self._ranked(self._calm(self._fresh((block.slot, *neighbours(self._arc, block.slot))), block), block)
        return self._ranked(self._fresh((block.slot,)), block)

    def others(self, block: WantedMusic) -> list[Track]:
        """Fresh pieces of other parts that nobody has taken, the nearest parts first."""
        return self._ranked(self._calm(self._fresh((*neighbours(self._arc, block.slot), "")), block), block)

    def again(self, block: WantedMusic, last: str) -> Iterator[Track]:
        """What may come again behind the piece `last`, without an end: what was heard longest ago comes first.

        None follows itself while there is another.
        """
        waiting = self._heard(block)
        while waiting:
            piece = next((track for track in waiting if track.path != last), waiting[0])
            waiting.remove(piece)
            waiting.append(piece)
            last = piece.path
            yield piece

    def suits(self, track: Track, block: WantedMusic, asked: bool = False) -> bool:
        """A piece that sounds may go on into the block: nothing suits that better.

        It belongs to no part and the block has none of its own, though not where a person `asked` for other music; or
        there is no other piece at all.
        """
        own = self._by_slot.get(block.slot)
        if block.silent:
            return False
        return (not track.slot and not own and not asked) or self._is_all(track)

    def all(self, block: WantedMusic) -> Iterator[Track]:
        """Every piece that may be played then, those of the block's part and of the nearest ones first."""
        for slot in self._slots(block):
            tracks = self._by_slot.get(slot, ())
            yield from tracks if slot == block.slot else self._calm(tracks, block)

    def find(self, path: str) -> Track | None:
        """The piece of that path, if it may be played."""
        return next((track for tracks in self._by_slot.values() for track in tracks if track.path == path), None)

    def is_fresh(self, track: Track) -> bool:
        """Nobody has heard it, and nobody has taken it."""
        return track.path not in self.taken and track.path not in self._last

    def _is_all(self, track: Track) -> bool:
        """There is no other piece."""
        return all(other.path == track.path for tracks in self._by_slot.values() for other in tracks)

    def _heard(self, block: WantedMusic) -> list[Track]:
        """The block's own part, longest ago first; where that is not enough to change, the nearest parts as well."""
        own, *others = self._slots(block)
        found = {track.path: track for track in self._by_slot.get(own, ())}
        for slot in others if len(found) < 2 else ():
            if len(found) < ROUND:
                calm = self._calm(self._by_slot.get(slot, ()), block)
                found |= {track.path: track for track in calm if track.path not in found}
        return sorted(found.values(), key=lambda track: (track.path in self.taken, self._last.get(track.path, -1)))

    def _slots(self, block: WantedMusic) -> tuple[str, ...]:
        """The block's own part, the others as they are near to it, no part, and what is no part of the arc."""
        return tuple(dict.fromkeys((block.slot, *neighbours(self._arc, block.slot), "", *self._by_slot)))

    def _fresh(self, slots: Iterable[str]) -> list[Track]:
        found: dict[str, Track] = {}
        for slot in slots:
            for track in self._by_slot.get(slot, ()):
                if self.is_fresh(track):
                    found.setdefault(track.path, track)
        return list(found.values())

    def _calm(self, tracks: Iterable[Track], block: WantedMusic) -> list[Track]:
        """Of other parts' pieces those that are no stronger than is wanted, or than the few softest that there are.

        A stronger one would startle: that is worse than a piece that comes again.
        """
        wanted = self._wanted(block)
        if wanted is None or not self._softest:
            return list(tracks)
        strongest = max(wanted[1], round(self._softest[-1]))
        return [track for track in tracks if round(strength_of(track, self._arc)) <= strongest]

    def _wanted(self, block: WantedMusic) -> tuple[int, int] | None:
        """How strong the block's pieces are to be, at least and at most; None for what is no part of the arc."""
        part = part_of(self._arc, block.slot)
        if part is None:
            return None
        low, high = min(part.strength), max(part.strength)
        if block.shift:  # clearly softer, or clearly deeper, than anything in this part
            low = high = (low if block.shift < 0 else high) + block.shift
        return low, high

    def _ranked(self, tracks: list[Track], block: WantedMusic) -> list[Track]:
        """By how far they are from the strength that is wanted, then as they were."""
        wanted = self._wanted(block)
        if wanted is None:
            return tracks
        low, high = wanted

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
