"""Which tests run which line, learned from one run of a room's tests under coverage."""

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 1200.0
_SETTINGS = "[run]\nbranch = false\ninclude =\n{}[json]\nshow_contexts = true\n"
"""What is not of the room is not traced: all of the program would take several times as long."""


@dataclass(frozen=True)
class Covering:
    """The tests of each line of each module, as `file::name`, or `file` where all of one see what it does; and how long
    all of them took (s)."""

    tests: Mapping[str, Mapping[int, frozenset[str]]]
    took_s: float

    def of(self, module: str, line: int) -> frozenset[str]:
        """Those that run a line; for one that runs at import alone, those that run anything of its module."""
        lines = self.tests.get(module, {})
        return lines.get(line) or frozenset().union(*lines.values())


def learn(
    python: str, tree: Path, modules: Sequence[str], tests: Sequence[str], environment: Mapping[str, str]
) -> Covering:
    """Run these tests once in `tree`, to see which of them run what of the `modules` (globs). Raises RuntimeError where
    one of them fails: then nothing can be learned."""
    settings, data, report = tree / "contexts.cfg", tree / "contexts.data", tree / "contexts.json"
    settings.write_text(_SETTINGS.format("".join(f"    {module}\n" for module in modules)), encoding="utf-8")
    covered = [python, "-m", "coverage"]
    began = time.monotonic()
    run = [*covered, "run", f"--rcfile={settings}", f"--data-file={data}", "-m", "pytest"]
    done = subprocess.run(
        [*run, "-q", "-x", "-p", "scripts.mutation.contexts", *tests],
        cwd=tree,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    took = time.monotonic() - began
    if done.returncode:
        raise RuntimeError(f"the tests do not pass as they are:\n{done.stdout[-3000:]}")
    subprocess.run(
        [*covered, "json", "-q", f"--rcfile={settings}", f"--data-file={data}", "-o", str(report)],
        cwd=tree,
        check=True,
        timeout=PATIENCE_S,
    )
    found = json.loads(report.read_text(encoding="utf-8"))["files"]
    return Covering({module: _by_line(told["contexts"]) for module, told in found.items()}, took)


def _by_line(contexts: Mapping[str, Sequence[str]]) -> dict[int, frozenset[str]]:
    """Without what ran while no test did."""
    return {int(line): tests for line, names in contexts.items() if (tests := frozenset(filter(None, names)))}
