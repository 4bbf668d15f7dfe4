"""Scenario files: what ships is read and goes with a shipped protocol, and what is written is read back equal."""

from pathlib import Path

from kapguide.rehearsal.fitting import fits
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import scenario_in, shipped_scenarios
from kapguide.rehearsal.scenario_text import scenario_text
from kapguide.session.protocol_file import read_protocol, shipped_protocols

SHIPPED = shipped_scenarios()
PROTOCOLS = [read_protocol(path) for path in shipped_protocols()]


def test_each_shipped_scenario_goes_with_a_protocol_of_each_of_its_routes() -> None:
    def alone(scenario: Scenario) -> set[str]:
        going = {protocol.route for protocol in PROTOCOLS if fits(scenario, protocol)}
        return {route.value for route in scenario.routes if route not in going}

    assert {scenario.id: alone(scenario) for scenario in SHIPPED if alone(scenario)} == {}


def test_what_is_written_is_read_back_equal() -> None:
    for scenario in SHIPPED:
        assert scenario_in(scenario_text(scenario), Path("again.toml")) == scenario
