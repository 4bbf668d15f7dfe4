"""What a scenario's parts say of each other: who comes after whom, what can be read, and that everything ends."""

from collections.abc import Callable, Collection, Iterator

from kapguide.clinical.vitals import NAMES, RANGES, Vitals
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.scenario import RoomFault, Scenario, Since, Turn
from kapguide.rehearsal.scenario_order import TurnOrder, ended_by_somebody
from kapguide.rehearsal.scenario_values import impossible_values
from kapguide.session.care.answers import Touch
from kapguide.session.protocol.protocol import PhaseKind, Route
from kapguide.spans import format_span
from kapguide.toml_file import TomlTable

MOST_DOSES = {
    Route.IV: 2,
    Route.IM: 2,
    Route.SUBLINGUAL: 3,
    Route.ORAL: 2,
    Route.INTRANASAL: 4,
    Route.ESKETAMINE: 3,
}
"""How many doses a scenario may have: tablets and devices up to three [P], one more dose on the other routes [OURS]."""
_COMING = frozenset(("call", Deed.PERSON_CAME))
_UNTIL_A_DEED = (RoomFault.SOUND_DIES, RoomFault.HEADPHONES_OUT, RoomFault.MISREAD)
_NO_TOUCH = ("", Touch.NONE)


def check(scenario: Scenario, table: TomlTable) -> None:
    """Note what is wrong in a scenario whose parts are each well written; `table` is its file's."""
    _Check(scenario, table).all()


class _Check:
    """One pass over a scenario."""

    def __init__(self, scenario: Scenario, table: TomlTable) -> None:
        self.scenario = scenario
        self.table = table
        self.bad: Callable[[str, str, str], None] = table.report.add
        self.order = TurnOrder(scenario)

    def all(self) -> None:
        """Every check, in the order of the file."""
        self._doses()
        self._people()
        self._stretch()
        self._course()
        if not self._each_id_once():
            return  # who is meant by one that is there twice, nobody knows
        for place, turn in self._turns():
            self._named(place, turn)
            self._comes(place, turn)
            self._goes(place, turn)
            self._fault(place, turn)
            self._asks(place, turn)
        for index, shift, expected, got in impossible_values(self.scenario, self.order):
            self.bad(f"turns[{index}].shifts[{shift}].by", expected, got)

    def _turns(self) -> Iterator[tuple[str, Turn]]:
        return ((f"turns[{index}]", turn) for index, turn in enumerate(self.scenario.turns))

    def _each_id_once(self) -> bool:
        places = [(f"{place}.id", turn.id) for place, turn in self._turns()]
        asked = [
            (f"{place}.asks[{index}].id", ask.id)
            for place, turn in self._turns()
            for index, ask in enumerate(turn.asks)
        ]
        good = True
        for group in (places, asked):
            seen: set[str] = set()
            for place, name in group:
                if name in seen:
                    good = False
                    self.bad(place, "an id of its own", f'"{name}" a second time')
                seen.add(name)
        return good

    def _doses(self) -> None:
        for route in self.scenario.routes:
            if self.scenario.doses > MOST_DOSES[route]:
                expected = f'at most {MOST_DOSES[route]} for the route "{route}"'
                self.bad("doses", expected, str(self.scenario.doses))

    def _people(self) -> None:
        seen: set[str] = set()
        for index, person in enumerate(self.scenario.present):
            if person.name.casefold() in seen:
                self.bad(f"present[{index}].name", "each person once", f'"{person.name}" a second time')
            seen.add(person.name.casefold())

    def _stretch(self) -> None:
        stretch = self.scenario.stretch
        if stretch.phase == PhaseKind.DOSING and stretch.ends is not None and stretch.ends <= stretch.begins:
            expected = f"an end after its beginning at {format_span(stretch.begins)}"
            self.bad("stretch.ends", expected, format_span(stretch.ends))

    def _course(self) -> None:
        course = self.scenario.course
        first = shown_by(course[0].vitals)
        if course[0].at:
            self.bad("course[0].at", "0m: what the first reading shows", format_span(course[0].at))
        for index, point in enumerate(course[1:], 1):
            if point.at <= course[index - 1].at:
                expected = f"a time after the {format_span(course[index - 1].at)} of the point before"
                self.bad(f"course[{index}].at", expected, format_span(point.at))
            if shown_by(point.vitals) != first:
                expected = f"the same values as in course[0]: {_words(first)}"
                self.bad(f"course[{index}].reading", expected, _words(shown_by(point.vitals)))

    def _named(self, place: str, turn: Turn) -> None:
        """Each id that a turn names is there, and is of the right kind."""
        when, turns, asks = turn.when, self.order.turns, self.order.asks
        if when.since in (Since.ANSWERED, Since.UNANSWERED):
            self._known(f"{place}.of", when.of, asks, "something that a turn asks for")
        elif when.since == Since.HAPPENED or (when.since == Since.DEED and when.of):
            self._known(f"{place}.of", when.of, turns, "a turn")
        for index, name in enumerate(turn.ends):
            if name == turn.id:
                self.bad(f"{place}.ends[{index}]", "another turn", f'"{name}", this one')
            else:
                self._known(f"{place}.ends[{index}]", name, turns, "a turn")
        if turn.only_if == turn.id:
            self.bad(f"{place}.only_if", "another turn", f'"{turn.id}", this one')
        elif turn.only_if:
            self._known(f"{place}.only_if", turn.only_if, turns, "a turn")

    def _known(self, path: str, name: str, known: Collection[str], what: str) -> None:
        if name not in known:
            self.bad(path, f"the id of {what}{self.table.meant(name, sorted(known))}", f'"{name}"')

    def _comes(self, place: str, turn: Turn) -> None:
        """It can come at all, within the stretch, and while what it depends on is there."""
        if turn.id in self.order.circle:
            expected = "a beginning outside of what waits for it"
            self.bad(f"{place}.of", expected, f"a circle of {', '.join(self.order.circle)}")
        window = self.order.windows.get(turn.id)
        if window is None:
            return
        if not turn.chance:
            self.bad(f"{place}.chance", "a number above 0: a turn that never comes is left out", "0")
        if turn.when.dose > self.scenario.doses:
            expected = f"a dose that the scenario has: {self.scenario.doses} in all"
            self.bad(f"{place}.dose", expected, f"dose {turn.when.dose}")
        elif turn.when.dose > 1 and Route.ESKETAMINE in self.scenario.routes:
            expected = 'a time since the first device; a further one is a step: since = "deed", deeds = ["dose step"]'
            self.bad(f"{place}.dose", expected, f"dose {turn.when.dose}")
        end = self.scenario.stretch.ends
        parent = self.order.windows.get(self.order.parent(turn))
        if end is not None and window.earliest >= end and not (parent and parent.earliest >= end):
            expected = f"a turn before the stretch ends at {format_span(end)}"
            self.bad(f"{place}.at", expected, f"{format_span(window.earliest)} at the soonest")
        if (needed := self.order.turns.get(turn.only_if)) is not None and needed is not turn:
            self._only_if(f"{place}.only_if", turn, needed)

    def _only_if(self, path: str, turn: Turn, needed: Turn) -> None:
        mine, theirs = self.order.windows[turn.id], self.order.windows.get(needed.id)
        if theirs is None:
            return  # said at the other one
        over = self.order.over(turn)
        if theirs.earliest > mine.latest:
            self.bad(path, "a turn that is there by then", f'"{needed.id}", which only comes later')
        elif over.get(needed.id):
            self.bad(path, "a turn that is not over", f'"{needed.id}", which "{over[needed.id]}" has ended')
        elif needed.id in over or (needed.lasts is not None and mine.earliest >= theirs.latest + needed.lasts):
            self.bad(path, "a turn that is not over", f'"{needed.id}", whose time is over by then')

    def _goes(self, place: str, turn: Turn) -> None:
        """It can be perceived, and is over some time."""
        if not (turn.shows or turn.says or turn.shifts or turn.fault or turn.person):
            self.bad(place, 'something that is noticed: "shows", "says", a shift, a fault or a person', "nothing")
        first = self.order.windows.keys()
        by_a_deed = turn.fault in _UNTIL_A_DEED and (turn.asks or turn.fault == RoomFault.MISREAD)
        if turn.lasts is None and not by_a_deed and turn.id not in ended_by_somebody(self.scenario.turns, first):
            self.bad(f"{place}.lasts", 'how long it is seen, or another turn that "ends" it', "a sign that never goes")
        shown = shown_by(self.scenario.course[0].vitals)
        for index, shift in enumerate(turn.shifts):
            if shift.field not in shown:
                expected = f"a value that the course shows: {_words(shown)}"
                self.bad(f"{place}.shifts[{index}].field", expected, f"{NAMES[shift.field]}, which nobody can read")
            if not shift.by:
                self.bad(f"{place}.shifts[{index}].by", "a change", "0")

    def _fault(self, place: str, turn: Turn) -> None:
        if turn.fault == RoomFault.SLEEPS and turn.lasts is None:
            self.bad(f"{place}.lasts", "how long the computer sleeps", "nothing")
        if turn.fault == RoomFault.MISREAD and turn.misread is None:
            self.bad(f"{place}.misread", f'what is said first, beside fault = "{RoomFault.MISREAD}"', "nothing")
        if turn.misread is not None:
            if turn.fault != RoomFault.MISREAD:
                self.bad(f"{place}.misread", f'"misread" only beside fault = "{RoomFault.MISREAD}"', "it alone")
            shown = shown_by(self.scenario.course[0].vitals)
            if strange := [field for field in shown_by(turn.misread) if field not in shown]:
                expected = f"values that the course shows: {_words(shown)}"
                self.bad(f"{place}.misread", expected, f"{_words(strange)}, which nobody reads")

    def _asks(self, place: str, turn: Turn) -> None:
        somebody = any(person.in_house for person in self.scenario.present) or any(
            each.person for each in self.scenario.turns
        )
        for index, ask in enumerate(turn.asks):
            here = f"{place}.asks[{index}]"
            if ask.every and len(ask.deeds) == 1:
                self.bad(f"{here}.every", '"every" only beside more than one deed', "one deed")
            if set(ask.deeds) <= _COMING and not somebody:
                self.bad(f"{here}.deeds", "somebody in [[present]] with in_house = true, who can come", "nobody")
            if "hand" in ask.deeds and self.scenario.touch in _NO_TOUCH:
                expected = 'no "hand" where the client has not agreed to touch'
                self.bad(f"{here}.deeds", expected, f'touch = "{self.scenario.touch}"')


def shown_by(vitals: Vitals) -> tuple[str, ...]:
    """The fields that a reading has."""
    return tuple(field for field in RANGES if getattr(vitals, field) is not None)


def _words(fields: Collection[str]) -> str:
    return ", ".join(NAMES[field] for field in fields)
