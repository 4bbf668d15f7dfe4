"""The medicine in the note: each dose as it was given, with its steps, and the order beside it."""

from collections.abc import Iterator

from kapguide.clinical.checklists import asked_words, reply_to
from kapguide.clinical.facts import AskedItem, Reply
from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.lines import corrected, fixed, gap, late, minutes
from kapguide.export.noting.risk import is_of_risk, unasked_words
from kapguide.export.report import SessionReport
from kapguide.export.standing import StandingEntry
from kapguide.session import events as e
from kapguide.session.doses.dose import ENDS, DoseStep
from kapguide.session.doses.words import hands, quantity, step_words, within
from kapguide.session.leaving.telling import REPLIES
from kapguide.session.protocol.protocol import Route
from kapguide.session.wording import route_words


def medicine_section(report: SessionReport) -> NoteSection:
    """Each dose that stands in a sentence; what was planned and ordered; the list of the day."""
    doses = [entry for entry in report.standing if isinstance(entry.body, e.DoseGiven)]
    lines = [_dose(report, entry, many=len(doses) > 1) for entry in doses]
    if not doses:
        lines.append(gap("medicine/none", "No dose was recorded.", wanted="the dose"))
    if any(isinstance(entry.body, e.DoseGiven) and not entry.body.medicine for entry in doses):
        lines.append(gap("medicine/what", "Which medicine: not recorded.", wanted="which medicine", joined=True))
    lines += [line for entry in doses if (line := _without_end(report, entry)) is not None]
    planned = report.planned_dose
    if planned and planned not in [quantity(entry.body) for entry in doses if isinstance(entry.body, e.DoseGiven)]:
        lines.append(fixed("medicine/planned", f"{planned}.", "Planned"))
    if report.prepared.order is not None:
        lines.append(fixed("medicine/order", f"{report.prepared.order.words}.", "Ordered"))
    lines += _day(report)
    return NoteSection("medicine", "Medicine", tuple(lines))


def _dose(report: SessionReport, entry: StandingEntry, *, many: bool) -> NoteLine:
    """`Ketamine 150 mg, lozenge, sublingual, at 10:18, given by R. Osei; dissolved 10:20, spat out 10:25`."""
    body = entry.body
    assert isinstance(body, e.DoseGiven)
    what = f"{body.medicine[:1].upper()}{body.medicine[1:]} {quantity(body)}".strip()
    part = f"{body.part} of {body.parts}" if body.parts else ""
    when = f"at {entry.when.minute}"
    told = (what, within(body.form), body.strength, part, route_words(body.route), when, hands(body))
    sentence = ", ".join(filter(None, told)) + corrected(entry) + late(entry)
    steps = "; ".join((sentence, *_steps(report, body.number)))
    line_id = f"medicine/{entry.event_id}"
    return fixed(line_id, f"{steps}.", f"Dose {body.number}" if many else "")


def _steps(report: SessionReport, number: int) -> Iterator[str]:
    """The steps of that dose with their minutes; of a lozenge also how long it was held."""
    dissolved = None
    for entry in report.standing:
        body = entry.body
        if isinstance(body, e.DoseEnded) and body.number == number:
            yield f"ended {entry.when.minute}"
        if not isinstance(body, e.DoseStepped) or body.number != number:
            continue
        words = {DoseStep.DISSOLVED: "dissolved", DoseStep.SWISH: "swished", DoseStep.ENDED: "ended"}
        told = words[DoseStep(body.step)] if body.step in words else step_words(body.step, body.part)
        yield f"{told} {entry.when.minute}"
        if body.step == DoseStep.DISSOLVED:
            dissolved = entry.when
        elif body.step in ENDS and dissolved is not None:
            yield f"held {minutes(entry.when.t - dissolved.t)}"


def _without_end(report: SessionReport, entry: StandingEntry) -> NoteLine | None:
    """An infusion whose end nobody recorded."""
    body = entry.body
    assert isinstance(body, e.DoseGiven)
    ended = any(dose.ended for dose in report.dosed if dose.event_id == entry.event_id)
    if body.route != Route.IV or ended:
        return None
    return gap(
        f"medicine/end-{body.number}", "The end of the infusion: not recorded.", wanted="the end of the infusion"
    )


def _day(report: SessionReport) -> Iterator[NoteLine]:
    """The list of the day in a sentence: how much was asked, whatever was not a yes, and each comment. The item about
    suicidal thoughts stands with the risk."""
    answers = report.prepared.checklist
    if answers is None:
        return
    items = [item for item in answers.items if not is_of_risk(item)]

    def told(item: AskedItem) -> str:
        reply = reply_to(answers, item.id)
        if reply.reply is None or (reply.reply is Reply.YES and not reply.comment):
            return ""
        return f"{item.text}: {REPLIES[reply.reply]}" + (f" ({reply.comment})" if reply.comment else "")

    yield fixed("medicine/day", "; ".join(filter(None, (asked_words(answers), *map(told, items)))) + ".", answers.title)
    if unasked := unasked_words(answers):
        yield gap("medicine/unasked", unasked, "Not asked", joined=True)
