"""What a screen shows of a session at a moment: which prompt, what comes next. Functions of (state, now)."""

import msgspec

from kapguide.session.care.asks import asked_late
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Elapsed
from kapguide.session.doses.words import quantity
from kapguide.session.parts import Cue
from kapguide.session.plan import Due, coming, given_over, is_done, overrun, prompt_of
from kapguide.session.protocol.protocol import PhaseKind, Prompt, base_cue, dose_of_cue
from kapguide.session.state import SessionState

FAR = 24 * 3_600_000
"""Further ahead than any session: a bound for looking at all that is to come (ms)."""


class OpenPrompt(msgspec.Struct, frozen=True):
    """A prompt on the screen, and how many others still wait to be put away."""

    cue: str
    prompt: Prompt
    since: int
    waiting: int
    title: str = ""
    """The prompt's title; of one that goes with a further dose it says with which."""


class SinceDose(msgspec.Struct, frozen=True):
    """The dose that time is counted from on every screen: when it was given, and what stands before its time of day."""

    given: Elapsed
    words: str


def since_last_dose(state: SessionState) -> SinceDose | None:
    """What was given last: `since 100 mg`, `since dose 2, 50 mg`, or an amount in words, such as `as prescribed`."""
    if not state.doses:
        return None
    dose = state.doses[state.last_dose - 1]
    which = f"dose {state.last_dose}, " if len(state.doses) > 1 else ""
    since = "since " if which or quantity(dose)[:1].isdigit() else ""
    return SinceDose(dose.given, f"{since}{which}{quantity(dose)}")


def current_prompt(state: SessionState, now: int) -> OpenPrompt | None:
    """The latest prompt that is neither put away nor snoozed; none from an emergency until a person goes on.

    One that wants no answer gives way to the next, or to the next phase, for good; one that does waits, until what it
    asks for is done, or a further dose has taken it over; so does what passed unseen and asks for an answer.
    """
    if not state.running or state.flow.prompts_stopped:
        return None
    late = asked_late(state)
    appeared = sorted(
        (_appeared(cue, now), place, name)
        for place, (name, cue) in enumerate(state.cues.items())
        if (not cue.missed or name in late) and (prompt := prompt_of(state, name)) is not None
        if not is_done(state, prompt, dose_of_cue(name)) and not given_over(state, name)
    )
    waiting: list[OpenPrompt] = []
    for since, _, name in appeared:
        cue, prompt = state.cues[name], prompt_of(state, name)
        away = cue.acknowledged or cue.answer or (cue.snoozed_until is not None and cue.snoozed_until > now)
        left = since < state.flow.run.began  # a prompt that needs no answer leaves with its phase
        if prompt is not None and not away and (prompt.waits or (name == appeared[-1][2] and not left)):
            waiting.append(OpenPrompt(name, prompt, since, len(waiting), cue.title))
    return waiting[-1] if waiting else None


RETURNING = (PhaseKind.EMERGENCE, PhaseKind.INTEGRATION)
"""The phases of coming back and speaking."""


def intention_again(state: SessionState) -> str:
    """The client's intention, where the client comes back, or speaks; empty everywhere else."""
    if not state.running or state.started is None or state.flow.prompts_stopped:
        return ""
    returning = state.protocol.phases[state.flow.index].kind in RETURNING and state.protocol.has_dose
    return state.started.intention.strip() if returning else ""


def _appeared(cue: Cue, now: int) -> int:
    """When the prompt came up last: when it fired, or when it came back from a snooze."""
    return cue.snoozed_until if cue.snoozed_until is not None and cue.snoozed_until <= now else cue.at


def next_prompt(state: SessionState, now: int) -> Due | None:
    """The next prompt to come, a snoozed one included, as things stand."""
    snoozed = [
        Due(name, cue.snoozed_until, cue.title, prompt_of(state, name))
        for name, cue in state.cues.items()
        if cue.snoozed_until is not None and cue.snoozed_until > now and not (cue.acknowledged or cue.answer)
        if (prompt := prompt_of(state, name)) and not is_done(state, prompt, dose_of_cue(name))
        if not given_over(state, name)
    ]
    fresh = [due for due in coming(state, now, now + FAR) if due.prompt is not None]
    return min(snoozed + fresh[:1], key=lambda due: due.at, default=None)


def waits_for_a_person(state: SessionState, due: Due, now: int) -> bool:
    """Whether a coming prompt belongs to a later phase that nobody knows the beginning of: held, or run over."""
    phase = state.protocol.phases[state.flow.index]
    own = any(prompt.id == base_cue(due.cue) for prompt in phase.prompts)
    stands = state.flow.held_since is not None or overrun(state, now) > 0
    return stands and not own and due.cue not in state.cues


def waits_for_the_dose(state: SessionState, due: Due) -> bool:
    """Whether nobody knows when it comes before the dose is given: it counts from it, or belongs to a later phase."""
    if state.doses or due.cue in state.cues:
        return False
    phases = state.protocol.phases
    dosing = next((at for at, phase in enumerate(phases) if phase.kind is PhaseKind.DOSING), len(phases))
    later = max(dosing, state.flow.index)
    name = base_cue(due.cue)
    own = (
        place
        for place, phase in enumerate(phases)
        if name in {*(prompt.id for prompt in phase.prompts), *(reading.id for reading in phase.readings)}
    )
    return due.dose > 0 or next(own) > later


def next_reading(state: SessionState, now: int) -> Due | None:
    """The next reading to fall due, as things stand."""
    return next((due for due in coming(state, now, now + FAR) if due.prompt is None), None)


def reading_due(state: SessionState) -> Cue | None:
    """The reading that a person is asked for: of those that nobody has answered, the newest."""
    names = readings_open(state)
    return state.cues[names[-1]] if names else None
