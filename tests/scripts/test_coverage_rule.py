"""The coverage rule: complete where nothing may be wrong, 85 % elsewhere."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import coverage_rule


def report(folder: Path, **missing: tuple[list[int], list[tuple[int, int]]]) -> Path:
    """A report of one file of 80 lines and 20 branches per package, less what is `missing` there."""
    files = {
        f"kapguide/{package}/file.py": {
            "executed_lines": list(range(len(lines), 80)),
            "executed_branches": [(line, line + 1) for line in range(len(branches), 20)],
            "missing_lines": lines,
            "missing_branches": branches,
        }
        for package, (lines, branches) in missing.items()
    }
    path = folder / "coverage.json"
    path.write_text(json.dumps({"files": files}), encoding="utf-8")
    return path


@pytest.mark.parametrize("package", ["session", "clinical", "store", "export"])
def test_one_branch_not_taken_where_nothing_may_be_wrong(
    tmp_path: Path, package: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert coverage_rule.holds(report(tmp_path, **{package: ([], [])}))
    assert not coverage_rule.holds(report(tmp_path, **{package: ([], [(7, 0)])}))
    assert f"kapguide/{package}/file.py: 7->exit" in capsys.readouterr().out


def test_elsewhere_a_part_may_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage_rule.holds(report(tmp_path, ui=(list(range(1, 16)), []), session=([], [])))
    assert not coverage_rule.holds(report(tmp_path, ui=(list(range(1, 17)), []), session=([], [])))
    assert "1, 2, 3" in capsys.readouterr().out


SHAPES = """
def ends_early(numbers):
    for number in numbers:
        if number:
            return number


def goes_by(number):
    match number:
        case 1:
            number = 2
        case 2:
            number = 3
    return number


def tries(deed):
    try:
        deed()
    except ValueError:
        return 1
    finally:
        deed()
    if deed:
        deed = None


def never(): return [
    1
]


ends_early([0, 1]), goes_by(1), tries(list)
"""


def test_the_counter_sees_each_line_and_each_branch_that_was_not_run(tmp_path: Path, runner: ModuleType) -> None:
    (tmp_path / "shapes.py").write_text(SHAPES, encoding="utf-8")
    counting = [*runner.COUNTING, "--source", ".", "--out", "report.json", "shapes.py"]
    subprocess.run([sys.executable, *counting], cwd=tmp_path, check=True, capture_output=True)
    (found,) = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["files"].values()
    assert found["missing_lines"] == [12, 13, 20, 21, 29]
    assert [branch for branch in found["missing_branches"] if branch[0] not in found["missing_lines"]] == [
        [3, 0], [9, 13], [9, 14], [24, 0],
    ]  # fmt: skip
