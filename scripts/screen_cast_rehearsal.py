"""A rehearsal that runs, at some moments: the live screen with the client, the room and the clock at its foot."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from PySide6.QtWidgets import QWidget

from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.session import commands as c
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.rehearsal.running import mark_words, strip_of
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.theme import Theme
from screen_cast_live import live_of

BEGAN = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


@functools.cache
def all_shipped() -> tuple[Scenario, ...]:
    """The shipped scenarios, read once for all the screens that play one."""
    return shipped_scenarios()


def shipped(scenario: str) -> Scenario:
    """The shipped scenario whose id begins so."""
    return next(each for each in all_shipped() if each.id.startswith(scenario))


def run_of(scenario: str = "panic", minutes: float = 0.0) -> RehearsalRun:
    """A run of a shipped scenario, so many minutes into its stretch."""
    found = shipped(scenario)
    protocol = read_protocol(find_protocol(_route(found)))
    run = RehearsalRun(found, protocol, seed=14, trainee="K. Lind", watching="R. Osei", speed=0, began=BEGAN)
    run.begin()
    if run.session.state.protocol.has_dose and not run.session.state.doses:
        run.advance(20 * SECOND)
        run.session.send(c.GiveDose("100", str(found.routes[0].value), "K. Lind", run.session.now().elapsed, unit="mg"))
    run.advance(round(minutes * MINUTE))
    return run


def _route(scenario: Scenario) -> str:
    names = {"sublingual": "lozenge", "im": "im", "iv": "iv", "oral": "oral", "intranasal": "intranasal"}
    return names.get(str(scenario.routes[0].value), "lozenge")


def shown(theme: Theme, run: RehearsalRun, pace: float = 10.0, *, paused: bool = False) -> RehearsalScreen:
    """The screen of `run` as it is now."""
    screen = RehearsalScreen(theme, live_of(theme, run.session, rehearsal="Rehearsal"))
    screen.names = (run.trainee, run.watching)
    screen.goals = lambda: [goal.title for goal in run.goals()]
    screen.marks = lambda: [mark_words(run, mark) for mark in run.marks]
    data = strip_of(run, pace)
    screen.show_data(data if paused else msgspec.structs.replace(data, rate=pace))
    return screen


def running(theme: Theme) -> QWidget:
    run = run_of("panic", 8)
    _until_seen(run)
    run.take_reading()
    run.advance(70 * SECOND)
    return shown(theme, run)


def _until_seen(run: RehearsalRun) -> None:
    for _ in range(120):
        if run.panel().signs and run.panel().words:
            return
        run.advance(30 * SECOND)


def quiet(theme: Theme) -> QWidget:
    return shown(theme, run_of("quiet", 1), 1.0)


def measuring(theme: Theme) -> QWidget:
    run = run_of("panic", 8)
    _until_seen(run)
    run.take_reading()
    run.advance(2 * SECOND)
    return shown(theme, run, paused=True)


def _with(panel: str) -> Callable[[Theme], QWidget]:
    def build(theme: Theme) -> QWidget:
        run = run_of("panic", 8)
        _until_seen(run)
        run.bookmark()
        run.advance(20 * SECOND)
        run.bookmark()
        screen = shown(theme, run)
        screen.press(panel)
        return screen

    return build


def over(theme: Theme) -> QWidget:
    run = run_of("panic", 8)
    for _ in range(400):
        if run.over:
            break
        run.advance(30 * SECOND)
    return shown(theme, run, paused=True)


def in_emergency(theme: Theme) -> QWidget:
    run = run_of("panic", 8)
    _until_seen(run)
    run.session.send(c.StartEmergency())
    return shown(theme, run, 1.0)


def leaving(theme: Theme) -> QWidget:
    screen = shown(theme, run_of("panic", 8))
    screen.press("leave")
    return screen


def at_the_door(theme: Theme) -> QWidget:
    run = run_of("panic", 8)
    screen = shown(theme, run)
    screen.show_data(msgspec.structs.replace(screen.strip.data, door="R. Osei, medical"))
    return screen


SCREENS: dict[str, Callable[[Theme], QWidget]] = {
    "rehearsal-running": running,
    "rehearsal-quiet": quiet,
    "rehearsal-door": at_the_door,
    "rehearsal-measuring": measuring,
    "rehearsal-acts": _with("acts"),
    "rehearsal-jump": _with("jump"),
    "rehearsal-back": _with("back"),
    "rehearsal-more": _with("more"),
    "rehearsal-remark": _with("remark"),
    "rehearsal-over": over,
    "rehearsal-emergency": in_emergency,
    "rehearsal-leaving": leaving,
}
