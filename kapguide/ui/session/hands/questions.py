"""What is asked about an entry of the log that is chosen: an answer, a step of a dose, an entry on the leaving."""

from collections.abc import Callable
from typing import NamedTuple

from kapguide.clinical.side_effects import SEVERITIES
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import CHOICES, LEAVING, Answer, LeavingOutcome, answer_words
from kapguide.session.care.asks import asked
from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import ENDS, STEPS_OF, DoseStep
from kapguide.session.doses.words import step_words
from kapguide.session.protocol.protocol import Ask, asked_by
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect
from kapguide.session.safety.events import SideEffectFollowed, SideEffectNoted, SideEffectsAsked
from kapguide.session.safety.telling import NONE_REPORTED
from kapguide.session.state import SessionState
from kapguide.ui.session.forms.question_form import Question


class AskedAbout(NamedTuple):
    """A question about an entry, the time that stands in it, and the command for an answer, its words and a time."""

    question: Question
    at: Elapsed
    command: Callable[[int, str, Elapsed], c.Command]


def entry_of(event: e.Event, state: SessionState, shown: Callable[[int], str]) -> AskedAbout | None:
    """What is asked about an entry; None for one of which there is nothing to say. `shown` is the clock on the wall."""
    match event.body:
        case e.CueAnswered() as body:
            return _answer(state, body.cue, body, event.id)
        case e.CueMissed(cue=cue) if asked(state, cue) is not None:
            return _answer(state, cue, None, "")
        case e.DoseStepped() | e.DoseEnded() as body:
            return _step(event, body, state, shown)
        case e.LeavingNoted() as body:
            outcomes = tuple(LEAVING)
            question = Question(
                "Correct: leaving",
                tuple(LEAVING.values()),
                outcomes.index(LeavingOutcome(body.outcome)) if body.outcome in outcomes else -1,
                "who was told",
                body.told,
                shown(body.told_at),
            )
            return AskedAbout(
                question, body.told_at, lambda n, told, at: c.NoteLeaving(outcomes[n], told, at, event.id)
            )
        case e.PersonCame() | e.PersonLeft() as body:
            return _presence(event, body, shown)
        case SideEffectNoted() | SideEffectFollowed() | SideEffectsAsked() as body:
            return _side_effect(event.id, body, state, shown)
    return None


def _side_effect(
    entry: str,
    body: SideEffectNoted | SideEffectFollowed | SideEffectsAsked,
    state: SessionState,
    shown: Callable[[int], str],
) -> AskedAbout | None:
    """A side effect, or what became of it; that none was reported can only be struck out."""
    if isinstance(body, SideEffectsAsked):
        return AskedAbout(Question(NONE_REPORTED, ("none reported",)), body.asked, lambda *_: c.Strike(entry))
    done = "what was done, if anything"
    if isinstance(body, SideEffectNoted):
        strong = SEVERITIES.index(body.severity) if body.severity in SEVERITIES else -1
        question = Question(f"Correct: {body.title}", SEVERITIES, strong, done, body.action, shown(body.onset))
        return AskedAbout(
            question,
            body.onset,
            lambda n, words, at: NoteSideEffect(body.effect, body.title, at, SEVERITIES[n], words, entry),
        )
    effect = next((each for each in state.safety.effects if entry in {step.id for step in each.course}), None)
    if effect is None:
        return None
    what = "it is over" if body.over else "it goes on"
    question = Question(f"Correct: {body.title}, {what}", (what,), 0, done, body.action, shown(body.happened))
    return AskedAbout(
        question,
        body.happened,
        lambda _, words, at: FollowSideEffect(effect.id, at, words, body.over, entry),
    )


def _presence(event: e.Event, body: e.PersonCame | e.PersonLeft, shown: Callable[[int], str]) -> AskedAbout:
    """When somebody came or went; who was last seen at a time is asked for that of their going."""
    at = event.t if body.happened is None else body.happened
    if isinstance(body, e.PersonCame):
        question = Question(f"Correct: {body.person.name} came in", ("came in",), at=shown(at))
        return AskedAbout(question, at, lambda n, _, at: c.NoteArrival(body.person, at, event.id))
    question = Question(f"Correct: {body.name} left", ("left",), at=shown(at))
    return AskedAbout(question, at, lambda n, _, at: c.NoteDeparture(body.name, at, supersedes=event.id))


def _answer(state: SessionState, cue: str, body: e.CueAnswered | None, event_id: str) -> AskedAbout | None:
    """The answer that was given, at its own time, or one to what passed unseen."""
    ask, title = asked_by(state.protocol, cue), state.cues[cue].title
    if ask is None:
        return None
    answers = CHOICES[ask]
    named = ask is Ask.ATTEST
    question = Question(
        f"Correct: {title}" if body is not None else f"Not answered: {title}",
        tuple(map(answer_words, answers)),
        answers.index(Answer(body.answer)) if body is not None and body.answer in answers else -1,
        "whose name stands for it" if named else "why, if there is something to say",
        (body.by if named else body.reason) if body is not None else "",
    )

    def command(chosen: int, words: str, at: Elapsed) -> c.AnswerCue:
        by, reason = (words, "") if named else ("", words)
        return c.AnswerCue(cue, answers[chosen], by, reason, event_id)

    return AskedAbout(question, Elapsed(0), command)


def _step(
    event: e.Event, body: e.DoseStepped | e.DoseEnded, state: SessionState, shown: Callable[[int], str]
) -> AskedAbout:
    """A step at its time; where it is how a hold ended, the other way is offered, too."""
    step, part = (body.step, body.part) if isinstance(body, e.DoseStepped) else (DoseStep.ENDED, 0)
    has = STEPS_OF.get(state.doses[body.number - 1].route, ()) if body.number <= len(state.doses) else ()
    ways: list[str] = [way for way in has if way in ENDS]
    steps = ways if step in ways else [step]
    at = event.t if body.happened is None else body.happened
    question = Question(
        f"Correct: dose {body.number}",
        tuple(step_words(each, part) for each in steps),
        steps.index(step),
        at=shown(at),
    )
    return AskedAbout(question, at, lambda n, _, at: c.StepDose(steps[n], at, event.id))
