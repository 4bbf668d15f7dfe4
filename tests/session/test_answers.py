"""What is due ends as a person says: taken, done, declined, left out, attested by name. Nothing else ends it."""

import msgspec
import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import Answer
from kapguide.session.care.asks import asked
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask, asked_by, freeze, thaw
from kapguide.session.state import replay
from kapguide.session.view import current_prompt, next_prompt, reading_due
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, phase, plan, prompt, reading, whole


def room() -> Room:
    """A label to attest at once, a look each 10 min from 5 min on, a reading each 15 min."""
    prompts = [
        prompt("label", 0, ask=Ask.ATTEST),
        prompt("look", 5 * MINUTE, every=10 * MINUTE, ask=Ask.LOOK),
        prompt("water", 6 * MINUTE),
    ]
    return Room(plan(phase("a", HOUR, prompts=prompts, readings=[reading("bp", 15 * MINUTE, every=15 * MINUTE)])))


def shown(room: Room) -> str:
    current = current_prompt(room.state, room.now)
    return current.cue if current else ""


def take(room: Room, supersedes: str = "") -> e.ReadingTaken:
    (body,) = room.do(c.TakeReading(Vitals(heart_rate=72), room.now, supersedes=supersedes))
    assert isinstance(body, e.ReadingTaken)
    return body


def test_a_reading_is_tied_to_the_one_that_was_due_and_its_correction_to_the_same() -> None:
    room_ = room()
    room_.live(17 * MINUTE)
    assert take(room_).cue == "bp"
    assert readings_open(room_.state) == ()
    first = room_.state.readings[0].id
    room_.live(14 * MINUTE)
    assert take(room_, first).cue == "bp"
    assert readings_open(room_.state) == ("bp#1",)


def test_a_reading_that_nobody_asked_for_answers_nothing_that_comes_later() -> None:
    room_ = room()
    room_.live(4 * MINUTE)
    assert take(room_).cue == ""
    room_.live(12 * MINUTE)
    assert readings_open(room_.state) == ("bp",)


def test_a_reading_taken_early_answers_the_next_and_only_that() -> None:
    room_ = room()
    room_.live(12 * MINUTE)
    assert take(room_).cue == "bp"
    assert take(room_).cue == "", "a second one so soon is one that nobody asked for"
    room_.live(5 * MINUTE)
    assert readings_open(room_.state) == ()


def test_an_older_log_whose_readings_are_tied_to_nothing_is_as_it_was() -> None:
    room_ = room()
    room_.live(31 * MINUTE)
    take(room_)
    old = [
        msgspec.structs.replace(event, body=msgspec.structs.replace(event.body, cue=""))
        if isinstance(event.body, e.ReadingTaken)
        else event
        for event in room_.log
    ]
    state = replay(room_.state.protocol, old)
    assert readings_open(state) == ()
    assert asked(state, "bp") is None


@pytest.mark.parametrize(("answer", "reason"), [(Answer.DECLINED, ""), (Answer.LEFT_OUT, "asleep")])
def test_a_reading_due_can_be_declined_or_left_out(answer: Answer, reason: str) -> None:
    room_ = room()
    room_.live(16 * MINUTE)
    assert room_.do(c.AnswerCue("bp", answer, reason=reason)) == [e.CueAnswered("bp", "Vitals", answer, "", reason)]
    assert reading_due(room_.state) is None
    assert room_.refuses(c.AnswerCue("bp", answer, reason=reason)) == "There is nothing open that could be answered so."


def test_what_is_left_out_says_why() -> None:
    room_ = room()
    room_.live(16 * MINUTE)
    why = "Type why it was left out; one word is enough."
    assert room_.refuses(c.AnswerCue("bp", Answer.LEFT_OUT, reason=" \t")) == why
    assert reading_due(room_.state) is not None


def test_of_several_readings_due_the_newest_is_asked_for_first() -> None:
    room_ = room()
    room_.live(31 * MINUTE)
    assert reading_due(room_.state) == room_.state.cues["bp#1"]
    take(room_)
    assert reading_due(room_.state) == room_.state.cues["bp"]


def test_what_is_attested_needs_a_name_and_putting_it_away_attests_nothing() -> None:
    room_ = room()
    assert room_.refuses(c.Acknowledge("label")) == "It wants an answer: yes, no, not applicable."
    assert room_.refuses(c.AnswerCue("label", Answer.YES)) == "Type the name of whoever answers for it."
    assert room_.refuses(c.AnswerCue("label", "done", "R. Ames")) == "This is answered by: yes, no, not applicable."
    assert shown(room_) == "label"
    answered = e.CueAnswered("label", "Label", "no", "R. Ames and L. Okafor")
    assert room_.do(c.AnswerCue("label", Answer.NO, " R. Ames and L. Okafor ")) == [answered]
    assert shown(room_) == ""
    for command in (c.Acknowledge("label"), c.Snooze("label")):
        assert room_.refuses(command) == "There is no prompt to put away."


def test_a_look_stays_until_it_is_answered_and_others_wait_behind_the_newest() -> None:
    room_ = room()
    room_.do(c.AnswerCue("label", Answer.NOT_APPLICABLE, "R. Ames"))
    room_.live(7 * MINUTE)
    assert shown(room_) == "water"
    room_.do(c.Acknowledge("water"))
    assert shown(room_) == "look"
    room_.live(9 * MINUTE)
    assert shown(room_) == "look#1"
    room_.do(c.AnswerCue("look#1", Answer.DONE))
    assert shown(room_) == "look"
    room_.do(c.AnswerCue("look", Answer.LEFT_OUT, reason="not disturbed"))
    assert shown(room_) == ""


def test_a_look_put_off_comes_back_unless_it_is_answered_meanwhile() -> None:
    room_ = room()
    room_.live(5 * MINUTE)
    room_.do(c.Snooze("look"))
    assert (due := next_prompt(room_.state, room_.now)) is not None
    room_.do(c.AnswerCue("look", Answer.DONE))
    assert (then := next_prompt(room_.state, room_.now)) is not None
    assert (due.cue, then.cue) == ("water", "water")
    room_.live(30 * SECOND)
    assert shown(room_) == "label"


@pytest.mark.parametrize("cue", ["unheard", "water", "look#1"])
def test_what_asks_for_nothing_or_was_never_shown_takes_no_answer(cue: str) -> None:
    room_ = room()
    room_.live(7 * MINUTE)
    assert room_.refuses(c.AnswerCue(cue, Answer.DONE)) == "There is nothing open that could be answered so."


def test_a_reading_taken_at_a_moment_before_any_was_due_is_extra() -> None:
    room_ = room()
    room_.live(20 * MINUTE)
    (body,) = room_.do(c.TakeReading(Vitals(heart_rate=72), Elapsed(30 * SECOND)))
    assert isinstance(body, e.ReadingTaken)
    assert body.cue == ""


def test_what_a_cue_asks_is_known_by_its_id_and_by_its_repeats() -> None:
    protocol = room().state.protocol
    asks = [asked_by(protocol, name) for name in ("label", "look#3", "bp#1", "water", "unheard")]
    assert asks == [Ask.ATTEST, Ask.LOOK, Ask.READING, None, None]


def test_a_plan_that_asks_for_nothing_freezes_as_it_always_has() -> None:
    text, _ = freeze(whole())
    assert '"ask"' not in text
    asking = room().state.protocol
    assert thaw(freeze(asking)[0]) == asking


def test_an_answer_and_a_reading_can_be_taken_back_and_what_they_answered_is_open_again() -> None:
    room_ = room()
    room_.live(16 * MINUTE)
    room_.do(c.AnswerCue("bp", Answer.DECLINED))
    room_.do(c.Undo())
    assert readings_open(room_.state) == ("bp",)
    take(room_)
    room_.do(c.Undo())
    assert readings_open(room_.state) == ("bp",)
