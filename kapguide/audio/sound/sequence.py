"""The music as it goes on: which track sounds, when the next one joins, and what is done when one cannot."""

import math
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kapguide.audio.sound.coming import PATIENCE, SLOW, Ahead, Coming
from kapguide.audio.sound.decoder import Block, Decoder
from kapguide.audio.sound.mixer import ENTRANCE, Deck, Mixer
from kapguide.audio.sound.order import TrackOrder, crossfade_length
from kapguide.audio.sound.ramps import RATE, SHORTEST, frames
from kapguide.audio.sound.source import FileSource, Open
from kapguide.audio.sound.wire import CAP_S, FLOOR_DB, VOICE, WireError, WireTrack

STALLED = "stalled"
"""Fault: a file stops coming while it sounds."""
STALL = RATE // 2
"""What gives nothing for so long makes way: a short hole is better borne than another piece."""


class Sequence:
    """Holds the programme and renders it. Every method may be called from any thread; `render` from one at a time."""

    def __init__(self, opener: Open, told: Callable[[], None] = lambda: None) -> None:
        """`told` is called, on any thread, when there is something in `reports`; it must not come back here."""
        self.opener, self._told = opener, told
        self.mixer = Mixer()
        self.rendered = 0
        """Frames since the start; it goes on as long as time does."""
        self._lock = threading.Lock()  # hands steer on the wire's thread while a device's thread renders
        self._order: TrackOrder[WireTrack] = TrackOrder()
        self._index: int | None = None
        self._deck: Deck | None = None
        self._ahead = Ahead(self._open, self._fault, self.look)
        self._go: int | None = None
        """Frames of a crossfade that begins when the track that sounds has come to `_go_from` and the next is ready."""
        self._go_from = 0
        self._begun = False
        self._voice_up_s = 2.0
        self._voice_waits: Deck | None = None
        self._voice_number = 0
        """Which line is said, or will be once its file is read; 0 where there is none."""
        self._voice_asked = 0
        """When it was asked for, in frames rendered."""
        self._voice_whole = True
        """Nothing of it was missing until now."""
        self._underruns = 0
        self._faults = 0
        self._reports: deque[dict[str, Any]] = deque(maxlen=1_000)

    # --- commands ------------------------------------------------------------------------------------------

    def programme(self, items: tuple[WireTrack, ...], repeat_from: int) -> None:
        """Replace what follows. What sounds goes on; so does a `go` that waits for its file."""
        with self._lock:
            self._order = TrackOrder(items, repeat_from)
            self._ahead.anew()
            self._index = self._order.index_of(self._deck.track.id) if self._deck else None
            if self._go is None:
                self._prepare(self._order.after(self._index))
            elif self._coming is not None:
                self._coming.index = self._order.index_of(self._coming.track.id)

    def go(self, item: str, seconds: float, at_s: float, from_s: float = 0.0) -> None:
        """Crossfade to `item` as soon as its file is read and what sounds has come to `from_s` of itself, or ends.

        No item takes back what waits. Raises WireError when the programme does not hold it.
        """
        with self._lock:
            if not item:
                self._stay()
                return
            index = self._order.index_of(item)
            if index is None:
                raise WireError("go.item: not in the programme")
            self._begun = True
            track = self._order.items[index]
            self._ahead.anew(track.path)
            self._go_from = frames(from_s)
            now = self._deck is None or self._deck.source.position >= self._go_from
            leaving = self._still_heard(track)
            if leaving is not None and now:
                self._raise(leaving, index, frames(seconds))
                return
            self._go = frames(seconds)
            self._prepare(index, at_s)

    def _stay(self) -> None:
        if self._go is not None and self._deck is not None:
            self._go = None
            self._prepare(self._order.after(self._index))

    def fade(self, to_db: float, seconds: float) -> None:
        with self._lock:
            self.mixer.settle()
            if seconds > 0 or self.mixer.decks:
                self.mixer.fade.to(to_db, seconds)
            else:  # nothing sounds: what comes next must not be heard on the way down
                self.mixer.fade.jump(to_db)

    def level(self, db: float, seconds: float) -> None:
        with self._lock:
            self.mixer.settle()
            self.mixer.master.to(db, seconds)

    def cap(self, db: float) -> None:
        with self._lock:
            if math.isclose(db, self.mixer.cap.target_db, abs_tol=1e-6):
                return  # a window that comes says it again: what was rendered can still be changed
            self.mixer.settle()
            self.mixer.cap.to(db, CAP_S if self.mixer.decks else 0.0)

    def duck(self, db: float, seconds: float) -> None:
        with self._lock:
            self.mixer.settle()
            self.mixer.duck.to(db, seconds)

    def voice(
        self, number: int, path: str, gain_db: float, duck_db: float, down_s: float, up_s: float, at_s: float = 0.0
    ) -> None:
        """Say the file at `path`, from `at_s` of it on, the music ducked under it; no path ends what is being said.

        The line that is said last is told of by its `number` when it is over; one that another line replaces is not.
        """
        with self._lock:
            waited = self._voice_waits is not None
            self._drop_waiting_voice()
            self._voice_up_s = up_s
            if self.mixer.voice is not None:
                self.mixer.voice.swing.begin(0.0, frames(0.3))
            elif waited and not path:
                self._voice_over(heard=False)
            if path:
                self._voice_number, self._voice_asked = number, self.rendered
                track = WireTrack(id=VOICE, path=path, gain_db=gain_db)
                self._voice_waits = Deck(track, FileSource(path, self.opener, at_s))
                self.mixer.voice_duck.to(duck_db, down_s)

    def leave(self, seconds: float) -> None:
        """Take everything to silence, before the process ends."""
        with self._lock:
            self.mixer.settle()
            self.mixer.exit.to(FLOOR_DB, seconds)

    def stay(self, seconds: float) -> None:
        """Take `leave` back."""
        with self._lock:
            self.mixer.settle()
            self.mixer.exit.to(0.0, seconds)

    def enter(self, seconds: float, heard: bool) -> None:
        """Come up from silence after an interruption; `heard` tells whether the last frames were."""
        with self._lock:
            self.mixer.enter(seconds, heard)

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            self._ahead.close()
            self._drop_waiting_voice()
            decks = [*self.mixer.decks, *([self.mixer.voice] if self.mixer.voice else [])]
            for deck in decks:
                deck.source.close()

    # --- what is told --------------------------------------------------------------------------------------

    @property
    def begun(self) -> bool:
        """Music was asked for."""
        return self._begun

    @property
    def gone(self) -> bool:
        """`leave` has arrived at silence."""
        return self.mixer.exit.db <= FLOOR_DB and not self.mixer.exit.moving

    def reports(self) -> list[dict[str, Any]]:
        """What happened since this was last asked, in order."""
        taken = []
        while self._reports:
            taken.append(self._reports.popleft())
        return taken

    def holdings(self) -> dict[str, Any]:
        """The programme, for a window that takes over."""
        with self._lock:
            return {"programme": [item.plain() for item in self._order.items], "repeat_from": self._order.repeat_from}

    def snapshot(self, ahead_s: float = 0.0) -> dict[str, Any]:
        """The heartbeat: what sounds, and where it is; seconds, and dB down to FLOOR_DB. Faults: since the last one.

        What is heard now was rendered `ahead_s` ago.
        """
        with self._lock:
            mixer, deck = self.mixer, self._deck
            fades = any(stage.moving for stage in (mixer.fade, mixer.exit, mixer.entry))
            # What is silent already is not heard to leave.
            state = "silent" if deck is None or mixer.silent else "fading" if fades else "playing"
            length = deck.source.length if deck else None
            left = deck.source.left if deck else None
            join = None if deck is None or left is None else max(0, left - self._crossfade(deck))
            waits = self._go is not None
            if deck is not None and waits:
                due = max(0, self._go_from - deck.source.position)
                join = due if join is None else min(join, due)
            faults, self._faults = self._faults, 0
            return {
                "item": deck.track.id if deck else "",
                "next": self._coming.track.id if self._coming else "",
                "position_s": deck.source.position_before(frames(ahead_s)) / RATE if deck else 0.0,
                "length_s": (length or 0) / RATE,
                "to_crossfade_s": None if join is None else join / RATE + ahead_s,
                "going": self._coming.track.id if self._coming and waits else "",
                "going_from_s": self._go_from / RATE if waits else 0.0,
                "state": state,
                "fade_db": mixer.fade.db,
                "fade_s": mixer.fade.remaining_s,
                "fade_to_db": mixer.fade.target_db,
                "master_db": mixer.master.db,
                "duck_db": mixer.duck.db,
                "voice": self._voice_number,
                "cap_db": mixer.cap.db,
                "peak_db": mixer.peak_db,
                "underruns": self._underruns + sum(each.source.underruns for each in mixer.decks),
                "rendered": self.rendered,
                "faults": faults,
            }

    # --- the music goes on ---------------------------------------------------------------------------------

    def render(self, count: int) -> Block:
        """The next `count` frames for the output: float32 [count, 2]."""
        out = np.zeros((count, 2), np.float32)
        with self._lock:
            self._voice_turn()
            done = 0
            while done < count:
                self._turn()
                step = min(count - done, self._until_join())
                piece = out[done : done + step]
                self.mixer.mix(piece)
                out[done : done + step] = self.mixer.limited(piece)
                done += step
                self.rendered += step
            self._clear()
            return out

    def back(self, count: int) -> int:
        """Go back by at most `count` frames to change a level there, see Mixer; `again` gives them anew."""
        with self._lock:
            return self.mixer.back(count)

    def again(self) -> Block:
        with self._lock:
            return self.mixer.again()

    def look(self) -> None:
        """Between two blocks: what is broken is passed over at once, not only when the next frames are due."""
        with self._lock:
            self._watch()
            self._voice_turn()

    @property
    def _coming(self) -> Coming | None:
        return self._ahead.coming

    def _watch(self) -> None:
        deck = self._deck
        silent = self._begun and (deck is None or deck.finished or deck.source.starving > 0)
        self._ahead.watch(self._order, self.rendered, silent)

    def _turn(self) -> None:
        """Whatever is due at this very frame."""
        self._watch()
        deck, coming = self._deck, self._coming
        if coming is None or not coming.source.ready or not self._begun:
            return
        if deck is None or deck.finished:
            self._join(max(ENTRANCE, self._go or 0))
        elif self._go is not None and deck.source.position >= self._go_from:
            self._join(self._go)
        elif deck.source.starving >= STALL:
            self._ahead.tell(STALLED, deck.track)
            self._join(ENTRANCE)
        elif (left := deck.source.left) is not None and left <= (wanted := self._crossfade(deck)):
            if deck.source.dry:
                self._ahead.tell(STALLED, deck.track)
            self._join(max(left, min(wanted, ENTRANCE)))

    def _until_join(self) -> int:
        """Frames until the next track joins, as far as that is known; at least 1."""
        deck, coming = self._deck, self._coming
        if deck is None or coming is None or not coming.source.ready:
            return RATE
        left = deck.source.left
        until = RATE if left is None else left - self._crossfade(deck)
        if self._go is not None:
            until = min(until, self._go_from - deck.source.position)
        return max(1, until)

    def _crossfade(self, deck: Deck) -> int:
        """How long the coming track's crossfade with `deck` is, frames."""
        if self._coming is None:
            return SHORTEST
        wanted = self._go if self._go is not None else frames(self._coming.track.crossfade_s)
        return max(SHORTEST, int(crossfade_length(wanted, deck.source.length, self._coming.source.length)))

    def _join(self, length: int) -> None:
        coming = self._ahead.taken()
        if coming is not None:
            self._raise(Deck(coming.track, coming.source), coming.index, length)

    def _raise(self, deck: Deck, index: int | None, length: int) -> None:
        self.mixer.raise_deck(deck, length)
        self._deck, self._index, self._go = deck, index, None
        self._report("track_started", item=deck.track.id)
        self._prepare(self._order.after(index))

    def _still_heard(self, track: WireTrack) -> Deck | None:
        """The deck on which `track` is just being faded out."""
        decks = (deck for deck in self.mixer.decks if deck is not self._deck and not deck.finished)
        return next((deck for deck in decks if (deck.track.id, deck.track.path) == (track.id, track.path)), None)

    def _prepare(self, index: int | None, at_s: float = 0.0) -> None:
        self._ahead.prepare(self._order, index, self.rendered, at_s)

    def _voice_turn(self) -> None:
        waiting = self._voice_waits
        if waiting is None:
            return
        slow = SLOW if self.rendered - self._voice_asked > PATIENCE and not waiting.source.ready else None
        if failed := waiting.source.failed or slow:
            self._fault(failed, waiting.track)
            self._drop_waiting_voice()
            self._voice_over(heard=False)
        elif waiting.source.ready and self.mixer.voice is None:
            self._voice_waits, self.mixer.voice, self._voice_whole = None, waiting, True
            waiting.swing.begin(1.0, SHORTEST)

    def _voice_over(self, *, heard: bool) -> None:
        """The last line that was asked for is over, by whatever end: the music comes back."""
        self._report("voice_ended", number=self._voice_number, heard=heard)
        self._voice_number = 0
        self.mixer.voice_duck.to(0.0, self._voice_up_s)

    def _clear(self) -> None:
        """Put away what is no longer heard."""
        for deck in list(self.mixer.decks):
            while fault := deck.source.fault():
                self._ahead.tell(fault, deck.track)
            if deck.swing.over:
                self.mixer.decks.remove(deck)
                self._underruns += deck.source.underruns
                deck.source.close()
                self._report("track_ended", item=deck.track.id)
                if deck is self._deck:
                    self._deck = None
        voice = self.mixer.voice
        while voice is not None and (fault := voice.source.fault()):
            self._fault(fault, voice.track)
            self._voice_whole = False
        if voice is not None and (voice.finished or voice.swing.over or voice.source.starving >= STALL):
            self.mixer.voice = None
            voice.source.close()
            if self._voice_waits is None and self._voice_number:
                self._voice_over(heard=voice.finished and self._voice_whole)

    def _drop_waiting_voice(self) -> None:
        if self._voice_waits is not None:
            self._voice_waits.source.close()
            self._voice_waits = None

    def _open(self, path: str) -> Decoder:
        return self.opener(path)

    def _fault(self, code: str, track: WireTrack, detail: str = "") -> None:
        self._faults += 1
        self._report("fault", code=code, item=track.id, detail=detail or Path(track.path).name)

    def _report(self, name: str, **fields: Any) -> None:
        self._reports.append({"report": name, **fields})
        self._told()
