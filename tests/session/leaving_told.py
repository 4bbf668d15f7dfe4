"""What is told of how it stands with the leaving, and where the documents show it."""

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.telling import Place
from kapguide.spans import MINUTE

LEAVING_SENTENCES: list[tuple[e.Body, str, tuple[Place, ...]]] = [
    (
        e.LeavingNoted("stays", "R. Ames", Elapsed(MINUTE)),
        "Leaving: stays longer; told: R. Ames, 0:01:00",
        (Place.LEAVING,),
    ),
    (
        e.LeavingNoted("against_advice", "R. Ames", Elapsed(MINUTE)),
        "Leaving: leaves against advice; told: R. Ames, 0:01:00",
        (Place.LEAVING, Place.UNUSUAL),
    ),
    (
        e.LeavingNoted("flown", "R. Ames", Elapsed(MINUTE)),
        "Leaving: flown; told: R. Ames, 0:01:00",
        (Place.LEAVING, Place.UNUSUAL),
    ),
]
