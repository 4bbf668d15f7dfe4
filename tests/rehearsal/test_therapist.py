"""A scripted therapist does what its policy says, from what a person would see, and nothing before it could know it."""

import itertools
from typing import Any

import msgspec
import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.hands import Means
from kapguide.rehearsal.policy import Habit, HumanDelay
from kapguide.rehearsal.policy_file import shipped_policy
from kapguide.rehearsal.scenario import Expectation, RoomFault, Scenario, Since, Stretch, Turn, TurnTime
from kapguide.rehearsal.therapist import ENDINGS, OTHER, ScriptedTherapist
from kapguide.rehearsal.told import ActDone, Happened, Met, RanOut, ReadingAsked, ReadingGiven
from kapguide.session import events as e
from kapguide.session.engine import encode_all
from kapguide.session.guiding.breath_file import load_breath, shipped_breath
from kapguide.session.guiding.script_events import ScriptBegan, ScriptEnded
from kapguide.session.leaving.events import LeavingItemAnswered
from kapguide.session.protocol.protocol import PhaseKind, Route
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.rehearsal.test_hands import LIST
from tests.support.plans import small_script
from tests.support.played import AT_ONCE, FIRM, NEVER, Played, a_story, asking_for, firm

LATE = Habit(2 * MINUTE, 3 * MINUTE)
WHOLE = Stretch(PhaseKind.DOSING)


def session_story(*turns: Turn, **changed: Any) -> Scenario:
    """A scenario that lasts to the session's end."""
    return a_story(*turns, stretch=WHOLE, **changed)


def test_prompts_are_answered_after_the_policy_s_delay_or_left() -> None:
    soon, late = Played(session_story()), Played(session_story(), firm(cues=LATE))
    for played, least, most in ((soon, SECOND, 2 * SECOND), (late, 2 * MINUTE, 3 * MINUTE)):
        fired = {body.cue: t for t, body in played.bodies(e.CueFired)}
        done = {body.cue: t for t, body in played.bodies(e.CueAnswered, e.CueAcknowledged)}
        waits = [done[cue] - t for cue, t in fired.items() if cue in done]
        assert len(waits) > 15
        assert all(least <= wait <= most for wait in waits)
    assert not Played(session_story(), firm(cues=NEVER)).bodies(e.CueAnswered, e.CueAcknowledged)


def test_the_dose_and_its_steps_come_at_their_times() -> None:
    played = Played(a_story())
    (given,), steps = played.bodies(e.DoseGiven), played.bodies(e.DoseStepped)
    began = played.record.log[played.record.prelude - 1].t
    assert given[0] - began == SECOND
    assert [body.step for _, body in steps] == ["dissolved", "swish", "spat"]
    plan = played.record.protocol.dose_plan
    assert steps[0][0] - given[0] == plan.dissolve + SECOND
    assert steps[1][0] - steps[0][0] == plan.hold + SECOND


def test_two_tablets_and_three_devices_are_given_by_the_plan() -> None:
    two = Played(a_story(doses=2))
    assert [(body.part, body.parts) for _, body in two.bodies(e.DoseGiven)] == [(1, 2), (2, 2)]
    spray = read_protocol(find_protocol("esketamine"))
    three = Played(a_story(doses=3, routes=(Route.ESKETAMINE,)), protocol=spray)
    assert [body.part for _, body in three.bodies(e.DoseStepped)] == [2, 3]
    gaps = [t for t, _ in three.bodies(e.DoseGiven, e.DoseStepped)]
    assert all(after - before >= spray.dose_plan.rest for before, after in itertools.pairwise(gaps))
    one = Played(a_story(doses=1, routes=(Route.ESKETAMINE,)), protocol=spray)
    assert not one.bodies(e.DoseStepped)


def test_a_reading_is_typed_as_the_panel_said_it_at_the_time_it_said_it() -> None:
    played = Played(session_story())
    given, taken = played.beats(ReadingGiven), played.bodies(e.ReadingTaken)
    assert len(given) == len(taken) >= 2
    assert [(beat.t, beat.vitals) for beat in given] == [(body.taken, body.vitals) for _, body in taken]
    assert not Played(session_story(), firm(readings=NEVER)).bodies(e.ReadingTaken)


def test_a_number_that_was_typed_wrongly_is_corrected_or_stays() -> None:
    for mended in (1.0, 0.0):
        played = Played(session_story(), firm(mistyped=1.0, mended=mended))
        read = {beat.t: beat.vitals for beat in played.beats(ReadingGiven)}
        first = [body for _, body in played.bodies(e.ReadingTaken) if not body.supersedes]
        again = [body for _, body in played.bodies(e.ReadingTaken) if body.supersedes]
        assert all(body.vitals != read[body.taken] for body in first)
        assert len(again) == (len(first) if mended else 0)
        assert all(body.vitals == read[body.taken] for body in again)
        readings = [each for each in played.run.session.state.readings if each.taken in read]
        right = all(reading.vitals == read[reading.taken] for reading in readings)
        assert right is bool(mended)


def test_a_reading_that_was_said_wrongly_is_corrected_once_it_is_said_again() -> None:
    wrong = asking_for("again", fault=RoomFault.MISREAD, misread=Vitals(spo2=79), lasts=20 * MINUTE)
    ask = asking_for("reading", at=6 * MINUTE, name="reads")
    played = Played(a_story(wrong, ask), firm(readings=NEVER))
    said = [beat.vitals.spo2 for beat in played.beats(ReadingGiven)]
    taken = [body for _, body in played.bodies(e.ReadingTaken)]
    assert len(said) == 2
    assert said[0] == 79 != said[1]
    assert len(played.beats(ReadingAsked)) == 1
    assert taken[1].supersedes
    assert played.run.session.state.readings[-1].vitals.spo2 == said[1]
    asked_again = next(beat.t for beat in played.beats(ActDone) if beat.act == "again")
    assert asked_again > played.beats(ReadingGiven)[0].t, "nobody can know it before it is said"


def test_a_reading_that_is_said_again_is_heard_by_who_notices() -> None:
    wrong = asking_for("say", fault=RoomFault.MISREAD, misread=Vitals(spo2=79), lasts=20 * MINUTE)
    story = a_story(wrong, stretch=Stretch(PhaseKind.DOSING, 0, 50 * MINUTE))
    story = msgspec.structs.replace(
        story, turns=(msgspec.structs.replace(wrong, when=TurnTime(Since.DOSE, 35 * MINUTE)),)
    )
    for policy, typed in ((FIRM, 2), (firm(notices=NEVER), 1)):
        played = Played(story, policy)
        assert len(played.beats(ReadingGiven)) == 2
        assert len(played.bodies(e.ReadingTaken)) == typed


def test_what_is_met_already_is_not_done_once_more() -> None:
    asks = (Expectation("line", "one line", ("say",)), Expectation("near", "something", ("say", "bowl"), every=False))
    turn = Turn("both", TurnTime(Since.DOSE, 5 * MINUTE), "two things", asks=asks)
    for seed in range(5):
        played = Played(a_story(turn), seed=seed)
        assert [beat.act for beat in played.beats(ActDone)] == ["say"]
        assert len(played.beats(Met)) == 2


def test_every_deed_or_one_of_them_is_done_a_moment_after_it_was_noticed() -> None:
    every = Played(a_story(asking_for("softer", "say", "hand", every=True)))
    (happened,), (met,) = every.beats(Happened), every.beats(Met)
    assert met.after == 4 * SECOND, "noticed, and three things one after the other"
    assert [beat.act for beat in every.beats(ActDone)] == ["say", "hand"]
    assert [t - happened.t for t, _ in every.bodies(e.MusicShifted)] == [2 * SECOND]
    one = Played(a_story(asking_for("bowl", "water", "stay")))
    assert len(one.beats(ActDone)) == 1
    assert one.beats(Met)[0].after == 2 * SECOND


def test_what_is_not_noticed_or_noticed_too_late_is_not_answered() -> None:
    brief = asking_for("hand", lasts=MINUTE)
    assert Played(a_story(brief)).beats(Met)
    for policy in (firm(notices=NEVER), firm(notices=LATE)):
        assert not Played(a_story(brief), policy).beats(Met, ActDone)
    long = asking_for("hand", lasts=4 * MINUTE)
    (met,) = Played(a_story(long), firm(notices=Habit(2 * MINUTE, 150 * SECOND))).beats(Met)
    assert met.after >= 2 * MINUTE


def test_something_else_is_done_or_nothing() -> None:
    turn = asking_for("hand")
    done = set()
    for seed in range(16):
        other = Played(a_story(turn), firm(asked=0.0, other=1.0), seed=seed)
        assert not other.beats(Met), "hand"
        done |= {type(body) for _, body in other.bodies(e.NoteAdded, e.MusicShifted, e.TimerStarted, e.PhaseExtended)}
        done |= {beat.act for beat in other.beats(ActDone)}
    assert len(done) > 2
    assert "hand" not in done
    assert not Played(a_story(turn), firm(asked=0.0)).beats(Met, ActDone)
    everything = asking_for(*OTHER)
    assert Played(a_story(everything), firm(asked=0.0, other=1.0)).beats(Met), "what is left is asked for, too"


@pytest.mark.parametrize(
    ("deed", "habit", "told"),
    [
        (Deed.TOUCH_OFF, "touch", e.TouchMarked),
        (Deed.EMERGENCY, "emergency", e.EmergencyStarted),
        (Deed.CALLED, "emergency", e.EmergencyTapped),
        (Deed.NO_ESCORT, "leaving", e.LeavingNoted),
    ],
)
def test_some_things_have_a_habit_of_their_own(deed: str, habit: str, told: type) -> None:
    turn = asking_for(deed)
    slow = firm(**{habit: Habit(20 * SECOND, 20 * SECOND)})
    (met,) = Played(a_story(turn), slow).beats(Met)
    assert met.after == 21 * SECOND
    assert not Played(a_story(turn), firm(**{habit: NEVER})).bodies(told)


def test_what_was_begun_is_ended_after_a_while() -> None:
    kinds = {
        "emergency": (Deed.EMERGENCY, e.EmergencyStarted, e.EmergencyEnded),
        "held": (Deed.HOLD, e.PhaseHeld, e.PhaseReleased),
        "script": (Deed.SCRIPT, ScriptBegan, ScriptEnded),
        "breath": (Deed.BREATH, e.BreathStarted, e.BreathStopped),
        "speaking": (Deed.LINE, e.VoiceBegan, e.VoiceEnded),
    }
    means = Means(scripts=(small_script(40),), breaths=tuple(map(load_breath, shipped_breath())))
    for what, (deed, begins, ends) in kinds.items():
        played = Played(a_story(asking_for(deed)), means=means)
        began, ended = played.bodies(begins)[0][0], played.bodies(ends)[0][0]
        assert ENDINGS[what].soonest <= ended - began <= ENDINGS[what].latest, what
    music = Played(a_story(asking_for(Deed.SILENCE)))
    (silent, back) = music.bodies(e.MusicFaded)
    assert ENDINGS["silent"].soonest <= back[0] - silent[0] <= ENDINGS["silent"].latest


def test_phases_go_on_late_and_the_session_comes_to_its_end() -> None:
    ends = {}
    for name, phases in (("soon", HumanDelay(SECOND, SECOND)), ("late", HumanDelay(4 * MINUTE, 4 * MINUTE))):
        played = Played(session_story(), firm(phases=phases))
        assert played.record.over
        assert not played.run.session.state.running
        assert len(played.run.session.state.flow.runs) == len(played.record.protocol.phases)
        ends[name] = played.run.session.state.last
    assert ends["late"] - ends["soon"] >= 4 * MINUTE


def test_nobody_goes_on_from_a_phase_that_is_held() -> None:
    late = firm(phases=HumanDelay(4 * MINUTE, 4 * MINUTE))
    played = Played(a_story(asking_for(Deed.HOLD, at=14 * MINUTE)), late)
    (held, _), (released, _) = played.bodies(e.PhaseHeld)[0], played.bodies(e.PhaseReleased)[0]
    assert not [t for t, _ in played.bodies(e.PhaseBegan) if held <= t < released]


def test_a_phase_that_was_taken_back_is_gone_on_to_again() -> None:
    undo = Turn(
        "undo",
        TurnTime(Since.DEED, deeds=(Deed.NEXT,)),
        "too early",
        asks=(Expectation("back", "taken back", (Deed.UNDO,)),),
    )
    played = Played(session_story(undo))
    assert played.bodies(e.Undone)
    assert not played.run.session.state.running, "it does not stand still there"


def test_the_leaving_list_is_gone_through_at_the_end_or_forgotten() -> None:
    played = Played(session_story(), means=Means(leaving=LIST))
    assert len(played.bodies(LeavingItemAnswered)) == len(LIST.items)
    assert [body.outcome for _, body in played.bodies(e.LeavingNoted)] == ["ready"]
    slow = Played(session_story(), firm(hands=HumanDelay(15 * SECOND, 15 * SECOND)), means=Means(leaving=LIST))
    first, second, noted = (t for t, _ in slow.bodies(LeavingItemAnswered, e.LeavingNoted))
    assert second - first == noted - second == 15 * SECOND, "one after the other"
    late = Turn(
        "alone",
        TurnTime(Since.PHASE, 30 * MINUTE, "integration"),
        "nobody comes",
        asks=(Expectation("alone-wanted", "noted", (Deed.NO_ESCORT,)),),
    )
    stays = Played(session_story(late), means=Means(leaving=LIST))
    assert [body.outcome for _, body in stays.bodies(e.LeavingNoted)] == ["no_escort"]
    assert not Played(session_story(), firm(leaving=NEVER), means=Means(leaving=LIST)).bodies(LeavingItemAnswered)


def test_what_was_noticed_is_written_down_in_the_client_s_words_or_the_turn_s() -> None:
    turns = (asking_for("stay", says="It is wide here."), asking_for("hand", at=7 * MINUTE, name="silent"))
    played = Played(a_story(*turns), firm(notes=AT_ONCE))
    written = [(body.manner, body.text) for _, body in played.bodies(e.NoteAdded)]
    assert written == [("verbatim", "It is wide here."), ("note", "something happens")]


def test_what_cannot_be_done_is_tried_again_for_a_while_and_then_let_go() -> None:
    early = asking_for(Deed.MUSIC, at=3 * MINUTE, name="early")
    later = asking_for(Deed.SILENCE, at=6 * MINUTE, name="later")
    (silent, back) = Played(a_story(early, later)).bodies(e.MusicFaded)
    assert 0 < back[0] - silent[0] <= 20 * SECOND
    never = Played(a_story(early))
    assert [beat.expectation for beat in never.beats(RanOut)] == ["early-wanted"]
    assert not never.bodies(e.MusicFaded)


def test_where_a_deed_cannot_be_done_another_one_that_would_do_is() -> None:
    """Music that plays cannot be brought back, and nobody stands in the emergency that could be left."""
    for seed in range(6):
        played = Played(a_story(asking_for(Deed.MUSIC, Deed.EMERGENCY_LEFT, "say")), seed=seed)
        assert [beat.act for beat in played.beats(ActDone)] == ["say"]


def test_what_is_refused_is_tried_once_more_and_counted() -> None:
    turns = [asking_for(Deed.TIMER, at=(3 + number) * MINUTE, name=f"timer-{number}") for number in range(4)]
    played = Played(a_story(*turns))
    assert len(played.bodies(e.TimerStarted)) == 3
    assert played.refused == 2


@pytest.mark.parametrize("name", ["attentive", "forgetful", "overwhelmed"])
def test_the_same_seed_does_the_same_to_the_byte_and_another_does_not(name: str) -> None:
    story = session_story(asking_for("softer", "say", every=True), asking_for("hand", at=20 * MINUTE, name="hand"))
    logs = [encode_all(list(Played(story, shipped_policy(name), seed=seed).record.log)) for seed in (3, 3, 4)]
    assert logs[0] == logs[1]
    assert logs[0] != logs[2]


def test_the_dose_waits_for_its_phase() -> None:
    played = Played(a_story(stretch=Stretch(PhaseKind.PREPARATION, 20 * MINUTE, 30 * MINUTE)))
    phase = next(t for t, body in played.bodies(e.PhaseBegan))
    assert [t - phase for t, _ in played.bodies(e.DoseGiven)] == [SECOND]


def test_in_an_emergency_no_dose_is_given() -> None:
    slow = firm(doses=HumanDelay(2 * MINUTE, 2 * MINUTE))
    played = Played(a_story(asking_for(Deed.EMERGENCY, at=MINUTE)), slow)
    (began, _), (ended, _) = played.bodies(e.EmergencyStarted)[0], played.bodies(e.EmergencyEnded)[0]
    assert not [t for t, _ in played.bodies(e.DoseGiven, e.DoseStepped) if began <= t < ended]
    assert not played.refused


def test_a_session_without_a_dose_is_gone_through_too() -> None:
    talk = read_protocol(find_protocol("integration"))
    story = session_story(routes=(), doses=0)
    story = msgspec.structs.replace(story, stretch=Stretch(talk.phases[0].kind))
    played = Played(story, protocol=talk)
    assert played.record.over
    assert not played.bodies(e.DoseGiven)


def test_nothing_is_to_be_done_where_nothing_is_known() -> None:
    """In an emergency nobody moves on, and a session that knows no end waits for it."""
    played = Played(a_story(asking_for(Deed.EMERGENCY)))
    started = next(t for t, _ in played.bodies(e.EmergencyStarted))
    ended = next(t for t, _ in played.bodies(e.EmergencyEnded))
    assert not [t for t, _ in played.bodies(e.PhaseBegan, e.DoseGiven) if started < t < ended]
    assert ScriptedTherapist(FIRM, 1, a_story()) is not None
    assert played.run.session.state.last < 2 * HOUR
