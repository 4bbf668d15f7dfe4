"""Which scenario is rehearsed with which protocol, as they were named on a command line."""

from collections.abc import Iterable

from kapguide import paths
from kapguide.clinical.vitals import Vitals
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.rehearsal.fitting import fits, misfits
from kapguide.rehearsal.scenario import CoursePoint, Scenario, Stretch
from kapguide.rehearsal.scenario_file import read_scenario
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.usecases.rehearsing.many_runs import PlannedRun
from kapguide.usecases.shipped.protocols import protocols_of
from kapguide.usecases.shipped.scenarios import scenarios_of
from kapguide.usecases.shipped.scripts import scripts_of

USUAL_PROTOCOL, USUAL_SCENARIO = "lozenge", "quiet-session"
ALL = "all"
_READ = Vitals(systolic=122, diastolic=78, heart_rate=72, spo2=98, respiratory_rate=14, sedation=0)


def plans_for(home: Home, scenario: str, protocol: str) -> tuple[PlannedRun, ...]:
    """What is rehearsed: `scenario` and `protocol` are ids or files, or empty for the usual one; the scenario `all` is
    every one that there is. Raises KapGuideError where one is not there, or they do not go together."""
    wanted = _protocol(home, protocol) if protocol else None
    if scenario != ALL:
        return (_plan(home, scenario, wanted),)
    known = scenarios_of(home).known.values()
    there = [wanted] if wanted is not None else _by_use(home)
    pairs = ((each, next((one for one in there if fits(each, one)), None)) for each in known)
    found = tuple(PlannedRun(each, one) for each, one in pairs if one is not None)
    if not found:
        raise KapGuideError(f"No scenario can be rehearsed with {protocol or 'the protocols that there are'}.")
    return found


def _plan(home: Home, name: str, protocol: TherapyProtocol | None) -> PlannedRun:
    if not name:
        chosen = protocol or _protocol(home, USUAL_PROTOCOL)
        return PlannedRun(usual_scenario(scenarios_of(home).known.values(), chosen), chosen)
    scenario = _scenario(home, name)
    if protocol is None:
        protocol = next((each for each in _by_use(home) if fits(scenario, each)), None)
        if protocol is None:
            raise KapGuideError(f"No protocol that there is goes with “{scenario.title}”. Name one with --protocol.")
    if reasons := misfits(scenario, protocol):
        raise KapGuideError(" ".join(reasons))
    return PlannedRun(scenario, protocol)


def usual_scenario(known: Iterable[Scenario], protocol: TherapyProtocol) -> Scenario:
    """What is rehearsed with a protocol where nobody named a scenario: a quiet session where it fits, else the first
    that does; and where none does, a session in which nothing happens but what the protocol has."""
    fitting = [scenario for scenario in known if fits(scenario, protocol)]
    quiet = (scenario for scenario in fitting if scenario.id == USUAL_SCENARIO)
    return next(quiet, None) or next(iter(fitting), None) or plain_scenario(protocol)


def plain_scenario(protocol: TherapyProtocol) -> Scenario:
    """The protocol from its beginning to its end, with a client of whom nothing is to be seen."""
    return Scenario(
        id="plain-session",
        title="A plain session",
        practises="the protocol itself",
        opening="The whole session, in which nothing happens but what the protocol asks for.",
        about="",
        aim="To go through a protocol once.",
        hard=1,
        routes=(protocol.route,) if protocol.route is not None else (),
        stretch=Stretch(protocol.phases[0].kind),
        client="R-100",
        course=(CoursePoint(0, _READ),),
        turns=(),
        planned_dose="as prescribed",
    )


def _protocol(home: Home, name: str) -> TherapyProtocol:
    known = protocols_of(home).known.get(name)
    return known if known is not None else read_protocol(find_protocol(name), scripts_of(home).known)


def _scenario(home: Home, name: str) -> Scenario:
    known = scenarios_of(home).known
    if name in known:
        return known[name]
    path = paths.typed(name)
    if not (path.suffix or path.exists()):
        raise KapGuideError(f"No scenario is called “{name}”. There are {', '.join(known)}; or name a TOML file.")
    return read_scenario(path)


def _by_use(home: Home) -> list[TherapyProtocol]:
    """The protocols, the usual one first."""
    return sorted(protocols_of(home).known.values(), key=lambda each: (each.id != USUAL_PROTOCOL, each.id))
