"""Time goes on whether there is a device or not, and a device that dies is noticed and replaced."""

import threading
from typing import Any

import numpy as np
import pytest

from kapguide.audio.sound.outlet import SILENT
from kapguide.audio.sound.output import RATE
from tests.audio.cards import Card, Room, Stream


@pytest.fixture
def card() -> Card:
    return Card("card")


@pytest.fixture
def room(card: Card) -> Room:
    return Room(card)


def test_without_a_device_time_goes_on_and_it_is_said(room: Room, card: Card) -> None:
    card.plugged = False
    room.pass_time(10.0)
    assert room.music.rendered == pytest.approx(10 * RATE, abs=RATE // 10)
    assert room.outputs.name == SILENT
    assert room.names() == ["output_lost"]
    assert room.states() == {"": "lost"}


def test_the_sound_is_starting_until_a_device_was_heard_or_is_known_to_be_missing(room: Room, card: Card) -> None:
    assert (room.outputs.name, room.states()) == ("", {"": "starting"})
    room.pass_time(1.0)
    assert (room.outputs.name, room.states()) == ("system", {"": "heard"})
    card.plugged = card.alive = False
    room.pass_time(3.0)
    assert (room.outputs.name, room.states()) == (SILENT, {"": "lost"})
    card.plugged = card.alive = True
    room.pass_time(3.0)
    assert (room.outputs.name, room.states()) == ("system", {"": "heard"})


def test_a_device_takes_over_from_the_clock_and_comes_up_from_silence(room: Room, card: Card) -> None:
    room.pass_time(10.0)
    assert room.outputs.name == "system"
    assert room.music.rendered == pytest.approx(10 * RATE, abs=RATE // 2)
    assert room.reports == []
    heard = card.stream.heard()
    assert np.abs(heard[:1_500]).max() < 0.02
    assert room.states() == {"": "heard"}


def test_a_device_that_has_asked_for_little_and_is_given_it_later_is_there() -> None:
    """A server that was held up for a moment has asked again, though not for as much as it is given at once."""
    card = Card("card")
    room = Room(card)
    room.pass_time(2.0)
    card.alive = False
    for _ in range(15):
        card.stream.heard_of += 1
        room.pass_time(0.1)
    assert room.names() == []
    room.pass_time(1.5)
    assert room.names() == ["output_lost"]


def test_a_device_that_stops_asking_is_replaced_in_time(room: Room, card: Card) -> None:
    room.pass_time(2.0)
    first = card.stream
    card.alive = False
    room.pass_time(0.75)
    assert room.names() == ["output_lost"]
    assert first.dropped
    card.alive = True
    room.pass_time(1.0)
    assert len(card.streams) == 2
    assert room.names() == ["output_lost", "output_back"]
    assert 600 <= room.reports[1][1]["after_ms"] <= 1_200
    assert room.music.rendered == pytest.approx(3.75 * RATE, abs=RATE)


def test_a_dropped_device_that_wakes_up_is_given_silence(room: Room, card: Card) -> None:
    room.pass_time(1.0)
    card.alive = card.plugged = False
    room.pass_time(1.0)
    before = room.music.rendered
    assert not card.stream.ask(9_600).any()
    assert room.music.rendered == before


def test_a_device_is_looked_for_less_and_less_often(room: Room, card: Card) -> None:
    card.plugged = False
    room.pass_time(60.0)
    assert 10 < len(room.tries) < 25
    assert np.diff(room.tries).max() < 5.2


def test_a_device_that_never_asks_is_given_up(room: Room, card: Card) -> None:
    card.alive = False
    room.pass_time(4.0)
    assert card.streams[0].dropped
    assert room.music.rendered == pytest.approx(4 * RATE, abs=RATE // 10)


def test_a_stall_of_this_process_does_not_accuse_the_device(room: Room) -> None:
    room.pass_time(1.0)
    room.now += 30.0
    room.outputs.tend()
    assert room.reports == []


def test_after_the_machine_slept_the_music_comes_back_slowly(room: Room) -> None:
    room.pass_time(1.0)
    room.slept += 3_600.0
    room.pass_time(1.0)
    assert room.music.entrances == [8.0]


def test_a_closed_output_opens_nothing_more(room: Room, card: Card) -> None:
    room.pass_time(0.2)
    assert room.outputs.close()
    room.pass_time(5.0)
    assert len(card.streams) == 1
    assert card.stream.dropped


def test_whatever_keeps_a_device_from_being_opened_is_said_and_tried_again(
    room: Room, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(pull: object, wanted: str, music: bool) -> Stream:
        room.tries.append(room.now)
        raise TypeError("what nobody thought of")

    monkeypatch.setattr(room.outputs, "open_device", odd)
    room.pass_time(3.0)
    assert room.names() == ["output_lost"]
    assert len(room.tries) < 10, "not at every look"
    monkeypatch.undo()
    room.pass_time(6.0)
    assert room.names() == ["output_lost", "output_back"]


def test_a_sound_server_that_never_answers_is_said_and_heard_once_it_does(
    room: Room, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, usual = threading.Event(), room.outputs.open_device

    def held_up(*asked: Any) -> Any:
        answers.wait(20.0)
        return usual(*asked)

    with monkeypatch.context() as hanging:
        hanging.setattr(room.outputs, "open_device", held_up)
        for _ in range(80):
            if room.now < 1_005.0:
                assert room.states() == {"": "starting"}, "it may come yet"
            room.now += 0.1
            room.outputs.tend()
        assert room.names() == ["output_lost"]
        assert room.states() == {"": "lost"}
        answers.set()
        room.pass_time(3.0)
    assert room.names() == ["output_lost", "output_back"]


def test_a_system_that_has_no_thread_to_give_is_asked_again(
    room: Room, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as poor:
        poor.setattr(threading.Thread, "start", none)
        room.pass_time(1.0)
    assert room.names() == ["output_lost"]
    room.pass_time(6.0)
    assert room.names() == ["output_lost", "output_back"]
