"""The live screen at other scales than 1, each in a process of its own, and on two screens of different scale."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
BOUND_S = 120


def told(way: str, **environment: str) -> dict[str, list[str]]:
    """What the child found."""
    found = os.environ | {"PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'scripts'}"} | environment
    command = [sys.executable, "-m", "tests.ui.scaled_child", way]
    done = subprocess.run(command, cwd=CHECKOUT, env=found, capture_output=True, text=True, timeout=BOUND_S, check=True)
    answer: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.parametrize(("scale", "way", "least"), [("1.25", "states", 40), ("2", "some", 14)])
def test_nothing_is_cut_and_nothing_meets_at_another_scale(scale: str, way: str, least: int) -> None:
    """Every state, at one of four sizes each; the sizes are logical, so that the words have as much room as at 1.

    What can differ is how a place is rounded to pixels: at 1.25 each may be, at a whole number none.
    """
    found = told(way, QT_SCALE_FACTOR=scale, QT_QPA_PLATFORM="offscreen")
    assert found.pop("scale") == [str(float(scale))]
    assert len(found) > least
    assert {state: wrong for state, wrong in found.items() if wrong} == {}


def test_a_window_that_is_moved_to_a_screen_of_another_scale_stays_whole(tmp_path: Path) -> None:
    """With its size in logical pixels, with twice the pixels in its picture, and with what was half typed."""
    screens = [
        {"name": "one", "x": 0, "y": 0, "width": 1600, "height": 900},
        {"name": "two", "x": 1600, "y": 0, "width": 3200, "height": 1800},
    ]
    described = tmp_path / "screens.json"
    described.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    platform = f"offscreen:configfile={described}"
    found = told("moved", QT_QPA_PLATFORM=platform, QT_SCREEN_SCALE_FACTORS="one=1;two=2")
    assert found.pop("pixels") == ["1 1280x640", "2 2560x1280", "1 1280x640"]
    assert found.pop("line") == ["half a line"]
    assert found.pop("size") == ["1280x640"]
    assert {at: wrong for at, wrong in found.items() if wrong} == {}
