"""The checklists of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.checklist_file import load_checklist
from kapguide.clinical.checklists import DAY_OF, LEAVING, Checklist
from kapguide.paths import Home
from kapguide.usecases.shipped.own_files import read_folders

_FIRST = ("screening", "consent", "touch", "observers", "recording", "sharing")
"""In this order they are asked; a practice's further ones come after them."""


class Checklists(msgspec.Struct, frozen=True):
    """The lists by their ids, in the order in which they are asked, and a sentence for each file that stays out."""

    known: dict[str, Checklist]
    refused: tuple[str, ...] = ()

    @property
    def day_of(self) -> Checklist:
        """The list of the day of the session. One ships, so there always is one."""
        return self.known[DAY_OF]

    @property
    def leaving(self) -> Checklist:
        """The list that is gone through before the client leaves. One ships, so there always is one."""
        return self.known[LEAVING]

    @property
    def of_the_client(self) -> tuple[Checklist, ...]:
        """What is asked on the client's page."""
        return tuple(each for name, each in self.known.items() if name not in (DAY_OF, LEAVING))


def checklists_of(home: Home) -> Checklists:
    """The lists of a practice. Never fails."""
    return checklists((paths.resource("checklists"), home.checklists))


def shipped_lists() -> Checklists:
    """The lists that come with KapGuide."""
    return checklists((paths.resource("checklists"),))


def checklists(folders: Iterable[Path]) -> Checklists:
    """The lists in the folders; of two with one id the later folder's. Never fails."""
    read, refused = read_folders(folders, load_checklist, "checklist")
    known = {name: checklist for name, (checklist, _) in sorted(read.items(), key=lambda each: _place(each[1][0]))}
    return Checklists(known, refused)


def _place(checklist: Checklist) -> tuple[int, str]:
    return _FIRST.index(checklist.id) if checklist.id in _FIRST else len(_FIRST), checklist.title
