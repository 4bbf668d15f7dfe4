"""The forms of a client's page: each begins from what holds now, and says what is to be said as bodies of facts."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.contacts import CONTACTS, usual_protocol
from kapguide.clinical.courses import MOST_CONTACTS, CoursePreset
from kapguide.clinical.facts import (
    AnyFact,
    ClientDescribed,
    CourseBegun,
    CourseEnded,
    CourseStep,
    MedicineOrdered,
    NamedPerson,
    OrderEnded,
    PermissionSaid,
    Reply,
    TouchAgreed,
)
from kapguide.clinical.when import parse_day, parse_past_day
from kapguide.errors import KapGuideError
from kapguide.session.care.answers import AGREED, Touch
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.form import ChoiceField, Form, LineField, WordsField

Say = Callable[[tuple[AnyFact, ...]], object]
"""What is done with what was said in a form; nothing is said where nothing was changed."""
YES_OR_NO = {"Yes": True, "No": False}
REPLIES = {"Yes": Reply.YES, "No": Reply.NO, "Not decided": Reply.UNKNOWN}
PERMISSIONS = {
    "observers": ("Observers", "who"), "recording": ("Recording", "of what"), "sharing": ("Sharing", "with whom"),
}  # fmt: skip
"""What can be permitted: its label, and what its words say."""
ESCORT, EMERGENCY = "escort", "emergency"
MOST_SESSIONS = 200


def iso_day(day: date | None) -> str:
    """As a fact keeps a day; empty for none."""
    return day.isoformat() if day is not None else ""


def parse_count(typed: str) -> int | None:
    """How many sessions, None for nothing. Raises KapGuideError."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or not 0 < int(typed) <= MOST_SESSIONS:
        raise KapGuideError("Type how many sessions as a number, for example 3.")
    return int(typed)


def day_back(iso: str) -> str:
    """An ISO date as it is read back: `Wed 14 Oct 2026`."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:  # nothing, or a fact of another program, as it is
        return iso
    return f"{day:%a} {day.day} {day:%b %Y}"


def about_form(theme: Theme, chart: ClientChart, say: Say, *, names: bool = False) -> Form:
    """Who the client is to be reached by, and what is known of the client. `names`: the clinic keeps names."""
    known = said(chart.described, ClientDescribed) or ClientDescribed()
    people = {person.part: person for person in reversed(known.people)}
    purpose = "" if names else "The client is known by code, never a name."
    form = Form(theme, "People, and what is known", purpose=purpose)
    if names:
        form.put_field("name", LineField(theme, "The client’s name"), 12)
    for part, label in ((ESCORT, "Escort"), (EMERGENCY, "In an emergency")):
        form.put_field(part, LineField(theme, label, "name"), 4)
        form.put_field(f"{part}_relation", LineField(theme, "Who that is", "for example the sister"), 4)
        form.put_field(f"{part}_number", LineField(theme, "Number"), 4)
    form.put_field("music_dislikes", LineField(theme, "Not liked in music", "for example choirs, rain"), 8)
    hint = "US record of substance use treatment"
    form.put_field("part2", WordsField(theme, "42 CFR Part 2 holds", YES_OR_NO, hint), 4)
    typed = {"name": known.name, "music_dislikes": known.music_dislikes}
    for part in (ESCORT, EMERGENCY):
        person = people.get(part, NamedPerson(""))
        typed |= {part: person.name, f"{part}_relation": person.relation, f"{part}_number": person.number}
    form.take_over(typed)
    _words(form, "part2").put_value(known.part2)

    def save(values: dict[str, Any]) -> None:
        named = tuple(
            NamedPerson(values[part], values[f"{part}_relation"], values[f"{part}_number"], part)
            for part in (ESCORT, EMERGENCY)
            if any((values[part], values[f"{part}_relation"], values[f"{part}_number"]))
        )
        others = tuple(person for person in known.people if person.part not in (ESCORT, EMERGENCY))
        name = values.get("name", known.name)
        new = ClientDescribed(name, values["part2"], values["music_dislikes"], (*named, *others))
        say((new,) if new != known else ())

    form.saved.connect(save)
    return form


def consent_form(theme: Theme, chart: ClientChart, now: datetime, say: Say) -> Form:
    """Touch consent first, then who may be there, what may be recorded and with whom it may be shared."""
    touch = said(chart.touch, TouchAgreed)
    purpose = "As the client said it, before a dose. From a dose on it only narrows."
    form = Form(theme, "Touch and permissions", purpose=purpose)
    withdrawn = (Touch.WITHDRAWN,) if touch is not None and touch.touch == Touch.WITHDRAWN else ()
    kinds = {kind.value.capitalize(): kind.value for kind in (*AGREED, *withdrawn)}
    form.put_field("touch", WordsField(theme, "Touch", kinds), 4)
    form.put_field("practised", WordsField(theme, "The signal was practised", YES_OR_NO), 4)
    form.put_field("signal", LineField(theme, "Signal", "for example the left hand raised"), 4)
    form.put_field("how_asked", LineField(theme, "How it is asked", "for example “May I take your hand?”"), 6)
    form.put_field("how_refused", LineField(theme, "How it is refused", "for example “no”, or the head turned"), 6)
    for what, (label, words) in PERMISSIONS.items():
        form.put_field(what, WordsField(theme, label, REPLIES), 4, new_row=True)
        form.put_field(f"{what}_words", LineField(theme, "In words", words), 5)
        until = LineField(
            theme, "Until", "for example 13 Oct 2027", parse=lambda typed: iso_day(parse_day(typed, now)), show=day_back
        )
        form.put_field(f"{what}_until", until, 3)
    if touch is not None:
        form.take_over({"signal": touch.signal, "how_asked": touch.how_asked, "how_refused": touch.how_refused})
        _words(form, "touch").put_value(touch.touch)
        _words(form, "practised").put_value(touch.practised)
    for what in PERMISSIONS:
        if (permission := said(chart.permissions.get(what), PermissionSaid)) is not None:
            form.take_over({f"{what}_words": permission.words, f"{what}_until": permission.until})
            _words(form, what).put_value(permission.reply)

    def save(values: dict[str, Any]) -> None:
        new: list[AnyFact] = []
        details = {name: values[name] for name in ("how_asked", "how_refused", "signal", "practised")}
        if values["touch"] is not None:
            new.append(TouchAgreed(values["touch"], **details))
        elif any(details.values()):
            form.fields["touch"].say_fault("Which touch is agreed to? “None” is an answer, too.")
            form.fields["touch"].setFocus()
            return
        for what in PERMISSIONS:
            if values[what] is not None:
                new.append(PermissionSaid(what, values[what], values[f"{what}_words"], values[f"{what}_until"]))
            elif values[f"{what}_words"] or values[f"{what}_until"]:
                form.fields[what].say_fault("Yes, no or not decided?")
                form.fields[what].setFocus()
                return
        holds = {touch, *(said(fact, PermissionSaid) for fact in chart.permissions.values())}
        say(tuple(body for body in new if body not in holds))

    form.saved.connect(save)
    return form


def parse_steps(typed: str, known: tuple[CourseStep, ...] = ()) -> tuple[CourseStep, ...]:
    """The contacts of a course, in order, apart by semicolons; each begins with what its kind is called. Those that are
    `known` keep their plans. Raises KapGuideError."""
    steps = []
    for title in filter(None, map(str.strip, typed.split(";"))):
        kind = next((kind for kind, name in CONTACTS.items() if title.casefold().startswith(name.casefold())), None)
        if kind is None:
            raise KapGuideError(f"“{title[:24]}” is none of: {', '.join(CONTACTS.values())}.")
        same = next((step for step in known if (step.contact, step.title) == (kind, title)), None)
        steps.append(same or CourseStep(kind, title, usual_protocol(kind)))
    if not steps:
        raise KapGuideError("Type the contacts in their order, for example Preparation 1; Dosing 1; Integration.")
    if len(steps) > MOST_CONTACTS:
        raise KapGuideError(f"That is more than {MOST_CONTACTS} contacts. Leave some for the next course.")
    return tuple(steps)


def course_form(theme: Theme, chart: ClientChart, presets: Mapping[str, CoursePreset], say: Say) -> Form:
    """The course: one of the presets, its contacts changed as they are for this client; or its end."""
    course = said(chart.course, CourseBegun) if chart.course_ended is None else None
    form = Form(theme, "Course", purpose="What has been and what is planned stays; this says what comes after it.")
    of_client = {"": (course.title, course.steps)} if course is not None else {}
    offered = of_client | {name: (preset.title, preset.steps) for name, preset in presets.items()}

    def about(name: str) -> str:
        preset = presets.get(name)
        return f"{' '.join(preset.summary.split())} [{preset.mark}]" if preset is not None else ""

    entries = [(name, title if name else f"{title}, as it is") for name, (title, _) in offered.items()]
    chosen = ChoiceField(theme, "Begins as", entries, about)
    steps = LineField(
        theme, "Its contacts, in order, apart by semicolons",
        parse=lambda typed: parse_steps(typed, offered[chosen.typed()][1]), show=steps_words,
    )  # fmt: skip
    title = LineField(theme, "Called")
    form.put_field("preset", chosen, 12)
    form.put_field("steps", steps, 12)
    form.put_field("title", title, 6)

    def fill() -> None:
        name, its = offered[chosen.typed()]
        steps.put("; ".join(step.title for step in its))
        steps.line.setCursorPosition(0)
        title.put(name)

    chosen.changed.connect(fill)
    fill()
    if course is not None:
        form.put_field("reason", LineField(theme, "Why it ends, where it does"), 6)
        form.add_ending("End the course", lambda: say((CourseEnded(form.fields["reason"].typed().strip()),)))

    def save(values: dict[str, Any]) -> None:
        preset = values["preset"] or (course.preset if course is not None else "")
        new = CourseBegun(preset, values["title"] or offered[values["preset"]][0], values["steps"])
        say((new,) if new != course else ())

    form.saved.connect(save)
    return form


def steps_words(steps: tuple[CourseStep, ...]) -> str:
    """How many contacts of each kind: `2 preparation, 3 dosing`."""
    counted = Counter(step.contact for step in steps)
    return ", ".join(f"{counted[kind]} {name.lower()}" for kind, name in CONTACTS.items() if counted[kind])


def order_form(theme: Theme, chart: ClientChart, now: datetime, say: Say) -> Form:
    """The medicine as its prescriber ordered it: text, from which nothing is computed."""
    order = said(chart.order, MedicineOrdered)
    purpose = "As the prescriber wrote it. KapGuide computes no dose and checks none."
    form = Form(theme, "Medicine as ordered", purpose=purpose)
    for name, label, placeholder, span in (
        ("medicine", "Medicine", "for example Ketamine, racemic", 4),
        ("form", "Form", "for example lozenge", 4),
        ("strength", "Strength", "for example 150 mg a lozenge", 4),
        ("route", "Route", "for example sublingual", 4),
        ("directions", "Directions", "as ordered, for example hold 7 min, then spit", 8),
        ("prescriber", "Prescriber", "", 3),
    ):
        form.put_field(name, LineField(theme, label, placeholder), span)
    ordered = LineField(
        theme,
        "Ordered on",
        "for example 14 Oct",
        parse=lambda typed: iso_day(parse_past_day(typed, now)),
        show=day_back,
    )
    form.put_field("ordered_on", ordered, 3)
    form.put_field("sessions", LineField(theme, "For how many sessions", parse=parse_count), 2)
    form.put_field("kept_by", LineField(theme, "Kept by"), 4)
    if order is not None:
        fields = msgspec.structs.asdict(order)
        form.take_over({name: "" if value is None else str(value) for name, value in fields.items()})
        form.add_ending("It no longer holds", lambda: say((OrderEnded(),)))

    def save(values: dict[str, Any]) -> None:
        if not values["medicine"]:
            form.fields["medicine"].say_fault("Which medicine?")
            form.fields["medicine"].setFocus()
            return
        new = MedicineOrdered(**values)
        say((new,) if new != order else ())

    form.saved.connect(save)
    return form


def _words(form: Form, name: str) -> WordsField:
    field = form.fields[name]
    assert isinstance(field, WordsField)
    return field
