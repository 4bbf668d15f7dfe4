"""The six protocols that ship: lengths and readings as their sources have them, and every cue in its time."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from kapguide.session import commands as c
from kapguide.session.clock import HOUR, MINUTE, SECOND
from kapguide.session.events import CueFired
from kapguide.session.plan import expected_end, unclamped_phase_end
from kapguide.session.protocol import Audience, PhaseKind, Route, TherapyProtocol
from kapguide.session.protocol_file import read_protocol, shipped_protocols
from tests.support.plans import Room, fired, missed

IN_THE_ROOM = {
    Route.IV: (90, 150),
    Route.IM: (120, 180),
    Route.SUBLINGUAL: (120, 180),
    Route.ORAL: (180, 240),
    Route.INTRANASAL: (120, 120),
    Route.ESKETAMINE: (120, 180),
}
"""Minutes, from the route's own source."""

PEAK = {
    Route.IV: (30, 40),
    Route.IM: (5, 20),
    Route.SUBLINGUAL: (30, 45),
    Route.ORAL: (60, 120),
    Route.INTRANASAL: (15, 30),
    Route.ESKETAMINE: (20, 40),
}
"""Minutes after the dose."""

READINGS = {
    Route.IV: [10, 20, 30, 40, 55, 70, 85, 100, 115],
    Route.IM: [15, 30, 45, 60, 90],
    Route.SUBLINGUAL: [115],
    Route.ORAL: [90, 200],
    Route.INTRANASAL: [15, 30, 45, 60, 90],
    Route.ESKETAMINE: [40, 120],
}
"""Minutes after the dose, when all goes as planned; each has one more set before the dose."""

PROTOCOLS = [pytest.param(read_protocol(path), id=path.stem) for path in shipped_protocols()]
each = pytest.mark.parametrize("protocol", PROTOCOLS)


def run(protocol: TherapyProtocol, dose_after: int = 0) -> Room:
    """A session in which the therapist goes on whenever a phase has reached its planned end and the dose is given."""
    room = Room(protocol)
    while room.now < expected_end(room.state, room.now):
        state = room.state
        phase = protocol.phases[state.flow.index]
        if phase.kind is PhaseKind.DOSING and state.t0 is None and room.now >= state.flow.run.began + dose_after:
            room.dose()
        room.wait(10 * SECOND)
        waiting = phase.kind is PhaseKind.DOSING and room.state.t0 is None
        over = unclamped_phase_end(room.state, room.now) <= room.now
        if over and not waiting and state.flow.index + 1 < len(protocol.phases):
            room.do(c.Next())
    return room


def test_six_ship_one_for_each_route_each_called_after_its_id() -> None:
    protocols = {path.stem: read_protocol(path) for path in shipped_protocols()}
    assert sorted(protocols) == ["esketamine", "im", "intranasal", "iv", "lozenge", "oral"]
    assert {protocol.route for protocol in protocols.values()} == set(Route)
    assert all(protocol.id == stem for stem, protocol in protocols.items())


@each
def test_the_whole_session_is_as_long_as_its_route_needs(protocol: TherapyProtocol) -> None:
    least, most = IN_THE_ROOM[protocol.route]
    assert least * MINUTE <= protocol.planned <= most * MINUTE


@each
def test_the_peak_lies_where_the_source_has_it(protocol: TherapyProtocol) -> None:
    starts, start = {}, -protocol.planned_t0
    for phase in protocol.phases:
        starts[phase.id] = start
        start += phase.planned
    first, last = PEAK[protocol.route]
    ends = starts["emergence"]
    assert starts["peak"] <= (first + last) * MINUTE / 2 <= ends
    assert ends >= last * MINUTE


@each
def test_all_five_parts_are_there_and_every_one_says_where_its_defaults_come_from(protocol: TherapyProtocol) -> None:
    assert {phase.kind for phase in protocol.phases} == set(PhaseKind)
    named = {name for phase in protocol.phases for name in phase.sources}
    assert all(phase.sources for phase in protocol.phases)
    assert named == {source.id for source in protocol.sources}
    assert "observation" in named
    assert protocol.observe_at_least >= HOUR


@each
def test_there_are_prompts_for_the_therapist_and_words_for_the_client(protocol: TherapyProtocol) -> None:
    prompts = [prompt for phase in protocol.phases for prompt in phase.prompts]
    count = Counter(prompt.audience for prompt in prompts)
    assert count[Audience.THERAPIST] >= 10
    assert count[Audience.CLIENT] >= 10
    assert any(prompt.acknowledge and "escort" in prompt.title for prompt in prompts)
    assert any(prompt.acknowledge and prompt.title.startswith("Record the dose") for prompt in prompts)


@each
@pytest.mark.parametrize("dose_after", [0, 4 * MINUTE])
def test_every_cue_comes_in_a_session_that_goes_as_planned(protocol: TherapyProtocol, dose_after: int) -> None:
    room = run(protocol, dose_after)
    bodies = [event.body for event in room.log]
    cues = {cue.id for phase in protocol.phases for cue in (*phase.prompts, *phase.readings)}
    assert {name.split("#")[0] for name in fired(bodies)} == cues
    assert missed(bodies) == []
    assert room.state.t0 is not None


@each
def test_two_prompts_never_come_at_once_when_all_goes_as_planned(protocol: TherapyProtocol) -> None:
    prompts = {prompt.id for phase in protocol.phases for prompt in phase.prompts}
    bodies = [event.body for event in run(protocol, MINUTE).log]
    due = [(b.due, b.cue) for b in bodies if isinstance(b, CueFired) and b.cue.split("#")[0] in prompts]
    close = [(a[1], b[1]) for a, b in pairwise(due) if b[0] - a[0] < 30 * SECOND]
    assert close == []


@each
def test_readings_fall_due_as_the_monitoring_source_has_them(protocol: TherapyProtocol) -> None:
    readings = {reading.id for phase in protocol.phases for reading in phase.readings}
    room = run(protocol)
    bodies = [event.body for event in room.log]
    due = sorted(b.due for b in bodies if isinstance(b, CueFired) and b.cue.split("#")[0] in readings)
    t0 = room.state.t0
    assert t0 is not None
    before = [at for at in due if at < t0]
    assert len(before) == 1
    assert [(at - t0) / MINUTE for at in due if at >= t0] == READINGS[protocol.route]


def test_a_lozenge_is_spat_out_seven_minutes_after_the_hold_began() -> None:
    lozenge = next(read_protocol(path) for path in shipped_protocols() if path == Path(path).with_stem("lozenge"))
    spit = next(prompt for phase in lozenge.phases for prompt in phase.prompts if prompt.id == "dosing/spit")
    assert (spit.timing.at, spit.timing.anchor, spit.acknowledge) == (7 * MINUTE, "t0", True)
    assert next(source.mark for source in lozenge.sources if source.id == "hold") == "P"


def test_esketamine_is_observed_for_at_least_two_hours_as_its_label_has_it() -> None:
    esketamine = next(p for path in shipped_protocols() if (p := read_protocol(path)).route is Route.ESKETAMINE)
    assert esketamine.observe_at_least == 2 * HOUR
    assert next(source.mark for source in esketamine.sources if source.id == "observation") == "F"
