"""The way through a questionnaire: nothing that is pressed breaks it, and what was not sent is not there."""

from hypothesis import given
from hypothesis import strategies as st

from kapguide.clinical.form_run import FormRun
from kapguide.clinical.scoring import scored
from tests.clinical.test_instrument_file import SHIPPED

PHQ2, GAD2, PCL5, PTSD, AUDIT = (SHIPPED[name] for name in ("phq-2", "gad-2", "pcl-5", "pc-ptsd-5", "audit-c"))


def test_what_is_chosen_is_not_sent_before_one_goes_on() -> None:
    run = FormRun((PHQ2,)).pick(2)
    assert (run.picked, run.of("phq-2")) == (2, {})
    run = run.go_on()
    assert (run.place, run.picked, run.of("phq-2")) == ((2, 2), None, {"1": 2})
    run = run.pick(3).back()
    assert (run.picked, run.of("phq-2")) == (2, {"1": 2})


def test_what_was_answered_before_stands_chosen_where_one_begins() -> None:
    run = FormRun((PHQ2,), {"phq-2": {"1": 2}}).begun()
    assert (run.place, run.picked, run.may_go_on) == ((1, 2), 2, True)
    assert (run.go_on().place, run.go_on().picked) == ((2, 2), None)


def test_without_a_choice_nothing_goes_on_and_what_is_no_answer_is_nothing() -> None:
    run = FormRun((PHQ2,))
    assert run.go_on() is run
    assert run.pick(4) is run
    assert run.pick(-1) is run
    assert run.back() is run


def test_a_skipped_question_has_no_answer_also_when_it_had_one() -> None:
    run = FormRun((PHQ2,)).pick(2).go_on().back().leave_out()
    assert (run.place, run.of("phq-2")) == ((2, 2), {})
    end = run.leave_out()
    assert end.over
    assert end.leave_out() is end
    assert end.go_on() is end
    assert end.pick(1) is end
    assert not end.back().over


def test_the_arrows_go_through_the_answers_and_stay_at_both_ends() -> None:
    run = FormRun((PHQ2,))
    assert [run.step(1).picked, run.step(-1).picked] == [0, 3]
    assert run.pick(0).step(-1).picked == 0
    assert run.pick(3).step(1).picked == 3
    assert run.pick(1).step(1).picked == 2


def test_several_are_one_way_and_what_is_read_first_is_no_question() -> None:
    run = FormRun((PHQ2, PCL5))
    assert run.place == (1, 22)
    run = run.leave_out().leave_out()
    assert run.page is not None
    assert (run.page.instrument, run.page.item, run.may_go_on, run.place) == (PCL5, None, True, (3, 22))
    assert run.go_on().place == (3, 22)
    assert run.go_on().back().page == run.page


def test_the_statement_stands_at_both_ends_of_an_instrument() -> None:
    run, seen = FormRun((SHIPPED["phq-9"], GAD2)), []
    while not run.over:
        seen.append(run.at_an_end)
        run = run.leave_out()
    assert seen == [True, *[False] * 7, True, True, True]
    assert not run.at_an_end


def test_after_an_answer_that_ends_the_form_the_next_one_begins() -> None:
    run = FormRun((AUDIT, GAD2)).pick(0).go_on()
    assert run.page is not None
    assert (run.page.instrument, run.place) == (GAD2, (2, 3))
    assert FormRun((AUDIT, GAD2)).pick(1).go_on().place == (2, 5)
    run = FormRun((PTSD,)).go_on().pick(0).go_on()
    assert run.over
    assert scored(PTSD, run.of("pc-ptsd-5")).total == 0
    # an answer changed on the way back brings the questions again, and none is lost
    assert run.back().pick(1).go_on().place == (2, 6)


PRESSES = st.lists(
    st.tuples(st.sampled_from(("pick", "step", "go_on", "leave_out", "back")), st.integers(-2, 12)), max_size=60
)


@given(st.lists(st.sampled_from(list(SHIPPED.values())), min_size=1, max_size=3, unique=True), PRESSES)
def test_whatever_is_pressed_one_is_somewhere_and_every_answer_is_one_of_its_items(instruments, presses) -> None:  # type: ignore[no-untyped-def]
    run = FormRun(tuple(each for each in instruments if each.asks))
    for what, value in presses:
        before = run
        run = getattr(run, what)(value) if what in ("pick", "step") else getattr(run, what)()
        assert 0 <= run.at <= len(run.pages)
        assert abs(run.at - before.at) <= 1
        number, of = run.place
        assert 0 <= number <= of
        for instrument in run.instruments:
            for name, answer in run.of(instrument.id).items():
                item = instrument.item(name)
                assert item is not None
                assert item.allows(answer)
        if run.page is not None and run.page.item is not None and run.picked is not None:
            assert run.page.item.allows(run.picked)
