"""What a measurement gives: figures beside their references, as one table and as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

HEAD = ("figure", "here", "in the same run", "ratio", "goal", "")


class Reference(msgspec.Struct, frozen=True):
    """What somebody else did in the same run."""

    name: str
    value: float


class Figure(msgspec.Struct, frozen=True):
    """One figure. `name` is MEASUREMENT.WHAT, `most` the goal: no more than this, of the ratio where `by_ratio`.

    The ratio is taken to the first of the references.
    """

    name: str
    value: float
    unit: str
    most: float | None = None
    by_ratio: bool = False
    references: tuple[Reference, ...] = ()
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        """This figure to the first reference's; None without one, or where it is 0."""
        return self.value / self.references[0].value if self.references and self.references[0].value else None

    @property
    def holds(self) -> bool | None:
        """Whether the goal is met; None where there is none, or nothing to hold it against."""
        held = self.ratio if self.by_ratio else self.value
        return None if self.most is None or held is None else held <= self.most

    def row(self) -> tuple[str, ...]:
        """The figure as the table's cells."""
        goal = "-" if self.most is None else f"<= {self.most:g}{'x' if self.by_ratio else f' {self.unit}'}"
        others = "; ".join(f"{each.name} {shown(each.value)}" for each in self.references)
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}x"
        verdict = {True: "ok", False: "MISSED", None: ""}[self.holds]
        return (self.name, f"{shown(self.value)} {self.unit}".strip(), others or "-", ratio, goal.strip(), verdict)


class Outcome(msgspec.Struct):
    """Everything that one run gave: the figures, and what was left out or is to be known beside them."""

    figures: list[Figure] = []
    said: list[str] = []

    @property
    def missed(self) -> list[str]:
        """The figures whose goal was not met."""
        return [figure.name for figure in self.figures if figure.holds is False]


def shown(value: float) -> str:
    """A number with three digits that mean something."""
    if value == 0:
        return "0"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def table(figures: Iterable[Figure]) -> list[str]:
    """The lines of the table; a remark stands below its figure."""
    figures = list(figures)
    rows = [HEAD, *(figure.row() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    told = [lines[0], "  ".join("-" * width for width in widths).rstrip()]
    for figure, line in zip(figures, lines[1:], strict=True):
        told.append(line)
        if figure.remark:
            told.append(f"    {figure.remark}")
    return told


def write_json(path: Path, outcome: Outcome, asked: Sequence[str]) -> None:
    """Everything for a machine to read."""
    figures: list[dict[str, Any]] = [
        {**msgspec.to_builtins(figure), "ratio": figure.ratio, "holds": figure.holds} for figure in outcome.figures
    ]
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "asked": list(asked),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        },
        "figures": figures,
        "said": outcome.said,
    }
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
