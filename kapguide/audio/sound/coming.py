"""The next track on its way: opened ahead, passed over when it cannot be read, and each fault of a file said once."""

from collections.abc import Callable
from dataclasses import dataclass

from kapguide.audio.sound.decoder import DAMAGED, UNREADABLE, DecodeError, Decoder
from kapguide.audio.sound.decoders import Silence
from kapguide.audio.sound.order import TrackOrder
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.source import ENDED_EARLY, FileSource, Open
from kapguide.audio.sound.wire import ODD, SILENCE, WireTrack

SLOW, MORE = "slow", "more"
"""Faults: a file that does not open in time; so many files more (in the detail) that cannot be played either."""
PATIENCE, HURRY = 3 * RATE, 7 * RATE // 10
"""How long a file may take to open while something sounds, and while nothing does."""
RETRY = 2 * RATE
"""When no track of the programme can be read, the next try comes after this."""
HANDFUL = 50
"""How many are tried at each of those: a drive that has gone is not asked for thousands of files again and again."""
LASTING = (DAMAGED, ENDED_EARLY)
"""Faults of a file that sounds all the same: told once, however often it comes round."""
NAMED = 3
"""So many files in a row are named, the rest is counted."""


@dataclass(slots=True)
class Coming:
    """A track that is being prepared, and its place in the order, None when it has lost it."""

    index: int | None
    track: WireTrack
    at_s: float
    source: FileSource
    since: int


class Ahead:
    """Prepares one track at a time. `fault` hears code, track and detail; `changed` is called when a file has failed.

    A file that hangs at its opening is never opened a second time meanwhile; when it opens at last and nothing sounds,
    it is what comes.
    """

    def __init__(self, opener: Open, fault: Callable[[str, WireTrack, str], None], changed: Callable[[], None]) -> None:
        self._opener, self._fault, self._changed = opener, fault, changed
        self.coming: Coming | None = None
        self._hung: dict[str, Coming] = {}
        self._misses = 0
        self._tired = self._closed = False
        self._retry_at: int | None = None
        self._place: int | None = None
        self._told: set[tuple[str, str]] = set()
        self._named = self._unnamed = 0

    def prepare(self, order: TrackOrder[WireTrack], index: int | None, now: int, at_s: float = 0.0) -> None:
        """Open the track at `index` of `order`, unless that is what is being opened."""
        track = None if index is None else order.items[index]
        if self.coming is not None:
            if index is not None and (self.coming.track, self.coming.at_s) == (track, at_s):
                self.coming.index = index
                return
            self.drop()
        if index is None or track is None or self._closed:
            return
        hung = self._hung.pop(track.path, None)
        if hung is not None and (hung.track, hung.at_s) == (track, at_s) and not hung.source.failed:
            hung.index, self.coming = index, hung
            return
        if hung is not None:
            self._hung[track.path] = hung
        self.coming = Coming(index, track, at_s, self._source(track, at_s), now)

    def anew(self, asked: str = "") -> None:
        """Another wish: what failed before is tried again at once, and what keeps the file `asked` silent is told."""
        self._misses, self._retry_at, self._tired = 0, None, False
        self._told = {(code, path) for code, path in self._told if path != asked or code in LASTING}

    def taken(self) -> Coming | None:
        """Hand over what was prepared: it sounds from now on."""
        coming, self.coming = self.coming, None
        if coming is not None:
            self.anew(coming.track.path)
            self._say_more()
        return coming

    def watch(self, order: TrackOrder[WireTrack], now: int, silent: bool) -> None:
        """Name what cannot be read, and pass it over. `silent`: music is wanted, and nothing sounds."""
        self._look_at_the_hung(order, silent)
        coming = self.coming
        if coming is None:
            if self._retry_at is not None and now >= self._retry_at:
                self._retry_at = None
                self.prepare(order, order.after(self._place), now)
            return
        failed = coming.source.failed
        if failed is None and not coming.source.ready and now - coming.since > (HURRY if silent else PATIENCE):
            failed = SLOW
        if failed is not None:
            self._pass_over(order, coming, failed, now)

    def tell(self, code: str, track: WireTrack) -> None:
        """Report a fault of a track, unless this file's was told and it has not sounded since."""
        if (code, track.path) in self._told:
            return
        self._told.add((code, track.path))
        self._named += 1
        if self._named <= NAMED:
            self._fault(code, track, "")
        else:
            self._unnamed += 1

    def drop(self) -> None:
        """Let go of what is being prepared."""
        if self.coming is not None:
            self._put_away(self.coming)
            self.coming = None

    def close(self) -> None:
        """Let go of every file, and open none again."""
        self._closed = True
        self.drop()
        for hung in self._hung.values():
            hung.source.close()

    def _source(self, track: WireTrack, at_s: float) -> FileSource:
        opener = self._opener
        if track.path == SILENCE:
            return FileSource(
                SILENCE, lambda _: Silence(track.length_s), at_s, track.length_s, self._changed, measured=True
            )
        if track.path.startswith(ODD):
            opener = _unreadable
        return FileSource(track.path, opener, at_s, track.length_s, self._changed, measured=track.measured)

    def _put_away(self, coming: Coming) -> None:
        if coming.source.opening:
            self._hung[coming.track.path] = coming
        else:
            coming.source.close()

    def _pass_over(self, order: TrackOrder[WireTrack], coming: Coming, failed: str, now: int) -> None:
        self.tell(failed, coming.track)
        self.drop()
        self._misses += 1
        if self._misses < (min(len(order.items), HANDFUL) if self._tired else len(order.items)):
            self.prepare(order, order.after(coming.index), now)
            return
        self._misses, self._tired = 0, True
        self._retry_at, self._place = now + RETRY, coming.index
        self._say_more()

    def _look_at_the_hung(self, order: TrackOrder[WireTrack], silent: bool) -> None:
        """What has opened at last is taken where nothing sounds, else let go of."""
        for path, hung in list(self._hung.items()):
            if hung.source.opening:
                continue
            index = order.index_of(hung.track.id)
            wanted = silent and index is not None and hung.source.failed is None
            if wanted and not hung.source.ready:
                continue
            del self._hung[path]
            if wanted and (self.coming is None or not self.coming.source.ready):
                self.drop()
                hung.index, self.coming = index, hung
            else:
                hung.source.close()

    def _say_more(self) -> None:
        if self._unnamed:
            self._fault(MORE, WireTrack(id="", path=""), str(self._unnamed))
        self._named = self._unnamed = 0


def _unreadable(path: str) -> Decoder:
    raise DecodeError(UNREADABLE, "it cannot be a file")
