"""Each kind of event is told, in every shape that somebody reads, and what can be undone is what has words for it."""

import msgspec
import pytest
from hypothesis import given

from kapguide.clinical.vitals import Vitals
from kapguide.session import events as e
from kapguide.session.clock import Elapsed, Origin
from kapguide.session.guiding.script import Script, ScriptLine
from kapguide.session.state import SessionState, evolve
from kapguide.session.telling import Names, NoteKind, Place, Told, announcements, tell
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.session.breath_told import BREATH_SENTENCES
from tests.session.consent.consent_told import CONSENT_LINES, CONSENT_SENTENCES, CONSENT_UNDO
from tests.session.leaving.leaving_told import LEAVING_SENTENCES
from tests.session.people_told import PEOPLE_LINES, PEOPLE_SENTENCES, PEOPLE_UNDO
from tests.session.safety.told import SAFETY_SENTENCES
from tests.support.any_event import EVENTS, KINDS
from tests.support.plans import MORNING, whole
from tests.support.session_log import a_session

SCRIPT = Script("open-space", "Open space", "", 60, (ScriptLine("Here.", 5_000), ScriptLine("Now.", 5_000)))
NAMES = Names(whole(), {"ready": "Are we ready?"})


TABLET = e.DoseGiven(
    "100", "sublingual", "", Elapsed(0), "Ketamine", form="Lozenge", strength="100 mg a tablet", unit="mg",
    by_client=True, watched_by="K. Lind", role="therapist", part=1, parts=2,
)  # fmt: skip
TELLS_WHEN = (
    e.NoteAdded, e.DoseGiven, e.ReadingTaken, e.EmergencyTapped, e.LeavingNoted, e.TimerStarted, e.PersonCame,
    e.PersonLeft,
)  # fmt: skip
"""Kinds that hold what a person typed: the documents say so of each."""
WATCHED = "taken by the client, watched by K. Lind, therapist"


class Scented(e.Body, frozen=True, tag="scented"):
    """A kind that nobody has told yet."""


def told(body: e.Body, t: int = 0) -> Told:
    event = e.Event("id-1", "command-1", 3, Elapsed(t), MORNING, 60, "boot-1", e.SessionEnded())
    return tell(msgspec.structs.replace(event, body=body), NAMES)


def kinds_below(kind: type[e.Body]) -> set[type[e.Body]]:
    """Those that are written down: a kind of kinds is not."""
    found = {each for each in kind.__subclasses__() if each.__module__.startswith("kapguide.")}
    return set().union(*(kinds_below(each) or {each} for each in found))


def test_every_kind_that_is_written_down_belongs_to_the_events() -> None:
    assert kinds_below(e.Body) == set(KINDS)


@given(EVENTS)
def test_every_event_is_told_whatever_stands_in_it(event: e.Event) -> None:
    said = tell(event, NAMES)
    assert not said.sentence.startswith("An entry that this version does not know")
    assert said.at is not None or not isinstance(event.body, TELLS_WHEN)
    assert getattr(event.body, "happened", None) in (None, said.at), "a correction keeps the time of the first"


def test_a_kind_that_is_not_told_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(Scented()).sentence == "An entry that this version does not know (Scented)"
    monkeypatch.setattr(e, "AnyBody", e.AnyBody | Scented)
    with pytest.raises(AssertionError, match="unreachable"):
        told(Scented())


def test_what_can_be_undone_is_what_has_words_for_it() -> None:
    protocol, events = a_session()
    start, first, *rest = events
    state, names = evolve(evolve(SessionState(protocol), start), first), Names(protocol)
    assert state.undoable == (), "nothing takes back the beginning"
    for event in rest:
        state = evolve(state, event)
        offered = [
            entry.what for entry in state.undoable if (entry.command_id, entry.at) == (event.command_id, event.t)
        ]
        assert offered == [undo for undo in (tell(event, names).undo,) if undo]


START = e.SessionStarted("s-1", "M-014", "plan", "0", Origin(MORNING, "boot-1", 0, 0))
HANDS, GAPS, SOUND = (Place.HANDS,), (Place.GAPS,), (Place.SOUND,)
GONE = "The program was not running for up to 12 s and was opened again."

SENTENCES: list[tuple[e.Body, str, tuple[Place, ...]]] = [
    (START, "Session started", ()),
    (msgspec.structs.replace(START, rehearsal=True), "Rehearsal started", ()),
    (e.SessionResumed(12_000, False, True), f"{GONE} The music went on.", GAPS),
    (e.SessionResumed(12_000, True, False), f"{GONE} The computer had restarted. The music had stopped.", GAPS),
    (e.ClockGap(90_000, 0, 0, 0), "The computer slept for 1 min 30 s", GAPS),
    (e.ClockGap(0, HOUR, 0, 0), "The computer's clock moved forward by 1 h", GAPS),
    (e.ClockGap(3_000, -HOUR, 0, 0), "The computer slept for 3 s and its clock moved back by 1 h", GAPS),
    (e.SessionEnded(), "Session ended", ()),
    (e.SessionEnded("asked to stop"), "Session ended: asked to stop", ()),
    (
        e.SessionEnded("to hospital", HOUR),
        "Session ended 1 h before the observation time was over: to hospital",
        (),
    ),
    (e.SessionDiscarded(), "Session thrown away", ()),
    (e.SessionDiscarded("wrong client"), "Session thrown away: wrong client", ()),
    *LEAVING_SENTENCES,
    *PEOPLE_SENTENCES,
    *CONSENT_SENTENCES,
    (e.TimerStarted(1, "Tea", 5 * MINUTE), "Timer started: Tea: 5 min", ()),
    (e.TimerEnded(1, "Tea", 4_999), "Timer Tea: time is over", ()),
    (e.TimerEnded(1, "Tea", 5_000), "Timer Tea: time is over (5 s ago)", ()),
    (e.TimerCancelled(1, "Tea"), "Timer let go: Tea", ()),
    (e.PhaseBegan("dosing", 1, 0), "Phase “Dosing” began", ()),
    (e.PhaseHeld("unheard of"), "Phase “unheard of” held", ()),
    (e.PhaseReleased("dosing", 5_000), "Phase “Dosing” released after 5 s", ()),
    (e.PhaseExtended("dosing", MINUTE), "Phase “Dosing” extended by 1 min", ()),
    (e.PhaseExtended("dosing", -MINUTE), "Phase “Dosing” shortened by 1 min", ()),
    (e.CueFired("mask", "Mask", 0, 4_999), "Prompt shown: Mask", ()),
    (e.CueFired("mask", "Mask", 0, 5_000), "Prompt shown: Mask (5 s late)", ()),
    (e.CueFired("early#2", "Vitals", 0), "Reading due: Vitals", ()),
    (e.CueMissed("mask", "Mask", MINUTE, 0), "Prompt not shown: Mask (its time, 0:01:00, had passed)", ()),
    (e.CueMissed("early", "Vitals", MINUTE), "Reading not shown: Vitals (its time, 0:01:00, had passed)", ()),
    (e.CueAcknowledged("mask"), "Prompt put away: mask", ()),
    (e.CueSnoozed("ready", MINUTE), "Prompt put off until 0:01:00: Are we ready?", ()),
    (e.CueAnswered("label", "The label", "yes", "R. Ames"), "Attested: The label: yes (R. Ames)", ()),
    (e.CueAnswered("label", "The label", "not_applicable"), "Attested: The label: not applicable", ()),
    (e.CueAnswered("look", "Look", "done"), "Look: done", ()),
    (e.CueAnswered("look", "Look", "declined"), "Look: declined", ()),
    (e.CueAnswered("look", "Look", "left_out", "", "asleep"), "Look: left out (asleep)", ()),
    (e.CueAnswered("early", "Vitals", "declined"), "Reading due, Vitals: declined", ()),
    (e.EntryStruck("Dose 1: swallowed", "id-0"), "Struck out: Dose 1: swallowed", ()),
    (e.Undone("command-1", "Next piece"), "Taken back: Next piece", ()),
    (e.DoseGiven("60 mg", "im", "", Elapsed(0)), "Dose 1: 60 mg, intramuscular", ()),
    (
        e.DoseGiven("60 mg", "odd", "R. Ames", Elapsed(0), "ketamine", 2),
        "Dose 2: 60 mg ketamine, odd, given by R. Ames",
        (),
    ),
    (TABLET, "Dose 1: 100 mg Ketamine, lozenge, 100 mg a tablet, 1 of 2, sublingual, " + WATCHED, ()),
    (e.DoseGiven("5", "iv", "", Elapsed(0), by_client=True), "Dose 1: 5, intravenous, taken by the client", ()),
    (e.DoseEnded(2), "Dose 2 ended", ()),
    (e.DoseStepped("dissolved"), "Dose 1: dissolved, hold begins", ()),
    (e.DoseStepped("device", 2, 3), "Dose 2: device 3", ()),
    (e.DoseStepped("stirred"), "Dose 1: stirred", ()),
    (e.ReadingTaken(Vitals(118, 76, 72), Elapsed(0)), "Reading: BP 118/76, HR 72", ()),
    (e.ReadingTaken(Vitals(spo2=97), Elapsed(0), "L."), "Reading: SpO2 97 %; taken by L.", ()),
    (e.NoteAdded("Hums.", Elapsed(0), "sung"), "Hums.", ()),
    (e.NoteAdded("It is wide", Elapsed(0), "verbatim"), "“It is wide” – client, verbatim", ()),
    (e.NoteAdded("wide", Elapsed(0), "paraphrase"), "wide – client, paraphrase", ()),
    (e.PrivateLineWritten(), "Private line", ()),
    (e.ObservationAdded("1", "tears"), "Observation: tears", ()),
    (e.MusicFaded(True, 75.0), "Music faded to silence over 1 min 15 s", HANDS),
    (e.MusicFaded(False, 0.5), "Music brought back over 0.5 s", HANDS),
    (e.LevelChanged(0.0, -1.0), "Music level from 0 dB to −1 dB", HANDS),
    (e.MusicShifted(1, 1, at_once=True), "Music asked for at once", HANDS),
    (e.MusicShifted(1, 2), "Deeper music asked for (2 steps above the plan)", HANDS),
    (e.MusicShifted(0, 1), "Deeper music asked for (1 step above the plan)", HANDS),
    (e.MusicShifted(0, -1), "Softer music asked for (1 step below the plan)", HANDS),
    (e.MusicShifted(1, 0), "Softer music asked for (as planned)", HANDS),
    (e.MusicTurned(15.0), "Next piece asked for, over 15 s", HANDS),
    (e.MusicReturned(True, 25.0), "Music of the way back asked for", HANDS),
    (e.MusicReturned(False, 25.0), "The phase’s own music asked for", HANDS),
    (e.OutputLevelChanged("room", 0.0, 1.5), "Level of room from 0 dB to +1.5 dB", HANDS),
    (e.VoiceBegan("mask", "Mask", "/l.ogg"), "Line said to the client: Mask", ()),
    (e.VoiceEnded(), "Line said to its end", ()),
    (e.VoiceEnded(by_hand=True), "Line ended by hand", ()),
    (e.VoiceEnded(failed=True), "Line not said to its end: its recording or the sound was gone", ()),
    (e.ScriptBegan(SCRIPT), "Imagery: Open space begins", ()),
    (e.ScriptLineSaid(0), "Imagery: line 1 said", ()),
    (e.ScriptLineSaid(1, by_voice=True), "Imagery: line 2 said by the voice", ()),
    (e.ScriptLineSkipped(1), "Imagery: line 2 skipped", ()),
    (e.ScriptLineSkipped(1, broken_off=True), "Imagery: line 2 skipped after its beginning", ()),
    (e.ScriptLineRepeated(0), "Imagery: line 1 to be said again", ()),
    (e.ScriptQuietCut(1), "Imagery: line 2 to be said now", ()),
    (e.ScriptPaused(1, 2_000), "Imagery: paused in line 2", ()),
    (e.ScriptPaced(1.0, 1.1), "Imagery: quicker, 1.1×", ()),
    (e.ScriptPaced(1.0, 0.9), "Imagery: slower, 0.9×", ()),
    (e.ScriptStretched(True, 0.5), "Imagery: silences fill the phase", ()),
    (e.ScriptStretched(False), "Imagery: silences as written", ()),
    (e.ScriptGiven(True), "Imagery: given to the voice", ()),
    (e.ScriptGiven(False), "Imagery: read on by the therapist", ()),
    (e.ScriptGiven(False, failed=True), "Imagery: the voice could not say the line; read on by the therapist", ()),
    (
        e.ScriptEnded("Open space", "stopped", 12, 16, 380_000, 580_000, read=11),
        "Imagery: Open space, read by the therapist, 6:20 of 9:40, left at line 12 of 16",
        (),
    ),
    (
        e.ScriptEnded("Open space", "end", 16, 16, 572_400, 580_000, read=4, spoken=12),
        "Imagery: Open space, read by the therapist and said by the voice, 9:32 of 9:40, to its end",
        (),
    ),
    (
        e.ScriptEnded("Open space", "emergency", 2, 16, 30_000, 580_000, spoken=1),
        "Imagery: Open space, said by the voice, 0:30 of 9:40, left at line 2 of 16 with the emergency",
        (),
    ),
    (
        e.ScriptEnded("Open space", "session", 1, 16, 4_000, 580_000),
        "Imagery: Open space, 0:04 of 9:40, left at line 1 of 16 with the session",
        (),
    ),
    *BREATH_SENTENCES,
    *SAFETY_SENTENCES,
    (e.TrackStarted("a.ogg", "First light"), "Music: First light", (Place.TRACKS,)),
    (e.TrackStarted("a.ogg", ""), "Music: a.ogg", (Place.TRACKS,)),
    (e.SoundFault("held_up", "The computer was held up."), "The computer was held up.", SOUND),
    (e.SoundFault("held_up"), "Sound fault: held_up", SOUND),
    (e.SoundFault("output_lost", "The sound output is gone."), "The sound output is gone.", SOUND),
    (e.SoundFault("stalled", "A file stalled."), "Sound fault: stalled (A file stalled.)", SOUND),
    (e.SoundBack(800), "Sound back after 0.8 s", SOUND),
    (e.EmergencyStarted(), "Emergency started", HANDS),
    (e.EmergencyTapped("arrived", Elapsed(0)), "Emergency, arrived", ()),
    (e.EmergencyTapped("called", Elapsed(0), "Doctor on call"), "Emergency, called: Doctor on call", ()),
    (e.EmergencyEnded(150_000), "Emergency ended after 2 min 30 s", ()),
]


@pytest.mark.parametrize(("body", "sentence", "places"), SENTENCES, ids=lambda value: type(value).__name__)
def test_the_log_s_sentence_and_where_the_documents_show_it(
    body: e.Body, sentence: str, places: tuple[Place, ...]
) -> None:
    assert (told(body).sentence, told(body).places) == (sentence, places)


def test_each_kind_has_its_sentence_above() -> None:
    assert {type(body) for body, _, _ in SENTENCES} == set(KINDS)


@pytest.mark.parametrize(
    ("body", "undo"),
    [
        (e.PhaseBegan("dosing", 1, 0), "Phase moved on"),
        (e.PhaseHeld("dosing"), "Phase held"),
        (e.PhaseReleased("dosing", 5_000), "Hold released"),
        (e.PhaseExtended("dosing", 2 * MINUTE), "Phase extended by 2 min"),
        (e.PhaseExtended("dosing", -150 * SECOND), "Phase shortened by 2.5 min"),
        (e.MusicFaded(True, 6.0), "Music taken to silence"),
        (e.MusicFaded(False, 6.0), "Music brought back"),
        (e.LevelChanged(0.0, -1.0), "Level -1 dB"),
        (e.MusicShifted(1, 1, at_once=True), "Music changed at once"),
        (e.MusicShifted(0, 1), "Deeper music"),
        (e.MusicShifted(1, 0), "Softer music"),
        (e.MusicTurned(15.0), "Next piece"),
        (e.MusicReturned(True, 25.0), "Music of the way back"),
        (e.MusicReturned(False, 25.0), "The phase’s own music"),
        (e.OutputLevelChanged("room", 0.0, 2.0), "Room +2 dB"),
        (e.CueAcknowledged("ready"), "Prompt put away"),
        (e.CueSnoozed("ready", 5), "Prompt snoozed"),
        (e.CueAnswered("label", "The label, read by two of them", "yes", "R."), "The label, read by two…: yes"),
        (e.CueAnswered("early", "Vitals", "left_out", "", "asleep"), "Vitals: left out"),
        (e.TimerStarted(1, "Tea", MINUTE), "Timer Tea"),
        (e.TimerCancelled(1, "Tea"), "Timer Tea let go"),
        (e.LeavingNoted("stays", "R.", Elapsed(0)), "Leaving: stays longer"),
        *PEOPLE_UNDO,
        *CONSENT_UNDO,
        (e.ReadingTaken(Vitals(118, 76), Elapsed(0)), "Reading"),
        (e.ReadingTaken(Vitals(118, 76), Elapsed(0), supersedes="id-0"), "Correction of a reading"),
        (e.ObservationAdded("1", "Tears"), "Observed: Tears"),
        (e.NoteAdded("x" * 24, Elapsed(0)), f"Line “{'x' * 24}”"),
        (e.NoteAdded("She saw the sea, then a bay", Elapsed(0)), "Line “She saw the sea, then a…”"),
        (e.NoteAdded("sea", Elapsed(0), "verbatim", "id-0"), "Correction “sea”"),
        (e.DoseGiven("50 mg", "im", "", Elapsed(0)), ""),
        (e.DoseEnded(), "Dose ended"),
        (e.DoseStepped("swallowed"), "Swallowed"),
        (e.DoseStepped("device", 1, 2), "Device 2"),
        (e.DoseStepped("spat", 1, 0, Elapsed(0), "id-0"), "Correction “Spat out”"),
        (e.CueAnswered("label", "Label", "no", "R.", "", Elapsed(0), "id-0"), "Correction “Label: no”"),
        (e.LeavingNoted("stays", "R.", Elapsed(0), "id-0"), "Correction “stays longer”"),
        (e.EntryStruck("Dose 1: swallowed", "id-0"), "Struck out: Dose 1: swallowed"),
        (e.EmergencyStarted(), ""),
        (e.ScriptBegan(SCRIPT), "Imagery: Open space"),
        (e.ScriptLineSaid(6), "Line 7 said"),
        (e.ScriptLineSaid(6, by_voice=True), ""),
        (e.ScriptLineSkipped(6), "Line 7 skipped"),
        (e.ScriptPaced(1.0, 1.1), "Imagery quicker, 1.1×"),
        (e.ScriptStretched(True), "Silences fill the phase"),
        (e.ScriptEnded("Open space", "stopped", 12, 16, 0, 0), "Imagery stopped"),
        (e.ScriptEnded("Open space", "end", 16, 16, 0, 0), "Imagery put away"),
        (e.ScriptEnded("Open space", "emergency", 12, 16, 0, 0), ""),
    ],
)
def test_the_offer_to_undo_names_what_was_done(body: e.Body, undo: str) -> None:
    assert told(body).undo == undo


def test_an_observation_in_other_words_is_an_observation() -> None:
    said = told(e.NoteAdded("Yawn", Elapsed(5_000), "observation", "id-0"))
    assert said.sentence == "Observation: Yawn"
    assert (said.line, said.at) == ((NoteKind.OBSERVATION, "Yawn"), 5_000)


def test_what_a_person_tells_happened_when_the_person_says() -> None:
    typed = (
        e.NoteAdded("Hums.", Elapsed(5)),
        e.DoseGiven("60 mg", "im", "", Elapsed(6)),
        e.ReadingTaken(Vitals(118, 76), Elapsed(7)),
        e.EmergencyTapped("gave", Elapsed(8), "oxygen"),
    )
    assert [told(body, 60).at for body in typed] == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (e.NoteAdded("Breath slows.", Elapsed(0)), (NoteKind.NOTE, "Breath slows.")),
        (e.NoteAdded("Hums.", Elapsed(0), "sung"), (NoteKind.NOTE, "Hums.")),
        (e.NoteAdded("It is wide", Elapsed(0), "verbatim"), (NoteKind.VERBATIM, "It is wide")),
        (e.NoteAdded("wide", Elapsed(0), "paraphrase"), (NoteKind.PARAPHRASE, "wide")),
        (e.PrivateLineWritten(), (NoteKind.PRIVATE, "private line")),
        (e.ObservationAdded("1", "tears"), (NoteKind.OBSERVATION, "tears")),
        (e.ReadingTaken(Vitals(118, 76, 72), Elapsed(0), "L."), (NoteKind.READING, "BP 118/76  HR 72")),
        (e.DoseGiven("60 mg", "im", "R. Ames", Elapsed(0)), (NoteKind.DOSE, "60 mg, by R. Ames")),
        (e.DoseGiven("60 mg", "im", "", Elapsed(0)), (NoteKind.DOSE, "60 mg")),
        (TABLET, (NoteKind.DOSE, "100 mg, lozenge, taken by the client, watched by K. Lind")),
        (
            e.DoseGiven("5", "iv", "R. Ames", Elapsed(0), unit="ml", form="IV bag", role="nurse"),
            (NoteKind.DOSE, "5 ml, IV bag, given by R. Ames"),
        ),
        (e.DoseEnded(), (NoteKind.DOSE, "ended")),
        (e.DoseStepped("spat"), (NoteKind.DOSE, "spat out")),
        (e.PhaseBegan("dosing", 1, 0), (NoteKind.PHASE, "Dosing")),
        (e.CueMissed("mask", "Mask", 0), (NoteKind.MISSED, "Mask")),
        (e.CueAnswered("look", "Look", "done"), (NoteKind.OBSERVATION, "Look: done")),
        (e.CueAnswered("label", "The label", "no", "R. Ames"), (NoteKind.PROMPT, "The label: no (R. Ames)")),
        (e.CueAnswered("early", "Vitals", "declined"), (NoteKind.READING, "Vitals: declined")),
        (e.TimerStarted(1, "Tea", MINUTE), (NoteKind.TIMER, "Tea: 1 min")),
        (e.TimerEnded(1, "Tea"), (NoteKind.TIMER, "Tea: time is over")),
        (e.TimerCancelled(1, "Tea"), (NoteKind.TIMER, "Tea: let go")),
        *PEOPLE_LINES,
        *CONSENT_LINES,
        (e.LeavingNoted("stays", "R.", Elapsed(0)), (NoteKind.LEAVING, "stays longer; told: R., 0:00:00")),
        (e.EmergencyStarted(), (NoteKind.EMERGENCY, "emergency begins")),
        (e.EmergencyTapped("gave", Elapsed(0), "oxygen"), (NoteKind.EMERGENCY, "gave: oxygen")),
        (e.EmergencyEnded(5), (NoteKind.EMERGENCY, "emergency left")),
        (e.SessionResumed(200, False, True), (NoteKind.SYSTEM, "taken up again after at most 1 s")),
        (e.ClockGap(95 * SECOND, 0, 95 * SECOND, 0), (NoteKind.SYSTEM, "the computer slept for 95 s")),
        (e.ClockGap(0, MINUTE, 0, MINUTE), None),
        (e.SessionEnded(), None),
    ],
)
def test_the_live_list_shows_what_a_therapist_looks_back_for(body: e.Body, line: tuple[NoteKind, str] | None) -> None:
    assert told(body).line == line


def test_what_became_of_a_cue_is_told_by_the_clock_that_is_known() -> None:
    put_off = told(e.CueSnoozed("ready", 2 * MINUTE))
    assert (put_off.sentence, put_off.became) == (
        "Prompt put off until 0:02:00: Are we ready?",
        "put off until 0:02:00",
    )
    assert told(e.CueAcknowledged("ready"), 90 * SECOND).became == "put away 0:01:30"
    missed = told(e.CueMissed("ready", "Ready", 0, 65 * SECOND))
    assert missed.became == "missed: noticed 1 min 5 s after its time"


def test_cues_that_passed_are_said_in_one_sentence_and_all_else_one_by_one() -> None:
    happened = (
        e.CueMissed("mask", "Mask", 0),
        e.SoundFault("output_lost", "The sound output is gone."),
        e.CueMissed("breath", "Breath", 0),
        e.SoundFault("odd"),
        e.SessionEnded(),
        e.SoundBack(800),
    )
    assert [(said.sentence, said.warm) for said in announcements(map(told, happened))] == [
        ("Passed while nobody could see them: Mask, Breath", True),
        ("The sound output is gone.", True),
        ("odd", True),
        ("The sound is back.", False),
    ]


def test_a_timer_that_is_over_is_said_quietly() -> None:
    aloud = told(e.TimerEnded(1, "Tea")).aloud
    assert aloud is not None
    assert (aloud.sentence, aloud.warm) == ("Timer Tea: time is over.", False)


def test_what_became_of_an_answer_names_who_and_why() -> None:
    assert told(e.CueAnswered("label", "Label", "yes", "R. Ames"), 90_000).became == "yes 0:01:30, R. Ames"
    assert told(e.CueAnswered("early", "Vitals", "left_out", "", "asleep"), 90_000).became == "left out 0:01:30: asleep"
