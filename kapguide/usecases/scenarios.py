"""The scenarios of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.paths import Home
from kapguide.rehearsal.fitting import fits
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import order_of, read_scenario
from kapguide.session.protocol import TherapyProtocol
from kapguide.usecases.own_files import read_folders

MOST_KEPT = 128


class Scenarios(msgspec.Struct, frozen=True):
    """What there is to rehearse, by id, the easier first, and a sentence for each file that stays out."""

    known: dict[str, Scenario]
    refused: tuple[str, ...] = ()

    def for_protocol(self, protocol: TherapyProtocol) -> tuple[Scenario, ...]:
        """Those that can be rehearsed with a protocol."""
        return tuple(scenario for scenario in self.known.values() if fits(scenario, protocol))


def scenarios_of(home: Home) -> Scenarios:
    """The scenarios of a practice. Never fails."""
    return scenarios((paths.resource("scenarios"), home.scenarios))


def scenarios(folders: Iterable[Path]) -> Scenarios:
    """The scenarios in the folders; of two with one id the later folder's. Never fails."""
    read, refused = read_folders(folders, _load, "scenario")
    found = sorted((scenario for scenario, _ in read.values()), key=order_of)
    return Scenarios({scenario.id: scenario for scenario in found}, refused)


def _load(file: Path) -> Scenario:
    """The Rehearse screen asks each time it is shown: a file is read again only when it has changed."""
    try:
        there = file.stat()
    except OSError:  # it went in this moment, which reading it says
        return read_scenario(file)
    return _read(file, there.st_mtime_ns, there.st_size)


@lru_cache(maxsize=MOST_KEPT)
def _read(file: Path, changed: int, size: int) -> Scenario:
    return read_scenario(file)
