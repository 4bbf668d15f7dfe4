"""What is told of the care at the client's side: what was answered, counted and decided."""

from kapguide.session import events as e
from kapguide.session.care.answers import CHOICES, Answer, answer_words, leaving_words
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask
from kapguide.session.told import Announcement, Names, NoteKind, Told, beginning
from kapguide.session.wording import length
from kapguide.spans import SECOND

LATE_TIMER = 5 * SECOND
"""A timer whose end was noticed at least this much later says so."""


def tell_care(body: e.CueAnswered | e.EntryStruck | e.BegunAnyway, t: Elapsed, names: Names) -> Told:
    """What was attested by name, how a reading or a look ended that was due; what was struck out, or was missing at the
    start."""
    if isinstance(body, e.EntryStruck):
        return Told(sentence=f"Struck out: {body.what}", undo=f"Struck out: {beginning(body.what)}")
    if isinstance(body, e.BegunAnyway):
        words = f"Begun without: {'; '.join(body.missing)}. Why: {body.reason}"
        return Told(sentence=words, line=(NoteKind.SYSTEM, words), at=t)
    t = t if body.happened is None else body.happened
    said = answer_words(body.answer)
    became = ", ".join(filter(None, (f"{said} {names.clock(t)}", body.by)))
    undo = f"{beginning(body.title)}: {said}"
    if body.supersedes:
        undo = f"Correction “{undo}”"
    if body.answer in CHOICES[Ask.ATTEST]:
        attested = f"{body.title}: {said}" + (f" ({body.by})" if body.by else "")
        line = NoteKind.PROMPT, attested
        sentence = f"Attested: {attested}"
        return Told(sentence=sentence, line=line, became=became, undo=undo, at=t)
    why = f" ({body.reason})" if body.reason else ""
    brief = f"{body.title}: {said}{why}"
    became += f": {body.reason}" if body.reason else ""
    at = t if body.reason or body.supersedes else None  # a person's words, not the program's
    if names.ask(body.cue) is Ask.SIDE_EFFECTS:
        asked = f"Not asked{why}" if body.answer == Answer.LEFT_OUT else f"Asked: {said}"
        line = NoteKind.SIDE_EFFECT, asked
        return Told(sentence=brief, line=line, became=became, undo=undo, at=t)
    if names.is_reading(body.cue):
        line = NoteKind.READING, brief
        due = f"Reading due, {brief}"
        return Told(sentence=due, line=line, became=became, undo=undo, at=at)
    return Told(sentence=brief, line=(NoteKind.OBSERVATION, brief), became=became, undo=undo, at=at)


def tell_timer(body: e.TimerStarted | e.TimerEnded | e.TimerCancelled, t: Elapsed) -> Told:
    """A side timer: that it runs, under the name that a person gave it; that its time is over, that it was let go."""
    match body:
        case e.TimerStarted():
            words = f"{body.name}: {length(body.lasts)}"
            line = NoteKind.TIMER, words
            undo = f"Timer {beginning(body.name)}"
            return Told(sentence=f"Timer started: {words}", line=line, undo=undo, at=t)
        case e.TimerCancelled():
            line = NoteKind.TIMER, f"{body.name}: let go"
            return Told(sentence=f"Timer let go: {body.name}", line=line, undo=f"Timer {beginning(body.name)} let go")
    late = f" ({length(body.late_by_ms)} ago)" if body.late_by_ms >= LATE_TIMER else ""
    over = f"{body.name}: time is over{late}"
    aloud = Announcement(f"Timer {over}.", warm=False)
    return Told(sentence=f"Timer {over}", line=(NoteKind.TIMER, over), aloud=aloud)


def tell_leaving(body: e.SessionEnded | e.SessionDiscarded | e.LeavingNoted, t: Elapsed, names: Names) -> Told:
    """The end, and how it stood with the leaving before it."""
    match body:
        case e.LeavingNoted():
            outcome = leaving_words(body.outcome)
            brief = f"{outcome}; told: {body.told}, {names.clock(body.told_at)}"
            line = NoteKind.LEAVING, brief
            undo = f"Correction “{beginning(outcome)}”" if body.supersedes else f"Leaving: {outcome}"
            return Told(sentence=f"Leaving: {brief}", line=line, undo=undo, at=t)
        case e.SessionDiscarded():
            why = f": {body.reason}" if body.reason else ""
            at = t if body.reason else None
            return Told(sentence=f"Session thrown away{why}", at=at)
    if body.closed_later:
        return _closed_later(body)
    if not body.observation_left:
        why = f": {body.reason}" if body.reason else ""
        return Told(sentence=f"Session ended{why}", at=t if body.reason else None)
    early = f"Session ended {length(body.observation_left)} before the observation time was over: {body.reason}"
    return Told(sentence=early, at=t)


def _closed_later(body: e.SessionEnded) -> Told:
    """What is known of a session that nobody ended; of what came after its last entry nothing is."""
    known = (
        f"{length(body.observation_left)} of the observation time were left" if body.observation_left else "",
        f"without an answer: {', '.join(body.left_open)}" if body.left_open else "",
        "the last words had been typed and not entered" if body.half_typed else "",
    )
    rest = "; ".join(filter(None, known))
    sentence = "Session not ended by anybody: nothing is known of it after this"
    return Told(
        sentence=f"{sentence}. At this time {rest}" if rest else sentence,
    )
