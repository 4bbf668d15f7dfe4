"""An update or a cleaner takes the program's files from under a window in which somebody lies under a medicine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kapguide.lost_files import NOT_OPENED
from kapguide.paths import Home
from kapguide.usecases.shipped.checklists import checklists_of
from kapguide.usecases.shipped.scripts import scripts_of
from tests.support.small_session import small_practice
from tests.support.window_process import CHECKOUT, PATIENCE_S

CHILD = CHECKOUT / "tests" / "faults" / "lost_files_child.py"


def window(home: Home, program: Path, *arguments: str) -> str:
    """What the window of that copy of the program prints at its end."""
    path = os.pathsep.join([str(program), str(CHECKOUT)])
    done = subprocess.run(
        [sys.executable, str(CHILD), *arguments],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root), PYTHONPATH=path, QT_QPA_PLATFORM="offscreen"),
        cwd=program,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


@pytest.mark.parametrize("again", [False, True], ids=["begins", "goes on after its window died"])
def test_a_session_goes_on_to_its_note_without_the_files_and_a_page_that_needs_them_says_so(
    home: Home, tmp_path: Path, *, again: bool
) -> None:
    protocol = small_practice(home, track_s=5.0, tones={"arrive": (400.0,)})
    program = tmp_path / "program"
    for folder in ("kapguide", "resources"):
        shutil.copytree(CHECKOUT / folder, program / folder)
    if again:
        window(home, program, protocol, "dies")
    told = json.loads(window(home, program, protocol, *(["goes on"] if again else [])).splitlines()[-1])
    assert told["emergency"], "the card comes"
    assert told["called up"] == [
        "BreathCard", "ConsentForm", "DoseForm", "EffectsForm", "KeysPanel", "LeavePanel", "PeopleForm",
        "ScriptList", "TimerForm",
    ]  # fmt: skip
    assert told["there still"] == [*scripts_of(home).known, *checklists_of(home).known]
    assert told["until here"] == []
    assert told["markdown"].startswith("Written to"), "the note leaves the program"
    assert told["pdf"] == told["clients"] == NOT_OPENED
    assert told["still"] == "TodayScreen"
