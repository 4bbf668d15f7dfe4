"""What a session is at one moment, and `evolve`, the only place that changes it. Live, replay and recovery share it."""

import logging
from collections.abc import Iterable
from typing import TypeVar, assert_never

import msgspec

from kapguide.session import events as e
from kapguide.session.beside import LeavingState, SideTimer
from kapguide.session.clock import Elapsed
from kapguide.session.consent.events import ConsentMarked, ConsentStep
from kapguide.session.consent.state import ConsentState, consent_after
from kapguide.session.doses.dose import Dose, DoseStep, StepTaken, dose_of, first_given, with_step, without_step
from kapguide.session.flow_moves import flow_after, settled
from kapguide.session.guiding.breath import BreathRun
from kapguide.session.guiding.display import DisplayState, Shows
from kapguide.session.guiding.script_run import ScriptRun, runs_after, spoken_from, without_voice
from kapguide.session.leaving.events import LeavingStep
from kapguide.session.leaving.state import LeavingList, leaving_after
from kapguide.session.parts import Cue, EmergencyTap, Flow, LoggedLine, MusicState, Reading
from kapguide.session.people.events import people_after
from kapguide.session.people.people import Stay, at_start, without
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.safety.events import SafetyStep
from kapguide.session.safety.state import SafetyState, safety_after, without_entry
from kapguide.session.telling import Names, tell
from kapguide.spans import SECOND

log = logging.getLogger(__name__)

UNDO_WITHIN = 10 * SECOND
"""Long enough to see a slip, short enough that what the music and the plan do by then can still go back."""

S = TypeVar("S", bound=msgspec.Struct)


class Undoable(msgspec.Struct, frozen=True):
    """A command that can be taken back, done by event `seq`. Then come the parts of a session that hands change, each
    as it was before; None where the command left it alone.
    """

    command_id: str
    at: Elapsed
    what: str
    seq: int
    flow: Flow | None = None
    music: MusicState | None = None
    cues: dict[str, Cue] | None = None
    readings: tuple[Reading, ...] | None = None
    lines: tuple[LoggedLine, ...] | None = None
    doses: tuple[Dose, ...] | None = None
    timers: tuple[SideTimer, ...] | None = None
    leaving: tuple[LeavingState, ...] | None = None
    leaving_list: LeavingList | None = None
    touch: str | None = None
    people: tuple[Stay, ...] | None = None
    consent: ConsentState | None = None
    safety: SafetyState | None = None
    scripts: tuple[ScriptRun, ...] | None = None
    breath: tuple[BreathRun, ...] | None = None


HANDS = (
    "flow", "music", "cues", "readings", "lines", "doses", "timers", "leaving", "leaving_list", "touch", "people",
    "consent", "safety", "scripts", "breath",
)  # fmt: skip
"""The parts of a session that can be given back."""


class SessionState(msgspec.Struct, frozen=True):
    """A whole session. What depends on the present moment is not in here: it is a function of (state, now)."""

    protocol: TherapyProtocol
    started: e.SessionStarted | None = None
    opening: str = ""
    """The id of the command that began it."""
    ended: Elapsed | None = None
    flow: Flow = Flow()
    music: MusicState = MusicState()
    doses: tuple[Dose, ...] = ()
    cues: dict[str, Cue] = {}
    readings: tuple[Reading, ...] = ()
    lines: tuple[LoggedLine, ...] = ()
    timers: tuple[SideTimer, ...] = ()
    """Every side timer, each at its number's place."""
    leaving: tuple[LeavingState, ...] = ()
    leaving_list: LeavingList = LeavingList()
    touch: str = ""
    """Touch consent, as `answers.Touch` has it; empty while nobody has said anything of it."""
    people: tuple[Stay, ...] = ()
    """Every stay of everybody who was there."""
    therapist: str = ""
    """Who has the session."""
    consent: ConsentState = ConsentState()
    safety: SafetyState = SafetyState()
    scripts: tuple[ScriptRun, ...] = ()
    """Every imagery script that was begun; only the last one may still run."""
    breath: tuple[BreathRun, ...] = ()
    """The breath that is led, if one is."""
    display: DisplayState = DisplayState()
    discarded: bool = False
    speaking: str = ""
    """What is being said to the client: a prompt, by its cue, or a line of the script, see ScriptRun.voice_cue."""
    emergency: Elapsed | None = None
    had_emergency: bool = False
    silent_before: bool = False
    """Whether the music was silent already when the last emergency began."""
    taps: tuple[EmergencyTap, ...] = ()
    fault: str = ""
    """The sound fault that has not been reported as over, or an empty string."""
    slept: int = 0
    wall_shift: int = 0
    undoable: tuple[Undoable, ...] = ()
    final: int = 0
    """The number of the last event that is corrected and never taken back; nothing before it is offered, either."""
    seq: int = 0
    last: Elapsed = Elapsed(0)
    """When the last event happened."""

    @property
    def running(self) -> bool:
        """Begun and not ended."""
        return self.started is not None and self.ended is None

    @property
    def t0(self) -> Elapsed | None:
        """When the first dose was given: see `first_given`."""
        return first_given(dose.given for dose in self.doses)

    @property
    def last_dose(self) -> int:
        """The number, from 1, of the dose that was given last; 0 without a dose. The observation counts from it."""
        given = [(dose.taken_until, number) for number, dose in enumerate(self.doses, 1)]
        return max(given)[1] if given else 0


def running_timers(state: SessionState) -> tuple[SideTimer, ...]:
    """The side timers whose time is not over."""
    return tuple(timer for timer in state.timers if timer.ended is None)


def replay(protocol: TherapyProtocol, events: Iterable[e.Event]) -> SessionState:
    """Fold stored events, in the order of their `seq`, into the state that they left."""
    state = SessionState(protocol)
    for event in events:
        state = taken_in(state, event)
    return state


def taken_in(state: SessionState, event: e.Event) -> SessionState:
    """The state after a stored event.

    One that speaks of what this log does not have, as where two copies of it went on, is told and changes nothing.
    """
    try:
        return evolve(state, event)
    except (LookupError, StopIteration):
        log.warning("an entry of kind %s speaks of what this log does not have", event.kind)
        return _replace(state, seq=event.seq, last=event.t)


def evolve(state: SessionState, event: e.Event) -> SessionState:
    """The state after `event`."""
    keep = tuple(u for u in state.undoable if event.t - u.at <= UNDO_WITHIN)
    if isinstance(event.body, e.ScriptLineSaid) and event.body.by_voice:  # what the voice has said is not unsaid
        keep = tuple(u for u in keep if u.scripts is None)
    if isinstance(event.body, e.BreathStopped) and event.body.why != "hand":  # what ended by itself stays over
        keep = tuple(u for u in keep if u.breath is None)
    state = _replace(state, undoable=keep, seq=event.seq, last=event.t)
    after = _after(state, event)
    what = tell(event, Names(state.protocol)).undo
    if not what or event.command_id == state.opening:  # nothing takes back the beginning
        return after
    before = {part: old for part in HANDS if (old := getattr(state, part)) is not getattr(after, part)}
    if keep and keep[-1].command_id == event.command_id:  # one command is taken back as one, as it was before all of it
        before |= {part: old for part in HANDS if (old := getattr(keep[-1], part)) is not None}
        keep = keep[:-1]
    return _replace(after, undoable=(*keep, Undoable(event.command_id, event.t, what, event.seq, **before)))


def _after(state: SessionState, event: e.Event) -> SessionState:
    """The state after `event`, which says nothing yet of taking it back."""
    body = event.body
    match body:
        case e.SessionStarted():
            people = at_start(body.therapist, body.present)
            music = MusicState(level_db=body.level_db)
            state = _replace(state, started=body, opening=event.command_id)
            return _replace(state, music=music, people=people, therapist=body.therapist)
        case e.SessionEnded():
            runs = (*state.flow.runs[:-1], _replace(settled(state.flow, event.t), ended=event.t))
            return _replace(state, ended=event.t, flow=Flow(runs), undoable=())
        case e.SessionResumed():
            music = state.music if body.music_went_on else _replace(state.music, silent=True)
            state = _replace(state, music=music, speaking="", scripts=without_voice(state.scripts), undoable=())
            state = _replace(state, display=DisplayState())
            return _replace(state, slept=body.slept, wall_shift=body.wall_shift)
        case e.ClockGap():
            scripts = without_voice(state.scripts) if body.slept_ms else state.scripts
            return _replace(state, scripts=scripts, slept=body.slept, wall_shift=body.wall_shift)
        case e.PhaseBegan() | e.PhaseHeld() | e.PhaseReleased() | e.PhaseExtended():
            return _replace(state, flow=flow_after(state.flow, body, event.t))
        case e.MusicFaded():
            return _with_music(state, silent=body.silent)
        case e.LevelChanged():
            return _with_music(state, level_db=body.after_db)
        case e.MusicShifted():
            return _replace(state, flow=_shifted(state, body, event.t))
        case e.MusicTurned():
            return _with_music(state, turn=state.music.turn + 1)
        case e.MusicReturned():
            return _with_music(state, returning=body.on)
        case e.OutputLevelChanged():
            return _with_music(state, outputs={**state.music.outputs, body.output: body.after_db})
        case e.VoiceBegan():
            return _replace(state, speaking=body.cue, scripts=spoken_from(state.scripts, body.cue, event.t))
        case e.VoiceEnded():
            return _replace(state, speaking="")
        case e.ScriptStep():
            return _replace(state, scripts=runs_after(state.scripts, body, event.t))
        case e.BreathStarted():
            run = BreathRun(body.pattern, event.t, event.t, chime=body.chime, shown=body.shown, reason=body.reason)
            return _replace(state, breath=(run,))
        case e.BreathPaced():
            return _replace(state, breath=(state.breath[0].paced(body.after, event.t),))
        case e.BreathChimed():
            return _replace(state, breath=(_replace(state.breath[0], chime=body.chime),))
        case e.BreathStopped():
            return _replace(state, breath=())
        case e.DisplayTurned():
            return _displayed(state, state.display.turned(body.shows, body.words))
        case e.DisplayCovered():
            return _displayed(state, _replace(state.display, covered=body.covered))
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
        case e.TimerStarted():
            timer = SideTimer(body.number, body.name, event.t, body.lasts)
            return _replace(state, timers=(*state.timers, timer))
        case e.TimerEnded() | e.TimerCancelled():
            over = {"ended": event.t, "cancelled": isinstance(body, e.TimerCancelled)}
            timers = (_replace(timer, **over) if timer.number == body.number else timer for timer in state.timers)
            return _replace(state, timers=tuple(timers))
        case e.LeavingNoted():
            leaving = LeavingState(event.id, body.outcome, body.told, body.told_at)
            return _replace(state, leaving=_recorded(state.leaving, leaving, body.supersedes))
        case SafetyStep():
            return _replace(state, safety=safety_after(state.safety, body, event.id, event.t))
        case LeavingStep():
            return _replace(state, leaving_list=leaving_after(state.leaving_list, event))
        case e.TouchMarked():
            return _replace(state, touch=body.touch, final=event.seq if state.doses else state.final)
        case e.PersonCame() | e.PersonLeft():
            return _replace(state, people=people_after(state.people, body, event.id, event.t))
        case e.SessionTakenOver():
            return _replace(state, therapist=body.person.name, final=event.seq)
        case ConsentStep():  # what is withdrawn after the dose does not come back, not by a slip of Undo either
            final = event.seq if state.doses and isinstance(body, ConsentMarked) else state.final
            return _replace(state, consent=consent_after(state.consent, body), final=final)
        case e.BegunAnyway() | e.PrivateLineWritten():
            return state
        case e.SessionDiscarded():
            return _replace(state, discarded=True)
        case e.CueAnswered():
            first = event.t if body.happened is None else body.happened
            cue = _replace(state.cues[body.cue], answer=body.answer, said=event.id, answered=first)
            return _with_cue(state, body.cue, cue)
        case e.CueSnoozed():
            return _with_cue(state, body.cue, _replace(state.cues[body.cue], snoozed_until=body.until))
        case e.DoseGiven():
            old = next((dose for dose in state.doses if dose.id == body.supersedes), None)
            doses = _recorded(state.doses, dose_of(event.id, body, old), body.supersedes)
            return _replace(state, doses=doses, final=event.seq)
        case e.DoseEnded() | e.DoseStepped():
            step, part = (body.step, body.part) if isinstance(body, e.DoseStepped) else (DoseStep.ENDED, 0)
            taken = StepTaken(step, event.t if body.happened is None else body.happened, part, event.id)
            return _replace(state, doses=with_step(state.doses, taken, body.supersedes))
        case e.EntryStruck():
            return _struck(state, body.supersedes)
        case e.ReadingTaken():
            reading = Reading(event.id, body.vitals, body.taken, body.by, body.cue, body.outside)
            return _replace(state, readings=_recorded(state.readings, reading, body.supersedes))
        case e.NoteAdded():
            line = LoggedLine(event.id, body.text, body.begun, body.manner)
            return _replace(state, lines=_recorded(state.lines, line, body.supersedes))
        case e.ObservationAdded():
            return _replace(state, lines=(*state.lines, LoggedLine(event.id, body.label, event.t, "observation")))
        case e.EmergencyStarted():
            since = state.flow.held_since if state.flow.held_since is not None else event.t
            flow = _replace(state.flow, held_since=since, prompts_stopped=True)
            music = _replace(state.music, silent=True)
            before = state.music.silent
            state = _replace(state, emergency=event.t, had_emergency=True, silent_before=before)
            display = state.display.turned(Shows.BLACK) if state.display.on else state.display
            state = _replace(state, speaking="", display=display, undoable=())
            return _replace(state, flow=flow, music=music)
        case e.EmergencyTapped():
            tap = EmergencyTap(event.id, body.what, body.tapped, body.detail)
            return _replace(state, taps=_recorded(state.taps, tap, body.supersedes))
        case e.EmergencyEnded():
            return _replace(state, emergency=None, undoable=())
        case e.Undone():
            return _undone(state, body)
    assert_never(body)


_Row = TypeVar("_Row", bound=Dose | Reading | LoggedLine | EmergencyTap | LeavingState)


def _undone(state: SessionState, body: e.Undone) -> SessionState:
    """What the command changed is as it was; what has happened since by itself stays."""
    entry = next(u for u in state.undoable if u.command_id == body.target)
    before = {part: old for part in HANDS if (old := getattr(entry, part)) is not None}
    if entry.music is not None:  # the track goes on: only the therapist's wishes are taken back
        wishes = ("level_db", "silent", "turn", "returning", "outputs")
        before["music"] = _replace(state.music, **{name: getattr(entry.music, name) for name in wishes})
    if entry.timers is not None:  # what was over by itself stays over
        pairs = zip(entry.timers, state.timers, strict=False)
        before["timers"] = tuple(now if now.ended and not now.cancelled else old for old, now in pairs)
    if entry.breath is not None:
        before["breath"] = tuple(_breath_again(run, state) for run in entry.breath)
    cues = {**state.cues, **(entry.cues or {})}
    before["cues"] = {name: cue for name, cue in cues.items() if name not in body.cues}
    rest = tuple(u for u in state.undoable if u.command_id != body.target)
    return _replace(state, **before, undoable=rest)


def _breath_again(before: BreathRun, state: SessionState) -> BreathRun:
    """A breath as it was led before, in the place where it is now: what is on the display does not jump."""
    now = state.breath[0] if state.breath else before
    if now.began != before.began:
        return before
    run = now.paced(before.pace, state.last)
    return _replace(run, shown=now.shown or state.display.seen)


def _displayed(state: SessionState, display: DisplayState) -> SessionState:
    """The client's display shows something else, or is seen again or no more, and with it a breath that is led."""
    shown = tuple(_replace(run, shown=run.shown or display.seen) for run in state.breath)
    return _replace(state, display=display, breath=shown)


def _struck(state: SessionState, entry: str) -> SessionState:
    """The state without what the event `entry` said; what it had answered is open again."""
    answered = next((name for name, cue in state.cues.items() if cue.said == entry), "")
    if answered:
        return _with_cue(state, answered, _replace(state.cues[answered], answer="", said="", answered=None))
    if any(entry in (stay.id, stay.left_id) for stay in state.people):
        return _replace(state, people=without(state.people, entry))
    if any(each.id == entry for each in state.leaving):
        return _replace(state, leaving=tuple(each for each in state.leaving if each.id != entry))
    return _replace(state, doses=without_step(state.doses, entry), safety=without_entry(state.safety, entry))


def _with_music(state: SessionState, **wishes: object) -> SessionState:
    return _replace(state, music=_replace(state.music, **wishes))


def _shifted(state: SessionState, body: e.MusicShifted, t: Elapsed) -> Flow:
    """The flow once softer or deeper music has been asked for."""
    run, step = state.flow.run, body.after - body.before
    waits = run.shifted is not None and (state.music.since is None or state.music.since < run.shifted)
    if waits and step == -run.heading:  # taken back before it was heard: nothing is asked for any more
        run = _replace(run, shift=body.after, shifted=None, heading=0)
    else:
        run = _replace(run, shift=body.after, shifted=t, heading=step or run.heading)
    return _replace(state.flow, runs=(*state.flow.runs[:-1], run))


def _with_cue(state: SessionState, name: str, cue: Cue) -> SessionState:
    return _replace(state, cues={**state.cues, name: cue})


def _recorded(rows: tuple[_Row, ...], row: _Row, supersedes: str) -> tuple[_Row, ...]:
    """`rows` with `row` added, or put in the place of the one that it corrects."""
    if supersedes:
        return tuple(row if old.id == supersedes else old for old in rows)
    return (*rows, row)


def _replace(struct: S, **changes: object) -> S:
    return msgspec.structs.replace(struct, **changes)
