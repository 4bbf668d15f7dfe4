"""Signing: who may put their name to a note, in which role, and what a colleague does to countersign it.

Each act is now or not at all: its ticket tells, and a backup is worth making once it is saved.
"""

from datetime import datetime

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.people.people import StaffRole
from kapguide.store.records import Store
from kapguide.store.tables.signature_rows import Signature, SignedNote
from kapguide.store.writing.ticket import Ticket
from kapguide.text import one_line
from kapguide.usecases.staff import StaffMember, me, people_of

NAMELESS = "A signature is a name. Say in Settings, People, who you are, then sign. Nothing was signed."
WATCHES = "An observer signs nothing. Somebody who was there for the client does. Nothing was signed."
NO_REASON = "Say why it is signed without what is missing."
NO_WORDS = "Write what is to be added."


class Signer(msgspec.Struct, frozen=True):
    """Somebody who may sign: `roles` are those in which they may, the first one the likely one."""

    staff: str
    name: str
    roles: tuple[str, ...]
    trainee: bool

    @property
    def words(self) -> str:
        """`K. Lind, therapist`: as whom they sign."""
        return as_whom(self.name, self.roles[0], trainee=self.trainee)

    def turned(self) -> "Signer":
        """The same person, in the next of their roles."""
        return msgspec.structs.replace(self, roles=(*self.roles[1:], self.roles[0]))


def as_whom(name: str, role: str, *, trainee: bool) -> str:
    """`K. Lind, therapist`, and of somebody in training that."""
    return f"{name}, {role}{' in training' if trainee and role != StaffRole.TRAINEE else ''}"


def signer_of(member: StaffMember) -> Signer:
    """What they sign as. Raises KapGuideError for whoever cannot."""
    if not member.name:
        raise KapGuideError(NAMELESS)
    roles = tuple(role for role in member.roles or (StaffRole.THERAPIST,) if role != StaffRole.OBSERVER)
    if not roles:
        raise KapGuideError(WATCHES)
    trainee = StaffRole.TRAINEE in roles
    named = tuple(role for role in roles if role != StaffRole.TRAINEE) or roles
    return Signer(member.id, member.name, named, trainee)


def signer(store: Store) -> Signer:
    """Whoever has the practice open. Raises KapGuideError for somebody who cannot sign."""
    return signer_of(me(store))


def sign(store: Store, note_id: str, text: str, revision: int, *, role: str = "", reason: str | None = None) -> Ticket:
    """Sign the words on top of `revision`; with a `reason` where something is missing. Raises KapGuideError."""
    who = signer(store)
    if reason is not None and not one_line(reason):
        raise KapGuideError(NO_REASON)
    return store.notes.sign(
        note_id, text, revision, name=who.name, role=role or who.roles[0], trainee=who.trainee, reason=reason or ""
    )


def add_addendum(
    store: Store, note_id: str, text: str, *, reason: str, role: str = "", belongs_at: datetime | None = None
) -> Ticket:
    """Add words to a signed note, and sign them. Raises KapGuideError."""
    who = signer(store)
    if not text.strip():
        raise KapGuideError(NO_WORDS)
    return store.notes.add_addendum(
        note_id, text, name=who.name, role=role or who.roles[0], trainee=who.trainee, reason=reason,
        belongs_at=belongs_at,
    )  # fmt: skip


def can_countersign(store: Store, signature: Signature) -> tuple[Signer, ...]:
    """Those with a passphrase who may put their name under that signature, whoever has the practice open first. Nobody
    who is called what the signer is, or was, does: it would be their own name twice, by a second passphrase."""
    people = people_of(store)
    own = {signature.name.casefold(), *(each.name.casefold() for each in people if each.id == signature.staff)}
    found = []
    for member in sorted(people, key=lambda member: not member.me):
        try:
            who = signer_of(member)
        except KapGuideError:
            continue
        if member.opens and member.id != signature.staff and who.name.casefold() not in own and not who.trainee:
            found.append(who)
    return tuple(found)


def countersign(store: Store, signature: Signature, who: Signer, *, passphrase: str = "") -> Ticket:
    """Put the name of `who` under a signature, in the first of their roles: a colleague types their own passphrase,
    which takes a second (not for the window's thread). Raises KapGuideError."""
    if not any(who.staff == each.staff and who.roles[0] in each.roles for each in can_countersign(store, signature)):
        raise KapGuideError(f"{who.name} cannot countersign this. Nothing was signed.")
    if who.staff != store.staff.me:
        store.staff.prove(who.staff, passphrase)
    return store.notes.countersign(signature.id, name=who.name, role=who.roles[0], staff=who.staff)


def waiting_for(note: SignedNote) -> tuple[Signature, ...]:
    """The signatures of a note and its addenda that do not count yet."""
    return tuple(each for each in (note, *note.addenda) if not each.final)
