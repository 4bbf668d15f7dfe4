"""The patterns of breath of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.paths import Home
from kapguide.session.guiding.breath import BreathPattern
from kapguide.session.guiding.breath_file import load_breath
from kapguide.usecases.shipped.own_files import read_folders


class BreathPatterns(msgspec.Struct, frozen=True):
    """What there is to choose from, in the order of the buttons, and a sentence for each file that stays out."""

    known: tuple[BreathPattern, ...]
    refused: tuple[str, ...] = ()


def patterns_of(home: Home) -> BreathPatterns:
    """The patterns of a practice. Never fails."""
    return patterns((paths.resource("breath"), home.breath))


def shipped_patterns() -> BreathPatterns:
    """The patterns that come with KapGuide."""
    return patterns((paths.resource("breath"),))


def patterns(folders: Iterable[Path]) -> BreathPatterns:
    """The patterns in the folders; of two with one id the later folder's. Never fails.

    Those without a hold come first, then the free breath; among each, those that are longer out come later.
    """
    read, refused = read_folders(folders, load_breath, "pattern of breath")
    return BreathPatterns(tuple(sorted((pattern for pattern, _ in read.values()), key=_place)), refused)


def _place(pattern: BreathPattern) -> tuple[bool, bool, int, int]:
    breathe_in, _, breathe_out, _ = pattern.spans
    return pattern.holds, pattern.free, breathe_out - breathe_in, -pattern.cycle
