"""The emergency card on paper: the clinic's words as they are, and a line to write on where there are none."""

from datetime import UTC, datetime

from kapguide.export.card import card_to_pdf
from kapguide.session.emergency_card import CardNumber, CardRole, CardStep, EmergencyCard, Situation
from tests.export.test_pdf import text_of

MADE = datetime(2026, 11, 30, 12, 30, tzinfo=UTC)
CARD = EmergencyCard(
    address="1 Example Street",
    numbers=(CardNumber("Emergency services", "000"), CardNumber("Doctor on call")),
    roles=(CardRole("Leads", "K. Lind"), CardRole("Door")),
    situations=(
        Situation("Fall", (CardStep("Ask first.", "K. Lind"), CardStep("#set *x* $y$"))),
        Situation("Fire"),
    ),
    filled_by="R. Example",
    filled_on="3 Nov 2026",
)


def test_it_holds_what_the_clinic_wrote_to_the_letter() -> None:
    text = text_of(card_to_pdf(CARD, "Lindenhof 🌳", MADE))
    for words in (
        "Lindenhof",
        "1 Example Street",
        "000",
        "K. Lind",
        "Ask first.",
        "#set *x* $y$",
        "Fire",
        "Door",
    ):
        assert words in text
    assert "Card by R. Example, 3 Nov 2026" in text
    assert "1 without steps" in text
    assert "printed 2026-11-30 12:30 · page 1 of 1" in text


def test_where_nothing_is_written_there_is_nothing_but_the_heading() -> None:
    text = text_of(card_to_pdf(EmergencyCard(situations=(Situation("Fall"),)), "", MADE, paper="us-letter"))
    assert "not signed, 1 without steps" in text
    assert text.split("Fall")[1].strip().startswith("Nobody has signed this card.")


def test_the_same_card_makes_the_same_file() -> None:
    assert card_to_pdf(CARD, "Lindenhof", MADE) == card_to_pdf(CARD, "Lindenhof", MADE)
