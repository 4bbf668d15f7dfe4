"""How a rehearsal plays: the session and its simulated client on one clock, each thing at its own time.

However late a timer comes, or however far a jump goes, what fell due in between happens in its order and at its own
time: the session's clock shows that time meanwhile. So the same commands at the same session times give the same log.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from kapguide.rehearsal import told as b
from kapguide.rehearsal.client import ClientState, client_after, client_of
from kapguide.rehearsal.faults import SOUND_GONE, RoomFaults
from kapguide.rehearsal.scenario import RoomFault, Scenario
from kapguide.rehearsal.turns import DueBeats, lasts_of, next_coming
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, RehearsalClock
from kapguide.session.engine import Ids, Refused
from kapguide.session.events import Event
from kapguide.session.ids import seeded_ids
from kapguide.session.live import Events, LiveSession, Saved
from kapguide.session.plan import next_due
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.state import SessionState


class RehearsedSession(LiveSession):
    """A session of a rehearsal: before a command is carried out, what was due by then has happened at its own time.

    Whoever holds one uses it as any other; one that a bookmark has replaced does nothing any more.
    """

    def __init__(self, run: "Playing", ids: Ids, recorded: Events = ()) -> None:
        super().__init__(run.protocol, run.clock, ids, lambda _: Saved(), recorded)
        self._run = run

    def send(self, command: c.Command) -> Events:
        """Carry out a command; a Tick lets all come that is due, of the client too."""
        return self._run.carry_out(self, command)

    def send_now(self, command: c.Command) -> Events:
        """Carry it out at what the clock shows, and nothing before it."""
        return super().send(command)

    def wait_ms(self) -> int | None:
        """Real milliseconds until the next thing is due, of the session or of the client."""
        return self._run.wait_ms()


class Playing:
    """The session, the client and the clock of a rehearsal. All is called from one thread; nothing here waits."""

    def __init__(
        self, scenario: Scenario, protocol: TherapyProtocol, seed: int, began: datetime, ids: Ids | None
    ) -> None:
        self.scenario, self.protocol, self.seed = scenario, protocol, seed
        self.clock = RehearsalClock(began)
        self._ids = ids or seeded_ids(seed, self.clock)
        self.faults = RoomFaults()
        """What is wrong with the room, for the window that lets it be heard: see RoomFaults."""
        self.session: RehearsedSession = self._new_session()
        self.client: ClientState = client_of(scenario, protocol, seed)
        self.beats: list[b.AnyBeat] = []
        self._looked_at: ClientState | None = None
        self._next: DueBeats | None = None
        self._due_of: SessionState | None = None
        self._due: int | None = None
        self._working = False
        self._wakes = 0
        self._played = 0
        self._left = False
        self._changed: list[Callable[[], object]] = []
        self._replaced: list[Callable[[LiveSession], object]] = []

    def next_due(self) -> Elapsed | None:
        """The session time at which something next comes by itself; None for never."""
        found = [at for at in (self._session_due(), self._client_due()) if at is not None]
        return Elapsed(min(found)) if found else None

    def wait_ms(self) -> int | None:
        """Real milliseconds until then; None where nothing comes."""
        due = self.next_due()
        return None if due is None else self.clock.wait_ms(due - self.clock.now().elapsed)

    @property
    def over(self) -> bool:
        """Whether nothing more comes: the stretch is over, or the session has ended, or it was left."""
        return self.client.over is not None or self.session.state.ended is not None or self._left

    @property
    def going(self) -> bool:
        """Whether it has begun and is not over."""
        return self.session.state.running and not self.over

    # --- who follows ---------------------------------------------------------------------------------------

    def on_change(self, callback: Callable[[], object]) -> None:
        """Call back when anything has happened: the panel may show something else, or something else may be due."""
        self._changed.append(callback)

    def on_new_session(self, callback: Callable[[LiveSession], object]) -> None:
        """Call back when a bookmark was gone back to, with the session to show from now on."""
        self._replaced.append(callback)

    # --- how it goes ---------------------------------------------------------------------------------------

    def carry_out(self, session: RehearsedSession, command: c.Command) -> Events:
        """What a rehearsed session does with a command. Raises Refused."""
        if session is not self.session or self._left:
            return ()
        before = len(session.log)
        with self._at_work() as now:
            if not isinstance(command, c.Tick):
                session.send_now(command)
                self._play_to(now)
        return tuple(session.log[before:])

    def _new_session(self, recorded: tuple[Event, ...] = ()) -> RehearsedSession:
        session = RehearsedSession(self, self._ids, recorded)
        session.seen_by(self._follow)
        return session

    def _follow(self, state: SessionState, events: Events) -> None:
        for event in events:
            self.client = client_after(self.client, event)

    @contextmanager
    def _at_work(self) -> Iterator[Elapsed]:
        """Let come what is due, then do something at that moment, at which the clock stands meanwhile."""
        now = self.clock.now().elapsed
        if self._working or self._left:  # something that follows does something itself
            yield now
            return
        self._working, before = True, self.client
        try:
            now = self._play_to(max(now, self._played))
            with self.clock.held(now):
                yield now
        finally:
            self._working = False
            if self.over:
                self.clock.pause()
            if self.client is not before:
                self._tell()

    def _play_to(self, target: int, *, jumping: bool = False) -> Elapsed:
        """Let come what is due by session time `target`, each at its time. Gives the time that it is then: later than
        `target` where the computer slept meanwhile."""
        target = max(target, self._played)
        while True:
            session, client = self._session_due(), self._client_due()
            at = min(target + 1 if session is None else session, target + 1 if client is None else client)
            if at > target:
                break
            with self.clock.held(at):
                self._played = at
                if at == session:
                    self._wakes = 0
                    self.session.send_now(c.Tick())
                else:
                    slept = self._come()
                    target = max(target, at + slept) if jumping else target + slept
        self._played = target
        return Elapsed(target)

    def _session_due(self) -> int | None:
        """When the session has something to do; a computer that sleeps does nothing before it wakes."""
        state = self.session.state
        if self._due_of is not state or self._due is None or self._due <= self._played:
            self._due_of, self._due = state, next_due(state, self._played)
        return self._wakes or self._due

    def _client_due(self) -> int | None:
        coming = self._coming()
        return None if coming is None else coming.at

    def _coming(self) -> DueBeats | None:
        """What comes next to the client; looked for once in each state that it is in."""
        if self._looked_at is not self.client:
            self._looked_at, self._next = self.client, next_coming(self.client)
        return self._next

    def _come(self) -> int:
        """Let the next thing come; how long the computer sleeps with it (ms)."""
        coming, slept = self._coming(), 0
        for beat in coming.beats if coming is not None else ():
            self._write(beat)
            turn = next((t for t in self.scenario.turns if isinstance(beat, b.Happened) and t.id == beat.turn), None)
            if turn is not None and turn.fault is RoomFault.SLEEPS:
                slept = lasts_of(turn)
                self._wakes = self._played + slept
                self.clock.advance(slept, asleep=True)
        return slept

    def _write(self, beat: b.AnyBeat) -> None:
        """A beat: from here on it is so."""
        before = self.client
        self.beats.append(beat)
        self.client = client_after(before, beat)
        if self.client.faults == before.faults:
            return
        if RoomFault.SOUND_DIES in self.client.faults - before.faults:
            self._sent(c.ReportFault("output_lost", SOUND_GONE))
        elif RoomFault.SOUND_DIES in before.faults - self.client.faults:
            died = (before.happened[turn.id] for turn in before.active if turn.fault is RoomFault.SOUND_DIES)
            self._sent(c.ReportSoundBack(self._played - min(died)))
        self.faults.turn(self.client.faults)

    def _sent(self, command: c.Command) -> bool:
        """Carry out a command of the run itself, at the moment that has been played; False where it was refused."""
        try:
            with self.clock.held(self._played):
                self.session.send_now(command)
        except Refused:
            return False
        return True

    def _turn(self, rate: float) -> None:
        if rate:
            self.clock.set_rate(rate)
        else:
            self.clock.pause()

    def _tell(self) -> None:
        for changed in tuple(self._changed):
            changed()
