"""A record that is older than the clinic keeps it, and what stays of one that was removed, as rows."""

from datetime import datetime

from kapguide.clinical.facts import ClientRemoved, Fact
from kapguide.clinical.when import day_shown
from kapguide.store.contents.retention import HeldBackup
from kapguide.store.tables.removal import OldClient
from kapguide.ui.widgets.lists.book_row import BookRow


def older_row(client: OldClient, now: datetime) -> BookRow:
    """A record that is older."""
    years = int((now - client.last).days / 365.25)
    below = f"last on {day_shown(client.last.astimezone().date())}, {years} years ago"
    return BookRow(client.id, client.code, _sessions(client.sessions), "", below, "Remove…")


def trace_row(fact: Fact, body: ClientRemoved) -> BookRow:
    """What stays of one."""
    at = fact.at.astimezone()
    what = f"{_sessions(body.sessions)}, last on {day_shown(body.last.astimezone().date())}"
    below = f"removed {day_shown(at.date())} by {body.name}, after {body.years} years: {body.reason}"
    return BookRow(fact.id, body.code, what, "", below)


def backups_words(found: list[HeldBackup]) -> str:
    """Which backups hold it, and which cannot be looked into."""
    holding = [file_words(each.backup.path.name) for each in found if each.holds]
    unknown = [file_words(each.backup.path.name) for each in found if each.holds is None]
    if not found:
        return "None of the backups that can be reached holds it. Copies that lie elsewhere may."
    parts = [*holding]
    if unknown:
        parts.append("Under an earlier key, and perhaps with it:")
        parts += unknown
    return "\n".join(parts)


def file_words(name: str) -> str:
    """The name of a backup, which may go on below before its last part where there is little room."""
    return "-\u200b".join(name.rsplit("-", 1))


def _sessions(many: int) -> str:
    return f"{many} session{'s' if many != 1 else ''}"
