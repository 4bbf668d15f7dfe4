"""A script file is read whole: what is right becomes the model, all that is wrong is named at once, with its place."""

from pathlib import Path

import pytest

from kapguide.session.guiding.script import Script, ScriptLine
from kapguide.session.guiding.script_file import load_script, shipped_scripts
from kapguide.spans import MINUTE, SECOND
from kapguide.toml_file import FileError
from tests.session.guiding.broken_scripts import BROKEN, GOOD, with_line
from tests.support.toml_bounds import bounds, passed_over


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_with_its_place_and_what_was_expected(tmp_path: Path, name: str) -> None:
    data, expected = BROKEN[name]
    file = tmp_path / "broken.toml"
    file.write_bytes(data)
    with pytest.raises(FileError) as caught:
        load_script(file)
    printed = [str(problem) for problem in caught.value.problems]
    assert any(line.startswith(f"{file}: ") and expected in line for line in printed), printed
    assert all(line.isprintable() for line in printed)


def test_there_are_more_than_thirty_kinds_of_broken_file() -> None:
    assert len(BROKEN) > 30


@pytest.mark.parametrize("place", ["there is none.toml", "."])
def test_what_is_no_file_is_said(tmp_path: Path, place: str) -> None:
    with pytest.raises(FileError, match="expected a file"):
        load_script(tmp_path / place)


def test_the_good_file_beside_them_is_read(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(GOOD, encoding="utf-8")
    script = load_script(file)
    assert (script.id, script.title, script.purpose) == ("small", "A small script", "For the tests.")
    assert (script.pace, script.sources) == (90, ("Our own.",))
    first = ScriptLine("If you like, you may rest.", 20 * SECOND, MINUTE + 30 * SECOND, choice=True, voice="rest.flac")
    assert script.lines == (first, ScriptLine("There is time.", 8 * SECOND))


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "many.toml"
    file.write_bytes(
        with_line('say = "Rest."\nquiet = "soon"\nvoice = "rest.flac"')
        .replace(b"pace = 90", b"pace = 9")
        .replace(b"title", b"titel")
    )
    with pytest.raises(FileError) as caught:
        load_script(file)
    assert [problem.path for problem in caught.value.problems] == [
        "title", "pace", "lines[2].quiet", "titel", "lines[2].voice",
    ]  # fmt: skip


def test_the_same_words_may_share_a_recording(tmp_path: Path) -> None:
    file = tmp_path / "twice.toml"
    file.write_bytes(with_line('say = "If you like, you may rest."\nquiet = "5s"\nvoice = "rest.flac"'))
    assert len(load_script(file).lines) == 3


@pytest.mark.parametrize("file", shipped_scripts(), ids=lambda file: file.stem)
def test_a_shipped_file_is_called_after_its_script_and_says_where_it_comes_from(file: Path) -> None:
    script = load_script(file)
    assert script.id == file.stem
    assert script.sources


SHIPPED = [pytest.param(load_script(file), id=file.stem) for file in shipped_scripts()]


def test_there_is_a_script_for_each_part_of_the_way() -> None:
    assert {file.stem for file in shipped_scripts()} >= {
        "settling", "body-scan", "calm-place", "open-space", "one-image", "return-short", "return-long", "grounding",
    }  # fmt: skip


@pytest.mark.parametrize("script", SHIPPED)
def test_a_shipped_script_takes_four_to_twenty_minutes_offers_choices_and_has_time(script: Script) -> None:
    assert 4 * MINUTE <= script.length() <= 20 * MINUTE
    assert sum(line.choice for line in script.lines) >= 2
    quiet = sum(line.quiet for line in script.lines)
    assert quiet > 2 * (script.length() - quiet), "more silence than words"
    said = " ".join(line.say for line in script.lines).casefold()
    assert any(words in said for words in ("is fine", "are fine", "as good", "as you like", "may stay", "be quiet"))


def test_the_open_space_has_long_silences_that_stretch_to_half_an_hour() -> None:
    script = next(load_script(file) for file in shipped_scripts() if file.stem == "open-space")
    assert script.length(1.0) > 30 * MINUTE
    assert script.quiet(len(script.lines) - 1) > MINUTE


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    whole = GOOD + '\n[[excused]]\nrule = "outcome"\nwords = "rest"\nreason = "Asked for."\n'
    assert bounds(whole, load_script, file) == {
        "title": "at most 60 characters",
        "purpose": "at most 200 characters",
        "pace": "a whole number from 60 to 160",
        "sources": "a list of 1 to 20 texts",
        "sources[]": "at most 500 characters",
        "lines": "1 to 200 tables [[lines]]",
        "lines[].say": "at most 200 characters",
        "lines[].quiet": "a duration from 0m to 24h",
        "lines[].longest": "a duration from 0m to 24h",
        "lines[].voice": "at most 120 characters",
        "excused": "0 to 50 tables [[excused]]",
        "excused[].words": "at most 120 characters",
        "excused[].reason": "at most 300 characters",
    }
    assert passed_over(whole, load_script, file) == []
