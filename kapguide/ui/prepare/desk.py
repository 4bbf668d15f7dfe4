"""One preparation at the window: what is typed is read back, kept, and measured against what the session wants."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QTimer

from kapguide.audio.planning.arc import shipped_arc
from kapguide.clinical.checklists import asked_words, newest_reply
from kapguide.clinical.preparing import (
    Attending,
    KnownToo,
    Lack,
    Matter,
    Preparing,
    lacks,
    wanted,
)
from kapguide.clinical.when import when_words
from kapguide.errors import KapGuideError
from kapguide.store.records import Store
from kapguide.store.writing.ballast import LOW_SPACE, free_space
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.prepare.beginning import SessionTold, session_of
from kapguide.ui.prepare.keeper import PreparationKeeper
from kapguide.ui.prepare.mood import MoodCheck
from kapguide.ui.prepare.people_card import clock
from kapguide.ui.prepare.pre_flight import PreFlightData
from kapguide.ui.prepare.reading_back import (
    above_words,
    baseline_of,
    chips_of,
    ends_words,
    gone_by_words,
    music_words,
    ordered_words,
    pick_up_of,
    pick_up_words,
    planned_words,
)
from kapguide.ui.prepare.record import PreparationRecord, protocol_choices
from kapguide.ui.prepare.screen import PrepareHead, PrepareScreen
from kapguide.ui.prepare.tones import Tones, in_a_sentence
from kapguide.ui.prepare.ways import UNFORESEEN, Ways
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.gate import Missing
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.music import PracticeMusic, planned_music
from kapguide.usecases.power import on_mains
from kapguide.usecases.sessions import MusicChoice, NewSession
from kapguide.usecases.shipped.protocols import protocol_of

LOOK_MS = 1_000
POWER_EVERY = 15
"""Looks between two that ask for the power."""


class PrepareDesk:
    """Its screen, what was typed there, and what the record knows beside it."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        sound: WindowSound,
        music: PracticeMusic,
        display: ClientDisplay,
        therapist: str,
        new: NewSession,
        choice: MusicChoice,
        ways: Ways,
    ) -> None:
        """`choice` is what is known of this client's music. Raises KapGuideError."""
        self._frame, self._sound, self._music, self._display = frame, sound, music, display
        self._therapist, self._new, self._ways = therapist, new, ways
        self._record = PreparationRecord(store, frame.home, new.client, new.contact)
        now = self._now()
        self._typed = self._restored(now, choice)
        self._list = self._record.checklist(now)
        self.protocol = protocol_of(frame.home, self._typed.protocol or new.protocol)
        self._arc = shipped_arc()
        self._music_lack = ""
        self._power: bool | None = None
        self._looks = 0
        self._pre_flight = PreFlightData()
        self.screen = PrepareScreen(frame.theme, self._who)
        self._mood = MoodCheck(self._record, self.screen.mood, ways.ask_mood, self._show_gate)
        self._tones = Tones(self.screen, sound, self._show_pre_flight)
        self._keeper = PreparationKeeper(self.screen, self._record, self._warn)
        self._look = QTimer(self.screen)
        self._look.timeout.connect(self._look_around)
        self._connect()
        self._show_all()
        self._look.start(LOOK_MS)

    # --- what was typed ------------------------------------------------------------------------------------

    def _restored(self, now: datetime, choice: MusicChoice) -> Preparing:
        typed = self._record.typed(now)
        typed = replace(
            typed, dose=typed.dose or self._new.planned_dose, intention=typed.intention or self._new.intention
        )
        me = next((each for each in self._record.staff() if each.me), None)
        name = (me.name if me is not None else "") or self._therapist
        if typed.people is None and name:
            typed = replace(typed, people=(Attending(name, "therapist", now, staff=me.id if me else ""),))
        if typed.playlist is None:
            typed = replace(typed, playlist=choice.playlist, seed=choice.seed, avoid=choice.avoid)
        return typed

    def _change(self, **changes: Any) -> None:
        """Something was typed or done: it is kept in a moment, and counts at once."""
        self._typed = replace(self._typed, **changes)
        self._keeper.take(self._typed)
        self._show_gate()

    def _put(self, field: str, text: str) -> None:
        match field:
            case "pick_up":
                self._put_pick_up(text)
            case "baseline":
                self._change(baseline=text, baseline_at=self._now() if text.strip() else None)
                self._show_baseline()
            case "protocol":
                self._choose_protocol(text)
            case _:
                self._change(**{field: text})

    def _put_pick_up(self, text: str) -> None:
        meant = pick_up_of(text, self._now())
        self._change(pick_up=text, pick_up_at=meant.at)
        self._show_pick_up()

    def _take_next_time(self) -> None:
        """The next moment of the words that had gone by: it stands in the field as it is meant."""
        now = self._now()
        if (next_time := pick_up_of(self._typed.pick_up, now).next_time) is not None:
            self.screen.escort.pick_up.put(when_words(next_time, now))
            self._change(pick_up=when_words(next_time, now), pick_up_at=next_time)
            self._show_pick_up()
            self.screen.escort.pick_up.setFocus()

    def _choose_protocol(self, name: str) -> None:
        try:
            self.protocol = protocol_of(self._frame.home, name)
        except KapGuideError as error:
            self._warn(error.sentence)
            return
        self._change(protocol=name)
        self._show_all()

    def choose_music(self, choice: MusicChoice) -> None:
        """What was chosen on the page of music and sound."""
        self._change(playlist=choice.playlist, seed=choice.seed, avoid=choice.avoid)
        self._show_music()

    @property
    def choice(self) -> MusicChoice:
        """The music as it is chosen now."""
        return MusicChoice(self._typed.playlist or "", self._typed.seed, self._typed.avoid)

    @property
    def client(self) -> str:
        """The client's code."""
        return self._record.client

    def known_client(self) -> str:
        """The client's code, who is added to the record if nobody has yet. Raises KapGuideError."""
        return self._record.make_known()

    def _add_person(self, person: Attending) -> None:
        others = tuple(each for each in self._typed.people or () if each.name.casefold() != person.name.casefold())
        self._change(people=(*others, replace(person, since=self._now())))
        self._show_people()

    def _remove_person(self, name: str) -> None:
        self._change(people=tuple(each for each in self._typed.people or () if each.name != name))
        self._show_people()

    def _say_heard(self, role: str) -> None:
        self._change(heard={**self._typed.heard, role: self._now()})
        self._tones.heard(role)
        self._show_pre_flight()

    def _say_quiet(self) -> None:
        self._change(undisturbed=self._who() or "somebody", undisturbed_at=self._now())
        self._show_pre_flight()

    def _answered(self) -> None:
        self._list = self.screen.checklist.answers
        self._keeper.take(answers=self._list)
        self._show_list_state()
        self._show_gate()

    def _who(self) -> str:
        """Who does what is done here: the therapist who is named first."""
        people = self._typed.people or ()
        return next((each.name for each in people if each.role == "therapist"), self._therapist)

    # --- what is shown -------------------------------------------------------------------------------------

    def _show_all(self) -> None:
        screen, typed, now = self.screen, self._typed, self._now()
        plan, order = self._record.plan, self._record.order
        screen.show_head(
            PrepareHead(
                above_words(self.protocol, plan.title if plan else "", now, telephone=self._new.telephone),
                self.client,
                chips_of(self._record.chart, dosed=self.protocol.has_dose),
                planned_words(plan.at, now) if plan else "",
            )
        )
        screen.show_matters(self._matters)
        screen.mood.hand_over.show_as("Ask" if self._new.telephone else "Hand over", key="h")
        screen.music.setVisible(bool(self._plays))
        lacks_order = order is None and self.protocol.has_dose
        screen.order.show_order(ordered_words(order), lacks=lacks_order and self._ways.write_order is not None)
        chosen = typed.protocol or self._new.protocol
        screen.order.show_protocols(protocol_choices(self._frame.home, self.protocol, chosen), chosen)
        screen.order.dose.put(typed.dose)
        screen.escort.escort.put(typed.escort)
        screen.escort.set_trailing("number on file" if self._record.number_on_file() else "")
        screen.escort.pick_up.put(typed.pick_up)
        screen.intention.text.put(typed.intention)
        screen.baseline.line.put(typed.baseline)
        screen.order.show_schedules(self._record.schedules, typed.schedule)
        screen.people.offer(self._record.staff())
        screen.checklist.show_list(self._list)
        screen.gate.reason.put(typed.reason)
        self._show_people()
        self._show_pick_up()
        self._show_baseline()
        self._show_list_state()
        self._mood.show()
        self._show_music()
        self._look_around()

    def _show_people(self) -> None:
        self.screen.people.show_people(self._typed.people or (), telephone=self._new.telephone)

    def _show_pick_up(self) -> None:
        now, typed, card = self._now(), self._typed, self.screen.escort
        meant = pick_up_of(typed.pick_up, now)
        if typed.pick_up_at is None:
            card.say(meant.words, warm=meant.wrong)
        elif typed.pick_up_at <= now:
            next_time = when_words(meant.next_time, now) if meant.next_time is not None else ""
            card.say(gone_by_words(typed.pick_up_at, now), warm=True, next_time=next_time and f"Take {next_time}")
        else:
            card.say(pick_up_words(typed.pick_up_at, self.protocol, self._record.planned_at, now))

    def _show_baseline(self) -> None:
        found = baseline_of(self._typed.baseline, self._record.limits)
        self.screen.baseline.show_reading(found.figures, found.words, warm=found.doubt)
        by = (found.reading.by if found.reading else "") or self._who()
        at = clock(self._typed.baseline_at)
        self.screen.baseline.set_trailing(", ".join(filter(None, (by, at))) if at else "")

    def _show_list_state(self) -> None:
        newest = newest_reply(self._list)
        by, at = (newest.by, clock(newest.at)) if newest is not None else ("", "")
        said = ", ".join(filter(None, (asked_words(self._list), by, at)))
        self.screen.checklist_card.set_trailing(f"{said}  ·  ? not known")

    def _show_music(self) -> None:
        chosen = self._music.chosen(self.choice.playlist).playlist
        planned = planned_music(self.protocol, chosen, self.choice, self._sound.settings, self._arc)
        self._music_lack, whole = music_words(chosen, planned) if self._plays else ("", "")
        phases = [(phase.kind, phase.planned) for phase in self.protocol.phases]
        self.screen.music.show_music(
            chosen.title, self._music_lack or whole, short=bool(self._music_lack), phases=phases
        )
        self._show_gate()

    def _show_pre_flight(self) -> None:
        free = free_space(self._frame.home.root)
        status = self._display.status
        self._pre_flight = PreFlightData(
            self._tones.outputs(self._typed.heard),
            self._power,
            f"{free // 10**9} GB free" if free >= 10**9 else f"{free // 10**6} MB free",
            free < LOW_SPACE,
            self._typed.undisturbed,
            "dark, ready" if status.name else "no second screen",
        )
        self.screen.pre_flight.show_data(self._pre_flight)
        self._show_gate()

    def _look_around(self) -> None:
        """What changes by itself: the time, the outputs, the power, a pick-up time that goes by."""
        now = self._now()
        if self._looks % POWER_EVERY == 0:
            self._power = on_mains()
        self._looks += 1
        if lost := self._tones.lost(self._typed.heard):
            self._change(heard={role: at for role, at in self._typed.heard.items() if role not in lost})
        self.screen.time.set_text(clock(now))
        self.screen.ends.set_text(ends_words(self.protocol, self._record.planned_at, now))
        if self._typed.pick_up_at is not None:
            self._show_pick_up()
        self._show_pre_flight()

    # --- what is missing -----------------------------------------------------------------------------------

    @property
    def _matters(self) -> frozenset[Matter]:
        matters = wanted(self.protocol.contact_kind)
        return matters if self._ways.ask_mood is not None else matters - {Matter.MOOD}

    @property
    def _plays(self) -> bool:
        return any(phase.music for phase in self.protocol.phases)

    def lacks(self) -> tuple[Lack, ...]:
        """What is missing now."""
        known = KnownToo(
            self._now(),
            baseline_of(self._typed.baseline).so_far,
            self._list,
            self._mood.answered,
            self._music_lack,
            tuple((each.role, in_a_sentence(each.role)) for each in self._pre_flight.outputs),
            self._pre_flight.on_mains,
            self._pre_flight.disk_low,
            self._new.telephone,
        )
        return lacks(self._typed, known, self._matters)

    def _show_gate(self) -> None:
        self.screen.gate.show_missing([Missing(each.field, each.link, each.after) for each in self.lacks()])

    def _warn(self, sentence: str) -> None:
        self.screen.message.say(sentence, Tone.WARM)

    # --- where it leads ------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Go away for now: no tone sounds on, and what was typed is kept."""
        self._tones.end_all()
        self._keeper.keep()

    def _begin(self, reason: str) -> None:
        self.leave()
        told = SessionTold(
            self._typed, self._who(), self._record.order, self._list, self._mood.scores, self.lacks(), reason
        )
        try:
            self._ways.begin(session_of(self._new, self.protocol, told), self.choice)
        except KapGuideError as error:
            self._warn(error.sentence)
            return
        except Exception:
            self._warn(UNFORESEEN)
            raise
        self._look.stop()
        self._keeper.forget()

    def _ask_mood(self) -> None:
        self.leave()
        try:
            self._mood.ask()
        except KapGuideError as error:
            self._warn(error.sentence)

    def _write_order(self) -> None:
        try:
            if self._ways.write_order is not None:
                self._ways.write_order()
        except KapGuideError as error:
            self._warn(error.sentence)

    # --- how it is made ------------------------------------------------------------------------------------

    def _connect(self) -> None:
        screen = self.screen
        for card in (screen.order, screen.escort, screen.intention, screen.baseline):
            card.typed.connect(self._put)
        screen.escort.next_time_wanted.connect(self._take_next_time)
        screen.people.added.connect(self._add_person)
        screen.people.removed.connect(self._remove_person)
        screen.checklist.answered.connect(lambda _: self._answered())
        screen.pre_flight.tone_asked.connect(self._tones.press)
        screen.pre_flight.heard_said.connect(self._say_heard)
        screen.pre_flight.quiet_said.connect(self._say_quiet)
        screen.music_asked.connect(lambda: self._ways.music())
        screen.order.write.clicked.connect(self._write_order)
        screen.hand_over_asked.connect(self._ask_mood)
        screen.gate.reason.textEdited.connect(lambda text: self._change(reason=text))
        screen.gate.passed.connect(self._begin)
        screen.left.connect(self._ways.leave)
        screen.hidden.connect(self._keeper.keep)

    @staticmethod
    def _now() -> datetime:
        return datetime.now(UTC)
