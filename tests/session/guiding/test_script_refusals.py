"""What a script does not do, and why; and what no rule knows."""

import pytest

from kapguide.session import commands as c
from kapguide.session.guiding.script_run import runs_after
from kapguide.session.guiding.script_telling import tell_script
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import Room, small_script, three


@pytest.fixture
def room() -> Room:
    """A session in its first phase of half an hour."""
    room = Room(three())
    room.wait(MINUTE)
    return room


def test_what_has_no_line_does_not_begin(room: Room) -> None:
    assert room.refuses(c.BeginScript(small_script(lines=0))) == "The script has no lines."


def test_a_voice_that_does_not_speak_is_not_paused(room: Room) -> None:
    room.do(c.BeginScript(small_script()))
    assert room.refuses(c.PauseLine()) == "The voice is not speaking."


def test_silences_that_are_as_long_as_they_may_be_fill_nothing(room: Room) -> None:
    room.do(c.BeginScript(small_script(quiet=10 * SECOND, longest=10 * SECOND)))
    assert room.refuses(c.StretchScript()) == "None of the silences that are left may grow."


def test_a_hand_without_a_rule_changes_nothing_and_a_step_without_one_is_a_bug(room: Room) -> None:
    room.do(c.BeginScript(small_script()))
    assert room.do(c.ScriptCommand()) == []
    with pytest.raises(AssertionError):
        runs_after(room.state.scripts, object(), room.now)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        tell_script(object())  # type: ignore[arg-type]
