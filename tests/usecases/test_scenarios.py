"""The scenarios of a practice: its own take the place of what ships, and what is refused is named."""

from kapguide.paths import Home
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.rehearsal.scenario_text import scenario_text
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.usecases.shipped.scenarios import scenarios_of


def test_a_practices_own_scenario_takes_the_place_of_the_one_that_ships(home: Home) -> None:
    assert list(scenarios_of(home).known) == [scenario.id for scenario in shipped_scenarios()]
    home.scenarios.mkdir(parents=True)
    quiet = scenarios_of(home).known["quiet-session"]
    text = scenario_text(quiet).replace(f'title = "{quiet.title}"', 'title = "Our own quiet one"', 1)
    (home.scenarios / "ours.toml").write_text(text, encoding="utf-8")
    found = scenarios_of(home)
    assert found.known["quiet-session"].title == "Our own quiet one"
    assert (len(found.known), found.refused) == (len(shipped_scenarios()), ())


def test_a_file_that_cannot_be_used_is_named_and_the_others_are_there(home: Home) -> None:
    home.scenarios.mkdir(parents=True)
    (home.scenarios / "ours.toml").write_text('id = "ours"\n', encoding="utf-8")
    found = scenarios_of(home)
    assert len(found.known) == len(shipped_scenarios())
    (sentence,) = found.refused
    assert sentence.startswith("ours.toml has ")
    assert "turns: expected 1 to 60 tables [[turns]], got nothing" in sentence


def test_a_protocol_has_the_scenarios_of_its_own_route(home: Home) -> None:
    known = scenarios_of(home)
    lozenge = known.for_protocol(read_protocol(find_protocol("lozenge")))
    assert {"quiet-session", "panic"} <= {scenario.id for scenario in lozenge}
    assert known.for_protocol(read_protocol(find_protocol("integration"))) == ()
