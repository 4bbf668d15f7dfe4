"""A rehearsal that runs: what the window, a scripted therapist or a debrief asks of it."""

from datetime import datetime

import msgspec

from kapguide.rehearsal import told as b
from kapguide.rehearsal.client import client_of, folded
from kapguide.rehearsal.deeds import ACTS
from kapguide.rehearsal.goals import Goal, goals_of, next_times
from kapguide.rehearsal.kept import TRAINEE, RehearsalRecord
from kapguide.rehearsal.panel import PanelView, panel_of
from kapguide.rehearsal.playing import Playing
from kapguide.rehearsal.prelude import next_move, stretch_begins
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.turns import stretch_ends
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.engine import Ids
from kapguide.session.events import SessionStarted
from kapguide.session.live import LiveSession
from kapguide.session.protocol.protocol import TherapyProtocol, freeze
from kapguide.spans import SECOND
from kapguide.text import clean_text, one_line

SLOWEST, FASTEST = 1.0, 60.0
"""Between these the clock can be turned."""
ONCE_MORE = 2 * SECOND
"""An act that is pressed again within this time is the same one."""
_ACTS = frozenset(act.id for act in ACTS)


class Bookmark(msgspec.Struct, frozen=True):
    """A moment to go back to."""

    number: int
    t: Elapsed
    seq: int
    beats: int


class RehearsalRun(Playing):
    """One run of a scenario. Everything is called from one thread; nothing here waits, or sleeps, or counts time."""

    def __init__(
        self,
        scenario: Scenario,
        protocol: TherapyProtocol,
        *,
        seed: int,
        trainee: str,
        watching: str = "",
        speed: float = 1.0,
        began: datetime,
        ids: Ids | None = None,
    ) -> None:
        """`speed` 0 is a clock that moves by `advance` only, for therapists without a window.

        `began` is aware; with the same `began`, seed and commands the log is the same, byte for byte.
        """
        super().__init__(scenario, protocol, seed, began, ids)
        self.trainee, self.watching, self.speed, self.began = trainee, watching, speed, began
        self.id = self._ids()
        self.marks: tuple[Bookmark, ...] = ()
        """The bookmarks, oldest first."""
        self.prelude = 0
        """The number of the last event that the trainee did not do; 0 before it begins."""
        self.remarks: tuple[b.Remark, ...] = ()
        self._rate = speed

    # --- its course ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the session, play what comes before the stretch, and hand it to the trainee."""
        with self._at_work(), self.clock.held(0):
            self.session.send_now(self._start())
        refused: list[c.Command] = []
        while (begins := stretch_begins(self.scenario, self.session.state)) is None or self._played < begins:
            move = next_move(self.client, self.session.state, self._played, self.trainee or TRAINEE, refused)
            known = (move.at, begins, self.next_due())  # what comes on the way may want an answer first
            at = min(time for time in known if time is not None)
            with self._at_work():
                self._play_to(at)
                if at == move.at and not self._sent(move.command):
                    refused.append(move.command)
        with self._at_work():
            self._write(b.StretchBegan(Elapsed(self._played), self.client.seq))
            self._play_to(self._played)
        self.prelude = self.session.state.seq
        self.clock.put(self._played, self.clock.now().slept)
        if self.speed:
            self._turn(self.speed)
        self._tell()

    def tick(self) -> None:
        """Time has passed: let come what is due."""
        with self._at_work():
            pass

    def advance(self, ms: int) -> None:
        """Let `ms` of session time pass at once, by hand."""
        self.clock.advance(ms)
        self.tick()

    def leave(self) -> None:
        """End it here, whatever runs. Nothing happens after it."""
        if self._left:
            return
        with self._at_work():
            self._sent(c.End())
        self._left = True
        self.clock.pause()

    def record(self) -> RehearsalRecord:
        """All of it as it stands."""
        return RehearsalRecord(
            id=self.id,
            began=self.began,
            scenario=self.scenario,
            protocol=self.protocol,
            seed=self.seed,
            speed=self.speed,
            trainee=self.trainee,
            watching=self.watching,
            log=tuple(self.session.log),
            beats=tuple(self.beats),
            prelude=self.prelude,
            over=self.client.over is not None,
            left=self.clock.now().elapsed if self._left and self.client.over is None else None,
            remarks=self.remarks,
        )

    # --- the room ------------------------------------------------------------------------------------------

    def act(self, id: str, words: str = "") -> bool:
        """Do something in the room, one of `deeds.ACTS`; `words` is what was said, if typed. Tells whether it counts:
        pressed twice within two seconds it is one act, and after the end there is none."""
        if id not in _ACTS:
            raise ValueError(f"no act in the room: {id}")
        with self._at_work() as now:
            before = self.client.acts.get(id)
            if not self.going or (before is not None and now - before < ONCE_MORE):
                return False
            self._write(b.ActDone(now, self.client.seq, id, one_line(words)))
            self._play_to(now)
        return True

    def take_reading(self) -> bool:
        """Start the cuff. False while it measures: then nothing happens."""
        with self._at_work() as now:
            if not self.going or self.client.cuff.since is not None:
                return False
            self._write(b.ReadingAsked(now, self.client.seq))
        return True

    def panel(self) -> PanelView:
        """What the panel shows now."""
        return panel_of(self.client, self.clock.now().elapsed, stretch_ends(self.client))

    def remark(self, text: str, by: str, *, supervisor: bool = False) -> b.Remark:
        """Write something to this moment."""
        now = self.clock.now()
        made = b.Remark(self._ids(), now.elapsed, clean_text(by), clean_text(text), now.utc, supervisor, live=True)
        self.remarks = (*self.remarks, made)
        self._tell()
        return made

    # --- the clock -----------------------------------------------------------------------------------------

    @property
    def rate(self) -> float:
        """How fast it goes now; 0 while it is paused."""
        return 0.0 if self.over else self._rate

    def set_rate(self, rate: float) -> None:
        """Let the clock go at `rate`, from 1 to 60; 0 pauses it. Once it is over it stands."""
        with self._at_work() as now:
            wanted = min(FASTEST, max(SLOWEST, rate)) if rate > 0 else 0.0
            if not self.going or wanted == self._rate:
                return
            self._rate = wanted
            self._turn(wanted)
            self._write(b.Paced(now, self.client.seq, wanted))

    def goals(self) -> tuple[Goal, ...]:
        """Where the clock can jump to, soonest first."""
        if not self.going:
            return ()
        return goals_of(self.client, self.session.state, self.clock.now().elapsed)

    def jump(self, goal: Goal) -> bool:
        """Move on to `goal`. What falls due on the way happens at its time; nothing on the way is answered, and nobody
        is asked to. To a later phase it goes by way of the phases between, each as long as it is planned. False where
        the goal is behind, or cannot be gone to any more."""
        with self._at_work() as now:
            found = next((each for each in self.goals() if each.id == goal.id), None)
            if found is None:
                return False
            goal = found
            self._write(b.Skipped(now, self.client.seq, goal.at))
            for at in next_times(self.session.state, now, goal):
                self._play_to(at, jumping=True)
                self._sent(c.Next())
            reached = self._play_to(goal.at, jumping=True)
            self.clock.put(reached, self.clock.now().slept)
        return True

    # --- bookmarks -----------------------------------------------------------------------------------------

    def bookmark(self) -> Bookmark:
        """Mark this moment."""
        with self._at_work() as now:
            number = self.marks[-1].number + 1 if self.marks else 1
            mark = Bookmark(number, now, self.session.state.seq, len(self.beats))
            self.marks = (*self.marks, mark)
        self._tell()
        return mark

    def go_back(self, mark: Bookmark) -> LiveSession:
        """Go back to a bookmark: what came after it is let go, but for remarks. Gives the new session, which takes the
        place of the one before; who follows that one has to follow this one."""
        if self._left:
            return self.session
        left = self.clock.now().elapsed
        log = tuple(self.session.log[: mark.seq])
        later = (beat for beat in self.beats[mark.beats :] if isinstance(beat, b.WentBack))
        went = (beat for beat in later if beat.t <= mark.t and beat.seq <= mark.seq)
        self.beats = [*self.beats[: mark.beats], *went]
        self.marks = tuple(each for each in self.marks if each.number <= mark.number)
        self.client = folded(client_of(self.scenario, self.protocol, self.seed), log, self.beats)
        self.session = self._new_session(log)
        self.clock.put(mark.t, self.session.state.slept)
        self._played, self._wakes = mark.t, 0
        self._write(b.WentBack(mark.t, mark.seq, left))
        paced = (beat.rate for beat in reversed(self.beats) if isinstance(beat, b.Paced))
        if self._rate != next(paced, self.speed):  # how fast it goes stays as it is now, whatever it was then
            self._write(b.Paced(mark.t, mark.seq, self._rate))
        self._turn(self._rate)
        for replaced in tuple(self._replaced):
            replaced(self.session)
        self.faults.turn(self.client.faults)
        self._tell()
        return self.session

    def _start(self) -> c.Start:
        scenario, touch = self.scenario, self.scenario.touch
        started = SessionStarted(
            session_id=self.id,
            client_code=scenario.client,
            protocol_id=self.protocol.id,
            protocol_sha256=freeze(self.protocol)[1],
            origin=self.clock.origin(),
            therapist=self.trainee or TRAINEE,
            present=scenario.present,
            planned_dose=scenario.planned_dose,
            intention=scenario.intention,
            rehearsal=True,
        )
        return c.Start(started, said=(c.MarkTouch(touch),) if touch else ())
