"""Scenario files: TOML that a person writes by hand, checked whole, turned into a scenario, and written back."""

from pathlib import Path

from kapguide import paths
from kapguide.clinical.marks import Mark
from kapguide.clinical.vitals import RANGES, Vitals
from kapguide.clinical.vitals_line import parse_vitals
from kapguide.errors import KapGuideError
from kapguide.rehearsal.deeds import DEEDS
from kapguide.rehearsal.scenario import (
    CoursePoint,
    Expectation,
    RoomFault,
    Scenario,
    Shift,
    Since,
    Source,
    Stretch,
    Turn,
    TurnTime,
)
from kapguide.rehearsal.scenario_check import check
from kapguide.session.care.answers import AGREED
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import PhaseKind, Route
from kapguide.spans import MINUTE, SECOND
from kapguide.toml_file import FileError, TomlTable, load_table, shown, table_in

SESSION_END = "session end"
"""What a stretch's `ends` says when it goes on to the session's own end."""
MOST_TURNS, MOST_POINTS, MOST_SHIFTS, MOST_ASKS, MOST_PEOPLE, MOST_SOURCES = 60, 60, 8, 6, 6, 20
LONGEST = {
    "title": 40,
    "practises": 40,
    "opening": 120,
    "about": 240,
    "aim": 240,
    "client": 20,
    "intention": 200,
    "planned_dose": 60,
    "shows": 160,
    "says": 120,
}
"""What the panel and the list have room for, in characters."""
FIRST = (
    *("quiet-session", "nausea", "tears", "panic", "touch-withdrawn", "sound-dies", "escort"),
    *("wants-to-leave", "chest-pain"),
)
"""Those that a list begins with, of each hardness."""
_WORDS = ("title", "shows", "says", "name", "role", "text")


def shipped_scenarios() -> tuple[Scenario, ...]:
    """The scenarios that come with KapGuide, the easier first."""
    found = (read_scenario(path) for path in sorted(paths.resource("scenarios").glob("*.toml")))
    return tuple(sorted(found, key=order_of))


def order_of(scenario: Scenario) -> tuple[int, int, str]:
    """How scenarios stand in a list: the easier first; of those the ones to begin with, then by title."""
    first = FIRST.index(scenario.id) if scenario.id in FIRST else len(FIRST)
    return scenario.hard, first, scenario.title.casefold()


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file. Raises FileError with all of its problems."""
    return _read(load_table(path), path)


def scenario_in(text: str, path: Path) -> Scenario:
    """The scenario that the file at `path` is to say. Raises FileError with all of its problems."""
    return _read(table_in(text, path), path)


def _read(table: TomlTable, path: Path) -> Scenario:
    texts = {key: _line(table, key) for key in ("title", "practises", "opening", "about", "aim", "client")}
    scenario = Scenario(
        id=table.name("id"),
        version=table.whole("version", 1, 9_999) or 1,
        **texts,
        hard=table.whole("hard", 1, 3) or 1,
        routes=_routes(table),
        stretch=_stretch(table),
        course=tuple(_point(row) for row in table.tables("course", "a point", MOST_POINTS, required=True)),
        turns=tuple(_turn(row) for row in table.tables("turns", "a turn", MOST_TURNS, required=True)),
        sources=tuple(_source(row) for row in table.tables("sources", "a source", MOST_SOURCES, required=True)),
        intention=_line(table, "intention", required=False),
        planned_dose=_line(table, "planned_dose", required=False),
        doses=(table.whole("doses", 1, 9) or 1) if table.has("doses") else 1,
        touch=(table.choice("touch", list(AGREED)) or "") if table.has("touch") else "",
        present=tuple(_person(row) for row in table.tables("present", "a person", MOST_PEOPLE)),
    )
    table.close()
    if all(_is_of_words(problem.path) for problem in table.report.problems):
        check(scenario, table)
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return scenario


def _is_of_words(path: str) -> bool:
    """Whether a problem at a place leaves everything that the parts say of each other as it is."""
    *tables, key = path.split(".")
    return key in _WORDS or (not tables and key in LONGEST)


def _line(table: TomlTable, key: str, longest: int | None = None, *, required: bool = True) -> str:
    """A text that may be broken into lines in the file, and is one line in the panel."""
    return " ".join(table.text(key, longest or LONGEST[key], required=required, lines=True).split())


def _routes(table: TomlTable) -> tuple[Route, ...]:
    known = list(Route)
    words = table.texts("routes", len(known), 20)
    for index, word in enumerate(words):
        place = f"{table.at('routes')}[{index}]"
        if word in words[:index]:
            table.report.add(place, "each route once", f"{shown(word)} a second time")
        elif word and word not in known:
            listed = ", ".join(f'"{route}"' for route in known)
            table.report.add(place, f"one of {listed}{table.meant(word, known)}", shown(word))
    return tuple(Route(word) for word in dict.fromkeys(words) if word in known)


def _stretch(table: TomlTable) -> Stretch:
    row = table.table("stretch", "the stretch")
    if row is None:
        if not table.has("stretch"):
            table.bad("stretch", 'a table [stretch] with "phase", "begins" and "ends"')
        return Stretch()
    kind = row.choice("phase", list(PhaseKind), PhaseKind.PREPARATION)
    begins = row.span("begins", required=False) or 0
    ends = _ends(row)
    row.close()
    return Stretch(PhaseKind(kind or PhaseKind.PREPARATION), begins, ends)


def _ends(row: TomlTable) -> int | None:
    """How long after the first dose; None for the session's own end, which has to be said."""
    value = row.text("ends", 40, required=False)
    if value == SESSION_END:
        return None
    if not row.has("ends"):
        row.bad("ends", f'an end: a duration after the first dose such as "42m", or "{SESSION_END}"')
        return None
    return row.span("ends", least=MINUTE)


def _vitals(table: TomlTable, key: str) -> Vitals:
    line = table.text(key, 60)
    try:
        return parse_vitals(line) if line else Vitals()
    except KapGuideError as error:
        table.bad(key, 'a reading such as "124/78 72 98 rr14"', f"{shown(line)}: {error.sentence}")
        return Vitals()


def _point(row: TomlTable) -> CoursePoint:
    point = CoursePoint(row.span("at") or 0, _vitals(row, "reading"))
    row.close()
    return point


def _turn(row: TomlTable) -> Turn:
    turn = Turn(
        id=row.name("id"),
        when=_when(row),
        title=_line(row, "title"),
        shows=_line(row, "shows", required=False),
        says=_line(row, "says", required=False),
        lasts=row.span("lasts", required=False, least=SECOND),
        chance=row.share("chance", 1.0),
        shifts=tuple(_shift(each) for each in row.tables("shifts", "a shift", MOST_SHIFTS)),
        ends=tuple(row.names("ends", MOST_TURNS)),
        only_if=row.name("only_if", required=False),
        fault=_fault(row),
        misread=_vitals(row, "misread") if row.has("misread") else None,
        person=_person(person) if (person := row.table("person", "a person")) is not None else None,
        asks=tuple(_expectation(each) for each in row.tables("asks", "what is asked for", MOST_ASKS)),
    )
    row.close()
    return turn


def _when(row: TomlTable) -> TurnTime:
    since = Since(row.choice("since", list(Since), Since.DOSE) or Since.DOSE)
    at = row.span("at", required=since in (Since.DOSE, Since.PHASE)) or 0
    of = ""
    if since == Since.PHASE:
        of = row.choice("of", list(PhaseKind)) or ""
    elif since != Since.DOSE:
        of = row.name("of", required=since != Since.DEED)
    elif row.has("of"):
        row.bad("of", 'no "of" beside a time since the dose; "dose = 2" names a further one')
    deeds: tuple[str, ...] = ()
    if since == Since.DEED:
        deeds = _deeds(row)
    elif row.has("deeds"):
        row.bad("deeds", f'"deeds" only beside since = "{Since.DEED}"')
    dose = 1
    if row.has("dose"):
        dose = row.whole("dose", 1, 9) or 1
        if since != Since.DOSE:
            row.bad("dose", f'"dose" only beside since = "{Since.DOSE}"')
    return TurnTime(since, at, of, deeds, dose)


def _deeds(row: TomlTable) -> tuple[str, ...]:
    words = row.texts("deeds", 12, 40)
    known = sorted(DEEDS)
    for index, word in enumerate(words):
        place = f"{row.at('deeds')}[{index}]"
        if word in words[:index]:
            row.report.add(place, "each deed once", f"{shown(word)} a second time")
        elif word and word not in DEEDS:
            row.report.add(place, f"something a therapist can do{row.meant(word, known)}", shown(word))
    return tuple(words)


def _fault(row: TomlTable) -> RoomFault | None:
    word = row.choice("fault", list(RoomFault)) if row.has("fault") else None
    return RoomFault(word) if word else None


def _shift(row: TomlTable) -> Shift:
    shift = Shift(
        field=row.choice("field", list(RANGES)) or "",
        by=row.whole("by", -300, 300) or 0,
        rise=row.span("rise", required=False) or 0,
        stay=row.span("stay", required=False),
        fall=row.span("fall", required=False) or 0,
    )
    row.close()
    return shift


def _expectation(row: TomlTable) -> Expectation:
    expectation = Expectation(
        id=row.name("id"),
        title=_line(row, "title"),
        deeds=_deeds(row),
        every=row.flag("every"),
        within=(row.span("within", least=SECOND) or 0) if row.has("within") else 3 * MINUTE,
    )
    row.close()
    return expectation


def _person(row: TomlTable) -> Person:
    person = Person(row.text("name", 60), row.text("role", 40, required=False), in_house=row.flag("in_house"))
    row.close()
    return person


def _source(row: TomlTable) -> Source:
    mark = row.choice("mark", list(Mark))
    source = Source(Mark(mark or Mark.OURS), _line(row, "text", 500))
    row.close()
    return source
