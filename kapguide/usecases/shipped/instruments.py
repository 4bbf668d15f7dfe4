"""The instruments of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.instrument_file import load_instrument
from kapguide.clinical.instruments import Instrument
from kapguide.paths import Home
from kapguide.usecases.shipped.own_files import read_folders, read_once

_load = read_once(load_instrument)

FIRST = ("phq-9", "gad-7", "phq-2", "gad-2", "pcl-5", "pc-ptsd-5", "audit-c")
"""The order in which those with items stand; the practice's own and our scales follow by their titles."""


class Instruments(msgspec.Struct, frozen=True):
    """What there is to choose from, by id: what can be asked first, then the forms of which a score is entered.
    `refused` has a sentence for each file that stays out."""

    known: dict[str, Instrument]
    refused: tuple[str, ...] = ()

    def named(self, names: Iterable[str]) -> tuple[Instrument, ...]:
        """Those of these ids that there are, in this order."""
        return tuple(self.known[name] for name in names if name in self.known)


def instruments_of(home: Home) -> Instruments:
    """The instruments of a practice. Never fails."""
    return instruments((paths.resource("instruments"), home.instruments))


def instruments(folders: Iterable[Path]) -> Instruments:
    """The instruments in the folders; of two with one id the later folder's. Never fails."""
    read, refused = read_folders(folders, _load, "instrument")
    found = sorted((instrument for instrument, _ in read.values()), key=_place)
    return Instruments({instrument.id: instrument for instrument in found}, refused)


def _place(instrument: Instrument) -> tuple[bool, int, bool, str]:
    place = FIRST.index(instrument.id) if instrument.id in FIRST else len(FIRST)
    return not instrument.asks, place, instrument.own_scale, instrument.title.lower()
