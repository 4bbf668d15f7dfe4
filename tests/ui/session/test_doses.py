"""Whole doses under someone's hands: two tablets, an infusion, a spray; each up to its lines in the note."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kapguide.export.markdown import to_markdown
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import StepAct
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.view import current_prompt
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.forms.dose_fields import first_draft, part_of, route_of
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.listed_line import ListedLine
from kapguide.ui.widgets.steps_rail import Pill, RailData, fitted, pill_width
from tests.support.plans import MORNING
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window

At = Callable[[str, str], Seat]


@pytest.fixture
def at(theme: Theme, window: Window) -> At:
    """A seat in a shipped protocol, where its dosing phase has just begun."""

    def seat(protocol: str, planned: str) -> Seat:
        made = Seat(theme, window, Wrist(), read_protocol(find_protocol(protocol)), planned)
        phases = made.session.state.protocol.phases
        while phases[made.session.state.flow.index].kind is not PhaseKind.DOSING:
            made.session.send(c.Next())
        made.wait(SECOND)
        return made

    return seat


def note_of(seat: Seat) -> str:
    """The note and the record of what has happened, as they are handed out."""
    report = build_report(
        seat.session.state.protocol, seat.session.log, practice="Willow Room", generated=MORNING, version="0"
    )
    return to_markdown(report, generate_note(report))


def pills(seat: Seat) -> list[str]:
    return [f"{pill.words} {pill.state}" for pill in seat.screen.prompt.steps.rail.data.pills]


def acts(seat: Seat) -> list[str]:
    """What the buttons of the steps offer now."""
    return [button.data.text for button in seat.screen.prompt.steps.acts if button.isVisible()]


def type_in_order(seat: Seat, *words: str) -> None:
    """Into one open field after the other, each with Enter."""
    for each in words:
        seat.write_in(each)
        seat.press(Qt.Key.Key_Return)


def taken(seat: Seat) -> None:
    """The arrow says that the client takes it: nobody has said so before."""
    assert seat.screen.dose.how.hasFocus()
    seat.press(Qt.Key.Key_Left)
    seat.press(Qt.Key.Key_Return)


def test_two_tablets_from_the_first_key_to_the_note(at: At) -> None:
    seat = at("lozenge", "100 mg")
    card, form = seat.screen.prompt, seat.screen.dose
    assert card.put_away_button.data.text == "Record the dose"
    seat.press(Qt.Key.Key_Space)
    assert "goes once the dose is recorded" in seat.screen.quiet.rows()[-1]
    seat.press("d")
    assert [(form.medicine.text(), form.form.text()), (form.amount.text(), form.unit.text())] == [
        ("Ketamine, racemic", "Lozenge"),
        ("100", "mg"),
    ]
    assert (form.who.text(), form.role.text()) == ("", "")
    assert form.how.describe() == "none chosen yet"
    assert form.said.whole_text() == "still open: taken or given, who, role"
    taken(seat)
    assert form.who.hasFocus()
    assert form.said.whole_text() == "still open: who watched it, role"
    form.strength.put("100 mg a tablet")
    form.part.put("1 of 2")
    type_in_order(seat, "K. Lind", "therapist")
    given = seat.session.state.doses[0]
    assert (given.by, given.by_client, given.watched_by, given.role) == ("", True, "K. Lind", "therapist")
    assert (given.part, given.parts, given.strength) == (1, 2, "100 mg a tablet")
    assert card.isVisible()
    assert pills(seat)[0] == "Dissolve on"
    assert pills(seat)[-1] == "Tablet 2 to come"
    seat.wait(62 * SECOND)
    seat.press("e")
    assert acts(seat) == ["Swish"]
    seat.wait(7 * MINUTE)
    assert pills(seat)[1] == "Hold due"
    assert card.next.data.ring.text == "now"
    assert card.title.whole_text() == "End of the hold: swish, and the cup"
    assert acts(seat) == ["Swish", "Spat out", "Swallowed"]
    assert not card.put_away_button.isVisible(), "the cup is said by its own buttons"
    seat.press("e")
    seat.wait(31 * SECOND)
    assert (pills(seat)[3], acts(seat)) == ("Spat or swallowed due", ["Spat out", "Swallowed"])
    seat.press("u")
    assert (pills(seat)[3], acts(seat)) == ("Spat out done", ["Next tablet"])
    seat.wait(20 * SECOND)
    seat.press("e")
    assert form.isVisible()
    assert (form.part.text(), form.amount.text(), form.who.text()) == ("2 of 2", "", "")
    type_in_order(seat, "100")
    taken(seat)
    type_in_order(seat, "K. Lind", "therapist")
    assert len(seat.session.state.doses) == 2
    assert seat.screen.header.clock.since.caption.startswith("since dose 2, 100 mg at")
    assert pills(seat) == ["Dissolve on", "Hold to come", "Swish to come", "Spat or swallowed to come"]
    seat.wait(MINUTE)
    seat.press("g")
    assert not seat.screen.prompt.steps.rail.isVisible()
    text = note_of(seat)
    for line in (
        "Dose 1: 100 mg Ketamine, racemic, lozenge, 100 mg a tablet, 1 of 2, sublingual, taken by the client, watched",
        "Dose 1: dissolved, hold begins",
        "Dose 1: swish",
        "Dose 1: spat out",
        "Dose 2: swallowed",
        "taken by the client, watched by K. Lind, therapist",
    ):
        assert line in text, line


def test_an_infusion_up_to_its_end_in_the_note(at: At) -> None:
    seat = at("iv", "40 mg")
    seat.press("d")
    form = seat.screen.dose
    assert form.medicine.hasFocus(), "which ketamine it is, the protocol does not know"
    assert not form.part.isVisible()
    assert form.how.chosen == 1
    type_in_order(seat, "Ketamine", "R. Osei", "nurse")
    assert seat.session.state.doses[0].by == "R. Osei"
    assert pills(seat) == ["Infusion on", "Ended to come"]
    seat.wait(40 * MINUTE)
    assert pills(seat)[0] == "Infusion due"
    QTest.mouseClick(seat.screen.prompt.steps.buttons[StepAct.ENDED], Qt.MouseButton.LeftButton)
    assert seat.last() == e.DoseEnded(1)
    assert pills(seat) == []
    seat.press("Z", ctrl=True)
    assert pills(seat)[0] == "Infusion due"
    seat.press("e")
    shown = current_prompt(seat.session.state, seat.session.now().elapsed)
    assert shown is None or "record its end" not in shown.title
    text = note_of(seat)
    assert "Dose 1: 40 mg Ketamine, infusion, intravenous, given by R. Osei, nurse" in text
    assert "Dose 1 ended" in text
    assert "The end of the infusion was not recorded" not in text


def test_a_spray_of_three_devices_each_with_its_rest_in_the_note(at: At) -> None:
    seat = at("esketamine", "84 mg")
    seat.press("d")
    seat.screen.dose.part.put("1 of 3")
    taken(seat)
    type_in_order(seat, "R. Osei", "nurse")
    assert pills(seat)[:3] == ["Device 1 done", "Rest on", "Device 2 to come"]
    for number in (2, 3):
        seat.wait(5 * MINUTE)
        assert f"Device {number} due" in pills(seat)
        assert seat.session.state.doses[0].devices == number - 1, "the clock of a step never acts"
        seat.press("e")
        assert seat.last() == e.DoseStepped("device", 1, number)
    assert acts(seat) == []
    seat.wait(5 * MINUTE)
    assert pills(seat) == []
    text = note_of(seat)
    assert "84 mg Esketamine, nasal spray, 1 of 3, intranasal esketamine, taken by the client" in text
    for number in (2, 3):
        assert f"Dose 1: device {number}" in text


# --- the form ------------------------------------------------------------------------------------------------


def test_what_is_still_open_is_said_and_left_open_only_after_it_was_asked(at: At) -> None:
    seat = at("lozenge", "100 mg")
    form = seat.screen.dose
    seat.press("d")
    form.who.put("K. Lind")
    form.record.click()
    assert form.said.whole_text() == "Taken by the client, or given by staff? The arrows choose."
    taken(seat)
    form.record.click()
    assert form.said.whole_text() == "Without role? Enter once more records it so."
    assert form.role.hasFocus()
    assert not seat.session.state.doses
    seat.press(Qt.Key.Key_Return)
    assert (seat.session.state.doses[0].watched_by, seat.session.state.doses[0].role) == ("K. Lind", "")


def test_half_typed_words_survive_escape_emergency_and_go_with_the_entry(at: At) -> None:
    seat = at("lozenge", "100 mg")
    form = seat.screen.dose
    seat.press("d")
    taken(seat)
    seat.write_in("K. Li")
    seat.press(Qt.Key.Key_Escape)
    assert not form.isVisible()
    seat.press("d")
    assert form.who.text() == "K. Li"
    seat.press(Qt.Key.Key_F12)
    seat.session.send(c.EndEmergency())
    seat.press("d")
    assert form.who.text() == "K. Li"
    type_in_order(seat, "nd", "therapist")
    assert seat.session.state.doses[0].watched_by == "K. Lind"
    seat.press("d")
    assert (form.who.text(), form.half_typed()) == ("", "")


def test_a_correction_is_a_new_entry_and_keeps_the_steps(at: At) -> None:
    seat = at("lozenge", "100 mg")
    form = seat.screen.dose
    seat.press("d")
    taken(seat)
    type_in_order(seat, "K. Lind", "therapist")
    seat.wait(MINUTE)
    seat.press("e")
    seat.press("d")
    QTest.mouseClick(form.correct, Qt.MouseButton.LeftButton)
    assert form.eyebrow.whole_text() == "Correct dose 1: both entries stay in the record"
    form.who.put("R. Osei")
    form.record.click()
    (dose,) = seat.session.state.doses
    assert (dose.watched_by, dose.given, len(dose.steps)) == ("R. Osei", SECOND, 1)
    assert seat.kinds().count("dose_given") == 2


def test_what_was_half_typed_of_a_further_dose_is_kept_when_the_last_one_is_corrected_instead(at: At) -> None:
    seat = at("lozenge", "100 mg")
    form = seat.screen.dose
    seat.press("d")
    taken(seat)
    type_in_order(seat, "K. Lind", "therapist")
    seat.wait(MINUTE)
    seat.press("d")
    seat.write_in("50")
    QTest.mouseClick(form.correct, Qt.MouseButton.LeftButton)
    assert form.eyebrow.whole_text() == "Correct dose 1: both entries stay in the record"
    assert form.amount.text() == "100"
    assert seat.last() == e.NoteAdded("Dose, typed and not entered: 50", Elapsed(MINUTE + SECOND))


@pytest.mark.parametrize("protocol", ["iv", "im", "esketamine"])
def test_a_dose_that_was_not_held_in_the_mouth_is_neither_spat_out_nor_swallowed(at: At, protocol: str) -> None:
    seat = at(protocol, "40 mg")
    route = seat.session.state.protocol.route
    seat.session.send(c.GiveDose("40", route, "R. Ames", seat.session.now().elapsed))
    for key in "ug":
        seat.press(key)
    assert "dose_stepped" not in seat.kinds()
    assert seat.session.state.doses[0].ended is None


def test_who_it_is_follows_from_how(at: At) -> None:
    seat = at("lozenge", "100 mg")
    form = seat.screen.dose
    seat.press("d")
    form.how.setFocus()
    seat.press(Qt.Key.Key_Right)
    assert (form.labels["who"].text(), form.how.describe()) == ("Given by", "Given by staff")
    assert "who gave it" in form.said.whole_text()
    seat.press(Qt.Key.Key_Left)
    assert form.labels["who"].text() == "Watched by"
    QTest.mouseClick(form.how, Qt.MouseButton.LeftButton, pos=QPoint(form.how.width() - 20, 20))
    assert form.how.chosen == 1
    seat.press(Qt.Key.Key_Return)
    assert form.who.hasFocus()
    form.how.setFocus()
    seat.press(Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_known_values_are_gone_through_and_nothing_is_completed_unasked(theme: Theme, window: Window) -> None:
    line = ListedLine(theme, "Medicine", ("Ketamine, racemic", "Esketamine"))
    window.hold(line)
    line.setFocus()
    QTest.keyClicks(line, "Ketamine")
    assert line.text() == "Ketamine"
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "Ketamine, racemic"
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "Esketamine"
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "Ketamine, racemic"
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 10, 10))
    assert line.text() == "Esketamine"


def test_parts_and_routes_are_read_as_they_are_typed() -> None:
    assert [part_of(text) for text in ("2 of 3", "1/2", "2", "", "some")] == [(2, 3), (1, 2), (2, 0), (0, 0), (0, 0)]
    assert [route_of(text) for text in ("Sublingual", "iv", "Intravenous", "rectal")] == [
        "sublingual",
        "iv",
        "iv",
        "rectal",
    ]


@pytest.mark.parametrize("planned", ["as prescribed", "0.5 mg/kg over 40 min"])
def test_an_amount_in_words_asks_for_no_unit_and_gets_none(at: At, planned: str) -> None:
    seat = at("oral", planned)
    draft = first_draft(seat.session.state)
    assert (draft.amount, draft.unit) == (planned, "")
    seat.press("d")
    assert "unit" not in seat.screen.dose.said.whole_text()


# --- the rail ------------------------------------------------------------------------------------------------


def test_where_there_is_little_room_times_go_first_then_what_is_done(theme: Theme) -> None:
    data = RailData((Pill("Dissolve", "1:02", "done"), Pill("Hold", "3:00", "on"), Pill("Swish", "0:30"), Pill("Cup")))
    whole = [pill.words for pill, _ in fitted(data, theme, 1000)]
    assert whole == ["Dissolve", "Hold", "Swish", "Cup"]
    untimed = sum(pill_width(pill, theme, 15, pill.state == "on") for pill in data.pills) + 3 * 14
    assert [timed for _, timed in fitted(data, theme, untimed + 1)] == [False, True, False, False]
    assert [pill.words for pill, _ in fitted(data, theme, untimed - 1)] == ["Hold", "Swish", "Cup"]
    assert [pill.words for pill, _ in fitted(data, theme, 10)] == ["Hold"]


@pytest.mark.parametrize("size", [(960, 500), (1280, 640), (1366, 690), (1440, 860)])
def test_the_steps_meet_nothing_at_any_size(at: At, size: tuple[int, int]) -> None:
    seat = at("lozenge", "100 mg")
    seat.window.resize(*size)
    seat.session.send(c.GiveDose("100", "sublingual", "", Elapsed(SECOND), by_client=True, part=1, parts=2))
    seat.press("e")
    seat.wait(7 * MINUTE + SECOND)
    seat.screen.grab()
    card = seat.screen.prompt
    parts = [card.words, card.title, card.steps.rail, card.next, card.snooze_button, card.put_away_button]
    parts += [*card.steps.buttons.values(), card.tools.buttons["timers"]]
    shown = [part for part in parts if part.isVisibleTo(card) and part is not card.tools.buttons["timers"]]
    rects = [part.geometry() for part in shown]
    assert not [
        (one.accessibleName(), other.accessibleName())
        for at_, one in enumerate(shown)
        for number, other in enumerate(shown)
        if number > at_ and rects[at_].intersects(rects[number])
    ]
    assert len(acts(seat)) == 3


def test_which_tablet_it_is_is_asked_again_where_it_was_not_understood(at: At) -> None:
    seat = at("lozenge", "100 mg")
    form = seat.screen.dose
    seat.press("d")
    form.part.put("the second of two")
    form.record.click()
    assert form.said.whole_text() == "“the second of two” was not understood. Type which of how many: 1 of 2."
    assert form.part.hasFocus()
    assert seat.session.state.doses == ()
    form.part.put("2/2")
    form.record.click()
    form.record.click()
    assert (seat.session.state.doses[0].part, seat.session.state.doses[0].parts) == (2, 2)


def test_what_speaks_of_the_hold_is_put_away_as_ever_and_stays_away_once_it_is_over(at: At) -> None:
    seat = at("lozenge", "100 mg")
    given = c.GiveDose("100", "sublingual", "", seat.session.now().elapsed, unit="mg", by_client=True)
    seat.session.send(given)
    seat.press("e")
    seat.wait(3 * MINUTE + 30 * SECOND)
    prompt = seat.screen.prompt
    assert prompt.title.whole_text() == "Half of the hold"
    assert prompt.put_away_button.isVisible(), "half of the hold asks for no step"
    seat.press("u")
    assert prompt.title.whole_text() != "Half of the hold"
    seat.wait(4 * MINUTE)
    shown = {cue.title for cue in seat.session.state.cues.values()}
    assert not {"Spit cup at hand", "End of the hold: swish, and the cup"} & shown
