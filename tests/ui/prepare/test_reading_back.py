"""What is typed on Prepare is read back at once: the pick-up time, the first reading, the order, the music."""

from datetime import datetime, timedelta

import msgspec
import pytest

from kapguide.audio.planning.blocks import WantedMusic
from kapguide.audio.planning.programme import Placed, PlannedMusic, PlannedStretch
from kapguide.audio.playlists.playlist import Playlist
from kapguide.audio.track import Track
from kapguide.clinical.chart import ClientChart
from kapguide.clinical.facts import ClientDescribed, Fact, FactBody, TouchAgreed
from kapguide.clinical.vitals import Vitals
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.ui.prepare.reading_back import (
    baseline_of,
    chips_of,
    ends_words,
    music_words,
    pick_up_of,
    pick_up_words,
)

NOW = datetime(2026, 12, 1, 9, 46).astimezone()
LOZENGE = read_protocol(find_protocol("lozenge"))
LENGTH = timedelta(milliseconds=LOZENGE.planned)


def test_a_pick_up_time_is_told_beside_the_planned_end() -> None:
    planned = NOW + timedelta(minutes=14)
    for apart, words in (
        (25, "25 min after the planned end"),
        (-10, "10 min before the planned end"),
        (0, "at the planned end"),
    ):
        at = planned + LENGTH + timedelta(minutes=apart)
        assert pick_up_words(at, LOZENGE, planned, NOW).startswith(f"{at:%H:%M} today, {words}.\n")
    late = NOW - timedelta(hours=2)
    assert pick_up_words(NOW + LENGTH, LOZENGE, late, NOW).split("\n")[0].endswith("today, at the planned end.")
    assert ends_words(LOZENGE, planned, NOW) == f"{planned + LENGTH:%H:%M}"
    assert ends_words(LOZENGE, None, NOW) == f"{NOW + LENGTH:%H:%M}"


@pytest.mark.parametrize(
    ("text", "at", "wrong", "next_time"),
    [
        ("", None, False, None),
        ("1pm", NOW.replace(hour=13, minute=0), False, None),
        ("in 3 h", NOW + timedelta(hours=3), False, None),
        ("9:00", NOW.replace(hour=9, minute=0), False, NOW.replace(hour=9, minute=0) + timedelta(days=1)),
        ("half past three", None, True, None),
    ],
)
def test_a_pick_up_time_means_what_it_says(
    text: str, at: datetime | None, wrong: bool, next_time: datetime | None
) -> None:
    meant = pick_up_of(text, NOW)
    assert (meant.at, meant.wrong, meant.next_time) == (at, wrong, next_time)
    assert bool(meant.words) == wrong


@pytest.mark.parametrize(
    ("line", "so_far", "shown", "doubt"),
    [
        ("", None, [], False),
        ("124/78 71", Vitals(124, 78, 71), ["BP 124/78", "HR 71", "SpO2 not typed –"], False),
        ("124/78 71 98", Vitals(124, 78, 71, 98), ["BP 124/78", "HR 71", "SpO2 98"], False),
        ("124/", Vitals(), [], True),
        ("hr71 98%", Vitals(heart_rate=71, spo2=98), ["BP not typed –", "HR 71", "SpO2 98"], False),
        ("250/78 71 98", Vitals(250, 78, 71, 98), ["BP 250/78", "HR 71", "SpO2 98"], True),
        ("many", Vitals(), [], True),
        ("71 98", None, [], True),
    ],
)
def test_a_first_reading_is_shown_as_it_is_typed(
    line: str, so_far: Vitals | None, shown: list[str], doubt: bool
) -> None:
    found = baseline_of(line)
    assert found.so_far == so_far
    assert [f"{figure.label} {figure.value}" for figure in found.figures] == shown
    assert found.doubt is doubt


def fact(body: FactBody) -> Fact:
    return Fact("f", "c", "", NOW, "s", body)


def test_touch_consent_stands_beside_the_code_and_so_does_that_nobody_asked() -> None:
    def chips(chart: ClientChart, dosed: bool = True) -> list[str]:
        return [chip.text for chip in chips_of(chart, dosed=dosed)]

    assert chips(ClientChart()) == ["Touch: not asked"]
    assert chips(ClientChart(), dosed=False) == []
    for dislikes, words in (("no choirs", "no choirs"), ("choirs", "No choirs")):
        described = fact(ClientDescribed(music_dislikes=dislikes))
        assert chips(ClientChart(described, touch=fact(TouchAgreed("none")))) == ["Touch: none", words]


def stretch(title: str, minutes: int, covered: int, again: bool = False) -> PlannedStretch:
    block = WantedMusic((0,), title, "peak", 0, minutes * 60_000)
    placed = Placed(Track("t", "/t.flac", "T"), 0.0, again)
    return PlannedStretch(block, (placed,), covered * 60.0)


def test_the_music_says_how_far_it_reaches() -> None:
    some = Playlist("Some", (Track("t", "/t.flac", "T"),))
    whole, short = stretch("Peak", 30, 30), stretch("Onset", 30, 10)
    assert music_words(some, PlannedMusic((whole,))) == ("", "covers every phase, nothing twice")
    assert music_words(some, PlannedMusic((stretch("Peak", 30, 30, again=True),)))[1].endswith("pieces come twice")
    assert music_words(some, PlannedMusic((whole, short)))[0] == "does not reach for Onset"
    assert music_words(some, PlannedMusic((short,) * 4))[0] == "does not reach for Onset and 3 other parts"
    for silent in (Playlist("None", ()), msgspec.structs.replace(some, fault="It is gone.")):
        assert music_words(silent, PlannedMusic())[0] == "cannot be played"
