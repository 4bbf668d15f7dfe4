"""The player that nobody hears keeps its place by the session's time."""

import pytest

from kapguide.audio.player.player import (
    THERAPIST,
    ChimeEnded,
    Fault,
    Item,
    Output,
    Programme,
    Report,
    TrackBegan,
    TrackEnded,
)
from tests.support.silent_player import SilentPlayer

A = Item("a", "/a", "A", length_s=100.0)
B = Item("b", "/b", "B", length_s=60.0, crossfade_s=20.0)
C = Item("c", "/c", "C", length_s=60.0)


@pytest.fixture
def told() -> list[Report]:
    return []


@pytest.fixture
def player(told: list[Report]) -> SilentPlayer:
    player = SilentPlayer(told.append)
    player.programme(Programme((A, B, C), repeat_from=1))
    return player


def started(told: list[Report]) -> list[str]:
    return [report.item.id for report in told if isinstance(report, TrackBegan)]


def test_nothing_plays_before_the_first_go(player: SilentPlayer, told: list[Report]) -> None:
    player.tick(500_000)
    assert told == []
    assert player.status().state == "silent"


def test_each_track_begins_where_its_crossfade_does(player: SilentPlayer, told: list[Report]) -> None:
    player.go("a", 10.0)
    player.tick(79_999)
    assert started(told) == ["a"]
    player.tick(80_000)
    assert started(told) == ["a", "b"]
    assert told[-1] == TrackEnded(A)
    assert player.status().position_s == 0.0


def test_one_long_tick_is_the_same_as_many_short_ones() -> None:
    long, short = list[Report](), list[Report]()
    players = SilentPlayer(long.append), SilentPlayer(short.append)
    for each in players:
        each.programme(Programme((A, B, C), repeat_from=1))
        each.go("a", 10.0)
    players[0].tick(3_600_000)
    for now in range(0, 3_600_001, 700):
        players[1].tick(now)
    players[1].tick(3_600_000)
    assert long == short
    assert players[0].status() == players[1].status()
    assert set(started(long)[1:]) == {"b", "c"}


def test_status_tells_the_place_and_what_is_coming(player: SilentPlayer) -> None:
    player.go("a", 10.0, at_s=5.0)
    player.tick(20_000)
    status = player.status()
    assert (status.item, status.next, status.position_s, status.to_crossfade_s) == ("a", "b", 25.0, 55.0)
    assert status.state == "playing"


def test_silence_and_the_way_back(player: SilentPlayer) -> None:
    player.go("a", 0.0)
    player.fade(True, 8.0)
    assert player.status().state == "fading"
    player.tick(9_000)
    assert (player.status().state, player.status().fade_db) == ("silent", -120.0)
    player.fade(False, 8.0)
    player.tick(18_000)
    assert (player.status().state, player.status().fade_db) == ("playing", 0.0)
    player.stop(5.0)
    assert player.status().state == "fading"


def test_what_is_silent_is_not_told_to_fade_when_it_ends(player: SilentPlayer) -> None:
    player.go("a", 0.0)
    player.fade(True, 8.0)
    player.tick(9_000)
    player.stop(5.0)
    assert player.status().state == "silent"


def test_a_new_programme_goes_on_behind_what_plays(player: SilentPlayer, told: list[Report]) -> None:
    player.go("b", 0.0)
    player.programme(Programme((C, B, A)))
    player.tick(60_000)
    assert started(told) == ["b", "a"]
    player.programme(Programme((C,)))
    player.tick(170_000)
    assert started(told)[:3] == ["b", "a", "c"]


def test_what_the_programme_does_not_hold_is_refused(player: SilentPlayer, told: list[Report]) -> None:
    player.go("z", 1.0)
    assert [type(report) for report in told] == [Fault]


def test_stop_ends_it_at_its_time(player: SilentPlayer, told: list[Report]) -> None:
    player.go("a", 0.0)
    player.tick(10_000)
    player.stop(20.0)
    player.tick(29_000)
    assert player.status().item == "a"
    player.tick(31_000)
    assert told[-1] == TrackEnded(A)
    player.tick(900_000)
    assert player.status().state == "silent"


def test_levels_are_told_as_they_were_asked_for(player: SilentPlayer) -> None:
    player.level(-6.0)
    player.duck(-12.0, 0.8)
    assert (player.status().master_db, player.status().duck_db) == (-6.0, -12.0)


def test_a_go_waits_for_its_moment(player: SilentPlayer, told: list[Report]) -> None:
    player.go("a", 0.0)
    player.go("c", 10.0, at_s=5.0, from_s=30.0)
    player.tick(29_000)
    status = player.status()
    assert (status.going, status.going_from_s, status.next, status.to_crossfade_s) == ("c", 30.0, "c", 1.0)
    player.tick(31_000)
    assert started(told) == ["a", "c"]
    assert player.status().position_s == 6.0
    assert player.status().going == ""


def test_a_go_that_waits_joins_where_the_track_ends_before(player: SilentPlayer, told: list[Report]) -> None:
    player.go("a", 0.0)
    player.go("c", 16.0, from_s=500.0)
    player.tick(83_000)
    assert started(told) == ["a"]
    player.tick(84_000)
    assert started(told) == ["a", "c"]


def test_a_go_that_waits_is_replaced_or_taken_back(player: SilentPlayer, told: list[Report]) -> None:
    player.go("a", 0.0)
    player.go("c", 10.0, from_s=30.0)
    player.go("b", 10.0, from_s=50.0)
    player.tick(49_000)
    assert player.status().going == "b"
    player.go("", 0.0)
    assert (player.status().going, player.status().next) == ("", "b")
    player.tick(81_000)
    assert started(told) == ["a", "b"]
    player.go("a", 10.0, from_s=0.5)
    assert started(told) == ["a", "b", "a"]


def test_its_outputs_are_set_and_heard_by_nobody(player: SilentPlayer, told: list[Report]) -> None:
    player.chime()
    player.outputs((Output("room", level_db=-6.0), Output(THERAPIST)))
    player.output_level("room", -4.0)
    player.test_tone("room", 1.0)
    player.chime()
    assert [(output.role, output.level_db, output.state) for output in player.status().outputs] == [
        ("room", -10.0, "lost"),
        ("therapist", 0.0, "lost"),
    ]
    assert told == [ChimeEnded(False), ChimeEnded(True)]
    assert player.item("b") == B
