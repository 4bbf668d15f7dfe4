"""What was asked for and done, and then taken back: the run, what is kept of it and the debrief agree."""

from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.shape import Lane
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.goals import NEXT
from kapguide.rehearsal.kept_file import decode_rehearsal, encode_rehearsal
from kapguide.rehearsal.outcome import outcome_of
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import RoomFault, Since, Turn
from kapguide.session import commands as c
from kapguide.session.people.people import Person
from kapguide.spans import MINUTE, SECOND
from kapguide.usecases.rehearsing.rehearsal_files import answered
from tests.support.rehearsing import ask, at_imagery, later, named, refolded, run_of, story, turn

SOFTER = turn("panic", MINUTE, Since.PHASE, "imagery", asks=(ask("soft", Deed.SOFTER, within=2 * MINUTE),))
CALMS = turn("calms", 30 * SECOND, Since.ANSWERED, "soft")
GROWS = turn("grows", 30 * SECOND, Since.UNANSWERED, "soft")


def panicking(*turns: Turn) -> RehearsalRun:
    """Ten seconds after the panic began."""
    return later(at_imagery(SOFTER, CALMS, GROWS, *turns), MINUTE + 10 * SECOND)


def tells(run: RehearsalRun) -> tuple[list[str], tuple[int, int], list[str], list[str]]:
    """What came, how much was answered, what an outcome calls met, and what the debrief says of it."""
    record = decode_rehearsal(encode_rehearsal(run.record()))
    assert refolded(run) == run.client
    asked = [mark.outcome for mark in debrief_of(record).lane(Lane.ASKED) if mark.kind == "soft"]
    return [what for what, _ in named(run)], answered(record), [*outcome_of(record, "", 0).met], asked


def test_a_deed_that_is_taken_back_answers_nothing() -> None:
    run = panicking()
    run.session.send(c.ShiftMusic(-1))
    assert named(run)[-1][0] == "+soft"
    later(run, 5 * SECOND).session.send(c.Undo())
    assert named(run)[-1][0] == "/soft"
    assert run.client.open_expectations == ((SOFTER, SOFTER.asks[0]),)
    later(run, 5 * MINUTE)
    assert tells(run) == (
        ["panic", "+soft", "/soft", "!soft", "grows"], (1, 0), [], ["not seen in this run"],
    )  # fmt: skip


def test_done_again_in_its_time_it_is_met_then() -> None:
    run = panicking()
    run.session.send(c.ShiftMusic(-1))
    later(run, 5 * SECOND).session.send(c.Undo())
    later(run, 25 * SECOND).session.send(c.ShiftMusic(-1))
    later(run, 5 * MINUTE)
    assert tells(run) == (["panic", "+soft", "/soft", "+soft", "calms"], (1, 1), ["soft"], ["in time"])
    assert outcome_of(run.record(), "", 0).met["soft"] == 40 * SECOND


def test_another_deed_that_answers_it_stands_though_it_came_when_it_was_met() -> None:
    run = panicking()
    run.session.send(c.ShiftMusic(-1))
    later(run, 4 * SECOND).session.send(c.ShiftMusic(-1))
    later(run, SECOND).session.send(c.Undo())
    later(run, 5 * MINUTE)
    assert tells(run) == (["panic", "+soft", "calms"], (1, 1), ["soft"], ["in time"])


def test_of_several_that_are_asked_for_the_others_still_count() -> None:
    both = ask("both", Deed.SOFTER, "hand", every=True)
    run = later(at_imagery(turn("panic", MINUTE, Since.PHASE, "imagery", asks=(both,))), 2 * MINUTE)
    run.act("hand")
    run.session.send(c.ShiftMusic(-1))
    run.session.send(c.Undo())
    assert run.client.answers(both) == {"hand"}
    later(run, 30 * SECOND).session.send(c.ShiftMusic(-1))
    assert [what for what, _ in named(run)] == ["panic", "+both", "/both", "+both"]
    assert refolded(run) == run.client


def test_an_entry_that_is_struck_out_answers_nothing_and_put_back_it_does() -> None:
    noted = ask("noted", Deed.PERSON_CAME)
    run = later(at_imagery(turn("tears", MINUTE, Since.PHASE, "imagery", asks=(noted,))), 2 * MINUTE)
    (event,) = run.session.send(c.NoteArrival(Person("R. Osei", "medical")))
    later(run, MINUTE).session.send(c.Strike(event.id))
    assert [what for what, _ in named(run)] == ["tears", "+noted", "/noted"]
    run.session.send(c.Undo())
    assert [what for what, _ in named(run)] == ["tears", "+noted", "/noted", "+noted"]
    assert refolded(run) == run.client


# --- where the clock can jump to ------------------------------------------------------------------------------


def goal(run: RehearsalRun) -> int | None:
    """How many minutes after the stretch began the next turn is expected."""
    began = run.client.began or 0
    found = next((each.at for each in run.goals() if each.id == NEXT), None)
    return None if found is None else round((found - began + 20 * SECOND) / MINUTE)


def test_a_turn_that_goes_with_one_that_is_not_there_is_nothing_to_jump_to() -> None:
    short = turn("sick", MINUTE, lasts=2 * MINUTE)
    pale = turn("pale", 5 * MINUTE, only_if="sick")
    rests = turn("rests", 9 * MINUTE)
    run = run_of(story(short, pale, rests))
    assert goal(run) == 1
    later(run, 2 * MINUTE)
    assert goal(run) == 9, "it is over before"
    later(run, 2 * MINUTE)
    assert goal(run) == 9, "it is over"
    assert goal(run_of(story(turn("pale", MINUTE, only_if="sick"), turn("sick", 2 * MINUTE)))) == 2
    assert goal(later(run_of(story(turn("sick", MINUTE, chance=0.0), pale, rests)), 2 * MINUTE)) == 9


def test_one_that_goes_with_what_is_there_or_may_come_is() -> None:
    pale, rests = turn("pale", 5 * MINUTE, only_if="sick"), turn("rests", 9 * MINUTE)
    assert goal(later(run_of(story(turn("sick", MINUTE), pale, rests)), 2 * MINUTE)) == 5
    unsure = turn("sick", 0, Since.DEED, "", deeds=("hand",))
    assert goal(run_of(story(unsure, pale, rests))) == 5
    sleeps = turn("sick", MINUTE, fault=RoomFault.SLEEPS)
    assert goal(run_of(story(sleeps, turn("pale", 2 * MINUTE, only_if="sick"), rests))) == 1
    away = turn("sick", 2 * MINUTE, only_if="never")
    assert goal(run_of(story(turn("never", MINUTE, chance=0.0), away, pale, rests))) == 9
    same = turn("pale", MINUTE, only_if="sick")
    assert goal(run_of(story(turn("sick", MINUTE), same, rests))) == 1
