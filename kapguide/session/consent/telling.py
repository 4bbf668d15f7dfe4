"""What is told of consent: that it was given, refused or withdrawn, and what was wished for in vain."""

from kapguide.session import events as e
from kapguide.session.care.answers import Touch
from kapguide.session.clock import Elapsed
from kapguide.session.consent.events import AnyConsentStep, WishHeard
from kapguide.session.consent.state import Consent
from kapguide.session.told import NoteKind, Place, Told, beginning


def tell_touch(body: e.TouchMarked) -> Told:
    """What the client agrees to, and that it is withdrawn."""
    withdrawn = body.touch == Touch.WITHDRAWN
    sentence = "Touch consent withdrawn" if withdrawn else f"Touch consent: {body.touch}"
    line = NoteKind.TOUCH, "touch withdrawn" if withdrawn else f"touch: {body.touch}"
    return Told(sentence=sentence, places=(Place.CONSENT,), line=line, undo=sentence)


def tell_consent(body: AnyConsentStep, t: Elapsed) -> Told:
    """Observers and a recording, and a wish for more with its answer."""
    if isinstance(body, WishHeard):
        sentence = f"The client wished for more: {body.words}. The answer: {body.answer}"
        line = NoteKind.CONSENT, f"wish: {body.words} – {body.answer}"
        return Told(sentence=sentence, line=line, undo=f"Wish “{beginning(body.words)}”", at=t)
    called = body.what.capitalize()
    withdrawn = body.consent == Consent.WITHDRAWN
    sentence = f"{called}: consent withdrawn" if withdrawn else f"{called}: {body.consent}"
    return Told(sentence=sentence, line=(NoteKind.CONSENT, sentence.lower()), undo=sentence)
