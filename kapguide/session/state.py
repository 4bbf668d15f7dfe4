"""What a session is at one moment, and `evolve`, the only place that changes it. Live, replay and recovery share it."""

from collections.abc import Iterable
from typing import TypeVar, assert_never

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.session import events as e
from kapguide.session.clock import SECOND, Elapsed
from kapguide.session.protocol import TherapyProtocol

UNDO_WITHIN = 10 * SECOND

S = TypeVar("S", bound=msgspec.Struct)


class PhaseRun(msgspec.Struct, frozen=True):
    """A phase as it went: `held` and `extended` in ms in all, `shift` the steps its music is deeper than planned."""

    began: Elapsed
    ended: Elapsed | None = None
    held: int = 0
    extended: int = 0
    shift: int = 0
    shifted: Elapsed | None = None
    """When the music was last asked to be softer or deeper."""
    heading: int = 0
    """Which of both: -1 or +1."""


class Flow(msgspec.Struct, frozen=True):
    """Where the session stands in its plan. `runs` has one entry for each phase begun, the current one last."""

    runs: tuple[PhaseRun, ...] = ()
    held_since: Elapsed | None = None
    prompts_stopped: bool = False
    """An emergency stopped the prompts; they come again when a person lets the phase, or the next one, go on."""

    @property
    def index(self) -> int:
        """The current phase's place in the protocol; -1 before the start."""
        return len(self.runs) - 1

    @property
    def run(self) -> PhaseRun:
        """The current phase."""
        return self.runs[-1]


class Music(msgspec.Struct, frozen=True):
    """What the therapist wants of the music, and what has been reported as sounding."""

    level_db: float = 0.0
    silent: bool = False
    turn: int = 0
    """How often the next piece was asked for."""
    returning: bool = False
    outputs: dict[str, float] = {}
    """The level of each output that was changed, dB."""
    track: str = ""
    title: str = ""
    since: Elapsed | None = None
    """When the track began."""
    heard: tuple[str, ...] = ()
    """Every track that has sounded, each once, in the order in which it sounded last."""


class Dose(msgspec.Struct, frozen=True):
    """A dose as recorded, corrections applied. `id` is the event that a further correction supersedes."""

    id: str
    amount: str
    route: str
    by: str
    given: Elapsed
    medicine: str = ""
    ended: Elapsed | None = None


class Cue(msgspec.Struct, frozen=True):
    """What became of a cue: it fires or is missed once, and may be put away or snoozed."""

    title: str
    due: int
    at: Elapsed
    missed: bool = False
    acknowledged: bool = False
    snoozed_until: int | None = None


class Reading(msgspec.Struct, frozen=True):
    """A reading as recorded, corrections applied."""

    id: str
    vitals: Vitals
    taken: Elapsed
    by: str = ""


class Line(msgspec.Struct, frozen=True):
    """A line of the running notes; `manner` is note, verbatim, paraphrase or observation."""

    id: str
    text: str
    at: Elapsed
    manner: str = "note"


class Undoable(msgspec.Struct, frozen=True):
    """A command that can be taken back, with what it changed as it was before."""

    command_id: str
    at: Elapsed
    what: str
    flow: Flow | None = None
    music: Music | None = None


class SessionState(msgspec.Struct, frozen=True):
    """A whole session. What depends on the present moment is not in here: it is a function of (state, now)."""

    protocol: TherapyProtocol
    started: e.SessionStarted | None = None
    ended: Elapsed | None = None
    flow: Flow = Flow()
    music: Music = Music()
    doses: tuple[Dose, ...] = ()
    cues: dict[str, Cue] = {}
    readings: tuple[Reading, ...] = ()
    lines: tuple[Line, ...] = ()
    speaking: str = ""
    """The cue whose line is being said."""
    emergency: Elapsed | None = None
    fault: str = ""
    """The sound fault that has not been reported as over, or an empty string."""
    slept: int = 0
    wall_shift: int = 0
    undoable: tuple[Undoable, ...] = ()
    seq: int = 0
    last: Elapsed = Elapsed(0)
    """When the last event happened."""

    @property
    def running(self) -> bool:
        """Begun and not ended."""
        return self.started is not None and self.ended is None

    @property
    def t0(self) -> Elapsed | None:
        """When the first dose was given."""
        return self.doses[0].given if self.doses else None


def replay(protocol: TherapyProtocol, events: Iterable[e.Event]) -> SessionState:
    """Fold stored events, in the order of their `seq`, into the state that they left."""
    state = SessionState(protocol)
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: SessionState, event: e.Event) -> SessionState:
    """The state after `event`."""
    keep = tuple(u for u in state.undoable if event.t - u.at <= UNDO_WITHIN)
    state = _replace(state, undoable=keep, seq=event.seq, last=event.t)
    body = event.body
    match body:
        case e.SessionStarted():
            return _replace(state, started=body, music=Music(level_db=body.level_db))
        case e.SessionEnded():
            runs = (*state.flow.runs[:-1], _replace(_settled(state.flow, event.t), ended=event.t))
            return _replace(state, ended=event.t, flow=Flow(runs), undoable=())
        case e.SessionResumed():
            music = state.music if body.music_went_on else _replace(state.music, silent=True)
            return _replace(state, music=music, speaking="", slept=body.slept, wall_shift=body.wall_shift, undoable=())
        case e.ClockGap():
            return _replace(state, slept=body.slept, wall_shift=body.wall_shift)
        case e.PhaseBegan() | e.PhaseHeld() | e.PhaseReleased() | e.PhaseExtended():
            what, flow = _flow_after(state.flow, body, event.t)
            undo = Undoable(event.command_id, event.t, what, flow=state.flow)
            first = isinstance(body, e.PhaseBegan) and body.index == 0
            return _replace(state, flow=flow, undoable=state.undoable if first else (*state.undoable, undo))
        case e.MusicFaded():
            what = "Music taken to silence" if body.silent else "Music brought back"
            return _with_music(state, event, what, _replace(state.music, silent=body.silent))
        case e.LevelChanged():
            what = f"Level {body.after_db:+.0f} dB"
            return _with_music(state, event, what, _replace(state.music, level_db=body.after_db))
        case e.MusicShifted():
            return _with_shift(state, event, body)
        case e.MusicTurned():
            return _with_music(state, event, "Next piece", _replace(state.music, turn=state.music.turn + 1))
        case e.MusicReturned():
            what = "Music of the way back" if body.on else "The phase’s own music"
            return _with_music(state, event, what, _replace(state.music, returning=body.on))
        case e.OutputLevelChanged():
            outputs = {**state.music.outputs, body.output: body.after_db}
            what = f"{body.output.capitalize()} {body.after_db:+.0f} dB"
            return _with_music(state, event, what, _replace(state.music, outputs=outputs))
        case e.VoiceBegan():
            return _replace(state, speaking=body.cue)
        case e.VoiceEnded():
            return _replace(state, speaking="")
        case e.TrackStarted():
            heard = (*(each for each in state.music.heard if each != body.track), body.track)
            music = _replace(state.music, track=body.track, title=body.title, since=event.t, heard=heard)
            return _replace(state, music=music)
        case e.SoundFault():
            return _replace(state, fault=body.fault)
        case e.SoundBack():
            return _replace(state, fault="")
        case e.CueFired() | e.CueMissed():
            missed = isinstance(body, e.CueMissed)
            return _with_cue(state, body.cue, Cue(body.title, body.due, event.t, missed=missed))
        case e.CueAcknowledged():
            return _with_cue(state, body.cue, _replace(state.cues[body.cue], acknowledged=True))
        case e.CueSnoozed():
            return _with_cue(state, body.cue, _replace(state.cues[body.cue], snoozed_until=body.until))
        case e.DoseGiven():
            ended = next((dose.ended for dose in state.doses if dose.id == body.supersedes), None)
            dose = Dose(event.id, body.amount, body.route, body.by, body.given, body.medicine, ended)
            return _replace(state, doses=_recorded(state.doses, dose, body.supersedes))
        case e.DoseEnded():
            return _replace(state, doses=(*state.doses[:-1], _replace(state.doses[-1], ended=event.t)))
        case e.ReadingTaken():
            reading = Reading(event.id, body.vitals, body.taken, body.by)
            return _replace(state, readings=_recorded(state.readings, reading, body.supersedes))
        case e.NoteAdded():
            line = Line(event.id, body.text, body.begun, body.manner)
            return _replace(state, lines=_recorded(state.lines, line, body.supersedes))
        case e.ObservationAdded():
            return _replace(state, lines=(*state.lines, Line(event.id, body.label, event.t, "observation")))
        case e.EmergencyStarted():
            since = state.flow.held_since if state.flow.held_since is not None else event.t
            flow = _replace(state.flow, held_since=since, prompts_stopped=True)
            music = _replace(state.music, silent=True)
            return _replace(state, emergency=event.t, flow=flow, music=music, speaking="", undoable=())
        case e.EmergencyEnded():
            return _replace(state, emergency=None, undoable=())
        case e.Undone():
            return _undone(state, body.target)
    assert_never(body)


_Row = TypeVar("_Row", bound=Dose | Reading | Line)
_Move = e.PhaseBegan | e.PhaseHeld | e.PhaseReleased | e.PhaseExtended


def _flow_after(flow: Flow, body: _Move, t: Elapsed) -> tuple[str, Flow]:
    """What a move is called, and the flow after it."""
    match body:
        case e.PhaseBegan():
            left = (*flow.runs[:-1], _replace(_settled(flow, t), ended=t)) if flow.runs else ()
            return "Phase moved on", Flow((*left, PhaseRun(began=t)))
        case e.PhaseHeld():
            return "Phase held", _replace(flow, held_since=t)
        case e.PhaseReleased():
            return "Hold released", Flow((*flow.runs[:-1], _settled(flow, t)))
    run = _replace(flow.run, extended=flow.run.extended + body.by_ms)
    what = f"Phase {'extended' if body.by_ms > 0 else 'shortened'} by {_minutes(body.by_ms)} min"
    return what, _replace(flow, runs=(*flow.runs[:-1], run))


def _settled(flow: Flow, t: Elapsed) -> PhaseRun:
    """The current phase with a hold that is still on counted in."""
    return flow.run if flow.held_since is None else _replace(flow.run, held=flow.run.held + t - flow.held_since)


def _minutes(ms: int) -> str:
    return f"{abs(ms) / 60_000:.1f}".removesuffix(".0")


def _undone(state: SessionState, target: str) -> SessionState:
    entry = next(u for u in state.undoable if u.command_id == target)
    music = state.music
    if entry.music is not None:  # the track goes on: only the therapist's wishes are taken back
        before = entry.music
        wishes = {name: getattr(before, name) for name in ("level_db", "silent", "turn", "returning", "outputs")}
        music = _replace(music, **wishes)
    rest = tuple(u for u in state.undoable if u.command_id != target)
    return _replace(state, flow=entry.flow or state.flow, music=music, undoable=rest)


def _with_music(state: SessionState, event: e.Event, what: str, music: Music) -> SessionState:
    undo = Undoable(event.command_id, event.t, what, music=state.music)
    return _replace(state, music=music, undoable=(*state.undoable, undo))


def _with_shift(state: SessionState, event: e.Event, body: e.MusicShifted) -> SessionState:
    what = "Deeper music" if body.after > body.before else "Softer music"
    if body.at_once:
        what = "Music changed at once"
    run, step = state.flow.run, body.after - body.before
    waits = run.shifted is not None and (state.music.since is None or state.music.since < run.shifted)
    if waits and step == -run.heading:  # taken back before it was heard: nothing is asked for any more
        run = _replace(run, shift=body.after, shifted=None, heading=0)
    else:
        run = _replace(run, shift=body.after, shifted=event.t, heading=step or run.heading)
    undo = Undoable(event.command_id, event.t, what, flow=state.flow)
    flow = _replace(state.flow, runs=(*state.flow.runs[:-1], run))
    return _replace(state, flow=flow, undoable=(*state.undoable, undo))


def _with_cue(state: SessionState, name: str, cue: Cue) -> SessionState:
    return _replace(state, cues={**state.cues, name: cue})


def _recorded(rows: tuple[_Row, ...], row: _Row, supersedes: str) -> tuple[_Row, ...]:
    """`rows` with `row` added, or put in the place of the one that it corrects."""
    if supersedes:
        return tuple(row if old.id == supersedes else old for old in rows)
    return (*rows, row)


def _replace(struct: S, **changes: object) -> S:
    return msgspec.structs.replace(struct, **changes)
