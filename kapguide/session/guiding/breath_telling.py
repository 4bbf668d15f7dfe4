"""What is told of a breath that is led, and of the client's display."""

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.guiding.breath import ChimeFor
from kapguide.session.guiding.display import shows_words
from kapguide.session.told import Announcement, NoteKind, Told
from kapguide.session.wording import length

_CHIME = {ChimeFor.THERAPIST: "chime for the therapist", ChimeFor.CLIENT: "chime for the client"}
_WHY = {
    "cycles": "to its last breath",
    "closed": "until the dose closed patterns with a hold",
    "emergency": "until the emergency",
    "asleep": "until the computer slept",
    "gone": "at least, until the program was gone",
    "session": "until the session’s end",
}
"""Why it ended, where no hand ended it."""

_Breath = e.BreathStarted | e.BreathPaced | e.BreathChimed | e.BreathStopped


def chime_words(chime: str) -> str:
    """Who hears the chime, as it is told."""
    return _CHIME[ChimeFor(chime)] if chime in set(_CHIME) else "no chime"


def tell_breath(body: _Breath, t: Elapsed) -> Told:
    """That a breath is led, how, for how long, and why it ended."""
    match body:
        case e.BreathStarted():
            title, chime = body.pattern.title, chime_words(body.chime)
            seen = ", on the client’s display" if body.shown else ""
            why = f"; opened because: {body.reason}" if body.reason else ""
            sentence = f"Breath begins: {title} ({body.pattern.figures}), {chime}{seen}{why}"
            at = t if body.reason else None  # a person's words, not the program's
            return Told(sentence=sentence, line=(NoteKind.BREATH, f"{title}, {chime}"), undo=f"Breath: {title}", at=at)
        case e.BreathPaced():
            paced = "slower" if body.after > body.before else "quicker"
            return Told(sentence=f"Breath {paced}: {body.after} % of its length", undo=f"Breath {paced}")
        case e.BreathChimed():
            return Told(sentence=f"Breath: {chime_words(body.chime)}")
    used = " ".join(filter(None, (length(body.used), _WHY.get(body.why, ""))))
    counted = f", {body.breaths} breath{'' if body.breaths == 1 else 's'}" if body.breaths else ""
    brief = f"{body.title}, {used}{counted}"
    seen = ", on the client’s display" if body.shown else ""
    why = f"; opened because: {body.reason}" if body.reason else ""
    by_itself = body.why in ("cycles", "closed")
    return Told(
        sentence=f"Breath: {brief}{seen}{why}",
        line=(NoteKind.BREATH, brief),
        aloud=Announcement(f"The breath “{body.title}” has ended.", warm=False) if by_itself else None,
        undo="Breath stopped" if body.why == "hand" else "",
        at=t if body.reason else None,
    )


def tell_display(body: e.DisplayTurned | e.DisplayCovered) -> Told:
    """What the client's display shows, and whether it is seen."""
    if isinstance(body, e.DisplayCovered):
        return Told(sentence=f"Client’s display: {'on its screen' if body.covered else 'its screen is gone'}")
    return Told(sentence=f"Client’s display: {shows_words(body.shows, body.words)}")
