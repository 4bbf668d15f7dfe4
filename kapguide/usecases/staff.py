"""The people of a practice: those with a passphrase of their own, and those whom somebody has named."""

import msgspec

from kapguide.clinical.facts import Fact, StaffDescribed
from kapguide.session.ids import system_ids
from kapguide.session.people.people import Person, StaffRole
from kapguide.store.records import Store
from kapguide.store.writing.ticket import Ticket
from kapguide.text import one_line

NAMELESS = "A colleague"
_new_id = system_ids()


class StaffMember(msgspec.Struct, frozen=True):
    """Somebody of the practice. Who `opens` it has a passphrase of their own; `me` is whoever has it open now."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    opens: bool = False
    me: bool = False

    @property
    def person(self) -> Person:
        """As a session names them."""
        return Person(self.name, self.roles[0] if self.roles else "", self.id)


def people_of(store: Store) -> tuple[StaffMember, ...]:
    """Those who are in the practice now, in the order in which they came."""
    opening = set(store.staff.with_passphrase())
    found = {
        row.id: StaffMember(row.id, row.name, (), opens=True, me=row.id == store.staff.me)
        for row in store.staff.rows()
        if row.id in opening
    }
    for fact in store.facts.of_practice(StaffDescribed):
        _tell(found, fact, opening, store.staff.me)
    return tuple(found.values())


def _tell(found: dict[str, StaffMember], fact: Fact, opening: set[str], me: str) -> None:
    match fact.body:
        case StaffDescribed(staff=staff, here=False) if staff not in opening:
            found.pop(staff, None)
        case StaffDescribed() as said:
            found[said.staff] = StaffMember(said.staff, said.name, said.roles, said.staff in opening, said.staff == me)


def me(store: Store) -> StaffMember:
    """Whoever has the practice open."""
    known = next((member for member in people_of(store) if member.me), None)
    return known or StaffMember(store.staff.me, "", opens=True, me=True)


def taker(store: Store) -> Person:
    """Whoever has the practice open, as the one who goes on with a colleague's session."""
    person = me(store).person
    return person if person.name else msgspec.structs.replace(person, name=NAMELESS)


def therapist_of(store: Store, usual: str = "") -> str:
    """Who is the therapist where nobody has said otherwise: whoever has the practice open, unless they are here for
    something else; then the `usual` one."""
    member = me(store)
    return member.name if member.name and StaffRole.THERAPIST in (member.roles or (StaffRole.THERAPIST,)) else usual


def describe(store: Store, name: str, roles: tuple[str, ...], staff: str = "") -> Ticket:
    """Name somebody, or say something else of one who is known."""
    return store.facts.say("", StaffDescribed(staff or _new_id(), one_line(name), roles)).ticket


def say_gone(store: Store, member: StaffMember) -> Ticket:
    """Somebody works here no more; what they wrote keeps their name."""
    return store.facts.say("", StaffDescribed(member.id, member.name, member.roles, here=False)).ticket
