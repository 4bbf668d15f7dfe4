"""What each kind of event means in words, told once: screen, undo, log and documents all take theirs from here."""

from collections.abc import Iterable
from typing import assert_never

import msgspec

from kapguide.session import events as e
from kapguide.session.care.telling import tell_care, tell_leaving, tell_timer
from kapguide.session.clock import Elapsed
from kapguide.session.consent.events import ConsentStep
from kapguide.session.consent.telling import tell_consent, tell_touch
from kapguide.session.doses.words import dose_line, dose_sentence, step_words
from kapguide.session.guiding.breath_telling import tell_breath, tell_display
from kapguide.session.guiding.script_telling import tell_script
from kapguide.session.leaving.events import LeavingStep
from kapguide.session.leaving.telling import tell_leaving_list
from kapguide.session.people.telling import tell_people
from kapguide.session.safety.events import SafetyStep
from kapguide.session.safety.telling import tell_safety
from kapguide.session.told import Announcement, Names, NoteKind, Place, Told, beginning
from kapguide.session.wording import decibels, length
from kapguide.spans import MINUTE, SECOND

__all__ = ["Announcement", "Names", "NoteKind", "Place", "Told"]
"""What the telling is made of is found here, too."""

_SAID_WHOLE = frozenset({"held_up", "output_lost", "output_moved", "taken_over"})
"""Faults whose detail is a sentence that says all of it."""

LATE_CUE = 5 * SECOND
"""A prompt that came at least this late says so."""


def tell(event: e.Event, names: Names) -> Told:
    """What `event` means in words. A kind that only a newer KapGuide knows is told as such."""
    return _tell(event.body, event.t, names)


def _tell(body: e.Body, t: Elapsed, names: Names) -> Told:
    if not isinstance(body, e.AnyBody):
        return Told(sentence=f"An entry that this version does not know ({type(body).__name__})")
    match body:
        case e.SessionStarted():
            sentence = "Rehearsal started" if body.rehearsal else "Session started"
            return Told(sentence=sentence)
        case e.SessionResumed():
            line = NoteKind.SYSTEM, f"taken up again after at most {_seconds(body.lost_ms)}"
            return Told(sentence=_resumption(body), places=(Place.GAPS,), line=line)
        case e.ClockGap():
            line = NoteKind.SYSTEM, f"the computer slept for {_seconds(body.slept_ms)}"
            return Told(sentence=_clock_gap(body), places=(Place.GAPS,), line=line if body.slept_ms else None)
        case e.SessionEnded() | e.SessionDiscarded() | e.LeavingNoted():
            return tell_leaving(body, t, names)
        case LeavingStep():
            return tell_leaving_list(body, t)
        case e.TimerStarted() | e.TimerEnded() | e.TimerCancelled():
            return tell_timer(body, t)
        case e.TouchMarked():
            return tell_touch(body)
        case e.PersonCame() | e.PersonLeft() | e.SessionTakenOver():
            return tell_people(body, t, names)
        case ConsentStep():
            return tell_consent(body, t)
        case SafetyStep():
            return tell_safety(body)
        case e.PhaseBegan():
            title = names.phase(body.phase)
            return Told(
                sentence=f"Phase “{title}” began",
                line=(NoteKind.PHASE, title),
                undo="Phase moved on",
            )
        case e.PhaseHeld():
            sentence = f"Phase “{names.phase(body.phase)}” held"
            return Told(sentence=sentence, undo="Phase held")
        case e.PhaseReleased():
            sentence = f"Phase “{names.phase(body.phase)}” released after {length(body.held_ms)}"
            return Told(sentence=sentence, undo="Hold released")
        case e.PhaseExtended():
            moved, by = "extended" if body.by_ms > 0 else "shortened", abs(body.by_ms)
            return Told(
                sentence=f"Phase “{names.phase(body.phase)}” {moved} by {length(by)}",
                undo=f"Phase {moved} by {_minutes(by)}",
            )
        case e.CueFired():
            what = "Reading due" if names.is_reading(body.cue) else "Prompt shown"
            late = f" ({length(body.late_by_ms)} late)" if body.late_by_ms >= LATE_CUE else ""
            return Told(sentence=f"{what}: {body.title}{late}")
        case e.CueMissed():
            what = "Reading" if names.is_reading(body.cue) else "Prompt"
            return Told(
                sentence=f"{what} not shown: {body.title} (its time, {names.clock(body.due)}, had passed)",
                line=(NoteKind.MISSED, body.title),
                aloud=Announcement(body.title, "Passed while nobody could see them: "),
                became=f"missed: noticed {length(body.late_by_ms)} after its time",
            )
        case e.CueAnswered() | e.EntryStruck() | e.BegunAnyway():
            return tell_care(body, t, names)
        case e.CueAcknowledged():
            sentence = f"Prompt put away: {names.cue(body.cue)}"
            return Told(sentence=sentence, became=f"put away {names.clock(t)}", undo="Prompt put away")
        case e.CueSnoozed():
            put_off = f"put off until {names.clock(body.until)}"
            sentence = f"Prompt {put_off}: {names.cue(body.cue)}"
            return Told(sentence=sentence, became=put_off, undo="Prompt snoozed")
        case e.Undone():
            return Told(sentence=f"Taken back: {body.what}")
        case e.DoseGiven():
            return Told(
                sentence=dose_sentence(body),
                line=(NoteKind.DOSE, dose_line(body)),
                at=body.given,
            )
        case e.DoseEnded() | e.DoseStepped():
            return _told_step(body)
        case e.ReadingTaken():
            values = str(body.vitals).replace("  ", ", ") + (f"; taken by {body.by}" if body.by else "")
            if body.outside:
                values += f"; outside the clinic’s limits: {', '.join(limit.words for limit in body.outside)}"
            return Told(
                sentence=f"Reading: {values}",
                line=(NoteKind.READING, str(body.vitals)),
                at=body.taken,
                undo="Correction of a reading" if body.supersedes else "Reading",
            )
        case e.NoteAdded():
            return _told_line(body)
        case e.PrivateLineWritten():
            return Told(sentence="Private line", line=(NoteKind.PRIVATE, "private line"))
        case e.ObservationAdded(label=label):
            return Told(
                sentence=f"Observation: {label}",
                line=(NoteKind.OBSERVATION, label),
                undo=f"Observed: {label}",
            )
        case e.MusicFaded():
            faded = "faded to silence" if body.silent else "brought back"
            return Told(
                sentence=f"Music {faded} over {_length_s(body.seconds)}",
                places=(Place.HANDS,),
                undo="Music taken to silence" if body.silent else "Music brought back",
            )
        case e.LevelChanged():
            return Told(
                sentence=f"Music level from {decibels(body.before_db)} to {decibels(body.after_db)}",
                places=(Place.HANDS,),
                undo=f"Level {body.after_db:+.0f} dB",
            )
        case e.MusicShifted(at_once=True):
            return Told(sentence="Music asked for at once", places=(Place.HANDS,), undo="Music changed at once")
        case e.MusicShifted():
            music = "Deeper music" if body.after > body.before else "Softer music"
            return Told(sentence=f"{music} asked for ({_steps(body.after)})", places=(Place.HANDS,), undo=music)
        case e.MusicTurned():
            sentence = f"Next piece asked for, over {_length_s(body.seconds)}"
            return Told(sentence=sentence, places=(Place.HANDS,), undo="Next piece")
        case e.MusicReturned():
            music = "Music of the way back" if body.on else "The phase’s own music"
            return Told(sentence=f"{music} asked for", places=(Place.HANDS,), undo=music)
        case e.OutputLevelChanged():
            return Told(
                sentence=f"Level of {body.output} from {decibels(body.before_db)} to {decibels(body.after_db)}",
                places=(Place.HANDS,),
                undo=f"{body.output.capitalize()} {body.after_db:+.0f} dB",
            )
        case e.VoiceBegan():
            return Told(sentence=f"Line said to the client: {body.title}")
        case e.VoiceEnded():
            if body.failed:
                why = "Line not said to its end: its recording or the sound was gone"
                return Told(sentence=why, aloud=Announcement("The line was not said to its end. Say it yourself."))
            return Told(sentence="Line ended by hand" if body.by_hand else "Line said to its end")
        case e.ScriptStep():
            return tell_script(body)
        case e.BreathStarted() | e.BreathPaced() | e.BreathChimed() | e.BreathStopped():
            return tell_breath(body, t)
        case e.DisplayTurned() | e.DisplayCovered():
            return tell_display(body)
        case e.TrackStarted():
            piece = body.title or body.track
            return Told(sentence=f"Music: {piece}", places=(Place.TRACKS,))
        case e.SoundFault(fault=fault, detail=detail):
            sentence = f"Sound fault: {fault}" + (f" ({detail})" if detail else "")
            return Told(
                sentence=detail if fault in _SAID_WHOLE and detail else sentence,
                places=(Place.SOUND,),
                aloud=Announcement(detail or fault),
            )
        case e.SoundBack():
            return Told(
                sentence=f"Sound back after {length(body.after_ms)}",
                places=(Place.SOUND,),
                aloud=Announcement("The sound is back.", warm=False),
            )
        case e.EmergencyStarted():
            return Told(  # which takes the music to silence
                sentence="Emergency started", places=(Place.HANDS,), line=(NoteKind.EMERGENCY, "emergency begins")
            )
        case e.EmergencyTapped():
            done = f"{body.what}: {body.detail}" if body.detail else body.what
            return Told(
                sentence=f"Emergency, {done}",
                line=(NoteKind.EMERGENCY, done),
                at=body.tapped,
            )
        case e.EmergencyEnded():
            return Told(
                sentence=f"Emergency ended after {length(body.lasted_ms)}",
                line=(NoteKind.EMERGENCY, "emergency left"),
            )
    assert_never(body)


def announcements(told: Iterable[Told]) -> list[Announcement]:
    """What is to be said of events that happened together."""
    found: list[Announcement] = []
    for new in (each.aloud for each in told if each.aloud is not None):
        place = next((n for n, old in enumerate(found) if new.lead and old.lead == new.lead), None)
        if place is None:
            found.append(new)
        else:
            found[place] = msgspec.structs.replace(new, words=f"{found[place].words}, {new.words}")
    return found


def _told_line(body: e.NoteAdded) -> Told:
    """A line as it was typed; the client's own words in quotation marks, their sense marked as that."""
    match body.manner:
        case "verbatim":
            sentence, kind = f"“{body.text}” – client, verbatim", NoteKind.VERBATIM
        case "paraphrase":
            sentence, kind = f"{body.text} – client, paraphrase", NoteKind.PARAPHRASE
        case "observation":
            sentence, kind = f"Observation: {body.text}", NoteKind.OBSERVATION
        case _:
            sentence, kind = body.text, NoteKind.NOTE
    undo = f"{'Correction' if body.supersedes else 'Line'} “{beginning(body.text)}”"
    return Told(sentence=sentence, line=(kind, body.text), at=body.begun, undo=undo)


def _told_step(body: e.DoseEnded | e.DoseStepped) -> Told:
    """A step of a dose; the program saw it said, and of one that is corrected a person tells when it was."""
    if isinstance(body, e.DoseStepped):
        step = step_words(body.step, body.part)
        sentence, undo = f"Dose {body.number}: {step}", step.capitalize()
    else:
        step, sentence, undo = "ended", f"Dose {body.number} ended", "Dose ended"
    return Told(
        sentence=sentence,
        line=(NoteKind.DOSE, step),
        undo=f"Correction “{undo}”" if body.supersedes else undo,
        at=body.happened,
    )


def _resumption(body: e.SessionResumed) -> str:
    """What was lost when the window was gone, and whether the music went on."""
    restarted = " The computer had restarted." if body.rebooted else ""
    music = "The music went on." if body.music_went_on else "The music had stopped."
    return f"The program was not running for up to {length(body.lost_ms)} and was opened again.{restarted} {music}"


def _clock_gap(body: e.ClockGap) -> str:
    """How long the computer slept, and how far its clock was moved."""
    slept = f"The computer slept for {length(body.slept_ms)}"
    moved = f"clock moved {'forward' if body.wall_ms > 0 else 'back'} by {length(abs(body.wall_ms))}"
    if body.slept_ms and body.wall_ms:
        return f"{slept} and its {moved}"
    return slept if body.slept_ms else f"The computer's {moved}"


def _steps(shift: int) -> str:
    if not shift:
        return "as planned"
    return f"{abs(shift)} {'step' if abs(shift) == 1 else 'steps'} {'above' if shift > 0 else 'below'} the plan"


def _seconds(ms: int) -> str:
    return f"{max(1, round(ms / SECOND))} s"


def _minutes(ms: int) -> str:
    return f"{ms / MINUTE:.1f}".removesuffix(".0") + " min"


def _length_s(seconds: float) -> str:
    return length(round(min(max(seconds, -1e9), 1e9) * SECOND))
