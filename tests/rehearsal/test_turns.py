"""When things come in a rehearsal: by the dose, a phase, another turn, an answer, a deed; by chance, or not at all."""

import pytest

from kapguide.rehearsal import told as b
from kapguide.rehearsal.scenario import Since, Stretch
from kapguide.rehearsal.turns import next_coming
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.rehearsing import ask, at_imagery, beats, dose, later, named, now, refolded, run_of, story, turn


def test_a_turn_comes_by_the_start_of_its_phase_and_no_sooner() -> None:
    run = run_of(story(turn("first", 2 * MINUTE), turn("second", 0, of="dosing")))
    later(run, 2 * MINUTE - 1)
    assert named(run) == []
    later(run, 1)
    assert named(run) == [("first", 2 * MINUTE)]
    later(run, 6 * MINUTE)
    run.session.send(c.Next())
    assert named(run)[1:] == [("second", 8 * MINUTE)]


def test_a_phase_that_is_taken_back_has_not_begun_and_begins_with_its_next_start() -> None:
    run = run_of(story(turn("second", MINUTE, of="dosing")))
    run.session.send(c.Next())
    later(run, 5 * SECOND)
    run.session.send(c.Undo())
    later(run, 5 * MINUTE)
    assert named(run) == []
    run.session.send(c.Next())
    later(run, MINUTE)
    assert named(run) == [("second", 6 * MINUTE + 5 * SECOND)]


def test_a_second_phase_of_a_kind_begins_nothing_anew() -> None:
    run = run_of(story(turn("rest", 12 * MINUTE, of="imagery")))
    for _ in range(3):
        later(run, MINUTE)
        run.session.send(c.Next())
    assert run.client.phases == {"preparation": 0, "dosing": MINUTE, "imagery": 2 * MINUTE, "emergence": 3 * MINUTE}
    later(run, 20 * MINUTE)
    assert named(run) == [("rest", 14 * MINUTE)]


def test_turns_count_from_the_dose_that_they_name() -> None:
    one, two = turn("one", MINUTE, Since.DOSE, ""), turn("two", MINUTE, Since.DOSE, "", dose=2)
    run = dose(later(run_of(story(one, two)), 3 * MINUTE))
    later(run, 10 * MINUTE)
    assert named(run) == [("one", 4 * MINUTE)]
    dose(run)
    later(run, 10 * MINUTE)
    assert named(run) == [("one", 4 * MINUTE), ("two", 14 * MINUTE)]
    assert run.panel().doses == 2


def test_a_dose_whose_time_is_corrected_takes_its_turns_along() -> None:
    run = dose(later(run_of(story(turn("one", 20 * MINUTE, Since.DOSE, ""))), 10 * MINUTE))
    wrong = run.session.state.doses[0].id
    run.session.send(c.GiveDose("50 mg", "im", "K. Lind", Elapsed(4 * MINUTE), supersedes=wrong))
    assert run.client.t0 == 4 * MINUTE
    later(run, 30 * MINUTE)
    assert named(run) == [("one", 24 * MINUTE)]


def test_what_a_dose_recorded_late_should_have_brought_comes_at_once_and_in_its_order() -> None:
    turns = [turn("one", 2 * MINUTE, Since.DOSE, ""), turn("two", 3 * MINUTE, Since.DOSE, "")]
    run = later(run_of(story(*turns)), 10 * MINUTE)
    run.session.send(c.GiveDose("50 mg", "im", "K. Lind", Elapsed(MINUTE)))
    assert named(run) == [("one", 10 * MINUTE), ("two", 10 * MINUTE)]


def test_a_turn_follows_another_an_answer_or_its_absence() -> None:
    turns = [
        turn("cry", MINUTE, asks=(ask("hand", "hand", within=2 * MINUTE),)),
        turn("calm", 30 * SECOND, Since.ANSWERED, "hand", ends=("cry",)),
        turn("more", 0, Since.UNANSWERED, "hand"),
        turn("after", 10 * MINUTE, Since.HAPPENED, "cry"),
    ]
    run = later(run_of(story(*turns)), 2 * MINUTE)
    assert run.act("hand")
    later(run, 10 * MINUTE)
    assert named(run) == [
        ("cry", 60_000), ("+hand", 120_000), ("-cry", 150_000), ("calm", 150_000), ("after", 660_000)
    ]  # fmt: skip
    assert beats(run, b.Met) == [b.Met(Elapsed(120_000), run.beats[2].seq, "hand", MINUTE)]

    left_alone = later(run_of(story(*turns)), 12 * MINUTE)
    assert named(left_alone) == [("cry", 60_000), ("!hand", 180_000), ("more", 180_000), ("after", 660_000)]
    left_alone.act("hand")
    assert not beats(left_alone, b.Met)


def test_an_answer_at_the_very_end_of_its_time_is_too_late_and_one_before_it_is_not() -> None:
    scenario = story(turn("cry", MINUTE, asks=(ask("hand", "hand", within=MINUTE),)))
    late = later(run_of(scenario), 2 * MINUTE)
    late.act("hand")
    assert named(late)[1:] == [("!hand", 2 * MINUTE)]
    soon = later(run_of(scenario), 2 * MINUTE - 1)
    soon.act("hand")
    assert named(soon)[1:] == [("+hand", 2 * MINUTE - 1)]


def test_what_is_done_before_it_is_asked_for_answers_nothing() -> None:
    run = run_of(story(turn("cry", MINUTE, asks=(ask("hand", "hand"),))))
    run.act("hand")
    later(run, 30 * MINUTE)
    assert named(run) == [("cry", MINUTE), ("!hand", 4 * MINUTE)]


def test_all_deeds_are_asked_for_or_any_of_them() -> None:
    asks = (ask("all", "softer", "say", every=True), ask("any", "softer", "say"))
    run = later(run_of(story(turn("panic", MINUTE, asks=asks))), MINUTE)
    run.session.send(c.ShiftMusic(-1))
    assert named(run) == [("panic", MINUTE), ("+any", MINUTE)]
    later(run, 10 * SECOND)
    run.session.send(c.ShiftMusic(-1))
    assert len(named(run)) == 2
    run.act("say", "I am\nhere.")
    assert named(run)[2:] == [("+all", MINUTE + 10 * SECOND)]
    assert [(beat.act, beat.words) for beat in beats(run, b.ActDone) if isinstance(beat, b.ActDone)] == [
        ("say", "I am here.")
    ]


def test_a_deed_sets_a_turn_off_once_and_only_after_the_turn_that_it_waits_for() -> None:
    turns = [
        turn("asks", 2 * MINUTE),
        turn("comes", 10 * SECOND, Since.DEED, "asks", deeds=("call", "ring"), person=Person("R. Osei")),
        turn("hears", 0, Since.DEED, "", deeds=("call",)),
    ]
    run = later(run_of(story(*turns)), MINUTE)
    run.act("call")
    assert named(run) == [("hears", MINUTE)]
    later(run, 5 * MINUTE)
    assert named(run)[1:] == [("asks", 2 * MINUTE)]
    run.act("call")
    later(run, MINUTE)
    run.act("ring")
    later(run, MINUTE)
    assert named(run)[2:] == [("comes", 6 * MINUTE + 10 * SECOND)]


def test_a_turn_comes_only_while_the_one_that_it_goes_with_is_there() -> None:
    turns = [
        turn("sick", MINUTE, lasts=2 * MINUTE),
        turn("pale", 2 * MINUTE, only_if="sick"),
        turn("worse", 3 * MINUTE, only_if="sick"),
        turn("then", 0, Since.HAPPENED, "worse"),
        turn("bowl", 4 * MINUTE, only_if="never-there"),
    ]
    run = later(run_of(story(*turns)), 20 * MINUTE)
    assert named(run) == [
        ("sick", 60_000), ("pale", 120_000), ("-sick", 180_000), ("~worse", 180_000), ("~bowl", 240_000)
    ]  # fmt: skip


def test_chance_is_thrown_once_by_the_seed() -> None:
    scenario = story(turn("rare", MINUTE, chance=0.3), turn("sure", MINUTE), turn("never", MINUTE, chance=0.0))
    runs = [later(run_of(scenario, seed=seed), 2 * MINUTE) for seed in range(200)]
    came = sum(("rare", MINUTE) in named(run) for run in runs)
    assert 40 < came < 80
    assert all(("sure", MINUTE) in named(run) and ("~never", MINUTE) in named(run) for run in runs)
    again = [later(run_of(scenario, seed=seed), 2 * MINUTE) for seed in range(200)]
    assert [named(run) for run in runs] == [named(run) for run in again]


def test_a_turn_ends_only_what_is_there() -> None:
    turns = [
        turn("first", MINUTE, lasts=MINUTE),
        turn("calm", 5 * MINUTE, ends=("first", "later")),
        turn("later", HOUR),
    ]
    run = later(run_of(story(*turns)), HOUR)
    assert named(run) == [("first", 60_000), ("-first", 120_000), ("calm", 300_000), ("later", HOUR)]
    assert [sign.turn for sign in run.panel().signs] == ["calm", "later"]


@pytest.mark.parametrize(("given", "ends"), [(None, 40 * MINUTE), (5 * MINUTE, 45 * MINUTE)])
def test_the_stretch_ends_by_the_dose_or_without_one_by_its_beginning(given: int | None, ends: int) -> None:
    run = run_of(story(turn("late", 50 * MINUTE), stretch=Stretch(ends=40 * MINUTE)))
    if given is not None:
        dose(later(run, given))
    later(run, ends - now(run) - 1)
    assert (run.over, run.panel().over, run.panel().ends) == (False, False, ends)
    later(run, 1)
    assert (run.over, run.panel().over, run.record().over) == (True, True, True)
    run.advance(HOUR)
    assert named(run) == []
    assert run.panel().in_stretch == ends
    assert next_coming(run.client) is None


def test_a_stretch_without_an_end_of_its_own_ends_with_the_session() -> None:
    run = later(run_of(story(stretch=Stretch())), 4 * HOUR)
    assert (run.over, run.panel().ends) == (False, None)
    run.session.send(c.End())
    assert (run.over, run.record().over) == (True, True)
    assert refolded(run) == run.client


def test_a_session_that_is_ended_within_the_stretch_was_left() -> None:
    run = later(run_of(story(turn("late", 50 * MINUTE))), MINUTE)
    run.session.send(c.End())
    assert (run.over, run.record().over, run.going) == (True, False, False)
    later(run, 2 * HOUR)
    assert named(run) == []


def test_what_is_asked_for_by_a_time_before_the_stretch_is_asked_of_nobody() -> None:
    turns = [
        turn("early", MINUTE, asks=(ask("long-ago", "hand"), ask("still-open", "say", within=30 * MINUTE))),
        turn("then", 0, Since.UNANSWERED, "long-ago"),
    ]
    run = at_imagery(*turns)
    assert named(run) == [("early", MINUTE)]
    run.act("hand")
    run.act("say")
    assert named(run) == [("early", MINUTE), ("+still-open", now(run))]


def test_what_comes_next_comes_at_its_time() -> None:
    run = run_of(story(turn("one", 5 * MINUTE)))
    coming = next_coming(run.client)
    assert coming is not None
    assert coming.at == 5 * MINUTE
    assert run.client.phases[PhaseKind.PREPARATION] == 0
