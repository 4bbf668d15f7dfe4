"""The simulated client: what it is at one moment, and `client_after`, the only place that changes it.

It is folded from the session's events and the rehearsal's beats, live and when it is played back. What comes next is
in `turns`, what the cuff would show in `course`; both are functions of this state.
"""

import random
from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal import told as b
from kapguide.rehearsal.deeds import deeds_of
from kapguide.rehearsal.scenario import Expectation, RoomFault, Scenario, Since, Turn
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import DoseStep
from kapguide.session.protocol.protocol import PhaseKind, TherapyProtocol
from kapguide.session.state import UNDO_WITHIN
from kapguide.spans import SECOND

S = TypeVar("S", bound=msgspec.Struct)

AGAIN = 2 * SECOND
"""How long it takes to say the same numbers once more."""
NEVER = 1 << 62
"""A session time that does not come."""
MENDS = {RoomFault.HEADPHONES_OUT: ("headphones",)}
"""The acts that end a fault whatever its turn asks for."""


class Cuff(msgspec.Struct, frozen=True):
    """The cuff and the clip, and who reads them."""

    asked: int = 0
    """How many readings have been asked for."""
    since: Elapsed | None = None
    """When the one that is being measured was begun."""
    measured: Elapsed | None = None
    """When the last one was there, as it was said at first."""
    said: Vitals | None = None
    """As it was said last, at `told`."""
    told: Elapsed | None = None
    misread: bool = False
    again: int | None = None
    """When it is said again: it was misread, or somebody asked."""


class DoseSeen(msgspec.Struct, frozen=True):
    """A dose that the client was given `at`; `entry` is its event, `command` the one that a person can take back."""

    entry: str
    command: str
    at: int


class DeedDone(msgspec.Struct, frozen=True):
    """Something that was done, with the entry that says so and the command that can be taken back; of an act in the
    room there is neither."""

    deed: str
    entry: str = ""
    command: str = ""


class ClientState(msgspec.Struct, frozen=True):
    """The client and the room. Times are session times; each dict has ids in the order in which things came."""

    scenario: Scenario
    seed: int
    kinds: dict[str, PhaseKind]
    """The kind of each phase of the protocol, by its id."""
    last: Elapsed = Elapsed(0)
    """When the last thing happened."""
    seq: int = 0
    """The number of the last event."""
    began: Elapsed | None = None
    """When the trainee took the session over."""
    over: Elapsed | None = None
    ended: bool = False
    """Whether the session has ended."""
    phases: dict[str, int] = {}
    """When the first phase of a kind began."""
    phase_commands: dict[str, str] = {}
    doses: tuple[DoseSeen, ...] = ()
    """Each dose in the order of their entries: a tablet, an injection, each device of a spray."""
    happened: dict[str, int] = {}
    gone: dict[str, int] = {}
    """Turns of which nothing is to be seen any more."""
    away: tuple[str, ...] = ()
    """Turns that did not come at their time, and do not come."""
    set_off: dict[str, int] = {}
    """Turns that a deed has set off."""
    met: dict[str, int] = {}
    ran_out: dict[str, int] = {}
    done: dict[str, tuple[DeedDone, ...]] = {}
    """What was done of each expectation since its turn came, also what was taken back since."""
    undone: tuple[str, ...] = ()
    """The commands that were taken back."""
    struck: tuple[tuple[str, str], ...] = ()
    """The entries that were struck out, each with the command that did it."""
    mended: tuple[str, ...] = ()
    """Turns whose fault somebody has put right."""
    skip_to: int = 0
    acts: dict[str, int] = {}
    """When each act was done last."""
    words: str = ""
    """What the client said last, at `spoke`."""
    spoke: Elapsed | None = None
    here: dict[str, tuple[str, str]] = {}
    """Turns whose person has come in: the entry that says so, and the command that can be taken back."""
    cuff: Cuff = Cuff()
    misread: tuple[str, ...] = ()
    """Turns whose misreading has been said."""

    @property
    def t0(self) -> int | None:
        """When the first dose was given."""
        return min((dose.at for dose in self.doses), default=None)

    @property
    def active(self) -> tuple[Turn, ...]:
        """The turns that came and are not over, in the order in which they came."""
        known = {turn.id: turn for turn in self.scenario.turns}
        return tuple(known[id] for id in self.happened if id not in self.gone and id in known)

    @property
    def faults(self) -> frozenset[RoomFault]:
        """What is wrong with the room now."""
        return frozenset(turn.fault for turn in self.active if turn.fault is not None)

    @property
    def open_expectations(self) -> tuple[tuple[Turn, Expectation], ...]:
        """What is asked for now: neither met nor run out, nor let go because its time was skipped."""
        return tuple(
            (turn, asked)
            for turn in self.scenario.turns
            if turn.id in self.happened
            for asked in turn.asks
            if asked.id not in self.met and asked.id not in self.ran_out
            if self.deadline(turn, asked) > self.let_go
        )

    def answers(self, asked: Expectation) -> frozenset[str]:
        """What was done of an expectation, and stands."""
        struck = {entry for entry, command in self.struck if command not in self.undone}
        return frozenset(
            each.deed
            for each in self.done.get(asked.id, ())
            if each.command not in self.undone and each.entry not in struck
        )

    def answered(self, asked: Expectation) -> bool:
        """Whether enough of it stands."""
        answers = self.answers(asked)
        return {*asked.deeds} <= answers if asked.every else bool(answers)

    @property
    def no_more_met(self) -> tuple[str, ...]:
        """Expectations whose answer was taken back."""
        asked = (each for turn in self.scenario.turns for each in turn.asks if each.id in self.met)
        return tuple(each.id for each in asked if not self.answered(each))

    @property
    def let_go(self) -> int:
        """Up to when nothing was asked of anybody: what was played through, and what was skipped."""
        return max(self.skip_to, NEVER if self.began is None else self.began)

    def deadline(self, turn: Turn, asked: Expectation) -> int:
        """When the time of an expectation runs out."""
        return self.happened[turn.id] + asked.within


def client_of(scenario: Scenario, protocol: TherapyProtocol, seed: int) -> ClientState:
    """The client before anything has happened."""
    return ClientState(scenario, seed, {phase.id: phase.kind for phase in protocol.phases})


def folded(client: ClientState, log: Iterable[e.Event], beats: Iterable[b.AnyBeat]) -> ClientState:
    """The client after all of that, as they came: beats after the event whose number they name."""
    for entry in sorted([*log, *beats], key=lambda entry: entry.seq):  # of one number the event stands first
        client = client_after(client, entry)
    return client


def client_after(client: ClientState, entry: e.Event | b.AnyBeat) -> ClientState:
    """The client after an event of the session, or a beat of the rehearsal."""
    last = Elapsed(max(client.last, entry.t))
    if isinstance(entry, e.Event):
        client = _replace(client, last=last, seq=entry.seq)
        done = tuple(DeedDone(deed, entry.id, entry.command_id) for deed in deeds_of(entry.body))
        return _with_deeds(_after_event(client, entry), done, entry.t)
    return _after_beat(_replace(client, last=last), entry)


def _after_event(client: ClientState, event: e.Event) -> ClientState:
    """What the client's clocks and the door know of an event."""
    body = event.body
    match body:
        case e.PhaseBegan():
            kind = client.kinds.get(body.phase, "")
            if kind in client.phases:
                return client
            commands = {**client.phase_commands, kind: event.command_id}
            return _replace(client, phases={**client.phases, kind: event.t}, phase_commands=commands)
        case e.Undone():
            taken = {kind for kind, command in client.phase_commands.items() if command == body.target}
            phases = {kind: at for kind, at in client.phases.items() if kind not in taken}
            doses = tuple(dose for dose in client.doses if dose.command != body.target)
            here = {turn: came for turn, came in client.here.items() if came[1] != body.target}
            undone = (*client.undone, body.target)
            return _replace(client, phases=phases, doses=doses, here=here, undone=undone)
        case e.DoseGiven():
            return _dosed(client, event, body.given, body.supersedes)
        case e.DoseStepped(step=DoseStep.DEVICE):
            return _dosed(client, event, event.t if body.happened is None else body.happened, body.supersedes)
        case e.EntryStruck():
            doses = tuple(dose for dose in client.doses if dose.entry != body.supersedes)
            here = {turn: came for turn, came in client.here.items() if came[0] != body.supersedes}
            struck = (*client.struck, (body.supersedes, event.command_id))
            return _replace(client, doses=doses, here=here, struck=struck)
        case e.PersonCame():
            waiting = at_the_door(client)
            named = [turn for turn in waiting if turn.person is not None and turn.person.is_named(body.person.name)]
            came = {turn.id: (event.id, event.command_id) for turn in (named or waiting)[:1]}
            return _replace(client, here={**client.here, **came})
        case e.SessionEnded():
            return _replace(client, ended=True)
    return client


def _dosed(client: ClientState, event: e.Event, at: int, supersedes: str) -> ClientState:
    dose = DoseSeen(event.id, event.command_id, int(at))
    if not supersedes:
        return _replace(client, doses=(*client.doses, dose))
    return _replace(client, doses=tuple(dose if old.entry == supersedes else old for old in client.doses))


def _after_beat(client: ClientState, beat: b.AnyBeat) -> ClientState:
    match beat:
        case b.Happened():
            client = _replace(client, happened={**client.happened, beat.turn: beat.t})
            says = next((turn.says for turn in client.scenario.turns if turn.id == beat.turn), "")
            return _replace(client, words=says, spoke=beat.t) if says else client
        case b.SignOver():
            return _replace(client, gone={**client.gone, beat.turn: beat.t})
        case b.StayedAway():
            return _replace(client, away=(*client.away, beat.turn))
        case b.StretchBegan():
            return _replace(client, began=beat.t)
        case b.StretchOver():
            return _replace(client, over=beat.t)
        case b.Met():
            return _replace(client, met={**client.met, beat.expectation: beat.t})
        case b.MetNoMore():
            return _replace(client, met={id: at for id, at in client.met.items() if id != beat.expectation})
        case b.RanOut():
            return _replace(client, ran_out={**client.ran_out, beat.expectation: beat.t})
        case b.ActDone():
            client = _replace(client, acts={**client.acts, beat.act: beat.t})
            if beat.act == "again" and client.cuff.said is not None:
                asked = beat.t + AGAIN
                again = asked if client.cuff.again is None else min(client.cuff.again, asked)
                client = _replace(client, cuff=_replace(client.cuff, again=again))
            return _with_deeds(client, (DeedDone(beat.act),), beat.t)
        case b.ReadingAsked():
            return _replace(client, cuff=_replace(client.cuff, asked=client.cuff.asked + 1, since=beat.t, again=None))
        case b.ReadingGiven():
            return _read(client, beat)
        case b.Skipped():
            return _replace(client, skip_to=beat.to)
    return client


def _read(client: ClientState, beat: b.ReadingGiven) -> ClientState:
    """The numbers have been said."""
    cuff = client.cuff
    measured = beat.t if cuff.since is not None else cuff.measured
    again = beat.t + seconds(client.seed, f"misread/{cuff.asked}", 8, 20) if beat.misread else None
    if beat.misread:
        wrong = to_misread(client)
        client = _replace(client, misread=(*client.misread, wrong.id)) if wrong is not None else client
    return _replace(client, cuff=Cuff(cuff.asked, None, measured, beat.vitals, beat.t, beat.misread, again))


def to_misread(client: ClientState) -> Turn | None:
    """The turn because of which the next reading is said wrongly at first."""
    return next((t for t in client.active if t.fault is RoomFault.MISREAD and t.id not in client.misread), None)


def at_the_door(client: ClientState) -> tuple[Turn, ...]:
    """The turns whose person has come, and has not been noted as being here."""
    return tuple(turn for turn in client.active if turn.person is not None and turn.id not in client.here)


def _with_deeds(client: ClientState, new: tuple[DeedDone, ...], t: int) -> ClientState:
    """What the deeds set off, answer and put right; nothing while nobody practises."""
    deeds = {each.deed for each in new}
    if not deeds or client.began is None or t < client.skip_to:
        return client
    set_off, done = dict(client.set_off), dict(client.done)
    misreads = (turn.id for turn in client.active if turn.fault is RoomFault.MISREAD)
    unsaid = {name for name in misreads if name not in client.misread}  # nobody has heard the wrong number yet
    for turn in client.scenario.turns:
        when = turn.when
        waits = when.since is Since.DEED and turn.id not in set_off and not {turn.id} & {*client.happened, *client.away}
        there = not when.of or (when.of in client.happened and when.of not in unsaid)
        if waits and there and {*when.deeds} & deeds:
            set_off[turn.id] = t
    for asker, asked in (*client.open_expectations, *_just_met(client, t)):
        if asker.id in unsaid:
            continue
        if answers := tuple(each for each in new if each.deed in asked.deeds):
            done[asked.id] = (*done.get(asked.id, ()), *answers)
    mended = (turn.id for turn in client.active if turn.fault is not None and {*_mends(turn)} & deeds)
    return _replace(client, set_off=set_off, done=done, mended=(*client.mended, *mended))


def _just_met(client: ClientState, t: int) -> Iterator[tuple[Turn, Expectation]]:
    """What was met so short a time ago that it can be taken back: what is done now answers it then."""
    for turn in client.scenario.turns:
        for asked in turn.asks:
            if asked.id in client.met and t - client.met[asked.id] <= UNDO_WITHIN:
                yield turn, asked


def _mends(turn: Turn) -> tuple[str, ...]:
    """The deeds that put the fault of a turn right. A computer that sleeps wakes by itself."""
    if turn.fault not in (RoomFault.SOUND_DIES, RoomFault.HEADPHONES_OUT):
        return ()
    return (*MENDS.get(turn.fault, ()), *(deed for asked in turn.asks for deed in asked.deeds))


def seconds(seed: int, what: str, least: int, most: int) -> int:
    """A time between so many seconds (ms): the same for the same seed and thing."""
    return random.Random(f"{seed}/{what}").randint(least * SECOND, most * SECOND)


def _replace(struct: S, **changes: object) -> S:
    return msgspec.structs.replace(struct, **changes)
