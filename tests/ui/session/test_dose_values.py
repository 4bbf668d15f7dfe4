"""A unit, a route and a role are one of a few: any other word is recorded after it was asked about once."""

import pytest

from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.ui.session.forms.dose_fields import first_draft, split_amount
from kapguide.ui.theme import Theme
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window


def filled(seat: Seat, **other: str) -> None:
    """The form with nothing open."""
    seat.press("d")
    whole = {
        "medicine": "Ketamine",
        "form": "Injection",
        "amount": "50",
        "unit": "mg",
        "who": "R. Ames",
        "role": "nurse",
    }
    for name, words in (whole | other).items():
        seat.screen.dose.fields[name].put(words)  # type: ignore[union-attr]


def test_a_known_value_is_recorded_at_once_however_it_is_written(seat: Seat) -> None:
    filled(seat, role="Nurse", unit="MG", route="Intramuscular")
    seat.screen.dose.record.click()
    (dose,) = seat.session.state.doses
    assert (dose.role, dose.unit, dose.route) == ("Nurse", "MG", "im")


@pytest.mark.parametrize(
    ("field", "typed"), [("role", "q"), ("role", "the physician on duty"), ("unit", "mgg"), ("route", "buccal")]
)
def test_any_other_is_asked_about_once_and_then_recorded_as_it_was_typed(seat: Seat, field: str, typed: str) -> None:
    filled(seat, **{field: typed})
    form = seat.screen.dose
    form.record.click()
    assert form.said.whole_text() == f"“{typed[:20]}” as {field}? Enter once more records it so."
    assert form.fields[field].hasFocus()
    assert seat.session.state.doses == ()
    form.record.click()
    assert getattr(seat.session.state.doses[0], field) == typed


def test_what_nobody_sees_is_no_amount_and_no_role(seat: Seat) -> None:
    filled(seat, amount="\u200b\u3164", role="\u2060")
    form = seat.screen.dose
    form.record.click()
    assert form.said.whole_text() == "Type the amount as it was given."
    form.amount.put("50")
    form.record.click()
    assert form.said.whole_text() == "Without role? Enter once more records it so."


@pytest.mark.parametrize(
    ("typed", "amount", "unit"),
    [
        ("100 mg", "100", "mg"),
        ("0,5 mg/kg", "0,5", "mg/kg"),
        ("84", "84", ""),
        ("as prescribed", "as prescribed", ""),
        ("150 mg, as ordered", "150", "mg"),
        ("0.5 mg/kg (see the order)", "0.5", "mg/kg"),
        ("150mg as ordered", "150", "mg"),
        ("150, as ordered", "150, as ordered", ""),
        ("150 mg, then 75 mg", "150 mg, then 75 mg", ""),
        ("100 mg or less", "100 mg or less", ""),
        ("10 mg an hour", "10 mg an hour", ""),
        ("50-75 mg", "50-75 mg", ""),
        ("5 mgs", "5 mgs", ""),
    ],
)
def test_an_amount_is_split_from_its_unit_only_where_that_is_plain(typed: str, amount: str, unit: str) -> None:
    assert split_amount(typed) == (amount, unit)


def test_the_words_beside_a_planned_amount_are_no_part_of_what_was_given(theme: Theme, window: Window) -> None:
    seat = Seat(theme, window, Wrist(), read_protocol(find_protocol("oral")), "150 mg, as ordered")
    draft = first_draft(seat.session.state)
    assert (draft.amount, draft.unit) == ("150", "mg")
    assert seat.session.state.started is not None
    assert seat.session.state.started.planned_dose == "150 mg, as ordered", "they stay with the plan"
    seat.press("d")
    form = seat.screen.dose
    assert (form.amount.text(), form.unit.text()) == ("150", "mg")
    assert "150 mg, as ordered" in form.trailing.whole_text()


def test_a_dose_given_now_is_given_as_it_is_recorded_and_not_when_the_form_was_last_drawn(seat: Seat) -> None:
    filled(seat)
    seat.clock.elapsed += 900
    seat.screen.dose.record.click()
    (dose,) = seat.session.state.doses
    assert dose.given == seat.clock.elapsed


def test_a_correction_does_not_ask_again_about_what_stays_as_it_was_recorded(seat: Seat) -> None:
    filled(seat, role="the physician on duty")
    form = seat.screen.dose
    form.record.click()
    form.record.click()
    seat.press("d")
    form.correct.click()
    form.amount.put("100")
    form.record.click()
    (dose,) = seat.session.state.doses
    assert dose.amount == "100"
    assert dose.role == "the physician on duty"


def test_a_correction_asks_about_what_it_brings_of_its_own(seat: Seat) -> None:
    filled(seat)
    form = seat.screen.dose
    form.record.click()
    (before,) = seat.session.state.doses
    seat.press("d")
    form.correct.click()
    form.unit.put("mgg")
    form.record.click()
    assert seat.session.state.doses == (before,), "it is asked first"
    form.record.click()
    assert [dose.unit for dose in seat.session.state.doses] == ["mgg"]


def test_undo_in_a_field_with_nothing_to_take_back_leaves_the_keys_in_it(seat: Seat) -> None:
    """The letters that follow would be commands of the screen: the first of `therapist` withdraws touch consent."""
    filled(seat)
    form = seat.screen.dose
    form.role.put("")
    form.role.setFocus()
    seat.press("z", ctrl=True)
    before = seat.kinds()
    seat.write_in("therapist")
    assert form.role.text() == "therapist"
    assert seat.kinds() == before
