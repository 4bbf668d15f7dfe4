"""Each deed that a scenario may name can be done by a scripted therapist, and is read as that deed from the session."""

import random

import pytest

from kapguide import paths
from kapguide.clinical.checklists import Checklist, ChecklistGroup, ChecklistItem
from kapguide.clinical.marks import Mark
from kapguide.clinical.side_effects import shipped_effects
from kapguide.clinical.vitals import RANGES, Vitals
from kapguide.rehearsal.deeds import ACTS, DEEDS, Deed, deeds_of
from kapguide.rehearsal.hands import HANDS_OF, ActInRoom, Doing, Means, Scene, StartCuff, answer_to, hands_for
from kapguide.rehearsal.scenario import CoursePoint, Scenario, Since, Stretch, Turn, TurnTime
from kapguide.rehearsal.slips import slipped
from kapguide.session import commands as c
from kapguide.session.care.answers import Answer
from kapguide.session.clock import RehearsalClock
from kapguide.session.events import SessionStarted
from kapguide.session.guiding.breath_file import load_breath, shipped_breath
from kapguide.session.guiding.script_file import load_script
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.people.people import Person, StaffRole
from kapguide.session.protocol.protocol import Route, TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.safety.commands import NoteSideEffect
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import MORNING

LIST = Checklist(
    "leaving",
    "Leaving",
    1,
    "",
    (ChecklistGroup("All", (ChecklistItem("a", "A?"), ChecklistItem("b", "B?")), Mark.OURS),),
)
MEANS = Means(
    scripts=(load_script(paths.resource("scripts", "settling.toml")),),
    breaths=tuple(map(load_breath, shipped_breath())),
    observations={"1": "Tears"},
    effects=shipped_effects().effects,
    leaving=LIST,
)
TURN = Turn("sick", TurnTime(Since.DOSE, 5 * MINUTE), "nausea", "Swallows often.", "I feel sick.")


def story(doses: int = 1, route: Route = Route.SUBLINGUAL) -> Scenario:
    return Scenario(
        id="story", title="A story", practises="", opening="", about="", aim="", hard=1, routes=(route,),
        stretch=Stretch(), client="R-100", course=(CoursePoint(0, Vitals(heart_rate=70)),), turns=(TURN,),
        planned_dose="as prescribed", doses=doses, touch="hand",
    )  # fmt: skip


class Bench:
    """A session and the hands on it, at a clock that the test moves."""

    def __init__(self, protocol: str = "lozenge", *, present: tuple[Person, ...] = (), doses: int = 1) -> None:
        self.protocol: TherapyProtocol = read_protocol(find_protocol(protocol))
        self.clock = RehearsalClock(MORNING)
        self.session = LiveSession(self.protocol, self.clock, seeded_ids(1, self.clock), lambda _: Saved())
        self.scenario = story(doses, self.protocol.route or Route.IM)
        started = SessionStarted(
            "s-1", "R-100", "lozenge", "", self.clock.origin(), therapist="K. Lind", present=present, rehearsal=True
        )
        self.session.send(c.Start(started))

    def scene(self, turn: Turn | None = TURN, means: Means = MEANS) -> Scene:
        state, now = self.session.state, self.session.now().elapsed
        return Scene(state, now, self.scenario, means, "K. Lind", random.Random(1), turn)

    def hands(self, deed: str, turn: Turn | None = TURN, means: Means = MEANS) -> tuple[Doing, ...]:
        return hands_for(deed, self.scene(turn, means))

    def do(self, deed: str) -> list[str]:
        """Do it; the deeds that the session tells of."""
        done: list[str] = []
        for doing in self.hands(deed):
            assert isinstance(doing, c.Command)
            done += (each for event in self.session.send(doing) for each in deeds_of(event.body))
        return done

    def wait(self, ms: int) -> None:
        self.clock.advance(ms)
        self.session.send(c.Tick())

    def to_the_dose(self) -> None:
        self.wait(25 * MINUTE)
        self.session.send(c.Next())
        self.do(Deed.DOSE)


FIRST: dict[str, tuple[str, ...]] = {
    Deed.MUSIC: (Deed.SILENCE,),
    Deed.RELEASE: (Deed.HOLD,),
    Deed.EMERGENCY_LEFT: (Deed.EMERGENCY,),
    Deed.UNDO: (Deed.HOLD,),
    Deed.PERSON_LEFT: (Deed.PERSON_CAME,),
    Deed.LOUDER: (Deed.QUIETER,),
    Deed.TOUCH_OFF: (Deed.TOUCH,),
}
"""What must be done before a deed can be."""
BEFORE_THE_DOSE = {Deed.DOSE, Deed.TOUCH, Deed.TOUCH_OFF, Deed.ATTESTED, Deed.PUT_AWAY}


@pytest.mark.parametrize("deed", sorted(Deed))
def test_each_deed_at_the_screen_is_done_and_told_as_that_deed(deed: str) -> None:
    bench = Bench()
    bench.wait(4 * MINUTE)
    if deed not in BEFORE_THE_DOSE:
        bench.to_the_dose()
        bench.wait(14 * MINUTE)
        bench.session.send(c.Next())
        bench.wait(70 * SECOND)
    if deed is Deed.READING:
        assert bench.hands(deed) == (StartCuff(),)
        return
    for before in FIRST.get(deed, ()):
        bench.do(before)
    assert deed in bench.do(deed)


def test_whoever_came_last_goes_once_and_nobody_of_the_house() -> None:
    bench = Bench(present=(Person("E. Vogel", "escort"), Person("R. Osei", "medical", in_house=True)))
    bench.wait(MINUTE)
    bench.do(Deed.PERSON_CAME)
    assert bench.hands(Deed.PERSON_LEFT) == (c.NoteDeparture("R. Osei"),), "who came to the client can go again"
    bench.do(Deed.PERSON_LEFT)
    assert bench.hands(Deed.PERSON_LEFT) == (c.NoteDeparture("E. Vogel"),)
    bench.do(Deed.PERSON_LEFT)
    assert bench.hands(Deed.PERSON_LEFT) == ()


def test_acts_in_the_room_are_keys_of_the_panel() -> None:
    bench = Bench()
    for act in ACTS:
        (doing,) = bench.hands(act.id)
        assert isinstance(doing, ActInRoom)
        assert doing.act == act.id
    assert HANDS_OF.keys() == DEEDS


@pytest.mark.parametrize(
    ("deed", "done"),
    [
        (Deed.SILENCE, Deed.SOFTER), (Deed.SILENCE, Deed.WAY_BACK), (Deed.HOLD, Deed.HOLD),
        (Deed.WAY_BACK, Deed.WAY_BACK), (Deed.TOUCH_OFF, Deed.TOUCH_OFF),
        (Deed.EMERGENCY, Deed.HOLD), (Deed.EMERGENCY, Deed.NEXT),
        (Deed.EMERGENCY, Deed.EMERGENCY), (Deed.EMERGENCY, Deed.LINE), (Deed.EMERGENCY, Deed.SCRIPT),
        (Deed.EMERGENCY, Deed.BREATH), (Deed.SCRIPT, Deed.SCRIPT), (Deed.PERSON_CAME, Deed.PERSON_CAME),
    ],
)  # fmt: skip
def test_what_cannot_be_done_now_is_not_tried(deed: str, done: str) -> None:
    """After `deed` there is nothing to do for `done`."""
    bench = Bench()
    bench.wait(6 * MINUTE)
    if deed is Deed.TOUCH_OFF:
        bench.do(Deed.TOUCH)
    bench.do(deed)
    assert bench.hands(done) == ()


def test_what_is_not_there_cannot_be_used() -> None:
    bench = Bench()
    for deed in (Deed.OBSERVATION, Deed.SCRIPT, Deed.BREATH):
        assert bench.hands(deed, means=Means()) == ()
    for deed in (Deed.MUSIC, Deed.RELEASE, Deed.EMERGENCY_LEFT, Deed.LOOK, Deed.DOSE_STEP):
        assert bench.hands(deed) == ()
    assert bench.hands(Deed.UNDO) == ()
    assert bench.hands(Deed.PERSON_LEFT) == ()
    assert bench.hands(Deed.VERBATIM, turn=None) == ()
    bench.wait(3 * MINUTE)
    assert bench.hands(Deed.LINE, means=Means(lines={})) == ()
    assert bench.hands(Deed.LINE, means=Means(lines={"preparation/p2": "hello.flac"})) == (
        c.Speak("preparation/p2", "hello.flac"),
    )


def test_tablets_and_devices_go_by_the_order() -> None:
    two = Bench(doses=2)
    two.to_the_dose()
    assert (two.session.state.doses[0].part, two.session.state.doses[0].parts) == (1, 2)
    for step in ("dissolved", "swish", "spat"):
        two.wait(9 * MINUTE)
        two.do(Deed.DOSE_STEP)
        assert two.session.state.doses[0].steps[-1].step == step
    assert two.hands(Deed.DOSE_STEP) == ()
    two.do(Deed.DOSE)
    assert (two.session.state.doses[1].part, two.session.state.doses[1].parts) == (2, 2)
    three = Bench("esketamine", doses=3)
    three.to_the_dose()
    assert (three.session.state.doses[0].part, three.session.state.doses[0].parts) == (0, 3)
    three.wait(6 * MINUTE)
    three.do(Deed.DOSE_STEP)
    assert three.session.state.doses[0].devices == 2
    no_dose = Bench("integration")
    assert no_dose.hands(Deed.DOSE) == ()


def test_whoever_is_in_the_house_is_fetched_first_and_goes_again() -> None:
    colleague = Person("R. Osei", StaffRole.MEDICAL, in_house=True)
    bench = Bench(present=(colleague,))
    bench.do(Deed.PERSON_CAME)
    assert [stay.person.name for stay in bench.session.state.people if not stay.person.in_house][-1] == "R. Osei"
    bench.do(Deed.PERSON_LEFT)
    escort = Person("A. Vale", "escort")
    at_the_door = Turn("door", TurnTime(Since.DOSE), "a knock", person=escort)
    assert bench.hands(Deed.PERSON_CAME, turn=at_the_door) == (c.NoteArrival(escort),)


def test_a_side_effect_is_called_by_the_list_or_by_the_turn_and_followed_once_it_is_there() -> None:
    bench = Bench()
    assert bench.do(Deed.SIDE_EFFECT) == [Deed.SIDE_EFFECT]
    assert bench.session.state.safety.effects[0].title == "Nausea"
    assert bench.do(Deed.SIDE_EFFECT) == [Deed.SIDE_EFFECT]
    assert len(bench.session.state.safety.effects) == 1
    bench.session.send(c.Tick())
    for turn in (Turn("odd", TurnTime(Since.DOSE), "sees double threads"), None):
        (doing,) = bench.hands(Deed.SIDE_EFFECT, turn=turn)
        assert isinstance(doing, NoteSideEffect)
        assert doing.effect == ""


def test_the_leaving_list_is_gone_through_item_by_item_and_then_said() -> None:
    bench = Bench()
    for item in ("a", "b"):
        bench.do(Deed.LEAVING)
        assert bench.session.state.leaving_list.answers.replies[-1].item == item
    assert not bench.session.state.leaving
    bench.do(Deed.LEAVING)
    assert bench.session.state.leaving[-1].outcome == "ready"
    assert isinstance(bench.hands(Deed.LEAVING, means=Means())[0], c.NoteLeaving)


@pytest.mark.parametrize(("before", "answer"), [((), Answer.NONE_REPORTED), ((Deed.SIDE_EFFECT,), Answer.REPORTED)])
def test_a_prompt_that_asks_for_side_effects_is_answered_by_what_is_there(
    before: tuple[str, ...], answer: Answer
) -> None:
    bench = Bench()
    bench.to_the_dose()
    for _ in range(4):
        bench.session.send(c.Next())
    for deed in before:
        bench.do(deed)
    bench.wait(30 * MINUTE)
    name = "emergence/p7"
    assert answer_to(bench.session.state, name, "K. Lind") == (c.AnswerCue(name, answer),)
    bench.session.send(c.AnswerCue(name, answer))
    assert answer_to(bench.session.state, name, "K. Lind") == ()


def test_a_prompt_that_what_was_done_has_closed_is_not_answered() -> None:
    bench = Bench()
    bench.to_the_dose()
    bench.wait(2 * MINUTE + SECOND)
    name = "dosing/dissolved"
    assert answer_to(bench.session.state, name, "K. Lind") == (c.Acknowledge(name),)
    bench.do(Deed.DOSE_STEP)
    assert answer_to(bench.session.state, name, "K. Lind") == ()


def test_what_passed_unseen_is_answered_where_it_is_asked_for_all_the_same() -> None:
    bench = Bench()
    bench.wait(20 * MINUTE)
    state = bench.session.state
    assert state.cues["preparation/consent"].missed
    assert answer_to(state, "preparation/consent", "K. Lind")
    assert state.cues["preparation/p2"].missed
    assert answer_to(state, "preparation/p2", "K. Lind") == ()


def test_a_slip_is_one_digit_and_still_a_reading_that_can_be_typed() -> None:
    read = Vitals(systolic=128, diastolic=82, heart_rate=71, spo2=98)
    wrong = {slipped(read, random.Random(seed)) for seed in range(60)}
    assert len(wrong) > 8
    for vitals in wrong - {read}:
        differ = [name for name in RANGES if getattr(vitals, name) != getattr(read, name)]
        assert len(differ) == 1
        low, high = RANGES[differ[0]]
        assert low <= getattr(vitals, differ[0]) <= high
        assert vitals.systolic is not None
        assert vitals.diastolic is not None
        assert vitals.diastolic < vitals.systolic
    assert slipped(Vitals(), random.Random(1)) == Vitals()
    close = Vitals(systolic=90, diastolic=89)
    for seed in range(60):
        vitals = slipped(close, random.Random(seed))
        assert vitals.systolic is not None
        assert vitals.diastolic is not None
        assert vitals.diastolic < vitals.systolic
