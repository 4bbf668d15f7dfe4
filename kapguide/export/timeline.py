"""Each event as a row of the log: one sentence, its times, and whether the program or a person wrote it."""

from enum import StrEnum

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.export.log import Log, Moment
from kapguide.export.words import decibels, length, route_words
from kapguide.session import events as e
from kapguide.session.clock import MINUTE, SECOND
from kapguide.session.protocol import TherapyProtocol

LATE_CUE = 5 * SECOND
"""A prompt that came at least this late says so."""

LATE_ENTRY = MINUTE
"""From here on an entry that tells of an earlier moment shows both times."""


class Provenance(StrEnum):
    """Where a line comes from: the log, a person's typing, or a person's change to an earlier line."""

    LOG = "log"
    TYPED = "typed"
    EDITED = "edited"


class Row(msgspec.Struct, frozen=True):
    """One entry of the log. `standing` is empty, or says that the entry was taken back or corrected."""

    event_id: str
    seq: int
    kind: str
    when: Moment
    what: str
    provenance: Provenance
    standing: str = ""


def rows(log: Log, protocol: TherapyProtocol) -> tuple[Row, ...]:
    """Every event in the order in which it happened."""
    speaker = Speaker(log, protocol)
    found = [
        Row(
            event.id,
            event.seq,
            event.kind,
            log.happened(event),
            speaker.sentence(event),
            provenance(event),
            speaker.standing(event),
        )
        for event in log.events
    ]
    return tuple(sorted(found, key=lambda row: (row.when.t, row.seq)))


def provenance(event: e.Event) -> Provenance:
    """Typed words and values are a person's; everything else the program saw for itself."""
    if event.supersedes:
        return Provenance.EDITED
    typed = isinstance(event.body, e.NoteAdded | e.DoseGiven | e.ReadingTaken)
    return Provenance.TYPED if typed else Provenance.LOG


class Speaker:
    """Says in plain words what an event tells."""

    def __init__(self, log: Log, protocol: TherapyProtocol) -> None:
        self._log = log
        self._phases = {phase.id: phase.title for phase in protocol.phases}
        self._readings = {reading.id for phase in protocol.phases for reading in phase.readings}
        self._cues = {event.body.cue: event.body.title for event in log.events if isinstance(event.body, e.CueFired)}

    def phase(self, name: str) -> str:
        """A phase's title in quotation marks."""
        return f"“{self._phases.get(name, name)}”"

    def cue(self, name: str) -> str:
        """A cue's title; its id when it was never shown."""
        return self._cues.get(name, name)

    def is_reading(self, cue: str) -> bool:
        """Is the cue, or the cue that it repeats, a reading due?"""
        return cue.partition("#")[0] in self._readings

    def standing(self, event: e.Event) -> str:
        """Why the event does not count, or nothing."""
        if self._log.taken_back(event):
            return "taken back"
        if correction := self._log.correction(event):
            return f"corrected {self._log.moment(correction).clock}"
        return ""

    def sentence(self, event: e.Event) -> str:
        """What happened, with the time of recording when that was clearly later."""
        told = self._told(event.body)
        recorded = f"recorded at {self._log.moment(event).clock}"
        if event.supersedes:
            return f"{told} (correction, {recorded})"
        if event.t - self._log.happened(event).t >= LATE_ENTRY:
            return f"{told} ({recorded})"
        return told

    def _told(self, body: e.Body) -> str:
        match body:
            case e.DoseGiven() | e.DoseEnded() | e.ReadingTaken() | e.NoteAdded() | e.ObservationAdded():
                return self._told_of_client(body)
            case e.CueFired() | e.CueMissed() | e.CueAcknowledged() | e.CueSnoozed():
                return self._told_of_cue(body)
            case e.MusicFaded() | e.LevelChanged() | e.OutputLevelChanged():
                return _told_of_level(body)
            case e.MusicShifted() | e.MusicTurned() | e.MusicReturned() | e.TrackStarted():
                return _told_of_music(body)
            case e.VoiceBegan(title=title):
                return f"Line said to the client: {title}"
            case e.VoiceEnded(by_hand=by_hand):
                return "Line ended by hand" if by_hand else "Line said to its end"
            case e.SoundFault(fault=fault, detail=detail):
                return f"Sound fault: {fault}" + (f" ({detail})" if detail else "")
            case e.SoundBack(after_ms=after):
                return f"Sound back after {length(after)}"
            case e.PhaseBegan(phase=phase):
                return f"Phase {self.phase(phase)} began"
            case e.PhaseHeld(phase=phase):
                return f"Phase {self.phase(phase)} held"
            case e.PhaseReleased(phase=phase, held_ms=held):
                return f"Phase {self.phase(phase)} released after {length(held)}"
            case e.PhaseExtended(phase=phase, by_ms=by):
                return f"Phase {self.phase(phase)} {'extended' if by > 0 else 'shortened'} by {length(abs(by))}"
            case e.Undone(what=what):
                return f"Taken back: {what}"
            case e.SessionStarted(rehearsal=rehearsal):
                return "Rehearsal started" if rehearsal else "Session started"
            case e.SessionEnded():
                return "Session ended"
            case e.SessionResumed():
                return resumption(body)
            case e.ClockGap():
                return clock_gap(body)
            case e.EmergencyStarted():
                return "Emergency started"
            case e.EmergencyEnded(lasted_ms=lasted):
                return f"Emergency ended after {length(lasted)}"
        return f"An entry that this version does not know ({type(body).__name__})"

    def _told_of_client(
        self, body: e.DoseGiven | e.DoseEnded | e.ReadingTaken | e.NoteAdded | e.ObservationAdded
    ) -> str:
        match body:
            case e.DoseGiven():
                return dose(body)
            case e.DoseEnded(number=number):
                return f"Dose {number} ended"
            case e.ReadingTaken(vitals=vitals, by=by):
                return f"Reading: {values(vitals)}" + (f"; taken by {by}" if by else "")
            case e.NoteAdded():
                return note_line(body)
            case _:
                return f"Observation: {body.label}"

    def _told_of_cue(self, body: e.CueFired | e.CueMissed | e.CueAcknowledged | e.CueSnoozed) -> str:
        match body:
            case e.CueFired(cue=cue, title=title, late_by_ms=late):
                what = f"Reading due: {title}" if self.is_reading(cue) else f"Prompt shown: {title}"
                return what + (f" ({length(late)} late)" if late >= LATE_CUE else "")
            case e.CueMissed(cue=cue, title=title, due=due):
                what = "Reading" if self.is_reading(cue) else "Prompt"
                return f"{what} not shown: {title} (its time, {self._log.moment_at(due).clock}, had passed)"
            case e.CueAcknowledged(cue=cue):
                return f"Prompt acknowledged: {self.cue(cue)}"
            case _:
                return f"Prompt put off until {self._log.moment_at(body.until).clock}: {self.cue(body.cue)}"


def _told_of_level(body: e.MusicFaded | e.LevelChanged | e.OutputLevelChanged) -> str:
    match body:
        case e.MusicFaded(silent=silent, seconds=seconds):
            return f"Music {'faded to silence' if silent else 'brought back'} over {length(round(seconds * SECOND))}"
        case e.LevelChanged(before_db=before, after_db=after):
            return f"Music level from {decibels(before)} to {decibels(after)}"
        case _:
            return f"Level of {body.output} from {decibels(body.before_db)} to {decibels(body.after_db)}"


def _told_of_music(body: e.MusicShifted | e.MusicTurned | e.MusicReturned | e.TrackStarted) -> str:
    match body:
        case e.MusicShifted(before=before, after=after, at_once=at_once):
            if at_once:
                return "Music asked for at once"
            return f"{'Deeper' if after > before else 'Softer'} music asked for ({_steps(after)})"
        case e.MusicTurned(seconds=seconds):
            return f"Next piece asked for, over {length(round(seconds * SECOND))}"
        case e.MusicReturned(on=on):
            return "Music of the way back asked for" if on else "The phase’s own music asked for"
        case _:
            return f"Music: {body.title or body.track}"


def _steps(shift: int) -> str:
    if not shift:
        return "as planned"
    return f"{abs(shift)} {'step' if abs(shift) == 1 else 'steps'} {'above' if shift > 0 else 'below'} the plan"


def dose(body: e.DoseGiven) -> str:
    """`Dose 1: 80 mg ketamine, intramuscular, given by R. Ames`."""
    amount = f"{body.amount} {body.medicine}".strip()
    by = f", given by {body.by}" if body.by else ""
    return f"Dose {body.number}: {amount}, {route_words(body.route)}{by}"


def values(vitals: Vitals) -> str:
    """`BP 118/76, HR 72`."""
    return str(vitals).replace("  ", ", ")


def note_line(body: e.NoteAdded) -> str:
    """The line itself; the client's words marked as they were heard, then in quotation marks, or as a paraphrase."""
    match body.manner:
        case "verbatim":
            return f"“{body.text}” – client, verbatim"
        case "paraphrase":
            return f"{body.text} – client, paraphrase"
    return body.text


def resumption(body: e.SessionResumed) -> str:
    """What was lost when the window was gone, and whether the music went on."""
    restarted = " The computer had restarted." if body.rebooted else ""
    music = "The music went on." if body.music_went_on else "The music had stopped."
    return f"The program was not running for up to {length(body.lost_ms)} and was opened again.{restarted} {music}"


def clock_gap(body: e.ClockGap) -> str:
    """How long the computer slept, and how far its clock was moved."""
    slept = f"The computer slept for {length(body.slept_ms)}"
    moved = f"clock moved {'forward' if body.wall_ms > 0 else 'back'} by {length(abs(body.wall_ms))}"
    if body.slept_ms and body.wall_ms:
        return f"{slept} and its {moved}"
    return slept if body.slept_ms else f"The computer's {moved}"
