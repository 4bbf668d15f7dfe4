"""A backup whenever something is worth one: after a session, after its note, and when the window goes."""

from contextlib import suppress

from kapguide.errors import KapGuideError
from kapguide.log import log
from kapguide.store.backup import BackupFailed
from kapguide.store.records import Store

PATIENCE_S = 5.0
"""How long a backup waits for what is still being saved."""


def keep_safe(store: Store) -> str:
    """Back up what no backup holds yet; returns why that failed, or an empty string. May take a while.

    The record remembers a failure, too, and Today says it until a backup succeeds.
    """
    with suppress(KapGuideError):  # what the disk does not take is said elsewhere; the rest is worth a backup
        store.settle(PATIENCE_S)
    try:
        if not store.backed_up():
            store.backup()
    except BackupFailed as failure:
        log.warning("backup: %s", failure.detail)
        return failure.sentence
    return ""
