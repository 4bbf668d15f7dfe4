"""The coverage rule: complete where nothing may be wrong, 85 % elsewhere."""

import json
from pathlib import Path

import pytest

import coverage_rule


def report(folder: Path, **missing: tuple[list[int], list[tuple[int, int]]]) -> Path:
    """Coverage's JSON for one file of 80 lines and 20 branches per package, less what is `missing` there."""
    files = {
        f"kapguide/{package}/file.py": {
            "summary": {
                "num_statements": 80,
                "num_branches": 20,
                "covered_lines": 80 - len(lines),
                "covered_branches": 20 - len(branches),
            },
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
    assert not coverage_rule.holds(report(tmp_path, **{package: ([], [(7, -1)])}))
    assert f"kapguide/{package}/file.py: 7->exit" in capsys.readouterr().out


def test_elsewhere_a_part_may_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage_rule.holds(report(tmp_path, ui=(list(range(1, 16)), []), session=([], [])))
    assert not coverage_rule.holds(report(tmp_path, ui=(list(range(1, 17)), []), session=([], [])))
    assert "1, 2, 3" in capsys.readouterr().out
