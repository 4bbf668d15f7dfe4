"""The report over many rehearsals without a window: as Markdown, as a table for a spreadsheet, and as a few lines.

It is about the scenarios and the scripted therapists: no person was rehearsed with, and none is graded.
"""

from collections.abc import Sequence

from kapguide.export.csv_rows import to_csv
from kapguide.export.markdown import escape
from kapguide.rehearsal.tally import ExpectationTally, ScenarioStudy, ScenarioTally, Spread
from kapguide.session.wording import clock_span

COLUMNS = (
    *("scenario", "policy", "kind", "turn", "id", "title", "runs", "came", "met"),
    *("least", "median", "most"),
)
ENOUGH = 10
"""In so many runs somebody would have met what can be met [OURS]."""
_ALIGNED = "|---|" + "---:|" * 4


def runs_csv(studies: Sequence[ScenarioStudy]) -> bytes:
    """One row for each turn and each expectation of each scenario by each policy; times in seconds."""
    return to_csv(COLUMNS, [row for study in studies for tally in study.by_policy for row in _rows(tally)])


def _rows(tally: ScenarioTally) -> list[tuple[str, ...]]:
    head = (tally.scenario.id, tally.policy)
    rows: list[tuple[str, ...]] = [
        (*head, "turn", each.turn, each.turn, each.title, str(tally.runs), str(each.came), "", *_seconds(each.at))
        for each in tally.turns
    ]
    return rows + [
        (
            *(*head, "asked", each.turn, each.expectation, each.title, str(tally.runs), str(each.came)),
            *(str(each.met), *_seconds(each.after)),
        )
        for each in tally.expectations
    ]


def _seconds(spread: Spread | None) -> tuple[str, str, str]:
    if spread is None:
        return "", "", ""
    least, median, most = (f"{ms / 1000:.0f}" for ms in (spread.least, spread.median, spread.most))
    return least, median, most


def runs_lines(studies: Sequence[ScenarioStudy]) -> list[str]:
    """A short table for a screen of letters, one line for each scenario and policy, and below it what may be wrong."""
    rows: list[tuple[str, ...]] = [
        ("scenario", "policy", "runs", "to its end", "met", "after", "prompts late", "left", "refused")
    ]
    rows += [_line(tally) for study in studies for tally in study.by_policy]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return table + [f"{study.whole.scenario.id}: {doubt}" for study in studies for doubt in _doubts(study.whole)]


def _line(tally: ScenarioTally) -> tuple[str, ...]:
    return (
        *(tally.scenario.id, tally.policy, str(tally.runs), str(tally.runs - tally.left_early)),
        *(_share(tally.met, tally.asked), clock_span(tally.after) if tally.after is not None else "-"),
        *(_share(tally.cues_late, tally.cues), _share(tally.cues_left, tally.cues), str(tally.refused)),
    )


def _doubts(tally: ScenarioTally) -> list[str]:
    """What may be wrong with the scenario, as far as these runs tell."""
    said = [
        f"nobody met “{each.title}” ({each.expectation}) in {_runs(each.came)} in which it was asked for. "
        + ("The scenario may not be passable." if each.came >= ENOUGH else "These are too few to say more.")
        for each in tally.never_met
    ]
    said += [f"“{each.title}” ({each.turn}) came in none of {_runs(tally.runs)}." for each in tally.silent]
    if tally.left_early:
        said.append(f"{tally.left_early} of {_runs(tally.runs)} ended before the scenario did.")
    return said


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count} runs"


def runs_markdown(studies: Sequence[ScenarioStudy]) -> str:
    """The whole report: of each scenario what may be wrong with it, and its runs by each policy."""
    parts = [
        "# Rehearsals without a window",
        "**REHEARSAL: none of this happened to a client.**",
        "Scripted therapists played these scenarios. The numbers are about both, and about no person.",
    ]
    for study in studies:
        parts.append(f"## {escape(study.whole.scenario.title)}")
        doubts = _doubts(study.whole) or ["Everything that it asks for was met in some run, and each turn came in one."]
        parts.append("\n".join(f"- {escape(doubt)}" for doubt in doubts))
        for tally in study.by_policy:
            parts += _section(tally)
    return "\n\n".join(parts) + "\n"


def _section(tally: ScenarioTally) -> list[str]:
    parts = [f"### {escape(tally.policy)}"]
    lasted = tally.lasted
    told = [
        f"{_runs(tally.runs)}, {tally.runs - tally.left_early} of them to the scenario’s end.",
        f"A run lasted {clock_span(lasted.median)}, from {clock_span(lasted.least)} to {clock_span(lasted.most)}.",
        f"What was asked for was met {tally.met} of {tally.asked} times.",
        f"Prompts that came: {tally.cues}; late: {tally.cues_late}; left: {tally.cues_left}.",
        f"Prompts that passed unseen: {tally.cues_missed}.",
        f"Readings due: {tally.readings_due}; taken: {tally.readings_taken}.",
        f"The session refused {tally.refused} of the things that were sent.",
    ]
    parts.append("\n".join(f"- {line}" for line in told))
    if tally.expectations:
        titles = {each.turn: each.title for each in tally.turns}
        head = f"| As it happened | What was asked for | asked | met | median | least to most |\n|---{_ALIGNED}"
        rows = [f"| {escape(titles[each.turn])} {_expectation(each)}" for each in tally.expectations]
        parts.append("\n".join((head, *rows)))
    head = f"| What happened | runs | came | median | least to most |\n{_ALIGNED}"
    rows = [
        f"| {escape(each.title)} | {tally.runs} | {each.came} | {_median(each.at)} | {_ends(each.at)} |"
        for each in tally.turns
    ]
    parts.append("\n".join((head, *rows)))
    return parts


def _expectation(each: ExpectationTally) -> str:
    return f"| {escape(each.title)} | {each.came} | {each.met} | {_median(each.after)} | {_ends(each.after)} |"


def _median(spread: Spread | None) -> str:
    return clock_span(spread.median) if spread else ""


def _ends(spread: Spread | None) -> str:
    return f"{clock_span(spread.least)} to {clock_span(spread.most)}" if spread else ""


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"
