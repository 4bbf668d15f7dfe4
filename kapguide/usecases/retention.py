"""Which records the clinic's period of retention is over for, and their removal by a person who signs for it."""

from datetime import datetime

from kapguide.clinical.facts import ClientRemoved
from kapguide.clinical.when import day_shown
from kapguide.errors import KapGuideError
from kapguide.settings import RetentionSettings
from kapguide.store.records import Store
from kapguide.store.tables.removal import OldClient
from kapguide.usecases.staff import NAMELESS, me
from kapguide.usecases.way_back import open_with

QUIET_YEARS = 1
"""A practice at work begins a session more often than that."""


def period_begins(now: datetime, years: int) -> datetime:
    """So many years before `now`; the 29th of February is the 28th in another year."""
    then = now.year - years
    try:
        return now.replace(year=then)
    except ValueError:
        return now.replace(year=then, day=28)


def over(store: Store, wish: RetentionSettings, now: datetime) -> list[OldClient]:
    """The clients of whom nothing was written within the period, the oldest first; none where the clinic has not said
    how long."""
    return store.retention.older_than(period_begins(now, wish.years)) if wish.said else []


def doubt_about_clock(store: Store, now: datetime) -> str:
    """A sentence where no session was begun for so long that the clock may be ahead: by it records grow old. Empty
    where nothing speaks for that."""
    last = store.retention.last_begun()
    if last is None or last >= period_begins(now, QUIET_YEARS):
        return ""
    return (
        f"No session was begun since {day_shown(last.astimezone().date())}, and this computer’s clock says "
        f"{day_shown(now.astimezone().date())}. If that is wrong, set the clock right before anything is removed."
    )


def sign_removal(store: Store, client: OldClient, wish: RetentionSettings, secret: str, now: datetime) -> ClientRemoved:
    """Remove a client's record, signed with the passphrase of whoever has the practice open. Raises KapGuideError."""
    keys = open_with(store.home.vault, secret)
    signs = keys.staff
    keys.forget()
    if signs != store.staff.me:
        raise KapGuideError("That is somebody else’s passphrase. Whoever has the practice open signs for a removal.")
    if not wish.said or client.last >= period_begins(now, wish.years):
        raise KapGuideError(f"The record of {client.code} is not older than the clinic’s period. Nothing was removed.")
    return store.retention.remove(client, wish.years, wish.reason, me(store).name or NAMELESS)
