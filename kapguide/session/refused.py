"""What a session says when it cannot do something."""

from kapguide.errors import KapGuideError


class Refused(KapGuideError):
    """The session cannot do this now; the sentence says why."""
