"""The audit log in sentences, as a table, and as the account of what was disclosed of a client."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from kapguide.clinical.facts import (
    ClientRemoved,
    ClinicTextSigned,
    ContactPlanned,
    Fact,
    ListAnswered,
    MedicineMoved,
    RecordExported,
    StaffDescribed,
)
from kapguide.clinical.medicine_log import WORDS
from kapguide.errors import KapGuideError
from kapguide.export.csv_rows import to_csv
from kapguide.store.chain.audit_rows import AuditRow, AuditWish
from kapguide.store.contents.facts import Said
from kapguide.store.records import Store
from kapguide.store.tables.fact_rows import body_of
from kapguide.usecases.exports import export_table
from kapguide.usecases.staff import people_of

NOBODY = "somebody who is not named"
_OF_RECORD = (
    "client_added", "code_changed", "session_begun", "note_begun", "note_finished", "score_added", "fact_added",
    "rows_removed",
)  # fmt: skip
GROUPS = {
    "All that was done": AuditWish(),
    "Clients and sessions": AuditWish(_OF_RECORD),
    "Signatures": AuditWish(
        ("note_signed", "note_signed_with_gap", "countersigned", "addendum_added", "remark_signed"),
        ("clinic_text_signed",),
    ),
    "Exports and disclosures": AuditWish(facts=("record_exported",)),
    "People and keys": AuditWish(
        ("person_added", "person_removed", "private_handed_over", "passphrase_renewed", "taken_over", "device_added"),
        ("staff_described",),
    ),
    "Backups and other copies": AuditWish(("backup_logged", "merged", "epoch_begun", "rows_sealed")),
    "Also what was typed": AuditWish(typed=True),
}
"""What can be asked for."""
DISCLOSED = ("When", "What", "Of which session", "To whom", "For what", "Written by", "Form", "sha256 of the file")
HEAD = ("When", "What was done", "By", "Machine", "Row", "Action", "Subject", "Seal")


class AuditWords(msgspec.Struct, frozen=True):
    """What a row says to a person: when, the sentence, and who did it."""

    id: str
    at: datetime
    sentence: str
    by: str
    row: AuditRow


def names_of(store: Store) -> dict[str, str]:
    """What everybody who ever wrote is called, by their id."""
    rows = {row.id: row.name for row in store.staff.rows() if row.name}
    return rows | {member.id: member.name for member in people_of(store) if member.name}


def audit_words(store: Store, wish: AuditWish, limit: int) -> tuple[AuditWords, ...]:
    """The rows that are wanted, the newest first, in words."""
    names = names_of(store)
    return tuple(
        AuditWords(f"{row.device}/{row.seq}", row.at, sentence(row, names), names.get(row.author, NOBODY), row)
        for row in store.books.audit(wish, limit)
    )


def sentence(row: AuditRow, names: dict[str, str]) -> str:
    """A row of the audit log as a sentence. What a newer KapGuide did has its own name only."""
    tell = _TOLD.get(row.action)
    return tell(row, names) if tell is not None else f"{row.action.replace('_', ' ').capitalize()}{_of(row)}"


def _of(row: AuditRow) -> str:
    where = row.about.where
    return f" of {where}" if where else ""


def _plain(words: str) -> Callable[[AuditRow, dict[str, str]], str]:
    return lambda row, names: words


def _about_it(words: str) -> Callable[[AuditRow, dict[str, str]], str]:
    """`words`, with the client or the session in the place of the braces."""
    return lambda row, names: words.format(row.about.where or "a client who was removed")


def _person(words: str) -> Callable[[AuditRow, dict[str, str]], str]:
    return lambda row, names: words.format(names.get(row.subject, NOBODY))


def _count(row: AuditRow, detail: str, without: int = 0) -> int:
    """A number that a row tells; a row in which another program wrote something else is shown all the same."""
    told = row.detail.get(detail, without)
    return told if isinstance(told, int) else without


def _many(one: str, more: str, detail: str = "rows") -> Callable[[AuditRow, dict[str, str]], str]:
    def tell(row: AuditRow, _: dict[str, str]) -> str:
        many = _count(row, detail)
        return one if many == 1 else more.format(f"{many:,}")

    return tell


def _entries(row: AuditRow, _: dict[str, str]) -> str:
    if "refused" in row.detail:
        return "What could not be saved before was taken in"
    many = _count(row, "last") - _count(row, "first", 1) + 1
    return f"{many} entr{'y' if many == 1 else 'ies'}{_of(row)}"


def _fact(row: AuditRow, names: dict[str, str]) -> str:
    body = body_of(row.about.payload) if row.about.payload else None
    match body:
        case RecordExported():
            return _exported(body, row.about.code)
        case StaffDescribed(name=name, here=False):
            return f"{name} is named no more"
        case StaffDescribed(name=name):
            return f"{name} is named, or what they are here for"
        case ClinicTextSigned(what=what, name=name):
            return f"{'The limits' if what == 'limits' else 'The emergency card'} signed by {name}"
        case MedicineMoved(what=what, medicine=medicine):
            return f"Medicine log: {WORDS[what].lower()}, {medicine}"
        case ClientRemoved(code=code, sessions=sessions, years=years):
            return f"Client {code} removed with {sessions} session{'s' if sessions != 1 else ''}, after {years} years"
        case ContactPlanned(title=title):
            return f"{title} planned for {row.about.where}"
        case ListAnswered(title=title):
            return f"{title} answered{_of(row)}"
    return f"{_KINDS.get(row.about.kind, 'Something was said')}{_of(row)}"


def _exported(body: RecordExported, code: str) -> str:
    what = f"{body.what[:1].upper()}{body.what[1:]}"
    of, to = f" of {code}" if code else "", f" for {body.to}" if body.to else ""
    how = f" exported as {body.form.upper()}" if body.form else " disclosed"
    return f"{what}{of}{how}{to}"


_KINDS = {
    "client_described": "What is known and who can be reached",
    "course_begun": "Course chosen",
    "course_ended": "Course ended",
    "medicine_ordered": "Medicine as ordered",
    "order_ended": "Order ended",
    "touch_agreed": "Touch consent",
    "permission_said": "Permission",
    "contact_held": "Contact held",
    "contact_cancelled": "Contact cancelled",
    "preparation_typed": "Preparation",
    "score_followed": "An answer was followed up",
}
"""What was said of a client, by the kind of the fact."""
_TOLD: dict[str, Callable[[AuditRow, dict[str, str]], str]] = {
    "client_added": _about_it("Client {} added"),
    "code_changed": _about_it("A client got another code: {}"),
    "session_begun": _about_it("Session {} begun"),
    "events_appended": _entries,
    "line_saved": _about_it("A half-typed line in {}"),
    "line_removed": _about_it("The half-typed line in {} was taken away"),
    "note_begun": _about_it("A note of {} begun"),
    "note_saved": _about_it("Draft of the note of {}"),
    "draft_finished": _about_it("Draft of the note of {} finished"),
    "note_finished": lambda row, _: f"Note{_of(row)} saved as version {row.detail.get('revision', '')}".rstrip(),
    "note_signed": _about_it("Note of {} signed"),
    "note_signed_with_gap": _about_it("Note of {} signed with a gap, for a reason"),
    "remark_signed": _about_it("Remark on {} signed, for supervision"),
    "countersigned": _about_it("Countersigned: the note of {}"),
    "addendum_added": _about_it("Addendum to the note of {}"),
    "score_added": lambda row, _: f"Score {row.about.kind.upper()}{_of(row)}",
    "fact_added": _fact,
    "person_added": _person("{} was given a passphrase"),
    "person_removed": _person("The access of {} was taken away"),
    "private_handed_over": _person("What was written in private was handed over to {}"),
    "passphrase_renewed": _person("{} was given another passphrase"),
    "taken_over": _person("{} went on with what was open"),
    "device_added": _plain("This record was opened on a machine, or in a place, for the first time"),
    "epoch_begun": lambda row, _: _epoch(row),
    "backup_logged": _plain("A backup was made, or tried"),
    "rows_sealed": _plain("All rows that were there were sealed"),
    "rows_removed": _many("One row of a client who was removed", "{} rows of a client who was removed"),
    "merged": _many("Another copy was merged: one row came", "Another copy was merged: {} rows came"),
}
"""What each action says."""


def _epoch(row: AuditRow) -> str:
    missing = _count(row, "missing")
    lost = f"; {missing:,} changes are missing" if missing else ""
    return f"The record goes on from another place: {row.detail.get('because', 'unknown')}{lost}"


# --- what leaves it ------------------------------------------------------------------------------------------


def export_audit(store: Store, wish: AuditWish, folder: Path, now: datetime) -> Path:
    """Write all rows that are wanted as CSV into `folder`; return the file. Raises KapGuideError."""
    names = names_of(store)
    rows = [
        (
            f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}", sentence(row, names), names.get(row.author, NOBODY),
            row.device, str(row.seq), row.action, row.subject, row.mac,
        )
        for row in store.books.audit(wish)
    ]  # fmt: skip
    return export_table(store, "audit log", folder, f"{now.astimezone():%Y-%m-%d}-audit-log.csv", to_csv(HEAD, rows))


def disclosures(store: Store, code: str) -> list[tuple[Fact, RecordExported]]:
    """What of the client left the record, as it was said last. Raises KapGuideError for an unknown one."""
    found = [(fact, fact.body) for fact in store.facts.of_client(code) if isinstance(fact.body, RecordExported)]
    gone = {fact.supersedes for fact, _ in found}
    return [(fact, body) for fact, body in found if fact.id not in gone]


def say_disclosed(store: Store, code: str, body: RecordExported, earlier: str = "") -> Said:
    """Write down a disclosure, or for whom an export was: the fact `earlier`. Raises KapGuideError."""
    if not body.to or not body.purpose:
        raise KapGuideError("An account of disclosures says to whom, and for what.")
    return store.facts.say(code, body, supersedes=earlier)


def export_disclosures(store: Store, code: str, folder: Path, now: datetime) -> Path:
    """Write the account of disclosures of a client as CSV into `folder`; return the file. Raises KapGuideError."""
    names = names_of(store)
    numbers = {summary.row.id: summary.row.number for summary in store.sessions_of(code)}
    first = {fact.id: fact for fact in store.facts.of_client(code)}
    rows = []
    for fact, body in disclosures(store, code):
        at = fact
        while at.supersedes in first:  # it left when it was first written down
            at = first[at.supersedes]
        when = body.on or f"{at.at.astimezone():%Y-%m-%d %H:%M}"
        session, by = str(numbers.get(body.session, "")), names.get(at.author, NOBODY)
        rows.append((when, body.what, session, body.to, body.purpose, by, body.form, body.sha256))
    name = f"{now.astimezone():%Y-%m-%d}-disclosures.csv"
    return export_table(store, "account of disclosures", folder, name, to_csv(DISCLOSED, rows), code)
