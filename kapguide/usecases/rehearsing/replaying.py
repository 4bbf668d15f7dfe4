"""A session of the record as it is played back. A look at it writes nothing, as a look at its note does not."""

from kapguide.session.playback import Playback
from kapguide.store.records import Store


def playback_of(store: Store, session_id: str) -> Playback:
    """A recorded session at any moment. Raises KapGuideError."""
    _, protocol, events = store.load_session(session_id)
    return Playback(protocol, events)


def title_of(playback: Playback) -> str:
    """Whose session it is."""
    started = playback.started
    return f"{started.client_code}, session {started.number}"
