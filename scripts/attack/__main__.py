"""Attack the program as life does: python3 scripts/attack [--seed N] [--list] [NAME ...]

Kills, damage, full disks, wrong clocks and second starts, each many times from a seed, on a screen and a sound server
of its own; prints one table. Every module of this folder that has `attack(folder, seed)` is one. Exits 1 where anything
was lost, went wrong without a name, or ended in a traceback.
"""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent), str(FOLDER.parent.parent)]

from attack.tally import HEAD, Tally  # noqa: E402
from measure.environment import go_on_in_venv, own_machine  # noqa: E402

NOT_ATTACKS = {"__init__", "__main__", "faulty_calls", "raw_changes", "tally", "trap"}


def main(arguments: list[str]) -> int:
    """Run the attacks that are named, by default all; return 0 where all hold."""
    known = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_ATTACKS)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="only name the attacks")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(known):
        parser.error(f"nothing is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if asked.list:
        print("\n".join(known))
        return 0
    tallies: list[Tally] = []
    with own_machine() as machine:
        for name in asked.names or known:
            print(f"{name} ...", file=sys.stderr, flush=True)
            folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=machine))
            tallies += importlib.import_module(f"attack.{name}").attack(folder, asked.seed)
    print(HEAD)
    print("\n".join(tally.row() for tally in tallies))
    print("\n".join(words for tally in tallies for words in tally.findings()))
    return 0 if all(tally.holds for tally in tallies) else 1


if __name__ == "__main__":
    go_on_in_venv(FOLDER, sys.argv[1:])
    sys.exit(main(sys.argv[1:]))
