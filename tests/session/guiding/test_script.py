"""An imagery script takes the time that it says it takes, and fits a length as well as it may."""

import pytest

from kapguide.session.guiding.script import Script, ScriptLine, spoken
from kapguide.spans import MINUTE, SECOND

SCRIPT = Script(
    "open-space",
    "Open space",
    "A wide place to rest in.",
    60,
    (
        ScriptLine("You may rest if you like.", quiet=10 * SECOND, longest=40 * SECOND),
        ScriptLine("Here is time.", quiet=20 * SECOND),
    ),
)


def test_a_line_takes_its_words_and_its_silence() -> None:
    assert SCRIPT.said(0) == 5 * SECOND, "25 signs are five words of five"
    assert SCRIPT.length() == 5 * SECOND + 10 * SECOND + 2600 + 20 * SECOND


def test_longer_words_and_a_breath_within_a_line_take_longer() -> None:
    assert spoken("Rest now here", 60) < spoken("Breathing comfortably anywhere", 60)
    assert spoken("Rest, now.", 60) == spoken("Rest now.", 60) + 1200


def test_only_a_silence_that_may_stretch_does() -> None:
    assert [SCRIPT.quiet(i, 1.0) for i in (0, 1)] == [40 * SECOND, 20 * SECOND]
    assert SCRIPT.quiet(0, 0.5) == 25 * SECOND
    assert [line.stretches for line in SCRIPT.lines] == [True, False]


@pytest.mark.parametrize("span", [38 * SECOND, 54 * SECOND, 67 * SECOND])
def test_it_fills_a_span_between_its_shortest_and_its_longest(span: int) -> None:
    assert SCRIPT.length(SCRIPT.stretch_to(span)) == span


def test_it_never_shrinks_below_what_is_written_nor_grows_past_what_may_be() -> None:
    assert SCRIPT.stretch_to(SECOND) == 0.0
    assert SCRIPT.stretch_to(10 * MINUTE) == 1.0


def test_what_is_left_is_fitted_without_what_was_said() -> None:
    assert SCRIPT.length(since=1) == 22_600
    assert SCRIPT.stretch_to(60 * SECOND, since=1) == 0.0, "the last line's silence is as it is"


def test_a_line_finds_its_recording_by_its_words_or_by_the_name_that_it_has() -> None:
    line, same, other = (
        ScriptLine(say, quiet=0) for say in ("There is time, now.", "there is  time now", "There is no time now.")
    )
    assert line.recording.startswith("there-is-time-now-")
    assert line.recording == same.recording
    assert line.recording != other.recording, "other words are not said by it"
    assert ScriptLine("There is time.", quiet=0, voice="time.ogg").recording == "time.ogg"
    assert len(ScriptLine("slowly " * 28, quiet=0).recording) < 60
