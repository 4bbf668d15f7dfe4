"""What is told of the leaving list, and the list as a whole in one line."""

from kapguide.clinical.checklists import not_asked, replied, reply_to
from kapguide.clinical.facts import ListAnswered, Reply
from kapguide.session.clock import Elapsed
from kapguide.session.leaving.events import AnyLeavingStep, LeavingListBegun
from kapguide.session.told import NoteKind, Told, beginning

REPLIES = {Reply.YES: "yes", Reply.NO: "no", Reply.UNKNOWN: "not known"}
"""Each answer as it is read."""


def tell_leaving_list(body: AnyLeavingStep, t: Elapsed) -> Told:
    """One answer; all of them stand in the note in one line, and each for itself in the log alone."""
    if isinstance(body, LeavingListBegun):
        return Told(sentence=f"{body.title} list begun, version {body.version}: {len(body.items)} items")
    said = REPLIES[body.reply] if body.reply is not None else "no answer" if body.comment else "answer taken away"
    words = f"{body.title}: {said}" + (f" ({body.comment})" if body.comment else "")
    by = f", {body.by}" if body.by else ""
    undo = f"{beginning(body.title)}: {said}"
    return Told(sentence=f"Leaving list, {words}{by}", line=(NoteKind.LEAVING, words), undo=undo, at=t)


def list_words(answers: ListAnswered) -> str:
    """`Yes: Walks steadily; escort met (the sister). Not asked: Belongings.`"""
    parts = []
    for title, items in (
        ("Yes", replied(answers, Reply.YES)),
        ("No", replied(answers, Reply.NO)),
        ("Not known", replied(answers, Reply.UNKNOWN)),
        ("Not asked", not_asked(answers)),
    ):
        named = [
            item.text + (f" ({comment})" if (comment := reply_to(answers, item.id).comment) else "") for item in items
        ]
        if named:
            parts.append(f"{title}: {'; '.join(named)}.")
    return " ".join(parts)
