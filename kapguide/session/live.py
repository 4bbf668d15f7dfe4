"""A session that runs: commands in; events stored first, then heard, then seen."""

import sys
from collections.abc import Callable, Iterable
from typing import Protocol

from kapguide.session import commands as c
from kapguide.session.clock import Clock, Instant
from kapguide.session.engine import Ids, step
from kapguide.session.events import Event
from kapguide.session.plan import next_due
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.state import SessionState, replay

PATIENCE_S = 0.05
"""How long sound and screen wait for a slow disk before they go on without it."""

Events = tuple[Event, ...]
Follower = Callable[[SessionState, Events], None]


class Promise(Protocol):
    """The promise that events are on disk."""

    def wait(self, timeout_s: float) -> bool: ...


class Saved:
    """A promise that is kept already: for records that live in memory."""

    def wait(self, timeout_s: float) -> bool:
        return True


class LiveSession:
    """One session, its clock and those who follow it. `send` is called from one thread only."""

    def __init__(
        self,
        protocol: TherapyProtocol,
        clock: Clock,
        ids: Ids,
        store: Callable[[Events], Promise],
        recorded: Iterable[Event] = (),
    ) -> None:
        """`store` takes events and promises to save them; `recorded` are those of a session to go on with."""
        self.clock = clock
        self.log = list(recorded)
        self.state: SessionState = replay(protocol, self.log)
        self._ids = ids
        self._store = store
        self._hearers: list[Follower] = []
        self._viewers: list[Follower] = []

    def heard_by(self, follower: Follower) -> None:
        """Let the sound follow."""
        self._hearers.append(follower)

    def seen_by(self, follower: Follower) -> None:
        """Let a view follow."""
        self._viewers.append(follower)

    def now(self) -> Instant:
        """This moment by the session's clock."""
        return self.clock.now()

    def send(self, command: c.Command) -> Events:
        """Carry out a command: its events, and those of what fell due before it.

        Raises Refused; then nothing of the command has happened.
        """
        self.state, events = step(self.state, command, self.clock.now(), self._ids, self.clock.boot_id)
        if not events:
            return ()
        self.log += events
        urgent = isinstance(command, c.StartEmergency) or (isinstance(command, c.FadeMusic) and command.silent)
        followers = [*self._hearers, *self._viewers]
        if urgent:  # emergency and silence wait for nothing, not even for being written
            self._tell(self._hearers, events)
            followers = self._viewers
        try:
            self._store(events).wait(PATIENCE_S)
        finally:  # whatever becomes of the disk, what happened is heard and seen
            self._tell(followers, events)
        return events

    def _tell(self, followers: Iterable[Follower], events: Events) -> None:
        """Let each one follow, whatever the others do. A bug in one is reported, not raised.

        The command has been carried out; whoever sent it must not take it for undone and send it again.
        """
        for follow in tuple(followers):
            try:
                follow(self.state, events)
            except Exception as bug:  # noqa: BLE001 - reported, whatever it is
                sys.excepthook(type(bug), bug, bug.__traceback__)

    def wait_ms(self) -> int | None:
        """Real milliseconds until the next thing is due; None when nothing is."""
        now = self.clock.now().elapsed
        due = next_due(self.state, now)
        return None if due is None else self.clock.wait_ms(due - now)
