"""The practice's emergency card on paper."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from kapguide.errors import KapGuideError
from kapguide.export.files import write_export
from kapguide.paths import Home
from kapguide.session.emergency_card import clinic_card
from kapguide.store.vault import practice_name


def print_card(home: Home, folder: Path, made: datetime, *, paper: Literal["a4", "us-letter"] = "a4") -> Path:
    """Write the card of the practice in `home` as a PDF into `folder`; return the file. Raises KapGuideError."""
    from kapguide.export.card import NAME, card_to_pdf  # typesets: no window and no command waits for it before

    try:
        practice = practice_name(home.vault)
    except KapGuideError:  # there is no practice yet, or none that can be opened: the card is good without it
        practice = ""
    return write_export(folder, NAME, card_to_pdf(clinic_card(home.emergency_card), practice, made, paper=paper))
