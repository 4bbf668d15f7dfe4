"""What a debrief needs of the other rooms."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.session.clock import Elapsed


class DebriefDoors(NamedTuple):
    """Where a debrief leads, and what keeps its words."""

    keep: Callable[[RehearsalRecord, Path], object]
    """Writes the record, with what was said in the debrief, over its file; called beside the window. May raise
    KapGuideError."""
    play_back: Callable[[RehearsalRecord], object]
    """Plays the rehearsal back; `DebriefFlow.again` leads back here. May raise KapGuideError."""
    screen_as_it_was: Callable[[RehearsalRecord, Elapsed], object]
    """Shows the live screen at a moment of session time; `DebriefFlow.again` leads back here, too. May raise so."""
    left: Callable[[RehearsalRecord, Path | None], object]
    """The debrief is left, with the record as it is now; without a file it has not been kept."""
