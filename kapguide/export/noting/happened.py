"""What happened, in the note: what people wrote and saw, what of the program's own one must know; and the words."""

from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.lines import gap, late, logged, minutes
from kapguide.export.report import SessionReport
from kapguide.export.standing import StandingEntry
from kapguide.session import events as e
from kapguide.session.care.answers import Answer, Touch, answer_words
from kapguide.session.consent.events import ConsentMarked, WishHeard
from kapguide.session.consent.state import Consent
from kapguide.session.protocol.protocol import Ask
from kapguide.spans import MINUTE

_CLIENTS_OWN = {"verbatim", "paraphrase"}


def happened_section(report: SessionReport) -> NoteSection:
    """Everything of the session's course in its order, each with its minute."""
    lines = [line for entry in report.standing if (line := _happened(report, entry)) is not None]
    if any(emergency.ended is None for emergency in report.emergencies):
        lines.append(gap("happened/emergency", "The emergency’s end: not recorded.", wanted="the emergency’s end"))
    first = report.dosed[0].given.minute if report.dosed else ""
    under = f"since the dose, {first}" if first else ""
    nothing = NoteLine("happened/none", "Nothing was written down.", fixed=True)
    return NoteSection("happened", "What happened", tuple(lines) or (nothing,), under)


def words_section(report: SessionReport) -> NoteSection:
    """The client's own words in quotation marks, and their sense."""
    lines = [
        logged("words", entry, (f"“{body.text}”" if body.manner == "verbatim" else f"~ {body.text}") + late(entry))
        for entry in report.standing
        if isinstance(body := entry.body, e.NoteAdded) and body.manner in _CLIENTS_OWN
    ]
    nothing = NoteLine("words/none", "None were written down.", fixed=True)
    return NoteSection("words", "Words", tuple(lines) or (nothing,))


def _happened(report: SessionReport, entry: StandingEntry) -> NoteLine | None:
    match entry.body:
        case e.NoteAdded(manner=manner, text=text) if manner not in _CLIENTS_OWN:
            return logged("happened", entry, text + late(entry))
        case e.ObservationAdded(label=label):
            return logged("happened", entry, label)
    words = _told(report, entry)
    return logged("happened", entry, f"{words}{late(entry)}.", fixed=True) if words else None


def _told(report: SessionReport, entry: StandingEntry) -> str:
    """What the program or an answer tells, without its full stop; empty for what the log alone has."""
    match entry.body:
        case e.CueAnswered() as body if body.cue in _looks(report):
            why = f", {body.reason}" if body.reason else ""
            return f"{body.title}: {answer_words(body.answer)}{why}" if why or body.answer != Answer.DONE else ""
        case e.TouchMarked(touch=Touch.WITHDRAWN):
            return "Touch consent withdrawn"
        case ConsentMarked(what=what, consent=Consent.WITHDRAWN):
            return f"{what.capitalize()}: consent withdrawn"
        case WishHeard(words=words, answer=answer):
            return f"The client wished for more: {words}. The answer: {answer}"
        case e.BegunAnyway(missing=missing, reason=reason):
            return f"Begun without: {'; '.join(missing)}. Why: {reason}"
        case e.EmergencyStarted():
            return "Emergency"
        case e.EmergencyTapped(what=what, detail=detail):
            return f"Emergency, {what}: {detail}" if detail else f"Emergency, {what}"
        case e.EmergencyEnded(lasted_ms=lasted):
            return f"Emergency over after {minutes(lasted)}"
        case e.SessionDiscarded(reason=reason):
            return "Session thrown away" + (f": {reason}" if reason else "")
    return _fault(entry.body)


def _fault(body: e.Body) -> str:
    """A minute or more without the program, or without its sound."""
    match body:
        case e.SessionResumed(lost_ms=lost) if lost >= MINUTE:
            return f"The program had not been running for up to {minutes(lost)}: nothing was recorded then"
        case e.ClockGap(slept_ms=slept) if slept >= MINUTE:
            return f"The computer had slept for {minutes(slept)}: nothing was recorded then"
        case e.SoundBack(after_ms=after) if after >= MINUTE:
            return f"The sound had been gone for {minutes(after)}"
    return ""


def _looks(report: SessionReport) -> set[str]:
    return {cue.cue for cue in report.cues if cue.ask is Ask.LOOK}
