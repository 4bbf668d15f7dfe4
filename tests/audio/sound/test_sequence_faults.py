"""Files that are not there, that hang, or that never come: what is good goes on, and each fault is said once."""

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from kapguide.audio.sound.mixer import Deck
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.wire import checked
from tests.audio.rendering import listen, playing, prepared, told
from tests.audio.sounds import Band, Hanging, steady, track, wait_until


@pytest.fixture
def hanging() -> Iterator[list[Hanging]]:
    """Drives that hang, woken at the end."""
    made: list[Hanging] = []
    yield made
    for each in made:
        each.wake.set()
    Band.go_home()


def hang(made: list[Hanging], seconds: float = 5.0, **fields: Any) -> Hanging:
    made.append(Hanging(steady(0.3, seconds), **fields))
    return made[-1]


def faults(sequence: Sequence) -> list[tuple[str, str]]:
    return [(report["item"] or report["detail"], report["code"]) for report in told(sequence, "fault")]


def test_a_file_that_hangs_is_passed_over_before_its_turn(hanging: list[Hanging]) -> None:
    sequence = Band(a=steady(0.4, 6), slow=hang(hanging), b=steady(0.4, 9)).sequence()
    sequence.programme((track("a"), track("slow"), track("b")), 0)
    prepared(sequence)
    sequence.go("a", 0.0, 0.0)
    heard = listen(sequence, 8.0, hung=("slow",))[RATE // 2 :]
    assert heard.min() > 0.35
    assert faults(sequence) == [("slow", "slow")]


def test_where_nothing_sounds_a_file_that_hangs_is_waited_for_less_than_a_second(hanging: list[Hanging]) -> None:
    sequence = Band(slow=hang(hanging), b=steady(0.4, 9)).sequence()
    sequence.programme((track("slow"), track("b")), 0)
    sequence.go("slow", 0.0, 0.0)
    heard = listen(sequence, 1.5, hung=("slow",))
    sounding = int(np.flatnonzero(heard[:, 0] > 0.01)[0])
    assert sounding < RATE
    assert sequence.snapshot()["item"] == "b"


def test_a_drive_that_hangs_is_asked_once_and_taken_when_it_wakes(hanging: list[Hanging]) -> None:
    one, two = hang(hanging), hang(hanging)
    sequence = Band(one=one, two=two).sequence()
    sequence.programme((track("one"), track("two")), 0)
    sequence.go("one", 0.0, 0.0)
    threads = threading.active_count()
    assert not listen(sequence, 30.0, block=2_400, hung=("one", "two")).any()
    assert (one.opened, two.opened) == (1, 1)
    assert threading.active_count() <= threads + 1
    assert sorted(faults(sequence)) == [("one", "slow"), ("two", "slow")]
    two.wake.set()
    wait_until(lambda: listen(sequence, 0.05, hung=("one", "two")).any())
    assert sequence.snapshot()["item"] == "two"


def test_one_that_wakes_while_others_sound_is_let_go(hanging: list[Hanging]) -> None:
    slow = hang(hanging)
    sequence = Band(a=steady(0.4, 6), slow=slow, b=steady(0.4, 30)).sequence()
    playing(sequence, track("a"), track("slow"), track("b"), hung=("slow",))
    listen(sequence, 4.0, hung=("slow",))
    slow.wake.set()
    wait_until(lambda: not any(hung.source.opening for hung in sequence._ahead._hung.values()))
    listen(sequence, 4.0, hung=("slow",))
    assert sequence._ahead._hung == {}
    assert sequence.snapshot()["item"] == "b"


def read_to(deck: Deck, seconds: float) -> None:
    """Wait until that much of the deck's file was read, which is all that its drive gives."""
    wait_until(lambda: deck.source._buffered + deck.source._given >= seconds * RATE)


def test_a_file_that_stops_coming_while_it_sounds_is_left_within_a_second(hanging: list[Hanging]) -> None:
    sequence = Band(a=hang(hanging, 60.0, reads=8), b=steady(0.4, 20)).sequence()
    playing(sequence, track("a"), track("b"), hung=("a",))
    read_to(sequence.mixer.decks[0], 2.0)
    listen(sequence, 1.5, hung=("a",))
    heard = listen(sequence, 1.2, hung=("a",))
    quiet = np.flatnonzero(np.abs(heard[:, 0]) < 0.01)
    assert len(quiet) < RATE
    assert sequence.snapshot()["item"] == "b"
    assert faults(sequence) == [("a", "stalled")]


@pytest.mark.parametrize("reads", [12, 20, 40], ids=["3 s in hand", "5 s", "10 s"])
def test_on_a_drive_that_hangs_the_music_goes_over_before_it_runs_dry(reads: int, hanging: list[Hanging]) -> None:
    sequence = Band(a=hang(hanging, 60.0, reads=reads), b=steady(0.3, 40)).sequence()
    playing(sequence, track("a", crossfade_s=8.0), track("b", crossfade_s=8.0), hung=("a",))
    read_to(sequence.mixer.decks[0], reads / 4)
    heard = listen(sequence, reads / 4 + 2.0, hung=("a",))
    assert np.abs(heard[:, 0]).min() > 0.25, "it is never silent, nor softer than the music"
    assert sequence.snapshot()["item"] == "b"
    assert sequence.snapshot()["underruns"] == 0
    assert faults(sequence) == [("a", "stalled")]


def test_a_drive_that_wakes_in_time_goes_on_with_its_piece(hanging: list[Hanging]) -> None:
    slow = hang(hanging, 30.0, reads=40)
    sequence = Band(a=slow, b=steady(0.3, 40)).sequence()
    playing(sequence, track("a", crossfade_s=8.0), track("b", crossfade_s=8.0), hung=("a",))
    deck = sequence.mixer.decks[0]
    read_to(deck, 10.0)
    listen(sequence, 5.0, hung=("a",))
    slow.wake.set()
    wait_until(lambda: deck.source._buffered > 8 * RATE)
    listen(sequence, 5.0)
    assert sequence.snapshot()["item"] == "a"
    assert faults(sequence) == []


def test_a_file_that_is_missing_every_time_is_said_once() -> None:
    sequence = Band(a=steady(0.4, 2), b=steady(0.4, 2)).sequence()
    playing(sequence, track("a"), track("gone"), track("b"))
    listen(sequence, 12.0)
    assert faults(sequence) == [("gone", "missing")]
    assert sequence.snapshot()["faults"] == 1


def test_a_file_that_someone_asks_for_is_said_again() -> None:
    sequence = Band(a=steady(0.4, 20)).sequence()
    playing(sequence, track("a"), track("gone"))
    listen(sequence, 0.2)
    assert faults(sequence) == [("gone", "missing")]
    sequence.go("gone", 1.0, 0.0)
    listen(sequence, 0.2)
    assert faults(sequence) == [("gone", "missing")]


def test_a_file_that_was_mended_and_breaks_again_is_said_again() -> None:
    band = Band(a=steady(0.4, 2))
    sequence = band.sequence()
    playing(sequence, track("a"), track("b"))
    listen(sequence, 3.0)
    band._sounds["b"] = steady(0.4, 2)
    listen(sequence, 3.0)
    assert "b" in {report["item"] for report in sequence._reports if report["report"] == "track_started"}
    del band._sounds["b"]
    listen(sequence, 4.0)
    assert faults(sequence) == [("b", "missing"), ("b", "missing")]


def test_a_folder_that_is_gone_is_a_few_names_and_a_number_and_takes_no_time() -> None:
    sequence = Band(a=steady(0.4, 4), z=steady(0.4, 20)).sequence()
    lost = [track(f"lost{number}") for number in range(300)]
    sequence.programme((track("a"), *lost, track("z")), 0)
    prepared(sequence)
    sequence.go("a", 0.0, 0.0)
    listen(sequence, 0.3)
    wait_until(lambda: sequence.snapshot()["next"] == "z")
    assert listen(sequence, 6.0).min() > 0.35
    assert faults(sequence) == [*[(f"lost{number}", "missing") for number in range(3)], ("297", "more")]


def test_a_programme_of_nothing_readable_is_tried_quietly_a_handful_at_a_time() -> None:
    tried: list[str] = []
    band = Band()
    opener = band.open

    def count(path: str) -> Any:
        tried.append(path)
        return opener(path)

    sequence = band.sequence()
    sequence.opener = count
    sequence.programme(tuple(track(f"lost{number}") for number in range(200)), 0)
    sequence.go("lost0", 0.0, 0.0)
    wait_until(lambda: sequence._ahead._retry_at is not None)
    assert 200 <= (before := len(tried)) <= 400
    assert not listen(sequence, 10.0, block=4_800).any()
    wait_until(lambda: sequence._ahead._retry_at is not None)
    assert 50 <= len(tried) - before <= 5 * 50
    assert len(faults(sequence)) == 4
    band._sounds["lost120"] = steady(0.4, 20)
    wait_until(lambda: listen(sequence, 0.5, block=4_800).any())
    assert sequence.snapshot()["item"] == "lost120"


def test_a_join_is_not_missed_when_the_coming_file_is_late(hanging: list[Hanging]) -> None:
    late = hang(hanging, 20.0)
    sequence = Band(a=steady(0.4, 3), late=late).sequence()
    playing(sequence, track("a"), track("late", crossfade_s=2.0), hung=("late",))
    listen(sequence, 2.3, hung=("late",))
    late.wake.set()
    prepared(sequence)
    heard = listen(sequence, 1.0)
    assert np.abs(heard).min() > 0.25
    assert sequence.snapshot()["item"] == "late"
    assert faults(sequence) == []


def test_an_odd_item_is_passed_over_by_its_name_and_the_others_sound() -> None:
    sequence = Band(a=steady(0.4, 3), b=steady(0.4, 9)).sequence()
    plain = [track("a").plain(), track("b").plain()]
    odd = [{"id": "first", "path": "/music/first.flac"}, plain[0] | {"id": "nan", "path": "nan", "gain_db": None}]
    _, order = checked({"do": "programme", "items": [odd[0], plain[0], odd[1], plain[1]], "repeat_from": 0})
    sequence.programme(**order)
    prepared(sequence)
    sequence.go("first", 0.0, 0.0)
    heard = listen(sequence, 6.0)
    assert heard[RATE // 2 :].min() > 0.35
    assert set(faults(sequence)) == {("first", "unreadable"), ("nan", "unreadable")}
