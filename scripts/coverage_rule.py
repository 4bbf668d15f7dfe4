"""The coverage rule: every branch of what must never be wrong, and most of everything else."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

COMPLETE = {"clinical", "export", "rehearsal", "session", "store"}
ELSEWHERE = 85.0


def holds(report: Path) -> bool:
    """Print one line per package from slipcover's JSON report, and what is missing; return whether the rule holds."""
    files: dict[str, dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["files"]
    packages: dict[str, list[str]] = defaultdict(list)
    for name in files:
        _, *rooms, _ = Path(name).parts
        packages[rooms[0] if rooms else "top level"].append(name)
    verdicts = [_judge(package, {name: files[name] for name in names}) for package, names in sorted(packages.items())]
    return all(verdicts)


def _judge(package: str, files: dict[str, dict[str, Any]]) -> bool:
    covered = sum(len(report[f"executed_{what}"]) for report in files.values() for what in ("lines", "branches"))
    missing = sum(len(report[f"missing_{what}"]) for report in files.values() for what in ("lines", "branches"))
    parts = covered + missing
    percent = 100 * covered / parts if parts else 100.0
    wanted = 100.0 if package in COMPLETE else ELSEWHERE
    good = covered == parts if package in COMPLETE else percent >= ELSEWHERE
    verdict = "good" if good else "FAILED"
    print(f"coverage of {package:10} {percent:6.2f} % of lines and branches, {wanted:.0f} % wanted: {verdict}")
    if not good:
        for name, report in files.items():
            if gaps := _gaps(report):
                print(f"    {name}: {gaps}")
    return good


def _gaps(report: dict[str, Any]) -> str:
    """The lines that were not run, and the branches that were not taken from lines that were."""
    lines = [str(line) for line in report["missing_lines"]]
    skipped = set(report["missing_lines"])
    branches = [f"{line}->{to if to > 0 else 'exit'}" for line, to in report["missing_branches"] if line not in skipped]
    return ", ".join(lines + branches)
