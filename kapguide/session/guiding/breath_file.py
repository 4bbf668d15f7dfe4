"""Files of breath patterns: TOML that a clinician can change, checked whole. What is no slow breath is refused.

`breath = "4-7-8-0"` is in, hold, out, hold in seconds, as the field writes it; `"free"` is the client's own pace.
"""

import re
from pathlib import Path

from kapguide import paths
from kapguide.clinical.marks import Mark
from kapguide.session.guiding.breath import (
    LONG_HOLD,
    LONGEST_HOLD,
    MOST_CYCLES_OF_LONG_HOLDS,
    MOST_PER_MINUTE,
    BreathPattern,
    seconds,
)
from kapguide.spans import MINUTE, SECOND
from kapguide.toml_file import FileError, TomlTable, load_table

SHORTEST_PART, LONGEST_PART = 2 * SECOND, 20 * SECOND
"""What a breath in or out may take [OURS]."""
MOST_IN = 1.25
"""A breath in is longer than the breath out by a quarter at most: the opposite of what calms [OURS]."""
MOST_CYCLES = 100
MOST_SOURCES = 10

_FIGURES = re.compile(r"(\d{1,2}(?:\.\d)?)-(\d{1,2}(?:\.\d)?)-(\d{1,2}(?:\.\d)?)-(\d{1,2}(?:\.\d)?)")
_UNWANTED = (
    *("holotropic", "connected", "circular", "rebirth", "shaman", "wim hof", "tummo", "bhastrika", "kapalabhati"),
    *("breath of fire", "fire breath", "bellows", "hyperventil", "over-breath", "overbreath", "power breath"),
)
"""Names of connected and high-ventilation breathing. It is not led here, under any figures."""
WHY_NOT = "it lowers carbon dioxide, and can bring on cramps and fainting"


def shipped_breath() -> tuple[Path, ...]:
    """The files of the patterns that come with KapGuide."""
    return tuple(sorted(paths.resource("breath").glob("*.toml")))


def load_breath(path: Path) -> BreathPattern:
    """The pattern in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    name, title = table.name("id"), table.text("title", 24)
    purpose = table.text("purpose", 160)
    spans = _spans(table)
    cycles = (table.whole("cycles", 1, MOST_CYCLES) if table.has("cycles") else 0) or 0
    mark = table.choice("mark", list(Mark))
    sources = table.texts("sources", MOST_SOURCES, 500)
    table.close()
    _refuse_names(table, name, title, purpose)
    if spans is not None:
        _refuse_figures(table, spans, cycles)
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return BreathPattern(name, title, purpose, spans or (0, 0, 0, 0), cycles, mark or "", tuple(sources))


def _spans(table: TomlTable) -> tuple[int, int, int, int] | None:
    """In, hold, out, hold; None where they cannot be read."""
    text = table.text("breath", 40).replace(" ", "").lower()
    if text == "free":
        return 0, 0, 0, 0
    found = _FIGURES.fullmatch(text)
    if found is None:
        if text:
            table.bad("breath", 'in, hold, out, hold in seconds, such as "4-0-6-0", or "free"')
        return None
    a, b, c, d = (round(float(part) * SECOND) for part in found.groups())
    return a, b, c, d


def _refuse_names(table: TomlTable, *words: str) -> None:
    """What calls itself by such a name is refused, whatever its figures say."""
    said = " ".join(words).lower().replace("-", " ")
    for unwanted in _UNWANTED:
        if unwanted.replace("-", " ") in said:
            expected = "a slow pattern; connected or high-ventilation breathing is never led by KapGuide"
            table.bad("", f"{expected} ({WHY_NOT})", f"“{unwanted}” in its name or purpose")
            return


def _refuse_figures(table: TomlTable, spans: tuple[int, int, int, int], cycles: int) -> None:
    """What would be high ventilation, or a hold that is too long, is refused with the reason."""
    if not any(spans):
        if cycles:
            table.bad("cycles", "nothing for a free breath: nobody counts it")
        return
    breathe_in, _, breathe_out, _ = spans
    for words, span in (("in", breathe_in), ("out", breathe_out)):
        if not SHORTEST_PART <= span <= LONGEST_PART:
            limits = f"{seconds(SHORTEST_PART)} to {seconds(LONGEST_PART)} s for the breath {words}"
            table.bad("breath", limits, f"{seconds(span)} s")
    if sum(spans) * MOST_PER_MINUTE < MINUTE:
        got = f"{MINUTE / sum(spans):.1f}".removesuffix(".0")
        table.bad(
            "breath", f"at most {MOST_PER_MINUTE} breaths a minute: quicker is high ventilation, and {WHY_NOT}", got
        )
    if breathe_in > breathe_out * MOST_IN:
        table.bad(
            "breath",
            "a breath in that is not much longer than the breath out: that way is high ventilation",
            f"{seconds(breathe_in)} s in and {seconds(breathe_out)} s out",
        )
    longest = max(spans[1], spans[3])
    if longest > LONGEST_HOLD:
        table.bad("breath", f"a hold of at most {seconds(LONGEST_HOLD)} s", f"{seconds(longest)} s")
    elif longest > LONG_HOLD and not 0 < cycles <= MOST_CYCLES_OF_LONG_HOLDS:
        most = f"from 1 to {MOST_CYCLES_OF_LONG_HOLDS} cycles, with a hold of more than {seconds(LONG_HOLD)} s"
        table.bad("cycles", most, str(cycles) if cycles else "none: it would go on")
