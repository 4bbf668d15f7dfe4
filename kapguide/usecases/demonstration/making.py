"""The demonstration practice is made: everything is said and done in the order in which it would have been.

The sessions are played by a cast at the speed of the machine, each at its own time, and the record's clock shows that
time, so that whatever says "when" on a screen says something true of this fiction.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from operator import itemgetter
from zlib import crc32

import msgspec

from kapguide.clinical import facts as f
from kapguide.clinical.chart import chart_of
from kapguide.clinical.chart import said as chart_said
from kapguide.clinical.checklists import begun
from kapguide.clinical.contacts import usual_protocol
from kapguide.clinical.facts import Reply
from kapguide.clinical.preparing import Prepared
from kapguide.clinical.scoring import scored
from kapguide.export.note_file import encode_note
from kapguide.session import commands as c
from kapguide.session.care.answers import LeavingOutcome
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import Elapsed, RehearsalClock
from kapguide.session.events import Event, SessionEnded
from kapguide.session.ids import seeded_ids, system_ids
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.live import Events, LiveSession, Saved
from kapguide.session.protocol.protocol import PhaseKind, TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.scripted_session import Cast, Move, ScriptedSession, ScriptedStep, shipped_scripted_session
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.text import manner_of
from kapguide.usecases.consent import with_consent
from kapguide.usecases.contacts import held
from kapguide.usecases.demonstration.demo_file import (
    DemoClient,
    DemoHeld,
    DemoList,
    Demonstration,
    DemoPlanned,
    DemoScore,
)
from kapguide.usecases.documents import note_of, report_of
from kapguide.usecases.note_chart import keep_commitments
from kapguide.usecases.rehearsing.rehearsal import play
from kapguide.usecases.scores import marked
from kapguide.usecases.sessions import Recorder, begin
from kapguide.usecases.shipped.checklists import Checklists, shipped_lists
from kapguide.usecases.shipped.courses import courses_of
from kapguide.usecases.shipped.instruments import instruments_of
from kapguide.usecases.signing import sign
from kapguide.usecases.staff import me, people_of

SEED = 14
ME = "K. Lind"
ROUND = 5
"""Minutes: nobody makes an appointment for 11:17."""
_AHEAD = timedelta(days=14)
"""So long before a contact it was planned, and no sooner than its client came."""
PACE = 20_000
"""From one item of a list that is asked to the next (ms)."""
KeysOf = Callable[[bool], Keys]
Act = tuple[datetime, Callable[[], object]]


class DemoClock:
    """What time it is in the fiction; the record asks it."""

    def __init__(self) -> None:
        self.made = datetime.now(UTC)
        self._at = self.made

    def now(self) -> datetime:
        return self._at

    def show(self, at: datetime) -> None:
        """It is `at`; nothing is later than the moment at which the demonstration is made."""
        self._at = min(at, self.made)

    def on(self, day: int, at: time) -> datetime:
        """Local time `at` on a day, counted from that on which the demonstration is made."""
        day_of: date = self.made.astimezone().date() + timedelta(days=day)
        return datetime.combine(day_of, at).astimezone(UTC)


def fill(store: Store, demonstration: Demonstration, clock: DemoClock, keys_of: KeysOf) -> None:
    """Say and do all of it; `keys_of` gives the keys of the trainee, or of the author. Raises KapGuideError where the
    demonstration names what there is not."""
    known = {row.name: row.id for row in store.staff.rows()}
    staff = {person.name: known.get(person.name) or system_ids()() for person in demonstration.staff}
    first = min(
        (at for client in demonstration.clients for at, _ in _acts(store, client, clock, staff, keys_of)), default=None
    )
    clock.show(first or clock.made)
    for person in demonstration.staff:
        store.facts.say("", f.StaffDescribed(staff[person.name], person.name, person.roles))
    for client in demonstration.clients:
        store.add_client(client.code)
    acts = [act for client in demonstration.clients for act in _acts(store, client, clock, staff, keys_of)]
    for at, act in sorted(acts, key=itemgetter(0)):
        clock.show(at)
        act()
        store.settle(10)


def _acts(store: Store, client: DemoClient, clock: DemoClock, staff: dict[str, str], keys_of: KeysOf) -> Iterator[Act]:
    """What is said and done of one client, each with its time."""
    code = client.code

    def say(body: f.AnyFact) -> Callable[[], object]:
        return partial(store.facts.say, code, body)

    came = clock.on(min([-3, client.begun, *(one.day for one in client.held)]), time(8, 30))
    people = (f.NamedPerson(client.escort, number="on file", part="escort"),) if client.escort else ()
    yield came, say(f.ClientDescribed(part2=client.part2, music_dislikes=client.music_dislikes, people=people))
    if client.course:
        preset = courses_of(store.home).known[client.course]
        yield came, say(f.CourseBegun(preset.id, preset.title, preset.steps))
    if client.course_over is not None:
        yield clock.on(client.course_over, time(16)), say(f.CourseEnded("as planned"))
    for fields, kind in ((client.order, f.MedicineOrdered), (client.touch, f.TouchAgreed)):
        if fields:
            at = clock.on(int(fields["day"]), time(9, 40))
            given = {key: value for key, value in fields.items() if key != "day"}
            ordered = {"ordered_on": at.astimezone().date().isoformat()} if kind is f.MedicineOrdered else {}
            yield at, say(msgspec.convert({"kind": kind.__struct_config__.tag, **given, **ordered}, f.AnyFact))
    for asked in client.asked:
        at = clock.on(asked.day, time(10, 40))
        yield at, say(_answered(asked, at))
    for said in client.said:
        yield clock.on(said.day, time(10, 45)), say(f.PermissionSaid(said.what, said.reply, said.words))
    for score in client.scores:
        at = clock.on(score.day, time(9, 45))
        yield at, partial(_fill_in, store, code, score, at)
    for planned in client.planned:
        at, plan = _plan(planned, clock, staff)
        yield min(max(came, at - _AHEAD), clock.made), say(plan)
    for session in client.held:
        at = clock.on(session.day, session.at)
        yield max(came, at - _AHEAD), say(_plan_of(session, at, staff))
        over = at + timedelta(milliseconds=_protocol(session).planned)
        yield over, partial(_hold, store, client, session, at, clock, keys_of)


def _answered(asked: DemoList, at: datetime) -> f.ListAnswered:
    """A checklist with its answers."""
    checklist = _lists().known[asked.list_id]
    replies = tuple(
        f.ItemReply(item.id, asked.others.get(item.id, asked.rest), asked.comments.get(item.id, ""), ME, at)
        for item in checklist.items
        if item.id not in asked.left_out
    )
    answers = begun(checklist)
    signed = at.astimezone().date().isoformat() if checklist.signed else ""
    return msgspec.structs.replace(answers, replies=replies, told=ME, signed_on=signed)


def _fill_in(store: Store, code: str, score: DemoScore, at: datetime) -> None:
    """A form that was filled in, and what was done about an answer."""
    instrument = instruments_of(store.home).known[score.instrument]
    answers = {item.id: answer for item, answer in zip(instrument.items, score.answers, strict=True)}
    result = scored(instrument, answers)
    kept_with = {**answers, **marked(result)}
    ticket = store.scores.add(code, instrument.id, instrument.version, kept_with, result.total, taken_at=at)
    if score.followed and ticket.wait(10):
        kept = store.scores.of_client(code)[-1]
        for item in result.follow:
            store.facts.say(code, f.ScoreFollowed(kept.id, item, score.followed))


def _plan(planned: DemoPlanned, clock: DemoClock, staff: dict[str, str]) -> tuple[datetime, f.ContactPlanned]:
    """A contact that is to come, and when it is."""
    at = clock.on(planned.day, planned.at)
    if planned.soon is not None:
        soon = clock.made + timedelta(milliseconds=planned.soon)
        at = soon.replace(minute=soon.minute - soon.minute % ROUND, second=0, microsecond=0)
    plan = f.ContactPlanned(
        planned.kind,
        planned.title,
        at,
        planned.minutes,
        tuple(staff[name] for name in planned.staff),
        planned.telephone,
        planned.protocol or usual_protocol(planned.kind),
    )
    return at, plan


def _plan_of(session: DemoHeld, at: datetime, staff: dict[str, str]) -> f.ContactPlanned:
    protocol = _protocol(session)
    present = tuple(staff[name] for name in session.present)
    return f.ContactPlanned(
        session.kind, session.title, at, round(protocol.planned / MINUTE), present, protocol=protocol.id
    )


def _protocol(session: DemoHeld) -> TherapyProtocol:
    return _read(session.protocol or usual_protocol(session.kind))


@cache
def _read(protocol: str) -> TherapyProtocol:
    return read_protocol(find_protocol(protocol))


@cache
def _lists() -> Checklists:
    """The practice has none of its own."""
    return shipped_lists()


def _hold(store: Store, client: DemoClient, session: DemoHeld, at: datetime, clock: DemoClock, keys_of: KeysOf) -> None:
    """The session takes place, its note is begun, and what follows from it is planned, or done already."""
    protocol, code = _protocol(session), client.code
    contact = next(
        (one.id for one in chart_of(store.facts.of_client(code)).open_contacts if one.plan.title == session.title), ""
    )
    played = _played(store, client, session, protocol, at, contact)
    Recorder(store, protocol)(played)
    ended = played[-1].at
    clock.show(ended)
    if not session.ended:
        return
    session_id = str(getattr(played[0].body, "session_id"))  # noqa: B009 - the first event of a session has it
    store.settle(10)
    held(store, protocol, played)
    store.settle(10)
    _write_note(store, session, session_id, ended, keys_of)
    for one in chart_of(store.facts.of_client(code)).open_contacts:
        made = one.plan.after_session == session_id and one.plan.at < clock.made
        if made and not any(one.plan.title.startswith(lead) for lead in session.waits):
            store.facts.say(code, f.ContactHeld(words="spoken by telephone"), supersedes=one.fact.id)


def _write_note(store: Store, session: DemoHeld, session_id: str, ended: datetime, keys_of: KeysOf) -> None:
    """The note is written by whoever signs it, and signed where it is no draft."""
    if session.signs:
        store.staff.take_over(keys_of(True))
    report = report_of(store, session_id, ended)
    note = note_of(store, report)
    document, at = note.document, ended.astimezone().isoformat(timespec="seconds")
    for line, words in session.written.items():
        document = document.edited(line, words, me(store).name, at)
    keep_commitments(store, report, document)
    words = encode_note(document).decode()
    if session.draft:
        store.notes.save(session_id, words, note.revision)
    else:
        sign(store, session_id, words, note.revision)
    store.settle(10)
    if session.signs:
        store.staff.take_over(keys_of(False))


class _Cast(Cast):
    """Before a session with a dose ends, the leaving list is gone through, and it is said how the client leaves."""

    def __init__(self, scripted: ScriptedSession, leaving: Sequence[AnswerLeaving], told: str) -> None:
        super().__init__(scripted, SEED, shipped_observations())
        self._left, self._told, self._due = list(leaving), told, 0

    def next_move(self, state: SessionState, now: int) -> Move:
        move = super().next_move(state, now)
        if not isinstance(move.command, c.End) or state.t0 is None:
            return move
        self._due = self._due or move.at
        if self._left:
            return Move(self._due, self._left[0])
        if self._told:
            return Move(self._due, c.NoteLeaving(LeavingOutcome.READY, self._told, Elapsed(self._due)))
        return msgspec.structs.replace(move, at=max(move.at, self._due))

    def made(self, move: Move) -> None:
        super().made(move)
        if isinstance(move.command, AnswerLeaving):
            self._left.pop(0)
            self._due += PACE
        elif isinstance(move.command, c.NoteLeaving):
            self._told = ""
            self._due += PACE


def _leaving(client: DemoClient) -> list[AnswerLeaving]:
    """What is answered before a client leaves. The practice has signed no limits: nobody can say what lies within."""
    checklist = _lists().leaving
    said = {"escort": client.escort, "suicidal-thoughts": "none reported", "vitals": "no limits are signed here"}
    return [
        AnswerLeaving(
            checklist, item.id, Reply.UNKNOWN if item.id == "vitals" else Reply.YES, said.get(item.id, ""), ME
        )
        for item in checklist.items
    ]


def _day_of(at: datetime, contact: str) -> f.ListAnswered:
    """The list of the day, asked before the session began."""
    checklist = _lists().day_of
    said = {"substances": Reply.NO, "suicidal-thoughts": Reply.NO, "pregnancy": Reply.NO}
    words = {"medicines": "as on other days", "slept": "six hours"}
    asked_from = at - timedelta(minutes=14)
    replies = tuple(
        f.ItemReply(
            item.id,
            said.get(item.id, Reply.YES),
            words.get(item.id, ""),
            ME,
            asked_from + timedelta(seconds=20 * number),
        )
        for number, item in enumerate(checklist.items)
    )
    return msgspec.structs.replace(begun(checklist, contact=contact), replies=replies)


def _played(
    store: Store, client: DemoClient, session: DemoHeld, protocol: TherapyProtocol, at: datetime, contact: str
) -> Events:
    """The session's events: begun as any session is, but kept in memory until it is over."""
    clock = RehearsalClock(at)
    ids = seeded_ids(crc32(f"{client.code} {session.title}".encode()), clock)
    events: list[Event] = []

    def keep(more: Events) -> Saved:
        events.extend(more)
        return Saved()

    present = (ME, *session.present)
    chart = chart_of([fact for fact in store.facts.of_client(client.code) if fact.at <= at])
    asked = _day_of(at, contact) if session.dose else None
    order = chart_said(chart.order, f.MedicineOrdered) if session.dose else None
    known = {member.name: member.person for member in people_of(store)}
    _, start = begin(
        store,
        protocol,
        clock,
        ids,
        client_code=client.code,
        therapist=present[0],
        present=tuple(known.get(name, name) for name in present),
        planned_dose=session.dose,
        intention=session.intention,
        pick_up=at + timedelta(milliseconds=protocol.planned + 25 * MINUTE) if session.dose else None,
        contact=contact,
        prepared=Prepared(client.escort, order, asked) if session.dose else None,
    )
    live = LiveSession(protocol, clock, ids, keep)
    live.send(with_consent(start, chart, at.astimezone().date()))
    leaving = _leaving(client) if session.dose else []
    play(live, _Cast(_scripted(session, protocol), leaving, client.escort), clock.advance)
    if not session.ended:
        events = [event for event in events if not isinstance(event.body, SessionEnded)]
    return tuple(events)


def _scripted(session: DemoHeld, protocol: TherapyProtocol) -> ScriptedSession:
    """A dosing session as the shipped script has it, with its own lines; a conversation has lines alone."""
    quiet = shipped_scripted_session()
    first: PhaseKind = protocol.phases[0].kind
    steps = []
    for number, line in enumerate(session.lines):
        manner, words = manner_of(line)
        steps.append(ScriptedStep(first, (4 + 3 * number) * MINUTE, manner, words))
    if session.kind is not f.ContactKind.DOSING:
        return msgspec.structs.replace(quiet, vitals=(), steps=tuple(steps))
    dose = tuple(
        msgspec.structs.replace(step, text=session.dose) if step.do == "dose" else step for step in quiet.steps
    )
    if session.effect:
        steps.append(ScriptedStep(PhaseKind.IMAGERY, 9 * MINUTE, "effect", session.effect))
        steps.append(ScriptedStep(PhaseKind.EMERGENCE, 5 * MINUTE, "effect-over", "passed by itself, bed raised"))
    return msgspec.structs.replace(quiet, steps=(*dose, *steps))
