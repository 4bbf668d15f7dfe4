"""What we did, in the note: the music, the lines, the imagery and the breath of the session in one sentence."""

from collections.abc import Iterator

import msgspec

from kapguide.export.coverage import coverage
from kapguide.export.note import NoteSection
from kapguide.export.noting.lines import blank, fixed, span
from kapguide.export.report import SessionReport
from kapguide.export.standing import StandingEntry
from kapguide.session import events as e
from kapguide.session.guiding.script_telling import how_left, who_read
from kapguide.session.protocol.protocol import Ask
from kapguide.text import in_words

WAYS = "did/ways"
"""The id of the line in which the ways of working stand."""


def did_section(report: SessionReport) -> NoteSection:
    """The sentence of the log, which a person may put into other words; then the ways of working. A contact without a
    dose is not told without them."""
    told = [*_silences(report), *_music(report), *_lines(report), *_imagery(report), *_breath(report)]
    lines = []
    if told:
        words = "; ".join(told)
        lines.append(msgspec.structs.replace(fixed("did/log", f"{words[:1].upper()}{words[1:]}."), fixed=False))
    if looks := coverage(report.cues, Ask.LOOK):
        lines.append(fixed("did/looks", f"{looks}.", "Looks"))
    lines.append(blank(WAYS, "Ways of working", wanted="" if report.has_dose else "what we did"))
    return NoteSection("did", "What we did", tuple(lines))


def _silences(report: SessionReport) -> Iterator[str]:
    """The silences that somebody chose; one that nobody ended lasted to the session's end."""
    began: StandingEntry | None = None
    for entry in report.standing:
        match entry.body:
            case e.MusicFaded(silent=True):
                began = began or entry
            case e.MusicFaded() if began is not None:
                yield f"silence {span(began.when, entry.when)}"
                began = None
    if began is not None:
        yield f"silence {span(began.when, report.ended)}"


def _music(report: SessionReport) -> Iterator[str]:
    changes: dict[str, list[str]] = {}
    for entry in report.standing:
        match entry.body:
            case e.MusicShifted(before=before, after=after) if before != after:
                changes.setdefault("music deeper" if after > before else "music softer", []).append(entry.when.shown)
            case e.MusicReturned(on=True):
                changes.setdefault("music of the way back", []).append(entry.when.shown)
    for what, times in changes.items():
        yield f"{what} at {in_words(list(dict.fromkeys(times)))}"


def _lines(report: SessionReport) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for entry in report.standing:
        if isinstance(entry.body, e.VoiceBegan):
            said.setdefault(entry.body.title, []).append(entry.when.shown)
    for title, times in said.items():
        yield f"“{title}” said by the voice at {in_words(list(dict.fromkeys(times)))}"


def _imagery(report: SessionReport) -> Iterator[str]:
    began: StandingEntry | None = None
    for entry in report.standing:
        if isinstance(entry.body, e.ScriptBegan):
            began = entry
        elif isinstance(body := entry.body, e.ScriptEnded):
            when = span(began.when, entry.when) if began is not None else f"until {entry.when.shown}"
            yield ", ".join(filter(None, (f"imagery “{body.title}” {when}", who_read(body), how_left(body))))
            began = None
    if began is not None and isinstance(began.body, e.ScriptBegan):
        yield f"imagery “{began.body.script.title}” {span(began.when, report.ended)}"


def _breath(report: SessionReport) -> Iterator[str]:
    began: StandingEntry | None = None
    for entry in report.standing:
        if isinstance(entry.body, e.BreathStarted):
            began = entry
        elif isinstance(body := entry.body, e.BreathStopped):
            when = span(began.when, entry.when) if began is not None else f"until {entry.when.shown}"
            why = f", opened because: {body.reason}" if body.reason else ""
            yield f"breath “{body.title}” {when}{why}"
            began = None
    if began is not None and isinstance(began.body, e.BreathStarted):
        yield f"breath “{began.body.pattern.title}” {span(began.when, report.ended)}"
