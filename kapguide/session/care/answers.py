"""What the protocol asks of a person, and how each thing that falls due may end."""

from enum import StrEnum

from kapguide.session.protocol.protocol import Ask


class Answer(StrEnum):
    """How something that was due ended, or what a person attested; a reading that was taken is its own answer."""

    DONE = "done"
    DECLINED = "declined"
    LEFT_OUT = "left_out"
    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    NONE_REPORTED = "none_reported"
    REPORTED = "reported"


CHOICES = {
    Ask.READING: (Answer.DECLINED, Answer.LEFT_OUT),
    Ask.LOOK: (Answer.DONE, Answer.DECLINED, Answer.LEFT_OUT),
    Ask.ATTEST: (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE),
    Ask.SIDE_EFFECTS: (Answer.NONE_REPORTED, Answer.REPORTED, Answer.LEFT_OUT),
}
"""The answers to each thing that is asked, in the order of their buttons."""


def answer_words(answer: str) -> str:
    """An answer as it is read."""
    return answer.replace("_", " ")


class Touch(StrEnum):
    """Which touch the client has agreed to; withdrawn is the end of it."""

    NONE = "none"
    HAND = "hand"
    SHOULDER = "shoulder"
    WITHDRAWN = "withdrawn"


AGREED = (Touch.NONE, Touch.HAND, Touch.SHOULDER)
"""What can be agreed to before the dose."""


class LeavingOutcome(StrEnum):
    """How it stands with the client's leaving."""

    READY = "ready"
    STAYS = "stays"
    NO_ESCORT = "no_escort"
    AGAINST_ADVICE = "against_advice"


LEAVING = {
    LeavingOutcome.READY: "ready to leave",
    LeavingOutcome.STAYS: "stays longer",
    LeavingOutcome.NO_ESCORT: "the escort is not here",
    LeavingOutcome.AGAINST_ADVICE: "leaves against advice",
}
"""Each of them as it is read."""


def leaving_words(outcome: str) -> str:
    """An outcome as it is read; one that only a newer KapGuide knows as it was written."""
    return LEAVING[LeavingOutcome(outcome)] if outcome in list(LeavingOutcome) else outcome
