"""The rules of the leaving list: it begins with its first answer, and stays as it was then."""

from collections.abc import Iterator

from kapguide.clinical.checklists import reply_to
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.leaving.events import AnyLeavingStep, LeavingItemAnswered, LeavingListBegun
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState
from kapguide.text import clean_text


def gone_through(state: SessionState, command: AnswerLeaving) -> Iterator[AnyLeavingStep]:
    """An answer; with the first one, the list as it is asked."""
    listed, checklist = state.leaving_list, command.checklist
    items = listed.answers.items if listed.begun else checklist.asks
    item = next((each for each in items if each.id == command.item), None)
    if item is None:
        raise Refused("The leaving list of this session has no such item.")
    comment = " ".join(clean_text(command.comment).split())
    before = reply_to(listed.answers, command.item)
    if (command.reply, comment) == (before.reply, before.comment):
        raise Refused("That is how it is recorded already.")
    if not listed.begun:
        yield LeavingListBegun(checklist.id, str(checklist.version), checklist.title, items)
    entry = listed.entries.get(command.item, "")
    by = clean_text(command.by).strip()
    yield LeavingItemAnswered(item.id, item.text, command.reply, comment, by, entry)
