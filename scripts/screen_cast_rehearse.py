"""Rehearse as `screens.py` photographs it: the choice of what is practised, before anything sounds."""

import msgspec
from PySide6.QtWidgets import QWidget

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import MINUTE
from kapguide.ui.scenarios.data import (
    RehearsalWish,
    RehearseData,
    RouteCard,
    RunRow,
    ScenarioCardData,
    ScenarioRow,
    StretchData,
    StretchPhase,
)
from kapguide.ui.scenarios.keeping import KeepScreen
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.theme import Theme

ROUTES = tuple(
    RouteCard(name.lower(), name, line)
    for name, line in (
        ("Sublingual lozenge", "2 h 35 min, 9 scenarios"),
        ("IM injection", "2 h 30 min, 7 scenarios"),
        ("IV infusion over 40 minutes", "2 h 30 min, 6 scenarios"),
        ("Oral, swallowed", "3 h 57 min, 5 scenarios"),
        ("Intranasal, racemic", "2 h, 6 scenarios"),
        ("Esketamine nasal spray", "2 h 45 min, 7 scenarios"),
    )
)
LIST = tuple(
    ScenarioRow(title.lower(), title, practises, length, hard, runs)
    for title, practises, length, hard, runs in (
        ("A quiet session", "the screen, the keys, the leaving list", "2 h 35", 1, 3),
        ("Nausea at onset", "notice, act, write it once", "40 min", 1, 2),
        ("Tears, then silence", "words held back, music to rest", "50 min", 1, 1),
        ("Panic that calms", "soften, one line, stay; when to call", "42 min", 2, 2),
        ("Touch withdrawn", "a hand raised; consent narrows", "35 min", 2, 0),
        ("The sound dies", "silence as a block, bring it back", "30 min", 2, 0),
        ("The escort does not come", "the leaving gate, who stays", "45 min", 2, 1),
        ("Wants to leave at 0:50", "still affected: words, door, colleague", "40 min", 3, 0),
        ("Chest pain", "emergency card, roles, the clock", "25 min", 3, 0),
    )
)
STRIP = StretchData(
    tuple(
        StretchPhase(title, kind, start * MINUTE, end * MINUTE)
        for title, kind, start, end in (
            ("Dose and hold", PhaseKind.DOSING, 0, 7),
            ("Onset", PhaseKind.IMAGERY, 7, 17),
            ("Deepening", PhaseKind.IMAGERY, 17, 32),
            ("Peak", PhaseKind.IMAGERY, 32, 42),
        )
    ),
    tuple((at * MINUTE, f"0:{at:02}") for at in (0, 7, 17, 32, 42)),
)
PANIC = ScenarioCardData(
    title="Panic that calms",
    hard=2,
    opening="At 0:22 the client breathes fast and says the room is closing.",
    about="It rises for six minutes and settles if the music is softened and one line is spoken; without either it "
    "goes on. A second person can be called. No medical truth is claimed.",
    aim="To see a breath change early, to do little and that soon, and to know from when on you would rather be two.",
    sources=(
        "Sublingual lozenge: onset 10-20 min, peak 30-45 min, back in 1-2 h: Mindbloom, Sage, Journey Clinical. [F]",
        "The story, its readings and times, and what it asks for are made for practice. Its music is ours. [OURS]",
    ),
    strip=STRIP,
    length=42 * MINUTE,
)
RECENT = (
    RunRow("a", "yesterday 17:40", "Panic that calms", "K. Lind, ×10", "5 of 7 in time"),
    RunRow("b", "Thu 26 Nov", "The escort does not come", "K. Lind, R. Osei, ×5", "6 of 6 in time"),
    RunRow("c", "Tue 24 Nov", "A quiet session", "K. Lind, ×10", "31 of 34 in time"),
    RunRow("d", "Tue 24 Nov", "Nausea at onset", "K. Lind, ×5", "4 of 5 in time"),
    RunRow("e", "Mon 23 Nov", "Nausea at onset", "K. Lind, ×5", "left early"),
)
DATA = RehearseData(
    back="Today",
    routes=ROUTES,
    scenarios=LIST,
    card=PANIC,
    wish=RehearsalWish(ROUTES[0].id, LIST[3].id, 10, trainee="K. Lind", watching="R. Osei, supervisor", seed=14),
    recent=RECENT,
)


def rehearse(theme: Theme) -> QWidget:
    return RehearseScreen(theme, DATA)


def rehearse_first(theme: Theme) -> QWidget:
    """At the locked door, before anything was rehearsed; the practice has an own protocol that no scenario fits."""
    own = RouteCard("own", "Our rectal protocol with a very long name", "2 h 10 min, no scenario")
    data = msgspec.structs.replace(
        DATA,
        back="The door",
        routes=(own, *ROUTES, *ROUTES[:2]),
        scenarios=(),
        card=ScenarioCardData(),
        wish=RehearsalWish("own"),
        recent=(),
        replay="Sessions are in the record: unlock it first.",
        said="panic.toml was not used: line 12 has a turn that nothing leads to.",
    )
    return RehearseScreen(theme, data)


def rehearse_sources(theme: Theme) -> QWidget:
    screen = RehearseScreen(theme, DATA)
    screen.card.open_sources()
    return screen


def rehearse_keep(theme: Theme) -> QWidget:
    """The debrief is over."""
    return KeepScreen(theme, "Panic that calms", "17:40 yesterday, K. Lind, watched by R. Osei")


SCREENS = {
    "rehearse-keep": rehearse_keep,
    "rehearse": rehearse,
    "rehearse-first": rehearse_first,
    "rehearse-sources": rehearse_sources,
}
