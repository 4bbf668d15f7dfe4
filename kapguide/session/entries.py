"""What every entry of a person keeps to: it tells of a moment that was, and corrects what is there."""

from collections.abc import Iterator

from kapguide.session.clock import Elapsed
from kapguide.session.refused import Refused


def happened(at: Elapsed, now: Elapsed) -> Elapsed:
    """`at`, which cannot lie before the session's start or after now."""
    return Elapsed(min(max(0, at), now))


def known(supersedes: str, ids: Iterator[str], what: str) -> None:
    """Raises Refused unless `supersedes`, if it names anything, is one of `ids`."""
    if supersedes and supersedes not in ids:
        raise Refused(f"The {what} to correct is not in this session, or has been corrected already.")
