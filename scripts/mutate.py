"""Seed bugs and see which are caught: python3 scripts/mutate.py [--count N] [--seed N] [ROOM ...]

Works on a copy of the checkout. In each room that is named, by default all, COUNT places are drawn; each is made wrong
by one small change, and the tests that run that line are run. Prints a table of what was caught, and every bug that was
not. Exits 1 where a room catches less than its goal.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure.environment import go_on_in_venv, own_machine
from mutation.covering import Covering, learn
from mutation.mutants import Mutant, mutants

CHECKOUT = Path(__file__).resolve().parent.parent
COUNT = 40
MOST_TESTS = 60
"""Beside the tests named like its module, so many of those that run the line are tried, drawn by the seed."""
SHORTEST_PATIENCE_S = 60.0


@dataclass(frozen=True)
class Room:
    """Modules by their globs, the tests that answer for them, and the share that they should catch."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    goal: float = 0.9


ROOMS = {
    "session": Room(("kapguide/session/**/*.py",), ("tests/session",)),
    "clinical": Room(("kapguide/clinical/**/*.py",), ("tests/clinical", "tests/session")),
    "store": Room(("kapguide/store/**/*.py",), ("tests/store", "tests/faults/test_store_*.py")),
    "export": Room(("kapguide/export/**/*.py",), ("tests/export", "tests/session/safety")),
    "mixer": Room(
        tuple(
            f"kapguide/audio/sound/{name}.py" for name in ("mixer", "ramps", "limiter", "shape", "sequence", "coming")
        ),
        (
            *(
                f"tests/audio/sound/test_{name}.py"
                for name in ("mixer", "ramps", "limiter", "shape", "coming", "sequence*")
            ),
            *(f"tests/audio/sound/test_{name}.py" for name in ("by_hand", "crossfade", "hurtful_sound")),
        ),
        0.8,
    ),
    "planner": Room(
        ("kapguide/audio/planning/*.py",),
        ("tests/audio/planning",),
        0.8,
    ),
    "rehearsal": Room(("kapguide/rehearsal/**/*.py",), ("tests/rehearsal",)),
}


@dataclass
class Outcome:
    """What came of one room."""

    name: str
    goal: float
    tried: int = 0
    caught: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.caught / self.tried if self.tried else 0.0


def main(arguments: list[str]) -> int:
    """Try the rooms that are named; return 0 where each reaches its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--count", type=int, default=COUNT, help=f"bugs in each room; default {COUNT}")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    if unknown := set(asked.rooms) - set(ROOMS):
        parser.error(f"there is no room {', '.join(sorted(unknown))}; there are {', '.join(ROOMS)}")
    outcomes = []
    with own_machine() as machine:
        tree = _copy(machine)
        for name in asked.rooms or ROOMS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            outcomes.append(_try_room(tree, name, random.Random(f"{asked.seed} {name}"), asked.count))
    print(f"{'room':<12} {'tried':>6} {'caught':>7} {'share':>7} {'goal':>6}")
    for told in outcomes:
        print(f"{told.name:<12} {told.tried:>6} {told.caught:>7} {told.share:>7.0%} {told.goal:>6.0%}")
    print("\n".join(f"not caught: {words}" for told in outcomes for words in told.missed))
    return 0 if all(told.share >= told.goal for told in outcomes) else 1


def _copy(machine: Path) -> Path:
    """The checkout again, so that a bug is never left in the real one; what is large and not changed is linked."""
    tree = machine / "tree"
    tree.mkdir()
    for name in ("kapguide", "tests", "scripts"):
        shutil.copytree(CHECKOUT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("resources", "playlists", "README.md", "LICENSE", "requirements.lock", ".git"):
        (tree / name).symlink_to(CHECKOUT / name)
    shutil.copy(CHECKOUT / "pyproject.toml", tree)
    return tree


def _try_room(tree: Path, name: str, chance: random.Random, count: int) -> Outcome:
    room = ROOMS[name]
    tests = sorted(str(path.relative_to(tree)) for pattern in room.tests for path in tree.glob(pattern))
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(tree))
    own_tests = [str(each.relative_to(tree)) for test in tests for each in _files(tree / test)]
    covering = learn(sys.executable, tree, room.modules, tests, environment)
    outcome = Outcome(name, room.goal)
    for module, mutant in _drawn(tree, room, chance, count):
        outcome.tried += 1
        if _is_caught(tree, module, mutant, covering, own_tests, chance, environment):
            outcome.caught += 1
        else:
            outcome.missed.append(f"{module}:{mutant.line}: {mutant}")
    return outcome


def _files(test: Path) -> list[Path]:
    return [test] if test.is_file() else sorted(test.rglob("test_*.py"))


def _drawn(tree: Path, room: Room, chance: random.Random, count: int) -> list[tuple[str, Mutant]]:
    """`count` of all bugs that the room can have."""
    possible = [
        (str(path.relative_to(tree)), mutant)
        for pattern in room.modules
        for path in sorted(tree.glob(pattern))
        for mutant in mutants(path.read_text(encoding="utf-8"))
    ]
    return chance.sample(possible, min(count, len(possible)))


def _is_caught(
    tree: Path,
    module: str,
    mutant: Mutant,
    covering: Covering,
    all_tests: Collection[str],
    chance: random.Random,
    environment: dict[str, str],
) -> bool:
    """Whether a test fails, or never ends, with the bug in place. A line that no test answers for is not caught."""
    running = covering.of(module, mutant.line)
    # The module's own tests run whole: what it says as it is read, such as a field's default, was learned under none
    # of them, or under whichever came first.
    own = {test for test in all_tests if answers_for(Path(test).stem, Path(module).stem)}
    if not own and not running:
        return False
    others = sorted(test for test in running if test.partition("::")[0] not in own)
    tests = [*sorted(own), *chance.sample(others, min(len(others), MOST_TESTS))]
    with _wrong(tree / module, mutant):
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        try:
            done = subprocess.run(
                command,
                cwd=tree,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=max(SHORTEST_PATIENCE_S, 2 * covering.took_s),
                check=False,
            )
        except subprocess.TimeoutExpired:
            return True
    return done.returncode != 0


def answers_for(test: str, module: str) -> bool:
    """`test_clock_words` is a test of `clock`, and `test_events` one of `dose_events`."""
    return module in test or test.removeprefix("test_") in module


@contextmanager
def _wrong(file: Path, mutant: Mutant) -> Iterator[None]:
    """The module with the bug in it, for a while."""
    right = file.read_text(encoding="utf-8")
    file.write_text(mutant.apply(right), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(right, encoding="utf-8")


if __name__ == "__main__":
    go_on_in_venv(Path(__file__).resolve(), sys.argv[1:], "test")
    sys.exit(main(sys.argv[1:]))
