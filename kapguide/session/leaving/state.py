"""The leaving list of a session as it stands."""

import msgspec

from kapguide.clinical.checklists import with_reply
from kapguide.clinical.facts import ItemReply, ListAnswered
from kapguide.session import events as e
from kapguide.session.leaving.events import LeavingItemAnswered, LeavingListBegun


class LeavingList(msgspec.Struct, frozen=True):
    """What was asked and answered; `entries` are the events that a correction supersedes, by item."""

    answers: ListAnswered = ListAnswered("", "", "")
    entries: dict[str, str] = {}

    @property
    def begun(self) -> bool:
        """Has anybody asked anything of it?"""
        return bool(self.answers.items)


def leaving_after(state: LeavingList, event: "e.Event") -> LeavingList:
    """The list after one more event of it."""
    match event.body:
        case LeavingListBegun() if state.begun:  # two copies of the log went on to the same list
            return state
        case LeavingListBegun(list_id=list_id, version=version, title=title, items=items):
            return LeavingList(ListAnswered(list_id, version, title, items))
        case LeavingItemAnswered() as body:
            reply = ItemReply(body.item, body.reply, body.comment, body.by, event.at)
            return LeavingList(with_reply(state.answers, reply), {**state.entries, body.item: event.id})
    return state
