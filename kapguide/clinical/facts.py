"""What is said of a client between sessions, as facts: each is said once by somebody and kept; another one corrects it.

The tags and the field names are for ever, as those of a session's events are. Nothing is here as a guess: an empty text
is "not recorded", and None is "not asked".
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its offset: without one it names no moment, and what says it is left out as what nobody can read."""


class FactBody(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """What a fact says. The tag is stored as `kind`."""

    @property
    def due(self) -> datetime | None:
        """When something is to happen by it; the agenda finds it there."""
        return None


class ContactKind(StrEnum):
    """What a contact with a client is for. Each is a session of its own kind; only a dosing session has a dose."""

    SCREENING = "screening"
    CONSENT = "consent"
    PREPARATION = "preparation"
    DOSING = "dosing"
    INTEGRATION = "integration"
    FOLLOW_UP = "follow_up"
    CHECK_IN = "check_in"


class Reply(StrEnum):
    """The answer to an item of a checklist; one without any was not asked."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class NamedPerson(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who can be reached: `part` is `escort`, `emergency` or the clinic's own word."""

    name: str
    relation: str = ""
    number: str = ""
    part: str = ""


class ClientDescribed(FactBody, frozen=True, tag="client_described"):
    """What is known of the client as a person; the newest counts whole. `name` only where the clinic keeps names.

    `part2`: whether 42 CFR Part 2 holds for this client's record; None where nobody has said it.
    """

    name: str = ""
    part2: bool | None = None
    music_dislikes: str = ""
    people: tuple[NamedPerson, ...] = ()


class CourseStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """One contact that a course foresees, in its order; `title` as `Dosing 2`."""

    contact: ContactKind
    title: str
    protocol: str = ""


class CourseBegun(FactBody, frozen=True, tag="course_begun"):
    """A course of treatment as it was chosen: a preset's id and its steps as they were then, which can be changed by
    another one. The newest counts until a CourseEnded."""

    preset: str
    title: str
    steps: tuple[CourseStep, ...] = ()


class CourseEnded(FactBody, frozen=True, tag="course_ended"):
    """The course came to its end, or was left."""

    reason: str = ""


class MedicineOrdered(FactBody, frozen=True, tag="medicine_ordered"):
    """The medicine as its prescriber ordered it, as text; nothing is computed from it. The newest counts.

    `ordered_on` is an ISO date; `sessions` is for how many it was ordered; `kept_by` who keeps the medicine.
    """

    medicine: str
    form: str = ""
    strength: str = ""
    route: str = ""
    directions: str = ""
    prescriber: str = ""
    ordered_on: str = ""
    sessions: int | None = None
    kept_by: str = ""

    @property
    def words(self) -> str:
        """`ketamine 150 mg, lozenge, held for 7 min; R. Osei`."""
        what = " ".join(filter(None, (self.medicine, self.strength)))
        how = ", ".join(filter(None, (what, self.form, self.directions)))
        return f"{how}; {self.prescriber}" if self.prescriber else how


class OrderEnded(FactBody, frozen=True, tag="order_ended"):
    """The order no longer holds."""

    reason: str = ""


class RiskItem(StrEnum):
    """What a yes to an item says of suicidal thoughts: that there are any, that something changed about them, or only
    that they were asked about; then what was said stands in the comment."""

    REPORTED = "reported"
    CHANGED = "changed"
    ASKED = "asked"


class AskedItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item of a checklist as it was asked, under the heading `group`; `risk` is one of RiskItem where it is about
    suicidal thoughts."""

    id: str
    text: str
    group: str = ""
    risk: str = ""


class ItemReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to one item: by whom it was asked, and when. A comment alone is an answer of its own: None is no
    reply."""

    item: str
    reply: Reply | None = None
    comment: str = ""
    by: str = ""
    at: Moment | None = None


class ListAnswered(FactBody, frozen=True, tag="list_answered"):
    """A checklist as it was asked, with the answers so far: an old record shows what was asked then.

    `list_id`, `version` and `title` are the file's; `told` names who told the client, `signed_on` is an ISO date. The
    newest of a list counts, in a contact (`contact`, the id of its plan) or outside of one.
    """

    list_id: str
    version: str
    title: str
    items: tuple[AskedItem, ...] = ()
    replies: tuple[ItemReply, ...] = ()
    contact: str = ""
    told: str = ""
    signed_on: str = ""


class TouchAgreed(FactBody, frozen=True, tag="touch_agreed"):
    """Touch consent before the dose: `touch` is `none`, `hand` or `shoulder`, or `withdrawn` where it was so in a
    session; `practised` None where nobody said it."""

    touch: str
    how_asked: str = ""
    how_refused: str = ""
    signal: str = ""
    practised: bool | None = None


class PermissionSaid(FactBody, frozen=True, tag="permission_said"):
    """What the client said to `what` (`observers`, `recording` or `sharing`): the newest of each counts. `until` is an
    ISO date."""

    what: str
    reply: Reply
    words: str = ""
    until: str = ""


class ContactPlanned(FactBody, frozen=True, tag="contact_planned"):
    """A contact that is planned, or due: its id is the fact's. Another one that supersedes it moves it.

    `by_protocol` came from a protocol's check-ins, as `label` says ("72 h after dosing 2"), after the session
    `after_session`; `staff` are ids of staff; `minutes` 0 where nobody said how long.
    """

    contact: ContactKind
    title: str
    at: Moment
    minutes: int = 0
    staff: tuple[str, ...] = ()
    telephone: bool = False
    protocol: str = ""
    label: str = ""
    after_session: str = ""
    by_protocol: bool = False

    @property
    def due(self) -> datetime | None:
        return self.at


class ContactHeld(FactBody, frozen=True, tag="contact_held"):
    """The planned contact that this supersedes took place: as the session `session`, or as `words` say."""

    session: str = ""
    words: str = ""


class ContactCancelled(FactBody, frozen=True, tag="contact_cancelled"):
    """The planned contact that this supersedes does not take place."""

    reason: str = ""


class PreparationTyped(FactBody, frozen=True, tag="preparation_typed"):
    """What stands in the fields of Prepare, so that it survives another screen and a crash: of the contact `contact`,
    or of one that nobody planned (empty). The newest counts; none are left once the session has begun."""

    contact: str = ""
    fields: dict[str, str] = {}


class ScoreFollowed(FactBody, frozen=True, tag="score_followed"):
    """What was done about an answer of the score `score`: the item's id, and the words."""

    score: str
    item: str
    done: str


class CommitmentMade(FactBody, frozen=True, tag="commitment_made"):
    """The one thing that the client means to do until the next contact, in the words of its note; another one that
    supersedes it says it anew, and empty words take it back."""

    words: str


class CommitmentChecked(FactBody, frozen=True, tag="commitment_checked"):
    """What became of the commitment that this supersedes, as it was asked and said; the newest counts."""

    became: str


class StaffDescribed(FactBody, frozen=True, tag="staff_described"):
    """A person of the practice: `staff` is the id, or a new one for somebody without a passphrase; the newest counts.

    `roles` are ids of the people's roles; `here` is False once the person has left the practice.
    """

    staff: str
    name: str
    roles: tuple[str, ...] = ()
    here: bool = True


class ClinicTextSigned(FactBody, frozen=True, tag="clinic_text_signed"):
    """A file of the clinic's own (`limits`, `emergency-card`) as its medical lead signed it: the sha256 of the file."""

    what: str
    sha256: str
    name: str
    role: str = ""


class Movement(StrEnum):
    """What became of a medicine that the practice holds. `own` is a dose of what the client brought: no stock moves."""

    RECEIVED = "received"
    GIVEN = "given"
    RETURNED = "returned"
    WASTED = "wasted"
    COUNTED = "counted"
    OWN = "own"


class MedicineMoved(FactBody, frozen=True, tag="medicine_moved"):
    """A line of the practice's medicine log. One that supersedes another counts in its place.

    `amount` is in `unit` (lozenges, vials), always as a person counted it; `words` say from whom, to whom or why. A
    dose is named by `client` (an id), `session` and `dose`, the id of its entry.
    """

    what: Movement
    medicine: str
    amount: Decimal
    unit: str
    on: Moment
    form: str = ""
    strength: str = ""
    lot: str = ""
    witness: str = ""
    words: str = ""
    client: str = ""
    session: str = ""
    dose: str = ""


class ClientRemoved(FactBody, frozen=True, tag="client_removed"):
    """A client's record was removed, as the clinic's period of retention says: what stays of it.

    `client` is the id, `last` the last that was written of the client, `rows` how many rows went; `name` signed it.
    """

    client: str
    code: str
    last: Moment
    sessions: int
    rows: int
    years: int
    reason: str
    name: str


class RecordExported(FactBody, frozen=True, tag="record_exported"):
    """Something of the record was written to a file: `what` it is (a note, the audit log), its `form`, and its sha256.

    `session` is the id of the one it is about. `to` and `purpose` are whoever it was for, where somebody said that.
    What was disclosed otherwise has no form; `on` is the day of that, an ISO date.
    """

    what: str
    form: str
    sha256: str
    session: str = ""
    to: str = ""
    purpose: str = ""
    on: str = ""


AnyFact = (
    ClientDescribed
    | CourseBegun
    | CourseEnded
    | MedicineOrdered
    | OrderEnded
    | ListAnswered
    | TouchAgreed
    | PermissionSaid
    | ContactPlanned
    | ContactHeld
    | ContactCancelled
    | PreparationTyped
    | ScoreFollowed
    | CommitmentMade
    | CommitmentChecked
    | StaffDescribed
    | ClinicTextSigned
    | MedicineMoved
    | RecordExported
    | ClientRemoved
)
"""Whatever a fact can say."""


class Fact(msgspec.Struct, frozen=True):
    """A fact in the record: by whom (an id of staff) it was written and when.

    `client` is the client's id, empty for one of the whole practice; `supersedes` is the id of a fact that this one
    corrects, moves or ends.
    """

    id: str
    client: str
    session: str
    at: datetime
    author: str
    body: AnyFact
    supersedes: str = ""
