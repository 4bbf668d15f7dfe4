"""Where Prepare leads, and what a session that was not begun leaves to be said."""

from collections.abc import Callable
from typing import NamedTuple

from kapguide.usecases.sessions import MusicChoice, NewSession

UNFORESEEN = (
    "The session was not begun: something went wrong that was not foreseen, and it is in the log. What you typed is "
    "kept; begin again, or close KapGuide and start it anew."
)

AskMood = Callable[[str, tuple[str, ...], Callable[[], object]], object]
"""Has a client's forms answered, by their ids, and calls back when that is over."""


class Ways(NamedTuple):
    """Where Prepare leads: into the session, back, to the page of music and sound, to the mood check, to the
    form of the order."""

    begin: Callable[[NewSession, MusicChoice], object]
    leave: Callable[[], object]
    music: Callable[[], object]
    ask_mood: AskMood | None = None
    write_order: Callable[[], object] | None = None
