"""What a screen shows of a session at a moment: which prompt, what comes next. Functions of (state, now)."""

import msgspec

from kapguide.session.plan import Due, base_cue, coming, overrun, prompt_of, readings_open
from kapguide.session.protocol import Prompt
from kapguide.session.state import Cue, SessionState

FAR = 24 * 3_600_000
"""Further ahead than any session: a bound for looking at all that is to come (ms)."""


class OpenPrompt(msgspec.Struct, frozen=True):
    """A prompt on the screen, and how many others still wait to be put away."""

    cue: str
    prompt: Prompt
    since: int
    waiting: int


def current_prompt(state: SessionState, now: int) -> OpenPrompt | None:
    """The latest prompt that is neither put away nor snoozed; none from an emergency until a person goes on.

    One that needs no acknowledging gives way to the next, or to the next phase, for good; one that does waits.
    """
    if not state.running or state.flow.prompts_stopped:
        return None
    appeared = sorted(
        (_appeared(cue, now), place, name)
        for place, (name, cue) in enumerate(state.cues.items())
        if not cue.missed and prompt_of(state, name) is not None
    )
    waiting: list[OpenPrompt] = []
    for since, _, name in appeared:
        cue, prompt = state.cues[name], prompt_of(state, name)
        away = cue.acknowledged or (cue.snoozed_until is not None and cue.snoozed_until > now)
        left = since < state.flow.run.began  # a prompt that needs no answer leaves with its phase
        if prompt is not None and not away and (prompt.acknowledge or (name == appeared[-1][2] and not left)):
            waiting.append(OpenPrompt(name, prompt, since, len(waiting)))
    return waiting[-1] if waiting else None


def _appeared(cue: Cue, now: int) -> int:
    """When the prompt came up last: when it fired, or when it came back from a snooze."""
    return cue.snoozed_until if cue.snoozed_until is not None and cue.snoozed_until <= now else cue.at


def next_prompt(state: SessionState, now: int) -> Due | None:
    """The next prompt to come, a snoozed one included, as things stand."""
    snoozed = [
        Due(name, cue.snoozed_until, cue.title, prompt_of(state, name))
        for name, cue in state.cues.items()
        if cue.snoozed_until is not None and cue.snoozed_until > now and not cue.acknowledged
    ]
    fresh = [due for due in coming(state, now, now + FAR) if due.prompt is not None]
    return min(snoozed + fresh[:1], key=lambda due: due.at, default=None)


def waits_for_a_person(state: SessionState, due: Due, now: int) -> bool:
    """Whether a coming prompt belongs to a later phase that nobody knows the beginning of: held, or run over."""
    phase = state.protocol.phases[state.flow.index]
    own = any(prompt.id == base_cue(due.cue) for prompt in phase.prompts)
    stands = state.flow.held_since is not None or overrun(state, now) > 0
    return stands and not own and due.cue not in state.cues


def next_reading(state: SessionState, now: int) -> Due | None:
    """The next reading to fall due, as things stand."""
    return next((due for due in coming(state, now, now + FAR) if due.prompt is None), None)


def reading_due(state: SessionState) -> Cue | None:
    """The reading that has been due longest without being answered."""
    names = readings_open(state)
    return state.cues[names[0]] if names else None
