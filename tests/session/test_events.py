"""Events as they are written: every kind reads back, byte for byte, and what cannot be read says so."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given

from kapguide.clinical.vitals import Vitals
from kapguide.errors import KapGuideError
from kapguide.session import events as e
from kapguide.session.clock import Elapsed, utc
from kapguide.session.consent.events import ConsentMarked, WishHeard
from kapguide.session.event_json import decode, encode
from kapguide.session.leaving.events import LeavingItemAnswered, LeavingListBegun
from kapguide.session.safety.events import LimitSeen, SideEffectFollowed, SideEffectNoted
from tests.support.any_event import EVENTS, KINDS
from tests.support.breath import BOX
from tests.support.left_out import said_unsaid, written_unsaid
from tests.support.plans import MORNING


def event(body: e.AnyBody) -> e.Event:
    return e.Event("id-1", "command-1", 3, Elapsed(61_000), MORNING, 60, "boot-1", body)


@given(EVENTS)
def test_every_event_reads_back_as_it_was_and_is_written_in_the_same_bytes(written: e.Event) -> None:
    data = encode(written)
    assert decode(data) == written
    assert encode(decode(data)) == data
    assert decode(data.decode()) == written


def test_each_kind_has_a_tag_of_its_own_by_which_it_is_stored() -> None:
    tags = [kind.__struct_config__.tag for kind in KINDS]
    assert len(set(tags)) == len(KINDS) >= 31, "no kind is ever given up"
    note = event(e.NoteAdded("She saw the sea.", Elapsed(60_000)))
    assert note.kind == "note_added"
    assert b'"kind":"note_added"' in encode(note)


def test_the_written_form_is_the_one_that_is_stored_for_ever() -> None:
    assert encode(event(e.PhaseExtended("peak", 120_000))) == (
        b'{"id":"id-1","command_id":"command-1","seq":3,"t":61000,"at":"2026-03-02T09:00:00Z","tz_min":60,'
        b'"boot_id":"boot-1","body":{"kind":"phase_extended","phase":"peak","by_ms":120000},"v":1}'
    )
    assert encode(event(e.ReadingTaken(Vitals(heart_rate=72), Elapsed(5)))).count(b"null") == 0


def test_what_a_stored_event_leaves_out_was_not_said() -> None:
    """Nothing that is no, none, empty or 0 is written: another value in its place would change every old record."""
    assert said_unsaid(e.Event) == {
        "Event.v": 1,
        "SessionStarted.number": 1,
        "NoteAdded.manner": "note",
        "DoseGiven.number": 1,
        "DoseStepped.number": 1,
        "DoseEnded.number": 1,
        "WishHeard.answer": "not today",
    }
    assert written_unsaid(e.Event) == {"Event", "Script", "ScriptLine", "BreathPattern"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (e.NoteAdded("She saw the sea.", Elapsed(0)), "She saw the sea."),
        (e.ObservationAdded("1", "tears"), "tears"),
        (e.PrivateLineWritten(), ""),
        (e.SessionStarted("s", "M-014", "p", "0", e.Origin(MORNING, "b", 0, 0), intention="To rest."), "To rest."),
        (e.EmergencyTapped("gave", Elapsed(0), "oxygen"), "oxygen"),
        (e.CueAnswered("look", "Look", "left_out", reason="asleep"), "asleep"),
        (e.CueAnswered("look", "Look", "done", "R. Ames"), ""),
        (e.LeavingNoted("stays", "the sister", Elapsed(0)), "the sister"),
        (e.TimerStarted(1, "tea", 60_000), "tea"),
        (e.SessionDiscarded("wrong client"), "wrong client"),
        (e.SessionEnded("fire alarm", 60_000), "fire alarm"),
        (e.BreathStarted(BOX, reason="asked for it"), "asked for it"),
        (e.DisplayTurned("line", "There is time."), "There is time."),
        (WishHeard("to go outside"), "to go outside"),
        (ConsentMarked("observers", "agreed"), ""),
        (LeavingItemAnswered("walks", "Walks alone", comment="with a stick", by="K. Lind"), "with a stick"),
        (LeavingListBegun("leaving", "1", "Before leaving"), ""),
        (SideEffectNoted("", "Cold hands", Elapsed(0), "mild", "blanket"), "Cold hands blanket"),
        (SideEffectFollowed("n1", "Nausea", Elapsed(0), over=True), "Nausea"),
        (LimitSeen("r1", "HR above 100"), ""),
        (e.PhaseHeld("peak"), ""),
    ],
)
def test_search_reads_a_persons_words_and_nothing_else(body: e.AnyBody, words: str) -> None:
    assert event(body).text == words


def test_a_correction_names_what_it_corrects() -> None:
    assert event(e.NoteAdded("better", Elapsed(0), supersedes="id-0")).supersedes == "id-0"
    assert event(e.PhaseHeld("peak")).supersedes == ""


def changed(**changes: object) -> bytes:
    raw = msgspec.json.decode(encode(event(e.PhaseHeld("peak"))))
    return msgspec.json.encode(raw | changes)


@pytest.mark.parametrize(
    "data",
    [changed(v=2), changed(v=2, body={"kind": "not yet thought of"}), changed(v=9, t="new form")],
)
def test_an_entry_of_a_newer_version_asks_for_that_version(data: bytes) -> None:
    with pytest.raises(KapGuideError, match="newer KapGuide") as failure:
        decode(data)
    assert "version" in failure.value.detail


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not JSON",
        b"[1, 2]",
        b"7",
        b"\xff\xfe",
        b'{"v": 1}',
        changed(body={"kind": "unheard_of"}),
        changed(v="one"),
        changed(t=1.5),
        encode(event(e.PhaseHeld("peak")))[:-20],
    ],
)
def test_what_is_no_event_is_a_known_failure(data: bytes) -> None:
    with pytest.raises(KapGuideError, match="cannot be read"):
        decode(data)


def test_a_field_that_a_later_minor_version_added_is_passed_over() -> None:
    assert decode(changed(colour="blue")) == event(e.PhaseHeld("peak"))


def test_the_wall_time_kept_is_utc_in_whole_milliseconds() -> None:
    there = datetime(2026, 3, 2, 10, 30, 0, 123_999, timezone(timedelta(hours=2)))
    assert utc(there) == datetime(2026, 3, 2, 8, 30, 0, 123_000, UTC)
    assert utc(there.replace(microsecond=999_000)).microsecond == 999_000
    assert utc(there).tzinfo is UTC
