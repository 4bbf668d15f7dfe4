"""One program at a time writes a practice's record."""

from filelock import FileLock, Timeout

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.failures import unwritable


class AlreadyOpen(KapGuideError):
    """Another window, or another program, has this practice open for writing."""


def hold(home: Home) -> FileLock:
    """Take the practice's lock; it goes with the process, however that ends. Raises AlreadyOpen or StoreFailure."""
    lock = FileLock(home.root / "kapguide.lock", timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyOpen(
            "This practice is already open in another KapGuide window. Use that one, or close it first."
        ) from error
    except OSError as error:
        raise unwritable(str(error)) from error
    return lock
