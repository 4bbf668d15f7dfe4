"""How the practice stands, in four times two lines: backup, disk, record, emergency card."""

import shutil
from datetime import datetime

from kapguide.clinical.when import day_words
from kapguide.paths import Home
from kapguide.session.emergency_card import EmergencyCard
from kapguide.store.copies.backup import Backup, own_backups
from kapguide.store.copies.backup_folders import disk_name, is_there, other_folder
from kapguide.ui.today.standing import StandingData, Standings

GIGABYTE = 1_000_000_000


def standings_of(home: Home, card: EmergencyCard, backup: str, space: str, now: datetime) -> Standings:
    """`backup` is what is wrong with the last one, `space` why room is needed; both in a sentence, or empty."""
    newest = max(own_backups(home), key=lambda each: (each.at <= now, each.at), default=None)
    return _backup(home, newest, backup, now), _space(home, space), _record(newest, now), _card(card)


def _when(backup: Backup, now: datetime) -> str:
    at = backup.at.astimezone()
    return f"{day_words(at, now)}, {at:%H:%M}"


def _backup(home: Home, newest: Backup | None, problem: str, now: datetime) -> StandingData:
    if problem:
        return StandingData("triangle-alert", "Backup failed", problem, good=False)
    other = other_folder(home)
    if other is not None and not is_there(other):
        last = f"the last one {_when(newest, now)}" if newest is not None else "none was made yet"
        return StandingData("hard-drive", f"{disk_name(other)} is not there", last, good=False)
    if newest is None:
        return StandingData("circle-check", "No backup yet", "made after a session")
    when = _when(newest, now)
    where = f", on {disk_name(other)}" if other is not None and newest.path.parent == other else ""
    return StandingData("circle-check", "Backup good", f"{when[0].upper()}{when[1:]}{where}")


def _space(home: Home, warning: str) -> StandingData:
    if warning:
        return StandingData("hard-drive", "Room is needed", warning, good=False)
    try:
        free = shutil.disk_usage(home.root).free
    except OSError:
        return StandingData("hard-drive", "Disk", "it does not say how much is free")
    amount = f"{free // GIGABYTE:,} GB" if free >= GIGABYTE else f"{free // 1_000_000} MB"
    return StandingData("hard-drive", f"{amount} free", "where the record lies")


def _record(newest: Backup | None, now: datetime) -> StandingData:
    """The record is checked whole with each backup of it; until then it was at the door."""
    if newest is None:
        return StandingData("shield-check", "Record opened", "checked with backups")
    if newest.flawed:
        return StandingData("triangle-alert", "Audit log broken", "“kapguide verify” says where", good=False)
    return StandingData("shield-check", "Record whole", _when(newest, now))


def _card(card: EmergencyCard) -> StandingData:
    """Of one that is not finished the list of what is to be done says so; this is the way to it."""
    if card.reminder:
        return StandingData("file-text", "In an emergency", "show the card: E", good=False)
    return StandingData("file-text", "Emergency card", f"{card.filled_by}, {card.filled_on}")


def card_lacks(card: EmergencyCard) -> str:
    """What the card lacks, in few words."""
    if card.fault:
        return "cannot be read"
    if not card.filled:
        return "nothing is written"
    empty = sum(not situation.steps for situation in card.situations)
    return f"{empty} of {len(card.situations)} have no steps" if empty else "not finished"
