"""What is told of how it stands with the leaving, and of a beginning that something was missing for."""

from kapguide.clinical.checklists import Checklist, ChecklistGroup, ChecklistItem
from kapguide.clinical.facts import AskedItem, Reply
from kapguide.clinical.marks import Mark
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.leaving.events import LeavingItemAnswered, LeavingListBegun
from kapguide.session.telling import Place
from kapguide.spans import MINUTE


def a_list(*words: str, version: int = 1) -> Checklist:
    """A leaving list with these items."""
    items = tuple(ChecklistItem(each.lower(), each) for each in words)
    return Checklist("leaving", "Leaving", version, "Before the door.", (ChecklistGroup("", items, Mark.OURS),))


LIST = a_list("Walks", "Escort", "Belongings")

BEGUN = "Leaving list begun, version 1"

LEAVING_SENTENCES: list[tuple[e.Body, str, tuple[Place, ...]]] = [
    (
        e.BegunAnyway(("SpO2 in the baseline reading", "the room speaker has not been heard"), "no oximeter today"),
        "Begun without: SpO2 in the baseline reading; the room speaker has not been heard. Why: no oximeter today",
        (),
    ),
    (
        e.LeavingNoted("stays", "R. Ames", Elapsed(MINUTE)),
        "Leaving: stays longer; told: R. Ames, 0:01:00",
        (),
    ),
    (
        e.LeavingNoted("against_advice", "R. Ames", Elapsed(MINUTE)),
        "Leaving: leaves against advice; told: R. Ames, 0:01:00",
        (),
    ),
    (
        e.LeavingNoted("flown", "R. Ames", Elapsed(MINUTE)),
        "Leaving: flown; told: R. Ames, 0:01:00",
        (),
    ),
    (LeavingListBegun("leaving", "1", "Leaving", (AskedItem("bag", "Belongings"),)), f"{BEGUN}: 1 items", ()),
    (LeavingItemAnswered("bag", "Belongings", Reply.YES), "Leaving list, Belongings: yes", ()),
    (
        LeavingItemAnswered("bag", "Belongings", Reply.UNKNOWN, "a scarf?", "K. Lind"),
        "Leaving list, Belongings: not known (a scarf?), K. Lind",
        (),
    ),
    (LeavingItemAnswered("bag", "Belongings", None, "later"), "Leaving list, Belongings: no answer (later)", ()),
    (LeavingItemAnswered("bag", "Belongings"), "Leaving list, Belongings: answer taken away", ()),
]
