"""The facts of a run in groups, each counted from its log; what was not logged is said to be so, or not said at all."""

from collections.abc import Iterator, Sequence
from statistics import median

from kapguide.rehearsal.debrief.asked import ON_TIME, AskedFor
from kapguide.rehearsal.debrief.emergency import emergency_facts
from kapguide.rehearsal.debrief.hands import GAP, hands_on_keys
from kapguide.rehearsal.debrief.music import music_facts
from kapguide.rehearsal.debrief.room import times_alone, touches_of, withdrawn_at
from kapguide.rehearsal.debrief.shape import DebriefFact, DebriefGroup, MarkState
from kapguide.rehearsal.debrief.trace import Trace
from kapguide.rehearsal.debrief.words import brief, counted, exact, listed, upper
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.told import Paced, ReadingAsked, ReadingGiven, WentBack
from kapguide.session import events as e
from kapguide.session.care.answers import leaving_words
from kapguide.session.clock import Elapsed
from kapguide.session.doses.words import quantity
from kapguide.session.guiding.script_telling import tell_script


def facts_of(trace: Trace, asked: Sequence[AskedFor]) -> tuple[DebriefGroup, ...]:
    """All groups of which there is anything to say."""
    groups = (
        ("What the scenario asked for", _turns(trace, asked)),
        ("What the protocol asked for", _protocol(trace, asked)),
        ("Music", music_facts(trace)),
        ("Words", _words(trace)),
        ("Touch and company", _room(trace)),
        ("Hands on the keys", _hands(trace)),
        ("Emergency", emergency_facts(trace)),
        ("Leaving", _leaving(trace)),
        ("The run", _run(trace)),
    )
    found = (DebriefGroup(title, tuple(facts)) for title, facts in groups)
    return tuple(group for group in found if group.facts)


def _at(t: int) -> Elapsed:
    return Elapsed(t)


def _turns(trace: Trace, asked: Sequence[AskedFor]) -> Iterator[DebriefFact]:
    for item in asked:
        if item.turn is None or item.expectation is None:
            continue
        within = f"asked for within {brief(item.expectation.within)}"
        words = f"{item.outcome}; {within}"
        if item.came:
            words = f"after {exact(item.took)}, {item.outcome}; {within}"
        warm = item.state in (MarkState.LATER, MarkState.NOT_SEEN)
        yield DebriefFact(f"{upper(item.title)}, {trace.minutes(item.turn.t)}", words, item.turn.t, warm)


def _unwritten(trace: Trace) -> Iterator[Elapsed]:
    """When a reading was said in the room that no entry followed before the cuff was started for the next one."""
    written = [item.noted for item in trace.done if item.deed == Deed.READING]
    said: Elapsed | None = None
    for beat in (*trace.beats, None):
        if beat is None or isinstance(beat, ReadingAsked):
            until = trace.ended if beat is None else beat.t
            if said is not None and not any(said <= at <= until for at in written):
                yield said
            said = None
        elif isinstance(beat, ReadingGiven) and said is None:
            said = beat.t


def _protocol(trace: Trace, asked: Sequence[AskedFor]) -> Iterator[DebriefFact]:
    unwritten = [trace.minutes(t) for t in _unwritten(trace)]
    if unwritten:
        yield DebriefFact("Measured, and not written down", f"at {listed(unwritten)}")
    for title, items in (
        ("Readings", [item for item in asked if item.is_reading]),
        ("Prompts", [item for item in asked if item.turn is None and not item.is_reading]),
    ):
        counting = [item for item in items if item.came or item.state is MarkState.NOT_SEEN]
        came = [max(0, item.late) for item in items if item.came]
        if counting:
            there = sum(item.state is MarkState.IN_TIME and not item.left_out for item in counting)
            middle = f"; middle delay {exact(round(median(came)))}" if len(came) > 2 else ""
            yield DebriefFact(title, f"{there} of {len(counting)} within {brief(ON_TIME)} of their time{middle}")
        left = [f"{trace.minutes(item.t)} {item.left_out}" for item in counting if item.left_out]
        if left:
            yield DebriefFact(f"{title}, answered without", listed(left))
        for item in items:
            if item.state in (MarkState.LATER, MarkState.NOT_SEEN):
                yield DebriefFact(f"{upper(item.title)}, {trace.minutes(item.t)}", item.outcome, _at(item.t), True)
        past = [trace.minutes(item.t) for item in items if item.state is MarkState.SKIPPED]
        if past:
            yield DebriefFact(f"{title}, not asked of this run", f"{listed(past)}: skipped, or passed unseen")
        still = [trace.minutes(item.t) for item in items if item.state is MarkState.OPEN]
        if still:
            yield DebriefFact(f"{title}, open at the end", listed(still))


def _words(trace: Trace) -> Iterator[DebriefFact]:
    for item in trace.done:
        if item.deed in ("say", Deed.LINE, Deed.SCRIPT):
            yield DebriefFact("Said aloud", item.full, item.t)
    for event in trace.own:
        if isinstance(event.body, e.ScriptEnded):
            yield DebriefFact("Script over", tell_script(event.body).sentence.removeprefix("Imagery: "), event.t)
    bodies = [event.body for event in trace.own if isinstance(event.body, e.NoteAdded) and not event.supersedes]
    if bodies:
        own = sum(body.manner == "verbatim" for body in bodies)
        sense = sum(body.manner == "paraphrase" for body in bodies)
        words = [counted(len(bodies), "line")]
        words += [f"{own} in their own words"] if own else []
        words += [f"{sense} in their sense"] if sense else []
        yield DebriefFact("Notes", ", ".join(words))
    seen = sum(item.deed == Deed.OBSERVATION for item in trace.done)
    if seen:
        yield DebriefFact("Observations by one key", str(seen))


def _room(trace: Trace) -> Iterator[DebriefFact]:
    for touch in touches_of(trace):
        at = trace.minutes(touch.item.t)
        words = f"at {at}; touch consent then: {touch.consent}"
        yield DebriefFact("A hand was given", words, touch.item.t, not touch.agreed)
    withdrawn = withdrawn_at(trace)
    if withdrawn is not None:
        yield DebriefFact("Touch withdrawn", f"noted at {trace.minutes(withdrawn)}", _at(withdrawn))
    if not trace.state.people:
        return
    gaps = list(times_alone(trace))
    for gap in gaps:
        span = f"{trace.minutes(gap.began)} to {trace.minutes(gap.ended)}, {exact(gap.ended - gap.began)}"
        label = "Perhaps nobody with the client" if gap.doubtful else "Nobody recorded with the client"
        yield DebriefFact(label, span, _at(gap.began), True)
    if not gaps:
        yield DebriefFact("With the client", "somebody, all of the time that was recorded")


def _hands(trace: Trace) -> Iterator[DebriefFact]:
    hands = hands_on_keys(trace)
    if not hands.commands:
        return
    share = f"{exact(hands.total)} of {brief(hands.lived)}, {round(100 * hands.share)} %"
    yield DebriefFact("At the keys", f"{share}; {counted(hands.times, 'time')}")
    entries = counted(hands.commands, "entry", "entries")
    yield DebriefFact("Counted so", f"{entries}; those less than {brief(GAP)} apart are one time")
    began, ended = hands.quiet
    span = f"{brief(trace.lived(began, ended))}, {trace.minutes(began)} to {trace.minutes(ended)}"
    yield DebriefFact("Longest without", span, _at(began))


def _leaving(trace: Trace) -> Iterator[DebriefFact]:
    answers = trace.state.leaving_list.answers
    if answers.items:
        replied = {reply.item for reply in answers.replies if reply.reply is not None}
        yield DebriefFact(answers.title, f"{len(replied)} of {len(answers.items)} asked")
        open_items = [item.text for item in answers.items if item.id not in replied]
        if open_items:
            yield DebriefFact("Not asked", listed(open_items))
    for noted in trace.state.leaving:
        at = _at(noted.told_at)
        words = f"{leaving_words(noted.outcome)}; told: {noted.told}" if noted.told else leaving_words(noted.outcome)
        yield DebriefFact("Leaving", words, at)


def _run(trace: Trace) -> Iterator[DebriefFact]:
    for number, dose in enumerate(trace.state.doses, 1):
        at = "" if number == 1 else f", at {trace.minutes(dose.given)}"
        yield DebriefFact(f"Dose {number}", f"{quantity(dose)}{at}", dose.given)
    if not trace.dosed and trace.record.log:
        yield DebriefFact("Dose", "none was noted; times count from the start")
    since: Elapsed | None = None
    for event in trace.own:
        match event.body:
            case e.PhaseHeld():
                since = event.t
            case e.PhaseReleased() | e.EmergencyStarted() if since is not None:
                yield DebriefFact("Phase held", f"for {exact(event.t - since)}", since)
                since = None
            case e.ClockGap(slept_ms=slept) if slept:
                yield DebriefFact("The computer slept", f"for {exact(slept)}, to {trace.minutes(event.t)}", event.t)
    for began, ended in trace.skips:
        words = f"{trace.minutes(began)} to {trace.minutes(ended)}: nothing in it is asked of this run"
        yield DebriefFact("Skipped", words, began)
    for beat in trace.beats:
        if isinstance(beat, WentBack):
            yield DebriefFact("Gone back", f"to {trace.minutes(beat.t)}, from {trace.minutes(beat.left)}", beat.t)
    rates = [beat.rate for beat in trace.beats if isinstance(beat, Paced)]
    pauses = sum(not rate for rate in rates)
    if pauses:
        yield DebriefFact("Paused", counted(pauses, "time"))
    speeds = sorted({rate for rate in (trace.record.speed, *rates) if rate})
    if speeds:
        yield DebriefFact("Clock", " to ".join(f"×{rate:g}" for rate in dict.fromkeys((speeds[0], speeds[-1]))))
    if not trace.record.over:
        yield DebriefFact("End", f"left at {trace.minutes(trace.ended)}, before the scenario was over")
