"""What the record knows for a preparation, and what of it is kept there: what was typed, and the list of the day."""

from datetime import UTC, datetime, timedelta
from functools import cached_property

from kapguide.clinical.chart import ClientChart, chart_of, said
from kapguide.clinical.checklists import DAY_OF, begun
from kapguide.clinical.facts import (
    ClientDescribed,
    ContactPlanned,
    Fact,
    ListAnswered,
    MedicineOrdered,
    PreparationTyped,
)
from kapguide.clinical.instruments import HOW, Instrument
from kapguide.clinical.limits import Limit, clinic_limits
from kapguide.clinical.preparing import MOOD_FORMS, MoodScore, Preparing, as_fields, from_fields, of_today
from kapguide.paths import Home
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionStatus, SessionSummary
from kapguide.store.tables.score_rows import Score
from kapguide.usecases.contacts import contact_plans
from kapguide.usecases.shipped.checklists import checklists_of
from kapguide.usecases.shipped.instruments import instruments_of
from kapguide.usecases.shipped.schedules import schedules_of
from kapguide.usecases.staff import StaffMember, people_of

A_DAY = timedelta(days=1)


class PreparationRecord:
    """The facts of one client for one contact. A client who is new is added with the first thing that is kept."""

    def __init__(self, store: Store, home: Home, client: str, contact: str) -> None:
        self._store, self._home = store, home
        self.client, self.contact = client, contact
        self.chart = ClientChart()
        self._since: datetime | None = None
        self._kept: Fact | None = None
        self.read()

    def read(self) -> None:
        """Read anew what is known. Raises KapGuideError for a record that cannot be read."""
        if not self.known:
            return
        facts = self._store.facts.of_client(self.client)
        self.chart = chart_of(facts)
        found = (each for each in self.chart.contacts.values() if self.contact and each.fact.id == self.contact)
        self.contact = next((each.id for each in found), self.contact)  # a contact that was moved keeps its first id
        sessions = self._store.sessions_of(self.client)
        counted = (each.row.started_at for each in sessions if each.state is not SessionStatus.DISCARDED)
        self._since = max(counted, default=None)
        self._kept = self._of_thrown_away(facts, sessions) or self.chart.preparations.get(self.contact)

    def _of_thrown_away(self, facts: list[Fact], sessions: list[SessionSummary]) -> Fact | None:
        """What the session that was begun last was prepared with, where it was thrown away: that counts again."""
        if not sessions or sessions[0].state is not SessionStatus.DISCARDED:
            return None
        cleared = said(self.chart.preparations.get(self.contact), PreparationTyped)
        if cleared is None or cleared.fields:
            return None
        typed = [
            fact for fact in facts
            if isinstance(fact.body, PreparationTyped) and fact.body.contact == self.contact and fact.body.fields
        ]  # fmt: skip
        return typed[-1] if typed else None

    @property
    def known(self) -> bool:
        """Whether the client is in the record already."""
        return self.client in self._store.codes()

    # --- what is known -------------------------------------------------------------------------------------

    @property
    def plan(self) -> ContactPlanned | None:
        """The planned contact."""
        found = self.chart.contacts.get(self.contact)
        return found.plan if found is not None else None

    @property
    def planned_at(self) -> datetime | None:
        """When it is planned."""
        return self.plan.at if self.plan is not None else None

    @property
    def schedules(self) -> tuple[tuple[str, str], ...]:
        """The schedules of readings that can be chosen, by id and title; first the protocol's own."""
        known = schedules_of(self._home).known.values()
        return (("", "Readings as in the protocol"), *((schedule.id, schedule.title) for schedule in known))

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The clinic's own limits, as far as somebody answers for them."""
        return clinic_limits(self._home.limits).in_force

    @property
    def order(self) -> MedicineOrdered | None:
        """The medicine as ordered."""
        return said(self.chart.order, MedicineOrdered)

    def typed(self, now: datetime) -> Preparing:
        """What stood in the fields, as far as it holds today: of a contact that nobody planned, for a day. Before
        anything was typed, who fetches the client as it is on file."""
        body = said(self._kept, PreparationTyped)
        lasts = self._kept is not None and (self.contact or now - self._kept.at < A_DAY)
        if body is not None and body.fields and lasts:
            return of_today(from_fields(body.fields), now)
        return Preparing(escort=self._escort())

    def checklist(self, now: datetime) -> ListAnswered:
        """The list of the day: as it was begun for this contact, or today for one that nobody planned."""
        kept = self.chart.lists.get((DAY_OF, self.contact))
        earlier = said(kept, ListAnswered) if kept is not None and self._of_now(kept.at, now) else None
        return begun(checklists_of(self._home).day_of, contact=self.contact, earlier=earlier)

    def _of_now(self, at: datetime, now: datetime) -> bool:
        """Said today, and not for a session that has begun since."""
        today = at.astimezone().date() == now.astimezone().date()
        return today and (self._since is None or at > self._since)

    def _escort(self) -> str:
        described = said(self.chart.described, ClientDescribed)
        people = described.people if described is not None else ()
        found = next((person for person in people if person.part == "escort"), None)
        return ", ".join(filter(None, (found.name, found.relation))) if found is not None else ""

    def number_on_file(self) -> bool:
        """Whether the escort can be called."""
        described = said(self.chart.described, ClientDescribed)
        return described is not None and any(each.part == "escort" and each.number for each in described.people)

    @cached_property
    def _forms(self) -> tuple[Instrument, ...]:
        return instruments_of(self._home).named(MOOD_FORMS)

    def mood(self) -> tuple[tuple[Instrument, MoodScore | None], ...]:
        """Each form of the mood check, and what it came to today."""
        scores = self._store.scores.of_client(self.client) if self.known else []
        now = datetime.now(UTC)
        newest = {score.instrument: score for score in scores if self._of_now(score.taken_at, now)}
        return tuple((form, _mood_score(form, newest[form.id]) if form.id in newest else None) for form in self._forms)

    def staff(self) -> tuple[StaffMember, ...]:
        """The people of the practice who can be named."""
        return people_of(self._store)

    # --- what is kept --------------------------------------------------------------------------------------

    def keep(self, typed: Preparing) -> None:
        """Keep what stands in the fields. Raises KapGuideError."""
        self._say(PreparationTyped(self.contact, as_fields(typed)))

    def keep_list(self, answers: ListAnswered) -> None:
        """Keep the answers so far. Raises KapGuideError."""
        self._say(answers)

    def clear(self) -> None:
        """The session has begun: nothing waits in the fields any more. Raises KapGuideError."""
        self._say(PreparationTyped(self.contact))

    def _say(self, body: PreparationTyped | ListAnswered) -> None:
        self._store.facts.say(self.make_known(), body)

    def make_known(self) -> str:
        """Have the client in the record; the code as it stands there. Raises KapGuideError."""
        if not self.known:
            self.client = self._store.known_client(self.client)
        return self.client


def _mood_score(form: Instrument, score: Score) -> MoodScore:
    most = round(form.range[1]) if form.range is not None else 0
    return MoodScore(form.id, form.title, score.total, most, score.taken_at, str(score.answers.get(HOW) or ""))


def protocol_choices(home: Home, protocol: TherapyProtocol, chosen: str) -> list[tuple[str, str]]:
    """What can be chosen instead: the protocols for the same kind of contact, by name and title. `chosen` is the name
    by which `protocol` was found."""
    same = [(plan.id, plan.title) for plan in contact_plans(home) if plan.contact is protocol.contact_kind]
    return same if chosen in [name for name, _ in same] else [(chosen, protocol.title), *same]
