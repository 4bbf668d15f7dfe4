"""Where a client's page leads to: other rooms, which the navigator knows."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kapguide.clinical.chart import PlannedContact

Back = Callable[[], object]


class ClientDoors(NamedTuple):
    """Each is called with the client's code if it needs one, and with what leads back. Any may raise KapGuideError."""

    note: Callable[[str, Back], object]
    """The note of a session, by the session's id."""
    prepare: Callable[[str, PlannedContact], object]
    """A planned contact takes place now."""
    hand_over: Callable[[str, Sequence[str], Back], object]
    """Questionnaires, by their ids, are handed over or asked."""
    scores: Callable[[str, Sequence[str], Back], object]
    """Scores, by their ids, are read again."""
    checklists: Callable[[str, Back], object]
    """Checklists are asked, or read as they were asked."""
    private: Callable[[str, str], object]
    """One's own notes; the second is what the way back is called."""
    search: Callable[[str, Back], object]
    """What was written of the client is searched."""
