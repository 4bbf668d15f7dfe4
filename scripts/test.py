"""Run every check: python3 scripts/test.py [--cover-all | pytest arguments]

Sets the machine up as start.py does, with the test tools, and starts its own screen and sound card. Without arguments
it runs ruff, mypy, the whole suite in parts side by side, each with a screen and a sound card of its own, and holds
the suite to the coverage rule for the rooms where every branch counts; --cover-all holds it to the rule for all rooms,
which takes longer. What fails beside the other parts is run once more alone, and named even if it holds
then. With other arguments it runs only pytest with them.
"""

import itertools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import FrameType

if sys.version_info < (3, 11):  # noqa: UP036 - said to the person whose Python is older
    sys.exit(f"KapGuide needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}.")

import coverage_rule
import headless
import setup_machine

AT_THE_DESK = tuple(
    f"tests/ui/{room}" for room in ("checklist", "clients", "hand_over", "people", "prepare", "settings", "today")
)
LIVE = tuple(f"tests/ui/{room}" for room in ("session", "debrief", "scenarios"))
REHEARSED = tuple(f"tests/ui/{room}" for room in ("rehearsal", "replay"))
WAITING = (
    ("tests/audio/player", *AT_THE_DESK),
    ("tests/audio", "--ignore=tests/audio/player"),
    ("tests/scripts",),
    LIVE,
    ("tests/e2e", *REHEARSED),
    ("tests/ui", *(f"--ignore={folder}" for folder in (*AT_THE_DESK, *LIVE, *REHEARSED))),
)
COUNTED = (
    ("tests/faults", "tests/store", "tests/usecases"),
    ("tests", *(f"--ignore=tests/{room}" for room in ("audio", "ui", "e2e", "faults", "scripts", "store", "usecases"))),
)
"""What runs side by side, and mostly waits: for sound to be heard, for windows, for processes that die and come back.
All parts take about as long, and each says what processor time it took. What the second ones run in their
own process is counted for the coverage rule: what only a window, a sound or a process that dies would run in those
rooms has no test of its own there."""

COUNTING = ["-m", "slipcover", "--dont-wrap-pytest", "--branch", "--json", "--threshold", str(1_000_000_000)]
"""It is written into the program’s code, a tenth of the time on top; one that Python asks at each line takes three
times as long as the tests themselves. Where it took itself out of code that was run often enough, it would hold on to
what the functions at work then know: by the threshold it stays in."""

COVER_ALL = "--cover-all"
FAILED = 1
"""What pytest ends with where tests failed; all else is worse."""
MOST_FAILURES = 30
"""In one part: where this many fail it is the machine or the house that is broken, and each may wait out its bound."""
PATIENCE_S = 1_500.0
"""The parts take half of this on two cores, and so does all that is run again after them; what takes longer hangs."""
PULSE_S = 15.0
"""How often it is said how far the parts are: what watches a run may take long silence for its end."""
SAID = 20_000
"""Characters: of a part that failed, what is shown when it has ended."""
LAST_WORDS = 4_000
"""Characters: of a part that failed, what is said again at the very end, where one looks first."""
PERCENT = re.compile(r"\[ *([0-9]+)%\]")
"""How far pytest says it is."""


def main(arguments: list[str]) -> int:
    """Run the checks; return 0 where all hold."""
    started = time.monotonic()
    signal.signal(signal.SIGTERM, _leave)
    try:
        python = setup_machine.ready_venv("test")
        setup_machine.ready_libraries(python)
        if setup_machine.LINUX and (packages := headless.missing_packages()):
            setup_machine.install_packages(packages, "the tests' screen and sound card")
    except setup_machine.SetupError as problem:
        setup_machine.say(str(problem))
        return 1
    ready = time.monotonic()
    with headless.Headless() as machine:
        if arguments and arguments != [COVER_ALL]:
            failed = [] if _run(machine, str(python), "-m", "pytest", *arguments) else ["pytest"]
        else:
            failed = _run_everything(machine, str(python), bool(arguments))
    verdict = f"FAILED: {', '.join(failed)}" if failed else "All is well"
    total = time.monotonic() - started
    print(f"\n{verdict}; {total:.0f} s in all, {ready - started:.0f} s of them to make the machine ready.", flush=True)
    return 1 if failed else 0


def _run_everything(machine: headless.Headless, python: str, cover_all: bool) -> list[str]:
    """Every check, each in spite of what failed before it; the names of those that failed."""
    checks = {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
    }
    failed = [name for name, command in checks.items() if not _run(machine, python, *command)]
    # One process alone would leave a core idle: what it says is read when the parts have ended.
    with (machine.folder / "mypy.log").open("w+", encoding="utf-8") as said:
        types = subprocess.Popen(
            [python, "-m", "mypy"], cwd=setup_machine.CHECKOUT, env=machine.environment, stdout=said, stderr=said
        )
        try:
            broken = _run_suite(machine, python, cover_all)
            typed = types.wait() == 0
        except BaseException:
            _end(types)
            raise
        said.seek(0)
        print(f"\n$ -m mypy\n{said.read().rstrip()}", flush=True)
    failed += [] if typed else ["mypy"]
    if broken:
        failed.append("pytest")
    elif not _is_covered(machine, python):
        failed.append("coverage")
    for part in broken:
        print(f"\n{part.last_words()}")
    return failed


def _is_covered(machine: headless.Headless, python: str) -> bool:
    report = machine.folder / "coverage.json"
    counts = map(str, sorted(machine.folder.glob("counted-*.json")))
    merging = ("--branch", "--json", "--silent", "--out", str(report), "--merge", *counts)
    return _run(machine, python, "-m", "slipcover", *merging) and coverage_rule.holds(report)


class Part:
    """One part of the suite, running beside the others with a screen and a sound card of its own.

    `counting` gives, each time that it is run, what stands before its command so that what it runs is counted.
    """

    def __init__(
        self, machine: headless.Headless, command: Sequence[str], counting: Callable[[], Sequence[str]] = tuple
    ) -> None:
        self.name = " ".join(command[1:])
        self.said = ""
        self._paths = " ".join(word for word in command if word.startswith("tests"))
        self._command = [*command, f"--maxfail={MOST_FAILURES}", "-o", f"cache_dir={machine.folder / 'cache'}"]
        self._counting = counting
        self._worked = 0.0
        self._environment = dict(machine.environment)
        # The tests start some hundred processes: none is to compile the program anew.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._log = machine.folder / "pytest.log"
        self._process = self._start(time.monotonic() + PATIENCE_S)

    def _start(self, until: float, *more: str) -> "subprocess.Popen[bytes]":
        self._until = until
        with self._log.open("wb") as output:
            return subprocess.Popen(
                [self._command[0], *self._counting(), *self._command[1:], *more],
                cwd=setup_machine.CHECKOUT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # without a terminal, so that nothing in it can ask one, or be stopped by it
            )

    def has_ended(self) -> bool:
        """Whether it has, of itself or because its time is over: then it says first what each of its threads does."""
        before = _worked()
        if self._process.poll() is None and time.monotonic() > self._until:
            self._process.send_signal(signal.SIGABRT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._worked += _worked() - before
        return self._process.returncode is not None

    def holds(self) -> bool:
        """Print how it ended, and all that it said where a test failed; return whether all of its tests hold."""
        self.said = self._log.read_text(encoding="utf-8", errors="replace").rstrip()
        good = self._process.returncode == 0
        print(f"\n$ {self.name}", self.said.rpartition("\n")[2] if good else self.said[-SAID:], sep="\n")
        print(f"{self._worked:.0f} s of processor time", flush=True)
        return good

    def progress(self) -> str:
        """Its paths, and how much of them it has run."""
        percents = PERCENT.findall(self._log.read_text(encoding="utf-8", errors="replace"))
        return f"{self._paths} {percents[-1] if percents else 0} %"

    def holds_alone(self, until: float) -> bool:
        """Run again what failed, now that the other parts have ended: real sound, windows and processes keep times that
        a small machine cannot keep for all parts at once. What holds then is named all the same."""
        if self._process.returncode != FAILED:
            return False
        failed = self.last_words()
        self._process = self._start(until, "--last-failed")
        _wait_for([self])
        good = self.holds()
        if good:
            print(f"\nThis held only when it was run again alone:\n{failed}", flush=True)
        return good

    def end(self) -> None:
        _end(self._process)

    def last_words(self) -> str:
        """How it ended, and its summary or, where it died without one, what it said last."""
        code = self._process.returncode
        ending = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        summary = self.said.rfind("short test summary info")
        words = self.said[summary:][:LAST_WORDS] if summary >= 0 else self.said[-LAST_WORDS:]
        return f"{self.name} {ending}:\n{words}"


def _worked() -> float:
    """The processor time (s) of all that was started here, and of what that has started, as far as it has ended."""
    times = os.times()
    return times.children_user + times.children_system


def _wait_for(parts: Sequence[Part]) -> Part:
    """The first of them to end; each is bound to, sooner or later. Until then it is said how far they are."""
    pulse = time.monotonic() + PULSE_S
    while True:
        for part in parts:
            if part.has_ended():
                return part
        if time.monotonic() > pulse:
            pulse += PULSE_S
            print(f"{time.strftime('%H:%M:%S')}  {', '.join(part.progress() for part in parts)}", flush=True)
        time.sleep(0.2)


def _run_suite(machine: headless.Headless, python: str, cover_all: bool) -> list[Part]:
    """The parts of the suite side by side, each printed as a whole when it ends; returns those that failed. What was
    counted is in files of the machine's folder."""
    rooms = ["kapguide"] if cover_all else sorted(f"kapguide/{room}" for room in coverage_rule.COMPLETE)
    numbers = itertools.count()

    def counting() -> Sequence[str]:
        out = machine.folder / f"counted-{next(numbers)}.json"
        return [*COUNTING, "--source", ",".join(rooms), "--out", str(out)]

    with ExitStack() as machines:
        running: list[Part] = []
        broken: list[Part] = []
        try:
            for paths in (*WAITING, *COUNTED):
                own = machines.enter_context(headless.Headless())
                counted = cover_all or paths in COUNTED
                running.append(Part(own, [python, "-m", "pytest", *paths], counting if counted else tuple))
            waiting = list(running)
            while waiting:
                part = _wait_for(waiting)
                waiting.remove(part)
                if not part.holds():
                    broken.append(part)
            until = time.monotonic() + PATIENCE_S
            return [part for part in broken if not part.holds_alone(until)]
        except BaseException:
            for part in running:
                part.end()
            raise


def _run(machine: headless.Headless, *command: str) -> bool:
    """Run one command in the checkout; Ctrl-C reaches it too, and it gets the time to clean up."""
    print(f"\n$ {' '.join(command[1:])}", flush=True)
    process = subprocess.Popen(command, cwd=setup_machine.CHECKOUT, env=machine.environment)
    try:
        return process.wait() == 0
    except BaseException:
        _end(process)
        raise


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let it clean up, for a while."""
    process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _leave(number: int, frame: FrameType | None) -> None:
    """Let SIGTERM unwind like Ctrl-C, so that what was started is stopped."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130 if os.name == "posix" else 1)
