"""What the Rehearse screen says of protocols, scenarios and runs that were kept."""

from collections.abc import Iterable
from datetime import datetime

from kapguide.clinical.when import day_words
from kapguide.rehearsal.fitting import planned_length, planned_stretch
from kapguide.rehearsal.kept import name_of
from kapguide.rehearsal.scenario import Scenario
from kapguide.session.protocol.protocol import Route, TherapyProtocol
from kapguide.ui.scenarios.data import RouteCard, RunRow, ScenarioCardData, ScenarioRow, StretchData, StretchPhase
from kapguide.ui.widgets.words import minutes_text, span_words
from kapguide.usecases.rehearsing.rehearsal_files import KeptRun, KeptRuns
from kapguide.usecases.shipped.scenarios import Scenarios

MOST_RUNS = 40
ROUTES = (Route.SUBLINGUAL, Route.IM, Route.IV, Route.ORAL, Route.INTRANASAL, Route.ESKETAMINE)
LEAST_SHOWN = 60_000
"""A phase of which less lies in the stretch has no box (ms)."""


def by_route(protocols: Iterable[TherapyProtocol]) -> tuple[TherapyProtocol, ...]:
    """Those with a route, the usual ones first; those of one route by their names."""
    with_route = [(ROUTES.index(each.route), each.title, each.id, each) for each in protocols if each.route is not None]
    return tuple(each for *_, each in sorted(with_route, key=lambda found: found[:3]))


def route_cards(protocols: Iterable[TherapyProtocol], scenarios: Scenarios) -> tuple[RouteCard, ...]:
    """The protocols, each with how many scenarios fit it."""
    cards: list[RouteCard] = []
    for protocol in protocols:
        count = len(scenarios.for_protocol(protocol))
        words = "no scenario" if not count else "1 scenario" if count == 1 else f"{count} scenarios"
        cards.append(RouteCard(protocol.id, short_title(protocol), f"{span_words(protocol.planned)}, {words}"))
    return tuple(cards)


def short_title(protocol: TherapyProtocol) -> str:
    """`IV infusion over 40 minutes` of `IV infusion over 40 minutes, one session`."""
    return protocol.title.partition(",")[0]


def scenario_rows(
    scenarios: Iterable[Scenario], protocol: TherapyProtocol, runs: KeptRuns, trainee: str
) -> tuple[ScenarioRow, ...]:
    """The scenarios that fit; each run counts for who rehearses, and for whoever gave no name."""
    return tuple(
        ScenarioRow(
            scenario.id,
            scenario.title,
            scenario.practises,
            short_length(planned_length(scenario, protocol)),
            scenario.hard,
            len(runs.of(scenario.id, trainee)),
        )
        for scenario in scenarios
    )


def short_length(ms: int) -> str:
    """`42 min`, `2 h 35`, `2 h`."""
    words = span_words(ms)
    return words.removesuffix(" min") if " h " in words else words


def card_of(scenario: Scenario, protocol: TherapyProtocol) -> ScenarioCardData:
    """The scenario with the stretch that is practised in that protocol."""
    return ScenarioCardData(
        title=scenario.title,
        hard=scenario.hard,
        opening=scenario.opening,
        about=scenario.about,
        aim=scenario.aim,
        sources=tuple(f"{source.text} [{source.mark}]" for source in scenario.sources),
        strip=stretch_of(scenario, protocol),
        length=planned_length(scenario, protocol),
    )


def stretch_of(scenario: Scenario, protocol: TherapyProtocol) -> StretchData:
    """The phases of the protocol as they are planned, as far as they lie in the stretch."""
    begins, ends = planned_stretch(scenario.stretch, protocol)
    if begins is None or begins >= ends:
        return StretchData()
    phases: list[StretchPhase] = []
    start = 0
    for phase in protocol.phases:
        end = start + phase.planned
        left, right = max(start, begins), min(end, ends)
        if right - left >= LEAST_SHOWN:
            phases.append(StretchPhase(phase.title, phase.kind, left - begins, right - begins))
        start = end
    dosed = protocol.planned_t0 - begins
    times = [0, *(phase.start for phase in phases if phase.start > 0), ends - begins]
    return StretchData(tuple(phases), tuple((at, minutes_text(at - dosed)) for at in times))


def run_rows(runs: Iterable[KeptRun], now: datetime) -> tuple[RunRow, ...]:
    """The newest first, as they come."""
    return tuple(_run_row(run, now) for run in runs)


def _run_row(run: KeptRun, now: datetime) -> RunRow:
    record = run.record
    people = ", ".join(filter(None, (record.trainee, name_of(record.watching))))
    pace = f"×{record.speed:g}" if record.speed else "at once"
    count = f"{run.in_time} of {run.asked} in time" if run.asked else "" if record.over else "left early"
    near = (now.astimezone().date() - record.began.astimezone().date()).days in (0, 1)
    when = day_words(record.began, now) + (f" {record.began.astimezone():%H:%M}" if near else "")
    return RunRow(str(run.path), when, record.scenario.title, ", ".join(filter(None, (people, pace))), count)
