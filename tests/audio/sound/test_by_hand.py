"""A hand is heard at once, though the devices hold much; and a process that was held up counts what was not heard."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.audio.sound.extras import BreathChime
from kapguide.audio.sound.mixer import Mixer
from kapguide.audio.sound.outlet import KEPT, MARGIN, Outlet
from kapguide.audio.sound.ramps import RATE, SHORTEST, amplitude
from kapguide.audio.sound.reader import Reader
from kapguide.audio.sound.shape import Shape
from kapguide.audio.sound.tape import TAPS, Tape
from kapguide.audio.sound.wire import FLOOR_DB, HEADPHONES, ROOM, WireError, WireOutput
from tests.audio.cards import Card, DeepStream, Room
from tests.audio.sounds import Samples

DEEP = round(0.7 * RATE)
PIECE = RATE // 25
SOON = MARGIN + 2 * PIECE + SHORTEST
"""Frames within which a hand is to be heard where the device takes back what it holds."""


def deep_card(name: str = "card", period: int = PIECE, **fields: float) -> Card:
    return Card(name, period=period, deep=DEEP, **fields)  # type: ignore[arg-type]


class Steady:
    """Music that always sounds the same, on the mixer that the sound process has."""

    def __init__(self) -> None:
        self.mixer = Mixer()

    def render(self, count: int) -> Samples:
        out = np.zeros((count, 2), np.float32)
        self.mixer._level(out, np.full((count, 2), 0.5, np.float32), None)
        return self.mixer.limited(out)

    def enter(self, seconds: float, heard: bool) -> None:
        self.mixer.enter(seconds, heard)

    def back(self, count: int) -> int:
        return self.mixer.back(count)

    def again(self) -> Samples:
        return self.mixer.again()

    def fade(self, db: float, seconds: float = 0.02) -> None:
        self.mixer.settle()
        self.mixer.fade.to(db, seconds)


def heard_after(room: Room, card: Card, wait: float = 1.0) -> Samples:
    """What a card plays from now on."""
    at = card.stream.played
    room.pass_time(wait)
    return card.stream.heard()[at : card.stream.played, 0]


def test_a_hand_is_heard_at_once_and_without_a_click() -> None:
    card, music = deep_card(), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)
    room.outputs.by_hand(lambda: music.fade(FLOOR_DB))
    heard = heard_after(room, card)
    assert heard[0] == pytest.approx(0.5)
    assert not heard[SOON:].any()
    assert np.abs(np.diff(heard)).max() < 0.5 * 3 / SHORTEST
    room.outputs.by_hand(lambda: music.fade(0.0))
    assert heard_after(room, card)[SOON:] == pytest.approx(0.5)


def test_a_hand_goes_back_by_no_more_than_is_kept_of_short_pieces() -> None:
    """A device that asks for little at once holds more of them than can be written anew."""
    card, music = deep_card(period=RATE // 100), Steady()
    room = Room(card, music=music)
    assert KEPT * card.period < DEEP - MARGIN
    room.pass_time(3.0)
    room.outputs.by_hand(lambda: music.fade(FLOOR_DB))
    heard = heard_after(room, card)
    assert heard[0] == pytest.approx(0.5)
    assert np.abs(np.diff(heard)).max() < 0.5 * 3 / SHORTEST
    assert not heard[DEEP - KEPT * card.period + SOON :].any()


@pytest.mark.parametrize("late", [0.0, 0.07, 0.13, 0.21])
def test_a_hand_is_heard_at_once_in_the_middle_of_what_was_asked_for_in_one(late: float) -> None:
    card, music = deep_card(period=6 * PIECE), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0 + late)
    music.mixer.settle()
    music.mixer.master.to(-6.0, 2.0)  # what stays is on its way meanwhile, and goes on so
    room.pass_time(1.0)
    room.outputs.by_hand(lambda: music.mixer.duck.to(FLOOR_DB, 0.02))
    heard = heard_after(room, card)
    assert heard[0] > 0.25
    assert not heard[MARGIN + 4 * SHORTEST :].any()  # the fade, and two limiters that look ahead
    assert np.abs(np.diff(heard)).max() < 0.5 * 3 / SHORTEST


def test_a_chime_that_has_just_been_asked_for_is_whole_when_a_hand_comes_after_it() -> None:
    """Without its beginning it would begin with a click."""
    card, music = deep_card(period=6 * PIECE), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)
    room.outputs.breath_chime("", 220.0)
    room.outputs.by_hand(lambda: music.mixer.duck.to(0.0, 0.02))
    heard = heard_after(room, card, 3.0) - 0.5
    wanted = np.zeros((RATE * 2, 2), np.float32)
    BreathChime(220.0).add_to(wanted)
    begins = np.flatnonzero(np.abs(heard) > 1e-3)[0] - np.flatnonzero(np.abs(wanted[:, 0]) > 1e-3)[0]
    assert heard[begins : begins + RATE] == pytest.approx(wanted[:RATE, 0], abs=1e-4)


def test_a_hand_asks_first_what_a_device_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was known of one that ran dry and was filled again tells less than there is."""
    card, music = deep_card(), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)
    left, known = card.stream.left, [0]  # type: ignore[attr-defined]
    monkeypatch.setattr(card.stream, "left", lambda: known[0])
    monkeypatch.setattr(card.stream, "look", lambda: known.insert(0, left()))
    room.outputs.by_hand(lambda: music.fade(FLOOR_DB))
    monkeypatch.undo()
    assert not heard_after(room, card)[SOON:].any()


def test_hands_in_quick_succession_all_count() -> None:
    card, music = deep_card(), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)
    for change in (
        lambda: music.mixer.master.to(-6.0, 0.02),
        lambda: music.mixer.duck.to(-6.0, 0.02),
        lambda: room.outputs.level("", -6.0, 0.02),
    ):
        room.outputs.by_hand(change)
        room.pass_time(0.01)
    assert heard_after(room, card)[SOON:] == pytest.approx(0.5 * amplitude(-18.0), abs=1e-4)


def test_a_change_that_nobody_takes_back_is_kept_by_the_next_that_is() -> None:
    card, music = deep_card(), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)
    music.mixer.settle()
    music.mixer.master.to(-6.0, 0.02)
    room.pass_time(0.1)
    room.outputs.by_hand(lambda: music.mixer.duck.to(-6.0, 0.02))
    assert heard_after(room, card)[DEEP:] == pytest.approx(0.5 * amplitude(-12.0), abs=1e-4)


def test_where_a_device_takes_nothing_back_the_hand_is_heard_behind_what_it_holds() -> None:
    card, music = Card("card"), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)
    before = card.stream.given
    room.outputs.by_hand(lambda: music.fade(FLOOR_DB))
    room.pass_time(1.0)
    heard = card.stream.heard()[:, 0]
    assert heard[before - 1] == pytest.approx(0.5)
    assert not heard[before + 4 * SHORTEST :].any()


def test_a_hand_reaches_two_outputs_with_clocks_of_their_own() -> None:
    cards, music = (deep_card("one"), deep_card("other", rate=RATE * 1.0002)), Steady()
    room = Room(*cards, music=music)
    room.wish(WireOutput(HEADPHONES, "one"), WireOutput(ROOM, "other"))
    room.pass_time(8.0)
    room.outputs.by_hand(lambda: music.fade(FLOOR_DB))
    at = [card.stream.played for card in cards]
    room.pass_time(1.0)
    for card, begin in zip(cards, at, strict=True):
        heard = card.stream.heard()[begin : card.stream.played, 0]
        assert heard[0] == pytest.approx(0.5, abs=1e-3)
        assert not heard[SOON + 2 * PIECE :].any()
        assert np.abs(np.diff(heard)).max() < 0.5 * 3 / SHORTEST


def test_a_hand_is_heard_at_once_on_both_outputs_in_any_moment_of_the_seconds_ones_beginning() -> None:
    """What the second was given before it had found its place is silent: it holds up no hand."""
    found = set()
    for wait in np.arange(0.05, 2.5, 0.06):
        cards, music = (deep_card("one", period=6 * PIECE), deep_card("other", period=6 * PIECE)), Steady()
        room = Room(*cards, music=music)
        room.wish(WireOutput(HEADPHONES, "one"))
        room.pass_time(3.0)
        room.wish(WireOutput(HEADPHONES, "one"), WireOutput(ROOM, "other"))
        room.pass_time(float(wait))
        found.add(room.outputs._outlets[1].reader.settled)
        hands = [card.stream.played if card.streams else 0 for card in cards]
        room.outputs.by_hand(lambda music=music: music.fade(FLOOR_DB))  # type: ignore[misc]
        room.pass_time(2.0)
        for card, hand in zip(cards, hands, strict=True):
            heard = card.stream.heard()[: card.stream.played, 0]
            assert not heard[hand + SOON :].any(), f"{card.name}, at {wait:.2f} s"
            assert np.abs(np.diff(heard)).max() < 0.5 * 3 / SHORTEST, f"{card.name}, at {wait:.2f} s"
    assert found == {False, True}


def test_a_change_that_is_refused_changes_nothing() -> None:
    card, music = deep_card(), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)
    with pytest.raises(WireError):
        room.outputs.by_hand(lambda: room.outputs.level("nobody", -6.0, 0.02))
    assert heard_after(room, card) == pytest.approx(0.5)


def test_a_hand_counts_though_what_a_device_holds_cannot_be_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    card, music = deep_card(), Steady()
    room = Room(card, music=music)
    room.pass_time(3.0)

    def broken(self: DeepStream) -> int:
        raise AttributeError("left")

    monkeypatch.setattr(DeepStream, "left", broken)
    room.outputs.by_hand(lambda: music.fade(FLOOR_DB))
    with pytest.raises(WireError):
        room.outputs.by_hand(lambda: room.outputs.level("nobody", -6.0, 0.02))
    monkeypatch.undo()
    assert not heard_after(room, card)[DEEP + 3 * SHORTEST :].any()


def test_nobody_is_heard_and_a_hand_is_obeyed() -> None:
    card, music = deep_card(), Steady()
    room = Room(card, music=music)
    card.plugged = False
    room.pass_time(1.0)
    room.outputs.by_hand(lambda: music.fade(FLOOR_DB))
    assert music.mixer.fade.moving or music.mixer.silent


@pytest.mark.parametrize("step", [1.0 - 4e-4, 1.0 + 4e-4])
def test_an_output_between_the_frames_of_the_tape_is_given_anew_what_is_made_of_a_changed_one(step: float) -> None:
    def silenced(written: int) -> Samples:
        outlet.back(frame)
        return np.zeros((written - frame, 2), np.float32)

    class Host:
        awake = staticmethod(lambda: 0.0)

    def given(shape: Shape, give: Callable[[float, Callable[[], Samples]], Samples]) -> Samples:
        shape.enter(SHORTEST / RATE)
        shape.process(np.full((RATE // 10, 2), 0.5, np.float32))
        starts = [1_000.3 + step * PIECE * number for number in range(4)]
        return np.concatenate([give(start, partial(tape.between, start, step, PIECE)) for start in starts])

    frame = 1_000 + PIECE + PIECE // 2
    tape = Tape(lambda count: np.full((count, 2), 0.5, np.float32))
    outlet = Outlet(WireOutput(ROOM, "other"), Reader(tape), Host(), 0.0)  # type: ignore[arg-type]
    heard = given(outlet.shape, lambda at, read: outlet._shaped(at, step * PIECE, read, read()))
    tape.rewrite(silenced)
    anew = outlet.again()
    heard[len(heard) - len(anew) :] = anew
    wanted = Shape()
    assert heard == pytest.approx(given(wanted, lambda _, read: wanted.process(read())), abs=1e-6)
    assert 2 * PIECE < len(anew) < 3 * PIECE, "what is not made of it stays"


def test_what_stays_of_the_first_sound_of_an_output_is_no_silence_that_can_be_gone_back_over() -> None:
    class Host:
        awake = staticmethod(lambda: 0.0)

    tape = Tape(lambda count: np.full((count, 2), 0.5, np.float32))
    sound, before = np.full((PIECE, 2), 0.5, np.float32), np.zeros((PIECE, 2), np.float32)
    for frame, first in ((0, 0), (PIECE // 2, PIECE // 2 - TAPS), (PIECE, PIECE)):
        outlet = Outlet(WireOutput(ROOM, "other"), Reader(tape), Host(), 0.0)  # type: ignore[arg-type]
        outlet.settle(from_silence=True)
        for place in (0, PIECE):
            outlet._shaped(place, PIECE, lambda: sound, before)
        outlet.back(frame)
        outlet.again()
        assert outlet.can_go_back_to(RATE) == first


# --- the mixer goes back --------------------------------------------------------------------------------------------


def rendered(mixer: Mixer, pieces: int, voice: bool) -> list[Samples]:
    blocks = []
    for _ in range(pieces):
        out = np.zeros((PIECE, 2), np.float32)
        said = np.full((PIECE, 2), 0.9, np.float32) if voice else None
        mixer._level(out, np.full((PIECE, 2), 0.4, np.float32), said)
        blocks.append(mixer.limited(out))
    return blocks


HAND = st.tuples(
    st.sampled_from(["cap", "master", "fade", "duck", "exit"]),
    st.sampled_from([-120.0, -12.0, -3.0, 0.0]),
    st.sampled_from([0.02, 0.3, 2.0]),
)


@settings(max_examples=40)
@given(
    first=HAND, hand=HAND, own=st.booleans(), voice=st.booleans(), before=st.integers(1, 6), behind=st.integers(0, 8)
)
def test_gone_back_it_renders_what_it_would_have_rendered_had_the_hand_come_then(
    first: tuple[str, float, float], hand: tuple[str, float, float], own: bool, voice: bool, before: int, behind: int
) -> None:
    def moved(mixer: Mixer, what: tuple[str, float, float]) -> None:
        getattr(mixer, what[0]).to(what[1], what[2])

    wanted, told = Mixer(), Mixer()
    for mixer in (wanted, told):
        moved(mixer, first)
        rendered(mixer, before, voice)
        mixer.settle()
    moved(wanted, hand)
    halves = rendered(wanted, behind // 2, voice)
    rendered(told, behind // 2, voice)
    if own:  # the voice has ended meanwhile, which is nobody's hand
        wanted.voice_duck.to(-6.0, 0.3)
        told.voice_duck.to(-6.0, 0.3)
    halves += rendered(wanted, behind - behind // 2, voice)
    rendered(told, behind - behind // 2, voice)
    gone = told.back(behind * PIECE + PIECE - 1)
    moved(told, hand)
    assert gone == behind * PIECE
    assert np.array_equal(told.again(), np.concatenate(halves) if halves else np.zeros((0, 2), np.float32))
    assert np.array_equal(np.concatenate(rendered(told, 3, voice)), np.concatenate(rendered(wanted, 3, voice)))


@settings(max_examples=40)
@given(first=HAND, hand=HAND, voice=st.booleans(), pieces=st.integers(1, 4), share=st.floats(0.01, 1.0))
def test_gone_back_into_the_middle_of_a_block_what_stays_is_what_it_was(
    first: tuple[str, float, float], hand: tuple[str, float, float], voice: bool, pieces: int, share: float
) -> None:
    def blocks(mixer: Mixer, *counts: int) -> Samples:
        def one(count: int) -> Samples:
            out, said = np.zeros((count, 2), np.float32), np.full((count, 2), 0.9, np.float32)
            mixer._level(out, np.full((count, 2), 0.4, np.float32), said if voice else None)
            return mixer.limited(out)

        return np.concatenate([one(count) for count in counts if count])

    wanted, told = Mixer(), Mixer()
    for mixer in (wanted, told):
        getattr(mixer, first[0]).to(*first[1:])
        mixer.voice_duck.to(-6.0, 0.3)
    whole, back = pieces * PIECE, round(share * pieces * PIECE)
    if whole > back:
        blocks(wanted, whole - back)
    blocks(told, *[PIECE] * pieces)
    assert told.back(back) == back
    for mixer in (wanted, told):
        getattr(mixer, hand[0]).to(*hand[1:])
    assert told.again() == pytest.approx(blocks(wanted, back), abs=1e-6)
    assert blocks(told, PIECE) == pytest.approx(blocks(wanted, PIECE), abs=1e-6)


# --- held up --------------------------------------------------------------------------------------------------------


def test_what_is_not_heard_is_counted_and_told_once() -> None:
    card = deep_card()
    room = Room(card)
    room.pass_time(3.0)
    for held in (0.5, 1.0, 1.3):
        room.now += held
        room.pass_time(0.5)
    assert room.outputs.dropouts == 2
    assert room.outputs.silent_s == pytest.approx(0.2 + 0.5, abs=0.1)
    faults = [fields for name, fields in room.reports if name == "fault"]
    assert [fault["code"] for fault in faults] == ["held_up"]
    room.pass_time(6.0)
    faults = [fields["detail"] for name, fields in room.reports if name == "fault"]
    assert len(faults) == 2
    assert sum(float(detail.removesuffix(" s")) for detail in faults) == pytest.approx(0.7, abs=0.2)
