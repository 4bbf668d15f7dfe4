"""Risk and consent in the note: suicidal thoughts as they were asked about, consent, touch, what was attested."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from kapguide.clinical.checklists import CONSENT, asked_words, not_asked, reply_to
from kapguide.clinical.facts import AskedItem, ContactKind, ItemReply, ListAnswered, Reply, RiskItem
from kapguide.export.log import Moment
from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.chart import FromChart
from kapguide.export.noting.lines import clock_of, fixed, gap, listed
from kapguide.export.report import SessionReport
from kapguide.session import events as e
from kapguide.session.care.answers import CHOICES, Touch, answer_words
from kapguide.session.consent.events import ConsentMarked
from kapguide.session.consent.state import ConsentTo
from kapguide.session.leaving.telling import REPLIES
from kapguide.session.protocol.protocol import Ask

THOUGHTS = "Suicidal thoughts"
CONSENTED = frozenset({ContactKind.SCREENING, ContactKind.CONSENT, ContactKind.PREPARATION})
"""Contacts without a dose in whose notes consent is not left out."""
SAID = {
    (RiskItem.REPORTED, Reply.YES): "reported",
    (RiskItem.REPORTED, Reply.NO): "none reported",
    (RiskItem.CHANGED, Reply.YES): "change reported",
    (RiskItem.CHANGED, Reply.NO): "no change reported",
}
"""What an answer to an item says of suicidal thoughts, where it says more than that they were asked about."""


def risk_section(report: SessionReport, chart: FromChart) -> NoteSection:
    """What a colleague reads second."""
    lines = (
        *_thoughts(report, chart),
        *_consent(report, chart),
        *_touch(report),
        *_permissions(report),
        *_lists(chart),
        *_attested(report),
    )
    return NoteSection("risk", "Risk and consent", lines)


def is_of_risk(item: AskedItem) -> bool:
    """Is the item about suicidal thoughts? A list without the mark, as of an older record, is known by its words."""
    return bool(item.risk) or "suicid" in item.text.casefold()


def unasked_words(answers: ListAnswered) -> str:
    """What of a list was not asked, with the comments that say why, as one sentence; the items that stand with the risk
    are told there."""
    items = [item for item in not_asked(answers) if not is_of_risk(item)]
    return listed(f"{item.text}{_comment(reply_to(answers, item.id))}" for item in items)


def _thoughts(report: SessionReport, chart: FromChart) -> Iterator[NoteLine]:
    if report.has_dose:
        day = report.prepared.checklist or ListAnswered("", "", "")
        yield from _asked(report, "risk/day", day, THOUGHTS, "suicidal thoughts before the dose")
    else:
        about = [answers for answers in chart.lists if any(is_of_risk(item) for item in answers.items)]
        for answers in about:
            yield from _asked(report, f"risk/{answers.list_id}-thoughts", answers, THOUGHTS, "suicidal thoughts")
        if not about and not chart.risk:
            yield gap("risk/thoughts", "not recorded.", THOUGHTS, wanted="suicidal thoughts")
    if report.dosed:
        yield from _asked(
            report,
            "risk/leaving",
            report.leaving_list,
            "Before leaving",
            "suicidal thoughts before leaving",
            joined=True,
        )
    for number, words in enumerate(chart.risk):
        yield fixed(f"risk/score-{number}", f"{words}.", THOUGHTS if not report.has_dose and number == 0 else "")


def _asked(
    report: SessionReport, line_id: str, answers: ListAnswered, label: str, wanted: str, *, joined: bool = False
) -> Iterator[NoteLine]:
    """What a list's items about it were answered, a gap where there is no such answer."""
    items = [item for item in answers.items if is_of_risk(item)]
    unasked = {item.id for item in not_asked(answers)}
    for item in items:
        reply = reply_to(answers, item.id)
        name = line_id if item is items[0] else f"{line_id}-{item.id}"
        also = joined or item is not items[0]
        if item.id in unasked:
            yield gap(name, f"not asked{_comment(reply)}.", label, wanted=wanted, joined=also)
        elif item.risk == RiskItem.ASKED and (reply.reply is not Reply.YES or not reply.comment):
            yield gap(name, f"{_only_asked(report, reply)}.", label, wanted=wanted, joined=also)
        else:
            yield fixed(name, f"{_said(report, item, reply)}.", label, joined=also)
    if not items:
        yield gap(line_id, "not recorded.", label, wanted=wanted, joined=joined)


def _only_asked(report: SessionReport, reply: ItemReply) -> str:
    """It was asked and nobody wrote what was said, or it was not asked."""
    words = {
        Reply.YES: f"{_when(report, reply)}, what was said is not recorded",
        Reply.NO: "not asked",
        Reply.UNKNOWN: "not known whether they were asked about",
    }
    return f"{words[reply.reply or Reply.NO]}{_comment(reply)}"


def _said(report: SessionReport, item: AskedItem, reply: ItemReply) -> str:
    asked, answer = _when(report, reply), reply.reply or Reply.UNKNOWN
    if item.risk == RiskItem.ASKED:
        return f"{asked}: {reply.comment}"
    if item.risk in list(RiskItem):
        said = SAID.get((RiskItem(item.risk), answer), "not known")
    else:
        said = f"“{item.text}” {REPLIES[answer]}"
    return f"{asked}, {said}{_comment(reply)}"


def _when(report: SessionReport, reply: ItemReply) -> str:
    return " ".join(filter(None, ("asked", clock_of(report, reply.at))))


def _comment(reply: ItemReply) -> str:
    return f" ({reply.comment})" if reply.comment else ""


def _consent(report: SessionReport, chart: FromChart) -> Iterator[NoteLine]:
    """How it stood as the session began; the list that was gone through that day is told for itself."""
    if report.prepared.consent:
        yield fixed("risk/consent", f"{report.prepared.consent}.", "Consent")
    elif CONSENT in [answers.list_id for answers in chart.lists]:
        return
    elif report.has_dose or report.contact in CONSENTED:
        yield gap("risk/consent", "no list of it is recorded.", "Consent", wanted="consent")


def _touch(report: SessionReport) -> Iterator[NoteLine]:
    said = [(entry.when, entry.body.touch) for entry in report.standing if isinstance(entry.body, e.TouchMarked)]
    if said:
        yield fixed("risk/touch", f"{_course(said)}.", "Touch", joined=True)
    elif report.has_dose and not report.telephone:
        yield gap("risk/touch", "not recorded.", "Touch", wanted="touch consent", joined=True)


def _permissions(report: SessionReport) -> Iterator[NoteLine]:
    for what in ConsentTo:
        said = [
            (entry.when, entry.body.consent)
            for entry in report.standing
            if isinstance(entry.body, ConsentMarked) and entry.body.what == what
        ]
        if said:
            yield fixed(f"risk/{what}", f"{_course(said)}.", what.capitalize(), joined=True)


def _course(said: list[tuple[Moment, str]]) -> str:
    """`hand, withdrawn 0:48`: what was said first, then each change with its time; a withdrawal always has it."""
    changes = [next(group) for _, group in groupby(said, key=itemgetter(1))]
    words = [f"{what} {when.shown}" for when, what in changes]
    if changes[0][1] != Touch.WITHDRAWN:
        words[0] = changes[0][1]
    return ", ".join(words)


def _lists(chart: FromChart) -> Iterator[NoteLine]:
    """What was gone through on the client's page that day: how much of it, who told the client, and the signature."""
    for answers in chart.lists:
        told = f"told by {answers.told}" if answers.told else ""
        signed = f"signed {answers.signed_on}" if answers.signed_on else ""
        words = ", ".join(filter(None, (f"version {answers.version}", asked_words(answers), told, signed)))
        yield fixed(f"risk/list-{answers.list_id}", f"{words}.", answers.title)
        if left := unasked_words(answers):
            yield gap(f"risk/list-{answers.list_id}-unasked", left, "Not asked", joined=True)


def _attested(report: SessionReport) -> Iterator[NoteLine]:
    """What was answered, by whom, as `yes, K. Lind: Consent is current; The label, read by two`; and what was not."""
    choices = CHOICES[Ask.ATTEST]
    answers = [entry.body for entry in report.standing if isinstance(entry.body, e.CueAnswered)]
    by_whom: dict[str, list[str]] = {}
    for body in answers:
        if body.answer in choices:
            who = ", ".join(filter(None, (answer_words(body.answer), body.by)))
            by_whom.setdefault(who, []).append(body.title)
    said = [f"{who}: {'; '.join(titles)}" for who, titles in by_whom.items()]
    silent = [cue.title for cue in report.cues if cue.ask is Ask.ATTEST and not (cue.ended or cue.gone)]
    if said:
        yield fixed("risk/attested", f"{'. '.join(said)}.", "Attested")
    if silent:
        yield gap("risk/unattested", listed(silent), "Not attested", joined=bool(said))
