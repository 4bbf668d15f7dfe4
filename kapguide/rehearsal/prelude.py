"""What was done before the stretch begins, played through at once: somebody attentive has the session until then."""

from collections.abc import Collection

from kapguide.rehearsal.client import ClientState, seconds
from kapguide.rehearsal.course import reading_at
from kapguide.rehearsal.scenario import Scenario
from kapguide.session import commands as c
from kapguide.session.care.answers import Answer
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import StepAct, dose_rail
from kapguide.session.plan import prompt_of, unclamped_phase_end
from kapguide.session.protocol.protocol import Ask, DoneBy, PhaseKind, Prompt
from kapguide.session.scripted_session import Move
from kapguide.session.state import SessionState
from kapguide.spans import SECOND

DOSE_AFTER = 30 * SECOND
"""The dose is given so long after its phase began, where the stretch begins later [OURS]."""


def stretch_begins(scenario: Scenario, state: SessionState) -> int | None:
    """When the stretch begins (session time); None while its phase has not begun. In a protocol that has no such phase
    it begins with the last one."""
    stretch, runs = scenario.stretch, state.flow.runs
    for phase, run in zip(state.protocol.phases, runs, strict=False):
        if phase.kind is stretch.phase:
            return run.began + stretch.begins
    last = len(runs) == len(state.protocol.phases)
    return runs[-1].began if runs and last else None


def next_move(client: ClientState, state: SessionState, now: int, by: str, refused: Collection[c.Command]) -> Move:
    """The next thing that somebody attentive does before the last phase; `by` is who has the session, and `refused` is
    what is not tried once more."""
    moves = [Move(unclamped_phase_end(state, now), c.Next())]
    moves += _answers(client, state, by)
    if waiting := readings_open(state):
        name = waiting[-1]
        at = max(now, state.cues[name].at + seconds(client.seed, f"prelude/{name}", 25, 55))
        vitals = reading_at(client, at, 1000 + len(state.readings))
        moves.append(Move(at, c.TakeReading(vitals, Elapsed(at))))
    moves += _dose(client.scenario, state, now, by)
    first = min((move for move in moves if move.command not in refused), key=lambda move: move.at)
    return Move(max(now, first.at), first.command)


def _answers(client: ClientState, state: SessionState, by: str) -> list[Move]:
    return [
        Move(cue.at + seconds(client.seed, f"prelude/{name}", 6, 20), _answer(name, prompt, by))
        for name, cue in state.cues.items()
        if not (cue.missed or cue.acknowledged or cue.answer)
        if (prompt := prompt_of(state, name)) is not None and prompt.done_by != DoneBy.DOSE
    ]


def _answer(name: str, prompt: Prompt, by: str) -> c.Command:
    match prompt.ask:
        case Ask.ATTEST:
            return c.AnswerCue(name, Answer.YES, by)
        case Ask.LOOK:
            return c.AnswerCue(name, Answer.DONE)
        case Ask.SIDE_EFFECTS:
            return c.AnswerCue(name, Answer.NONE_REPORTED)
    return c.Acknowledge(name)


def _dose(scenario: Scenario, state: SessionState, now: int, by: str) -> list[Move]:
    """The dose in its phase, each step of it at its time, and the next tablet of an order that has more."""
    protocol = state.protocol
    if not protocol.has_dose:
        return []
    if not state.doses:
        if protocol.phases[state.flow.index].kind is not PhaseKind.DOSING:
            return []
        return [_given(scenario, state, state.flow.run.began + DOSE_AFTER, by, 1)]
    rail = dose_rail(state, now)
    if rail is None or not rail.acts:
        return []
    act, current = rail.acts[0], rail.current
    if act is StepAct.NEXT:
        return [_given(scenario, state, (state.doses[-1].ended or now) + DOSE_AFTER, by, len(state.doses) + 1)]
    if current is None or current.until is None or (act is StepAct.DEVICE and scenario.doses < 2):
        return []
    return [Move(current.until, c.StepDose(act.value))]


def _given(scenario: Scenario, state: SessionState, at: int, by: str, part: int) -> Move:
    plan, several = state.protocol.dose_plan, scenario.doses > 1
    dose = c.GiveDose(
        scenario.planned_dose or "as ordered",
        state.protocol.route or "",
        by,
        Elapsed(at),
        plan.medicine,
        form=plan.form,
        part=part if several else 0,
        parts=scenario.doses if several else 0,
    )
    return Move(at, dose)
