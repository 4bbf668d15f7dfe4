"""Power: a plug says whether it is in; where none does, a battery that empties does."""

from pathlib import Path

import pytest

from kapguide.usecases.power import mains_of


@pytest.mark.parametrize(
    ("supplies", "mains"),
    [
        ({}, None),
        ({"AC": {"type": "Mains", "online": "1"}, "BAT0": {"type": "Battery", "status": "Full"}}, True),
        ({"AC": {"type": "Mains", "online": "0"}, "BAT0": {"type": "Battery", "status": "Discharging"}}, False),
        ({"AC": {"type": "Mains", "online": "0"}, "ucsi": {"type": "USB", "online": "1"}}, True),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Charging"}}, True),
        ({"mouse": {"type": "Battery"}}, None),
        ({"odd": {}}, None),
    ],
)
def test_power_is_told_as_the_system_tells_it(
    tmp_path: Path, supplies: dict[str, dict[str, str]], mains: bool | None
) -> None:
    for name, files in supplies.items():
        (tmp_path / name).mkdir()
        for file, word in files.items():
            (tmp_path / name / file).write_text(f"{word}\n", encoding="ascii")
    assert mains_of(tmp_path) is mains
