"""The report over many rehearsals: it says what may be wrong with a scenario, and grades nobody."""

import csv
import io

import msgspec

from kapguide.export.runs import COLUMNS, runs_csv, runs_lines, runs_markdown
from kapguide.rehearsal.outcome import RunOutcome, outcome_of
from kapguide.rehearsal.tally import ScenarioStudy, study
from kapguide.spans import MINUTE
from tests.support.played import NEVER, Played, a_story, asking_for, firm

STORY = a_story(
    asking_for("hand"),
    asking_for("music back", at=9 * MINUTE, name="never"),
    title="A | story",
)


def runs(**changed: object) -> list[RunOutcome]:
    found = []
    for seed in (1, 2):
        run = Played(STORY, firm(**changed), seed=seed)
        found.append(outcome_of(run.record, str(changed.get("id", "firm")), run.refused))
    return found


def studied() -> ScenarioStudy:
    return study(STORY, [*runs(), *runs(id="blind", notices=NEVER)])


def test_the_lines_on_the_screen_have_a_row_for_each_policy_and_say_what_nobody_met() -> None:
    head, firm_line, blind_line, *doubts = runs_lines([studied()])
    assert head.split()[:3] == ["scenario", "policy", "runs"]
    assert head.index("policy") == firm_line.index("firm") == blind_line.index("blind"), "its columns stand in line"
    assert firm_line.split()[:6] == ["story", "firm", "2", "2", "50", "%"]
    assert "0:00:02" in firm_line
    assert blind_line.split()[:6] == ["story", "blind", "2", "2", "0", "%"]
    (doubt,) = doubts
    asked = "story: nobody met “something” (never-wanted) in {} in which it was asked for. {}"
    assert doubt == asked.format("4 runs", "These are too few to say more.")
    (doubt,) = runs_lines([study(STORY, runs() * 5)])[2:]
    assert doubt == asked.format("10 runs", "The scenario may not be passable.")
    (doubt,) = runs_lines([study(STORY, runs()[:1])])[2:]
    assert doubt == asked.format("1 run", "These are too few to say more.")


def test_runs_that_ended_early_and_turns_that_never_came_are_told() -> None:
    early = [msgspec.structs.replace(run, over=False, happened={}, met={}, cues=0) for run in runs()]
    said = runs_lines([study(STORY, early)])
    assert "story: 2 of 2 runs ended before the scenario did." in said
    assert "story: “something happens” (asks) came in none of 2 runs." in said
    assert said[1].split()[4:6] == ["-", "-"]


def test_the_report_says_that_it_is_a_rehearsal_and_escapes_what_a_file_says() -> None:
    text = runs_markdown([studied()])
    assert text.startswith("# Rehearsals without a window\n\n**REHEARSAL: none of this happened to a client.**")
    assert "## A \\| story" in text
    assert "### firm" in text
    assert "- What was asked for was met 2 of 4 times." in text
    assert "| something happens | something | 2 | 2 | 0:00:02 | 0:00:02 to 0:00:02 |" in text
    assert "| something happens | something | 2 | 0 |  |  |" in text
    for word in ("score", "grade", "failed", "correct", "good", "bad"):
        assert word not in text.casefold()
    whole = runs_markdown([study(a_story(), [outcome_of(Played(a_story()).record, "firm", 0)])])
    assert "Everything that it asks for was met in some run" in whole
    assert "What was asked for |" not in whole


def test_the_table_has_a_row_for_each_turn_and_each_thing_that_was_asked_for() -> None:
    rows = list(csv.DictReader(io.StringIO(runs_csv([studied()]).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 2 * 4
    asked = [row for row in rows if row["kind"] == "asked" and row["policy"] == "firm"]
    assert [(row["id"], row["came"], row["met"], row["median"]) for row in asked] == [
        ("asks-wanted", "2", "2", "2"),
        ("never-wanted", "2", "0", ""),
    ]
