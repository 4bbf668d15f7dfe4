"""A rehearsal without a window, with sound: heard in a sink, told in its log and its note."""

from collections.abc import Callable
from pathlib import Path

from kapguide.paths import Home
from kapguide.rehearsal.policy_file import shipped_policy
from kapguide.session import events as e
from kapguide.session.event_json import decode
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.usecases.rehearsing.headless import rehearse
from kapguide.usecases.rehearsing.many_runs import PlannedRun
from kapguide.usecases.rehearsing.rehearsal_choice import plain_scenario
from tests.support.listening import Recorder, level_dbfs
from tests.support.small_session import small_practice
from tests.support.window_process import sound_pids

SPEED = 500.0
"""A session of 25 minutes in three seconds."""


def test_a_rehearsal_aloud_is_heard_and_leaves_its_log_and_its_note(
    home: Home, tmp_path: Path, recorder: Callable[[], Recorder]
) -> None:
    protocol = read_protocol(Path(small_practice(home)))
    recording = recorder()
    out = tmp_path / "out"
    plan = PlannedRun(plain_scenario(protocol), protocol)
    said = list(rehearse(home, plan, shipped_policy("attentive"), SPEED, 3, out))
    assert level_dbfs(recording.stop()) > -40, "it was heard"
    assert not sound_pids(home)
    (log,) = out.glob("*.jsonl")
    told = [decode(line).body for line in log.read_bytes().splitlines()]
    assert isinstance(told[-1], e.SessionEnded)
    assert any(isinstance(body, e.TrackStarted) and body.title.startswith("Tone of") for body in told)
    assert {path.suffix for path in out.iterdir()} == {".rehearsal", ".jsonl", ".md", ".pdf"}
    assert "A plain session with A small session" in said[0]
