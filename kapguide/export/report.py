"""The frozen report of one session, from which every document is made: a pure function of its events."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.export.log import MUSIC, Log, Moment
from kapguide.export.timeline import Provenance, Row, Speaker, clock_gap, provenance, resumption, rows
from kapguide.export.words import length, offset
from kapguide.session import events as e
from kapguide.session.clock import Origin
from kapguide.session.protocol import Route, TherapyProtocol, freeze


class Dose(msgspec.Struct, frozen=True):
    """A dose as it was recorded; `standing` says if a later entry corrected it."""

    event_id: str
    number: int
    given: Moment
    amount: str
    medicine: str
    route: str
    by: str
    ended: Moment | None
    standing: str
    corrects: bool


class PhaseRun(msgspec.Struct, frozen=True):
    """A phase as it was planned (ms from the start) and as it went. `began` is None for one that was not reached."""

    title: str
    planned_start: int
    planned: int
    began: Moment | None = None
    ended: Moment | None = None
    lasted: int | None = None
    held: int = 0
    extended: int = 0


class Words(msgspec.Struct, frozen=True):
    """A note line or an observation. `manner` is note, verbatim, paraphrase or observation."""

    event_id: str
    when: Moment
    manner: str
    text: str
    standing: str
    provenance: Provenance


class Reading(msgspec.Struct, frozen=True):
    """A set of vitals as a person typed it, never judged."""

    event_id: str
    when: Moment
    vitals: Vitals
    by: str
    standing: str
    corrects: bool


class Cue(msgspec.Struct, frozen=True):
    """A prompt, or a reading that fell due, and what became of it."""

    title: str
    due: Moment
    is_reading: bool
    shown: Moment | None
    late_by: int
    snoozed_until: tuple[Moment, ...] = ()
    acknowledged: Moment | None = None


class Happening(msgspec.Struct, frozen=True):
    """A piece of music, a change of it, a fault or a gap, in a sentence. `lost` (ms) is time without the program."""

    event_id: str
    when: Moment
    what: str
    standing: str = ""
    lost: int = 0


class Emergency(msgspec.Struct, frozen=True):
    """An emergency; one that was not left has no end."""

    started: Moment
    ended: Moment | None
    lasted: int | None


class SessionReport(msgspec.Struct, frozen=True):
    """Everything that the log of one session tells, as plain data."""

    practice: str
    generated: datetime
    version: str
    log_sha256: str
    entries: int

    session_id: str
    client_code: str
    number: int
    rehearsal: bool
    therapist: str
    present: tuple[str, ...]
    protocol_title: str
    protocol_version: int
    protocol_sha256: str
    route: Route
    planned_dose: str
    intention: str

    started: Moment | None
    ended: Moment | None
    pick_up: Moment | None
    offsets: tuple[Moment, ...]
    """The first moment of each local offset that the session saw."""

    doses: tuple[Dose, ...]
    phases: tuple[PhaseRun, ...]
    words: tuple[Words, ...]
    readings: tuple[Reading, ...]
    cues: tuple[Cue, ...]
    tracks: tuple[Happening, ...]
    music: tuple[Happening, ...]
    sound: tuple[Happening, ...]
    gaps: tuple[Happening, ...]
    emergencies: tuple[Emergency, ...]
    timeline: tuple[Row, ...]
    unknown: tuple[str, ...]
    """What the log does not tell, in sentences."""

    @property
    def lasted(self) -> int | None:
        """The session's length (ms), once it is over."""
        return self.ended.t - self.started.t if self.started and self.ended else None


_UNTOLD = e.SessionStarted("", "", "", "", Origin(datetime(1970, 1, 1, tzinfo=UTC), "", 0, 0), number=0)
"""Stands in for the start that a part of a log may lack."""


def build_report(
    protocol: TherapyProtocol, events: Sequence[e.Event], *, practice: str, generated: datetime, version: str
) -> SessionReport:
    """The report of the session that `events` tell of; any part of a log will do, even an empty one."""
    log = Log(events)
    speaker = Speaker(log, protocol)
    start = next((event.body for event in log.events if isinstance(event.body, e.SessionStarted)), None)
    begun = start or _UNTOLD
    end = next((event for event in log.events if isinstance(event.body, e.SessionEnded)), None)
    report = SessionReport(
        practice=practice,
        generated=generated,
        version=version,
        log_sha256=log.sha256(),
        entries=len(log.events),
        session_id=begun.session_id,
        client_code=begun.client_code,
        number=begun.number,
        rehearsal=begun.rehearsal,
        therapist=begun.therapist,
        present=begun.present,
        protocol_title=protocol.title,
        protocol_version=protocol.version,
        protocol_sha256=freeze(protocol)[1],
        route=protocol.route,
        planned_dose=begun.planned_dose,
        intention=begun.intention,
        started=log.moment(log.start) if log.start else None,
        ended=log.moment(end) if end else None,
        pick_up=log.moment_of(begun.pick_up) if begun.pick_up else None,
        offsets=_offsets(log),
        doses=_doses(log, speaker),
        phases=_phases(log, protocol),
        words=_words(log, speaker),
        readings=_readings(log, speaker),
        cues=_cues(log, speaker),
        tracks=_happenings(log, speaker, e.TrackStarted),
        music=_happenings(log, speaker, *MUSIC),
        sound=_happenings(log, speaker, e.SoundFault, e.SoundBack),
        gaps=_gaps(log),
        emergencies=_emergencies(log),
        timeline=rows(log, protocol),
        unknown=(),
    )
    return msgspec.structs.replace(report, unknown=_unknown(report, log, start))


def _offsets(log: Log) -> tuple[Moment, ...]:
    found: list[Moment] = []
    for event in log.events:
        if not found or found[-1].tz_min != event.tz_min:
            found.append(log.moment(event))
    return tuple(found)


def _doses(log: Log, speaker: Speaker) -> tuple[Dose, ...]:
    ends = {event.body.number: log.moment(event) for event in log.events if isinstance(event.body, e.DoseEnded)}
    return tuple(
        Dose(
            event.id,
            body.number,
            log.happened(event),
            body.amount,
            body.medicine,
            body.route,
            body.by,
            ends.get(body.number),
            speaker.standing(event),
            bool(body.supersedes),
        )
        for event in log.events
        if isinstance(body := event.body, e.DoseGiven)
    )


def _phases(log: Log, protocol: TherapyProtocol) -> tuple[PhaseRun, ...]:
    """The phases that were reached, in the order in which they ran, then those that were not."""
    planned, at = {}, 0
    for phase in protocol.phases:
        planned[phase.id] = PhaseRun(phase.title, at, phase.planned)
        at += phase.planned
    runs: list[PhaseRun] = []
    held_since: int | None = None
    for event in log.standing():
        body = event.body
        if isinstance(body, e.PhaseBegan):
            _close(runs, log.moment(event), held_since)
            held_since = None
            plan = planned.pop(body.phase, None) or PhaseRun(body.phase, 0, 0)
            runs.append(msgspec.structs.replace(plan, began=log.moment(event)))
        elif isinstance(body, e.SessionEnded):
            _close(runs, log.moment(event), held_since)
            held_since = None
        elif isinstance(body, e.PhaseHeld | e.EmergencyStarted):
            held_since = event.t if held_since is None else held_since
        elif isinstance(body, e.PhaseReleased) and runs and held_since is not None:
            runs[-1] = msgspec.structs.replace(runs[-1], held=runs[-1].held + event.t - held_since)
            held_since = None
        elif isinstance(body, e.PhaseExtended) and runs:
            runs[-1] = msgspec.structs.replace(runs[-1], extended=runs[-1].extended + body.by_ms)
    return (*runs, *planned.values())


def _close(runs: list[PhaseRun], at: Moment, held_since: int | None) -> None:
    """End the phase that is running; a hold that is still on ends with it."""
    if runs and runs[-1].ended is None and (began := runs[-1].began):
        held = runs[-1].held + (at.t - held_since if held_since is not None else 0)
        runs[-1] = msgspec.structs.replace(runs[-1], ended=at, lasted=at.t - began.t, held=held)


def _words(log: Log, speaker: Speaker) -> tuple[Words, ...]:
    found = []
    for event in log.events:
        match event.body:
            case e.NoteAdded(text=text, manner=manner):
                found.append((event, manner, text))
            case e.ObservationAdded(label=label):
                found.append((event, "observation", label))
    told = [
        Words(event.id, log.happened(event), manner, text, speaker.standing(event), provenance(event))
        for event, manner, text in found
    ]
    return tuple(sorted(told, key=lambda words: words.when.t))


def _readings(log: Log, speaker: Speaker) -> tuple[Reading, ...]:
    found = [
        Reading(event.id, log.happened(event), body.vitals, body.by, speaker.standing(event), bool(body.supersedes))
        for event in log.events
        if isinstance(body := event.body, e.ReadingTaken)
    ]
    return tuple(sorted(found, key=lambda reading: reading.when.t))


def _cues(log: Log, speaker: Speaker) -> tuple[Cue, ...]:
    cues: dict[str, Cue] = {}
    for event in log.events:
        match event.body:
            case e.CueFired(cue=name) | e.CueMissed(cue=name) as body:
                shown = log.moment(event) if isinstance(body, e.CueFired) else None
                due = log.moment_at(body.due)
                cues[name] = Cue(body.title, due, speaker.is_reading(name), shown, body.late_by_ms)
            case e.CueAcknowledged(cue=name) if name in cues:
                cues[name] = msgspec.structs.replace(cues[name], acknowledged=log.moment(event))
            case e.CueSnoozed(cue=name, until=until) if name in cues:
                until_all = (*cues[name].snoozed_until, log.moment_at(until))
                cues[name] = msgspec.structs.replace(cues[name], snoozed_until=until_all)
    return tuple(cues.values())


def _happenings(log: Log, speaker: Speaker, *kinds: type[e.Body]) -> tuple[Happening, ...]:
    return tuple(
        Happening(event.id, log.moment(event), speaker.sentence(event), speaker.standing(event))
        for event in log.events
        if isinstance(event.body, kinds)
    )


def _gaps(log: Log) -> tuple[Happening, ...]:
    found = []
    for event in log.events:
        match event.body:
            case e.ClockGap(slept_ms=slept) as body:
                found.append(Happening(event.id, log.moment(event), clock_gap(body), lost=slept))
            case e.SessionResumed(lost_ms=lost) as body:
                found.append(Happening(event.id, log.moment(event), resumption(body), lost=lost))
    return tuple(found)


def _emergencies(log: Log) -> tuple[Emergency, ...]:
    found: list[Emergency] = []
    for event in log.events:
        if isinstance(event.body, e.EmergencyStarted):
            found.append(Emergency(log.moment(event), None, None))
        elif isinstance(event.body, e.EmergencyEnded) and found:
            found[-1] = msgspec.structs.replace(found[-1], ended=log.moment(event), lasted=event.body.lasted_ms)
    return tuple(found)


def _unknown(report: SessionReport, log: Log, start: e.SessionStarted | None) -> tuple[str, ...]:
    """What a reader would look for and not find."""
    missing = log.missing()
    bodies: list[e.Body] = [event.body for event in log.events]
    strange = [body for body in bodies if not isinstance(body, e.AnyBody)]
    told = {
        "Nothing was recorded in this session.": not log.events,
        "The entry that tells of the session's start is missing.": bool(log.events) and start is None,
        "The therapist's name was not recorded.": not report.therapist,
        "No planned dose was recorded.": not report.planned_dose,
        "No intention was recorded.": not report.intention,
        "No pick-up time was recorded.": report.pick_up is None,
        "No dose was recorded.": not report.doses,
        "The end of the infusion was not recorded.": report.route is Route.IV
        and any(not dose.standing and dose.ended is None for dose in report.doses),
        "No vitals were recorded.": not report.readings,
        "The emergency was not left.": any(emergency.ended is None for emergency in report.emergencies),
        "The session has not been ended.": report.ended is None,
        "The protocol shown here is not the one that the session began with.": start is not None
        and start.protocol_sha256 != report.protocol_sha256,
    }
    found = [sentence for sentence, holds in told.items() if holds]
    if missing:
        found.append(f"Entries of the log that are missing here: {len(missing)}; the first is number {missing[0]}.")
    if strange:
        found.append(f"Entries of a kind that this version does not know: {len(strange)}.")
    if lost := sum(gap.lost for gap in report.gaps):
        found.append(f"For {length(lost)} in all the program was not running or the computer slept.")
    if len(report.offsets) > 1:
        changes = "; ".join(f"{moment.clock} {offset(moment.tz_min)}" for moment in report.offsets[1:])
        found.append(f"The local time changed during the session: {changes}.")
    return tuple(found)
