"""What holds of every rehearsal: many seeded runs of what ships, and each check sees the fault that it is there for."""

from collections.abc import Callable

import msgspec
import pytest

from kapguide.paths import Home
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.policy_file import NAMES, shipped_policy
from kapguide.rehearsal.told import Happened
from kapguide.session.clock import Elapsed
from kapguide.usecases.rehearsing import soak
from kapguide.usecases.rehearsing.many_runs import order_of, run_here
from kapguide.usecases.rehearsing.rehearsal_choice import plans_for
from kapguide.usecases.rehearsing.scripted_means import means_of
from kapguide.usecases.rehearsing.soak import broken_in
from tests.support.played import Played, a_story, asking_for

RUN = Played(a_story(asking_for("hand")))
RECORD, STATE = RUN.record, RUN.run.session.state


def with_log(change: Callable[[list[object]], None]) -> RehearsalRecord:
    log = list(RECORD.log)
    change(log)  # type: ignore[arg-type]
    return msgspec.structs.replace(RECORD, log=tuple(log))


def changed(number: int, **fields: object) -> Callable[[list[object]], None]:
    def change(log: list[object]) -> None:
        log[number] = msgspec.structs.replace(log[number], **fields)  # type: ignore[type-var]

    return change


def test_every_scenario_that_ships_holds_by_one_of_the_policies_in_turn(home: Home) -> None:
    policies = [shipped_policy(name) for name in NAMES]
    order = order_of(plans_for(home, "all", ""), policies, range(1, 2), means_of(home))
    in_turn = tuple(job for job in order.jobs if job[0] % len(NAMES) == job[1])
    done = list(run_here(msgspec.structs.replace(order, jobs=in_turn)))
    assert [each for each in done if each.broken] == []
    assert [each for each in done if each.outcome is None or not each.outcome.over] == []


def test_a_run_that_holds_says_nothing() -> None:
    assert broken_in(RECORD, STATE) == ()


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (with_log(changed(5, seq=99)), "do not count from 1"),
        (with_log(changed(5, seq=99)), "cannot be read"),
        (with_log(changed(5, t=Elapsed(9_999_999))), "an event lies before"),
        (with_log(changed(5, id=RECORD.log[4].id)), "one id"),
        (with_log(lambda log: log.pop()), "another state"),
        (msgspec.structs.replace(RECORD, beats=(*RECORD.beats, Happened(Elapsed(0), 9_999, "asks"))), "not there"),
        (msgspec.structs.replace(RECORD, beats=(*RECORD.beats, Happened(Elapsed(0), 1, "asks"))), "a beat lies before"),
        (
            msgspec.structs.replace(RECORD, beats=(*RECORD.beats, Happened(RECORD.beats[-1].t, 1, "other"))),
            "a turn that the scenario has not",
        ),
        (msgspec.structs.replace(RECORD, speed=0), "not read as it was written"),
    ],
)
def test_each_fault_is_seen(record: RehearsalRecord, words: str) -> None:
    said = broken_in(record, STATE)
    assert any(words in each for each in said), said


def test_events_reports_and_notes_are_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "decode", lambda data: None)
    report = soak.build_report
    monkeypatch.setattr(
        soak, "build_report", lambda *given, **named: msgspec.structs.replace(report(*given, **named), rehearsal=False)
    )
    note = soak.generate_note
    monkeypatch.setattr(soak, "generate_note", lambda given: msgspec.structs.replace(note(given), sections=()))
    said = broken_in(RECORD, STATE)
    document = soak.debrief_document
    monkeypatch.setattr(soak, "debrief_document", lambda *given: msgspec.structs.replace(document(*given), sections=()))
    said = broken_in(RECORD, STATE)
    assert len(said) == 4
    assert any("its debrief is empty" in each for each in said)
    assert any("an event is not read" in each for each in said)
    assert any("does not say that it is a rehearsal" in each for each in said)
    assert any("its note is empty" in each for each in said)
