"""Checklists: what is asked, and what was answered. An answer is yes, no or unknown, and nothing follows from it.

What was asked is kept word for word with its answers, so that an old record shows what was asked then, whatever has
become of the file.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from kapguide.clinical.facts import AskedItem, Fact, ItemReply, ListAnswered, Reply
from kapguide.clinical.marks import Mark

DAY_OF, LEAVING = "day-of", "leaving"
"""The ids of the two lists that have a place of their own: at Prepare, and when the client leaves. Every other list is
asked on the client's page."""
CONSENT = "consent"
"""The id of the list whose answers say how it stands with consent."""


class Agreement(StrEnum):
    """What a client agrees to, or not, once such a list has been gone through; beside the answers to its items."""

    TOUCH = "touch"
    OBSERVERS = "observers"
    RECORDING = "recording"
    SHARING = "sharing"


class ChecklistItem(msgspec.Struct, frozen=True):
    """One thing to ask; `hint` stands below it until somebody writes a comment there. `risk` as in AskedItem."""

    id: str
    text: str
    hint: str = ""
    risk: str = ""


class ChecklistGroup(msgspec.Struct, frozen=True):
    """Items that belong together, and where they come from."""

    title: str
    items: tuple[ChecklistItem, ...]
    mark: Mark
    sources: tuple[str, ...] = ()


class Checklist(msgspec.Struct, frozen=True):
    """A list as its file has it. `signed`: somebody tells the client, who signs on a date."""

    id: str
    title: str
    version: int
    purpose: str
    groups: tuple[ChecklistGroup, ...]
    agrees: Agreement | None = None
    signed: bool = False

    @property
    def items(self) -> tuple[ChecklistItem, ...]:
        """All that it asks, in order."""
        return tuple(item for group in self.groups for item in group.items)

    @property
    def asks(self) -> tuple[AskedItem, ...]:
        """All that it asks, as a record keeps it."""
        return tuple(
            AskedItem(item.id, item.text, group.title, item.risk) for group in self.groups for item in group.items
        )


def begun(checklist: Checklist, *, contact: str = "", earlier: ListAnswered | None = None) -> ListAnswered:
    """The list as it is asked now. Of `earlier`, which is gone on with, the answers to the very same words are kept."""
    kept: tuple[ItemReply, ...] = ()
    if earlier is not None:
        words = {item.id: item.text for item in earlier.items}
        same = {item.id for item in checklist.items if words.get(item.id) == item.text}
        kept = tuple(reply for reply in earlier.replies if reply.item in same)
    return ListAnswered(
        checklist.id,
        str(checklist.version),
        checklist.title,
        checklist.asks,
        kept,
        contact=contact,
        told=earlier.told if earlier is not None else "",
        signed_on=earlier.signed_on if earlier is not None else "",
    )


def reply_to(answers: ListAnswered, item: str) -> ItemReply:
    """What was answered to an item; an empty reply where it was not asked."""
    return next((reply for reply in answers.replies if reply.item == item), ItemReply(item))


def with_reply(answers: ListAnswered, reply: ItemReply) -> ListAnswered:
    """`answers` with this one in the place of the item's earlier one; an empty reply takes it away."""
    others = {each.item: each for each in answers.replies if each.item != reply.item}
    if reply.reply is not None or reply.comment:
        others[reply.item] = reply
    order = [item.id for item in answers.items if item.id in others]
    return msgspec.structs.replace(answers, replies=tuple(others[item] for item in order))


def not_asked(answers: ListAnswered) -> tuple[AskedItem, ...]:
    """The items without yes, no or unknown. A comment alone says why."""
    asked = {reply.item for reply in answers.replies if reply.reply is not None}
    return tuple(item for item in answers.items if item.id not in asked)


def replied(answers: ListAnswered, reply: Reply) -> tuple[AskedItem, ...]:
    """The items that were answered so."""
    such = {each.item for each in answers.replies if each.reply is reply}
    return tuple(item for item in answers.items if item.id in such)


def asked_words(answers: ListAnswered) -> str:
    """How much of it was asked: `13 of 14 asked`."""
    every = len(answers.items)
    return f"{every - len(not_asked(answers))} of {every} asked"


def newest_reply(answers: ListAnswered) -> ItemReply | None:
    """The answer that was given last; None where none says when."""
    timed = [(reply.at, reply) for reply in answers.replies if reply.at is not None]
    return max(timed, key=lambda each: each[0])[1] if timed else None


class Asking(msgspec.Struct, frozen=True):
    """One time that a list was gone through, as it stands: the newest fact of it, and what that says."""

    fact: Fact
    answers: ListAnswered


def askings(facts: Iterable[Fact], list_id: str) -> tuple[Asking, ...]:
    """Every time that a list was gone through, the newest first. A fact that supersedes another went on with it."""
    found: dict[str, Asking] = {}
    for fact in facts:
        if isinstance(fact.body, ListAnswered) and fact.body.list_id == list_id:
            found.pop(fact.supersedes, None)
            found[fact.id] = Asking(fact, fact.body)
    return tuple(reversed(found.values()))


class ListChanges(msgspec.Struct, frozen=True):
    """What is asked now and was not then, what was asked then alone, and what is asked in other words (then, now)."""

    added: tuple[AskedItem, ...] = ()
    gone: tuple[AskedItem, ...] = ()
    reworded: tuple[tuple[AskedItem, AskedItem], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.reworded)


def changes(then: Sequence[AskedItem], now: Iterable[AskedItem]) -> ListChanges:
    """What changed from one version of a list to another; where an item stands is no change."""
    before = {item.id: item for item in then}
    after = {item.id: item for item in now}
    return ListChanges(
        tuple(item for name, item in after.items() if name not in before),
        tuple(item for name, item in before.items() if name not in after),
        tuple(
            (before[name], item) for name, item in after.items() if name in before and before[name].text != item.text
        ),
    )


def change_words(changed: ListChanges) -> tuple[str, ...]:
    """A sentence for each kind of change, in words; none where nothing changed."""
    said = [f"New since then: {', '.join(item.text for item in changed.added)}."] if changed.added else []
    if changed.gone:
        said.append(f"Not asked any more: {', '.join(item.text for item in changed.gone)}.")
    said += [f"In other words now: “{then.text}” is “{now.text}”." for then, now in changed.reworded]
    return tuple(said)
