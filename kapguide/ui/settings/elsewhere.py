"""What the settings tell of pages that other rooms have: the people, and the keys of the practice."""

from kapguide.store.records import Store
from kapguide.ui.settings.facts_page import FactLine
from kapguide.usecases.staff import NAMELESS, people_of

WHAT_OPENS = (
    FactLine("Passphrase", "Opens the practice. Whoever knows it, or has the recovery key, can choose a new one."),
    FactLine("Recovery key", "Opens it when the passphrase is forgotten. A new one counts once it is typed back."),
)
"""What the settings say of the keys, which have a page of their own."""

AUDIT_LOG = (
    FactLine("Audit log", "What was done with the record, by whom and when; no client’s words stand in it."),
    FactLine("Disclosures", "What of a client left the record, to whom and for what, as they may ask to be told."),
)
"""What they say of the audit log."""
RETENTION = (
    FactLine("Retention", "Records that are older than this are listed; each is removed by hand, and signed for."),
)
"""What they say of retention."""
MEDICINE_LOG = (
    FactLine("Medicine log", "What was received, given, returned, wasted and counted; each dose has its line."),
)
"""What they say of the medicine log."""

OWN_NOTES = (
    FactLine("Own notes", "What you write in private of a client stands on the client’s page, for you alone."),
    FactLine("Removed clients", "Of a client whose record was removed your own notes stay: read or remove them here."),
)
"""What they say of one's own notes."""


def staff_lines(store: Store) -> tuple[FactLine, ...]:
    """The people of the practice, as the settings tell of them."""
    return tuple(
        FactLine(member.name or NAMELESS, ", ".join(member.roles), "opens the practice" if member.opens else "")
        for member in people_of(store)
    )
