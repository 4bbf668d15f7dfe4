"""Run every check: python3 scripts/test.py [pytest arguments]

Sets the machine up as start.py does, with the test tools, and starts its own screen and sound card. Without arguments
it runs ruff, mypy, the whole suite in two halves side by side, each with a screen and a sound card of its own, and
holds the suite to the coverage rule; with arguments only pytest with them.
"""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

if sys.version_info < (3, 11):  # noqa: UP036 - said to the person whose Python is older
    sys.exit(f"KapGuide needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}.")

import coverage_rule
import headless
import setup_machine

WAITING = ("tests/audio", "tests/faults")
"""The tests that mostly wait: for sound to be heard, and for processes to die and come back."""


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
        if arguments:
            failed = [] if _run(machine, str(python), "-m", "pytest", *arguments) else ["pytest"]
        else:
            failed = _run_everything(machine, str(python))
    verdict = f"FAILED: {', '.join(failed)}" if failed else "All is well"
    total = time.monotonic() - started
    print(f"\n{verdict}; {total:.0f} s in all, {ready - started:.0f} s of them to make the machine ready.", flush=True)
    return 1 if failed else 0


def _run_everything(machine: headless.Headless, python: str) -> list[str]:
    """Every check, each in spite of what failed before it; the names of those that failed."""
    report = machine.folder / "coverage.json"
    machine.environment["COVERAGE_FILE"] = str(machine.folder / "coverage")
    checks = {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy"],
    }
    failed = [name for name, command in checks.items() if not _run(machine, python, *command)]
    if not _run_suite(machine, python):
        failed.append("pytest")
    gathered = _run(machine, python, "-m", "coverage", "combine", "--quiet") and _run(
        machine, python, "-m", "coverage", "json", "--quiet", "-o", str(report)
    )
    if not gathered or not coverage_rule.holds(report):
        failed.append("coverage")
    return failed


def _run_suite(machine: headless.Headless, python: str) -> bool:
    """The tests that mostly wait, beside all others; what they say is printed when both are done."""
    suite = [python, "-m", "coverage", "run", "-m", "pytest"]
    log = machine.folder / "waiting.log"
    with headless.Headless() as other, log.open("wb") as output:
        other.environment["COVERAGE_FILE"] = machine.environment["COVERAGE_FILE"]
        waiting = subprocess.Popen(
            [*suite, *WAITING], cwd=setup_machine.CHECKOUT, env=other.environment, stdout=output, stderr=output
        )
        try:
            rest = _run(machine, *suite, "tests", *(f"--ignore={folder}" for folder in WAITING))
            waited = waiting.wait() == 0
        except BaseException:
            _end(waiting)
            raise
    print(f"\n$ {' '.join(suite[1:] + list(WAITING))}")
    print(log.read_text(encoding="utf-8", errors="replace"), flush=True)
    return rest and waited


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
    process.terminate()
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
