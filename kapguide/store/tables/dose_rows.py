"""The doses of the whole practice, for whoever keeps account of the medicine."""

from datetime import datetime, timedelta

import msgspec

from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.tables.queries import LONGEST_SESSION
from kapguide.store.times import spelled

_DOSES = """
SELECT event.id, event.supersedes, event.session_id, session.client_id, coded.code, session.number, event.at_utc,
    event.t_ms, event.payload_json,
    EXISTS (SELECT 1 FROM session_event AS undone WHERE undone.session_id = event.session_id
        AND undone.kind = 'undone' AND json_extract(undone.payload_json, '$.target') = event.command_id)
FROM session_event AS event JOIN session ON session.id = event.session_id
JOIN coded ON coded.id = session.client_id
WHERE event.kind = 'dose_given' AND session.started_at >= ? ORDER BY event.at_utc, event.seq
"""


class PracticeDose(msgspec.Struct, frozen=True):
    """A dose as it stands: of which client and session, when it was given, in words. `known_as` are the ids of its
    entry and of those that it corrects."""

    id: str
    session_id: str
    client_id: str
    code: str
    number: int
    at: datetime
    medicine: str
    strength: str
    form: str
    amount: str
    known_as: tuple[str, ...]


class _Given(msgspec.Struct):
    given: int | None = None
    amount: str = ""
    unit: str = ""
    medicine: str = ""
    strength: str = ""
    form: str = ""


_read = msgspec.json.Decoder(_Given).decode


def doses_since(db: Database, since: datetime) -> list[PracticeDose]:
    """Every dose that was given since then, the first first: not those that were corrected or taken back. The session
    of the first one may have begun before."""
    begun = (spelled(since - LONGEST_SESSION),)
    found = [row for row in db.conn.execute(_DOSES, begun).fetchall() if not row[-1]]
    corrects = {row[0]: row[1] for row in found}
    gone = set(corrects.values())
    doses = (_dose(row, _known_as(row[0], corrects)) for row in found if row[0] not in gone)
    return sorted((dose for dose in doses if dose.at >= since), key=lambda dose: dose.at)


def _known_as(dose: str, corrects: dict[str, str]) -> tuple[str, ...]:
    names = [dose]
    while before := corrects.get(names[-1], ""):
        names.append(before)
    return tuple(names)


def _dose(row: tuple[object, ...], known_as: tuple[str, ...]) -> PracticeDose:
    id, _, session, client, code, number, at, t, payload, _ = row
    given, written = _read(whole(str(payload))), int(str(t))
    late = timedelta(milliseconds=written - (written if given.given is None else given.given))
    amount = f"{given.amount} {given.unit}".strip()
    return PracticeDose(
        str(id), str(session), str(client), str(code), int(str(number)), datetime.fromisoformat(str(at)) - late,
        given.medicine, given.strength, given.form, amount, known_as,
    )  # fmt: skip
