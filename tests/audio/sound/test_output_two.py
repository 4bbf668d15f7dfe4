"""Two outputs from one mix: together in spite of two clocks, and neither interrupts the other when it goes."""

import numpy as np
import pytest

from kapguide.audio.sound.ramps import amplitude
from kapguide.audio.sound.wire import MOVE, WireError, WireOutput
from tests.audio.cards import RATE, Card, Room
from tests.audio.sounds import Samples

CLICK = 0.0005
PHONES, SPEAKERS = WireOutput("headphones", "phones"), WireOutput("room", "speakers")


def two(phones: Card | None = None, speakers: Card | None = None, rule: str = "mute") -> Room:
    """A room with both, playing since a moment; the system's own device is a third."""
    room = Room(Card("built in"), phones or Card("phones"), speakers or Card("speakers"))
    room.wish(PHONES, SPEAKERS, rule=rule)
    room.pass_time(4.0)
    return room


def steps(samples: Samples) -> float:
    """The greatest step between two samples; the wave itself has none above 0.00004."""
    return float(np.abs(np.diff(samples, axis=0)).max())


@pytest.mark.parametrize("ppm", [0, 60, -300])
def test_two_clocks_are_held_together(ppm: int) -> None:
    room = two(speakers=Card("speakers", rate=RATE * (1 + ppm / 1e6), jitter=0.02))
    room.pass_time(60.0)
    worst = 0.0
    for _ in range(10):
        room.pass_time(1.0)
        worst = max(worst, abs(room.apart(room.card("speakers"), room.card("phones"))))
    assert worst < 0.015 * RATE
    for card in room.cards[1:]:
        assert steps(card.stream.heard()[RATE * 5 :]) < CLICK


def test_devices_of_one_clock_get_the_very_same_samples() -> None:
    room = two()
    room.pass_time(5.0)
    phones, speakers = (card.stream.heard()[RATE * 5 : RATE * 8] for card in room.cards[1:])
    assert np.isin(phones[2_000:9_000, 0], speakers[:, 0]).all()
    assert abs(room.apart(*room.cards[1:])) < 0.005 * RATE


@pytest.mark.parametrize("lost", ["phones", "speakers"])
def test_one_that_goes_is_nothing_to_the_other(lost: str) -> None:
    room = two()
    kept = next(card for card in room.cards[1:] if card.name != lost)
    room.card(lost).plugged = False
    room.pass_time(3.0)
    assert steps(kept.stream.heard()[RATE * 3 :]) < CLICK
    assert len(kept.streams) == 1
    role = "headphones" if lost == "phones" else "room"
    assert [(name, fields["role"], fields["then"]) for name, fields in room.reports] == [("output_lost", role, "muted")]
    assert room.states()[role] == "muted"
    assert room.cards[0].streams == []
    assert room.outputs.name == kept.name


def test_a_loss_is_noticed_in_time() -> None:
    room = two()
    room.card("phones").plugged = False
    room.pass_time(0.7)
    assert room.names() == ["output_lost"]


def test_plugged_back_it_fades_in_and_is_with_the_other_again() -> None:
    room = two()
    phones = room.card("phones")
    phones.plugged = False
    room.pass_time(5.0)
    phones.plugged = True
    room.pass_time(15.0)
    assert len(phones.streams) == 2
    assert [name for name, _ in room.reports] == ["output_lost", "output_back"]
    assert room.reports[1][1]["role"] == "headphones"
    heard, began = phones.stream.heard(), int(np.flatnonzero(phones.stream.heard()[:, 0])[0])
    peaks = [np.abs(heard[began + RATE * second : began + RATE * (second + 1)]).max() for second in range(10)]
    assert np.all(np.diff(peaks[:8]) > 0)
    assert peaks[0] < 0.1
    assert peaks[-1] == pytest.approx(0.5, abs=0.001)
    assert abs(room.apart(phones, room.card("speakers"))) < 0.005 * RATE
    assert steps(room.card("speakers").stream.heard()[RATE * 3 :]) < CLICK


def test_where_all_go_time_goes_on_and_nothing_sounds_elsewhere() -> None:
    room = two()
    for card in room.cards[1:]:
        card.plugged = False
    room.pass_time(10.0)
    assert room.music.rendered == pytest.approx(14 * RATE, abs=RATE)
    assert room.cards[0].streams == []
    assert set(room.states().values()) == {"muted"}


def test_by_the_other_rule_the_music_moves_and_comes_home() -> None:
    room = Room(Card("built in"), Card("phones"))
    room.wish(PHONES, rule=MOVE)
    room.pass_time(3.0)
    phones, own = room.card("phones"), room.cards[0]
    phones.plugged = False
    room.pass_time(4.0)
    assert room.states() == {"headphones": "moved"}
    assert np.abs(own.stream.heard()[-RATE:]).max() > 0.45
    phones.plugged = True
    room.pass_time(5.0)
    assert room.states() == {"headphones": "heard"}
    assert own.stream.dropped
    assert np.abs(own.stream.heard()[-10_000:]).max() == 0.0
    said = [(name, fields.get("then", fields.get("moved"))) for name, fields in room.reports]
    assert said == [("output_lost", "lost"), ("output_back", True), ("output_back", False)]


def test_nothing_moves_while_the_other_is_heard() -> None:
    room = two(rule=MOVE)
    room.card("phones").plugged = False
    room.pass_time(5.0)
    assert room.states() == {"headphones": "muted", "room": "heard"}
    room.card("speakers").plugged = False
    room.pass_time(3.0)
    assert sorted(room.states().values()) == ["moved", "muted"]
    room.card("speakers").plugged = True
    room.pass_time(4.0)
    assert room.states() == {"headphones": "muted", "room": "heard"}
    assert all(stream.dropped for stream in room.cards[0].streams)


def test_one_that_is_not_there_from_the_start_is_said_and_waited_for() -> None:
    room = Room(Card("built in"), Card("phones"))
    room.card("phones").plugged = False
    room.wish(PHONES)
    room.pass_time(5.0)
    assert room.names() == ["output_lost"]
    assert 4 <= len(room.tries) <= 7
    assert room.music.rendered == pytest.approx(5 * RATE, abs=RATE // 5)
    room.card("phones").plugged = True
    room.pass_time(2.0)
    assert room.names() == ["output_lost", "output_back"]


def test_each_has_a_level_and_a_cap_of_its_own() -> None:
    room = Room(Card("phones"), Card("speakers"))
    room.wish(WireOutput("headphones", "phones", cap_db=-20.0), WireOutput("room", "speakers", level_db=-12.0))
    room.pass_time(5.0)
    phones, speakers = (card.stream.heard()[RATE * 3 :] for card in room.cards)
    assert np.abs(phones).max() <= np.float32(amplitude(-20.0))
    assert np.abs(phones).max() > amplitude(-20.5)
    assert speakers.max() == pytest.approx(0.5 * amplitude(-12.0), rel=0.01)
    room.outputs.level("room", -6.0, 0.5)
    room.pass_time(2.0)
    assert room.cards[1].stream.heard()[-RATE:].max() == pytest.approx(0.5 * amplitude(-6.0), rel=0.01)
    assert steps(room.cards[1].stream.heard()[RATE * 3 :]) < CLICK
    assert np.abs(room.cards[0].stream.heard()[RATE * 3 :]).max() <= np.float32(amplitude(-20.0))


def test_what_is_wished_again_plays_on_and_what_is_not_goes_softly() -> None:
    room = two()
    room.wish(PHONES, WireOutput("room", "speakers", level_db=-3.0))
    room.pass_time(1.0)
    room.wish(PHONES)
    room.pass_time(2.0)
    phones, speakers = room.cards[1:]
    assert [len(card.streams) for card in room.cards] == [0, 1, 1]
    assert speakers.stream.dropped
    assert steps(speakers.stream.heard()[RATE * 3 :]) < CLICK
    assert steps(phones.stream.heard()[RATE * 3 :]) < CLICK
    room.wish()
    room.pass_time(2.0)
    assert phones.stream.dropped
    assert room.states() == {"": "heard"}
    assert room.reports == []


def test_chimes_go_to_the_therapist_or_nowhere() -> None:
    room = Room(Card("built in"), Card("desk"))
    room.pass_time(1.0)
    room.outputs.chime("", 0.0)
    assert room.reports == [("chime_ended", {"heard": False})]
    room.wish(WireOutput("therapist", "desk"))
    room.pass_time(1.0)
    assert room.states() == {"": "heard", "therapist": "heard"}
    desk = room.card("desk")
    assert not desk.stream.heard().any()
    before = len(room.cards[0].streams)
    room.outputs.chime("", 0.0)
    room.pass_time(3.0)
    assert room.reports[1:] == [("chime_ended", {"heard": True})]
    assert np.abs(desk.stream.heard()).max() == pytest.approx(amplitude(-18.0), rel=0.01)
    assert len(room.cards[0].streams) == before
    assert steps(room.cards[0].stream.heard()) < CLICK
    room.outputs.chime("", 0.0)
    desk.plugged = False
    room.pass_time(2.0)
    assert [name for name, _ in room.reports[2:]] == ["chime_ended", "output_lost"]
    assert room.reports[2][1] == {"heard": False}
    assert room.states() == {"": "heard", "therapist": "lost"}


def test_what_is_for_one_output_alone_keeps_the_clinics_cap() -> None:
    room = Room(Card("built in"), Card("desk"))
    room.music.volume = 0.0
    room.outputs.cap(-30.0, 0.0)
    room.wish(WireOutput("therapist", "desk"))
    room.pass_time(1.0)
    room.outputs.chime("", 12.0)
    room.outputs.test_tone("", 2.0)
    room.pass_time(3.0)
    assert np.abs(room.card("desk").stream.heard()).max() <= np.float32(amplitude(-30.0))
    assert np.abs(room.card("desk").stream.heard()).max() > amplitude(-31.0)
    assert np.abs(room.cards[0].stream.heard()).max() == pytest.approx(amplitude(-50.0), rel=0.01)


def test_one_device_carries_the_music_once() -> None:
    room = Room(Card("card"))
    room.wish(WireOutput("headphones"), WireOutput("room"), WireOutput("therapist"))
    room.pass_time(2.0)
    assert room.states() == {"headphones": "heard", "therapist": "heard"}
    assert len(room.cards[0].streams) == 2


def test_a_test_tone_ends_softly_when_it_is_taken_back() -> None:
    room = two()
    with pytest.raises(WireError):
        room.outputs.test_tone("therapist", 3.0)
    room.music.volume = 0.0
    room.pass_time(1.0)
    room.outputs.test_tone("room", 30.0)
    room.pass_time(2.0)
    room.outputs.test_tone("room", 0.0)
    room.pass_time(1.5)
    phones, speakers = (card.stream.heard() for card in room.cards[1:])
    assert np.abs(speakers[-3 * RATE : -2 * RATE]).max() == pytest.approx(0.1, rel=0.01)
    assert not speakers[-RATE // 3 :].any()
    assert np.abs(np.diff(speakers[-4 * RATE :], axis=0)).max() < 0.0032
    assert not phones[-3 * RATE :].any()


def test_the_chime_of_a_breath_goes_to_one_ear_and_is_low() -> None:
    room = Room(Card("built in"), Card("desk"), Card("phones"))
    room.music.volume = 0.0
    room.wish(WireOutput("therapist", "desk"))
    room.pass_time(1.0)
    room.outputs.breath_chime("therapist", 330.0)
    room.pass_time(2.5)
    desk = np.abs(room.card("desk").stream.heard()).max()
    assert desk == pytest.approx(amplitude(-28.0), rel=0.01)
    assert not room.cards[0].stream.heard().any()
    room.outputs.breath_chime("headphones", 247.0)
    room.pass_time(2.5)
    assert np.abs(room.cards[0].stream.heard()).max() == pytest.approx(amplitude(-28.0), rel=0.01)
    assert steps(room.cards[0].stream.heard()) < 0.002, "as steep as the tone itself, and no click"
    room.wish(WireOutput("headphones", "phones"), WireOutput("therapist", "desk"))
    room.pass_time(1.0)
    room.outputs.breath_chime("headphones", 247.0)
    room.pass_time(2.5)
    assert np.abs(room.card("phones").stream.heard()).max() == pytest.approx(amplitude(-28.0), rel=0.01)
