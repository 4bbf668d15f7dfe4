"""An update or a cleaner takes the program's files from under a window in which somebody lies under a medicine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from kapguide.lost_files import NOT_OPENED
from kapguide.paths import Home
from tests.support.small_session import small_practice
from tests.support.window_process import CHECKOUT, PATIENCE_S

CHILD = CHECKOUT / "tests" / "faults" / "lost_files_child.py"


def test_a_session_goes_on_to_its_note_without_the_files_and_a_page_that_needs_them_says_so(
    home: Home, tmp_path: Path
) -> None:
    protocol = small_practice(home, track_s=5.0, tones={"arrive": (400.0,)})
    for folder in ("kapguide", "resources"):
        shutil.copytree(CHECKOUT / folder, tmp_path / "program" / folder)
    path = os.pathsep.join([str(tmp_path / "program"), str(CHECKOUT)])
    done = subprocess.run(
        [sys.executable, str(CHILD), protocol],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root), PYTHONPATH=path, QT_QPA_PLATFORM="offscreen"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["emergency"], "the card comes"
    assert told["called up"] == [
        "BreathCard", "ConsentForm", "DoseForm", "EffectsForm", "KeysPanel", "LeavePanel", "PeopleForm",
        "ScriptList", "TimerForm",
    ]  # fmt: skip
    assert told["until here"] == []
    assert told["markdown"].startswith("Written to"), "the note leaves the program"
    assert told["pdf"] == told["clients"] == NOT_OPENED
    assert told["still"] == "TodayScreen"
