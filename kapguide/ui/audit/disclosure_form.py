"""For whom something left the record, and for what: of an export, or of what was told or sent otherwise."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import msgspec

from kapguide.clinical.facts import RecordExported
from kapguide.clinical.when import day_shown, parse_past_day
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.form import Form, LineField

PURPOSE = "What a client may ask for: each disclosure with the day, to whom, what, and for what purpose."

Write = Callable[[RecordExported], object]


def disclosure_form(theme: Theme, code: str, exported: RecordExported | None, now: datetime, write: Write) -> Form:
    """`exported` is what left as a file; without it what was disclosed is told, too, and when."""
    form = Form(theme, f"A disclosure of {code}", save="Write it down", purpose=PURPOSE)
    if exported is None:
        form.put_field("what", LineField(theme, "What was disclosed", "for example session dates, by telephone"), 9)
        form.put_field("on", LineField(theme, "When", "today", parse=lambda typed: _day(typed, now), show=_shown), 3)
    form.put_field("to", LineField(theme, "To whom", "a person, or the office"), 6)
    form.put_field("purpose", LineField(theme, "For what", "for example the bill, or treatment"), 6)
    begun = exported or RecordExported("", "", "")
    form.take_over({"to": begun.to, "purpose": begun.purpose})

    def save(values: dict[str, Any]) -> None:
        for name, words in (("what", "What was disclosed?"), ("to", "To whom?"), ("purpose", "For what?")):
            if name in values and not values[name]:
                form.fields[name].say_fault(words)
                form.fields[name].setFocus()
                return
        write(msgspec.structs.replace(begun, **values))

    form.saved.connect(save)
    return form


def _day(typed: str, now: datetime) -> str:
    """The day as a fact keeps it: today where none is typed. Raises KapGuideError."""
    return (parse_past_day(typed, now) or now.date()).isoformat()


def _shown(day: str) -> str:
    return day_shown(date.fromisoformat(day))
