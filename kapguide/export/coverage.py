"""What fell due in a session and what became of it, each kind in one line of the note."""

from collections.abc import Iterable

from kapguide.export.cues import ReportedCue
from kapguide.session.care.answers import Answer, answer_words
from kapguide.session.protocol.protocol import Ask
from kapguide.session.wording import length
from kapguide.spans import MINUTE

TAKEN = (Answer.DONE, "taken")


def coverage(cues: Iterable[ReportedCue], ask: Ask) -> str:
    """`5 of 6 taken, the latest 7 min after its time; declined 1:02; 1 not recorded (due 1:30)`.

    Empty where nothing of this kind fell due.
    """
    due = [cue for cue in cues if cue.ask is ask and not cue.gone]
    if not due:
        return ""
    taken = [cue for cue in due if cue.ended in TAKEN]
    word = "taken" if ask is Ask.READING else "done"
    parts = [f"{len(taken)} of {len(due)} {word}{_latest(taken)}"]
    parts += [_ended(cue) for cue in due if cue.ended and cue not in taken]
    silent = [cue.due.shown for cue in due if not cue.ended]
    if silent:
        parts.append(f"{len(silent)} not recorded (due {', '.join(silent)})")
    return "; ".join(parts)


def _latest(taken: list[ReportedCue]) -> str:
    """How long after its time the latest one came, where that was a minute or more."""
    late = max((cue.answered.t - cue.due.t for cue in taken if cue.answered), default=0)
    return f", the latest {length(late // MINUTE * MINUTE)} after its time" if late >= MINUTE else ""


def _ended(cue: ReportedCue) -> str:
    when = cue.answered.shown if cue.answered else ""
    return f"{answer_words(cue.ended)} {when}" + (f" ({cue.reason})" if cue.reason else "")
