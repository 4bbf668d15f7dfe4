"""What the session wants of the sound: follows the state, and tells the player in programmes, crossfades and fades."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from kapguide.audio.planning.arc import Arc, shipped_arc
from kapguide.audio.planning.blocks import WantedMusic, blocks_of, present_of
from kapguide.audio.planning.faders import Faders
from kapguide.audio.planning.moments import quiet_moment
from kapguide.audio.planning.programme import PlannedMusic, Sounding, length_of, plan_music, shelf_of
from kapguide.audio.planning.queue import item_of, key_of, named, queue_of, track_of
from kapguide.audio.planning.shelf import Shelf
from kapguide.audio.planning.wishes import crossfades_of, wish_of, wished_of
from kapguide.audio.player.player import SILENCE, Item, Player, Programme, Status
from kapguide.audio.playlists.playlist import Playlist
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.engine import shift_waits
from kapguide.session.state import SessionState
from kapguide.settings import SoundSettings

STEERING = (
    e.SessionStarted,
    e.PhaseBegan,
    e.PhaseHeld,
    e.PhaseReleased,
    e.PhaseExtended,
    e.DoseGiven,
    e.EmergencyStarted,
    e.MusicShifted,
    e.MusicTurned,
    e.MusicReturned,
    e.TrackStarted,
    e.Undone,
)
"""Events after which the programme is made anew from now on."""
BRING_BACK_MS = 30_000
"""What was left this short a time ago goes on where it was, when leaving it is undone."""
MOST_ASKED = 20

Overview = Callable[[str], bytes]
"""The levels of a file from its beginning to its end, 0 to 255; empty when they are not known."""


class _Left(msgspec.Struct, frozen=True):
    """The piece that sounded before: it was left at session time `at`, `position_s` into it."""

    item: Item
    at: Elapsed
    position_s: float


class Director:
    """Steers one player: compares what the state wants with what it last asked for, so that undo needs no case."""

    def __init__(
        self,
        player: Player,
        playlist: Playlist,
        settings: SoundSettings,
        *,
        arc: Arc | None = None,
        overview_of: Overview = lambda path: b"",
    ) -> None:
        self.planned = PlannedMusic()
        self._player = player
        self._tracks = playlist.tracks
        self._named = named(playlist.tracks)
        self._settings = settings
        self._arc = arc or shipped_arc()
        self._overview_of = overview_of
        self._fades = crossfades_of(settings)
        self._items: dict[str, Item] = {}
        self._faders = Faders(player, settings)
        self._turn = 0
        self._asked: tuple[Item, ...] = ()
        """What was asked to sound and has not begun, as far as is told; the last of it by a crossfade of `_going_s`."""
        self._going_s = 0.0
        self._sounds: Item | None = None
        self._since = Elapsed(0)
        self._suited: tuple[str, ...] = ()
        """What else the piece that sounds has been the music of."""
        self._left: tuple[_Left, ...] = ()
        """What was left a short time ago, the last one last."""
        self._wish: tuple[object, ...] = ()
        self._ended = False

    @property
    def _going(self) -> Item | None:
        """What is to sound next by somebody's hand."""
        return self._asked[-1] if self._asked else None

    # --- what is told ------------------------------------------------------------------------------------------

    def status(self) -> Status:
        """What sounds now."""
        return self._player.status()

    def item_of(self, item_id: str) -> Item | None:
        """An item that the player was given, now or by an earlier window."""
        return self._items.get(item_id) or self._player.item(item_id)

    def title_of(self, item_id: str) -> str:
        """The title of a programme item; empty for an unknown one."""
        item = self.item_of(item_id)
        return item.title if item is not None else ""

    def levels_of(self, item_id: str) -> bytes:
        """An item's levels from its beginning to its end, 0 to 255; empty where they are not known."""
        item = self._items.get(item_id)
        return self._overview_of(item.path) if item is not None else b""

    def crossfade_to(self, item_id: str) -> float:
        """How an item joins what sounds before it (s)."""
        if self._going is not None and self._going.id == item_id:
            return self._going_s
        item = self._items.get(item_id)
        return item.crossfade_s if item is not None else 0.0

    def length_of(self, item_id: str) -> float:
        """An item's length (s), 0 where it is not known."""
        item = self._items.get(item_id)
        return item.length_s if item is not None else 0.0

    # --- what the state wants ----------------------------------------------------------------------------------

    def follow(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        """Bring the sound to where `state` wants it, by the fades that `events` ask for."""
        if self._ended or not state.flow.runs:
            return
        if state.ended is not None:
            self._ended = True
            self._player.stop(self._settings.end_s)
            return
        self._faders.follow(state, events)
        if any(isinstance(event.body, STEERING) for event in events):
            self._steer(state, events, events[-1].t)

    def take_over(self, state: SessionState, sounding: str, now: Elapsed) -> None:
        """Go on after a restart. `sounding` is the id of the item that never stopped, empty when there is none.

        Music that sounds is steered by fades; where there is silence it stays silent, until someone brings it back.
        """
        music = state.music
        self._turn, self._wish = music.turn, wished_of(state)
        self._faders.take_over(state, bool(sounding))
        self._sounds = self._player.item(sounding) if sounding else None
        self._since = music.since if music.since is not None else now
        if self._sounds is not None:
            self._items[self._sounds.id] = self._sounds
        blocks = blocks_of(state, now)
        if not blocks:
            return
        wanted = {key_of(block) for block in present_of(blocks, state)}
        self._adopt_going(wanted)
        if self._going is not None or (self._sounds is not None and self._sounds.slot in wanted):
            self._programme(state, blocks, now, self._going or self._sounds)
        elif sounding or not self._take_up(state, blocks, now):
            items = self._programme(state, blocks, now, None)
            if items:
                self._go(items[0], self._settings.between_phases_s if sounding else 0.0)

    def _adopt_going(self, wanted: set[str]) -> None:
        """A change that the last window asked for and that waits for its moment goes on, or is taken back."""
        going = self._player.status().going
        item = self._player.item(going) if going else None
        if item is not None and item.slot in wanted:
            self._asked, self._going_s = (item,), item.crossfade_s
            self._items[item.id] = item
        elif going:
            self._player.go("", 0.0)

    def _take_up(self, state: SessionState, blocks: tuple[WantedMusic, ...], now: Elapsed) -> bool:
        """After silence the piece that sounded last goes on where it would be now, if it is not over."""
        track = track_of(self._named, state.music.track)
        at_s = (now - self._since) / 1000
        if track is None or at_s > length_of(track) - self._fades.inside:
            return False
        if track.slot != key_of(blocks[0]) and not self._shelf(state).suits(track, blocks[0]):
            return False
        item = item_of(track, key_of(blocks[0]), self._fades.inside)
        self._programme(state, blocks, now, item)
        self._go(item, 0.0, at_s=at_s)
        return True

    # --- which music -------------------------------------------------------------------------------------------

    def _steer(self, state: SessionState, events: tuple[e.Event, ...], now: Elapsed) -> None:
        """Make the programme anew from now on, and change over where a person, not the time, asked for it."""
        self._note_started(state, events)
        blocks = blocks_of(state, now)
        if not blocks:
            return
        turned, self._turn = state.music.turn - self._turn, state.music.turn
        wish = wished_of(state)
        wished, self._wish = wish != self._wish, wish
        wanted = key_of(blocks[0])
        bodies = [event.body for event in events]
        if (
            blocks[0].silent
            and self._fits(wanted)
            and (turned > 0 or any(isinstance(b, e.MusicShifted) for b in bodies))
        ):
            self._leave_silence(state, blocks, now, turned)
        elif turned > 0:
            self._change(state, blocks, now, _seconds(bodies, e.MusicTurned, self._settings.turn_s))
        elif turned < 0 and self._bring_back(state, blocks, now):
            return
        elif self._fits(wanted):
            self._programme(state, blocks, now, self._going or self._sounds)
            if any(isinstance(body, e.MusicShifted) and body.at_once for body in bodies) and self._going is not None:
                self._go(self._going, self._settings.shift_now_s)
        elif self._is_meant(bodies, wished):
            if self._sounds_on(state, blocks[0], bodies):
                self._programme(state, blocks, now, self._sounds)
            elif not self._bring_back(state, blocks, now):
                self._change(state, blocks, now, self._change_seconds(bodies), shift_waits(state))
        else:
            self._programme(state, blocks, now, self._sounds)

    def _leave_silence(self, state: SessionState, blocks: tuple[WantedMusic, ...], now: Elapsed, turned: int) -> None:
        """In a planned silence the next piece is the music behind it, where there is some; a shift waits for that."""
        behind = present_of(blocks, state)[1:]
        if turned > 0 and behind:
            self._change(state, (replace(behind[0], start=now), *blocks[2:]), now, self._fades.between)
        else:
            self._programme(state, blocks, now, self._sounds)

    def _fits(self, wanted: str) -> bool:
        """What sounds, or was asked to, is the music that is wanted."""
        item = self._going or self._sounds
        return item is not None and item.slot == wanted

    def _sounds_on(self, state: SessionState, block: WantedMusic, bodies: list[e.AnyBody]) -> bool:
        """What sounds goes on as the music of `block`, where nothing suits that better; a mix is not begun again."""
        item = self._sounds
        track = track_of(self._named, item.id) if item is not None and self._going is None else None
        if item is None or track is None or block.silent:
            return False
        asked = any(isinstance(body, e.MusicShifted | e.MusicReturned) for body in bodies)
        undone = any(isinstance(body, e.Undone) for body in bodies) and key_of(block) in self._suited
        if not (undone or self._shelf(state).suits(track, block, asked)):
            return False
        self._suited = (*self._suited, item.slot)
        self._sounds = replace(item, slot=key_of(block))
        self._items[item.id] = self._sounds
        return True

    def _shelf(self, state: SessionState) -> Shelf:
        return shelf_of(self._tracks, self._arc, wish_of(state, self._fades))

    @staticmethod
    def _is_meant(bodies: list[e.AnyBody], wished: bool) -> bool:
        """A person has just asked for other music. That a stretch is over is the programme's own business."""
        asked = (e.SessionStarted, e.PhaseBegan, e.MusicShifted, e.MusicReturned)
        return any(isinstance(body, asked) or (wished and isinstance(body, e.Undone)) for body in bodies)

    def _change_seconds(self, bodies: list[e.AnyBody]) -> float:
        for body in bodies:
            match body:
                case e.SessionStarted() | e.Undone():
                    return self._settings.crossfade_s
                case e.MusicReturned(seconds=seconds):
                    return seconds
                case e.MusicShifted(at_once=at_once):
                    return self._settings.shift_now_s if at_once else self._settings.shift_s
        return self._settings.between_phases_s

    def _change(
        self, state: SessionState, blocks: tuple[WantedMusic, ...], now: Elapsed, seconds: float, gently: bool = False
    ) -> None:
        """Crossfade to the first piece of a new programme, `gently` at a moment that suits the one that sounds."""
        items = self._programme(state, blocks, now, None)
        if not items:
            return
        into_silence = blocks[0].silent and items[0].path != self._path_sounding()
        from_s = self._moment() if gently else 0.0
        self._go(items[0], self._settings.silence_block_s if into_silence else seconds, from_s)

    def _bring_back(self, state: SessionState, blocks: tuple[WantedMusic, ...], now: Elapsed) -> bool:
        """Undo of a change: the piece that was left goes on, when it is what is wanted again."""
        wanted = key_of(blocks[0])
        if self._going is not None:
            if self._sounds is None or self._sounds.slot != wanted:
                return False
            self._asked = ()
            self._player.go("", 0.0)
            self._programme(state, blocks, now, self._sounds)
            return True
        left = self._left[-1] if self._left else None
        if left is None or left.item.slot != wanted or now - left.at > BRING_BACK_MS:
            return False
        gone_s = (now - left.at) / 1000
        at_s = left.position_s + gone_s
        if 0.0 < left.item.length_s < at_s + self._fades.inside:
            return False  # it would be over by now
        self._programme(state, blocks, now, left.item)
        self._go(left.item, self._fades.inside, at_s=0.0 if gone_s < self._fades.inside else at_s)
        return True

    def _programme(
        self, state: SessionState, blocks: tuple[WantedMusic, ...], now: Elapsed, goes_on: Item | None
    ) -> tuple[Item, ...]:
        """Plan from now on and hand it to the player; the items behind what goes on."""
        if not self._tracks:
            return ()  # what the player holds is better than nothing
        present, held = present_of(blocks, state), state.flow.held_since is not None
        if goes_on is not None and len(present) > 1 and self._is_of(goes_on, present):
            blocks, present = blocks[1:], present[1:]
        if goes_on is not None and len(present) > 1 and blocks[0].silent and not held and self._lasts(goes_on, now):
            blocks, present = blocks[1:], present[1:]
        sounding = self._sounding(goes_on, now) if goes_on is not None and not blocks[0].silent else None
        names = (*state.music.heard, *(item.id for item in self._asked if item is not goes_on))
        heard = [track.path for name in names if (track := track_of(self._named, name)) is not None]
        wish = wish_of(state, self._fades, tuple(heard))
        longest = blocks[0] if held else present[-1]
        self.planned = plan_music(blocks, self._tracks, self._arc, wish, sounding, longest)
        before = self._before(goes_on)
        items = queue_of(self.planned, state.flow.index, held, self._fades, goes_on, before)
        if not items:
            return ()
        whole = (*before, *items)
        last = items[-1]
        round_ = [place for place in range(len(before), len(whole)) if whole[place].slot == last.slot]
        repeat_from = next((place for place in round_ if whole[place].path != last.path), round_[0])
        self._items |= {item.id: item for item in whole}
        self._player.programme(Programme(whole, repeat_from))
        return items

    @staticmethod
    def _is_of(item: Item, present: tuple[WantedMusic, ...]) -> bool:
        """The last piece of a stretch has let the next one begin, a little early."""
        return item.slot == key_of(present[1]) != key_of(present[0])

    def _lasts(self, item: Item, now: Elapsed) -> bool:
        """A silence that sounds already is not followed by another one."""
        left = item.length_s - (now - self._since) / 1000
        return item.path == SILENCE and item is self._sounds and left > self._fades.between

    def _before(self, goes_on: Item | None) -> tuple[Item, ...]:
        """What sounds or was left stands before what follows, so that it can be gone back to, and is followed by it."""
        left = (each.item for each in self._left)
        known = {item.id: item for item in (*left, self._sounds) if item is not None and item != goes_on}
        if goes_on is not None:
            known[goes_on.id] = goes_on
        return tuple(known.values())

    def _sounding(self, item: Item, now: Elapsed) -> Sounding | None:
        track = track_of(self._named, item.id)
        if track is None:
            return None
        status = self._player.status()
        if self._going is None and status.item == item.id and status.length_s:
            return Sounding(track.path, status.length_s - status.position_s)
        played = 0.0 if item is self._going else (now - self._since) / 1000
        return Sounding(track.path, max(0.0, length_of(track) - played))

    def _path_sounding(self) -> str:
        return self._sounds.path if self._sounds is not None else ""

    def _moment(self) -> float:
        status = self._player.status()
        if self._sounds is None or status.item != self._sounds.id:
            return 0.0
        return quiet_moment(self._overview_of(self._sounds.path), status.length_s, status.position_s)

    def _go(self, item: Item, seconds: float, from_s: float = 0.0, at_s: float = 0.0) -> None:
        self._asked, self._going_s = (*self._asked, item)[-MOST_ASKED:], seconds
        self._player.go(item.id, seconds, at_s, from_s)

    def _note_started(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        """What has begun to sound since."""
        for event in events:
            if isinstance(event.body, e.TrackStarted):
                self._leave_for(event.body.track, event.t)
                self._sounds, self._since = self.item_of(event.body.track), event.t
                self._asked, self._suited = self._asked_since(event.body.track), ()

    def _asked_since(self, track: str) -> tuple[Item, ...]:
        """What was asked for after what begins now: hands can be faster than what is told."""
        places = [place for place, item in enumerate(self._asked) if item.id == track]
        return self._asked[places[-1] + 1 :] if places else ()

    def _leave_for(self, track: str, t: Elapsed) -> None:
        """Remember what is left, for undo; a piece that was gone back to is not left any more."""
        recent = tuple(each for each in self._left if t - each.at <= BRING_BACK_MS)
        if recent and recent[-1].item.id == track:
            recent = recent[:-1]
        elif self._sounds is not None and self._sounds.id != track:
            recent = (*recent, _Left(self._sounds, t, (t - self._since) / 1000))
        self._left = recent


def _seconds(bodies: list[e.AnyBody], kind: type[e.MusicTurned], usual: float) -> float:
    return next((body.seconds for body in bodies if isinstance(body, kind)), usual)
