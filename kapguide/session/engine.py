"""The rules: `decide` turns a command and a moment into what happened, or refuses it with a sentence."""

from collections.abc import Callable, Iterator

import msgspec

from kapguide.clinical.limits import outside
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import CHOICES, answer_words
from kapguide.session.care.asks import asked, asked_late
from kapguide.session.care.readings import reading_meant
from kapguide.session.care.rules import answered, discarded, ended, noted, timed
from kapguide.session.clock import Elapsed, Instant, utc
from kapguide.session.consent.commands import ConsentCommand
from kapguide.session.consent.rules import consented, touched
from kapguide.session.doses.rules import dosed
from kapguide.session.entries import happened, known, struck
from kapguide.session.event_json import encode
from kapguide.session.guiding.breath_rules import BreathEnd, breath_lapsed, breath_over, breathed, turned
from kapguide.session.guiding.script_events import ScriptLeft
from kapguide.session.guiding.script_rules import left, scripted, undone, voice_gives_way, voice_over
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.leaving.rules import gone_through
from kapguide.session.levels import LEVEL_RANGE, OUTPUT_RANGE
from kapguide.session.people.rules import moved_about
from kapguide.session.plan import LATE_OK, due_by, held_now, prompt_of, unclamped_phase_end
from kapguide.session.protocol.protocol import DoneBy, base_cue
from kapguide.session.refused import Refused
from kapguide.session.safety.commands import SafetyCommand
from kapguide.session.safety.rules import said_of_safety
from kapguide.session.state import UNDO_WITHIN, SessionState, Undoable, evolve, running_timers
from kapguide.session.storable import storable
from kapguide.spans import SECOND
from kapguide.text import clean_text

__all__ = ["Refused"]

GAP = 2 * SECOND
"""A sleep, or a move of the wall clock, of at least this long is recorded and shown."""

EMERGENCY_S = 3.0
"""How fast a second press of the key silences music that was brought back in an emergency."""

MOST_SHIFT = 2
"""How many steps the music of a phase can be taken from what was planned [OURS]."""

Ids = Callable[[], str]
"""Gives a new id at each call."""


def step(
    state: SessionState, command: c.Command, now: Instant, ids: Ids, boot_id: str
) -> tuple[SessionState, tuple[e.Event, ...]]:
    """Let what is due happen, then the command, then what it made due: the new state, and the events in order.

    Raises Refused when the command makes no sense now; then nothing has happened.
    """
    events: list[e.Event] = []

    def record(bodies: Iterator[e.AnyBody]) -> None:
        nonlocal state
        command_id = ""
        for body in map(storable, bodies):
            command_id = command_id or ids()
            event = e.Event(ids(), command_id, state.seq + 1, now.elapsed, utc(now.utc), now.tz_min, boot_id, body)
            state = evolve(state, event)
            events.append(event)

    def decided() -> Iterator[e.AnyBody]:
        yield from decide(state, command, now)
        for each in command.said if isinstance(command, c.Start) else ():
            yield from decide(state, each, now)

    if not isinstance(command, c.Start | c.Resume):
        record(_overdue(state, now))
    if not isinstance(command, c.Tick):
        record(decided())
        record(_overdue(state, now))
    return state, tuple(events)


def overdue(state: SessionState, now: Instant) -> bool:
    """Whether something should have happened by `now` that no tick has let happen yet."""
    return next(_overdue(state, now), None) is not None


def _overdue(state: SessionState, now: Instant) -> Iterator[e.AnyBody]:
    """A clock gap if there was one, timers that are over, and every cue whose time has come: fired, or missed."""
    if not state.running:
        return
    slept, moved = now.slept - state.slept, now.wall_shift - state.wall_shift
    if slept >= GAP or abs(moved) >= GAP:
        yield e.ClockGap(slept, moved, now.slept, now.wall_shift)
    yield from breath_lapsed(state, now.elapsed, slept if slept >= GAP else 0)
    for timer in running_timers(state):
        if timer.until <= now.elapsed:
            yield e.TimerEnded(timer.number, timer.name, now.elapsed - timer.until)
    for due in due_by(state, now.elapsed):
        late = now.elapsed - due.at
        if late > LATE_OK:
            yield e.CueMissed(due.cue, due.title, due.at, late)
        elif due.prompt is None or not state.flow.prompts_stopped:
            yield e.CueFired(due.cue, due.title, due.at, late)


def decide(state: SessionState, command: c.Command, now: Instant) -> Iterator[e.AnyBody]:
    """What happens because of `command`. Raises Refused before anything has happened."""
    t = now.elapsed
    if isinstance(command, c.Start):
        if state.started is not None:
            raise Refused("This session has already begun.")
        yield command.started
        if command.anyway is not None:
            yield command.anyway
        yield e.PhaseBegan(state.protocol.phases[0].id, 0, -1)
        return
    if state.started is None:
        raise Refused("This session has not begun.")
    if state.ended is not None:
        raise Refused("This session has ended. Add to its note instead.")
    match command:
        case c.Resume():
            yield e.SessionResumed(
                max(0, t - state.last), command.rebooted, command.music_went_on, now.slept, now.wall_shift
            )
            yield from breath_over(state, state.last, BreathEnd.GONE)
        case c.Next() | c.Hold() | c.Release() | c.Extend():
            yield from _move(state, command, t)
        case c.Acknowledge():
            _open_cue(state, command.cue)
            if (ask := asked(state, command.cue)) is not None:
                raise Refused(f"It wants an answer: {', '.join(map(answer_words, CHOICES[ask]))}.")
            if _asks_for_the_dose(state, command.cue):
                raise Refused("This prompt goes once the dose is recorded. It can be snoozed.")
            yield e.CueAcknowledged(command.cue)
        case c.Snooze():
            _open_cue(state, command.cue)
            yield e.CueSnoozed(command.cue, t + command.for_ms)
        case c.AnswerCue():
            yield answered(state, command)
        case c.StartTimer() | c.CancelTimer():
            yield timed(state, command)
        case c.NoteLeaving():
            yield noted(state, command, t)
        case AnswerLeaving():
            yield from gone_through(state, command)
        case c.MarkTouch():
            yield touched(state, command)
        case c.NoteArrival() | c.NoteDeparture() | c.TakeOver():
            yield from moved_about(state, command, t)
        case ConsentCommand():
            yield from consented(state, command)
        case c.Strike():
            yield struck(state, command)
        case c.GiveDose() | c.StepDose():
            yield from dosed(state, command, t)
        case c.TakeReading() | c.AddNote() | c.Observe():
            yield from _write(state, command, t)
        case c.NotePrivately():
            yield e.PrivateLineWritten()
        case SafetyCommand():
            yield from said_of_safety(state, command, t)
        case c.FadeMusic() | c.ChangeLevel() | c.ChangeOutputLevel():
            yield from _louder_or_quieter(state, command)
        case c.ShiftMusic() | c.NextTrack() | c.ReturnMusic():
            yield from _steer(state, command)
        case c.Speak() | c.Hush() | c.ReportVoiceEnded():
            yield from _voice(state, command, t)
        case c.ScriptCommand():
            yield from scripted(state, command, t)
        case c.StartBreath() | c.PaceBreath() | c.ChimeBreath() | c.StopBreath():
            yield from breathed(state, command, t)
        case c.TurnDisplay():
            yield from turned(state, command)
        case c.ReportDisplay():
            if command.covered != state.display.covered and state.display.on:
                yield e.DisplayCovered(command.covered)
        case c.Undo():
            yield from _undo(state, t)
        case c.StartEmergency():
            if state.emergency is None:
                yield from left(state, ScriptLeft.EMERGENCY, t)
                yield from breath_over(state, t, BreathEnd.EMERGENCY)
                yield e.EmergencyStarted()  # the last: nothing that came before it is taken back
            elif not state.music.silent:
                yield e.MusicFaded(True, EMERGENCY_S)
        case c.TapEmergency():
            known(command.supersedes, (tap.id for tap in state.taps), "entry")
            if state.emergency is None and not command.supersedes:
                raise Refused("There is no emergency. Write a note line instead.")
            tapped = happened(command.tapped, t)
            yield e.EmergencyTapped(command.what, tapped, clean_text(command.detail), command.supersedes)
        case c.EndEmergency():
            if state.emergency is None:
                raise Refused("There is no emergency to leave.")
            yield e.EmergencyEnded(t - state.emergency)
        case c.End():
            end = ended(state, command, t)
            yield from left(state, ScriptLeft.SESSION, t)
            yield from breath_over(state, t, BreathEnd.SESSION)
            yield end
        case c.Discard():
            discard = discarded(state, command, t)
            yield from left(state, ScriptLeft.SESSION, t)
            yield from breath_over(state, t, BreathEnd.SESSION)
            yield from discard
        case c.ReportTrack():
            phase = state.protocol.phases[state.flow.index].id
            yield e.TrackStarted(command.track, command.title, phase)
        case c.ReportFault():
            yield e.SoundFault(command.fault, command.detail)
        case c.ReportSoundBack():
            yield e.SoundBack(command.after_ms)
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def undoable(state: SessionState, now: Elapsed) -> Undoable | None:
    """What Undo would take back at `now`."""
    last = state.undoable[-1] if state.undoable else None
    return last if last is not None and last.seq > state.final and now - last.at <= UNDO_WITHIN else None


def _undo(state: SessionState, t: Elapsed) -> Iterator[e.AnyBody]:
    """The last thing done is taken back, and what is being said on account of it ends."""
    entry = undoable(state, t)
    if entry is None:
        stays = "A dose is corrected by a new entry. What was withdrawn after a dose stays withdrawn."
        raise Refused(f"There is nothing to undo: it can be done for 10 seconds. {stays}")
    cues = _gone_with(state, entry, t)
    yield e.Undone(entry.command_id, entry.what, cues)
    if state.speaking in cues:
        yield e.VoiceEnded(by_hand=True)
    yield from undone(state, entry.scripts)


def _gone_with(state: SessionState, entry: Undoable, t: Elapsed) -> tuple[str, ...]:
    """The cues that came with the phase that is taken back, and are not due without it."""
    if entry.flow is None or entry.flow.index == state.flow.index:
        return ()
    phase = state.protocol.phases[state.flow.index]
    own = {prompt.id for prompt in phase.prompts} | {reading.id for reading in phase.readings}
    came = [name for name, cue in state.cues.items() if cue.at >= entry.at and base_cue(name) in own]
    without = {name: cue for name, cue in state.cues.items() if name not in came}
    due = {due.cue for due in due_by(msgspec.structs.replace(state, flow=entry.flow, cues=without), t)}
    return tuple(name for name in came if name not in due)


def _move(state: SessionState, command: c.Next | c.Hold | c.Release | c.Extend, t: Elapsed) -> Iterator[e.AnyBody]:
    """The phase moves on, stands still, or gets another end."""
    if state.emergency is not None:
        raise Refused("The emergency is on. Leave it first; the session's clock goes on.")
    flow, phases = state.flow, state.protocol.phases
    phase = phases[flow.index].id
    match command:
        case c.Next():
            if flow.index + 1 == len(phases):
                raise Refused("This is the last phase. End the session when it is over.")
            yield e.PhaseBegan(phases[flow.index + 1].id, flow.index + 1, flow.index)
        case c.Hold():
            if flow.held_since is not None:
                raise Refused("The phase is held already.")
            yield e.PhaseHeld(phase)
        case c.Release():
            if flow.held_since is None:
                raise Refused("The phase is not held.")
            yield e.PhaseReleased(phase, held_now(state, t))
        case _:
            end = unclamped_phase_end(state, t)
            wanted = max(t, max(t, end) + command.by_ms)
            if wanted == end or (command.by_ms < 0 and end <= t):
                raise Refused("The phase is at its end. Go on to the next one when it is time.")
            yield e.PhaseExtended(phase, wanted - end)


def _louder_or_quieter(
    state: SessionState, command: c.FadeMusic | c.ChangeLevel | c.ChangeOutputLevel
) -> Iterator[e.AnyBody]:
    """The music's fade and levels."""
    music = state.music
    match command:
        case c.FadeMusic():
            if command.silent == music.silent:
                raise Refused("The music is silent already." if command.silent else "The music is playing already.")
            yield e.MusicFaded(command.silent, command.seconds)
        case c.ChangeLevel():
            yield e.LevelChanged(music.level_db, _moved(music.level_db, command.by_db, LEVEL_RANGE))
        case _:
            before = music.outputs.get(command.output, 0.0)
            yield e.OutputLevelChanged(command.output, before, _moved(before, command.by_db, OUTPUT_RANGE))


def _moved(before: float, by_db: float, limits: tuple[float, float]) -> float:
    """`before` moved by `by_db` within limits. Raises Refused where it cannot move."""
    after = min(limits[1], max(limits[0], before + by_db))
    if after == before:
        raise Refused("The level is at its limit.")
    return after


def _steer(state: SessionState, command: c.ShiftMusic | c.NextTrack | c.ReturnMusic) -> Iterator[e.AnyBody]:
    """Which music sounds."""
    if state.music.silent:
        raise Refused("The music is silent. Bring it back first.")
    match command:
        case c.NextTrack():
            yield e.MusicTurned(command.seconds)
        case c.ReturnMusic():
            if command.on == state.music.returning:
                raise Refused(
                    "The music is on its way back already." if command.on else "The phase’s own music is playing."
                )
            yield e.MusicReturned(command.on, command.seconds)
        case _:
            run = state.flow.run
            if shift_waits(state) and run.heading == command.by:
                yield e.MusicShifted(run.shift, run.shift, at_once=True)
                return
            after = min(MOST_SHIFT, max(-MOST_SHIFT, run.shift + command.by))
            if after == run.shift:
                raise Refused(f"The music is as {'deep' if command.by > 0 else 'soft'} as it goes in this phase.")
            yield e.MusicShifted(run.shift, after)


def _voice(state: SessionState, command: c.Speak | c.Hush | c.ReportVoiceEnded, t: Elapsed) -> Iterator[e.AnyBody]:
    """A prompt's line is said, or ends. One line at a time: the next one takes its place."""
    match command:
        case c.Speak():
            if state.emergency is not None:
                raise Refused("The emergency is on. Nothing is said to the client by the program.")
            prompt = prompt_of(state, command.cue)
            if prompt is None:
                raise Refused("There is no such prompt.")
            yield from voice_gives_way(state)
            yield e.VoiceBegan(command.cue, prompt.title, command.path, command.gain_db)
        case c.Hush():
            if not state.speaking:
                raise Refused("Nothing is being said.")
            yield from voice_gives_way(state)
            yield e.VoiceEnded(by_hand=True)
        case _:
            if state.speaking:
                yield from voice_over(state, t, heard=command.heard)


def shift_waits(state: SessionState) -> bool:
    """Whether softer or deeper music was asked for and has not begun to sound."""
    shifted, since = state.flow.run.shifted, state.music.since
    return shifted is not None and (since is None or since < shifted)


def _write(state: SessionState, command: c.TakeReading | c.AddNote | c.Observe, t: Elapsed) -> Iterator[e.AnyBody]:
    """What the therapist records."""
    match command:
        case c.TakeReading():
            known(command.supersedes, [reading.id for reading in state.readings], "reading")
            by = clean_text(command.by)
            taken = happened(command.taken, t)
            corrected = next((reading for reading in state.readings if reading.id == command.supersedes), None)
            cue = corrected.cue if corrected is not None else reading_meant(state, taken)
            limits = state.started.limits if state.started is not None else ()
            dosed = state.t0 is not None and taken >= state.t0
            passed = outside(limits, command.vitals, dosed=dosed)
            yield e.ReadingTaken(command.vitals, taken, by, command.supersedes, cue, passed)
        case c.AddNote():
            known(command.supersedes, (line.id for line in state.lines), "line")
            if not clean_text(command.text).strip():
                raise Refused("The line is empty.")
            yield e.NoteAdded(clean_text(command.text), happened(command.begun, t), command.manner, command.supersedes)
        case _:
            yield e.ObservationAdded(command.key, command.label)


def _open_cue(state: SessionState, name: str) -> None:
    cue = state.cues.get(name)
    gone = cue is None or cue.acknowledged or cue.answer or (cue.missed and name not in asked_late(state))
    if gone or prompt_of(state, name) is None:
        raise Refused("There is no prompt to put away.")


def _asks_for_the_dose(state: SessionState, name: str) -> bool:
    """Whether it is the prompt that recording the dose closes, and no dose is recorded."""
    prompt = prompt_of(state, name)
    return prompt is not None and prompt.done_by == DoneBy.DOSE and not state.doses


def encode_all(events: tuple[e.Event, ...] | list[e.Event]) -> bytes:
    """The events as JSON lines: what two runs are compared by, byte for byte."""
    return b"".join(encode(event) + b"\n" for event in events)
