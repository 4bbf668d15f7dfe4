"""What a therapist can do, one word for each: on the screen, as its events tell it, or with the hands in the room."""

from enum import StrEnum

import msgspec

from kapguide.session import events as e
from kapguide.session.care.answers import LeavingOutcome, Touch
from kapguide.session.leaving.events import LeavingStep
from kapguide.session.safety.events import SafetyStep


class RoomAct(msgspec.Struct, frozen=True):
    """Something that is done in the room, where no program sees it: in a rehearsal the therapist says so with a key."""

    id: str
    title: str
    """As its button has it: `Give the bowl`."""
    done: str
    """As the debrief has it: `bowl given`."""


ACTS = (
    RoomAct("say", "Say one line", "one line said"),
    RoomAct("stay", "Stay, say nothing", "stayed, nothing said"),
    RoomAct("hand", "Give a hand", "hand given"),
    RoomAct("let-go", "Take the hand away", "hand taken away"),
    RoomAct("cup", "Give the cup", "cup given"),
    RoomAct("bowl", "Give the bowl", "bowl given"),
    RoomAct("water", "Give water", "water given"),
    RoomAct("headphones", "Headphones back on", "headphones put back"),
    RoomAct("light", "Mask off, light up a little", "mask taken off, light up"),
    RoomAct("lie-down", "Lie flat, legs up", "laid flat, legs up"),
    RoomAct("side", "Turn to the side", "turned to the side"),
    RoomAct("call", "Call the second person", "second person called"),
    RoomAct("ring", "Telephone for help", "telephoned for help"),
    RoomAct("door", "Stay by the door", "stayed by the door"),
    RoomAct("again", "Have it read again", "reading asked for again"),
)
"""What can be done in the room, in the order of the panel. A second person comes by `PersonCame` as in a session."""


class Deed(StrEnum):
    """What can be done on the screen; the acts in the room have ids of their own."""

    DOSE = "dose"
    DOSE_STEP = "dose step"
    READING = "reading"
    LOOK = "look"
    NOTE = "note"
    VERBATIM = "their words"
    OBSERVATION = "observation"
    SIDE_EFFECT = "side effect"
    SOFTER = "softer"
    DEEPER = "deeper"
    QUIETER = "quieter"
    LOUDER = "louder"
    SILENCE = "silence"
    MUSIC = "music back"
    NEXT_PIECE = "next piece"
    WAY_BACK = "way back"
    LINE = "line spoken"
    """By the recorded voice."""
    SCRIPT = "script"
    BREATH = "breath"
    HOLD = "hold"
    RELEASE = "release"
    LONGER = "longer"
    SHORTER = "shorter"
    NEXT = "next phase"
    TOUCH_OFF = "touch withdrawn"
    TOUCH = "touch consent"
    PERSON_CAME = "person came"
    PERSON_LEFT = "person left"
    EMERGENCY = "emergency"
    CALLED = "emergency call"
    GAVE = "emergency given"
    EMERGENCY_LEFT = "emergency left"
    ATTESTED = "attested"
    PUT_AWAY = "prompt put away"
    TIMER = "timer"
    LEAVING = "leaving list"
    NO_ESCORT = "no escort"
    STAYS = "stays"
    UNDO = "undo"


DEEDS: frozenset[str] = frozenset((*Deed, *(act.id for act in ACTS)))
"""Every id that a scenario may name."""


def deeds_of(body: e.AnyBody) -> tuple[str, ...]:
    """What a person did, as an event of the session tells it; nothing for what came by itself."""
    match body:
        case e.DoseGiven():
            return (Deed.DOSE,)
        case e.DoseStepped() | e.DoseEnded():
            return (Deed.DOSE_STEP,)
        case e.ReadingTaken():
            return (Deed.READING,)
        case e.CueAnswered():
            return (Deed.ATTESTED if body.by else Deed.LOOK,)
        case e.CueAcknowledged():
            return (Deed.PUT_AWAY,)
        case e.NoteAdded():
            return (Deed.VERBATIM if body.manner in ("verbatim", "paraphrase") else Deed.NOTE,)
        case e.ObservationAdded():
            return (Deed.OBSERVATION,)
        case SafetyStep():
            return (Deed.SIDE_EFFECT,)
        case e.MusicShifted(at_once=True):  # what was asked for already, sooner
            return ()
        case e.MusicShifted():
            return (Deed.SOFTER if body.after < body.before else Deed.DEEPER,)
        case e.LevelChanged() | e.OutputLevelChanged():
            return (Deed.QUIETER if body.after_db < body.before_db else Deed.LOUDER,)
        case e.MusicFaded():
            return (Deed.SILENCE if body.silent else Deed.MUSIC,)
        case e.MusicTurned():
            return (Deed.NEXT_PIECE,)
        case e.MusicReturned():
            return (Deed.WAY_BACK,) if body.on else ()
        case e.VoiceBegan():
            return (Deed.LINE,)
        case e.ScriptBegan():
            return (Deed.SCRIPT,)
        case e.BreathStarted():
            return (Deed.BREATH,)
        case e.PhaseHeld():
            return (Deed.HOLD,)
        case e.PhaseReleased():
            return (Deed.RELEASE,)
        case e.PhaseExtended():
            return (Deed.LONGER if body.by_ms > 0 else Deed.SHORTER,)
        case e.PhaseBegan():
            return (Deed.NEXT,) if body.index else ()
        case e.TouchMarked():
            return (Deed.TOUCH_OFF if body.touch == Touch.WITHDRAWN else Deed.TOUCH,)
        case e.PersonCame():
            return (Deed.PERSON_CAME,)
        case e.PersonLeft():
            return (Deed.PERSON_LEFT,)
        case e.EmergencyStarted():
            return (Deed.EMERGENCY,)
        case e.EmergencyTapped():
            return (Deed.CALLED if body.what == "called" else Deed.GAVE,)
        case e.EmergencyEnded():
            return (Deed.EMERGENCY_LEFT,)
        case e.TimerStarted():
            return (Deed.TIMER,)
        case e.LeavingNoted():
            return {
                LeavingOutcome.NO_ESCORT.value: (Deed.NO_ESCORT,),
                LeavingOutcome.STAYS.value: (Deed.STAYS,),
            }.get(body.outcome, (Deed.LEAVING,))
        case LeavingStep():
            return (Deed.LEAVING,)
        case e.Undone():
            return (Deed.UNDO,)
    return ()
