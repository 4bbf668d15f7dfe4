"""What Today shows, read from the open record."""

from datetime import UTC, datetime, timedelta

from kapguide.paths import Home
from kapguide.session.protocol_file import read_protocol, shipped_protocols
from kapguide.store.backup import backups
from kapguide.store.queries import SessionState, SessionSummary
from kapguide.store.records import Store
from kapguide.ui.new_session import ProtocolChoice
from kapguide.ui.today import SessionMark, SessionRow, TodayData


def today_data(store: Store, home: Home, therapist: str, now: datetime | None = None) -> TodayData:
    """Sessions, clients, protocols and the last backup; `now` is the local time."""
    now = now or datetime.now(UTC).astimezone()
    rows = store.sessions()
    protocols = [read_protocol(path) for path in shipped_protocols()]
    return TodayData(
        practice=store.practice,
        date=f"{now:%A, %d %B %Y}",
        sessions=tuple(_row(summary, now) for summary in rows),
        unsigned=len(rows),
        backup=store.backup_problem() or _last_backup(home),
        clients=tuple(client.code for client in store.clients()),
        protocols=tuple(ProtocolChoice(p.id, p.title, p.summary) for p in protocols),
        therapist=therapist,
    )


def _row(summary: SessionSummary, now: datetime) -> SessionRow:
    row = summary.row
    local = row.started_at + timedelta(minutes=row.tz_min)
    mark = SessionMark.DRAFT if summary.noted else SessionMark.ENDED
    if summary.state is not SessionState.ENDED:
        mark = SessionMark.RUNNING
    day = "today" if local.date() == now.date() else f"{local:%a %d %b}"
    return SessionRow(row.id, f"{day}, {local:%H:%M}", row.client_code, f"session {row.number}", mark)


def _last_backup(home: Home) -> str:
    found = backups(home.backups)
    return f"{found[0].at.astimezone():%A %d %B, %H:%M}: good" if found else ""
