"""The short words of the lanes, and what can be tried, deed by deed: neutral, as they were logged."""

from kapguide.rehearsal.deeds import ACTS, Deed
from kapguide.session import events as e
from kapguide.session.care.answers import Answer, answer_words, leaving_words
from kapguide.session.doses.words import step_words
from kapguide.session.protocol.protocol import Ask
from kapguide.session.wording import length
from kapguide.spans import MINUTE, SECOND

LONGEST = 28
"""Signs of a lane's words; the card of the moment has all of them."""

DONE = {
    Deed.DOSE: "dose",
    Deed.DOSE_STEP: "dose step",
    Deed.READING: "reading",
    Deed.LOOK: "look",
    Deed.NOTE: "note",
    Deed.VERBATIM: "their words",
    Deed.OBSERVATION: "observed",
    Deed.SIDE_EFFECT: "side effect",
    Deed.SOFTER: "softer",
    Deed.DEEPER: "deeper",
    Deed.QUIETER: "quieter",
    Deed.LOUDER: "louder",
    Deed.SILENCE: "silence",
    Deed.MUSIC: "music back",
    Deed.NEXT_PIECE: "next piece",
    Deed.WAY_BACK: "way back",
    Deed.LINE: "one line, by the voice",
    Deed.SCRIPT: "script",
    Deed.BREATH: "breath led",
    Deed.HOLD: "hold",
    Deed.RELEASE: "go on",
    Deed.LONGER: "longer",
    Deed.SHORTER: "shorter",
    Deed.NEXT: "next phase",
    Deed.TOUCH_OFF: "touch withdrawn",
    Deed.TOUCH: "touch asked",
    Deed.PERSON_CAME: "somebody came",
    Deed.PERSON_LEFT: "somebody left",
    Deed.EMERGENCY: "emergency",
    Deed.CALLED: "called",
    Deed.GAVE: "given",
    Deed.EMERGENCY_LEFT: "emergency left",
    Deed.ATTESTED: "answered",
    Deed.PUT_AWAY: "prompt put away",
    Deed.TIMER: "timer",
    Deed.LEAVING: "leaving list",
    Deed.NO_ESCORT: "no escort",
    Deed.STAYS: "stays longer",
    Deed.UNDO: "taken back",
    "say": "one line",
    "stay": "stayed",
} | {act.id: act.done for act in ACTS if act.id not in ("say", "stay")}
"""What was done, in the lane."""

MINOR = frozenset(
    (
        Deed.NOTE,
        Deed.OBSERVATION,
        Deed.QUIETER,
        Deed.LOUDER,
        Deed.NEXT_PIECE,
        Deed.PUT_AWAY,
        Deed.TIMER,
        Deed.UNDO,
        Deed.NEXT,
        Deed.LEAVING,
    )
)
"""What makes room first where the lane is crowded."""

CUES = {Ask.READING: "reading", Ask.LOOK: "look", Ask.SIDE_EFFECTS: "side effects"}
"""What a prompt asks for, in the lane; others have their own titles."""

TRIES = {
    Deed.DOSE: "Have the dose at hand, and note it as it is given.",
    Deed.DOSE_STEP: "Let the dose’s own line lead: its next step stands there.",
    Deed.READING: "Take a reading as something changes.",
    Deed.LOOK: "Look up at the prompt, then at the client.",
    Deed.NOTE: "Write one word at once; the line can be finished later.",
    Deed.VERBATIM: "Keep their words as they were said: a quotation mark begins the line.",
    Deed.OBSERVATION: "Use the one-key observations.",
    Deed.SIDE_EFFECT: "Note the side effect as it begins.",
    Deed.SOFTER: "Find “softer” without looking.",
    Deed.DEEPER: "Find “deeper” without looking.",
    Deed.QUIETER: "Find the level’s keys without looking.",
    Deed.LOUDER: "Find the level’s keys without looking.",
    Deed.SILENCE: "Find “silence” without looking.",
    Deed.MUSIC: "Look whether the music is back.",
    Deed.NEXT_PIECE: "Find “next piece” without looking.",
    Deed.WAY_BACK: "Find “way back” without looking.",
    Deed.LINE: "Have one line ready.",
    Deed.SCRIPT: "Have the script open before its time.",
    Deed.BREATH: "Lead a breath, or breathe along.",
    Deed.HOLD: "Hold the phase while something needs its time.",
    Deed.RELEASE: "Let the phase go on once it is over.",
    Deed.LONGER: "Give the phase more time before it is over.",
    Deed.SHORTER: "Let the phase be shorter where nothing more is in it.",
    Deed.NEXT: "Look at the phase’s end as it comes near.",
    Deed.TOUCH_OFF: "Note a touch that is withdrawn at once.",
    Deed.TOUCH: "Ask about touch, and note the answer.",
    Deed.PERSON_CAME: "Note who comes in.",
    Deed.PERSON_LEFT: "Note who leaves.",
    Deed.EMERGENCY: "Find the emergency key without looking.",
    Deed.CALLED: "Call first, and tap that it was done.",
    Deed.GAVE: "Tap what is given as it is given.",
    Deed.EMERGENCY_LEFT: "Leave the emergency once it is over.",
    Deed.ATTESTED: "Answer the prompt by name.",
    Deed.PUT_AWAY: "Put the prompt away, or let it wait with its key.",
    Deed.TIMER: "Set a timer for what must come back.",
    Deed.LEAVING: "Go through the leaving list before they stand up.",
    Deed.NO_ESCORT: "Note that no escort is there.",
    Deed.STAYS: "Note that they stay longer.",
    Deed.UNDO: "Take back what was pressed by a slip.",
    "say": "Have one line ready.",
    "stay": "Stay, and let the silence be.",
    "hand": "Ask, look at the touch consent, then give a hand.",
    "let-go": "Take the hand away when it is asked for.",
    "cup": "Have the cup within reach.",
    "bowl": "Have the bowl within reach.",
    "water": "Have water within reach.",
    "headphones": "Look at the headphones as you look at the client.",
    "light": "Know where the light is before it is needed.",
    "lie-down": "Practise laying somebody flat, legs up.",
    "side": "Practise turning somebody to the side.",
    "call": "Call the second person.",
    "ring": "Have the number beside the telephone.",
    "door": "Stay by the door.",
    "again": "Have an odd reading read again before it is typed.",
}
"""What can be tried where a deed came late or was not seen [OURS]."""


def shortened(words: str, longest: int = LONGEST) -> str:
    """`words`, cut at a blank where they are longer."""
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    cut = words[: longest - 1]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > longest // 2 else cut).rstrip(" ,;:.") + "…"


def lower(words: str) -> str:
    """`Spit out now` as it stands within a line: `spit out now`; what has capitals of its own keeps them."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def upper(words: str) -> str:
    """The words as they begin a line."""
    return words[:1].upper() + words[1:]


def brief(ms: int) -> str:
    """`36 s`, `2 min`, `7 min`, `1 h 05 min`, where there is little room: over a minute and a half in whole minutes."""
    ms = abs(ms)
    if ms <= 90 * SECOND and round(ms / SECOND) != 60:
        return f"{round(ms / SECOND)} s"
    return length(round(ms / MINUTE) * MINUTE)


def exact(ms: int) -> str:
    """`36 s`, `2 min 52 s`: the same in a sentence."""
    seconds = round(abs(ms) / SECOND)
    return length(seconds * SECOND) if seconds else "0 s"


def quoted(words: str) -> str:
    """The words in quotation marks; marks within them become single ones."""
    return f"“{words.translate({0x201C: 0x2018, 0x201D: 0x2019})}”"


def took(ms: int) -> str:
    """`0:36`, `7:00`: minutes and seconds, as measured times are compared; `−0:36` of what came before."""
    seconds = abs(round(ms / SECOND))
    return f"{'−' if ms < 0 and seconds else ''}{seconds // 60}:{seconds % 60:02}"


def done_words(body: e.AnyBody, deed: str) -> str:
    """What an event did, in the lane."""
    match body:
        case e.DoseStepped():
            return {"spat": "spat out"}.get(body.step, step_words(body.step, body.part).partition(",")[0])
        case e.DoseGiven(number=number) if number > 1:
            return f"dose {number}"
        case e.CueAnswered(answer=answer) if answer != Answer.DONE:
            attested = answer in (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE)
            return f"answered: {answer_words(answer)}" if attested else answer_words(answer)
        case e.ObservationAdded(label=label):
            return shortened(lower(label))
        case e.PersonCame(person=person):
            return shortened(f"{person.name} came")
        case e.PersonLeft(name=name):
            return shortened(f"{name} left")
        case e.TouchMarked(touch=touch) if deed == Deed.TOUCH:
            return f"touch: {touch}"
        case e.LeavingNoted(outcome=outcome):
            return leaving_words(outcome)
        case e.EmergencyTapped(what=what) if deed == Deed.GAVE:
            return what
    return DONE[deed]


def listed(words: list[str], most: int = 6) -> str:
    """The words with commas, those past the first `most` counted: `a, b and 3 more`."""
    shown, more = words[:most], len(words) - most
    return f"{', '.join(shown)} and {more} more" if more > 0 else ", ".join(shown)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 line`, `3 lines`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
