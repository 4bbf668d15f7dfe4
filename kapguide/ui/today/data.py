"""What Today shows, read from the open record."""

from datetime import UTC, datetime, timedelta
from functools import cache

from kapguide.paths import Home
from kapguide.session.emergency_card import clinic_card
from kapguide.session.protocol_file import read_protocol, shipped_protocols
from kapguide.store.backup import own_backups
from kapguide.store.queries import SessionStatus, SessionSummary
from kapguide.store.records import Store
from kapguide.ui.today.new_session import ProtocolChoice
from kapguide.ui.today.screen import SessionMark, TodayData, TodayRow

AT_ONCE = 24
"""So many sessions are read with the screen; whoever looks further down has more of them read."""


def today_data(store: Store, home: Home, now: datetime | None = None) -> TodayData:
    """Sessions, clients, protocols and the last backup; `now` is the local time."""
    now = now or datetime.now(UTC).astimezone()
    many = store.session_count()
    card = clinic_card(home.emergency_card)

    def newest(count: int) -> tuple[TodayRow, ...]:
        return tuple(_row(summary, now) for summary in store.sessions(count))

    return TodayData(
        practice=store.practice,
        date=f"{now:%A, %d %B %Y}",
        sessions=newest(AT_ONCE),
        many=many,
        newest=newest,
        unsigned=many - store.thrown_away_count(),
        backup=store.backup_problem() or _last_backup(home, now),
        card=card.reminder or card.signature,
        card_lacks=bool(card.reminder),
        space=store.space_warning(),
        clients=tuple(store.codes()),
        protocols=_protocols(),
    )


@cache
def _protocols() -> tuple[ProtocolChoice, ...]:
    """Those that ship stay as they are while the program runs; the dosing sessions stand first."""
    shipped = sorted(map(read_protocol, shipped_protocols()), key=lambda protocol: not protocol.has_dose)
    return tuple(ProtocolChoice(p.id, p.title, p.summary) for p in shipped)


def _row(summary: SessionSummary, now: datetime) -> TodayRow:
    row = summary.row
    local = row.started_at + timedelta(minutes=row.tz_min)
    mark = SessionMark.DRAFT if summary.noted else SessionMark.ENDED
    if summary.state is SessionStatus.DISCARDED:
        mark = SessionMark.DISCARDED
    elif not summary.state.over:
        mark = SessionMark.RUNNING
    day = "today" if local.date() == now.date() else f"{local:%a %d %b}"
    return TodayRow(row.id, f"{day}, {local:%H:%M}", row.client_code, f"session {row.number}", mark)


def _last_backup(home: Home, now: datetime) -> str:
    """The last one; one that was made while the clock was ahead counts only where there is no other."""
    good = (backup for backup in own_backups(home) if not backup.flawed)
    found = sorted(good, key=lambda backup: backup.at > now)
    return f"{found[0].at.astimezone():%A %d %B, %H:%M}: good" if found else ""
