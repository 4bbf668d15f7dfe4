"""The entries of a log that count, as the note is written from them."""

import msgspec

from kapguide.export.log import Log, Moment
from kapguide.session import events as e


class StandingEntry(msgspec.Struct, frozen=True):
    """An entry of the log that counts: when it happened, when it was recorded, whether it corrects an earlier one."""

    event_id: str
    when: Moment
    recorded: Moment
    body: e.Body
    corrects: bool


def standing_entries(log: Log) -> tuple[StandingEntry, ...]:
    """All of them, in the order in which they happened."""
    found = (
        StandingEntry(event.id, log.happened(event), log.moment(event), event.body, bool(event.supersedes))
        for event in log.standing()
    )
    return tuple(sorted(found, key=lambda entry: entry.when.t))
