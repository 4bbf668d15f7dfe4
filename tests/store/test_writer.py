"""The writer: in order, acknowledged after the commit, and never dropping anything."""

import queue
import threading

import msgspec
import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.failures import DiskFull, Unwritable, disk_full, unwritable
from kapguide.store.file.database import Database
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.writing import writer as w
from kapguide.store.writing.ticket import Ticket
from tests.support.practice import BOUND_S, States, begin, line, opened, saved
from tests.support.writing import Gate, meta_keys, set_meta, writer_of


def test_saved_is_true_only_after_the_commit(store: Store) -> None:
    gate = Gate()
    ticket = writer_of(store).keep(gate, "a gate")
    assert gate.reached.wait(BOUND_S)
    assert not ticket.saved
    assert not ticket.wait(0)
    gate.go.set()
    assert ticket.wait(BOUND_S)
    assert ticket.saved
    assert ticket.failure is None


def test_changes_are_saved_in_order(store: Store) -> None:
    saved(*[writer_of(store).keep(set_meta(f"k{number:03}"), "k") for number in range(50)])
    assert meta_keys(store) == [f"k{number:03}" for number in range(50)]


def test_callbacks_come_on_the_writers_thread_and_at_once_when_it_is_done(store: Store) -> None:
    gate, threads = Gate(), queue.Queue[str]()

    def tell(ticket: Ticket) -> None:
        threads.put(f"{threading.current_thread().name} {ticket.saved}")

    ticket = writer_of(store).keep(gate, "a gate")
    ticket.add_done_callback(tell)
    gate.go.set()
    assert threads.get(timeout=BOUND_S) == "kapguide-writer True"
    ticket.add_done_callback(tell)
    assert threads.get_nowait() == "MainThread True"


def test_a_failed_change_is_kept_tried_again_and_keeps_its_place(store: Store) -> None:
    states, gate = States(store), Gate(disk_full("ballast goes"), disk_full("still"), unwritable("2"))
    gate.go.set()
    first = writer_of(store).keep(gate, "a gate")
    second = writer_of(store).keep(set_meta("k2"), "k")
    assert states.until(w.SavingState.NOT_SAVED).sentence.startswith("The disk is full")
    assert states.until(w.SavingState.SAVED).sentence == ""
    saved(first, second)
    assert not gate.failures
    assert meta_keys(store) == ["k2"]


def test_a_waiting_ticket_says_why(store: Store) -> None:
    states, gate = States(store), Gate(*[disk_full(str(number)) for number in range(100)])
    gate.go.set()
    ticket = writer_of(store).keep(gate, "a gate")
    states.until(w.SavingState.NOT_SAVED)
    assert isinstance(ticket.failure, DiskFull)
    assert not ticket.done
    gate.failures.clear()
    saved(ticket)
    assert ticket.failure is None


def test_a_failed_change_leaves_nothing_of_itself(store: Store) -> None:
    failures = [disk_full()] * 2

    def change(db: Database) -> None:
        set_meta("k1")(db)
        if failures:
            raise failures.pop()

    saved(writer_of(store).keep(change, "k"))
    assert meta_keys(store) == ["k1"]


def test_a_bug_in_one_change_keeps_it_and_saves_the_others(
    home: Home, keys: Keys, reported: list[BaseException | None]
) -> None:
    store = Store.open(home, keys)
    session = begin(store)
    events = [line(1, "one"), line(2, "two"), line(2, "another of the same id"), line(3, "three")]
    events[2] = msgspec.structs.replace(events[2], id=events[1].id)
    tickets = [store.append(session, [event]) for event in events]
    assert not tickets[2].wait(BOUND_S)
    saved(tickets[0], tickets[1], tickets[3])
    assert store.state.saving is w.SavingState.NOT_SAVED
    assert "export the session" in store.state.sentence
    unsaved = store.close()
    assert [ticket.events for ticket in unsaved] == [(events[2],)]
    assert len(reported) == 1


def test_an_id_that_is_taken_by_another_event_is_a_bug(store: Store, reported: list[BaseException | None]) -> None:
    session = begin(store)
    first = line(1, "one")
    other = line(2, "two")
    saved(store.append(session, [first]))
    clash = type(first)(first.id, *[getattr(other, name) for name in first.__struct_fields__[1:]])
    ticket = store.append(session, [clash])
    assert not ticket.wait(BOUND_S)
    assert "taken by another event" in str(ticket.failure)
    assert len(reported) == 1


def test_a_bug_in_a_view_does_not_stop_the_saving(store: Store, reported: list[BaseException | None]) -> None:
    def broken(whatever: object) -> None:
        raise ZeroDivisionError

    store.on_state(broken)
    gate = Gate()
    ticket = writer_of(store).keep(gate, "a gate")
    ticket.add_done_callback(broken)
    gate.go.set()
    saved(ticket, writer_of(store).keep(set_meta("k1"), "k"))
    assert reported
    assert {type(bug) for bug in reported} == {ZeroDivisionError}


def test_what_is_asked_fails_at_once_and_changes_nothing(store: Store) -> None:
    gate = Gate(unwritable("x"))
    gate.go.set()
    with pytest.raises(Unwritable):
        writer_of(store).ask(gate, "a gate")
    with pytest.raises(KapGuideError, match="twice"):
        writer_of(store).ask(lambda db: _refuse("not twice"), "x")
    assert store.state == w.WriterState()


def _refuse(sentence: str) -> None:
    raise KapGuideError(sentence)


def test_what_is_asked_while_the_disk_fails_is_refused(store: Store) -> None:
    states, gate = States(store), Gate(*[unwritable(str(number)) for number in range(1000)])
    gate.go.set()
    ticket = writer_of(store).keep(gate, "a gate")
    states.until(w.SavingState.NOT_SAVED)
    with pytest.raises(Unwritable):
        store.add_client("M-014")
    gate.failures.clear()
    saved(ticket)
    assert store.clients() == []
    store.add_client("M-014")


def test_what_is_asked_of_a_disk_that_does_not_answer_is_withdrawn(store: Store) -> None:
    gate = Gate()
    ticket = writer_of(store).keep(gate, "a gate")
    assert gate.reached.wait(BOUND_S)
    with pytest.raises(Unwritable, match="takes very long"):
        writer_of(store).ask(set_meta("k1"), "k", timeout_s=0.01)
    gate.go.set()
    saved(ticket, writer_of(store).keep(set_meta("k2"), "k"))
    assert meta_keys(store) == ["k2"]


def test_what_is_under_way_cannot_be_withdrawn(store: Store) -> None:
    gate = Gate()
    with pytest.raises(Unwritable, match="check what was saved"):
        writer_of(store).ask(gate, "a gate", timeout_s=0.01)
    gate.go.set()


@pytest.mark.parametrize("failure", [None, unwritable("x")])
def test_what_is_under_way_may_still_succeed_or_fail(
    store: Store, monkeypatch: pytest.MonkeyPatch, failure: Exception | None
) -> None:
    gate, wait = Gate(*filter(None, [failure])), Ticket.wait

    def late(ticket: Ticket, timeout_s: float) -> bool:
        """The first wait is over before the disk has answered; it answers during the second."""
        if not gate.go.is_set():
            assert gate.reached.wait(BOUND_S)
            gate.go.set()
            return False
        return wait(ticket, BOUND_S)

    monkeypatch.setattr(Ticket, "wait", late)
    if failure is None:
        assert writer_of(store).ask(gate, "a gate").saved
    else:
        with pytest.raises(Unwritable):
            writer_of(store).ask(gate, "a gate")


def test_a_bug_in_what_is_asked_is_the_askers(store: Store, reported: list[BaseException | None]) -> None:
    with pytest.raises(ZeroDivisionError):
        writer_of(store).ask(lambda db: 1 / 0 and None, "x")
    assert reported == []
    assert store.state == w.WriterState()


def test_work_that_comes_while_a_change_fails_is_tried_without_a_pause(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(w, "FIRST_PAUSE_S", 1000.0)
    more: list[Ticket] = []

    def change(db: Database) -> None:
        if not more:
            more.append(writer_of(store).keep(set_meta("k2"), "k"))
            raise unwritable()
        set_meta("k1")(db)

    saved(writer_of(store).keep(change, "k"), *more)
    saved(*more)
    assert meta_keys(store) == ["k1", "k2"]


def test_closing_saves_what_is_waiting(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    session = begin(store)
    for seq in range(1, 31):
        store.append(session, [line(seq, "x")])
    assert store.close() == ()
    with opened(home, keys) as store:
        assert len(store.load_session(session)[2]) == 30


def test_closing_is_bounded_and_says_what_was_not_saved(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    states, gate = States(store), Gate(*[disk_full(str(number)) for number in range(10_000)])
    gate.go.set()
    writer_of(store).keep(gate, "a gate")
    states.until(w.SavingState.NOT_SAVED)
    session, events = "s", (line(1, "kept in memory"),)
    store.append(session, events)
    unsaved = store.close(timeout_s=0.3)
    assert [ticket.what for ticket in unsaved] == ["a gate", "an entry of a session"]
    assert unsaved[1].events == events
    Store.open(home, keys).close()


def test_while_a_disk_does_not_answer_nobody_else_may_open_the_record(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    gate = Gate()
    writer_of(store).keep(gate, "a gate")
    assert gate.reached.wait(BOUND_S)
    assert len(store.close(timeout_s=0.0)) == 1
    with pytest.raises(KapGuideError, match="already open"):
        Store.open(home, keys)
    gate.go.set()
    writer_of(store)._thread.join(BOUND_S)
    assert store.close() == ()
    Store.open(home, keys).close()


def test_an_idle_writer_waits_for_work_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the anchor is written it has no timeout: nothing polls."""
    writer, waits = writer_of(store), queue.Queue[float | None]()
    wait = writer._news.wait
    monkeypatch.setattr(w, "LONGEST_LAG_S", 0.05)
    monkeypatch.setattr(writer._news, "wait", lambda timeout=None: (waits.put(timeout), wait(timeout))[1])
    saved(writer.keep(set_meta("k1"), "k"))
    seen = [waits.get(timeout=BOUND_S)]
    while seen[-1] is not None:
        seen.append(waits.get(timeout=BOUND_S))
    assert len(seen) <= 4
