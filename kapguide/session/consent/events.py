"""What is said of consent in a session: a part of the record, as `events` is."""

from kapguide.session.body import Body


class ConsentStep(Body, frozen=True):
    """Something that was said of consent to anything but touch, which has a kind of its own."""

    @property
    def text(self) -> str:
        """The words of a person in it."""
        return ""


class ConsentMarked(ConsentStep, frozen=True, tag="consent_marked"):
    """Consent to `what`, observers or a recording, as it stands from here: `consent` is one of `state.Consent`."""

    what: str
    consent: str


class WishHeard(ConsentStep, frozen=True, tag="wish_heard"):
    """After the dose the client wished for more than was agreed to: written down in `words`, and `answer` is what the
    client was told."""

    words: str
    answer: str = "not today"

    @property
    def text(self) -> str:
        return self.words


AnyConsentStep = ConsentMarked | WishHeard
