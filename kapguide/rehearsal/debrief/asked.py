"""What the protocol and the scenario asked for, and when each of it was there: the third lane, and its curves."""

from collections.abc import Iterable, Iterator

import msgspec

from kapguide.rehearsal.debrief.shape import MarkState
from kapguide.rehearsal.debrief.trace import DoneItem, HappenedItem, Trace
from kapguide.rehearsal.debrief.words import CUES, brief, lower, shortened
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.scenario import Expectation
from kapguide.rehearsal.told import RanOut
from kapguide.session import events as e
from kapguide.session.care.answers import Answer, answer_words
from kapguide.session.doses.dose import ENDS, DoseStep
from kapguide.session.plan import given_over, prompt_of
from kapguide.session.protocol.protocol import Ask, DoneBy, Prompt, asked_by, dose_of_cue
from kapguide.spans import MINUTE, SECOND

ON_TIME = 2 * MINUTE
"""What the protocol asked for counts as in time up to so long after it fell due [OURS]."""

LATER_UP_TO = 10 * MINUTE
"""What is done so long after the time of an expectation is still told as its answer, come later [OURS]."""


class AskedFor(msgspec.Struct, frozen=True):
    """One thing that was asked for: by the protocol a cue, by the scenario what a turn `asks`."""

    kind: str
    """The id of the cue or of the expectation."""
    t: int
    """When it was due; of an expectation the end of its time."""
    title: str
    words: str
    state: MarkState
    took: int = 0
    """How long after it was due it came; of an expectation how long after its turn. 0 where it did not come."""
    answers: tuple[DoneItem, ...] = ()
    """What was done for it, the first first."""
    outcome: str = ""
    ask: Ask | None = None
    turn: HappenedItem | None = None
    """The turn that asked for it; None for a cue."""
    expectation: Expectation | None = None

    @property
    def came(self) -> bool:
        """Whether it was there, in time or later."""
        return self.state in (MarkState.IN_TIME, MarkState.LATER)

    @property
    def within(self) -> int:
        """How long the turn leaves for it; a cue leaves nothing."""
        return self.expectation.within if self.expectation is not None else 0

    @property
    def late(self) -> int:
        """How long after its time it came (ms); negative before it."""
        return self.took - self.within

    @property
    def left_out(self) -> str:
        """`declined`, `left out`, where that was the answer."""
        answer = self.answers[0].answer if self.came else ""
        return answer_words(answer) if answer in (Answer.DECLINED, Answer.LEFT_OUT) else ""

    @property
    def taken(self) -> bool:
        """Whether it is a reading that was taken, and not left out or declined."""
        return self.came and self.is_reading and self.answers[0].deed == Deed.READING

    @property
    def is_reading(self) -> bool:
        """Whether it is a reading of the protocol."""
        return self.ask is Ask.READING


def asked_of(trace: Trace) -> tuple[AskedFor, ...]:
    """All that was asked for in the stretch, in order of time."""
    found = [*_cues(trace), *_expectations(trace)]
    return tuple(sorted(found, key=lambda item: item.t))


# --- the protocol's ----------------------------------------------------------------------------------------------


def _cues(trace: Trace) -> Iterator[AskedFor]:
    """The prompts that want an answer, and the readings, each as it came last."""
    shown: dict[str, e.Event] = {}
    for event in trace.log:
        match event.body:
            case e.CueFired(cue=cue) | e.CueMissed(cue=cue):
                shown[cue] = event
            case e.Undone(cues=cues):
                for cue in cues:
                    shown.pop(cue, None)
    for name, event in shown.items():
        prompt = prompt_of(trace.state, name)
        ask = asked_by(trace.record.protocol, name)
        own = event.seq > trace.record.prelude or event.t >= trace.began  # what falls due as the stretch begins, too
        if own and (ask is not None or (prompt is not None and prompt.waits)):
            yield _cue(trace, name, event, prompt, ask)


def _cue(trace: Trace, name: str, event: e.Event, prompt: Prompt | None, ask: Ask | None) -> AskedFor:
    body = event.body
    assert isinstance(body, e.CueFired | e.CueMissed)
    missed = isinstance(body, e.CueMissed)
    due = event.t if missed else body.due  # nobody could see it before it was noticed
    words = CUES[ask] if ask in CUES else shortened(lower(body.title))
    answers = tuple(item for item in trace.done if _answers(item, name, prompt))
    item = AskedFor(name, body.due, body.title, words, MarkState.NOT_SEEN, answers=answers[:1], ask=ask)
    if trace.in_skip(body.due):
        return _skipped(item)
    if answers:
        took = trace.lived(due, answers[0].t)
        if took > ON_TIME and trace.skips_within(due, due + ON_TIME):
            return _skipped(item)
        state = MarkState.LATER if took > ON_TIME else MarkState.IN_TIME
        return _with(item, state=state, took=took, outcome=_outcome(trace, name, answers[0], took, state))
    if missed:
        outcome = "its time passed while nobody could see it"
        return _with(item, state=MarkState.SKIPPED, outcome=outcome)
    if given_over(trace.state, name):
        return _with(item, state=MarkState.SKIPPED, outcome="a later dose took it over")
    return _unanswered(trace, item, body.due, body.due + ON_TIME)


def _answers(item: DoneItem, name: str, prompt: Prompt | None) -> bool:
    """Whether that is an answer to the cue: its own, or what closes the prompt."""
    if item.cue == name:
        return True
    if prompt is None or not prompt.done_by or item.dose != dose_of_cue(name):
        return False
    if prompt.done_by is DoneBy.DOSE:
        return item.deed == Deed.DOSE
    return item.step in (ENDS if prompt.done_by is DoneBy.END else (DoseStep.DISSOLVED, DoseStep.SWISH, *ENDS))


def _outcome(trace: Trace, name: str, item: DoneItem, took: int, state: MarkState) -> str:
    """`in time`; `7 min later, put off at 0:31`; `declined, in time`."""
    told = [answer_words(item.answer)] if item.answer in (Answer.DECLINED, Answer.LEFT_OUT) else []
    told.append(f"{brief(took)} later" if state is MarkState.LATER else "in time")
    told += [
        f"put off at {trace.minutes(event.t)}"
        for event in trace.own
        if isinstance(event.body, e.CueSnoozed) and event.body.cue == name
    ]
    return ", ".join(told)


def _unanswered(trace: Trace, item: AskedFor, began: int, until: int) -> AskedFor:
    """What nobody answered: moved past, still open at the end, or not seen."""
    if trace.skips_within(began, until):
        return _skipped(item)
    if until > trace.ended:
        return _with(item, state=MarkState.OPEN, outcome="its time was not over when the run ended")
    return _with(item, outcome="not seen in this run")


def _skipped(item: AskedFor) -> AskedFor:
    return _with(item, state=MarkState.SKIPPED, outcome="its time was skipped")


def _with(item: AskedFor, **changes: object) -> AskedFor:
    return msgspec.structs.replace(item, **changes)


# --- the scenario's ----------------------------------------------------------------------------------------------


def _expectations(trace: Trace) -> Iterator[AskedFor]:
    for place, came in enumerate(trace.happened):
        again = next((other for other in trace.happened[place + 1 :] if other.id == came.id), None)
        for expectation in came.turn.asks if came.turn is not None else ():
            yield _expectation(trace, came, expectation, again.t if again is not None else trace.ended)


def _in_time(trace: Trace, wanted: Expectation, took: int) -> bool:
    """Whether it was done while its time ran. In its very last moment the run says which of the two came first."""
    ran_out = any(isinstance(beat, RanOut) and beat.expectation == wanted.id for beat in trace.beats)
    return took < wanted.within or (took == wanted.within and not ran_out)


def _expectation(trace: Trace, came: HappenedItem, wanted: Expectation, until: int) -> AskedFor:
    """What one turn asked for; its deeds count from the turn on, up to `until`."""
    deadline = came.t + wanted.within
    item = AskedFor(
        wanted.id,
        deadline,
        wanted.title,
        shortened(lower(wanted.title)),
        MarkState.NOT_SEEN,
        turn=came,
        expectation=wanted,
    )
    deeds = [
        each for each in trace.done if each.deed in wanted.deeds and came.seen_before(each) and each.noted <= until
    ]
    first = {each.deed: each for each in sorted(deeds, key=lambda each: each.order, reverse=True)}
    answers = tuple(sorted(first.values(), key=lambda each: each.order))[: None if wanted.every else 1]
    whole = bool(answers) and (not wanted.every or len(first) == len(set(wanted.deeds)))
    took = answers[-1].noted - came.t if answers else 0
    if came.skipped:
        return _skipped(item)
    if whole and _in_time(trace, wanted, took):
        return _with(item, state=MarkState.IN_TIME, took=took, answers=answers, outcome="in time")
    if trace.skips_within(came.t, deadline):
        return _skipped(item)
    if whole and took <= wanted.within + LATER_UP_TO:
        outcome = f"{brief(max(SECOND, took - wanted.within))} later"
        return _with(item, state=MarkState.LATER, took=took, answers=answers, outcome=outcome)
    part = tuple(each for each in answers if each.noted <= deadline + LATER_UP_TO) if wanted.every else ()
    unanswered = _unanswered(trace, _with(item, answers=part), came.t, deadline)
    if unanswered.state is MarkState.NOT_SEEN and part:
        return _with(unanswered, outcome=f"in part: {' and '.join(each.words for each in part)}")
    if unanswered.state is MarkState.NOT_SEEN and whole:
        return _with(unanswered, outcome=f"not seen up to {trace.minutes(deadline + LATER_UP_TO)}")
    return unanswered


def readings_asked(items: Iterable[AskedFor]) -> tuple[AskedFor, ...]:
    """The protocol's readings among them, without those of which nothing can be said."""
    return tuple(item for item in items if item.is_reading and item.state not in (MarkState.SKIPPED, MarkState.OPEN))
