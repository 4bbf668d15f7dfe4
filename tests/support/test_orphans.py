"""A process that a test leaves behind is found, ended and named; one that is not the test's is left alone."""

import subprocess
import sys
from pathlib import Path

from tests.support import orphans

WAITING = "import sys; sys.stdin.read()"


def test_only_what_names_the_folder_is_ended(tmp_path: Path) -> None:
    ours, others = tmp_path / "ours", tmp_path / "others"
    commands = [[sys.executable, "-c", WAITING, f"{folder}/sound"] for folder in (ours, others)]
    with (
        subprocess.Popen(commands[0], stdin=subprocess.PIPE) as left_behind,
        subprocess.Popen(commands[1], stdin=subprocess.PIPE) as stranger,
    ):
        (killed,) = orphans.end(ours, patience_s=0.1)
        assert killed.endswith(f"{ours}/sound")
        assert left_behind.wait(10) != 0
        assert stranger.poll() is None
        stranger.kill()
