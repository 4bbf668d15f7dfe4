"""What can be tried, and what was there: from the log, ranked, each said once."""

from kapguide.session import commands as c
from kapguide.session.care.answers import Answer
from kapguide.session.protocol.protocol import Ask
from kapguide.spans import MINUTE
from tests.rehearsal.debrief.acted import Acted, facts, reads, scenario, turn, wants
from tests.support.plans import phase, plan, prompt


def tries(run: Acted) -> list[str]:
    return [each.sentence for each in run.debrief().tries]


def strengths(run: Acted) -> list[str]:
    return [each.words for each in run.debrief().strengths]


def test_there_are_at_most_three_and_each_is_said_once() -> None:
    names = [f"n{number}" for number in range(5)]
    asks = [wants(name, deed) for name, deed in zip(names, ("water", "water", "say", "bowl", "light"), strict=True)]
    run = Acted(scenario(*(turn(name, ask) for name, ask in zip(names, asks, strict=True)))).doses()
    for place, name in enumerate(names):
        run.at(10 + place).comes(name)
    found = [each.words for each in run.at(40).debrief().tries]
    assert found == ["Have water within reach.", "Have one line ready.", "Have the bowl within reach."]


def test_what_calls_for_help_comes_before_what_does_not() -> None:
    run = Acted(scenario(turn("a", wants("line", "say")), turn("b", wants("help", "call")))).doses()
    run.at(10).comes("a").at(11).comes("b").at(40)
    assert [each.words for each in run.debrief().tries] == ["Call the second person.", "Have one line ready."]
    run = Acted(scenario(turn("a", wants("line", "say")), turn("b", wants("help", "call")))).doses()
    run.at(10).comes("a").at(11).comes("b").at(15).acts("call").at(16).acts("say").at(40)
    assert tries(run) == [
        "Call the second person. Asked for by 0:14; it came 1 min later.",
        "Have one line ready. Asked for by 0:13; it came 3 min later.",
    ]


def test_what_came_in_time_and_took_most_of_it_can_come_sooner() -> None:
    run = Acted(scenario(turn("changes", wants("music", "softer"), title="Breath changes"))).doses()
    run.at(10).comes("changes").at(12).does(c.ShiftMusic(-1)).at(30)
    assert tries(run) == ["Find “softer” without looking. It came 2 min after “breath changes”."]


def test_what_came_a_little_later_weighs_little() -> None:
    asks = (wants("line", "say", within=MINUTE), wants("cup", "cup", within=2 * MINUTE))
    run = Acted(scenario(turn("a", *asks))).doses().at(10).comes("a").at(11.1).acts("say").at(13.5).acts("cup").at(30)
    assert [each.words for each in run.debrief().tries] == ["Have the cup within reach.", "Have one line ready."]


def test_of_several_readings_the_one_that_came_latest_is_told_and_the_others_counted() -> None:
    run = Acted(scenario(), reads(10, 20, 30)).doses().at(14).reads().at(28).reads().at(33).reads().at(40)
    assert tries(run) == [
        "Take the 0:20 reading, or write why it waits. It came 8 min later; 2 others came later or were not seen."
    ]
    run = Acted(scenario(), reads(10, 20)).doses().at(14).reads().at(40)
    assert tries(run)[0].endswith("It was not seen in this run; 1 other came later or was not seen.")


def test_looks_and_prompts_are_told_as_what_they_are() -> None:
    prompts = [prompt("glance", 10 * MINUTE, ask=Ask.LOOK), prompt("settle", 20 * MINUTE, acknowledge=True)]
    run = Acted(scenario(), plan(phase("dosing", 60 * MINUTE, prompts=prompts))).at(40)
    assert tries(run) == [
        "At 0:10, look up, then answer the prompt. It was not seen in this run.",
        "Answer “settle” at 0:20, or put it off with its key. It was not seen in this run.",
    ]


def test_a_look_is_in_time_for_two_minutes_and_later_after_them() -> None:
    for seconds, late in ((120, False), (121, True)):
        prompts = [prompt("glance", 10 * MINUTE, ask=Ask.LOOK)]
        run = Acted(scenario(), plan(phase("dosing", 60 * MINUTE, prompts=prompts))).at(10 + seconds / 60)
        run.does(c.AnswerCue("glance", Answer.DONE)).at(30)
        assert any("look up" in each for each in tries(run)) is late


def test_a_reading_before_its_time_is_late_by_nothing() -> None:
    run = Acted(scenario(), reads(10)).doses().at(8).reads().at(20)
    assert [each.words for each in run.debrief().spreads] == ["0:00"]


def test_all_readings_in_time_are_told_as_all() -> None:
    run = Acted(scenario(), reads(10, 20)).doses().at(11).reads().at(20.5).reads().at(40)
    assert "All 2 readings were there within 2 min of their time." in strengths(run)
    assert facts(run.debrief(), "Readings") == ["2 of 2 within 2 min of their time"]
    three = Acted(scenario(), reads(10, 20, 30)).doses().at(11).reads().at(20.5).reads().at(30.1).reads().at(40)
    assert facts(three.debrief(), "Readings") == ["3 of 3 within 2 min of their time; middle delay 30 s"]


def test_of_strengths_of_the_same_name_one_is_told() -> None:
    run = Acted(
        scenario(turn("a", wants("one", "say", title="a line")), turn("b", wants("two", "say", title="a line")))
    )
    run.doses().at(10).comes("a").at(10.2).acts("say").at(20).comes("b").at(21).acts("say").at(30)
    assert [each for each in strengths(run) if "“A line”" in each] == [
        "“A line” was there 12 s after “a”; asked for within 3 min."
    ]


def test_measured_times_of_the_same_name_say_what_they_answer() -> None:
    run = Acted(
        scenario(turn("a", wants("one", "say", title="a line")), turn("b", wants("two", "say", title="a line")))
    )
    run.doses().at(10).comes("a").at(10.2).acts("say").at(20).comes("b").at(21).acts("say").at(30)
    assert [each.label for each in run.debrief().spreads] == ["A line: a", "A line: b"]
