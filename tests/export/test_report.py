"""The report says what the log says: what counted, when, and what is not known."""

from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.export.log import Log
from kapguide.export.log_rows import Provenance
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask, Route
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.session_log import START, SessionLog, a_protocol, a_session, started

MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


def report_of(log: SessionLog, route: Route = Route.IM) -> SessionReport:
    return build_report(a_protocol(route), log.events, practice="Lindenhof", generated=MADE, version="0.1.0")


@pytest.fixture(scope="module")
def report() -> SessionReport:
    protocol, events = a_session()
    return build_report(protocol, events, practice="Lindenhof", generated=MADE, version="0.1.0")


def a_start() -> SessionLog:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()), "start")
    log.at(0, 0, e.PhaseBegan("preparation", 0, -1), "start")
    return log


def test_who_when_and_by_which_plan(report: SessionReport) -> None:
    assert (report.client_code, report.number, report.therapist) == ("M-014", 2, "R. Ames")
    assert report.presence.present == ("R. Ames (therapist)", "L. Okafor")
    assert (report.protocol_title, report.protocol_version, report.route) == ("Intramuscular, two hours", 3, Route.IM)
    assert (report.planned_dose, report.intention) == ("60 mg", "To meet the grief with a softer heart")
    assert report.started is not None
    assert report.ended is not None
    assert report.pick_up is not None
    assert (report.started.clock, report.ended.clock, report.pick_up.clock) == ("10:00:00", "12:05:44", "12:30:00")
    assert report.lasted == 2 * HOUR + 5 * MINUTE + 44 * SECOND


def test_both_the_dose_and_its_correction_are_there_and_t0_is_the_corrected_one(report: SessionReport) -> None:
    wrong, right = report.doses
    assert (wrong.amount, wrong.given.clock, wrong.standing) == ("80 mg", "10:21:00", "corrected 10:23:10")
    assert (right.amount, right.given.clock, right.standing, right.corrects) == ("60 mg", "10:20:50", "", True)
    assert (wrong.given.since, right.given.since) == ("T+0:00:10", "T+0:00:00")


def test_a_tablet_ends_when_it_was_spat_out_or_swallowed_and_not_where_that_was_taken_back() -> None:
    log = a_start()
    tablet = e.DoseGiven(
        "100", "sublingual", "", Elapsed(MINUTE), "Ketamine", form="Lozenge", unit="mg", by_client=True,
        watched_by="K. Lind", role="therapist", part=1, parts=2,
    )  # fmt: skip
    log.at(1, 0, tablet)
    log.at(8, 0, e.DoseStepped("swish"))
    spat = log.at(9, 0, e.DoseStepped("spat"))
    (dose,) = report_of(log).doses
    assert dose.ended is not None
    assert dose.ended.since == "T+0:08:00"
    assert (dose.amount, dose.medicine) == ("100 mg", "Ketamine, lozenge, 1 of 2")
    assert dose.by == "taken by the client, watched by K. Lind, therapist"
    command = next(event.command_id for event in log.events if event.id == spat)
    log.at(9, 5, e.Undone(command, "Spat out"))
    assert report_of(log).doses[0].ended is None


def test_a_phase_change_that_was_taken_back_does_not_count(report: SessionReport) -> None:
    times = [
        (phase.title, phase.began.clock, phase.ended.clock) for phase in report.phases if phase.began and phase.ended
    ]
    assert times == [
        ("Arriving", "10:00:00", "10:20:00"),
        ("Onset", "10:20:00", "10:30:00"),
        ("Inner journey", "10:30:00", "11:24:00"),
        ("Coming back", "11:24:00", "11:44:00"),
        ("Speaking", "11:44:00", "12:05:44"),
    ]
    slip = next(row for row in report.timeline if row.standing == "taken back")
    assert (slip.what, slip.when.clock) == ("Phase “Coming back” began", "10:35:00")


def test_holds_and_extensions_are_added_up_an_emergency_holds_too(report: SessionReport) -> None:
    journey = report.phases[2]
    assert (journey.planned_start, journey.planned, journey.lasted) == (30 * MINUTE, 50 * MINUTE, 54 * MINUTE)
    assert (journey.held, journey.extended) == (8 * MINUTE, 2 * MINUTE)


def test_a_hold_that_is_still_on_ends_with_its_phase_or_the_session() -> None:
    log = a_start()
    log.at(5, 0, e.PhaseHeld("preparation"))
    log.at(9, 0, e.PhaseBegan("dosing", 1, 0))
    log.at(10, 0, e.PhaseHeld("dosing"))
    log.at(10, 4, e.EmergencyStarted())
    log.at(12, 0, e.SessionEnded())
    first, second, *others = report_of(log).phases
    assert (first.held, second.held) == (4 * MINUTE, 2 * MINUTE)
    assert [phase.began for phase in others] == [None, None, None]


def test_an_undone_hold_release_and_extension_do_not_count() -> None:
    log = a_start()
    log.at(5, 0, e.PhaseHeld("preparation"), "hold")
    log.at(5, 5, e.Undone("hold", "Phase held"))
    log.at(6, 0, e.PhaseExtended("preparation", 2 * MINUTE), "longer")
    log.at(6, 3, e.Undone("longer", "Phase extended by 2 min"))
    log.at(7, 0, e.PhaseHeld("preparation"))
    log.at(8, 0, e.PhaseReleased("preparation", MINUTE), "release")
    log.at(8, 2, e.Undone("release", "Hold released"))
    log.at(9, 0, e.PhaseReleased("preparation", 2 * MINUTE))
    log.at(20, 0, e.PhaseBegan("dosing", 1, 0))
    phase = report_of(log).phases[0]
    assert (phase.held, phase.extended) == (2 * MINUTE, 0)


def test_what_was_seen_and_heard_stays_when_its_command_is_undone() -> None:
    log = a_start()
    log.at(20, 0, e.PhaseBegan("dosing", 1, 0), "next")
    log.at(20, 0, e.CueFired("dosing/breath", "Remind of the breath", 20 * MINUTE), "next")
    log.at(20, 1, e.TrackStarted("a.ogg", "", "dosing"), "next")
    log.at(20, 5, e.Undone("next", "Phase moved on"))
    report = report_of(log)
    assert [row.what for row in report.timeline if row.standing] == ["Phase “Onset” began"]
    assert report.cues[0].shown is not None
    assert report.tracks[0].what == "Music: a.ogg"


def test_a_cue_that_left_with_its_phase_says_so_until_it_comes_again() -> None:
    log = a_start()
    log.at(20, 0, e.PhaseBegan("dosing", 1, 0), "next")
    log.at(20, 0, e.CueFired("dosing/breath", "Remind of the breath", 20 * MINUTE))
    log.at(20, 2, e.CueAcknowledged("dosing/breath"), "away")
    log.at(20, 3, e.Undone("away", "Prompt put away"))
    log.at(20, 5, e.Undone("next", "Phase moved on", ("dosing/breath", "nobody knows it")))
    assert [cue.became for cue in report_of(log).cues] == [("left again with its phase",)]
    log.at(25, 0, e.CueFired("dosing/breath", "Remind of the breath", 25 * MINUTE))
    assert [(cue.due.t, cue.became) for cue in report_of(log).cues] == [(25 * MINUTE, ())]


def test_what_was_taken_back_counts_no_more_and_what_its_correction_replaced_stands() -> None:
    log = a_start()
    reading = log.at(5, 0, e.ReadingTaken(Vitals(118, 76), Elapsed(5 * MINUTE)), "reading")
    line = log.at(6, 0, e.NoteAdded("calm", Elapsed(6 * MINUTE)))
    log.at(7, 0, e.NoteAdded("calmer", Elapsed(6 * MINUTE), supersedes=line), "correction")
    log.at(7, 5, e.Undone("correction", "Correction “calmer”"))
    log.at(8, 0, e.ObservationAdded("1", "Tears"), "tears")
    log.at(8, 2, e.Undone("tears", "Observed: Tears"))
    log.at(8, 4, e.Undone("reading", "Reading"))
    report = report_of(log)
    assert [(each.event_id, each.standing) for each in report.readings] == [(reading, "taken back")]
    assert "No vitals were recorded." in report.unknown
    stands = {row.what.partition(" (")[0]: row.standing for row in report.timeline}
    assert (stands["calm"], stands["calmer"], stands["Observation: Tears"]) == ("", "taken back", "taken back")
    text = " ".join(line.text for section in generate_note(report).sections for line in section.lines)
    assert "calm" in text
    assert not [word for word in ("calmer", "Tears", "118") if word in text]


def test_marks_at_the_edges_of_a_log_do_not_break_it() -> None:
    log = SessionLog()
    log.at(0, 0, e.PhaseReleased("dosing", 5))
    log.at(1, 0, e.PhaseExtended("dosing", -MINUTE))
    log.at(2, 0, e.CueAcknowledged("dosing/breath"))
    log.at(2, 1, e.CueSnoozed("dosing/breath", 3 * MINUTE))
    log.at(3, 0, e.EmergencyEnded(5))
    log.at(4, 0, e.PhaseBegan("a phase of another protocol", 7, 6))
    log.at(5, 0, e.PhaseReleased("dosing", 5))
    report = report_of(log)
    assert report.phases[0].title == "a phase of another protocol"
    assert [row.what for row in report.timeline[:2]] == [
        "Phase “Onset” released after 0 s",
        "Phase “Onset” shortened by 1 min",
    ]
    assert "The entry that tells of the session's start is missing." in report.unknown
    assert (report.cues, report.emergencies) == ((), ())


def test_readings_with_corrections_marked(report: SessionReport) -> None:
    found = [(reading.when.clock, reading.vitals.systolic, reading.standing) for reading in report.readings]
    assert found == [("10:10:30", 118, ""), ("10:55:00", 132, "corrected 10:56:00"), ("10:55:00", 123, "")]
    assert report.readings[2].corrects


def test_note_lines_stand_at_their_first_keystroke(report: SessionReport) -> None:
    lines = {row.what: row for row in report.timeline}
    assert lines["Hands are cold, voice is steady."].when.clock == "10:05:12"
    assert lines["Left hand lifts, opens."].standing == "corrected 10:46:30"
    right = lines["Right hand lifts, opens. (correction, recorded at 10:46:30)"]
    assert (right.when.clock, right.provenance) == ("10:45:50", Provenance.EDITED)
    assert [row.when.t for row in report.timeline] == sorted(row.when.t for row in report.timeline)


def test_what_became_of_each_cue(report: SessionReport) -> None:
    cues = {cue.title: cue for cue in report.cues}
    mask, breath = cues["Offer the eye mask"], cues["Remind of the breath"]
    assert mask.became == ("put away 10:03:20",)
    assert breath.became == ("put off until 10:27:10", "put away 10:27:30")
    assert cues["Blanket and warmth"].shown is None
    assert cues["Blanket and warmth"].became == ("missed: noticed 2 min after its time",)
    assert cues["Offer water"].became == ()
    assert cues["Vitals before the dose"].ask is Ask.READING
    assert mask.ask is None


def test_music_faults_gaps_and_emergency(report: SessionReport) -> None:
    assert [(track.when.clock, track.what) for track in report.tracks] == [
        ("10:00:04", "Music: First light"),
        ("10:22:05", "Music: Slow water"),
        ("11:24:30", "Music: Open window"),
    ]
    assert [happening.what for happening in report.music] == [
        "Music faded to silence over 1 min 15 s",
        "Music brought back over 10 s",
        "Music level from 0 dB to −1 dB",
        "Level of headphones from 0 dB to −2 dB",
        "Deeper music asked for (1 step above the plan)",
        "Music asked for at once",
        "Softer music asked for (as planned)",
        "Next piece asked for, over 15 s",
        "Music of the way back asked for",
        "The phase’s own music asked for",
        "Emergency started",
    ]
    assert [happening.what for happening in report.sound] == [
        "Sound fault: The sound process stopped (exit code -9)",
        "Sound back after 0.8 s",
    ]
    assert [(gap.when.clock, gap.lost) for gap in report.gaps] == [("11:12:00", 240_000), ("11:21:12", 12_000)]
    (emergency,) = report.emergencies
    assert emergency.ended is not None
    assert (emergency.started.clock, emergency.ended.clock, emergency.lasted) == ("11:15:00", "11:17:30", 150_000)


def test_a_late_entry_shows_both_times() -> None:
    log = a_start()
    log.at(30, 0, e.NoteAdded("Slept well.", Elapsed(28 * MINUTE)))
    assert report_of(log).timeline[-1].what == "Slept well. (recorded at 10:30:00)"


def test_a_start_alone_says_all_that_is_not_known() -> None:
    log = SessionLog()
    log.at(0, 0, e.SessionStarted("s", "M-014", "p", "not this protocol's hash", started(a_protocol()).origin))
    assert report_of(log).unknown == (
        "The therapist's name was not recorded.",
        "Who was with the client was not recorded.",
        "No planned dose was recorded.",
        "No intention was recorded.",
        "No pick-up time was recorded.",
        "Touch consent was not recorded.",
        "No dose was recorded.",
        "No vitals were recorded.",
        "Side effects were not asked for.",
        "The session has not been ended.",
        "The protocol shown here is not the one that the session began with.",
    )


def test_an_empty_log_makes_a_report_too() -> None:
    report = report_of(SessionLog())
    assert report.unknown[0] == "Nothing was recorded in this session."
    assert (report.started, report.ended, report.lasted, report.timeline) == (None, None, None, ())


def test_an_infusion_wants_its_end() -> None:
    log = a_start()
    log.at(20, 0, e.DoseGiven("40 mg", "iv", "R. Ames", Elapsed(20 * MINUTE)))
    wanted = "The end of the infusion was not recorded."
    assert wanted in report_of(log, Route.IV).unknown
    log.at(60, 0, e.DoseEnded())
    report = report_of(log, Route.IV)
    assert wanted not in report.unknown
    assert report.doses[0].ended is not None
    assert report.doses[0].ended.since == "T+0:40:00"
    assert report.timeline[-1].what == "Dose 1 ended"


def test_an_emergency_that_was_not_left_is_named() -> None:
    log = a_start()
    log.at(20, 0, e.EmergencyStarted())
    assert "The emergency was not left." in report_of(log).unknown


def test_missing_and_strange_entries_are_counted() -> None:
    class Scented(e.Body, frozen=True, tag="scented"):
        smell: str

    log = a_start()
    log.at(1, 0, e.ObservationAdded("1", "Tears"))
    log.at(2, 0, Scented("rose"))  # type: ignore[arg-type]
    del log.events[2]
    report = report_of(log)
    assert "Entries of the log that are missing here: 1; the first is number 3." in report.unknown
    assert "Entries of a kind that this version does not know: 1." in report.unknown
    assert report.timeline[-1].what == "An entry that this version does not know (Scented)"


def test_times_are_right_across_midnight() -> None:
    log = SessionLog(wall=datetime(2026, 11, 22, 22, 30, tzinfo=UTC))
    log.at(0, 0, started(a_protocol(), log.wall))
    log.at(29, 59, e.ObservationAdded("1", "Tears"))
    log.at(30, 0, e.ObservationAdded("2", "Smile"))
    _, before, after = report_of(log).timeline
    assert (before.when.clock, after.when.clock) == ("23:59:59", "00:00:00 +1 d")


def test_local_time_follows_the_offset_of_each_entry() -> None:
    log = SessionLog(wall=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), tz_min=120)
    log.at(0, 0, started(a_protocol(), log.wall))
    log.at(20, 0, e.ObservationAdded("1", "Tears"))
    log.tz_min = 60
    log.at(40, 0, e.ReadingTaken(Vitals(heart_rate=70), Elapsed(25 * MINUTE)))
    log.at(41, 0, e.ReadingTaken(Vitals(heart_rate=71), Elapsed(41 * MINUTE)))
    report = report_of(log)
    assert [row.when.clock for row in report.timeline] == ["02:30:00", "02:50:00", "02:55:00", "02:11:00"]
    assert report.unknown[-1] == "The local time changed during the session: 02:10:00 UTC+01:00."


def test_a_clock_that_was_set_moves_only_what_came_after() -> None:
    log = a_start()
    log.at(10, 0, e.ObservationAdded("1", "Tears"))
    log.wall += timedelta(hours=1)
    log.at(20, 0, e.ClockGap(0, HOUR, 0, HOUR))
    log.at(21, 0, e.NoteAdded("Typed after, begun before.", Elapsed(19 * MINUTE)))
    log.wall -= timedelta(hours=2)
    log.at(30, 0, e.ClockGap(3 * SECOND, -2 * HOUR, 3 * SECOND, -HOUR))
    log.at(32, 0, e.SessionResumed(90 * SECOND, rebooted=True, music_went_on=False))
    told = [(row.when.clock, row.what) for row in report_of(log).timeline[2:]]
    gone = "The program was not running for up to 1 min 30 s and was opened again."
    assert told == [
        ("10:10:00", "Observation: Tears"),
        ("10:19:00", "Typed after, begun before. (recorded at 11:21:00)"),
        ("11:20:00", "The computer's clock moved forward by 1 h"),
        ("09:30:00", "The computer slept for 3 s and its clock moved back by 2 h"),
        ("09:32:00", f"{gone} The computer had restarted. The music had stopped."),
    ]


def test_what_happened_at_the_very_time_of_a_change_of_the_clock_is_told_by_the_clock_after_it() -> None:
    log = a_start()
    log.wall += timedelta(hours=1)
    log.at(20, 0, e.ClockGap(0, HOUR, 0, HOUR))
    log.at(21, 0, e.NoteAdded("Begun then.", Elapsed(20 * MINUTE)))
    assert report_of(log).timeline[-1].when.clock == "11:20:00"


def test_a_late_prompt_says_so_and_an_unknown_one_goes_by_its_id() -> None:
    log = a_start()
    log.at(3, 8, e.CueFired("preparation/settle", "Offer the eye mask", 3 * MINUTE, 8 * SECOND))
    log.at(4, 0, e.CueAcknowledged("gone"))
    log.at(11, 0, e.CueFired("preparation/before#1", "Vitals", 11 * MINUTE))
    log.at(12, 5, e.CueMissed("preparation/before#2", "Vitals", 11 * MINUTE, 65 * SECOND))
    assert [row.what for row in report_of(log).timeline[2:]] == [
        "Prompt shown: Offer the eye mask (8 s late)",
        "Prompt put away: gone",
        "Reading due: Vitals",
        "Reading not shown: Vitals (its time, 10:11:00, had passed)",
    ]


def test_sentences_leave_out_what_was_not_recorded() -> None:
    log = SessionLog()
    log.at(0, 0, started(a_protocol(), rehearsal=True))
    log.at(1, 0, e.DoseGiven("half a vial", "a new route", "", Elapsed(MINUTE)))
    log.at(2, 0, e.ReadingTaken(Vitals(heart_rate=70), Elapsed(2 * MINUTE)))
    log.at(3, 0, e.SoundFault("No output"))
    log.at(3, 10, e.SoundFault("held_up", "The computer was held up, and the sound was silent for 0.3 s."))
    log.at(3, 20, e.SoundFault("held_up"))
    log.at(4, 0, e.TrackStarted("a.ogg", "Title"))
    assert [row.what for row in report_of(log).timeline] == [
        "Rehearsal started",
        "Dose 1: half a vial, a new route",
        "Reading: HR 70",
        "Sound fault: No output",
        "The computer was held up, and the sound was silent for 0.3 s.",
        "Sound fault: held_up",
        "Music: Title",
    ]


def test_the_log_s_hash_tells_logs_apart() -> None:
    protocol, events = a_session()
    assert Log(events, protocol).sha256() == Log(events[::-1], protocol).sha256()
    assert Log(events, protocol).sha256() != Log(events[:-1], protocol).sha256()


def test_a_pick_up_before_the_first_entry_has_a_time_too() -> None:
    log = a_start()
    assert Log(log.events, a_protocol()).moment_of(START - timedelta(minutes=5)).clock == "09:55:00"
