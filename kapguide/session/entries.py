"""What every entry of a person keeps to: it tells of a moment that was, and corrects or strikes out what is there."""

from collections.abc import Iterable

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import answer_words, leaving_words
from kapguide.session.clock import Elapsed
from kapguide.session.doses.words import step_words
from kapguide.session.people.people import came_again
from kapguide.session.refused import Refused
from kapguide.session.safety.telling import NONE_REPORTED
from kapguide.session.state import SessionState


def happened(at: Elapsed, now: Elapsed) -> Elapsed:
    """`at`, which cannot lie before the session's start or after now."""
    return Elapsed(min(max(0, at), now))


def known(supersedes: str, ids: Iterable[str], what: str) -> None:
    """Refuse to correct what is not there, or not any more; an empty `supersedes` corrects nothing."""
    if supersedes:
        there(supersedes, ids, what)


def there(entry: str, ids: Iterable[str], what: str) -> None:
    """Refuse an entry that is not there, or not any more."""
    if entry not in ids:
        raise Refused(f"The {what} to correct is not in this session, or has been corrected already.")


def struck(state: SessionState, command: c.Strike) -> e.EntryStruck:
    """An answer, a step, a side effect or an entry on the leaving that was not so."""
    said = {cue.said: f"{cue.title}: {answer_words(cue.answer)}" for cue in state.cues.values() if cue.said}
    for number, dose in enumerate(state.doses, 1):
        said |= {taken.id: f"Dose {number}: {step_words(taken.step, taken.part)}" for taken in dose.steps}
    for stay in state.people:
        said |= {stay.id: f"{stay.person.name} came in", stay.left_id: f"{stay.person.name} left"}
    said.pop("", None)
    said |= {each.id: f"Leaving: {leaving_words(each.outcome)}" for each in state.leaving}
    for effect in state.safety.effects:
        said[effect.id] = f"{effect.title}, {effect.severity}"
        said |= {each.id: f"{effect.title}: {each.action or 'over'}" for each in effect.course}
    said |= dict.fromkeys(state.safety.asked, NONE_REPORTED)
    there(command.entry, said, "entry")
    if name := came_again(state.people, command.entry):
        raise Refused(f"{name} came again after that. Strike that out first.")
    return e.EntryStruck(said[command.entry], command.entry)
