"""What fell due in a session, and what became of it."""

from collections.abc import Iterable, Iterator

import msgspec

from kapguide.export.log import Log, Moment
from kapguide.session import events as e
from kapguide.session.care.readings import early_by
from kapguide.session.protocol.protocol import Anchor, Ask, Prompt, ReadingDue, TherapyProtocol, asked_by, base_cue
from kapguide.session.wording import length
from kapguide.spans import MINUTE


class ReportedCue(msgspec.Struct, frozen=True):
    """A prompt, or a reading that fell due, and in words what became of it.

    `ask` is what it asked of a person. `ended` is how that ended: `taken`, one of `answers.Answer`, or empty, at the
    moment `answered`, with the `reason` why it was left out.
    """

    cue: str
    title: str
    due: Moment
    ask: Ask | None
    shown: Moment | None
    became: tuple[str, ...] = ()
    ended: str = ""
    answered: Moment | None = None
    gone: bool = False
    """It had come with a phase that was taken back, and was not due any more."""
    reason: str = ""


def reported_cues(log: Log, protocol: TherapyProtocol) -> tuple[ReportedCue, ...]:
    """Every prompt and every reading that fell due, in the order in which they did, with what ended it."""
    cues: dict[str, ReportedCue] = {}
    for event in log.events:
        body = event.body
        if isinstance(body, e.CueFired | e.CueMissed):
            shown = log.moment(event) if isinstance(body, e.CueFired) else None
            cues[body.cue] = ReportedCue(body.cue, body.title, log.moment_at(body.due), log.names.ask(body.cue), shown)
        if isinstance(body, e.Undone):
            for name in cues.keys() & set(body.cues):
                became = (*cues[name].became, "left again with its phase")
                cues[name] = msgspec.structs.replace(cues[name], became=became, gone=True)
        if not isinstance(body, e.CueMissed | e.CueAcknowledged | e.CueSnoozed | e.CueAnswered):
            continue
        if (cue := cues.get(body.cue)) is None or log.taken_back(event) or log.correction(event):
            continue
        cue = msgspec.structs.replace(cue, became=(*cue.became, log.told(event).became))
        if isinstance(body, e.CueAnswered):
            cue = msgspec.structs.replace(cue, ended=body.answer, answered=log.happened(event), reason=body.reason)
        cues[body.cue] = cue
    _tie_readings(cues, log, early_by(protocol))
    return tuple(cues.values())


def never_asked(log: Log, protocol: TherapyProtocol, cues: Iterable[ReportedCue]) -> Iterator[str]:
    """A sentence for each phase that was left before it had asked all that wants an answer: who reads the note would
    take silence for "asked, and fine". What counts from a dose is not missed where there was none.
    """
    came = {base_cue(cue.cue) for cue in cues if not cue.gone}
    bodies = [event.body for event in log.events if not log.taken_back(event)]
    dosed = any(isinstance(body, e.DoseGiven) for body in bodies)
    begun = [body.phase for body in bodies if isinstance(body, e.PhaseBegan)]
    ended = any(isinstance(body, e.SessionEnded) for body in bodies)
    left = set(begun if ended else begun[:-1])
    for phase in protocol.phases:
        items: tuple[Prompt | ReadingDue, ...] = (*phase.prompts, *phase.readings)
        titles = [
            item.title
            for item in items
            if asked_by(protocol, item.id) is not None
            and item.id not in came
            and (dosed or item.timing.anchor is Anchor.PHASE)
        ]
        if titles and phase.id in left:
            yield f"“{phase.title}” was left before this had been asked for: {'; '.join(titles)}."


def _tie_readings(cues: dict[str, ReportedCue], log: Log, early: dict[str, int]) -> None:
    """Each reading that stands ends what it answered; one of an older log the newest that was due by then."""
    for event in log.standing():
        if not isinstance(body := event.body, e.ReadingTaken):
            continue
        when, name = log.happened(event), body.cue
        if not name:
            name = _meant(cues, when.t, early)
        if cue := cues.get(name):
            late = when.t - cue.due.t
            words = f"taken {when.clock}" + (f", {length(late // MINUTE * MINUTE)} late" if late >= MINUTE else "")
            cues[name] = msgspec.structs.replace(cue, became=(*cue.became, words), ended="taken", answered=when)


def _meant(cues: dict[str, ReportedCue], taken: int, early: dict[str, int]) -> str:
    """The newest reading due that one taken at `taken` may have answered.

    Of those that were missed, by sleep or a dose recorded late, only one that nothing later has replaced by then, or
    that it was near to.
    """
    due = sorted(
        (cue.due.t, key)
        for key, cue in cues.items()
        if cue.ask is Ask.READING and taken >= cue.due.t - early[base_cue(key)]
    )
    waiting = [(at, key) for at, key in due if not cues[key].ended]
    if not waiting:
        return ""
    at, name = waiting[-1]
    stands = cues[name].shown is not None or (at, name) == due[-1] or taken - at <= early[base_cue(name)]
    return name if stands else ""
