"""The practice's emergency card: written value by value, signed by its medical lead, and put on paper."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from kapguide.errors import KapGuideError
from kapguide.export.files import write_export
from kapguide.paths import Home
from kapguide.session.emergency_card import CardStep, EmergencyCard, card_in, clinic_card, shipped_card_file
from kapguide.store.keys.vault import practice_name
from kapguide.toml_edit import Place
from kapguide.usecases.clinic.clinic_text import ClinicText


class PracticeCard(ClinicText):
    """The card's file at the window."""

    def __init__(self, home: Home) -> None:
        path = home.emergency_card
        super().__init__(path, lambda text: card_in(text, path), shipped_card_file())

    @property
    def card(self) -> EmergencyCard:
        """As it is now; a fault is a card that says so."""
        return clinic_card(self.file.path)

    def say(self, place: Place, words: str, by: str, day: date) -> None:
        """Write the clinic's words at a place, or take them out where there are none. Raises KapGuideError."""
        self.change({place: words or None}, by, day)

    def say_steps(self, situation: int, steps: Sequence[CardStep], by: str, day: date) -> None:
        """Write the steps of a situation, of which empty ones are none. Raises KapGuideError."""
        said = [{"text": step.text, **({"who": step.who} if step.who else {})} for step in steps if step.text]
        self.change({("situations", situation, "steps"): said or None}, by, day)


def print_card(home: Home, folder: Path, made: datetime, *, paper: Literal["a4", "us-letter"] = "a4") -> Path:
    """Write the card of the practice in `home` as a PDF into `folder`; return the file. Raises KapGuideError."""
    from kapguide.export.card import NAME, card_to_pdf  # typesets: no window and no command waits for it before

    card = clinic_card(home.emergency_card)
    return write_export(folder, NAME, card_to_pdf(card, practice_on_paper(home), made, paper=paper))


def picture_of_card(home: Home, made: datetime, wide: int) -> bytes:
    """The first page of the card as it prints, as PNG, `wide` pixels wide. Raises KapGuideError."""
    from kapguide.export.card import card_to_png

    return card_to_png(clinic_card(home.emergency_card), practice_on_paper(home), made, wide)


def practice_on_paper(home: Home) -> str:
    try:
        return practice_name(home.vault)
    except KapGuideError:  # there is no practice yet, or none that can be opened: the card is good without it
        return ""
