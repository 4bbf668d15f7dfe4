"""How much a file may say, and that nothing in it is passed over: asked of a good file, one line of it made wrong."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from kapguide.toml_file import FileError, Problem

_BOUND = re.compile(r"at most \d|a list of|a whole number from|a duration from|\d+ to \d+ tables")
_LONG = "x" * 3_000
_MANY = 201


def bounds(good: str, load: Callable[[Path], object], file: Path) -> dict[str, str]:
    """What is expected at each place, `phases[].prompts[].title`, of a value that is too long, too large or too many.

    Of a text that may have several lines it says so.
    """
    lines = good.splitlines()
    found: dict[str, str] = {}
    of_one_line: set[str] = set()
    for number, line in enumerate(lines):
        for wrong in _beyond(line, lines[number + 1 :]):
            for problem in _problems("\n".join((*lines[:number], wrong, *lines[number + 1 :])), load, file):
                place = re.sub(r"\d+(?=\])", "", problem.path)
                if _BOUND.match(problem.expected):
                    found[place] = problem.expected
                elif problem.expected == "plain text on one line":
                    of_one_line.add(place)
    in_lines = {place for place, bound in found.items() if bound.endswith(" characters")} - of_one_line
    return {place: f"{bound}, in lines" if place in in_lines else bound for place, bound in found.items()}


def passed_over(good: str, load: Callable[[Path], object], file: Path) -> list[str]:
    """The tables in which a key that nobody knows is not told; there should be none."""
    lines = good.splitlines()
    heads = [0, *(number for number, line in enumerate(lines, 1) if line.startswith("["))]
    told = {head: _problems("\n".join((*lines[:head], "strange = 1", *lines[head:])), load, file) for head in heads}
    return [lines[head - 1] for head, problems in told.items() if "strange" not in str(problems)]


def _beyond(line: str, rest: list[str]) -> Iterator[str]:
    if line.startswith("[["):
        block = [line, *rest[: next((at for at, each in enumerate(rest) if each.startswith("[")), len(rest))]]
        yield "\n".join((*block * _MANY, line))
        return
    key, is_one, _ = line.partition(" = ")
    try:
        value = tomllib.loads(line)[key] if is_one else None
    except tomllib.TOMLDecodeError:
        return
    match value:
        case str():
            yield from (f'{key} = "{_LONG}"', f'{key} = "one\\ntwo"', f'{key} = "23h 61m"')
        case bool():
            pass
        case int():
            yield f"{key} = {10**9}"
        case [str(first), *_]:
            yield from (f"{key} = {json.dumps([first] * _MANY)}", f'{key} = ["{_LONG}", "one\\ntwo"]')


def _problems(text: str, load: Callable[[Path], object], file: Path) -> tuple[Problem, ...]:
    file.write_text(text, encoding="utf-8")
    try:
        load(file)
    except FileError as error:
        return error.problems
    return ()
