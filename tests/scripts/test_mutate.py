"""Seeding bugs: each changes one thing, the right tests are found for it, and a bug is caught or it is not."""

import ast
from pathlib import Path

import pytest

from mutate import ROOMS, answers_for
from mutation.covering import Covering
from mutation.mutants import mutants

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = '''"""Words."""

def late(now: int, due: int = 3, *, calm: bool = False) -> bool:
    """Ä, not a place for a bug: 1 < 2."""
    log.info("late by %s", now - due)
    if calm and not due:
        return False
    waits = [step for step in range(due) if step in (1, 2)]
    waits.append(now)
    return max(waits) - 1 >= due
'''


def changed(line: int) -> list[str]:
    return sorted(str(mutant) for mutant in mutants(SOURCE) if mutant.line == line)


def test_each_kind_of_line_has_its_bugs_and_words_have_none() -> None:
    assert changed(1) == changed(4) == changed(5) == []
    assert changed(3) == ["3 -> (3 + 1)", "False -> True"]
    assert changed(6) == ["calm and not due -> (not (calm and not due))", "calm and not due -> or", "not due -> due"]
    assert changed(8) == ["1 -> (1 + 1)", "2 -> (2 + 1)", "step in (1, 2) -> not in"]
    assert changed(9) == ["waits.append(now) -> pass"]
    assert changed(10) == ["1 -> (1 + 1)", "max -> min", "max(waits) - 1 -> +", "max(waits) - 1 >= due -> >"]


def test_lists_that_must_have_one_length_are_not_made_wrong_and_others_are() -> None:
    assert [str(mutant) for mutant in mutants("pairs = zip(a, b, strict=True)")] == []
    assert [str(mutant) for mutant in mutants("pairs = zip(a, b, strict=False)")] == ["False -> True"]


def test_a_module_of_fields_is_answered_for_by_the_tests_of_its_kind() -> None:
    assert answers_for("test_clock_words", "clock")
    assert answers_for("test_events", "dose_events")
    assert not answers_for("test_events", "commands")


@pytest.mark.parametrize(
    "path",
    [CHECKOUT / "kapguide" / "session" / name for name in ("clock.py", "live.py", "view.py")],
    ids=lambda path: path.stem,
)
def test_every_bug_is_one_change_that_parses(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for mutant in mutants(source):
        wrong = mutant.apply(source)
        assert wrong != source
        ast.parse(wrong)


def test_a_line_has_its_own_tests_and_one_that_runs_at_import_those_of_its_module() -> None:
    covering = Covering({"a.py": {1: frozenset(), 2: frozenset({"t.py::one"}), 3: frozenset({"t.py::two"})}}, 1.0)
    assert covering.of("a.py", 2) == {"t.py::one"}
    assert covering.of("a.py", 1) == {"t.py::one", "t.py::two"}
    assert covering.of("b.py", 1) == frozenset()


@pytest.mark.parametrize("name", ["session", "clinical", "store", "export"])
def test_the_folders_within_a_room_have_bugs_too(name: str) -> None:
    found = {path for pattern in ROOMS[name].modules for path in CHECKOUT.glob(pattern)}
    assert found == set((CHECKOUT / "kapguide" / name).rglob("*.py"))
