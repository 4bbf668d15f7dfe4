"""The scenarios of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.paths import Home
from kapguide.rehearsal.fitting import fits
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import order_of, read_scenario
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.usecases.shipped.own_files import read_folders, read_once

_load = read_once(read_scenario)


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
