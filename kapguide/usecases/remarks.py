"""A supervisor's remarks on a session of the record: who may write one, and how it is kept."""

from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed
from kapguide.session.people import StaffRole
from kapguide.store.records import Store
from kapguide.store.signature_tables import BY_TRAINEE
from kapguide.store.ticket import Ticket
from kapguide.text import one_line
from kapguide.usecases.signing import Signer, signer

NO_REMARK = "Write what is to be remarked. Nothing was signed."
TRAINEE = "A remark for supervision is signed by somebody who is no trainee. Nothing was signed."


def remarker(store: Store) -> Signer:
    """Whoever has the practice open, as the supervisor that they are, or else in their own role. Raises KapGuideError
    for somebody who signs none."""
    who = signer(store)
    if who.trainee:
        raise KapGuideError(TRAINEE, BY_TRAINEE)
    while StaffRole.SUPERVISOR in who.roles and who.roles[0] != StaffRole.SUPERVISOR:
        who = who.turned()
    return who


def add_remark(store: Store, session_id: str, t: Elapsed, text: str) -> Ticket:
    """Sign a remark on session time `t`: now or not at all, as its ticket tells. Raises KapGuideError."""
    who = remarker(store)
    if not one_line(text):
        raise KapGuideError(NO_REMARK)
    return store.remarks.add(session_id, t, text.strip(), name=who.name, role=who.roles[0])
