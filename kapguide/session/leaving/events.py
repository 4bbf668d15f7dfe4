"""What is asked before a client leaves: a part of the record, as `events` is."""

from kapguide.clinical.facts import AskedItem, Reply
from kapguide.session.body import Body


class LeavingStep(Body, frozen=True):
    """A step through the list."""

    @property
    def text(self) -> str:
        """The words of a person in it."""
        return ""


class LeavingListBegun(LeavingStep, frozen=True, tag="leaving_list_begun"):
    """The list, word for word as it is asked here: what was not asked can be told by it."""

    list_id: str
    version: str
    title: str
    items: tuple[AskedItem, ...] = ()


class LeavingItemAnswered(LeavingStep, frozen=True, tag="leaving_item_answered"):
    """An item was answered: yes, no, unknown; without a reply there is a comment alone, or the answer is taken away.

    `by` names who asked. `supersedes` is the id of the event that this one corrects.
    """

    item: str
    title: str
    reply: Reply | None = None
    comment: str = ""
    by: str = ""
    supersedes: str = ""

    @property
    def text(self) -> str:
        return self.comment


AnyLeavingStep = LeavingListBegun | LeavingItemAnswered
