"""What becomes of a run in numbers, and of many runs counted together: nothing is met that was not seen."""

import msgspec

from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.outcome import RunOutcome, outcome_of
from kapguide.rehearsal.policy import Habit
from kapguide.rehearsal.scenario import Since, Turn, TurnTime
from kapguide.rehearsal.tally import Spread, study, tally
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE, SECOND
from tests.support.played import NEVER, Played, a_story, asking_for, firm

TWO = a_story(
    asking_for("hand"),
    asking_for(Deed.MUSIC, at=9 * MINUTE, name="brought-back"),
    Turn("follows", TurnTime(Since.ANSWERED, MINUTE, "asks-wanted"), "sighs"),
)


def played(seed: int = 1, **changed: object) -> RunOutcome:
    run = Played(TWO, firm(**changed), seed=seed)
    return outcome_of(run.record, "firm", run.refused)


def test_a_run_is_counted_from_where_its_stretch_began() -> None:
    run = Played(TWO)
    outcome = outcome_of(run.record, "firm", run.refused)
    began = run.record.log[run.record.prelude - 1].t
    assert outcome.over
    assert outcome.lasted == 30 * MINUTE + SECOND, "the dose came a second after the stretch began"
    assert outcome.happened == {
        "asks": 5 * MINUTE + SECOND,
        "brought-back": 9 * MINUTE + SECOND,
        "follows": 6 * MINUTE + 3 * SECOND,
    }
    assert outcome.met == {"asks-wanted": 2 * SECOND}
    assert (outcome.scenario, outcome.policy, outcome.seed, outcome.refused) == ("story", "firm", 1, 0)
    assert outcome.entries == len(run.record.log)
    assert outcome.cues == sum(
        isinstance(event.body, e.CueFired) and event.t >= began for event in run.record.log[run.record.prelude :]
    )
    assert (outcome.cues_late, outcome.cues_missed, outcome.readings_due) == (0, 0, 0)


def test_prompts_and_readings_are_counted_as_they_were_dealt_with() -> None:
    late, left = played(cues=Habit(3 * MINUTE, 3 * MINUTE)), played(cues=NEVER)
    assert late.cues_late > 3
    assert left.cues_late == 0
    assert left.cues_left > late.cues_left
    longer = msgspec.structs.replace(TWO, stretch=msgspec.structs.replace(TWO.stretch, ends=50 * MINUTE))
    run = Played(longer)
    outcome = outcome_of(run.record, "firm", 0)
    assert (outcome.readings_due, outcome.readings_taken) == (1, 1)
    twice = outcome_of(Played(longer, firm(mistyped=1.0)).record, "firm", 0)
    assert twice.readings_taken == 1, "what is corrected is no reading more"
    gone = Played(longer, firm(readings=NEVER))
    assert outcome_of(gone.record, "firm", 0).readings_taken == 0


def test_prompts_that_passed_unseen_and_runs_that_were_left_are_told() -> None:
    run = Played(TWO)
    log = run.record.log
    missed = msgspec.structs.replace(log[-1], body=e.CueMissed("dosing/p7", "Eye mask", 0, 90_000))
    record = msgspec.structs.replace(run.record, log=(*log, missed), over=False)
    outcome = outcome_of(record, "firm", 0)
    assert outcome.cues_missed == 1
    assert not outcome.over
    nothing = msgspec.structs.replace(record, log=(), beats=(), prelude=0)
    assert outcome_of(nothing, "firm", 0).lasted == 0


def test_many_runs_are_counted_turn_by_turn() -> None:
    runs = [played(seed) for seed in range(5)] + [played(seed, notices=NEVER) for seed in range(3)]
    counted = tally(TWO, runs)
    asks, brought_back, follows = counted.turns
    assert (asks.came, brought_back.came, follows.came) == (8, 8, 5)
    hand, music = counted.expectations
    assert (hand.came, hand.met) == (8, 5)
    assert hand.after == Spread(2 * SECOND, 2 * SECOND, 2 * SECOND)
    assert (music.came, music.met, music.after) == (8, 0, None)
    assert counted.never_met == (music,)
    assert not counted.silent
    assert (counted.runs, counted.left_early, counted.asked, counted.met) == (8, 0, 16, 5)
    assert counted.after == 2 * SECOND
    assert counted.lasted.least <= counted.lasted.median <= counted.lasted.most


def test_nothing_met_has_no_time_and_a_turn_that_never_came_is_named() -> None:
    counted = tally(TWO, [played(notices=NEVER)])
    assert counted.after is None
    assert [each.turn for each in counted.silent] == ["follows"]
    assert counted.turns[2].at is None
    never = a_story(asking_for("hand", at=40 * MINUTE))
    run = Played(never)
    assert not tally(never, [outcome_of(run.record, "firm", 0)]).never_met, "nobody was asked"


def test_runs_by_several_policies_are_counted_apart_and_together() -> None:
    runs = [msgspec.structs.replace(played(seed), policy=name) for seed in range(2) for name in ("b", "a")]
    counted = study(TWO, runs)
    assert [(each.policy, each.runs) for each in counted.by_policy] == [("b", 2), ("a", 2)]
    assert (counted.whole.policy, counted.whole.runs) == ("", 4)
    assert Elapsed(counted.whole.met) == sum(each.met for each in counted.by_policy)
