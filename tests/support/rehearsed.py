"""A made-up scenario and a run of it, for tests that read rehearsals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from kapguide.clinical.marks import Mark
from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal import told
from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.scenario import (
    CoursePoint,
    Expectation,
    Scenario,
    Shift,
    Since,
    Source,
    Stretch,
    Turn,
    TurnTime,
)
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import PhaseKind, Route
from kapguide.spans import MINUTE, SECOND
from tests.support.session_log import a_session

BEGAN = datetime(2026, 11, 30, 17, 40, tzinfo=UTC)


def a_rehearsed_scenario(**changed: Any) -> Scenario:
    """A fright that passes, in the muscle, with two things asked for."""
    fright = Turn(
        "fright",
        TurnTime(Since.DOSE, 5 * MINUTE),
        "breath fast",
        shows="Breath fast and high, hands on the blanket.",
        says="The room is closing",
        asks=(
            Expectation("soften", "softer and one line", ("softer", "say"), True),
            Expectation("look", "a look", ("reading",), within=10 * MINUTE),
        ),
        shifts=(Shift("hr", 20, 2 * MINUTE, None, 5 * MINUTE),),
    )
    scenario = Scenario(
        id="panic-that-calms",
        title="Panic that calms",
        practises="soften, one line, stay; when to call",
        opening="At 0:05 the client breathes fast and says the room is closing.",
        about="It rises for six minutes and settles if the music is softened and one line is spoken.",
        aim="To notice early, and to do little.",
        hard=2,
        routes=(Route.IM,),
        stretch=Stretch(PhaseKind.PREPARATION, 5 * MINUTE, 42 * MINUTE),
        client="K-001",
        course=(CoursePoint(0, Vitals(118, 76, 72, 98)), CoursePoint(40 * MINUTE, Vitals(132, 84, 80, 97))),
        turns=(fright,),
        sources=(Source(Mark.OURS, "Made for practice."),),
    )
    return msgspec.structs.replace(scenario, **changed)


def a_rehearsed_run(**changed: Any) -> RehearsalRecord:
    """Two hours of it, with one expectation met and one whose time ran out."""
    protocol, log = a_session(BEGAN, rehearsal=True)
    t = Elapsed(26 * MINUTE)
    beats = (
        told.Happened(t, 16, "fright"),
        told.ActDone(Elapsed(t + 20 * SECOND), 16, "say", "I am here"),
        told.Met(Elapsed(t + 40 * SECOND), 16, "soften", 40 * SECOND),
        told.RanOut(Elapsed(t + 10 * MINUTE), 20, "look"),
    )
    remark = told.Remark("remark-1", t, "R. Osei", "Well before the words", BEGAN + timedelta(hours=2), True)
    record = RehearsalRecord(
        id="rehearsal-1",
        began=BEGAN,
        scenario=a_rehearsed_scenario(),
        protocol=protocol,
        seed=14,
        speed=10.0,
        trainee="K. Lind",
        watching="R. Osei, supervisor",
        log=tuple(log),
        beats=beats,
        prelude=3,
        over=True,
        remarks=(remark,),
        reflection=Reflection("Tired", SelfRating((7, None, 4), BEGAN + timedelta(hours=2)), reached=2),
    )
    return msgspec.structs.replace(record, **changed)
