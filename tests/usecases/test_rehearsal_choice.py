"""Which scenario goes with which protocol, as somebody names them: what does not go together is said."""

from pathlib import Path

import pytest

from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.rehearsal.fitting import fits
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.usecases.rehearsing.rehearsal_choice import plain_scenario, plans_for, usual_scenario
from tests.support.plans import three


def named(home: Home, scenario: str = "", protocol: str = "") -> list[tuple[str, str]]:
    return [(plan.scenario.id, plan.protocol.id) for plan in plans_for(home, scenario, protocol)]


def test_without_names_it_is_a_quiet_session_with_a_lozenge(home: Home) -> None:
    assert named(home) == [("quiet-session", "lozenge")]
    assert named(home, "panic") == [("panic", "lozenge")]
    assert named(home, "three-devices") == [("three-devices", "esketamine")]


def test_a_protocol_alone_gets_what_fits_it(home: Home) -> None:
    ((scenario, protocol),) = named(home, protocol="iv")
    assert protocol == "iv"
    assert fits(
        next(each for each in shipped_scenarios() if each.id == scenario), plans_for(home, "", "iv")[0].protocol
    )
    assert named(home, protocol="integration") == [("plain-session", "integration")]


def test_all_is_every_scenario_with_a_protocol_that_it_fits(home: Home) -> None:
    plans = plans_for(home, "all", "")
    assert {plan.scenario.id for plan in plans} == {each.id for each in shipped_scenarios()}
    assert all(fits(plan.scenario, plan.protocol) for plan in plans)
    assert {plan.protocol.id for plan in plans_for(home, "all", "im")} == {"im"}


def test_files_are_taken_too(home: Home, tmp_path: Path) -> None:
    scenario = tmp_path / "own.toml"
    words = paths.resource("scenarios", "panic.toml").read_text(encoding="utf-8")
    scenario.write_text(words.replace('id = "panic"', 'id = "own"'), encoding="utf-8")
    assert named(home, str(scenario), str(paths.resource("protocols", "lozenge.toml"))) == [("own", "lozenge")]
    home.scenarios.mkdir(parents=True)
    scenario.rename(home.scenarios / "own.toml")
    assert named(home, "own") == [("own", "lozenge")]


@pytest.mark.parametrize(
    ("scenario", "protocol", "words"),
    [
        ("calm", "", "No scenario is called “calm”. There are quiet-session"),
        ("panic", "im", "is written for sublingual"),
        ("panic", "nowhere", "no protocol"),
        ("all", "integration", "No scenario can be rehearsed with integration"),
        ("nowhere.toml", "", "nowhere.toml"),
    ],
)
def test_what_is_not_there_or_does_not_go_together_is_said(
    home: Home, scenario: str, protocol: str, words: str
) -> None:
    with pytest.raises(KapGuideError) as error:
        plans_for(home, scenario, protocol)
    assert words.casefold() in error.value.sentence.casefold()


def test_a_scenario_without_any_protocol_is_said(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kapguide.usecases.rehearsing.rehearsal_choice.fits", lambda scenario, protocol: False)
    with pytest.raises(KapGuideError, match="No protocol that there is goes with “Panic"):
        plans_for(home, "panic", "")


def test_where_no_scenario_fits_the_protocol_itself_is_gone_through() -> None:
    plan = three()
    assert usual_scenario((), plan) == plain_scenario(plan)
    assert plain_scenario(plan).turns == ()
    assert plain_scenario(plan).routes == (plan.route,)
