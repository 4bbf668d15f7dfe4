"""A crossfade that waits for its moment, silences that are planned, and the end."""

from collections.abc import Iterator

import numpy as np
import pytest

from kapguide.audio.sound.limiter import AHEAD
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.wire import SILENCE, WireTrack
from tests.audio.rendering import listen, playing, prepared, told
from tests.audio.sounds import Band, steady, track

WAY = 0.4
"""`playing` listens this far into the first track."""


@pytest.fixture(autouse=True)
def everyone_goes_home() -> Iterator[None]:
    yield
    Band.go_home()


@pytest.fixture
def sequence() -> Sequence:
    """Track a of 10 s sounds; b would come next, c and d after it."""
    sequence = Band(a=steady(0.4, 10), b=steady(-0.4, 20), c=steady(0.1, 20), d=steady(0.2, 20)).sequence()
    playing(sequence, track("a"), track("b"), track("c"), track("d"))
    return sequence


def started(sequence: Sequence) -> list[str]:
    return [report["item"] for report in told(sequence, "track_started")]


def test_a_go_begins_at_the_very_frame_that_was_named(sequence: Sequence) -> None:
    sequence.go("c", 2.0, 0.0, 3.0)
    prepared(sequence)
    heard = listen(sequence, 5.6)[AHEAD:, 0]
    begins = round((3.0 - WAY) * RATE)
    assert np.abs(heard[: begins - 1] - 0.4).max() < 1e-6
    assert heard[begins + 480] != pytest.approx(0.4, abs=1e-6)
    middle = begins + RATE - 1
    assert heard[middle] == pytest.approx((0.4 + 0.1) * np.sqrt(0.5), abs=1e-4)
    assert heard[begins + 2 * RATE + 10] == pytest.approx(0.1, abs=1e-6)
    assert started(sequence) == ["a", "c"]


def test_what_waits_is_told_with_its_moment(sequence: Sequence) -> None:
    assert (sequence.snapshot()["going"], sequence.snapshot()["next"]) == ("", "b")
    sequence.go("c", 2.0, 0.0, 3.0)
    snapshot = sequence.snapshot()
    assert (snapshot["going"], snapshot["going_from_s"], snapshot["next"]) == ("c", 3.0, "c")
    assert snapshot["to_crossfade_s"] == pytest.approx(3.0 - WAY, abs=0.001)
    prepared(sequence)
    listen(sequence, 3.0)
    snapshot = sequence.snapshot()
    assert (snapshot["item"], snapshot["going"], snapshot["going_from_s"]) == ("c", "", 0.0)


def test_a_moment_that_is_past_is_now(sequence: Sequence) -> None:
    sequence.go("c", 1.0, 0.0, 0.1)
    prepared(sequence)
    listen(sequence, 0.1)
    assert sequence.snapshot()["item"] == "c"


def test_where_the_track_ends_before_the_moment_the_join_is_then(sequence: Sequence) -> None:
    sequence.go("c", 2.0, 0.0, 500.0)
    prepared(sequence)
    assert sequence.snapshot()["to_crossfade_s"] == pytest.approx(8.0 - WAY, abs=0.001)
    heard = listen(sequence, 10.0)[AHEAD:, 0]
    begins = round((8.0 - WAY) * RATE)
    assert np.abs(heard[: begins - 1] - 0.4).max() < 1e-6
    assert heard[begins + 2 * RATE + 10] == pytest.approx(0.1, abs=1e-6)
    assert started(sequence) == ["a", "c"]


def test_a_later_go_takes_the_place_of_one_that_waits(sequence: Sequence) -> None:
    sequence.go("c", 2.0, 0.0, 3.0)
    sequence.go("d", 1.0, 0.0, 5.0)
    prepared(sequence)
    listen(sequence, 4.0)
    assert sequence.snapshot()["item"] == "a"
    sequence.go("c", 1.0, 0.0)
    prepared(sequence)
    listen(sequence, 0.1)
    assert started(sequence) == ["a", "c"]
    listen(sequence, 4.0)
    assert sequence.snapshot()["item"] == "c"


def test_a_go_that_waits_can_be_taken_back(sequence: Sequence) -> None:
    sequence.go("d", 2.0, 0.0, 3.0)
    sequence.go("", 0.0, 0.0)
    assert (sequence.snapshot()["going"], sequence.snapshot()["next"]) == ("", "b")
    prepared(sequence)
    listen(sequence, 9.0)
    assert started(sequence) == ["a", "b"]


def test_a_new_programme_leaves_a_go_that_waits(sequence: Sequence) -> None:
    sequence.go("c", 1.0, 0.0, 3.0)
    sequence.programme((track("d"), track("c"), track("b")), 0)
    prepared(sequence)
    listen(sequence, 3.0)
    assert (sequence.snapshot()["item"], sequence.snapshot()["next"]) == ("c", "b")


def test_a_go_to_what_cannot_be_read_goes_to_what_follows_at_the_same_moment(sequence: Sequence) -> None:
    sequence.programme((track("a"), track("gone"), track("c")), 0)
    sequence.go("gone", 1.0, 0.0, 3.0)
    prepared(sequence)
    assert sequence.snapshot()["going"] == "c"
    listen(sequence, 2.5)
    assert sequence.snapshot()["item"] == "a"
    listen(sequence, 0.2)
    assert sequence.snapshot()["item"] == "c"


def test_a_planned_silence_is_as_long_as_planned_and_the_music_comes_back() -> None:
    silence = WireTrack("pause", SILENCE, "Silence", crossfade_s=2.0, length_s=6.0)
    sequence = Band(a=steady(0.4, 8), b=steady(0.4, 20)).sequence()
    playing(sequence, track("a"), silence, track("b", crossfade_s=1.0))
    heard = listen(sequence, 14.0)[AHEAD:, 0]
    into, out = round((6.0 - WAY) * RATE), round((6.0 + 5.0 - WAY) * RATE)
    assert heard[into + RATE - 1] == pytest.approx(0.4 * np.sqrt(0.5), abs=1e-3)
    assert not heard[into + 2 * RATE : out].any()
    assert heard[out + RATE + 10] == pytest.approx(0.4, abs=1e-4)
    assert np.abs(np.diff(heard)).max() < 0.001
    reports = sequence.reports()
    assert [report["item"] for report in reports if report["report"] == "track_started"] == ["a", "pause", "b"]
    assert [report for report in reports if report["report"] == "fault"] == []


def test_in_a_planned_silence_its_place_is_told_and_a_go_leaves_it() -> None:
    silence = WireTrack("pause", SILENCE, "Silence", crossfade_s=1.0, length_s=3_600.0)
    sequence = Band(a=steady(0.4, 4)).sequence()
    playing(sequence, silence, track("a"))
    listen(sequence, 2.0)
    snapshot = sequence.snapshot()
    assert (snapshot["item"], snapshot["length_s"], snapshot["next"]) == ("pause", 3_600.0, "a")
    assert snapshot["position_s"] == pytest.approx(2.4, abs=0.001)
    sequence.go("a", 0.5, 0.0)
    prepared(sequence)
    assert listen(sequence, 1.0)[-1, 0] == pytest.approx(0.4, abs=1e-4)


def test_a_programme_of_silence_alone_goes_on_without_end() -> None:
    silence = WireTrack("pause", SILENCE, "Silence", crossfade_s=0.5, length_s=2.0)
    sequence = Band().sequence()
    playing(sequence, silence)
    assert not listen(sequence, 9.0).any()
    reports = sequence.reports()
    assert len([report for report in reports if report["report"] == "track_started"]) > 4
    assert [report for report in reports if report["report"] == "fault"] == []


def test_what_goes_on_in_its_middle_is_never_told_to_be_before_it() -> None:
    """Where the silence before it still fills the device, as when a new process goes on at the old one's place."""
    sequence = Band(a=steady(0.5, 8)).sequence()
    sequence.programme((track("a"),), 0)
    prepared(sequence)
    sequence.go("a", 0.3, 2.0)
    prepared(sequence)
    listen(sequence, 0.1)
    assert sequence.snapshot(ahead_s=0.4)["position_s"] == 2.0
    listen(sequence, 0.5)
    assert sequence.snapshot(ahead_s=0.4)["position_s"] == pytest.approx(2.2, abs=0.001)


def test_music_that_ends_is_told_to_fade_only_while_that_is_heard() -> None:
    for silent in (False, True):
        sequence = Band(a=steady(0.5, 9)).sequence()
        playing(sequence, track("a"))
        if silent:
            sequence.fade(-120.0, 0.5)
            listen(sequence, 0.6)
        sequence.leave(1.0)
        listen(sequence, 0.3)
        assert sequence.snapshot()["state"] == ("silent" if silent else "fading")
