"""The private line of the live screen: its words go to its author's pad, and nowhere else."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from kapguide.clinical.private_notes import NEVER_IN_SHORT, NoteClass, PrivateNote
from kapguide.errors import KapGuideError
from kapguide.session import events as e
from kapguide.session.event_json import encode
from tests.support.plans import MORNING
from tests.ui.seat import Seat

WORDS = "velvetlighthouse"
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
BOTH = tuple(NoteClass)


class Pad:
    """What a test writes in private; `refused` is what it is answered."""

    def __init__(self, classes: tuple[NoteClass, ...] = (NoteClass.PSYCHOTHERAPY,)) -> None:
        self.classes = classes
        self.written: list[tuple[str, NoteClass]] = []
        self.drafts: list[tuple[str, NoteClass]] = []
        self.half: PrivateNote | None = None
        self.refused = ""
        self.told = True

    def in_log(self) -> bool:
        return self.told

    def write(self, text: str, kind: NoteClass) -> None:
        if self.refused:
            raise KapGuideError(self.refused)
        self.written.append((text, kind))

    def save_draft(self, text: str, kind: NoteClass) -> None:
        self.drafts.append((text, kind))

    def draft(self) -> PrivateNote | None:
        if self.refused:
            raise KapGuideError(self.refused)
        return self.half


@pytest.fixture
def pad(seat: Seat) -> Pad:
    pad = Pad()
    seat.screen.beside.private.pad = pad
    return pad


def half(text: str, kind: NoteClass = NoteClass.PSYCHOTHERAPY, at: datetime = MORNING) -> PrivateNote:
    return PrivateNote("n-1", "c-1", "s-1", kind, text, "staff-1", at, 60)


def everything_told(seat: Seat) -> str:
    """What the session's log, its half-typed line and the screen's twins hold."""
    seat.screen.keep_draft()
    seat.flow.save_draft()
    log = b"".join(encode(event) for event in seat.session.log).decode()
    return "\n".join([log, repr(seat.drafts), *seat.screen.notes.list.rows(), *seat.screen.quiet.rows()])


def write(seat: Seat, words: str = WORDS) -> None:
    seat.press("N", ctrl=True)
    seat.write_in(words)
    seat.press(ENTER)


def test_its_words_go_to_the_pad_and_the_log_has_a_line_without_words(seat: Seat, pad: Pad) -> None:
    write(seat)
    assert pad.written == [(WORDS, NoteClass.PSYCHOTHERAPY)]
    assert seat.last() == e.PrivateLineWritten()
    assert seat.screen.notes.list.rows()[-1].endswith("private line")
    assert WORDS not in everything_told(seat)


def test_by_choice_the_log_has_nothing(seat: Seat, pad: Pad) -> None:
    pad.told = False
    before = seat.kinds()
    write(seat)
    assert pad.written == [(WORDS, NoteClass.PSYCHOTHERAPY)]
    assert seat.kinds() == before


def test_what_may_never_be_in_it_stands_beside_the_field(seat: Seat, pad: Pad) -> None:
    seat.press("N", ctrl=True)
    assert seat.screen.quiet.describe() == NEVER_IN_SHORT
    seat.press("N", ctrl=True)
    assert seat.screen.quiet.describe() == ""


def test_it_stays_private_until_the_line_is_left(seat: Seat, pad: Pad) -> None:
    """Whoever writes on has not said that the next line is for the log."""
    write(seat)
    seat.write_in("second")
    seat.press(ENTER)
    assert [words for words, _ in pad.written] == [WORDS, "second"]
    seat.press(ENTER)
    assert seat.screen.hasFocus()
    seat.press("n")
    seat.write_in("for the log")
    seat.press(ENTER)
    assert seat.last() == e.NoteAdded("for the log", seat.session.now().elapsed)
    assert len(pad.written) == 2


def test_a_line_that_was_begun_for_the_log_leaves_its_draft(seat: Seat, pad: Pad) -> None:
    seat.press("n")
    seat.write_in(WORDS)
    seat.flow.save_draft()
    assert seat.drafts[-1][0] == WORDS
    seat.press("N", ctrl=True)
    seat.flow.save_draft()
    assert seat.drafts[-1][0] == "", "what was kept of it is taken away"
    seat.press(ENTER)
    assert pad.written == [(WORDS, NoteClass.PSYCHOTHERAPY)]


def test_half_of_it_is_kept_as_it_grows_and_goes_when_it_is_for_the_log_again(seat: Seat, pad: Pad) -> None:
    private = seat.screen.beside.private
    seat.press("N", ctrl=True)
    seat.write_in("velvet")
    assert private._later.isActive()
    private._later.timeout.emit()
    assert pad.drafts[-1] == ("velvet", NoteClass.PSYCHOTHERAPY)
    seat.press("N", ctrl=True)
    assert pad.drafts[-1] == ("", NoteClass.PSYCHOTHERAPY)
    assert seat.screen.notes.line.text() == "velvet"
    seat.flow.save_draft()
    assert seat.drafts[-1][0] == "velvet"


def test_left_with_words_it_is_still_private(seat: Seat, pad: Pad) -> None:
    seat.press("N", ctrl=True)
    seat.write_in(WORDS)
    seat.press(ESC)
    assert seat.screen.hasFocus()
    assert WORDS not in everything_told(seat)
    seat.press("n")
    seat.press(ENTER)
    assert pad.written == [(WORDS, NoteClass.PSYCHOTHERAPY)]


def test_the_end_of_the_session_enters_what_is_half_typed(seat: Seat, pad: Pad) -> None:
    seat.press("N", ctrl=True)
    seat.write_in(WORDS)
    seat.screen.half_typed.enter()
    assert pad.written == [(WORDS, NoteClass.PSYCHOTHERAPY)]
    assert WORDS not in everything_told(seat)


def test_a_lock_takes_it_from_the_screen_and_brings_it_back_to_its_author(seat: Seat, pad: Pad) -> None:
    seat.press("N", ctrl=True)
    seat.write_in(WORDS)
    seat.flow.lock()
    assert seat.screen.notes.line.text() == ""
    assert pad.drafts[-1] == (WORDS, NoteClass.PSYCHOTHERAPY)
    seat.screen.hide()
    seat.screen.show()
    assert seat.screen.notes.line.text() == "", "a colleague has none there"
    pad.half = half(WORDS)
    seat.screen.hide()
    seat.screen.show()
    assert seat.screen.notes.line.text() == WORDS
    assert WORDS not in everything_told(seat)
    seat.screen.notes.line.setFocus()
    seat.press(ENTER)
    assert pad.written == [(WORDS, NoteClass.PSYCHOTHERAPY)]


def test_a_window_that_goes_keeps_half_of_it(seat: Seat, pad: Pad) -> None:
    seat.press("N", ctrl=True)
    seat.write_in(WORDS)
    seat.flow.leave()
    assert pad.drafts[-1] == (WORDS, NoteClass.PSYCHOTHERAPY)


def test_nothing_of_the_log_gives_way_to_what_comes_back(seat: Seat, pad: Pad) -> None:
    seat.press("n")
    seat.write_in("for the log")
    pad.half = half(WORDS)
    seat.screen.beside.private.take_up()
    assert seat.screen.notes.line.text() == "for the log"
    seat.press(ENTER)
    pad.refused = "The record cannot be read."
    seat.screen.beside.private.take_up()
    assert seat.screen.notes.line.text() == ""


def test_a_line_that_is_corrected_meanwhile_does_not_take_it_to_the_log(seat: Seat, pad: Pad) -> None:
    seat.press("1")
    seat.press("N", ctrl=True)
    seat.write_in(WORDS)
    observed = next(event.id for event in seat.session.log if isinstance(event.body, e.ObservationAdded))
    seat.screen.notes.list.chosen.emit(observed)
    assert pad.drafts[-1] == (WORDS, NoteClass.PSYCHOTHERAPY)
    seat.write_in(" again")
    assert WORDS not in everything_told(seat)
    seat.press("N", ctrl=True)
    assert isinstance(seat.last(), e.NoteAdded), "the correction was entered"
    assert seat.screen.notes.line.text() == ""


def test_where_part_2_holds_the_key_goes_round_three_ways(seat: Seat) -> None:
    pad = Pad(BOTH)
    seat.screen.beside.private.pad = pad
    seat.press("N", ctrl=True)
    seat.press("N", ctrl=True)
    seat.write_in("counted the days")
    seat.press(ENTER)
    assert pad.written == [("counted the days", NoteClass.COUNSELLING)]
    seat.press("N", ctrl=True)
    seat.write_in("for the log")
    seat.press(ENTER)
    assert isinstance(seat.last(), e.NoteAdded)


def test_words_that_are_not_taken_are_in_the_line_again(seat: Seat, pad: Pad) -> None:
    seat.press("N", ctrl=True)
    pad.refused = "There is no such client."
    seat.write_in(WORDS)
    seat.press(ENTER)
    assert seat.screen.notes.line.text() == WORDS
    assert seat.screen.quiet.describe() == "There is no such client."
    assert not isinstance(seat.last(), e.PrivateLineWritten)


def test_a_rehearsal_keeps_nothing(seat: Seat) -> None:
    write(seat)
    assert seat.last() == e.PrivateLineWritten()
    assert WORDS not in everything_told(seat)


def test_it_is_reached_from_another_field_too(seat: Seat, pad: Pad) -> None:
    seat.press("v")
    seat.write_in("120")
    seat.press("N", ctrl=True)
    assert seat.screen.notes.line.hasFocus()
    assert seat.screen.vitals.field.line.text() == "120"
