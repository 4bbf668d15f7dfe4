"""Many rehearsals at once: the same here and beside this process, bounded, and gone when nobody wants them any more."""

import io
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kapguide.audio import own_process
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.rehearsal.kept_file import encode_rehearsal
from kapguide.rehearsal.policy_file import NAMES, shipped_policy
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.session.engine import encode_all
from kapguide.usecases.rehearsing import many_runs
from kapguide.usecases.rehearsing.many_runs import (
    PlannedRun,
    RunDone,
    order_of,
    run_all,
    run_beside,
    run_here,
    run_job,
    scripted_run,
    work,
)
from kapguide.usecases.rehearsing.scripted_means import means_of
from tests.support.played import FIRM, a_story, asking_for, lozenge

CHECKOUT = Path(__file__).resolve().parents[2]
PLAN = PlannedRun(a_story(asking_for("hand")), lozenge())


def an_order(home: Home, runs: int = 2) -> many_runs.RunOrder:
    return order_of([PLAN], [FIRM, shipped_policy("overwhelmed")], range(1, runs + 1), means_of(home))


def test_runs_beside_this_process_are_the_same_as_here_and_in_the_order_of_the_jobs(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = an_order(home, 4)
    here = list(run_here(order))
    assert [each.job for each in here] == list(order.jobs)
    assert not any(each.broken for each in here)
    monkeypatch.setattr(many_runs, "FEW", 3)
    heard: list[int] = []
    assert list(run_all(order, heard.append)) == here
    assert heard == list(range(1, 9))


def test_a_fault_of_the_program_is_told_and_stops_no_other_run(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    order = an_order(home)

    def faulty(*given: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(many_runs, "scripted_run", faulty)
    done = run_all(order)
    assert [each.broken for each in done] == [("ZeroDivisionError: by chance",)] * 4
    assert not any(each.outcome for each in done)


def test_processes_that_end_before_their_work_are_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_process, "command", lambda name: [sys.executable, "-c", ""])
    with pytest.raises(KapGuideError, match="4 of 4 runs did not come to their end"):
        list(run_beside(an_order(home)))


def test_whoever_stops_listening_ends_the_processes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*given: object, **named: object) -> "subprocess.Popen[bytes]":
        started.append(popen(*given, **named))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    running = run_beside(an_order(home, 200))
    assert isinstance(next(running), RunDone)
    running.close()  # type: ignore[attr-defined]
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)


def test_the_process_answers_each_run_with_a_line(home: Home) -> None:
    order, answers = an_order(home), io.BytesIO()
    assert work(io.BytesIO(msgspec.json.encode(order) + b"\n"), answers) == 0
    assert work(io.BytesIO(msgspec.json.encode(order)[:-9]), io.BytesIO()) == 1, "who asked for it has gone"
    lines = answers.getvalue().splitlines()
    assert [msgspec.json.decode(line, type=RunDone) for line in lines] == [run_job(order, job) for job in order.jobs]


PRINTS = """
import sys
from tests.usecases.test_many_runs import the_bytes
sys.stdout.buffer.write(the_bytes(sys.argv[1]))
"""


def the_bytes(folder: str) -> bytes:
    """Every shipped scenario by each policy with one seed, as its log and its file."""
    from kapguide.usecases.rehearsing.rehearsal_choice import plans_for

    home = Home(Path(folder))
    means, found = means_of(home), []
    for number, plan in enumerate(plans_for(home, "all", "")):
        run, _ = scripted_run(plan, shipped_policy(NAMES[number % 3]), 7, means)
        found += [encode_all(run.session.log), encode_rehearsal(run.record())]
    return b"".join(found)


def test_the_same_seed_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """The order of a set is another one in each."""
    done = subprocess.run(
        [sys.executable, "-c", PRINTS, str(tmp_path)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONHASHSEED": "4242"},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == the_bytes(str(tmp_path))
    assert len(done.stdout) > 10_000 * len(shipped_scenarios())


def test_ctrl_c_ends_many_runs_without_a_trace(home: Home, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "kapguide",
        "rehearse",
        "--headless",
        "--runs",
        "5000",
        "--out",
        str(tmp_path / "out"),
    ]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job hears no Ctrl-C
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env={**os.environ, "KAPGUIDE_HOME": str(home.root)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        waited = 0
        while len(children.read_text().split()) < 2:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
            waited += 1
            assert waited < 200
        ends = [os.pidfd_open(int(pid)) for pid in children.read_text().split()]
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130
    assert b"Traceback" not in out + err
    assert not (tmp_path / "out").exists()
    for end in ends:
        assert select.select([end], [], [], 20)[0], "a child goes on"
        os.close(end)
