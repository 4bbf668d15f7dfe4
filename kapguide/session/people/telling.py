"""What is told of the people in a session: who came, who went, who has it now."""

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.told import Names, NoteKind, Told, beginning


def tell_people(body: e.PersonCame | e.PersonLeft | e.SessionTakenOver, t: Elapsed, names: Names) -> Told:
    """Somebody came, went, or has taken the session over."""
    match body:
        case e.SessionTakenOver():
            before = f" from {body.before}" if body.before and not body.person.is_named(body.before) else ""
            words = f"{body.person.words} took the session over{before}"
            line = NoteKind.PEOPLE, f"{body.person.name} took the session over"
            return Told(sentence=words, line=line)
        case e.PersonCame():
            name, happened = body.person.name, body.happened
            words = f"{name} is in the house" if body.person.in_house else f"{name} came in"
            role = f" ({body.person.role})" if body.person.role else ""
            sentence = words.replace(name, f"{name}{role}", 1)
        case _:
            name, happened = body.name, body.happened
            words = sentence = f"{name} left"
            if body.seen is not None:
                words = f"{name} was gone"
                sentence = f"{words}: last seen at {names.clock(body.seen)}"
    undo = beginning(words)
    return Told(
        sentence=sentence,
        line=(NoteKind.PEOPLE, words),
        undo=f"Correction “{undo}”" if body.supersedes else undo,
        at=t if happened is None else happened,
    )
