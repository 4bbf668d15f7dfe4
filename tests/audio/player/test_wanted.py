"""What should sound, compared with what a process has: what that process is told, and nothing else."""

from typing import Any

import pytest
from msgspec.structs import replace

from kapguide.audio.player import player as p
from kapguide.audio.player.wanted import BACK_S, PendingGo, ProcessHas, Wanted, WantedFade, WantedLine

A, B, C = (p.Item(name, f"/{name}.flac", name, length_s=600.0) for name in "abc")
PLAYS_A = ProcessHas(p.Status(item="a", position_s=30.0, state="playing"), p.Programme((A, B)))
WAS = p.Status(item="a", position_s=30.0)


def wanted(**fields: Any) -> Wanted:
    """A first piece that sounds, as loud as it comes."""
    usual = {"programme": p.Programme((A, B)), "sounds": "a", "level_db": 0.0, "duck_db": 0.0, "fade": WantedFade(0.0)}
    return Wanted(**usual | fields)


def told(want: Wanted, held: ProcessHas, was: p.Status = WAS, now: float = 100.0) -> list[tuple[str, dict[str, Any]]]:
    return list(want.steps(held, was, now))


def names(want: Wanted, held: ProcessHas) -> list[str]:
    return [name for name, _ in told(want, held)]


def test_a_process_that_does_what_is_wanted_is_told_nothing() -> None:
    assert told(wanted(), PLAYS_A) == []


def test_a_new_process_goes_on_where_the_one_before_was() -> None:
    (*_, (name, go)) = told(wanted(), ProcessHas())
    assert (name, go["item"], go["at_s"], go["seconds"]) == ("go", "a", 30.0, BACK_S)


def test_a_stop_is_all_that_is_told_and_takes_no_longer_than_was_asked() -> None:
    assert told(wanted(stops_at=103.0), PLAYS_A) == [("stop", {"seconds": 3.0})]
    assert told(wanted(stops_at=90.0), ProcessHas()) == [("stop", {"seconds": 0.0})]


@pytest.mark.parametrize(
    ("change", "commands"),
    [
        ({"level_db": -6.0}, ["level"]),
        ({"duck_db": -3.0}, ["duck"]),
        ({"fade": WantedFade(-120.0, 108.0)}, ["fade"]),
        ({"programme": p.Programme((A, B, C))}, ["programme"]),
        ({"going": PendingGo("b", 8.0)}, ["go"]),
        ({"line": WantedLine(1, "/line.wav")}, ["voice"]),
    ],
)
def test_what_was_asked_for_while_nobody_listened_is_told_alone(change: dict[str, Any], commands: list[str]) -> None:
    assert names(wanted(**change), PLAYS_A) == commands


@pytest.mark.parametrize("ends", [90.0, 100.4, 104.0])
def test_silence_that_was_asked_for_is_never_heard_broken(ends: float) -> None:
    """It came when the process died, however little of its fade was over and however little of that was told."""
    for fade_db in (0.0, -9.0, -120.0):
        new = told(wanted(fade=WantedFade(-120.0, ends)), ProcessHas(), replace(WAS, fade_db=fade_db))
        assert [fields for name, fields in new if name == "fade"] == [{"to_db": -120.0, "seconds": 0.0}]


def test_music_that_was_coming_back_goes_on_to_do_so_from_where_it_was() -> None:
    half = told(wanted(fade=WantedFade(0.0, 104.0)), ProcessHas(), replace(WAS, fade_db=-9.0))
    assert [fields for name, fields in half if name == "fade"] == [
        {"to_db": -9.0, "seconds": 0.0},
        {"to_db": 0.0, "seconds": 4.0},
    ]


def test_a_change_that_waits_is_neither_told_twice_nor_forgotten() -> None:
    waits = replace(PLAYS_A, status=replace(PLAYS_A.status, going="b", going_from_s=60.0))
    assert names(wanted(going=PendingGo("b", 8.0, 0.0, 60.0)), waits) == []
    assert told(wanted(), waits) == [("go", {"item": "", "seconds": 0.0, "at_s": 0.0, "from_s": 0.0})]
    item, at_s = wanted(going=PendingGo("b", 8.0, 5.0, 60.0)).resumes(WAS)
    assert (item, at_s) == ("a", 30.0)
    item, at_s = wanted(going=PendingGo("b", 8.0, 5.0, 20.0)).resumes(WAS)
    assert (item, at_s) == ("b", 5.0)


def test_music_of_somebody_else_gives_way_to_what_is_wanted() -> None:
    other = ProcessHas(p.Status(item="c", state="playing"), p.Programme((C,)))
    steps = told(wanted(), other)
    assert [name for name, _ in steps] == ["programme", "go"]
    assert (steps[1][1]["item"], steps[1][1]["at_s"]) == ("a", 30.0)


def test_a_piece_that_the_programme_has_left_is_followed_by_its_first() -> None:
    assert wanted(programme=p.Programme((B, C))).resumes(WAS) == ("b", 0.0)
    assert wanted(programme=p.Programme(())).resumes(WAS) == ("", 0.0)
    assert Wanted().resumes(p.Status()) == ("", 0.0)


def test_a_line_is_said_once_and_is_over_when_nobody_says_it() -> None:
    said = WantedLine(3, "/line.wav", told=True)
    assert names(wanted(line=said), replace(PLAYS_A, line=3)) == []
    assert not wanted(line=said).line_is_over(replace(PLAYS_A, line=3))
    assert wanted(line=said).line_is_over(ProcessHas())
    assert not wanted(line=WantedLine(3, "/line.wav")).line_is_over(ProcessHas())
    assert wanted(line=WantedLine(3, "/line.wav", cut=True)).line_is_over(ProcessHas())


def test_a_line_that_nobody_wants_is_ended() -> None:
    for line in (None, WantedLine(3, "/line.wav", told=True, cut=True)):
        assert told(wanted(line=line), replace(PLAYS_A, line=3)) == [
            ("voice", {"number": 3, "path": "", "gain_db": 0.0, "at_s": 0.0})
        ]


def test_what_was_never_asked_for_is_learned_from_the_process_that_is_taken_over() -> None:
    held = replace(
        PLAYS_A,
        status=replace(PLAYS_A.status, master_db=-4.0, fade_db=-30.0, fade_to_db=-120.0, going="b", going_from_s=60.0),
        line=2,
    )
    want = Wanted()
    want.adopt(held)
    assert (want.sounds, want.level_db, want.fade) == ("a", -4.0, WantedFade(-120.0))
    assert want.going == PendingGo("b", B.crossfade_s, 0.0, 60.0)
    assert want.line == WantedLine(2, told=True)
    assert told(want, held) == []


def test_what_was_asked_for_before_is_not_given_up_for_what_a_process_has() -> None:
    want = wanted(level_db=-8.0, fade=WantedFade(-120.0))
    want.adopt(PLAYS_A)
    assert names(want, PLAYS_A) == ["level", "fade"]


@pytest.mark.parametrize("hello", [{}, {"programme": 1}, {"programme": [], "repeat_from": 0, "voice": 0}])
def test_a_greeting_of_another_version_is_told_apart(hello: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not understood"):
        ProcessHas.of(hello)
