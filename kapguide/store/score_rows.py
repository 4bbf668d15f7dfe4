"""The rows of scores: what an instrument's form was answered, never changed; a correction is another row."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from kapguide.errors import KapGuideError
from kapguide.store.audit import Audit
from kapguide.store.changes import Row, Stamp, check_session
from kapguide.store.database import Database
from kapguide.store.failures import whole
from kapguide.store.seals import insert

Answer = int | float | str | None
Answers = Mapping[str, Answer]
"""By the item's id; None is an item that was left out."""


class Score(msgspec.Struct, frozen=True):
    """A form that was filled in, in a session or without one. `total` is None where there is none, or none yet."""

    id: str
    session_id: str
    instrument: str
    version: str
    answers: dict[str, Answer]
    total: float | None
    taken_at: datetime
    author: str


def add_score(db: Database, audit: Audit, stamp: Stamp, row: Row) -> None:
    """Add a score. The same one again is left alone; raises KapGuideError where it corrects none of the client's."""
    if db.conn.execute("SELECT 1 FROM score WHERE id = ?", (row["id"],)).fetchone():
        return
    check_session(db, row)
    of_the_client = "SELECT 1 FROM score WHERE id = ? AND client_id = ?"
    earlier = (row["supersedes"], row["client_id"])
    if row["supersedes"] and not db.conn.execute(of_the_client, earlier).fetchone():
        raise KapGuideError("The score to be corrected is not among this client’s. Nothing was changed.")
    sealed = insert(db, "score", {**row, **stamp.columns()})
    audit.append(db, stamp.at, "score_added", str(row["id"]), sealed=[sealed])


def scores_of(db: Database, client_id: str) -> list[Score]:
    """The client's scores as they were taken; one that was corrected shows as its correction alone."""
    found = db.conn.execute(
        "SELECT id, session_id, instrument, instrument_version, answers_json, total, taken_at, author_id FROM score "
        "WHERE client_id = :client AND id NOT IN (SELECT supersedes FROM score WHERE client_id = :client) "
        "ORDER BY taken_at, id",
        {"client": client_id},
    )
    return [
        Score(
            id, session or "", instrument, version, msgspec.json.decode(whole(answers), type=dict[str, Answer]), total,
            datetime.fromisoformat(taken), author,
        )
        for id, session, instrument, version, answers, total, taken, author in found
    ]  # fmt: skip
