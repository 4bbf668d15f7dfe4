"""What the README shows of files can be copied: each of its examples is read as it stands."""

import re
from pathlib import Path

import pytest

from kapguide.clinical.checklist_file import load_checklist
from kapguide.clinical.instrument_file import load_instrument
from kapguide.clinical.scoring import scored
from kapguide.rehearsal.fitting import misfits
from kapguide.rehearsal.scenario_file import read_scenario
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.settings import settings_in

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def example(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The one example that has this table."""
    (text,) = (each for each in EXAMPLES if f"[[{request.param}]]" in each)
    file = tmp_path / "example.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("example", ["questions"], indirect=True)
def test_the_instrument_is_read_and_scored(example: Path) -> None:
    assert scored(load_instrument(example), {"1": 2, "2": 1}).words == "3, badly"


@pytest.mark.parametrize("example", ["groups"], indirect=True)
def test_the_checklist_is_read(example: Path) -> None:
    assert [item.text for item in load_checklist(example).items] == ["Telephone silent"]


@pytest.mark.parametrize("example", ["turns"], indirect=True)
def test_the_scenario_is_read_and_goes_with_a_protocol_that_ships(example: Path) -> None:
    scenario = read_scenario(example)
    assert misfits(scenario, read_protocol(find_protocol("lozenge"))) == ()
    assert [turn.id for turn in scenario.turns] == ["shivers", "warm", "curls-up"]


def test_the_settings_are_read() -> None:
    (text,) = (each for each in EXAMPLES if "[[" not in each)
    assert settings_in(text).therapist == "K. Lind"
