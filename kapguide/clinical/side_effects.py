"""The side effects that a person can choose by name, and how they are found while one types."""

import functools
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError, load_table

MOST_NAMED = 60
SEVERITIES = ("mild", "moderate", "severe")
"""How strong it is, in the words of whoever writes it; nothing follows from them."""


class NamedEffect(msgspec.Struct, frozen=True):
    """A side effect of the list; `between`: it is asked for between two sessions."""

    id: str
    title: str
    between: bool = False


class EffectList(msgspec.Struct, frozen=True):
    """The list as a file has it. `fault` says why a practice's own could not be read, and another stands here."""

    version: str
    mark: Mark
    source: str
    effects: tuple[NamedEffect, ...]
    fault: str = ""


@functools.cache
def shipped_effects() -> EffectList:
    """The list that comes with KapGuide."""
    return read_effects(paths.resource("texts", "side-effects.toml"))


def clinic_effects(own: Path) -> EffectList:
    """The practice's own list in the file `own`, else the shipped one. Never raises."""
    if not os.path.lexists(own):
        return shipped_effects()
    try:
        return read_effects(own)
    except FileError as error:
        fault = f"{error.sentence.partition(chr(10))[0]} The list that comes with KapGuide is used."
        return msgspec.structs.replace(shipped_effects(), fault=fault)


def read_effects(path: Path) -> EffectList:
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
    effects: list[NamedEffect] = []
    for row in table.tables("effects", "a side effect", MOST_NAMED, required=True):
        effect = NamedEffect(row.name("id"), row.text("title", 40), row.flag("between"))
        row.close()
        if effect.id and effect.id in {each.id for each in effects}:
            row.bad("id", "an id of its own", f'"{effect.id}" a second time')
        effects.append(effect)
    table.close()
    if table.report.problems or mark is None:
        raise FileError(path, tuple(table.report.problems))
    return EffectList(version, Mark(mark), source, tuple(effects))


def effects_like(effects: Sequence[NamedEffect], typed: str) -> list[NamedEffect]:
    """Those whose words begin with what is typed, then those that hold it; all of them for nothing."""
    wanted = typed.casefold().strip()
    begin = [each for each in effects if any(word.startswith(wanted) for word in _starts(each.title))]
    return begin + [each for each in effects if each not in begin and wanted in each.title.casefold()]


def _starts(title: str) -> list[str]:
    """The title from each of its words on."""
    words = title.casefold().split()
    return [" ".join(words[place:]) for place in range(len(words))]
