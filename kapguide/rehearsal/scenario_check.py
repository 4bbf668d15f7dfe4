"""What a scenario's parts say of each other: who comes after whom, what can be read, and that everything ends."""

from kapguide.rehearsal.scenario import Scenario
from kapguide.toml_file import FileProblems


def check(scenario: Scenario, report: FileProblems) -> None:
    """Note what is wrong in a scenario whose parts are each well written."""
    seen: set[str] = set()
    for index, turn in enumerate(scenario.turns):
        if turn.id in seen:
            report.add(f"turns[{index}].id", "an id of its own", f'"{turn.id}" a second time')
        seen.add(turn.id)
