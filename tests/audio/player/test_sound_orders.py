"""Whatever is ordered, what is good of it sounds, what is odd is named, and silence works: a real sound process."""

from pathlib import Path

import pytest

from kapguide.audio.player import player as p
from tests.audio.sounds import wait_until
from tests.audio.studio import Studio

PATIENCE_S = 60.0
ODD: dict[str, dict[str, object]] = {
    "a path longer than any": {"path": "/music/" + "x" * 9_000 + ".wav"},
    "a path beyond every limit": {"path": "/music/" + "ü" * 60_000 + ".wav"},
    "a path that is no text": {"path": "/music/caf\udce9.wav"},
    "a gain that is no number": {"gain_db": float("nan")},
    "a gain without end": {"gain_db": float("inf")},
    "a title that is no text": {"title": "caf\udce9", "path": "/music/gone.wav"},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_item_silences_nobody_and_silence_works_at_once(studio: Studio, odd: dict[str, object]) -> None:
    good = studio.tone("good", 400, 30.0)
    item = p.Item(**{"id": "odd", "path": good.path, "title": "odd"} | odd)  # type: ignore[arg-type]
    player = studio.player()
    player.start(15.0)
    player.programme(p.Programme((item, good)))
    player.go("odd", 0.1)
    assert studio.ear.wait_for(p.TrackBegan).item.id == "good"
    assert studio.ear.wait_for(p.Fault).item == "odd"
    player.level(-6.0)
    player.fade(True, 0.1)
    wait_until(lambda: player.status().state == "silent", PATIENCE_S)
    wait_until(lambda: player.status().master_db == pytest.approx(-6.0), PATIENCE_S)
    player.stop(0.1)
    wait_until(studio.is_free, PATIENCE_S)


@pytest.mark.parametrize("gain", [-62.0, -1e9, 90.0])
def test_a_gain_out_of_range_is_the_end_of_the_range(studio: Studio, gain: float) -> None:
    player = studio.player(cap_db=-20.0)
    player.start(15.0)
    player.programme(p.Programme((studio.tone("a", 400, 30.0, gain_db=gain),)))
    player.go("a", 0.1)
    assert studio.ear.wait_for(p.TrackBegan).item.id == "a"
    wait_until(lambda: player.status().state == "playing")
    assert player.status().peak_db <= -20.0 + 0.01


def test_a_file_whose_name_is_no_text_sounds(studio: Studio) -> None:
    good = studio.tone("good", 400, 30.0)
    odd = Path(good.path).with_name("caf\udce9.wav")
    try:
        Path(good.path).rename(odd)
    except (OSError, UnicodeError):
        return  # this system has no such names
    player = studio.player()
    player.start(15.0)
    player.programme(p.Programme((p.Item("odd", str(odd), "odd"),)))
    player.go("odd", 0.1)
    wait_until(lambda: player.status().peak_db > -20.0)
    later = studio.player()
    player.detach()
    assert later.start(15.0)
    assert later.item("odd") == p.Item("odd", str(odd), "odd")


def test_what_cannot_be_done_is_told_and_the_next_order_is_taken(studio: Studio) -> None:
    player = studio.player()
    player.start(15.0)
    player.level(float("nan"))
    player.go("nothing of that name", 0.1)
    player.outputs((p.Output("kitchen"),))
    assert [studio.ear.wait_for(p.Fault, each).code for each in (1, 2, 3)] == ["refused"] * 3
    player.level(-3.0)
    wait_until(lambda: player.status().master_db == pytest.approx(-3.0))
