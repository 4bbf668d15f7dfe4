"""Many rehearsals without a window: scripted therapists play scenarios, here or in processes beside this one."""

import contextlib
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO

import msgspec

from kapguide.audio import own_process
from kapguide.errors import KapGuideError
from kapguide.rehearsal.hands import Means
from kapguide.rehearsal.outcome import RunOutcome, outcome_of
from kapguide.rehearsal.policy import Policy
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scripted_run import play_out
from kapguide.rehearsal.therapist import ScriptedTherapist
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.usecases.rehearsing.soak import broken_in

AFTERNOON = datetime(2026, 1, 15, 13, 30, tzinfo=UTC)
"""When a rehearsal without a window begins, so that the same seed writes the same log."""
PROCESSES = 2
FEW = 12
"""So many runs are over before a process beside this one would have started."""
HEARS_S = 1.0
"""So long at most nobody hears Ctrl-C: on Windows whoever waits without an end hears nothing."""
NAME = "scripted therapist"


class PlannedRun(msgspec.Struct, frozen=True):
    """A scenario with the protocol that it is played with."""

    scenario: Scenario
    protocol: TherapyProtocol


class RunOrder(msgspec.Struct, frozen=True):
    """What is to be run: `jobs` are places in `plans` and in `policies`, and a seed."""

    plans: tuple[PlannedRun, ...]
    policies: tuple[Policy, ...]
    jobs: tuple[tuple[int, int, int], ...]
    means: Means


class RunDone(msgspec.Struct, frozen=True):
    """One run that is over. `broken` has a sentence for each thing that does not hold, a fault of the program."""

    job: tuple[int, int, int]
    outcome: RunOutcome | None
    broken: tuple[str, ...] = ()


def order_of(plans: Sequence[PlannedRun], policies: Sequence[Policy], seeds: range, means: Means) -> RunOrder:
    """Each scenario by each policy with each seed."""
    jobs = ((plan, policy, seed) for plan in range(len(plans)) for policy in range(len(policies)) for seed in seeds)
    return RunOrder(tuple(plans), tuple(policies), tuple(jobs), means)


def scripted_run(plan: PlannedRun, policy: Policy, seed: int, means: Means) -> tuple[RehearsalRun, int]:
    """A run played to its end as fast as it goes, and how often the session refused something."""
    run = RehearsalRun(plan.scenario, plan.protocol, seed=seed, trainee=NAME, speed=0.0, began=AFTERNOON)
    run.begin()
    refused = play_out(run, ScriptedTherapist(policy, seed, plan.scenario, means, NAME))
    return run, refused


def run_job(order: RunOrder, job: tuple[int, int, int]) -> RunDone:
    """One run, and whether all holds of it that must. A fault of the program is told, and stops no other run."""
    plan, policy, seed = order.plans[job[0]], order.policies[job[1]], job[2]
    try:
        run, refused = scripted_run(plan, policy, seed, order.means)
        record = run.record()
        return RunDone(job, outcome_of(record, policy.id, refused), broken_in(record, run.session.state))
    except Exception as bug:  # noqa: BLE001 - whatever it is, it is what a soak test is there to find
        return RunDone(job, None, (f"{type(bug).__name__}: {bug}",))


def run_all(order: RunOrder, told: Callable[[int], None] | None = None) -> tuple[RunDone, ...]:
    """All of it, in the order of the jobs; `told` hears how many are done. Ctrl-C ends every process."""
    found = run_here(order) if len(order.jobs) <= FEW else run_beside(order)
    done = []
    for each in found:
        done.append(each)
        if told is not None:
            told(len(done))
    place = {job: number for number, job in enumerate(order.jobs)}
    return tuple(sorted(done, key=lambda each: place[each.job]))


def run_here(order: RunOrder) -> Iterator[RunDone]:
    """One after the other in this process."""
    for job in order.jobs:
        yield run_job(order, job)


def run_beside(order: RunOrder, processes: int = PROCESSES) -> Iterator[RunDone]:
    """In processes beside this one, as they are done. Raises KapGuideError where one ends before its work does."""
    answers: queue.Queue[bytes] = queue.Queue()
    with contextlib.ExitStack() as ending:
        for number in range(processes):
            share = msgspec.structs.replace(order, jobs=order.jobs[number::processes])
            ending.enter_context(_started(msgspec.json.encode(share) + b"\n", answers))
        left, ended = len(order.jobs), 0
        while left:
            try:
                line = answers.get(timeout=HEARS_S)
            except queue.Empty:
                continue
            if line:
                yield msgspec.json.decode(line, type=RunDone)
                left -= 1
                continue
            ended += 1
            if ended == processes and left:
                raise KapGuideError(f"{left} of {len(order.jobs)} runs did not come to their end. Run them again.")


@contextlib.contextmanager
def _started(order: bytes, answers: "queue.Queue[bytes]") -> Iterator[None]:
    """A process with that order, whose lines are passed on, and an empty one at its end. It ends with this one, which
    alone hears Ctrl-C."""
    process = subprocess.Popen(
        own_process.command("rehearsal-process"),
        env=own_process.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        creationflags=own_process.NO_CONSOLE,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    threads = [
        threading.Thread(target=_give, args=(process.stdin, order), name="an order of runs", daemon=True),
        threading.Thread(target=_hear, args=(process.stdout, answers), name="runs", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        process.kill()
        process.wait()
        for thread in threads:
            thread.join()


def _give(stdin: IO[bytes], order: bytes) -> None:
    with contextlib.suppress(OSError), stdin:
        stdin.write(order)


def _hear(stdout: IO[bytes], answers: "queue.Queue[bytes]") -> None:
    with stdout:
        for line in stdout:
            answers.put(line)
    answers.put(b"")


def work(orders: IO[bytes], answers: IO[bytes]) -> int:
    """What the process does: it reads its order, and answers each run with a line. Half an order is nobody's."""
    line = orders.readline()
    if not line.endswith(b"\n"):
        return 1
    order = msgspec.json.decode(line, type=RunOrder)
    for done in run_here(order):
        answers.write(msgspec.json.encode(done) + b"\n")
        answers.flush()
    return 0
