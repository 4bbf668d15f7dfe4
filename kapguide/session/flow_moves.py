"""How the flow of the phases is after each of its moves."""

import msgspec

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.parts import Flow, PhaseRun

_change = msgspec.structs.replace
_Move = e.PhaseBegan | e.PhaseHeld | e.PhaseReleased | e.PhaseExtended


def flow_after(flow: Flow, body: _Move, t: Elapsed) -> Flow:
    """The flow after a move."""
    match body:
        case e.PhaseBegan() if body.index <= flow.index:  # two copies of the log went on to the same phase
            return flow
        case e.PhaseBegan():
            left = (*flow.runs[:-1], _change(settled(flow, t), ended=t)) if flow.runs else ()
            return Flow((*left, PhaseRun(began=t)))
        case e.PhaseHeld():
            return _change(flow, held_since=t)
        case e.PhaseReleased():
            return Flow((*flow.runs[:-1], settled(flow, t)))
    run = _change(flow.run, extended=flow.run.extended + body.by_ms)
    return _change(flow, runs=(*flow.runs[:-1], run))


def settled(flow: Flow, t: Elapsed) -> PhaseRun:
    """The current phase with a hold that is still on counted in."""
    return flow.run if flow.held_since is None else _change(flow.run, held=flow.run.held + t - flow.held_since)
