"""The command that rehearses: in the window, or without one by scripted therapists, once or many times.

Like the others it imports what it needs when it is run.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kapguide.asking import demo_option
from kapguide.console import check_screen
from kapguide.errors import KapGuideError
from kapguide.paths import Home, default_home

MOST_RUNS = 100_000


def add_to(commands: "argparse._SubParsersAction[Any]", home_of: Callable[[argparse.Namespace], Home]) -> None:
    """Add the command; `home_of` finds the practice that was asked for."""
    rehearse = commands.add_parser("rehearse", help="rehearse a session", description=_rehearse.__doc__)
    rehearse.add_argument(
        "--scenario", default="", metavar="ID|FILE", help="what is rehearsed; all: each that there is"
    )
    rehearse.add_argument("--protocol", default="", metavar="ID|FILE", help="a protocol's name, or a TOML file")
    rehearse.add_argument("--speed", type=_speed, default=1.0, metavar="N", help="session seconds a second; 0: at once")
    rehearse.add_argument("--headless", action="store_true", help="without a window, played by a scripted therapist")
    rehearse.add_argument(
        "--policy",
        action="append",
        metavar="FILE|NAME",
        help="attentive, forgetful, overwhelmed, wandering or a TOML file; can be given again; all: the first three "
        "(headless)",
    )
    rehearse.add_argument("--runs", type=_runs, default=1, metavar="N", help="so many runs, and a report (headless)")
    rehearse.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed plays the same session")
    rehearse.add_argument("--out", type=Path, metavar="DIR", help="where the files go; else here (headless)")
    demo_option(rehearse, "write to the demonstration's own folder")
    rehearse.set_defaults(run=lambda asked: _rehearse(asked, home_of))


def _speed(text: str) -> float:
    value = float(text)
    if value != 0 and not 0.01 <= value <= 10_000:
        raise argparse.ArgumentTypeError("from 0.01 to 10000, or 0")
    return value


def _runs(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MOST_RUNS:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST_RUNS}")
    return value


def _rehearse(asked: argparse.Namespace, home_of: Callable[[argparse.Namespace], Home]) -> int:
    """Rehearse a session with simulated time and a simulated client. In the window you are the therapist; with
    --headless a scripted therapist plays it, and the rehearsal, its log, note and debrief are written to --out. With
    --runs, several policies or every scenario there is a report over the runs instead, and 1 is the exit code where
    anything did not hold that must. Nothing touches a practice's record."""
    from kapguide.usecases.rehearsing.rehearsal_choice import ALL, plans_for

    home = default_home()
    plans = plans_for(home, asked.scenario, asked.protocol)
    if not asked.headless:
        if asked.scenario == ALL or asked.runs > 1 or asked.policy:
            raise KapGuideError(
                "Scripted therapists and many runs are for rehearsals without a window: add --headless."
            )
        if asked.speed == 0:
            raise KapGuideError("A window needs time to go by: give a --speed above 0, or --headless.")
        check_screen()
        from kapguide import app

        return app.rehearse(home, plans[0].scenario, plans[0].protocol, asked.speed)
    from kapguide.rehearsal.policy_file import NAMES, find_policy
    from kapguide.usecases.rehearsing.headless import rehearse, rehearse_many

    named = asked.policy or [NAMES[0]]
    policies = [find_policy(name) for each in named for name in (NAMES if each == ALL else (each,))]
    out = asked.out or (home_of(asked).exports if asked.demo else here())
    if asked.runs == 1 and asked.scenario != ALL and len(policies) == 1:
        for line in rehearse(home, plans[0], policies[0], asked.speed, asked.seed, out):
            print(line)
        return 0
    if asked.speed not in (0, 1):
        raise KapGuideError("Many runs go as fast as they can: leave --speed out, or give 0.")
    report = rehearse_many(home, plans, policies, range(asked.seed, asked.seed + asked.runs), out, _progress())
    for line in report.lines:
        print(line)
    return 1 if report.broken else 0


def here() -> Path:
    """The folder that the command was started in. Raises KapGuideError where it has gone."""
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise KapGuideError(
            "The folder in which this was started is not there any more. Nothing was written; name another with --out."
        ) from error


def _progress() -> Callable[[int, int], None]:
    """Tells a person at a terminal how far it is, and no file."""
    shown = sys.stderr.isatty()

    def tell(done: int, of: int) -> None:
        if shown and (done % 20 == 0 or done == of):
            print(f"\r{done} of {of} runs", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return tell
