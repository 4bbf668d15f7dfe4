"""A supervisor's remarks on a session of the record: who may write one, and how it is kept."""

from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import StaffRole
from kapguide.session.playback import MomentKind, PlayedMoment
from kapguide.store.contents.remarks import SupervisionRemark
from kapguide.store.records import Store
from kapguide.store.tables.signature_tables import BY_TRAINEE
from kapguide.store.writing.ticket import Ticket
from kapguide.text import one_line
from kapguide.usecases.signing import Signer, as_whom, signer

ADDED = "Added where the session is played back."
"""Why, as the addendum keeps it."""
NO_REMARK = "Write what is to be remarked. Nothing was signed."
CHANGED = "Not as it was signed, changed by another program."
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


def may_remark(store: Store) -> bool:
    """Whether whoever has the practice open signs remarks."""
    try:
        remarker(store)
    except KapGuideError:
        return False
    return True


def remark_moments(store: Store, session_id: str) -> tuple[PlayedMoment, ...]:
    """The remarks on a session as moments of its playback, each with who signed it. Raises KapGuideError."""
    return tuple(
        PlayedMoment(remark.t, MomentKind.REMARK, _words(remark), remark.note.note_id)
        for remark in store.remarks.of(session_id)
    )


def _words(remark: SupervisionRemark) -> str:
    """One whose words are not what was signed says that first."""
    who = as_whom(remark.note.name, remark.note.role, trainee=remark.note.trainee)
    later = " ".join(f"({added.name}: {added.text})" for added in remark.note.addenda)
    words = " ".join(filter(None, (f"{who}: {one_line(remark.text)}", one_line(later))))
    return words if remark.whole else f"{CHANGED} {words}"


def add_remark(store: Store, session_id: str, t: Elapsed, text: str) -> Ticket:
    """Sign a remark on session time `t`: now or not at all, as its ticket tells. Raises KapGuideError."""
    who = remarker(store)
    if not one_line(text):
        raise KapGuideError(NO_REMARK)
    return store.remarks.add(session_id, t, text.strip(), name=who.name, role=who.roles[0])


def add_to_remark(store: Store, note_id: str, text: str) -> Ticket:
    """Add words to a signed remark, and sign them: what was signed first stays as it is. Raises KapGuideError."""
    who = remarker(store)
    if not one_line(text):
        raise KapGuideError(NO_REMARK)
    return store.notes.add_addendum(
        note_id, text.strip(), name=who.name, role=who.roles[0], trainee=False, reason=ADDED
    )
