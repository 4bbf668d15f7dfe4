"""A scenario written as its file has it, so that a person can go on with it by hand."""

from collections.abc import Iterator, Mapping

from kapguide.clinical.vitals_line import line_of
from kapguide.rehearsal.scenario import Expectation, Scenario, Shift, Since, Turn
from kapguide.rehearsal.scenario_file import SESSION_END
from kapguide.session.people.people import Person
from kapguide.spans import format_span
from kapguide.toml_edit import written

_Values = Mapping[str, object]


def scenario_text(scenario: Scenario) -> str:
    """The text of a file that says just this. Times are written in whole seconds."""
    return "\n\n".join("\n".join(block) for block in _blocks(scenario)) + "\n"


def _blocks(scenario: Scenario) -> Iterator[list[str]]:
    stretch = scenario.stretch
    yield _lines(
        {
            "id": scenario.id,
            "version": scenario.version,
            **{key: getattr(scenario, key) for key in ("title", "practises", "opening", "about", "aim")},
            "hard": scenario.hard,
            "routes": list(scenario.routes),
            "client": scenario.client,
            "intention": scenario.intention,
            "planned_dose": scenario.planned_dose,
            "doses": scenario.doses if scenario.doses > 1 else None,
            "touch": scenario.touch,
        }
    )
    ends = SESSION_END if stretch.ends is None else format_span(stretch.ends)
    yield ["[stretch]", *_lines({"phase": stretch.phase, "begins": format_span(stretch.begins), "ends": ends})]
    for person in scenario.present:
        yield ["[[present]]", *_lines(_person(person))]
    for point in scenario.course:
        yield ["[[course]]", *_lines({"at": format_span(point.at), "reading": line_of(point.vitals)})]
    for turn in scenario.turns:
        yield ["[[turns]]", *_turn(turn)]
        if turn.person is not None:
            yield ["[turns.person]", *_lines(_person(turn.person))]
        for shift in turn.shifts:
            yield ["[[turns.shifts]]", *_lines(_shift(shift))]
        for ask in turn.asks:
            yield ["[[turns.asks]]", *_lines(_expectation(ask))]
    for source in scenario.sources:
        yield ["[[sources]]", *_lines({"mark": source.mark, "text": source.text})]


def _turn(turn: Turn) -> list[str]:
    when = turn.when
    return _lines(
        {
            "id": turn.id,
            "since": when.since,
            "of": when.of,
            "deeds": list(when.deeds),
            "at": format_span(when.at),
            "dose": when.dose if when.since == Since.DOSE and when.dose > 1 else None,
            "title": turn.title,
            "shows": turn.shows,
            "says": turn.says,
            "lasts": None if turn.lasts is None else format_span(turn.lasts),
            "chance": turn.chance if turn.chance < 1 else None,
            "ends": list(turn.ends),
            "only_if": turn.only_if,
            "fault": turn.fault,
            "misread": None if turn.misread is None else line_of(turn.misread),
        }
    )


def _shift(shift: Shift) -> _Values:
    stay = None if shift.stay is None else format_span(shift.stay)
    return {
        "field": shift.field,
        "by": shift.by,
        "rise": format_span(shift.rise),
        "stay": stay,
        "fall": format_span(shift.fall),
    }


def _expectation(ask: Expectation) -> _Values:
    return {
        "id": ask.id,
        "title": ask.title,
        "deeds": list(ask.deeds),
        "every": ask.every or None,
        "within": format_span(ask.within),
    }


def _person(person: Person) -> _Values:
    return {"name": person.name, "role": person.role, "in_house": person.in_house or None}


def _lines(values: _Values) -> list[str]:
    """What is said of each; nothing of what is left out."""
    return [f"{key} = {written(value)}" for key, value in values.items() if value not in (None, "", [])]
