"""Side effects in the note: each in a sentence, when they were asked for, and when they were not."""

from collections.abc import Iterator

from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.lines import fixed, gap, span
from kapguide.export.report import SessionReport
from kapguide.export.safety import ReportedEffect
from kapguide.session.care.answers import Answer
from kapguide.session.protocol.protocol import Ask
from kapguide.session.safety.events import SideEffectsAsked
from kapguide.text import in_words


def effects_section(report: SessionReport) -> NoteSection:
    """Nothing is said of what nobody asked: that none was reported stands with the time at which it was said."""
    lines = [fixed(f"effects/{number}", _effect(each)) for number, each in enumerate(report.effects)]
    lines += _asked(report)
    if not report.effects_asked:
        lines.insert(0, gap("effects/none", "Not asked.", wanted="side effects"))
    return NoteSection("effects", "Side effects", tuple(lines))


def _effect(each: ReportedEffect) -> str:
    """`Nausea, mild, 0:35 to 0:55: head raised, water.`"""
    until = "" if each.ended is not None else ", not recorded as over"
    acts = [f"{when.shown} {what}" if when is not None else what for when, what in each.done]
    done = f": {', '.join(acts)}" if acts else ""
    return f"{each.title}, {each.severity}, {span(each.onset, each.ended)}{until}{done}."


def _asked(report: SessionReport) -> Iterator[NoteLine]:
    """The times at which they were asked for, by what was said; then those that fell due and were not."""
    told: dict[str, list[tuple[int, str]]] = {Answer.NONE_REPORTED: [], Answer.REPORTED: []}
    for entry in report.standing:
        if isinstance(entry.body, SideEffectsAsked):
            told[Answer.NONE_REPORTED].append((entry.when.t, entry.when.shown))
    left: list[str] = []
    for cue in report.cues:
        if cue.ask is not Ask.SIDE_EFFECTS or cue.gone:
            continue
        if cue.ended in told and cue.answered is not None:
            told[cue.ended].append((cue.answered.t, cue.answered.shown))
        else:
            left.append(cue.due.shown + (f" ({cue.reason})" if cue.reason else ""))
    for answer, words in ((Answer.REPORTED, "reported"), (Answer.NONE_REPORTED, "none reported")):
        if times := list(dict.fromkeys(shown for _, shown in sorted(told[answer]))):
            yield fixed(f"effects/{answer}", f"Asked {in_words(times)}: {words}.", joined=True)
    if left and report.effects_asked:
        yield gap("effects/left", f"Not asked {in_words(left)}.", joined=True)
