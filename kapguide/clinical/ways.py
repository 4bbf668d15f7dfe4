"""The ways of working that a note can name, and how a line of them is completed while one types."""

import functools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError, load_table

MOST_WAYS, MOST_METHODS = 30, 20
LONGEST = 40


class WayOfWorking(msgspec.Struct, frozen=True):
    """One of the list, with the methods that belong to it."""

    id: str
    title: str
    methods: tuple[str, ...] = ()


class WaysList(msgspec.Struct, frozen=True):
    """The list as a file has it. `fault` says why a practice's own could not be read, and another stands here."""

    version: str
    mark: Mark
    source: str
    ways: tuple[WayOfWorking, ...]
    fault: str = ""


@functools.cache
def shipped_ways() -> WaysList:
    """The list that comes with KapGuide."""
    return read_ways(paths.resource("texts", "ways-of-working.toml"))


def clinic_ways(own: Path) -> WaysList:
    """The practice's own list in the file `own`, else the shipped one. Never raises."""
    if not os.path.lexists(own):
        return shipped_ways()
    try:
        return read_ways(own)
    except FileError as error:
        fault = f"{error.sentence.partition(chr(10))[0]} The list that comes with KapGuide is used."
        return msgspec.structs.replace(shipped_ways(), fault=fault)


def read_ways(path: Path) -> WaysList:
    """The list in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    version = table.text("version", 20)
    mark: str | None = None
    source = ""
    if (said := table.table("source", "the source")) is not None:
        mark, source = said.choice("mark", list(Mark)), said.text("text", 500, lines=True)
        said.close()
    else:
        table.bad("source", "a table [source] with where the list comes from")
    ways: list[WayOfWorking] = []
    for row in table.tables("ways", "a way of working", MOST_WAYS, required=True):
        name, title = row.name("id"), row.text("title", LONGEST)
        methods = row.texts("methods", MOST_METHODS, LONGEST) if row.has("methods") else []
        way = WayOfWorking(name, title, tuple(methods))
        row.close()
        if way.id and way.id in {each.id for each in ways}:
            row.bad("id", "an id of its own", f'"{way.id}" a second time')
        ways.append(way)
    table.close()
    if table.report.problems or mark is None:
        raise FileError(path, tuple(table.report.problems))
    return WaysList(version, Mark(mark), source, tuple(ways))


class Completion(msgspec.Struct, frozen=True):
    """What is offered, and the whole line once it is taken."""

    words: str
    line: str


def completions(ways: Sequence[WayOfWorking], line: str) -> tuple[Completion, ...]:
    """What can go on after a line such as `CBT: thought record; jou`: ways, and after a colon the methods of the one
    before it. What the line names already is not offered again."""
    before, _, piece = line.rpartition(";")
    lead = f"{before}; " if before else ""
    title, colon, methods = piece.partition(":")
    if not colon:
        named = {part.partition(":")[0].strip().casefold() for part in before.split(";")}
        fitting = (way.title for way in ways if way.title.casefold() not in named)
        return tuple(Completion(words, f"{lead}{words}") for words in _beginning(fitting, title))
    way = next((each for each in ways if each.title.casefold() == title.strip().casefold()), None)
    if way is None:
        return ()
    done, _, typed = methods.rpartition(",")
    named = {part.strip().casefold() for part in done.split(",")}
    so_far = f"{lead}{way.title}: {done.strip()}, " if done else f"{lead}{way.title}: "
    fitting = (method for method in way.methods if method.casefold() not in named)
    return tuple(Completion(words, f"{so_far}{words}") for words in _beginning(fitting, typed))


def _beginning(offered: Iterator[str], typed: str) -> Iterator[str]:
    """Those that go on from what is typed, and are not all of it."""
    wanted = typed.strip().casefold()
    return (each for each in offered if each.casefold().startswith(wanted) and each.casefold() != wanted)
