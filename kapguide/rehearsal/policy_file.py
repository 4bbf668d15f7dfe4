"""Files of scripted therapists: TOML that a clinic or a trainer can change, checked whole."""

from pathlib import Path

from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.rehearsal.policy import Habit, HumanDelay, Policy
from kapguide.spans import MINUTE, format_span
from kapguide.toml_file import FileError, TomlTable, load_table

LONGEST_DELAY = 30 * MINUTE
NAMES = ("attentive", "forgetful", "overwhelmed")
"""The scripted therapists that come with KapGuide, from the one who sees most to the one who sees least."""
SHIPPED = (*NAMES, "wandering")
"""With one more, for whoever writes a scenario: it comes to branches that nobody else reaches."""

_HABITS = ("notices", "cues", "readings", "notes", "touch", "emergency", "leaving")
_DELAYS = ("hands", "doses", "phases")


def shipped_policy(name: str) -> Policy:
    """One that comes with KapGuide."""
    return read_policy(paths.resource("policies", f"{name}.toml"))


def find_policy(name: str) -> Policy:
    """A shipped one by its name, or the one in a file. Raises KapGuideError where it is neither."""
    if name in SHIPPED:
        return shipped_policy(name)
    path = paths.typed(name)
    if not (path.suffix or path.exists()):
        raise KapGuideError(f"No policy is called “{name}”. There are {', '.join(SHIPPED)}; or name a TOML file.")
    return read_policy(path)


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    name, title, summary = table.name("id"), table.text("title", 40), table.text("summary", 400, lines=True)
    habits = {key: _habit(table, key) for key in _HABITS}
    delays = {key: _delay(table, key) for key in _DELAYS}
    asked, other = _does(table)
    mistyped, mended = _typing(table)
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return Policy(
        id=name, title=title, summary=summary, asked=asked, other=other, mistyped=mistyped, mended=mended,
        notices=habits["notices"], cues=habits["cues"], readings=habits["readings"], notes=habits["notes"],
        touch=habits["touch"], emergency=habits["emergency"], leaving=habits["leaving"],
        hands=delays["hands"], doses=delays["doses"], phases=delays["phases"],
    )  # fmt: skip


def _part(table: TomlTable, key: str) -> TomlTable | None:
    """The table of that name, which must be there."""
    if not table.has(key):
        table.bad(key, f"a table [{key}]")
    return table.table(key, f"[{key}]")


def _delay(table: TomlTable, key: str) -> HumanDelay:
    part = _part(table, key)
    if part is None:
        return HumanDelay(0, 0)
    delay = HumanDelay(*_spans(part))
    part.close()
    return delay


def _habit(table: TomlTable, key: str) -> Habit:
    part = _part(table, key)
    if part is None:
        return Habit(0, 0)
    habit = Habit(*_spans(part), chance=part.share("chance"))
    part.close()
    return habit


def _spans(part: TomlTable) -> tuple[int, int]:
    soonest, latest = part.span("soonest"), part.span("latest")
    if latest is not None and latest > LONGEST_DELAY:
        part.bad("latest", f"at most {format_span(LONGEST_DELAY)}")
    elif soonest is not None and latest is not None and latest < soonest:
        part.bad("latest", f"{format_span(soonest)} or more, as “soonest” has it")
    return soonest or 0, max(soonest or 0, latest or 0)


def _does(table: TomlTable) -> tuple[float, float]:
    part = _part(table, "does")
    if part is None:
        return 0.0, 0.0
    asked, other = part.share("asked"), part.share("other")
    if asked + other > 1:
        part.bad("other", f"at most {1 - asked:g}: with “asked” it is 1 at most")
    part.close()
    return asked, other


def _typing(table: TomlTable) -> tuple[float, float]:
    part = table.table("typing", "[typing]")
    if part is None:
        return 0.0, 1.0
    mistyped, mended = part.share("mistyped"), part.share("mended")
    part.close()
    return mistyped, mended
