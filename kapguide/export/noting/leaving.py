"""Leaving, in the note: when, how long after the dose, the clinic's minimum, what was gone through, who came."""

from collections.abc import Iterator

import msgspec

from kapguide.clinical.checklists import not_asked
from kapguide.clinical.facts import AskedItem, ListAnswered
from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.lines import fixed, gap, minutes
from kapguide.export.noting.risk import is_of_risk, unasked_words
from kapguide.export.report import SessionReport
from kapguide.session import events as e
from kapguide.session.care.answers import leaving_words
from kapguide.session.leaving.telling import list_words


def leaving_section(report: SessionReport) -> NoteSection:
    """How the client left; a gap where nobody recorded it."""
    lines = [*_said(report), *(_end(report) if report.has_dose else ()), *_list(report), *_escort(report)]
    return NoteSection("leaving", "Leaving", tuple(lines))


def _said(report: SessionReport) -> Iterator[NoteLine]:
    outcomes = [entry for entry in report.standing if isinstance(entry.body, e.LeavingNoted)]
    for entry in outcomes:
        body = entry.body
        assert isinstance(body, e.LeavingNoted)
        words = leaving_words(body.outcome)
        told = f"; told: {body.told}" if body.told else ""
        text = f"{words[:1].upper()}{words[1:]} {entry.when.minute}{_after(report, entry.when.t)}{told}."
        yield fixed(f"leaving/{entry.event_id}", text)
    if not outcomes and report.dosed:
        yield gap("leaving/none", "How the client left: not recorded.", wanted="how the client left")


def _after(report: SessionReport, t: int) -> str:
    """`, 2 h 34 min after the dose (the clinic asks for 2 h)`."""
    if not report.dosed:
        return ""
    last = report.dosed[-1].given
    which = "the last dose" if len(report.dosed) > 1 else "the dose"
    asks = f" (the clinic asks for {minutes(report.observe_at_least)})" if report.observe_at_least else ""
    return f", {minutes(t - last.t)} after {which}{asks}" if t >= last.t else ""


def _end(report: SessionReport) -> Iterator[NoteLine]:
    """The session's end, and what was said of it where it came before the clinic's minimum was over."""
    end = next((entry for entry in report.standing if isinstance(entry.body, e.SessionEnded)), None)
    if end is None or not isinstance(body := end.body, e.SessionEnded):
        yield gap("leaving/end", "The session’s end: not recorded.", wanted="the session’s end")
    elif body.closed_later:
        open_items = f" Without an answer then: {', '.join(body.left_open)}." if body.left_open else ""
        yield gap(
            "leaving/end",
            f"Nobody ended the session: nothing is known of it after {end.when.minute}.{open_items}",
            wanted="the session’s end",
        )
    else:
        early = f", {minutes(body.observation_left)} before the clinic’s time was over" if body.observation_left else ""
        why = f": {body.reason}" if body.reason else ""
        yield fixed("leaving/end", f"Session ended {end.when.minute}{_after(report, end.when.t)}{early}{why}.")


def _list(report: SessionReport) -> Iterator[NoteLine]:
    answers = report.leaving_list
    if not answers.items:
        if report.dosed:
            yield gap("leaving/list", "not asked.", "Leaving list", wanted="the leaving list")
        return
    unasked = not_asked(answers)
    asked = tuple(item for item in answers.items if item not in unasked and not is_of_risk(item))
    if asked:
        yield fixed("leaving/list", list_words(_only(answers, asked)))
    if left := unasked_words(answers):
        yield gap("leaving/unasked", left, "Not asked", joined=True)


def _only(answers: ListAnswered, items: tuple[AskedItem, ...]) -> ListAnswered:
    return msgspec.structs.replace(answers, items=items)


def _escort(report: SessionReport) -> Iterator[NoteLine]:
    """Whom Prepare named to come, and when."""
    if not report.has_dose or report.telephone:
        return
    planned = f"to come {report.pick_up.minute}" if report.pick_up is not None else ""
    if words := ", ".join(filter(None, (report.prepared.escort, planned))):
        yield fixed("leaving/escort", f"{words}.", "Escort")
