"""The suite's property tests again, but with seeds of their own: the suite draws the same examples each time."""

import os
import random
import subprocess
import sys
from pathlib import Path

from attack.tally import Tally

CHECKOUT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 8
"""Each draws as many examples again as the suite does; KAPGUIDE_EXPLORE says how many rounds, for a night's run."""
PROPERTIES = "hypothesis"
"""The mark that Hypothesis gives its own tests."""


def attack(folder: Path, seed: int, tests: str = "tests", rounds: int = 0) -> list[Tally]:
    """Run them in rounds, each from a seed that is named where it fails."""
    seeds = random.Random(seed)
    tally = Tally("property tests, examples of their own")
    for _ in range(rounds or int(os.environ.get("KAPGUIDE_EXPLORE", ROUNDS))):
        drawn = seeds.randrange(1, 2**31)
        tally.tried += 1
        tally.lost += _round(folder, tests, drawn)
    return [tally]


def _round(folder: Path, tests: str, seed: int) -> list[str]:
    """What failed, with the command that makes it fail again; what it said in full lies in `folder`."""
    arguments = ["-m", "pytest", "-q", "-m", PROPERTIES, "-p", "no:cacheprovider", f"--hypothesis-seed={seed}", tests]
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=dict(os.environ, KAPGUIDE_HYPOTHESIS="explore", QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if not done.returncode:
        return []
    said = folder / f"seed-{seed}.txt"
    said.write_text(done.stdout + done.stderr, encoding="utf-8")
    failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    again = f"KAPGUIDE_HYPOTHESIS=explore pytest --hypothesis-seed={seed}"
    print(done.stdout, file=sys.stderr)
    return [f"{again} {name}" for name in failed] or [f"{again} {tests}: exit {done.returncode}"]
