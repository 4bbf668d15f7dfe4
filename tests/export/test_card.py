"""The emergency card on paper: the clinic's words as they are, and a line to write on where there are none."""

from datetime import UTC, datetime

from kapguide.export.card import card_to_pdf, card_to_png
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


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_its_picture_is_the_first_page_as_wide_as_asked_for() -> None:
    picture = card_to_png(CARD, "Lindenhof", MADE, 420)
    assert size_of(picture) == (420, 594)
    assert picture != card_to_png(EmergencyCard(situations=CARD.situations), "Lindenhof", MADE, 420)
    long = EmergencyCard(situations=CARD.situations * 20)
    assert "page 1 of 1" not in text_of(card_to_pdf(long, "Lindenhof", MADE))
    assert size_of(card_to_png(long, "Lindenhof", MADE, 420)) == (420, 594)


def test_a_situation_that_is_longer_than_a_column_goes_on_in_the_next() -> None:
    steps = tuple(CardStep(f"Step {number}." + "\nHold her hand." * 10) for number in range(1, 13))
    text = text_of(card_to_pdf(EmergencyCard(situations=(Situation("Fall", steps),)), "Lindenhof", MADE))
    assert "page 1 of 2" in text, "nothing runs off the paper"
    assert [text.count(f"Step {number}. Hold") for number in range(1, 13)] == [1] * 12
