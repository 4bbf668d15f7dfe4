"""What is asked of a session about the leaving list."""

from kapguide.clinical.checklists import Checklist
from kapguide.clinical.facts import Reply
from kapguide.session.commands import Command


class AnswerLeaving(Command, frozen=True):
    """Answer an item of the leaving list `checklist`; without reply and comment its answer is taken away."""

    checklist: Checklist
    item: str
    reply: Reply | None = None
    comment: str = ""
    by: str = ""
