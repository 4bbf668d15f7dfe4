"""The rows of scores: what an instrument's form was answered, never changed; a correction is another row."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from kapguide.clinical.instruments import FOLLOW
from kapguide.errors import KapGuideError
from kapguide.store.chain.audit import Audit
from kapguide.store.chain.seals import insert
from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import Row, Stamp, check_session

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


class ToFollow(msgspec.Struct, frozen=True):
    """A score with an answer that nobody has followed up: whose, and which items, by their ids."""

    code: str
    score_id: str
    instrument: str
    items: tuple[str, ...]
    taken_at: datetime


_ASKS = f"instr(score.answers_json, '\"{FOLLOW}\":') > 0"
"""Only such rows are in the index that finds them; no JSON is read there, so that a damaged row hinders nobody."""
INDEXES = (
    f"CREATE INDEX score_to_follow ON score (taken_at) WHERE {_ASKS.replace('score.', '')}",
    "CREATE INDEX score_corrected ON score (supersedes) WHERE supersedes <> ''",
    "CREATE INDEX fact_followed ON fact (client_id) WHERE kind = 'score_followed'",
)

OF_INSTRUMENT = "CREATE INDEX score_of_instrument ON score (instrument, taken_at)"
TO_FOLLOW = (
    "SELECT coded.code, score.id, score.instrument, score.answers_json, score.taken_at "
    f"FROM score JOIN coded ON coded.id = score.client_id WHERE {_ASKS} "
    "AND NOT EXISTS (SELECT 1 FROM score AS later "
    "WHERE later.supersedes = score.id AND later.supersedes <> '') "
    "AND NOT EXISTS (SELECT 1 FROM fact WHERE fact.kind = 'score_followed' "
    "AND fact.client_id = score.client_id AND instr(fact.payload_json, score.id) > 0) "
    "ORDER BY score.taken_at LIMIT ?"
)


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
            id, session or "", instrument, version, _answers(answers), total,
            datetime.fromisoformat(taken), author,
        )
        for id, session, instrument, version, answers, total, taken, author in found
    ]  # fmt: skip


def to_follow(db: Database, limit: int) -> list[ToFollow]:
    """The scores with an answer that nobody has followed up, the oldest first, at most so many."""
    found = db.conn.execute(TO_FOLLOW, (limit,))
    return [
        ToFollow(code, id, instrument, tuple(str(_answers(answers)[FOLLOW]).split()), datetime.fromisoformat(taken))
        for code, id, instrument, answers, taken in found
    ]


def instruments(db: Database) -> list[str]:
    """The ids of the instruments that any score is of, in their order."""
    following = "SELECT min(instrument) FROM score WHERE instrument > ?"
    found, last = list[str](), ""
    while (last := db.conn.execute(following, (last,)).fetchone()[0]) is not None:
        found.append(last)
    return found


def _answers(kept: str) -> dict[str, Answer]:
    return msgspec.json.decode(whole(kept), type=dict[str, Answer])
