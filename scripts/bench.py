"""Measure KapGuide beside others: python3 scripts/bench.py [--minutes N] [--out FILE] [NAME ...]

Runs the measurements that are named, by default all of them, on a screen and a sound server of its own, prints one
table and writes bench.json. A ratio in one run counts, an absolute time does not. Exits 1 where a goal is missed. The
practices that grow, search, commit, verify and backup share take some minutes and 10 GB of disk.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure.environment import go_on_in_venv, own_machine

CHECKOUT = Path(__file__).resolve().parent.parent
NAMES = {
    "start": "fork to the first window, against a bare one",
    "memory": "what the window and the sound process hold, beside a bare window",
    "cost": "processor time of a live session, against mpv",
    "join": "a crossfade of 8 s recorded, against other players",
    "hold": "a session with every core busy, recorded, against mpv",
    "stall": "a sound process that is held up, and a hand on the music, recorded",
    "ready": "from an open vault to Today on the screen, at 20, 200 and 2,000 clients",
    "grow": "what opening, Today, a client's page and a search for a code take there, up to 4 million entries",
    "search": "a search for words in all that was written there",
    "commit": "an entry that is saved there",
    "verify": "a record checked at 20, 110 and 2,000 clients, against its pages alone",
    "backup": "the same records copied and checked",
    "simulate": "a whole session through the engine",
    "rehearse": "a whole rehearsal without a window, against the session alone",
    "scripts": "each shipped script read aloud, against its planned length",
    "programme": "the music of a session from 5,000 pieces",
}
HOLD_MIN, COST_MIN = 20.0, 3.0


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for; return 0 where every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = "; ".join(f"{name}: {words}" for name, words in NAMES.items())
    parser.add_argument("names", nargs="*", metavar="NAME", help=known)
    parser.add_argument("--minutes", type=_minutes, help=f"of hold and cost; default {HOLD_MIN:g} and {COST_MIN:g}")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "bench.json", help="the JSON file; default bench.json")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the recordings there")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in NAMES]:
        parser.error(f"nothing is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return run(asked.names or list(NAMES), asked.minutes, asked.out, asked.keep)


def run(names: list[str], minutes: float | None, out: Path, keep: Path | None = None) -> int:
    """Measure these in turn, each in a folder of its own; what fails is said, and the others go on."""
    from measure.figures import Outcome, table, write_json

    outcome = Outcome()
    failed = []
    with own_machine() as machine:
        for name in names:
            print(f"{name} ...", file=sys.stderr, flush=True)
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=keep or machine))
            try:
                _measurement(name)(folder, outcome, minutes)
            except (AssertionError, OSError, RuntimeError, TimeoutError) as problem:
                failed.append(name)
                outcome.said.append(f"{name} could not be measured: {problem}")
    print("\n".join(table(outcome.figures)))
    if outcome.said:
        print("\n" + "\n".join(outcome.said))
    write_json(out, outcome, names)
    return 1 if failed or outcome.missed else 0


def _measurement(name: str) -> Callable[..., None]:
    """A measurement by its name; imported only now, so that a mistake in the command is told at once."""
    from measure import (
        cost,
        growing,
        hold,
        join,
        memory,
        planning,
        practices,
        reading,
        rehearsing,
        simulate,
        stall,
        start,
        verifying,
    )

    def of(sizes: tuple[practices.Size, ...], work: Callable[..., None]) -> Callable[..., None]:
        """A measurement of practices that lie beside its folder, where the next one finds them."""
        return lambda folder, outcome, _: work(
            {size: practices.made(folder.parent / "practices", size) for size in sizes}, outcome
        )

    by_name: dict[str, Callable[..., None]] = {
        "start": lambda folder, outcome, _: start.measure(folder, outcome),
        "memory": lambda folder, outcome, _: memory.measure(folder, outcome),
        "cost": lambda folder, outcome, minutes: cost.measure(folder, outcome, minutes or COST_MIN),
        "join": lambda folder, outcome, _: join.measure(folder, outcome),
        "hold": lambda folder, outcome, minutes: hold.measure(folder, outcome, minutes or HOLD_MIN),
        "stall": lambda folder, outcome, _: stall.measure(folder, outcome),
        "scripts": lambda folder, outcome, _: reading.measure(folder, outcome),
        "ready": of(growing.SIZES, growing.measure_ready),
        "grow": of(growing.SIZES, growing.measure_grow),
        "search": of(growing.SIZES, growing.measure_search),
        "commit": of(growing.SIZES, growing.measure_commit),
        "verify": of(verifying.SIZES, verifying.measure_verify),
        "backup": of(verifying.SIZES, verifying.measure_backup),
        "simulate": lambda _, outcome, __: simulate.measure(outcome),
        "rehearse": lambda _, outcome, __: rehearsing.measure(outcome),
        "programme": lambda _, outcome, __: planning.measure(outcome),
    }
    return by_name[name]


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0.5 <= minutes <= 600:
        raise argparse.ArgumentTypeError("from 0.5 to 600")
    return minutes


def _leave(number: int, frame: FrameType | None) -> None:
    """Let SIGTERM unwind like Ctrl-C, so that what was started is stopped."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    go_on_in_venv(Path(__file__).resolve(), sys.argv[1:])
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
