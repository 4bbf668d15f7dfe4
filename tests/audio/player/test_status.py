"""What is told of the sound goes on with the time until more is told."""

import pytest

from kapguide.audio.player.player import GOES_ON_S, Status


def test_places_go_on_with_the_time_and_levels_do_not() -> None:
    told = Status(
        item="a", position_s=3.0, length_s=60.0, to_crossfade_s=47.0, fade_s=0.2, fade_db=-12.0, master_db=-3.0
    )
    later = told.after(0.4)
    assert (later.position_s, later.to_crossfade_s, later.fade_s) == pytest.approx((3.4, 46.6, 0.0))
    assert (later.item, later.fade_db, later.master_db) == ("a", -12.0, -3.0)


def test_nobody_knows_how_it_goes_on_when_nothing_more_is_told() -> None:
    told = Status(item="a", position_s=3.0)
    assert told.after(100.0).position_s == pytest.approx(3.0 + GOES_ON_S)
    assert told.after(-1.0) == told


def test_no_place_lies_behind_the_end_or_goes_back() -> None:
    assert Status(item="a", position_s=59.9, length_s=60.0, to_crossfade_s=0.1).after(0.5) == Status(
        item="a", position_s=60.0, length_s=60.0, to_crossfade_s=0.0
    )
    assert Status(item="a", position_s=61.0, length_s=60.0).after(0.5).position_s == 61.0


def test_where_nothing_sounds_nothing_goes_on() -> None:
    assert Status(position_s=0.0).after(0.5) == Status()
