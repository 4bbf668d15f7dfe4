"""A protocol file is read whole: what is right becomes the model, all that is wrong is named, at once and soon."""

import inspect
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.errors import KapGuideError
from kapguide.session.protocol.protocol import Anchor, Audience, PhaseKind, Route, freeze, thaw
from kapguide.session.protocol.protocol_file import (
    ProtocolError,
    check_protocol,
    find_protocol,
    read_protocol,
)
from kapguide.spans import HOUR, MINUTE
from tests.session.broken_protocols import BROKEN, GOOD, changed
from tests.support.toml_bounds import bounds, passed_over


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_with_its_place_and_what_was_expected(tmp_path: Path, name: str) -> None:
    data, expected = BROKEN[name]
    file = tmp_path / "broken.toml"
    file.write_bytes(data)
    began = time.process_time()
    problems = check_protocol(file)
    assert time.process_time() - began < 5, "not each problem with each other"
    printed = [str(problem) for problem in problems]
    assert any(line.startswith(f"{file}: ") and expected in line for line in printed), printed
    assert all(line.isprintable() for line in printed)


def test_there_are_more_than_thirty_kinds_of_broken_file() -> None:
    assert len(BROKEN) > 30


def test_the_good_file_beside_them_is_read(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(GOOD, encoding="utf-8")
    protocol = read_protocol(file)
    assert check_protocol(file) == ()
    assert protocol.route is Route.ORAL
    assert protocol.observe_at_least == HOUR
    before, dose = protocol.phases
    assert [prompt.id for prompt in before.prompts] == ["before/p1", "before/p2"]
    assert [prompt.audience for prompt in before.prompts] == [Audience.THERAPIST, Audience.CLIENT]
    assert [prompt.text for prompt in before.prompts] == ["Ask for the escort.", "If you like, rest."]
    assert [(reading.id, reading.title) for reading in before.readings] == [("before/r1", "Vitals")]
    assert dose.prompts[0].id == "dose/look"
    assert dose.prompts[0].timing.anchor is Anchor.T0
    assert dose.prompts[0].timing.every == 15 * MINUTE
    assert (dose.anchor, dose.kind, dose.music) == (Anchor.T0, PhaseKind.DOSING, ("onset", "peak"))
    assert thaw(freeze(protocol)[0]) == protocol


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert check_protocol(file) == ()


def test_readings_have_their_own_titles_and_ids(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_bytes(changed('at = "4m"', 'id = "first"\ntitle = "Before the dose"\nat = "4m"'))
    reading = read_protocol(file).phases[0].readings[0]
    assert (reading.id, reading.title) == ("before/first", "Before the dose")


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "many.toml"
    file.write_bytes(
        changed('title = "A small protocol"', 'titel = "x"')
        .replace(b'at = "2m"', b'at = "soon"')
        .replace(b'longest = "20m"', b"longest = nan")
        .replace(b'kind = "dosing"', b'kind = "dose"')
        .replace(b'mark = "OURS"', b"mark = 3")
    )
    with pytest.raises(ProtocolError) as caught:
        read_protocol(file)
    assert {problem.path for problem in caught.value.problems} == {
        "title",
        "titel",
        "phases[0].longest",
        "phases[0].prompts[0].at",
        "phases[1].kind",
        "sources[0].mark",
    }
    assert caught.value.sentence.startswith("many.toml has 6 problems and was not used.")
    for problem in caught.value.problems:
        assert str(problem) in caught.value.sentence


def test_a_long_list_of_problems_is_cut_when_it_is_printed_but_kept_whole(tmp_path: Path) -> None:
    file = tmp_path / "many.toml"
    file.write_text("".join(f"key{number} = 1\n" for number in range(5_000)), encoding="utf-8")
    began = time.process_time()
    with pytest.raises(ProtocolError) as caught:
        read_protocol(file)
    assert time.process_time() - began < 5, "not each problem with each other"
    lines = caught.value.sentence.splitlines()
    assert len(lines) == 52
    assert lines[-1] == f"and {len(caught.value.problems) - 50} more"
    assert len(caught.value.problems) > 5_000


def loop(folder: Path) -> Path:
    (folder / "a.toml").symlink_to(folder / "b.toml")
    (folder / "b.toml").symlink_to(folder / "a.toml")
    return folder / "a.toml"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.toml")
    return folder / "pipe.toml"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda folder: folder, "expected a file, got a folder"),
        (lambda folder: folder / "absent.toml", "expected a file that can be read, got “No such file or directory”"),
        (lambda folder: folder / "nul\0.toml", "expected a file that can be read, got “embedded null byte”"),
        (loop, "expected a file that can be read"),
        (pipe, "expected a file, got a device or a pipe"),
    ],
)
def test_what_is_no_file_is_said_so(tmp_path: Path, make: Callable[[Path], Path], expected: str) -> None:
    problems = check_protocol(make(tmp_path))
    assert [problem.path for problem in problems] == [""]
    assert expected in str(problems[0])


def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text(GOOD, encoding="utf-8")
    file.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)
    try:
        problems = check_protocol(file)
    finally:
        os.seteuid(user)
    assert "expected a file that can be read, got “Permission denied”" in str(problems[0])


def test_nesting_that_the_parser_gives_up_on_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "nested.toml"
    file.write_text(f"x = {'[' * 32}{']' * 32}", encoding="utf-8")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 60)
    try:
        problems = check_protocol(file)
    finally:
        sys.setrecursionlimit(usual)
    assert str(problems[0]) == f"{file}: expected at most 32 tables or lists inside each other, got more"


plain = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.dates(),
        st.times(),
        st.sampled_from(["12m", "1h", "t0", "phase", "dosing", "preparation", "small", "F"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["id", "at", "kind", "planned", "longest", "from", "title", "prompts", "say", "text", "?"]),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=25,
)
tops = st.dictionaries(
    st.sampled_from(["id", "title", "version", "route", "summary", "later", "observe_at_least", "phases", "sources"]),
    plain,
)


def toml(value: object) -> str:
    """`value` as an inline TOML value."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case str():
            return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
        case list():
            return "[" + ", ".join(toml(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f'"{key}" = {toml(item)}' for key, item in value.items()) + "}"
    return str(value)


@given(tops)
@settings(max_examples=80, deadline=None)
def test_no_plain_data_raises_anything_but_a_protocol_error(
    tmp_path_factory: pytest.TempPathFactory, top: dict[str, object]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    text = "\n".join(f'"{key}" = {toml(value)}' for key, value in top.items())
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    problems = check_protocol(file)
    assert problems
    assert all(str(problem).isprintable() for problem in problems)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_change_to_a_good_file_raises_anything_but_a_protocol_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file = tmp_path_factory.getbasetemp() / "changed.toml"
    lines = GOOD.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    key = lines[number].split(" = ")[0]
    lines[number] = data.draw(st.sampled_from(["", "[[phases]]", "[[phases.prompts]]", f"{key} = ", "= 1"])) + (
        data.draw(plain.map(toml))
    )
    file.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    for problem in check_protocol(file):
        assert problem.file == str(file)


def test_a_protocol_is_found_by_its_id_or_by_its_path() -> None:
    path = find_protocol("lozenge")
    assert read_protocol(path).id == "lozenge"
    assert find_protocol("own/plan.toml") == Path("own/plan.toml")
    with pytest.raises(KapGuideError, match=r"There is no protocol “nothing”.*lozenge"):
        find_protocol("nothing")


def test_a_phase_and_a_prompt_name_a_script_and_an_unknown_name_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_bytes(
        changed('planned = "10m"', 'planned = "10m"\nscript = "settling"').replace(
            b"acknowledge = true", b'script = "calm-plase"'
        )
    )
    protocol = read_protocol(file)
    assert protocol.phases[0].script == "settling"
    assert protocol.phases[0].prompts[0].script == "calm-plase"
    assert thaw(freeze(protocol)[0]) == protocol
    with pytest.raises(ProtocolError) as caught:
        read_protocol(file, {"settling", "calm-place"})
    (problem,) = caught.value.problems
    assert problem.path == "phases[0].prompts[0].script"
    assert problem.expected == 'the id of a script (did you mean "calm-place"?)'


def test_a_plan_that_names_no_script_is_frozen_as_it_was_before_there_were_any(tmp_path: Path) -> None:
    file = tmp_path / "small.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert "script" not in freeze(read_protocol(file))[0]


def test_as_many_lines_as_may_be_are_read_and_not_one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kapguide.toml_file.ENTRY_CAP", 8)
    file = tmp_path / "lines.toml"
    file.write_text("# a line\n" * 8)
    assert not any("lines and entries" in str(problem) for problem in check_protocol(file))
    file.write_text("# a line\n" * 9)
    assert any("at most 8 lines and entries" in str(problem) for problem in check_protocol(file))


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    of_the_dose = 'check_ins = ["72 h"]\n\n[dose]\nmedicine = "ketamine"\nform = "lozenge"\nunit = "mg"\nhold = "7m"\n'
    whole = (
        GOOD.replace("\n\n[[phases]]", f"\n{of_the_dose}\n[[phases]]", 1)
        .replace('rest."', 'rest."\nvoice = "rest.ogg"')
        .replace('at = "4m"\n', 'at = "4m"\ntitle = "BP"\n')
        + '\n[[excused]]\nrule = "outcome"\nwords = "rest"\nreason = "Asked for."\n'
    )
    assert bounds(whole, read_protocol, file) == {
        "title": "at most 80 characters",
        "version": "a whole number from 1 to 9999",
        "summary": "at most 1000 characters, in lines",
        "observe_at_least": "a duration from 0m to 24h",
        "check_ins": "a list of 1 to 12 texts",
        "check_ins[]": "at most 30 characters",
        "dose.medicine": "at most 60 characters",
        "dose.form": "at most 60 characters",
        "dose.unit": "at most 60 characters",
        "dose.hold": "a duration from 0m to 24h",
        "phases": "1 to 30 tables [[phases]]",
        "phases[].title": "at most 60 characters",
        "phases[].planned": "a duration from 1m to 24h",
        "phases[].shortest": "a duration from 0m to 24h",
        "phases[].longest": "a duration from 1m to 24h",
        "phases[].sources": "a list of at most 60 ids",
        "phases[].prompts": "0 to 100 tables [[phases.prompts]]",
        "phases[].prompts[].at": "a duration from 0m to 24h",
        "phases[].prompts[].title": "at most 80 characters",
        "phases[].prompts[].text": "at most 400 characters, in lines",
        "phases[].prompts[].say": "at most 400 characters, in lines",
        "phases[].prompts[].voice": "at most 120 characters",
        "phases[].readings": "0 to 100 tables [[phases.readings]]",
        "phases[].readings[].at": "a duration from 0m to 24h",
        "phases[].readings[].title": "at most 80 characters",
        "phases[].music": "a list of 1 to 16 texts",
        "phases[].music[]": "at most 60 characters",
        "phases[].prompts[].every": "a duration from 1m to 24h",
        "phases[].prompts[].until": "a duration from 0m to 24h",
        "sources": "0 to 60 tables [[sources]]",
        "sources[].text": "at most 500 characters, in lines",
        "excused": "0 to 50 tables [[excused]]",
        "excused[].words": "at most 120 characters",
        "excused[].reason": "at most 300 characters",
    }
    assert passed_over(whole, read_protocol, file) == []
