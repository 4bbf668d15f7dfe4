"""A running session: stored before heard before seen, save for what waits for nothing; and what it waits for."""

import sys
from collections.abc import Callable

import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import RehearsalClock
from kapguide.session.engine import Refused
from kapguide.session.ids import seeded_ids
from kapguide.session.live import PATIENCE_S, Events, LiveSession, Promise, Saved
from kapguide.session.protocol.protocol import TherapyProtocol, freeze
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE
from tests.support.plans import MORNING, HandClock, phase, plan, prompt, three


class Disk:
    """A store that tells when it is given events and when it is waited for; one that is slow never saves."""

    def __init__(self, order: list[str], slow: bool = False) -> None:
        self._order = order
        self._slow = slow
        self.kept: list[e.Event] = []
        self.patience: list[float] = []

    def __call__(self, events: Events) -> Promise:
        self._order.append("stored")
        self.kept += events
        return self

    def wait(self, timeout_s: float) -> bool:
        self._order.append("waited")
        self.patience.append(timeout_s)
        return not self._slow


class Running:
    """A session that has begun, with one hearer and one viewer, and the order in which all are reached."""

    def __init__(self, protocol: TherapyProtocol | None = None, slow: bool = False) -> None:
        self.protocol = protocol or three()
        self.order: list[str] = []
        self.disk = Disk(self.order, slow)
        self.clock = HandClock()
        self.session = LiveSession(self.protocol, self.clock, seeded_ids(1, self.clock), self.disk)
        self.session.seen_by(self._follower("seen"))
        self.session.heard_by(self._follower("heard"))
        opened = e.SessionStarted("s-1", "M-014", "plan", freeze(self.protocol)[1], self.clock.origin())
        self.session.send(c.Start(opened))
        self.reached: list[tuple[SessionState, Events]] = []
        self.order.clear()

    def _follower(self, name: str) -> Callable[[SessionState, Events], None]:
        def follow(state: SessionState, events: Events) -> None:
            self.order.append(name)
            if hasattr(self, "reached"):
                self.reached.append((state, events))

        return follow


ORDINARY = ["stored", "waited", "heard", "seen"]
URGENT = ["heard", "stored", "waited", "seen"]


@pytest.mark.parametrize(
    ("command", "order"),
    [
        (c.Next(), ORDINARY),
        (c.AddNote("She saw the sea.", HandClock().now().elapsed), ORDINARY),
        (c.ChangeLevel(-1.0), ORDINARY),
        (c.FadeMusic(silent=True), URGENT),
        (c.StartEmergency(), URGENT),
    ],
)
@pytest.mark.parametrize("slow", [False, True])
def test_events_are_stored_then_heard_then_seen_but_silence_and_emergency_are_heard_first(
    command: c.Command, order: list[str], slow: bool
) -> None:
    running = Running(slow=slow)
    events = running.session.send(command)
    assert running.order == order
    assert running.disk.kept[-len(events) :] == list(events)
    assert running.reached == [(running.session.state, events)] * 2


@pytest.fixture
def bugs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was reported as a bug, in words."""
    reported: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, bug, trace: reported.append(f"{bug}"))
    return reported


ANY = [c.StartEmergency(), c.FadeMusic(silent=True), c.Next()]


@pytest.mark.parametrize("command", ANY)
def test_whatever_fails_in_sound_or_view_all_others_are_told_and_what_happened_is_stored(
    command: c.Command, bugs: list[str]
) -> None:
    running = Running()

    def failing(what: str) -> Callable[[SessionState, Events], None]:
        def follow(state: SessionState, events: Events) -> None:
            running.order.append(what)
            raise RuntimeError(what)

        return follow

    session = running.session
    session.heard_by(failing("broken sound"))
    session.heard_by(running._follower("heard too"))
    session.seen_by(failing("broken view"))
    session.seen_by(running._follower("seen too"))
    events = session.send(command)
    assert events, "the command is carried out for whoever sent it"
    assert sorted(running.order) == sorted(
        ["heard", "broken sound", "heard too", "stored", "waited", "seen", "broken view", "seen too"]
    )
    assert running.disk.kept == session.log
    assert bugs == ["broken sound", "broken view"]
    session.send(c.AddNote("It goes on.", session.now().elapsed))
    assert running.order[-1] == "seen too"


@pytest.mark.parametrize("command", ANY)
def test_what_a_failing_store_cannot_take_is_heard_and_seen_and_the_failure_comes_back(command: c.Command) -> None:
    running = Running()

    def failing(events: Events) -> Promise:
        raise RuntimeError("no disk")

    running.session._store = failing
    with pytest.raises(RuntimeError, match="no disk"):
        running.session.send(command)
    assert running.order == ["heard", "seen"]


def test_music_that_comes_back_is_not_urgent() -> None:
    running = Running()
    running.session.send(c.FadeMusic(silent=True))
    running.order.clear()
    running.session.send(c.FadeMusic(silent=False))
    assert running.order == ORDINARY


def test_a_disk_that_never_saves_is_waited_for_no_longer_than_agreed() -> None:
    running = Running(slow=True)
    for command in (c.Next(), c.Hold(), c.StartEmergency()):
        running.session.send(command)
    assert running.disk.patience == [PATIENCE_S] * 4
    assert PATIENCE_S <= 0.05


def test_a_tick_without_anything_due_reaches_nobody() -> None:
    running = Running()
    running.clock.elapsed += MINUTE
    assert running.session.send(c.Tick()) == ()
    assert running.order == []


def test_a_refused_command_reaches_nobody_and_changes_nothing() -> None:
    running = Running()
    before, log = running.session.state, list(running.session.log)
    with pytest.raises(Refused):
        running.session.send(c.Release())
    assert (running.session.state, running.session.log, running.order) == (before, log, [])


def test_recorded_events_bring_a_session_back_as_it_was() -> None:
    running = Running()
    running.session.send(c.Next())
    running.session.send(c.Hold())
    again = LiveSession(
        running.protocol, running.clock, seeded_ids(2, running.clock), lambda _: Saved(), running.disk.kept
    )
    assert again.state == running.session.state
    assert again.log == running.session.log
    (resumed,) = again.send(c.Resume(rebooted=False, music_went_on=True))
    assert resumed.seq == running.session.log[-1].seq + 1


def test_a_record_in_memory_is_saved_at_once() -> None:
    assert Saved().wait(0.0)


def test_the_wait_is_until_the_next_thing_is_due() -> None:
    running = Running(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", 2 * MINUTE)])))
    assert running.session.wait_ms() == 2 * MINUTE
    running.clock.elapsed += 2 * MINUTE + 3
    assert running.session.wait_ms() == 0
    running.session.send(c.Tick())
    assert running.session.wait_ms() == 8 * MINUTE - 3
    running.clock.elapsed += 8 * MINUTE
    assert running.session.wait_ms() is None


def test_a_rehearsal_waits_by_its_rate() -> None:
    clock = RehearsalClock(MORNING, rate=0)
    protocol = three()
    session = LiveSession(protocol, clock, seeded_ids(1, clock), lambda _: Saved())
    assert session.wait_ms() is None
    session.send(c.Start(e.SessionStarted("s-1", "M-014", "plan", freeze(protocol)[1], clock.origin())))
    assert session.now().elapsed == 0
    assert session.wait_ms() == 0
    clock.advance(10 * MINUTE)
    assert clock.wait_ms(60_000) == 0
