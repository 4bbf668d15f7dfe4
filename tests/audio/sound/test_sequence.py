"""The music goes on: joins exact to the sample, levels that add up, and no fault that stops it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kapguide.audio.sound.limiter import AHEAD
from kapguide.audio.sound.ramps import RATE, SHORTEST, amplitude
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.wire import VOICE, WireError
from tests.audio.rendering import listen, playing, prepared, told
from tests.audio.sounds import Band, Hanging, Memory, Samples, steady, tone, track, wait_until


@pytest.fixture(autouse=True)
def everyone_goes_home() -> Iterator[None]:
    yield
    Band.go_home()


def test_nothing_sounds_before_it_is_asked_for() -> None:
    sequence = Band(a=steady(0.5, 3)).sequence()
    sequence.programme((track("a"),), 0)
    prepared(sequence)
    assert not listen(sequence, 0.5).any()
    assert not sequence.begun


def test_music_out_of_silence_never_starts_loud() -> None:
    sequence = Band(a=steady(0.5, 5)).sequence()
    heard = playing(sequence, track("a"))
    assert np.abs(np.diff(heard[:, 0])).max() < 0.5 * 2 / SHORTEST
    assert heard[-1, 0] == pytest.approx(0.5, abs=1e-4)


def test_a_track_is_followed_by_a_crossfade_exact_to_the_sample() -> None:
    sequence = Band(a=tone(400, 5), b=tone(1000, 5)).sequence()
    sequence.programme((track("a"), track("b", crossfade_s=2.0)), 0)
    prepared(sequence)
    sequence.go("a", 0.3, 0.0)
    heard = listen(sequence, 6.0)[AHEAD:]
    join, length = 3 * RATE, 2 * RATE
    angle = np.arange(1, length + 1) / length * np.pi / 2
    wanted = np.cos(angle) * tone(400, 5)[join:, 0] + np.sin(angle) * tone(1000, 5)[:length, 0]
    assert np.abs(heard[join : join + length, 0] - wanted).max() < 1e-6
    assert np.abs(heard[join + length : join + length + 900, 0] - tone(1000, 5)[length : length + 900, 0]).max() < 1e-6
    assert [report["item"] for report in told(sequence, "track_started")] == ["a", "b"]


def test_tracks_of_other_rates_join_without_a_gap() -> None:
    wave = tone(441, 4, rate=44_100)
    sequence = Band(a=Memory(wave, 44_100), b=Memory(wave.copy(), 44_100)).sequence()
    sequence.programme((track("a"), track("b", crossfade_s=0.0)), 0)
    prepared(sequence)
    sequence.go("a", 0.0, 0.0)
    heard = listen(sequence, 7.0)[RATE:]
    level = np.sqrt(np.square(heard[: len(heard) // 480 * 480, 0]).reshape(-1, 480).mean(axis=1))
    assert level.min() > 0.3 / np.sqrt(2) * 0.95


def test_the_music_never_stops_by_itself() -> None:
    sequence = Band(a=steady(0.4, 2), b=steady(0.4, 2)).sequence()
    sequence.programme((track("a"), track("b")), 1)
    prepared(sequence)
    sequence.go("a", 0.0, 0.0)
    heard = listen(sequence, 12.0)[RATE:]
    assert heard.min() > 0.35
    started = [report["item"] for report in told(sequence, "track_started")]
    assert started[0] == "a"
    assert set(started[1:]) == {"b"}
    assert len(started) > 8


def test_a_crossfade_never_takes_more_than_half_of_a_track() -> None:
    sequence = Band(a=steady(0.4, 6), b=steady(0.4, 2)).sequence()
    playing(sequence, track("a"), track("b", crossfade_s=75.0))
    listen(sequence, 4.6)
    assert not told(sequence, "track_started")[1:]
    listen(sequence, 0.2)
    assert [report["item"] for report in told(sequence, "track_started")] == ["b"]


def test_gains_add_up_in_db() -> None:
    sequence = Band(a=steady(0.5, 9)).sequence()
    playing(sequence, track("a", gain_db=3.0))
    sequence.cap(-4.0)
    sequence.level(-6.0, 0.1)
    sequence.fade(-5.0, 0.1)
    sequence.duck(-12.0, 0.1)
    heard = listen(sequence, 1.0)
    assert heard[-1, 0] == pytest.approx(0.5 * amplitude(3.0 - 4.0 - 6.0 - 5.0 - 12.0), rel=1e-4)


def test_a_fade_to_silence_and_back_goes_on_unheard() -> None:
    sequence = Band(a=steady(0.5, 9)).sequence()
    playing(sequence, track("a"))
    sequence.fade(-120.0, 1.0)
    assert sequence.snapshot()["state"] == "fading"
    heard = listen(sequence, 2.0)
    assert not heard[RATE + AHEAD :].any()
    snapshot = sequence.snapshot()
    assert snapshot["state"] == "silent"
    assert snapshot["position_s"] == pytest.approx(2.4, abs=0.001)
    sequence.fade(0.0, 1.0)
    assert listen(sequence, 1.5)[-1, 0] == pytest.approx(0.5, abs=1e-4)


def test_going_crossfades_in_the_time_that_was_asked_for() -> None:
    sequence = Band(a=steady(0.3, 20), b=steady(0.3, 20), c=tone(1000, 20)).sequence()
    playing(sequence, track("a"), track("b"), track("c"))
    sequence.go("c", 4.0, 0.0)
    prepared(sequence)
    heard = listen(sequence, 5.0)[AHEAD:]
    offset = heard.reshape(-1, 2)[:, 0]
    half = offset[2 * RATE - 48 : 2 * RATE].mean()
    assert half == pytest.approx(0.3 * np.sqrt(0.5), abs=0.01)
    assert abs(offset[4 * RATE : 4 * RATE + 4_800].mean()) < 1e-4
    assert sequence.snapshot()["item"] == "c"
    assert sequence.snapshot()["next"] == "a"


def test_turning_back_in_a_crossfade_brings_the_old_track_back_where_it_is() -> None:
    sequence = Band(a=steady(0.3, 30), b=tone(1000, 30)).sequence()
    playing(sequence, track("a"), track("b"))
    sequence.go("b", 4.0, 0.0)
    prepared(sequence)
    listen(sequence, 1.0)
    sequence.go("a", 1.0, 0.0)
    heard = listen(sequence, 2.0)
    assert heard[-1, 0] == pytest.approx(0.3, abs=1e-3)
    assert sequence.snapshot()["position_s"] == pytest.approx(3.4, abs=0.05)


def test_many_turns_leave_few_decks() -> None:
    sequence = Band(**{name: steady(0.3, 60) for name in "abcdef"}).sequence()
    items = [track(name) for name in "abcdef"]
    playing(sequence, *items)
    for name in "bcdef":
        sequence.go(name, 30.0, 0.0)
        prepared(sequence)
        listen(sequence, 0.7)
    assert len(sequence.mixer.decks) <= 4
    assert sequence.snapshot()["item"] == "f"


def test_going_to_what_the_programme_does_not_hold_changes_nothing() -> None:
    sequence = Band(a=steady(0.5, 5)).sequence()
    playing(sequence, track("a"))
    with pytest.raises(WireError):
        sequence.go("z", 1.0, 0.0)
    assert sequence.snapshot()["item"] == "a"


def test_a_new_programme_leaves_what_sounds_and_changes_what_follows() -> None:
    sequence = Band(a=steady(0.3, 9), b=steady(0.3, 9), c=steady(0.3, 9)).sequence()
    playing(sequence, track("a"), track("b"))
    sequence.programme((track("c"), track("a"), track("b")), 0)
    assert (sequence.snapshot()["item"], sequence.snapshot()["next"]) == ("a", "b")
    sequence.programme((track("c"), track("b")), 0)
    assert (sequence.snapshot()["item"], sequence.snapshot()["next"]) == ("a", "c")


@pytest.mark.parametrize("broken", [{}, {"bad": np.zeros((0, 2), np.float32)}], ids=["missing", "empty"])
def test_a_track_that_cannot_be_read_is_named_and_passed_over_unheard(broken: dict[str, Samples]) -> None:
    sequence = Band(a=steady(0.4, 3), b=steady(0.4, 3), **broken).sequence()
    sequence.programme((track("a"), track("bad"), track("b")), 0)
    prepared(sequence)
    sequence.go("a", 0.0, 0.0)
    heard = listen(sequence, 4.5)[RATE // 2 :]
    assert heard.min() > 0.35
    reports = sequence.reports()
    assert {report["item"] for report in reports if report["report"] == "fault"} == {"bad"}
    assert [report["item"] for report in reports if report["report"] == "track_started"] == ["a", "b", "a"]


def test_going_to_a_broken_track_goes_to_the_one_after_it() -> None:
    sequence = Band(a=steady(0.4, 9), c=steady(0.4, 9)).sequence()
    playing(sequence, track("a"), track("gone"), track("c"))
    sequence.go("gone", 1.0, 0.0)
    listen(sequence, 0.1)
    prepared(sequence)
    listen(sequence, 0.1)
    assert sequence.snapshot()["item"] == "c"


def test_a_programme_of_nothing_readable_is_tried_again() -> None:
    band = Band()
    sequence = band.sequence()
    sequence.programme((track("a"), track("b")), 0)
    sequence.go("a", 1.0, 0.0)
    wait_until(lambda: sequence.render(480).any() or len(sequence._reports) >= 2)
    band._sounds["a"] = band._sounds["b"] = steady(0.4, 5)
    listen(sequence, 2.5)
    prepared(sequence)
    assert listen(sequence, 1.0)[-1, 0] == pytest.approx(0.4, abs=1e-3)


def test_a_track_that_ends_before_its_stated_length_is_a_fault_and_still_crossfades() -> None:
    short = Memory(steady(0.4, 4), stated=60 * RATE)
    sequence = Band(a=short, b=steady(0.4, 9)).sequence()
    sequence.programme((track("a"), track("b")), 0)
    prepared(sequence)
    sequence.go("a", 0.0, 0.0)
    heard = listen(sequence, 6.0)[RATE // 2 :]
    assert heard.min() > 0.3
    assert [report["code"] for report in told(sequence, "fault")] == ["ended_early"]


def test_a_damaged_middle_is_jumped_over_without_a_click() -> None:
    hurt = Memory(steady(0.4, 6), damage=2 * RATE)
    sequence = Band(a=hurt).sequence()
    sequence.programme((track("a"),), 0)
    prepared(sequence)
    sequence.go("a", 0.0, 0.0)
    heard = listen(sequence, 3.0)
    assert np.abs(np.diff(heard[:, 0])).max() < 0.4 * 2 / SHORTEST
    assert heard[-1, 0] == pytest.approx(0.4, abs=1e-3)
    assert [report["code"] for report in told(sequence, "fault")] == ["damaged"]


def test_the_voice_is_heard_over_ducked_music() -> None:
    sequence = Band(a=steady(0.5, 20), line=tone(1000, 1.0)).sequence()
    playing(sequence, track("a"))
    sequence.voice(1, "line", 0.0, -12.0, 0.2, 0.5)
    waiting = sequence._voice_waits
    assert waiting is not None
    wait_until(lambda: waiting.source.ready)
    heard = listen(sequence, 0.9)
    ducked = heard[-4_800:, 0]
    assert ducked.mean() == pytest.approx(0.5 * amplitude(-12.0), rel=0.01)
    assert np.abs(ducked - ducked.mean()).max() == pytest.approx(0.3, rel=0.01)
    assert listen(sequence, 1.0)[-1, 0] == pytest.approx(0.5, abs=1e-3)
    assert told(sequence, "voice_ended")


def test_a_voice_that_is_missing_lets_the_music_come_back() -> None:
    sequence = Band(a=steady(0.5, 20)).sequence()
    playing(sequence, track("a"))
    sequence.voice(1, "nowhere", 0.0, -12.0, 0.2, 0.5)
    waiting = sequence._voice_waits
    assert waiting is not None
    wait_until(lambda: waiting.source.failed)
    assert listen(sequence, 1.0)[-1, 0] == pytest.approx(0.5, abs=1e-3)
    assert [(report["code"], report["item"]) for report in sequence.reports() if report["report"] == "fault"] == [
        ("missing", VOICE)
    ]


def voice_told(sequence: Sequence, seconds: float) -> list[bool]:
    """Whether the lines that are over after so many seconds were heard to their ends."""
    listen(sequence, seconds)
    return [report["heard"] for report in told(sequence, "voice_ended")]


def voiced(sequence: Sequence, line: str, at_s: float = 0.0) -> None:
    """The line is read and begins with the next frames."""
    sequence.voice(1, line, 0.0, -12.0, 0.1, 0.1, at_s)
    waiting = sequence._voice_waits
    assert waiting is not None
    wait_until(lambda: bool(waiting.source._ended or waiting.source.failed))


def test_a_line_tells_whether_it_was_heard_to_its_end() -> None:
    cut_short = Memory(tone(700, 1.0), stated=6 * RATE)
    sequence = Band(a=steady(0.5, 20), line=tone(700, 1.0), cut_short=cut_short).sequence()
    playing(sequence, track("a"))
    voiced(sequence, "line")
    assert voice_told(sequence, 1.5) == [True]
    voiced(sequence, "nowhere")
    assert voice_told(sequence, 0.2) == [False]
    voiced(sequence, "cut_short")
    assert voice_told(sequence, 1.5) == [False]
    voiced(sequence, "line")
    listen(sequence, 0.3)
    sequence.voice(1, "", 0.0, -12.0, 0.1, 0.1)
    assert voice_told(sequence, 1.0) == [False]


def test_a_line_goes_on_from_where_it_was_paused() -> None:
    sequence = Band(a=steady(0.0, 20), line=np.concatenate((steady(0.1, 1.0), steady(0.2, 1.0)))).sequence()
    playing(sequence, track("a"))
    voiced(sequence, "line", at_s=1.5)
    heard = listen(sequence, 1.0)[:, 0]
    assert heard[RATE // 4] == pytest.approx(0.2, abs=1e-3)
    assert np.flatnonzero(np.abs(heard) > 1e-3)[-1] == pytest.approx(RATE / 2, abs=RATE / 50)


def test_a_line_that_is_replaced_is_not_told_to_have_ended_and_the_next_one_is() -> None:
    sequence = Band(a=steady(0.5, 20), one=tone(700, 5.0), two=tone(900, 1.0)).sequence()
    playing(sequence, track("a"))
    for number, line in ((1, "one"), (2, "two")):
        sequence.voice(number, line, 0.0, -12.0, 0.2, 0.5)
        waiting = sequence._voice_waits
        assert waiting is not None
        wait_until(lambda waiting=waiting: waiting.source.ready)
        listen(sequence, 0.5)
    assert sequence.snapshot()["voice"] == 2
    assert not told(sequence, "voice_ended")
    listen(sequence, 1.5)
    assert [report["number"] for report in told(sequence, "voice_ended")] == [2]
    assert sequence.snapshot()["voice"] == 0


def test_a_line_that_is_ended_before_it_is_heard_or_never_opens_lets_the_music_come_back() -> None:
    hanging = Hanging(tone(700, 1.0))
    sequence = Band(a=steady(0.5, 60), line=hanging).sequence()
    playing(sequence, track("a"))
    try:
        sequence.voice(1, "line", 0.0, -12.0, 0.2, 0.5)
        assert listen(sequence, 1.0)[-1, 0] == pytest.approx(0.5 * amplitude(-12.0), rel=0.01)
        sequence.voice(1, "", 0.0, -12.0, 0.2, 0.5)
        assert listen(sequence, 1.0)[-1, 0] == pytest.approx(0.5, abs=1e-3)
        assert [report["number"] for report in told(sequence, "voice_ended")] == [1]
        sequence.voice(2, "line", 0.0, -12.0, 0.2, 0.5)
        assert listen(sequence, 5.0)[-1, 0] == pytest.approx(0.5, abs=1e-3), "nobody waits for ever, ducked"
        assert [report["code"] for report in told(sequence, "fault")] == ["slow"]
    finally:
        hanging.wake.set()


@pytest.mark.parametrize("heard", [True, False])
def test_after_an_interruption_the_music_comes_up_from_silence_without_a_step(heard: bool) -> None:
    sequence = Band(a=steady(0.5, 20)).sequence()
    before = playing(sequence, track("a")) if heard else playing(sequence, track("a"))[:0]
    sequence.enter(1.0, heard)
    after = listen(sequence, 1.5)
    joined = np.concatenate((before, after) if heard else (np.zeros((1, 2), np.float32), after))
    assert np.abs(np.diff(joined[:, 0])).max() < 0.5 * 2 / SHORTEST
    assert np.abs(after[AHEAD : AHEAD + 480]).max() < 0.01
    assert after[-1, 0] == pytest.approx(0.5, abs=1e-4)


LEVEL = st.floats(-120.0, 0.0)
ASKED = st.one_of(
    st.tuples(st.just("level"), LEVEL, st.floats(0.0, 0.1)),
    st.tuples(st.just("fade"), LEVEL, st.floats(0.0, 0.1)),
    st.tuples(st.just("duck"), LEVEL, st.floats(0.0, 0.1)),
    st.tuples(
        st.just("voice"),
        st.just(1),
        st.sampled_from(["loud", "gone", ""]),
        st.floats(-60, 24),
        LEVEL,
        st.just(0.1),
        st.just(0.1),
    ),
    st.tuples(st.just("go"), st.sampled_from("ab"), st.floats(0.0, 0.3), st.floats(0.0, 3.0)),
    st.tuples(st.just("enter"), st.floats(0.0, 1.0), st.booleans()),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(-60.0, 0.0), st.floats(-60.0, 24.0), st.floats(-60.0, 24.0), st.lists(ASKED, max_size=10))
def test_nothing_is_ever_louder_than_the_cap(cap: float, one: float, two: float, asked: list[tuple[Any, ...]]) -> None:
    full = tone(700, 4, peak=1.0)
    sequence = Band(a=full, b=steady(1.0, 4), loud=full).sequence()
    sequence.cap(cap)
    ceiling = np.float32(amplitude(min(-1.0, cap)))
    sequence.programme((track("a", gain_db=one), track("b", gain_db=two)), 0)
    prepared(sequence)
    sequence.render(2 * SHORTEST)
    sequence.go("a", 0.0, 0.0)
    for name, *arguments in asked:
        getattr(sequence, name)(*arguments)
        assert np.abs(sequence.render(9_600)).max() <= ceiling
    assert np.abs(sequence.render(RATE)).max() <= ceiling


def test_a_cap_that_is_lowered_holds_a_quarter_of_a_second_later() -> None:
    sequence = Band(a=tone(700, 9, peak=1.0)).sequence()
    playing(sequence, track("a", gain_db=24.0))
    sequence.cap(-20.0)
    listen(sequence, 0.3)
    assert np.abs(listen(sequence, 1.0)).max() <= np.float32(amplitude(-20.0))


def test_a_snapshot_tells_where_it_is_and_what_is_coming() -> None:
    sequence = Band(a=steady(0.5, 8), b=steady(0.5, 8)).sequence()
    playing(sequence, track("a"), track("b", crossfade_s=2.0))
    listen(sequence, 0.6)
    told = sequence.snapshot()
    assert (told["item"], told["next"], told["state"]) == ("a", "b", "playing")
    assert told["position_s"] == pytest.approx(1.0, abs=0.001)
    assert told["length_s"] == 8.0
    assert told["to_crossfade_s"] == pytest.approx(5.0, abs=0.001)
    assert told["peak_db"] == pytest.approx(-6.0, abs=0.1)
    assert told["underruns"] == 0
    assert told["rendered"] == RATE
    behind = sequence.snapshot(ahead_s=0.25)
    assert behind["position_s"] == pytest.approx(0.75, abs=0.001), "what a device holds is not heard yet"
    assert behind["to_crossfade_s"] == pytest.approx(5.25, abs=0.001)
