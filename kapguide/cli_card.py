"""The command for the emergency card: begin the clinic's own, say what it lacks, print it.

Like the others it imports what it needs when it is run.
"""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from kapguide.asking import demo_option
from kapguide.paths import Home


def add_to(commands: "argparse._SubParsersAction[Any]", home_of: Callable[[argparse.Namespace], Home]) -> None:
    """Add the command; `home_of` finds the practice that was asked for."""
    card = commands.add_parser("emergency-card", help="the clinic's emergency card", description=_card.__doc__)
    card.add_argument("--write", action="store_true", help="put a copy to fill in into the data folder")
    card.add_argument("--out", type=Path, metavar="DIR", help="print the card: a PDF in this folder")
    card.add_argument("--paper", choices=("a4", "us-letter"), default="a4")
    demo_option(card, "of the demonstration practice")
    card.set_defaults(run=lambda asked: _card(asked, home_of(asked)))


def _card(asked: argparse.Namespace, home: Home) -> int:
    """Say where the clinic's emergency card lies and what it lacks. With --write, begin one; with --out, print
    it, with lines to write on where nothing is written. Ends with 1 while the card lacks something."""
    from kapguide.session.emergency_card import begin_card, clinic_card

    own = home.emergency_card
    if asked.write:
        begin_card(home.make().emergency_card)
    card = clinic_card(own)
    there = own.exists()
    print(
        f"The clinic's emergency card: {own}" if there else "There is no card of this clinic yet; --write begins one."
    )
    print(card.reminder or card.signature)
    if asked.out is not None:
        from kapguide.usecases.clinic.emergency_card import print_card

        print(print_card(home, asked.out, datetime.now().astimezone(), paper=asked.paper))
    return 1 if card.reminder else 0
