"""Who is here, by hand: in two keys they come and go, and the band under the phases shows when nobody was there."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person
from kapguide.spans import MINUTE
from kapguide.ui.widgets.charts.timeline import TimelineGap
from tests.ui.seat import Seat

OSEI = Person("R. Osei", "medical", "staff-2")
F2 = Qt.Key.Key_F2


def known(seat: Seat, *people: Person) -> None:
    seat.screen.beside.people.known = lambda: people


def rows(seat: Seat) -> list[tuple[str, str, str]]:
    found = [row for row in seat.screen.people._rows if row.isVisible()]
    return [(row.who.whole_text(), row.since.whole_text(), row.move_button.data.text) for row in found]


def gaps(seat: Seat) -> tuple[TimelineGap, ...]:
    seat.screen.render_now()
    return tuple(seat.screen.phases.timeline.data.alone)


def test_two_keys_let_somebody_in_and_two_let_somebody_out(seat: Seat) -> None:
    known(seat, OSEI)
    seat.wait(5 * MINUTE)
    seat.press(F2)
    assert rows(seat) == [
        ("R. Ames, therapist", "here since 10:00", "Leaves"),
        ("R. Osei, medical", "", "Comes in"),
    ]
    assert seat.screen.people.trailing.whole_text() == "never alone since 10:00"
    seat.press("2")
    assert seat.last() == e.PersonCame(OSEI)
    assert not seat.screen.people.isVisible()
    assert seat.screen.header.client.data.people == "R. Ames, R. Osei"
    seat.press(F2, later_ms=900)
    seat.press("1")
    assert seat.last() == e.PersonLeft("R. Ames")
    assert gaps(seat) == ()
    assert seat.screen.notes.list.rows()[-1].endswith("R. Ames left")


def test_where_nobody_is_left_the_screen_says_so_and_the_band_is_open_until_somebody_comes(seat: Seat) -> None:
    seat.wait(10 * MINUTE)
    seat.press(F2)
    seat.press("1")
    assert seat.screen.quiet.describe() == "Nobody is with the client now, as it is recorded."
    assert gaps(seat) == (TimelineGap(10 * MINUTE, None),)
    assert seat.screen.header.client.data.people == "nobody with the client"
    assert seat.screen.header.client.data.alone
    assert "0:10 on  nobody with the client" in seat.screen.phases.timeline.rows()
    seat.wait(5 * MINUTE)
    seat.press(F2, later_ms=900)
    assert rows(seat) == [("R. Ames, therapist", "left 10:10", "Comes in")]
    assert seat.screen.people.trailing.whole_text() == "nobody with the client since 10:10"
    seat.press("1")
    assert gaps(seat) == (TimelineGap(10 * MINUTE, 15 * MINUTE),)
    seat.press("Z", ctrl=True)
    assert gaps(seat) == (TimelineGap(10 * MINUTE, None),)


def test_somebody_else_is_typed_with_what_they_are_there_for(seat: Seat) -> None:
    known(seat, OSEI)
    seat.press(F2)
    seat.press(Qt.Key.Key_Return)
    assert seat.screen.people.name.hasFocus()
    seat.write_in("P. Low, obs")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.PersonCame(Person("P. Low", "observer"))
    seat.press(F2, later_ms=900)
    seat.press(Qt.Key.Key_Return)
    seat.write_in("osei")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.PersonCame(OSEI), "the one of the practice who is meant"


def test_a_time_that_is_typed_first_is_that_of_whoever_is_chosen(seat: Seat, qtbot: QtBot) -> None:
    known(seat, OSEI)
    seat.wait(20 * MINUTE)
    seat.press(F2)
    seat.screen.people.at.setFocus()
    seat.write_in("25")
    seat.press(Qt.Key.Key_Return)
    qtbot.waitUntil(seat.screen.people.hasFocus)
    seat.press("2")
    assert seat.screen.people.said.whole_text() == "That is before the session began."
    assert seat.screen.people.at.hasFocus()
    seat.screen.people.at.setText("-8")
    seat.press(Qt.Key.Key_Return)
    qtbot.waitUntil(seat.screen.people.hasFocus)
    seat.press("2")
    assert seat.last() == e.PersonCame(OSEI, Elapsed(12 * MINUTE))


def test_who_was_gone_is_asked_for_when_they_were_last_seen(seat: Seat) -> None:
    seat.wait(20 * MINUTE)
    seat.press(F2)
    form = seat.screen.people
    QTest.mouseClick(form._rows[0].gone, Qt.MouseButton.LeftButton)
    assert form.at.hasFocus()
    assert "last seen" in form.said.whole_text()
    seat.write_in("-8")
    seat.press(Qt.Key.Key_Return)
    QTest.mouseClick(form._rows[0].gone, Qt.MouseButton.LeftButton)
    assert seat.last() == e.PersonLeft("R. Ames", seen=Elapsed(12 * MINUTE))
    assert gaps(seat) == (TimelineGap(12 * MINUTE, 20 * MINUTE, doubtful=True), TimelineGap(20 * MINUTE, None))
    assert "0:12 to 0:20  not known who was with the client" in seat.screen.phases.timeline.rows()


def test_a_refusal_stays_in_the_form_and_other_digits_do_nothing(seat: Seat) -> None:
    seat.press(F2)
    seat.press("7")
    seat.press("0")
    assert seat.screen.people.isVisible()
    seat.press(Qt.Key.Key_Return)
    seat.write_in("r. ames")
    seat.press(Qt.Key.Key_Return)
    assert seat.screen.people.said.whole_text() == "R. Ames is here already."
    assert seat.kinds().count("person_came") == 0
    seat.press(Qt.Key.Key_Escape)
    assert not seat.screen.people.isVisible()
    seat.screen.beside.end()
    words = "Somebody who is here, typed and not entered: r. ames"
    assert words in [event.body.text for event in seat.session.log if isinstance(event.body, e.NoteAdded)]


def test_an_entry_that_is_chosen_in_the_list_gets_another_time_or_is_struck_out(seat: Seat) -> None:
    known(seat, OSEI)
    seat.wait(20 * MINUTE)
    seat.session.send(c.NoteArrival(OSEI))
    came = seat.session.log[-1].id
    seat.wait(5 * MINUTE)
    seat.screen.notes.entry_chosen.emit(came)
    assert seat.screen.question.at.text() == "10:20"
    seat.screen.question.at.setText("-8")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.PersonCame(OSEI, Elapsed(17 * MINUTE), came)
    seat.screen.notes.entry_chosen.emit(seat.session.log[-1].id)
    seat.screen.question.strike.click()
    assert isinstance(seat.last(), e.EntryStruck)
    assert seat.screen.header.client.data.people == "R. Ames"


def test_who_stays_in_the_house_is_not_with_the_client_and_comes_in_by_the_same_digit(seat: Seat) -> None:
    seat.session.send(c.NoteArrival(OSEI))
    seat.wait(10 * MINUTE)
    seat.press(F2)
    QTest.mouseClick(seat.screen.people._rows[1].near, Qt.MouseButton.LeftButton)
    assert seat.last() == e.PersonCame(Person("R. Osei", "medical", "staff-2", in_house=True))
    assert seat.screen.header.client.data.people == "R. Ames"
    seat.press(F2, later_ms=900)
    assert rows(seat)[1] == ("R. Osei, medical", "in the house since 10:10", "Comes in")
    seat.press("2")
    assert seat.last() == e.PersonCame(OSEI)
    assert seat.screen.header.client.data.people == "R. Ames, R. Osei"
