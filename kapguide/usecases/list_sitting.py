"""A client is asked a checklist outside of a session: begun, gone on with, asked anew. Every time stays on record."""

from collections.abc import Callable

import msgspec

from kapguide.clinical.checklists import Asking, Checklist, askings, begun, changes, not_asked, with_reply
from kapguide.clinical.facts import ItemReply, ListAnswered
from kapguide.store.contents.facts import Said
from kapguide.store.records import Store

Say = Callable[[ListAnswered, str], Said]
"""Keeps answers, and the id of the fact that they go on with. Raises KapGuideError."""


def sitting_of(store: Store, code: str, checklist: Checklist) -> "ListSitting":
    """The list and the client in the record. Raises KapGuideError."""

    def say(answers: ListAnswered, earlier: str) -> Said:
        return store.facts.say(code, answers, supersedes=earlier)

    return ListSitting(checklist, askings(store.facts.of_client(code), checklist.id), say)


class ListSitting:
    """One list and one client. `answers` is what is shown: the list of today, or what was asked another time."""

    def __init__(self, checklist: Checklist, before: tuple[Asking, ...], say: Say) -> None:
        """Goes on with a list that was not asked to its end; one that was is shown. Of a list that has changed since,
        the answers to the very same words begin a new time: what was asked then stays as it was.

        `before` is each time that it was asked, the newest first; `say` hands answers to the record.
        """
        self.checklist, self.before = checklist, before
        self._say = say
        self.open = True
        """Is it answered now, or read?"""
        self._latest = ""
        self._kept: ListAnswered | None = None
        self.answers = begun(checklist)
        if not self.before:
            return
        newest = self.before[0]
        if not_asked(newest.answers) and changes(newest.answers.items, checklist.asks):
            self.answers = self._kept = begun(checklist, earlier=newest.answers)
        else:
            self.look_at(newest.fact.id)

    @property
    def shown(self) -> str:
        """The fact that is shown; empty for a list of which nothing is kept yet."""
        return self._latest

    def _go_on(self, asking: Asking) -> None:
        self.answers = self._kept = asking.answers
        self._latest, self.open = asking.fact.id, True

    def look_at(self, fact_id: str) -> None:
        """Show another time: the newest is gone on with while something of it was not asked, the others are read."""
        asking = next(each for each in self.before if each.fact.id == fact_id)
        same = not changes(asking.answers.items, self.checklist.asks)
        if asking is self.before[0] and same and not_asked(asking.answers):
            self._go_on(asking)
            return
        self.answers, self._latest, self.open = asking.answers, fact_id, False

    def ask_anew(self) -> None:
        """A new time, with nothing asked; what was asked before stays as it is."""
        self.answers = begun(self.checklist)
        self._kept, self._latest, self.open = None, "", True

    def correct(self) -> None:
        """Go on with the newest time, in its own words, although nothing of it was left open."""
        self._go_on(self.before[0])

    def reply(self, reply: ItemReply) -> None:
        """An answer; it is kept with the next `keep`."""
        if self.open:
            self.answers = with_reply(self.answers, reply)

    def sign(self, told: str, signed_on: str) -> None:
        """Who told the client, and the ISO date on which it was signed."""
        if self.open:
            self.answers = msgspec.structs.replace(self.answers, told=told, signed_on=signed_on)

    def keep(self) -> Said | None:
        """Hand it to the record, where it says something that is not there yet. Raises KapGuideError."""
        nothing = not (self.answers.replies or self.answers.told or self.answers.signed_on)
        if not self.open or self.answers == self._kept or (nothing and not self._latest):
            return None
        said = self._say(self.answers, self._latest)
        earlier = [each for each in self.before if each.fact.id != self._latest]
        self.before = (Asking(said.fact, self.answers), *earlier)
        self._kept, self._latest = self.answers, said.fact.id
        return said
