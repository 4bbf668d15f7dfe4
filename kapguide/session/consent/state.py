"""How consent to observers and to a recording stands in a session."""

from enum import StrEnum

import msgspec

from kapguide.session.consent.events import AnyConsentStep, ConsentMarked


class ConsentTo(StrEnum):
    """What can be agreed to beside touch, and withdrawn in the session."""

    OBSERVERS = "observers"
    RECORDING = "recording"


class Consent(StrEnum):
    """How it stands with one of them; withdrawn is the end of it."""

    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentState(msgspec.Struct, frozen=True):
    """What was said last of each, by `ConsentTo`; nobody has said anything of what is not in it. And the wishes."""

    marked: dict[str, str] = {}
    wishes: tuple[str, ...] = ()


def consent_after(state: ConsentState, body: AnyConsentStep) -> ConsentState:
    """The state once that was said."""
    if isinstance(body, ConsentMarked):
        return msgspec.structs.replace(state, marked={**state.marked, body.what: body.consent})
    return msgspec.structs.replace(state, wishes=(*state.wishes, body.words))
