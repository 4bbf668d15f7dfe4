"""A unit, a route and a role are one of a few: any other word is recorded after it was asked about once."""

import pytest

from tests.ui.seat import Seat


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
