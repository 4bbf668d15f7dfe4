"""When each turn of a scenario can come, as far as its file says it: what no file can know is left open. Spans are ms.

Times count from the first dose. What happens by a deed or an answer has no latest time; what happens by the start of
a phase depends on the protocol.
"""

from collections.abc import Iterable, Mapping

import msgspec

from kapguide.rehearsal.scenario import Expectation, Scenario, Since, Turn
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.toml_file import DAY

FAR = 10 * DAY
"""Later than anything in a rehearsal."""
_AFTER_THE_DOSE = (PhaseKind.IMAGERY, PhaseKind.EMERGENCE, PhaseKind.INTEGRATION)


class TurnWindow(msgspec.Struct, frozen=True):
    """The earliest and the latest that a turn can come."""

    earliest: int
    latest: int

    def later(self, least: int, most: int | None = None) -> "TurnWindow":
        """The window of what comes `least` to `most` after it; without `most` at any time from then on."""
        return TurnWindow(self.earliest + least, FAR if most is None else min(FAR, self.latest + most))


class TurnOrder:
    """The turns of a scenario in the order that they depend on each other."""

    def __init__(self, scenario: Scenario) -> None:
        self.turns: Mapping[str, Turn] = {turn.id: turn for turn in scenario.turns}
        self.asks: Mapping[str, tuple[Turn, Expectation]] = {
            ask.id: (turn, ask) for turn in scenario.turns for ask in turn.asks
        }
        self.windows: dict[str, TurnWindow] = {}
        """Of each turn that can come at all."""
        self._before: dict[str, dict[str, int]] = {}
        waiting = list(self.turns.values())
        while waiting:
            left = [turn for turn in waiting if not self._place(turn)]
            if len(left) == len(waiting):
                break
            waiting = left
        self.circle = tuple(turn.id for turn in waiting if self._comes_back_to(turn))
        """The turns that wait for each other."""

    def parent(self, turn: Turn) -> str:
        """The id of the turn that must have come before this one; empty where none must."""
        when = turn.when
        if when.since in (Since.ANSWERED, Since.UNANSWERED):
            found = self.asks.get(when.of)
            return found[0].id if found is not None else ""
        return when.of if when.since in (Since.HAPPENED, Since.DEED) else ""

    def before(self, turn: Turn) -> Mapping[str, int]:
        """The turns that have surely come when this one comes, if chance let them, and how long ago at least."""
        found = dict(self._before.get(turn.id, {}))
        if turn.when.since == Since.DOSE:
            for other in self.turns.values():
                same_dose = other.when.since == Since.DOSE and other.when.dose == turn.when.dose
                if same_dose and other.id != turn.id and other.when.at <= turn.when.at:
                    found[other.id] = turn.when.at - other.when.at
        return found

    def over(self, turn: Turn) -> Mapping[str, str]:
        """The turns that came before this one and are surely over when it comes, each with what ended it: a turn's id,
        or an empty text for its own time."""
        before, sure, found = self.before(turn), self._before.get(turn.id, {}), {}
        for name, ago in before.items():
            other = self.turns[name]
            if other.lasts is not None and ago >= other.lasts:
                found[name] = ""
            if name not in sure and (other.chance < 1 or other.only_if):
                continue  # it may not have come
            found |= {ended: name for ended in other.ends if ended in before and before[ended] >= ago and ended != name}
        return found

    def _place(self, turn: Turn) -> bool:
        """Find the turn's window, once that of what it waits for is known."""
        when, parent = turn.when, self.parent(turn)
        if parent and parent not in self.windows:
            return False
        least, most = when.at, None
        match when.since:
            case Since.DOSE:
                window = TurnWindow(when.at, when.at if when.dose == 1 else FAR)
            case Since.PHASE:
                window = TurnWindow(when.at if when.of in _AFTER_THE_DOSE else when.at - DAY, FAR)
            case Since.HAPPENED | Since.ANSWERED | Since.UNANSWERED if not parent:
                return False
            case Since.DEED if not parent:
                window = TurnWindow(-DAY, FAR)
            case since:
                if since in (Since.ANSWERED, Since.UNANSWERED):
                    most = least + self.asks[when.of][1].within
                if since == Since.UNANSWERED and most is not None:
                    least = most
                if since == Since.HAPPENED:
                    most = least
                window = self.windows[parent].later(least, most)
        self.windows[turn.id] = window
        if parent:
            further = self._before.get(parent, {}).items()
            self._before[turn.id] = {parent: least} | {name: ago + least for name, ago in further}
        return True

    def _comes_back_to(self, turn: Turn) -> bool:
        seen: set[str] = set()
        name = self.parent(turn)
        while name and name in self.turns and name not in seen and name != turn.id:
            seen.add(name)
            name = self.parent(self.turns[name])
        return name == turn.id


def ended_by_somebody(turns: Iterable[Turn], known: Iterable[str]) -> frozenset[str]:
    """The ids of the turns that another one ends, of those that can come."""
    can_come = set(known)
    return frozenset(ended for turn in turns if turn.id in can_come for ended in turn.ends)
