"""The session note as the log writes it, with lines to fill in where only the therapist can tell."""

import msgspec

from kapguide.clinical.contacts import contact_words
from kapguide.clinical.facts import ContactKind
from kapguide.export.coverage import coverage
from kapguide.export.log_rows import LogRow, Provenance
from kapguide.export.note import NoteDocument, NoteLine, NoteSection
from kapguide.export.presence import company
from kapguide.export.report import SessionReport
from kapguide.export.safety import NOT_ASKED, asking
from kapguide.export.words import offset
from kapguide.session.leaving.telling import list_words
from kapguide.session.protocol import Ask
from kapguide.session.telling import Place
from kapguide.session.wording import length, route_words

BESIDE_A_DOSE = frozenset(
    {Place.PEOPLE, Place.ATTESTED, Place.MEDICINE, Place.VITALS, Place.SIDE_EFFECTS, Place.MUSIC, Place.LEAVING}
)
"""What a session without a dose says nothing of, unless there is something to say."""
CONSENTED = frozenset({ContactKind.SCREENING, ContactKind.CONSENT, ContactKind.PREPARATION})
"""Contacts without a dose in whose notes consent has a line to fill in."""


def generate_note(report: SessionReport) -> NoteDocument:
    """The progress note as the log tells it, with empty lines where only the therapist can tell."""

    def told(place: Place, title: str, none: str, *first: NoteLine) -> NoteSection:
        rows = (row for row in report.timeline if place in row.places and not row.standing)
        section = _section(place, title, [_from_log(place, row) for row in rows], none)
        return msgspec.structs.replace(section, lines=(*first, *section.lines))

    note = NoteDocument(
        report.session_id,
        (
            NoteSection("session", "Session", _facts(report)),
            _consent(report),
            _section(Place.PEOPLE, "Who was there", _people(report), "Nobody’s presence was recorded."),
            _section(Place.ATTESTED, "Attested by name", _attested(report), "Nothing was attested."),
            _section(Place.MEDICINE, "Medicine", _medicine(report), "No dose was recorded."),
            told(Place.COURSE, "Course of the session", "Nothing was recorded."),
            told(Place.VITALS, "Vitals", "No vitals were recorded.", *_readings(report)),
            told(Place.SIDE_EFFECTS, "Side effects", NOT_ASKED, *_effects(report)),
            told(
                Place.OBSERVATIONS,
                "Observations",
                "No observations were recorded.",
                *_coverage(report, Place.OBSERVATIONS, Ask.LOOK),
            ),
            told(Place.WORDS, "Client's own words", "None were recorded."),
            told(Place.MUSIC, "Music", "No music was recorded."),
            told(Place.LEAVING, "Leaving", "How the client left was not recorded.", *_leaving_list(report)),
            told(Place.UNUSUAL, "Out of the ordinary", "Nothing out of the ordinary was recorded."),
            NoteSection(
                "plan",
                "Plan and next contact",
                (
                    NoteLine("plan/summary", "", label="Summary"),
                    NoteLine("plan/plan", "", label="Plan"),
                    NoteLine("plan/next", "", label="Next contact"),
                ),
            ),
        ),
    )
    return note if report.has_dose else _without_a_dose(note)


def _without_a_dose(note: NoteDocument) -> NoteDocument:
    """The note without the sections that a session without a dose need not have."""
    nothing = {f"{place}/none" for place in BESIDE_A_DOSE}
    kept = (section for section in note.sections if section.lines and section.lines[0].id not in nothing)
    return msgspec.structs.replace(note, sections=tuple(kept))


def _consent(report: SessionReport) -> NoteSection:
    """What was prepared and agreed to; without a dose as much of it as belongs to the contact, or was said."""
    preparation = NoteLine("preparation/preparation", "", label="Preparation")
    consent = NoteLine("preparation/consent", report.prepared.consent, Provenance.TYPED, label="Consent")
    intention = NoteLine("preparation/intention", report.intention, Provenance.TYPED, label="Intention")
    if report.has_dose:
        lines = (preparation, *_prepared(report), consent, *_touch(report), intention)
        return NoteSection("preparation", "Preparation, consent and intention", lines)
    asked = [consent] if report.contact in CONSENTED or consent.original else []
    said = [line for line in (*_prepared(report), *_touch(report), intention) if line.original]
    return NoteSection("preparation", "Consent and intention", (*asked, *said))


def _prepared(report: SessionReport) -> list[NoteLine]:
    """What was said at Prepare, as far as anything was: an old session has none of it."""
    prepared = report.prepared
    answers = prepared.checklist
    told = {
        "order": ("As ordered", prepared.order.words if prepared.order is not None else ""),
        "day": (answers.title if answers is not None else "", list_words(answers) if answers is not None else ""),
        "mood": ("Mood check", "; ".join(score.words for score in prepared.scores)),
        "escort": ("Escort", prepared.escort),
    }
    return [
        NoteLine(f"preparation/{name}", words, Provenance.TYPED, label=label)
        for name, (label, words) in told.items()
        if words
    ]


def _section(place: Place, title: str, lines: list[NoteLine], none: str) -> NoteSection:
    """A section of `lines`, or of one that says that there are `none`."""
    if not lines:
        lines = [NoteLine(f"{place}/none", none)]
    return NoteSection(place.value, title, tuple(lines))


def _from_log(place: Place, row: LogRow) -> NoteLine:
    source = Provenance.LOG if row.provenance is Provenance.LOG else Provenance.TYPED
    return NoteLine(
        f"{place}/{row.event_id}",
        row.brief,
        source,
        clock=row.when.clock,
        since=row.when.since,
        event_id=row.event_id,
    )


def _facts(report: SessionReport) -> tuple[NoteLine, ...]:
    """Who, when and by which plan; what was not recorded is left to fill in."""
    started, ended = report.started, report.ended
    time = f"from {started.clock}" if started else ""
    if started and ended:
        time = f"{started.clock} to {ended.clock} ({length(ended.t - started.t)})"
    discarded = "thrown away; it stays in the record, and nothing in it counts" if report.discarded else ""
    dosing = report.has_dose
    facts = {
        "Client": report.client_code,
        "Contact": "" if dosing and not report.telephone else contact_words(report.contact, report.telephone),
        "Session": f"number {report.number} of the course" if report.number and not report.discarded else discarded,
        "Date": f"{started.local:%Y-%m-%d}" if started else "",
        "Time": f"{time}, local time {offset(started.tz_min)}" if started else "",
        "Therapist": report.therapist,
        "Present": ", ".join(report.presence.present),
        "Protocol": f"{report.protocol_title}, version {report.protocol_version}",
        "Route": route_words(report.route),
        "Planned dose": report.planned_dose,
        "Pick-up": report.pick_up.clock if report.pick_up else "",
    }
    left_out = {"Contact"} if dosing else {"Route", "Planned dose", "Pick-up"}
    return tuple(
        NoteLine(f"session/{label.lower().replace(' ', '-')}", text, label=label)
        for label, text in facts.items()
        if text or label not in left_out
    )


def _coverage(report: SessionReport, place: Place, ask: Ask) -> list[NoteLine]:
    """What fell due of this kind and how it ended, in one line."""
    text = coverage(report.cues, ask)
    label = "Readings due" if ask is Ask.READING else "Looks due"
    return [NoteLine(f"{place}/coverage", text, label=label)] if text else []


def _people(report: SessionReport) -> list[NoteLine]:
    """Whether somebody was with the client all the time of a dose, each time in which nobody was; who came and went."""
    lines = [
        NoteLine(f"{Place.PEOPLE}/company-{place}", words, label="" if place else "With the client")
        for place, words in enumerate(company(report.presence) if report.has_dose else [])
    ]
    rows = (row for row in report.timeline if Place.PEOPLE in row.places and not row.standing)
    return lines + [_from_log(Place.PEOPLE, row) for row in rows]


def _readings(report: SessionReport) -> list[NoteLine]:
    """What fell due, the last reading before the dose, and what lay outside of the clinic's limits."""
    lines = _coverage(report, Place.VITALS, Ask.READING)
    if report.schedule:
        lines.insert(0, NoteLine(f"{Place.VITALS}/schedule", report.schedule, label="Schedule of readings"))
    if (before := report.baseline) is not None:
        words = f"{str(before.vitals).replace('  ', ', ')} at {before.when.clock}"
        lines.append(NoteLine(f"{Place.VITALS}/baseline", words, label="Before the dose"))
    by = f" ({report.limits_by})" if report.limits_by else ""
    return lines + [
        NoteLine(
            f"{Place.VITALS}/limit-{each.read.t}",
            each.sentence,
            label=f"Outside the clinic’s limits{by}",
            clock=each.read.clock,
            since=each.read.since,
        )
        for each in report.limits
    ]


def _effects(report: SessionReport) -> list[NoteLine]:
    """When side effects were asked for, as far as that fell due, and which of them nobody said were over."""
    asked = asking(report.cues)
    lines = [NoteLine(f"{Place.SIDE_EFFECTS}/asked", asked, label="Asked")] if asked else []
    last = [each.title for each in report.effects if each.ended is None]
    if last:
        lines.append(NoteLine(f"{Place.SIDE_EFFECTS}/open", ", ".join(last), label="Not recorded as over"))
    return lines


def _leaving_list(report: SessionReport) -> list[NoteLine]:
    """What was asked before the client left, in one line; after a dose also that it was not."""
    words = list_words(report.leaving_list) or ("Not asked." if report.doses else "")
    return [NoteLine(f"{Place.LEAVING}/list", words, label="Leaving list")] if words else []


def _attested(report: SessionReport) -> list[NoteLine]:
    """Each answer with its name; then what was asked and never answered."""
    lines = [
        _from_log(Place.ATTESTED, row) for row in report.timeline if Place.ATTESTED in row.places and not row.standing
    ]
    silent = [cue for cue in report.cues if cue.ask is Ask.ATTEST and not (cue.ended or cue.gone)]
    return lines + [NoteLine(f"{Place.ATTESTED}/{cue.cue}", f"{cue.title}: not recorded") for cue in silent]


def _touch(report: SessionReport) -> list[NoteLine]:
    """Touch consent as it was said in the session; where it was not, a line to fill in. Then all other consent."""
    told = {
        place: [_from_log(place, row) for row in report.timeline if place in row.places and not row.standing]
        for place in (Place.CONSENT, Place.PERMISSIONS)
    }
    unsaid = NoteLine("preparation/touch", "", label="Touch consent")
    return [*(told[Place.CONSENT] or [unsaid]), *told[Place.PERMISSIONS]]


def _medicine(report: SessionReport) -> list[NoteLine]:
    """Every dose as it was recorded, the corrected ones marked."""
    lines = []
    for row in report.timeline:
        if Place.MEDICINE in row.places:
            line = _from_log(Place.MEDICINE, row)
            marked = f"{line.original} ({row.standing})" if row.standing else line.original
            lines.append(msgspec.structs.replace(line, original=marked))
    return lines
