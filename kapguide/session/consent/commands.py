"""What is asked of a session about consent."""

from kapguide.session.commands import Command


class ConsentCommand(Command, frozen=True):
    """Something is said of consent to anything but touch."""


class MarkConsent(ConsentCommand, frozen=True):
    """Record that the client agrees to `what`, one of `ConsentTo`, refuses it or withdraws it: one of `Consent`."""

    what: str
    consent: str


class HearWish(ConsentCommand, frozen=True):
    """Write down that the client wishes for more than was agreed to; the answer is "not today"."""

    words: str
