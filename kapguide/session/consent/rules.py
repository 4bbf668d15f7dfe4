"""The rules of consent in a session: before the dose it is said, after it nothing of it grows."""

from collections.abc import Iterator

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import Touch
from kapguide.session.consent.commands import ConsentCommand, HearWish, MarkConsent
from kapguide.session.consent.events import AnyConsentStep, ConsentMarked, WishHeard
from kapguide.session.consent.state import Consent, ConsentTo
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState
from kapguide.text import clean_text


def touched(state: SessionState, command: c.MarkTouch) -> e.TouchMarked:
    """Touch consent is given before the dose and can be withdrawn at any time: after the dose there is nothing else."""
    if command.touch not in list(Touch):
        raise Refused(f"Touch consent is one of: {', '.join(Touch)}.")
    if command.touch == state.touch:
        raise Refused("That is how touch consent is recorded already.")
    withdrawn = command.touch == Touch.WITHDRAWN
    if withdrawn and state.touch == Touch.NONE:
        raise Refused("No touch was agreed to: there is nothing to withdraw.")
    if state.doses and not withdrawn:
        raise Refused("After the dose touch consent can only be withdrawn. What the client asks for is a wish.")
    return e.TouchMarked(command.touch)


def consented(state: SessionState, command: ConsentCommand) -> Iterator[AnyConsentStep]:
    """Consent to observers or a recording is marked, or a wish is written down."""
    match command:
        case MarkConsent():
            yield _marked(state, command)
        case HearWish():
            yield _heard(state, command)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def _marked(state: SessionState, command: MarkConsent) -> ConsentMarked:
    what, consent = command.what, command.consent
    if what not in list(ConsentTo):
        raise Refused(f"Consent is to one of: {', '.join(ConsentTo)}.")
    if consent not in list(Consent):
        raise Refused(f"Consent is one of: {', '.join(Consent)}.")
    before = state.consent.marked.get(what, "")
    if consent == before:
        raise Refused(f"That is how consent to {_called(what)} is recorded already.")
    if consent == Consent.WITHDRAWN and before == Consent.REFUSED:
        raise Refused(f"Nobody agreed to {_called(what)}: there is nothing to withdraw.")
    if state.doses and consent != Consent.WITHDRAWN:
        raise Refused(
            f"After the dose consent to {_called(what)} can only be withdrawn. What the client asks for is a wish."
        )
    return ConsentMarked(what, consent)


def _heard(state: SessionState, command: HearWish) -> WishHeard:
    words = clean_text(command.words).strip()
    if not words:
        raise Refused("Type what the client wishes for.")
    if not state.doses:
        raise Refused("Before the dose the client can still agree to it: record that instead.")
    return WishHeard(words)


def _called(what: str) -> str:
    return "a recording" if what == ConsentTo.RECORDING else what
