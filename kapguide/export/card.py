"""The emergency card on paper: what the clinic has written, and lines to write on where it has not."""

from datetime import datetime
from typing import Literal

import msgspec

from kapguide.export.pdf import typeset
from kapguide.session.emergency_card import EmergencyCard

NAME = "emergency-card.pdf"


def card_to_pdf(
    card: EmergencyCard, practice: str, made: datetime, *, paper: Literal["a4", "us-letter"] = "a4"
) -> bytes:
    """The card as PDF/A-2a and PDF/UA-1, one page or more; `made` is the moment of printing."""
    document = msgspec.to_builtins(card)
    document |= {"practice": practice, "signature": card.signature, "made": f"{made:%Y-%m-%d %H:%M}"}
    return typeset("emergency-card", document, made, paper)
