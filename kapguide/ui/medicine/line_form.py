"""The form in which a line of the medicine log is written, or one in the place of another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kapguide.clinical.facts import MedicineMoved, Movement
from kapguide.clinical.medicine_log import NOTHING, WORDS, amount_words, fault_of, parse_amount
from kapguide.clinical.when import parse_when, when_words
from kapguide.errors import KapGuideError
from kapguide.store.tables.dose_rows import PracticeDose
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.form import ChoiceField, Form, LineField, WordsField

NO_DOSE = "no dose in the record"
AHEAD = timedelta(minutes=2)
PURPOSE = "Written once and kept. A line that was wrong is corrected by another; both stay."

Write = Callable[[MedicineMoved], object]


def line_form(
    theme: Theme,
    now: datetime,
    begun: MedicineMoved | None,
    doses: Sequence[PracticeDose],
    write: Write,
    corrects: int = 0,
) -> Form:
    """`begun` is what the fields begin from; `doses` those that have no line; `corrects` the number of a line that was
    wrong."""
    title = f"In the place of line {corrects}" if corrects else "A line of the medicine log"
    form = Form(theme, title, save="Write the line", purpose=PURPOSE)
    form.put_field("what", WordsField(theme, "What became of it", {words: what for what, words in WORDS.items()}), 9)
    form.put_field(
        "on",
        LineField(
            theme,
            "When",
            "such as 10:05",
            parse=lambda typed: parse_on(typed, now),
            show=lambda at: when_words(at, now),
        ),
        3,
    )
    for name, label, hint, span in (
        ("medicine", "Medicine", "for example Ketamine", 5),
        ("strength", "Strength", "for example 150 mg", 3),
        ("form", "Form", "for example lozenge", 4),
    ):
        form.put_field(name, LineField(theme, label, hint), span)
    form.put_field(
        "amount",
        LineField(
            theme, "How many", "for example 12", parse=_amount, show=lambda n: "" if n is None else amount_words(n)
        ),
        3,
    )
    form.put_field("unit", LineField(theme, "Counted in", "for example lozenges"), 3)
    form.put_field("lot", LineField(theme, "Lot", "as on the label"), 3)
    form.put_field("witness", LineField(theme, "Witness", "where one was there"), 3)
    known = {dose.id: dose for dose in doses}
    entries = [("", NO_DOSE), *((dose.id, dose_words(dose, now)) for dose in doses)]
    if begun is not None and begun.dose and begun.dose not in known:
        entries.insert(1, (begun.dose, f"the dose of line {corrects}, as it is"))
    form.put_field("dose", ChoiceField(theme, "For the dose", entries), 5)
    form.put_field("words", LineField(theme, "From whom, to whom, or why", "for example the pharmacy, or dropped"), 7)
    if begun is not None:
        _put(form, begun, now)

    def save(values: dict[str, Any]) -> None:
        dose = known.get(values["dose"])
        tied = _tied(begun, values["dose"], dose)
        what = values["what"]
        if what is None:
            _say(form, "what", "One of these.")
            return
        amount = values["amount"]
        if amount is None and what is not Movement.OWN:
            _say(form, "amount", "Type how many, 0 where none.")
            return
        amount = NOTHING if what is Movement.OWN else amount
        fields = {name: values[name] for name in ("medicine", "unit", "form", "strength", "lot", "witness", "words")}
        moved = MedicineMoved(what, amount=amount, on=values["on"] or now, **fields, **tied)
        if fault := fault_of(moved, corrects=bool(corrects)):
            form.say_fault(fault)
        else:
            write(moved)

    form.saved.connect(save)
    return form


def dose_words(dose: PracticeDose, now: datetime) -> str:
    """`M-014/3, 10:02 today, Ketamine 150 mg`."""
    what = " ".join(filter(None, (dose.medicine, dose.amount)))
    return ", ".join(filter(None, (f"{dose.code}/{dose.number}", when_words(dose.at.astimezone(), now), what)))


def parse_on(typed: str, now: datetime) -> datetime | None:
    """When it happened; None for now. Raises KapGuideError, also for what is still to come."""
    when = parse_when(typed, now)
    if when is not None and when.at > now + AHEAD:
        raise KapGuideError("That is still to come.")
    return when.at if when is not None else None


def _amount(typed: str) -> Any:
    return parse_amount(typed) if typed else None


def _tied(begun: MedicineMoved | None, chosen: str, dose: PracticeDose | None) -> Mapping[str, str]:
    """The dose that was chosen; one that the line had already keeps its client and session."""
    if dose is not None:
        return {"client": dose.client_id, "session": dose.session_id, "dose": dose.id}
    if begun is not None and chosen and chosen == begun.dose:
        return {"client": begun.client, "session": begun.session, "dose": begun.dose}
    return {}


def _put(form: Form, begun: MedicineMoved, now: datetime) -> None:
    amount = amount_words(begun.amount) if begun.amount else ""
    on = begun.on.astimezone()
    form.take_over(
        {
            name: getattr(begun, name)
            for name in ("medicine", "unit", "form", "strength", "lot", "witness", "words", "dose")
        }
        | {"amount": amount, "on": f"{on.day} {on:%b} {on.year} {on:%H:%M}", "what": WORDS[begun.what]}
    )


def _say(form: Form, name: str, sentence: str) -> None:
    form.fields[name].say_fault(sentence)
    form.fields[name].setFocus()
