"""The contacts of a course in words: what each kind is called, and which of them are made at the telephone."""

from kapguide.clinical.facts import ContactKind

CONTACTS = {
    ContactKind.SCREENING: "Screening",
    ContactKind.CONSENT: "Consent",
    ContactKind.PREPARATION: "Preparation",
    ContactKind.DOSING: "Dosing",
    ContactKind.INTEGRATION: "Integration",
    ContactKind.FOLLOW_UP: "Follow-up",
    ContactKind.CHECK_IN: "Check-in",
}
"""What a contact of each kind is called."""


def usual_protocol(kind: ContactKind) -> str:
    """The id of the protocol that a contact of this kind usually follows; empty for a dosing, whose route is chosen."""
    return "" if kind is ContactKind.DOSING else kind.value.replace("_", "-")


def contact_words(kind: ContactKind, telephone: bool = False) -> str:
    """A contact as it is read: `Integration`, `Check-in, by telephone`."""
    return CONTACTS[kind] + (", by telephone" if telephone else "")
