"""Commands: every one is known to the rules, and asks for what its key asks for unless told otherwise."""

import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.engine import Refused
from kapguide.spans import MINUTE, SECOND
from tests.support.breath import LONG_OUT
from tests.support.left_out import said_unsaid
from tests.support.plans import Room, small_script, whole

EVERY = {
    c.Start: c.Start(Room(whole()).state.started),  # type: ignore[arg-type]
    c.Acknowledge: c.Acknowledge("welcome"),
    c.AnswerCue: c.AnswerCue("welcome", "yes", "R. Okafor"),
    c.Snooze: c.Snooze("welcome"),
    c.StartTimer: c.StartTimer("Tea", MINUTE),
    c.CancelTimer: c.CancelTimer(1),
    c.NoteLeaving: c.NoteLeaving("stays", "R. Okafor", Elapsed(0)),
    c.GiveDose: c.GiveDose("50 mg", "im", "R. Okafor", Elapsed(0)),
    c.StepDose: c.StepDose("dissolved"),
    c.Strike: c.Strike("nowhere"),
    c.MarkTouch: c.MarkTouch("hand"),
    c.TakeReading: c.TakeReading(Vitals(heart_rate=72), Elapsed(0)),
    c.AddNote: c.AddNote("She saw the sea.", Elapsed(0)),
    c.Observe: c.Observe("1", "tears"),
    c.TapEmergency: c.TapEmergency("called", Elapsed(0)),
    c.FadeMusic: c.FadeMusic(silent=True),
    c.ChangeLevel: c.ChangeLevel(-1.0),
    c.ChangeOutputLevel: c.ChangeOutputLevel("room", -1.0),
    c.ShiftMusic: c.ShiftMusic(1),
    c.Speak: c.Speak("welcome", "/lines/welcome.ogg"),
    c.StartBreath: c.StartBreath(LONG_OUT),
    c.PaceBreath: c.PaceBreath(slower=True),
    c.ChimeBreath: c.ChimeBreath("therapist"),
    c.TurnDisplay: c.TurnDisplay("black"),
    c.ReportDisplay: c.ReportDisplay(True),
    c.Resume: c.Resume(rebooted=False, music_went_on=True),
    c.GiveScript: c.GiveScript(to_voice=True),
    c.SpeakLine: c.SpeakLine(0, "/lines/line.ogg"),
    c.BeginScript: c.BeginScript(small_script()),
    c.ReportTrack: c.ReportTrack("onset-1", "Onset"),
    c.ReportFault: c.ReportFault("The output is gone."),
    c.ReportSoundBack: c.ReportSoundBack(800),
}


KINDS = [
    kind
    for kind in (*c.Command.__subclasses__(), *c.ScriptCommand.__subclasses__())
    if kind.__module__ == c.__name__ and kind is not c.ScriptCommand
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_command_has_a_rule(kind: type[c.Command]) -> None:
    """A command without one raises TypeError."""
    room = Room(whole())
    try:
        room.do(EVERY[kind] if kind in EVERY else kind())
    except Refused as refusal:
        sentence = refusal.sentence
        assert kind in {
            c.Start, c.AnswerCue, c.CancelTimer, c.Release, c.StepDose, c.Strike, c.Undo, c.Hush, c.TapEmergency,
            c.EndEmergency, c.PaceBreath, c.ChimeBreath, c.StopBreath, *c.ScriptCommand.__subclasses__(),
        }  # fmt: skip
        assert sentence.endswith(".")


def test_a_command_says_what_somebody_said_and_else_what_its_key_asks_for() -> None:
    assert said_unsaid(*of_all_rooms(c.Command)) == {
        "SessionStarted.number": 1,
        "Extend.by_ms": 2 * MINUTE,
        "Snooze.for_ms": 2 * MINUTE,
        "AddNote.manner": "note",
        "FadeMusic.seconds": 6.0,
        "NextTrack.seconds": 15.0,
        "ReturnMusic.on": True,
        "ReturnMusic.seconds": 25.0,
        "PaceScript.by": 0.1,
        "StretchScript.on": True,
        "GiveScript.at_once": True,
        "StartBreath.chime": "nobody",
        "ReportVoiceEnded.heard": True,
    }


def of_all_rooms(kind: type[c.Command]) -> list[type[c.Command]]:
    return [each for below in kind.__subclasses__() for each in (below, *of_all_rooms(below))]


def test_the_keys_extend_and_snooze_by_two_minutes_and_fade_gently() -> None:
    room = Room(whole())
    assert room.do(c.Extend()) == [e.PhaseExtended("preparation", 2 * MINUTE)]
    assert room.do(c.Snooze("welcome")) == [e.CueSnoozed("welcome", 2 * MINUTE)]
    room.wait(SECOND)
    assert room.do(c.FadeMusic(silent=True)) == [e.MusicFaded(True, 6.0)]
