"""The frozen report of one session, from which every document is made: a pure function of its events."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from kapguide.clinical.facts import ContactKind, ListAnswered
from kapguide.clinical.preparing import Prepared
from kapguide.clinical.vitals import Vitals
from kapguide.export.cues import ReportedCue, never_asked, reported_cues
from kapguide.export.log import Log, Moment
from kapguide.export.log_rows import LogRow, rows
from kapguide.export.presence import ReportedPresence, presence
from kapguide.export.safety import ReportedEffect, ReportedLimit, asked_for_effects, reported_effects, reported_limits
from kapguide.export.signed import PrintedSignatures
from kapguide.export.standing import StandingEntry, standing_entries
from kapguide.export.words import offset
from kapguide.session import events as e
from kapguide.session.clock import Origin
from kapguide.session.doses.dose import ENDS
from kapguide.session.doses.words import hands, quantity, substance
from kapguide.session.leaving.state import LeavingList, leaving_after
from kapguide.session.protocol.protocol import PhaseKind, Route, TherapyProtocol, freeze
from kapguide.session.telling import Place
from kapguide.session.wording import length


class ReportedDose(msgspec.Struct, frozen=True):
    """A dose as it was recorded; `standing` says if a later entry corrected it.

    `amount` has its unit, `medicine` its form, strength and part; `by` is whose hands it went through, in words.
    """

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


class ReportedPhase(msgspec.Struct, frozen=True):
    """A phase as it was planned (ms from the start) and as it went. `began` is None for one that was not reached."""

    title: str
    kind: PhaseKind | None
    planned_start: int
    planned: int
    began: Moment | None = None
    ended: Moment | None = None
    lasted: int | None = None
    held: int = 0
    extended: int = 0


class ReportedReading(msgspec.Struct, frozen=True):
    """A set of vitals as a person typed it, never judged."""

    event_id: str
    when: Moment
    vitals: Vitals
    by: str
    standing: str
    corrects: bool


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
    presence: ReportedPresence
    protocol_title: str
    protocol_version: int
    protocol_sha256: str
    contact: ContactKind
    telephone: bool
    route: Route | None
    planned_dose: str
    intention: str
    prepared: Prepared
    """What was said of it at Prepare."""

    started: Moment | None
    ended: Moment | None
    discarded: bool
    """It was thrown away in its first minutes: nothing in it counts."""
    pick_up: Moment | None
    offsets: tuple[Moment, ...]
    """The first moment of each local offset that the session saw."""

    doses: tuple[ReportedDose, ...]
    phases: tuple[ReportedPhase, ...]
    readings: tuple[ReportedReading, ...]
    cues: tuple[ReportedCue, ...]
    effects: tuple[ReportedEffect, ...]
    effects_asked: bool
    """Did anybody ask for side effects, or note one?"""
    leaving_list: ListAnswered
    """What was asked before the client left; without items, nobody began with it."""
    limits: tuple[ReportedLimit, ...]
    """The readings outside of the clinic's limits."""
    limits_by: str
    limits_set: bool
    """Did the clinic have any limits then?"""
    observe_at_least: int
    """The clinic's minimum time (ms) between the last dose and leaving."""
    schedule: str
    """The schedule of readings that was chosen in the place of the protocol's own."""
    tracks: tuple[Happening, ...]
    music: tuple[Happening, ...]
    sound: tuple[Happening, ...]
    gaps: tuple[Happening, ...]
    emergencies: tuple[Emergency, ...]
    timeline: tuple[LogRow, ...]
    standing: tuple[StandingEntry, ...]
    """All entries that count, in the order in which they happened."""
    unknown: tuple[str, ...]
    """What the log does not tell, in sentences."""
    signed: PrintedSignatures | None = None
    """Who signed its note; nobody did where it is None."""

    @property
    def baseline(self) -> ReportedReading | None:
        """The last reading before the first dose."""
        before = (each for each in self.readings if not each.standing and (each.when.dosed or 0) < 0)
        return max(before, key=lambda reading: reading.when.t, default=None)

    @property
    def dosed(self) -> tuple[ReportedDose, ...]:
        """The doses that count, the first first."""
        return tuple(sorted((dose for dose in self.doses if not dose.standing), key=lambda dose: dose.given.t))

    @property
    def lasted(self) -> int | None:
        """The session's length (ms), once it is over."""
        return self.ended.t - self.started.t if self.started and self.ended else None

    @property
    def has_dose(self) -> bool:
        """Whether a dose belongs to this session."""
        return self.contact is ContactKind.DOSING or bool(self.doses)


_UNTOLD = e.SessionStarted("", "", "", "", Origin(datetime(1970, 1, 1, tzinfo=UTC), "", 0, 0), number=0)
"""Stands in for the start that a part of a log may lack."""


def build_report(
    protocol: TherapyProtocol, events: Sequence[e.Event], *, practice: str, generated: datetime, version: str
) -> SessionReport:
    """The report of the session that `events` tell of; any part of a log will do, even an empty one."""
    log = Log(events, protocol)
    start = next((event.body for event in log.events if isinstance(event.body, e.SessionStarted)), None)
    begun = start or _UNTOLD
    end = next((event for event in log.events if isinstance(event.body, e.SessionEnded)), None)
    people = presence(log)
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
        therapist=", then ".join(people.therapists),
        presence=people,
        protocol_title=protocol.title,
        protocol_version=protocol.version,
        protocol_sha256=freeze(protocol)[1],
        contact=protocol.contact_kind,
        telephone=begun.telephone,
        route=protocol.route,
        planned_dose=begun.planned_dose,
        intention=begun.intention,
        prepared=begun.prepared or Prepared(),
        started=log.moment(log.start) if log.start else None,
        ended=log.moment(end) if end else None,
        discarded=any(isinstance(event.body, e.SessionDiscarded) for event in log.events),
        pick_up=log.moment_of(begun.pick_up) if begun.pick_up else None,
        offsets=_offsets(log),
        doses=_doses(log),
        phases=_phases(log, protocol),
        readings=_readings(log),
        cues=reported_cues(log, protocol),
        effects=reported_effects(log),
        effects_asked=asked_for_effects(log),
        leaving_list=_leaving_list(log),
        limits=reported_limits(log),
        limits_by=begun.limits_by,
        limits_set=bool(begun.limits),
        observe_at_least=protocol.observe_at_least,
        schedule=protocol.schedule or "",
        tracks=_happenings(log, Place.TRACKS),
        music=_happenings(log, Place.HANDS),
        sound=_happenings(log, Place.SOUND),
        gaps=_happenings(log, Place.GAPS),
        emergencies=_emergencies(log),
        timeline=rows(log),
        standing=standing_entries(log),
        unknown=(),
    )
    unknown = (*_unknown(report, log, start), *never_asked(log, protocol, report.cues))
    return msgspec.structs.replace(report, unknown=unknown)


def _leaving_list(log: Log) -> ListAnswered:
    found = LeavingList()
    for event in log.standing():
        found = leaving_after(found, event)
    return found.answers


def _offsets(log: Log) -> tuple[Moment, ...]:
    found: list[Moment] = []
    for event in log.events:
        if not found or found[-1].tz_min != event.tz_min:
            found.append(log.moment(event))
    return tuple(found)


def _doses(log: Log) -> tuple[ReportedDose, ...]:
    ends = {number: log.happened(event) for event in log.standing() if (number := _ended(event.body))}
    return tuple(
        ReportedDose(
            event.id,
            body.number,
            log.happened(event),
            quantity(body),
            substance(body),
            body.route,
            hands(body).removeprefix("given by "),
            ends.get(body.number),
            log.remark(event),
            bool(body.supersedes),
        )
        for event in log.events
        if isinstance(body := event.body, e.DoseGiven)
    )


def _ended(body: e.Body) -> int:
    """The number of the dose that ended here; 0 for none."""
    if isinstance(body, e.DoseEnded) or (isinstance(body, e.DoseStepped) and body.step in ENDS):
        return body.number
    return 0


def _phases(log: Log, protocol: TherapyProtocol) -> tuple[ReportedPhase, ...]:
    """The phases that were reached, in the order in which they ran, then those that were not."""
    planned, at = {}, 0
    for phase in protocol.phases:
        planned[phase.id] = ReportedPhase(phase.title, phase.kind, at, phase.planned)
        at += phase.planned
    runs: list[ReportedPhase] = []
    held_since: int | None = None
    for event in log.standing():
        body = event.body
        if isinstance(body, e.PhaseBegan):
            _close(runs, log.moment(event), held_since)
            held_since = None
            plan = planned.pop(body.phase, None) or ReportedPhase(body.phase, None, 0, 0)
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


def _close(runs: list[ReportedPhase], at: Moment, held_since: int | None) -> None:
    """End the phase that is running; a hold that is still on ends with it."""
    if runs and runs[-1].ended is None and (began := runs[-1].began):
        held = runs[-1].held + (at.t - held_since if held_since is not None else 0)
        runs[-1] = msgspec.structs.replace(runs[-1], ended=at, lasted=at.t - began.t, held=held)


def _readings(log: Log) -> tuple[ReportedReading, ...]:
    found = [
        ReportedReading(event.id, log.happened(event), body.vitals, body.by, log.remark(event), bool(body.supersedes))
        for event in log.events
        if isinstance(body := event.body, e.ReadingTaken)
    ]
    return tuple(sorted(found, key=lambda reading: reading.when.t))


def _happenings(log: Log, place: Place) -> tuple[Happening, ...]:
    return tuple(
        Happening(event.id, log.moment(event), told.sentence, log.remark(event), _lost(event.body))
        for event in log.events
        if place in (told := log.told(event)).places
    )


def _lost(body: e.Body) -> int:
    """The time (ms) without the program."""
    match body:
        case e.ClockGap(slept_ms=lost) | e.SessionResumed(lost_ms=lost):
            return lost
    return 0


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
    missing, dosing = log.missing(), report.has_dose
    bodies: list[e.Body] = [event.body for event in log.events]
    strange = [body for body in bodies if not isinstance(body, e.AnyBody)]
    told = {
        "Nothing was recorded in this session.": not log.events,
        "The entry that tells of the session's start is missing.": bool(log.events) and start is None,
        "The therapist's name was not recorded.": not report.therapist,
        "Who was with the client was not recorded.": dosing and report.presence.since is None,
        "No planned dose was recorded.": dosing and not report.planned_dose,
        "No intention was recorded.": dosing and not report.intention,
        "No pick-up time was recorded.": dosing and report.pick_up is None,
        "Touch consent was not recorded.": dosing
        and not any(Place.CONSENT in row.places and not row.standing for row in report.timeline),
        "No dose was recorded.": dosing and not report.doses,
        "The end of the infusion was not recorded.": report.route is Route.IV
        and any(not dose.standing and dose.ended is None for dose in report.doses),
        "No vitals were recorded.": dosing and not any(not reading.standing for reading in report.readings),
        "No reading before the dose was recorded.": bool(report.doses) and report.baseline is None,
        "Side effects were not asked for.": dosing and not report.effects_asked,
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
