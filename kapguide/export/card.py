"""The emergency card on paper: what the clinic has written, and lines to write on where it has not."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from kapguide.export.pdf import typeset
from kapguide.session.emergency_card import EmergencyCard

NAME = "emergency-card.pdf"
A4_INCHES = 210 / 25.4


def card_to_pdf(
    card: EmergencyCard, practice: str, made: datetime, *, paper: Literal["a4", "us-letter"] = "a4"
) -> bytes:
    """The card as PDF/A-2a and PDF/UA-1, one page or more; `made` is the moment of printing."""
    return typeset("emergency-card", _document(card, practice, made), made, paper)


def card_to_png(card: EmergencyCard, practice: str, made: datetime, wide: int) -> bytes:
    """The first page of the card as it prints on A4, as PNG, `wide` pixels wide."""
    return typeset("emergency-card", _document(card, practice, made), made, "a4", ppi=wide / A4_INCHES)


def _document(card: EmergencyCard, practice: str, made: datetime) -> dict[str, Any]:
    added = {
        "practice": practice,
        "signature": card.signature,
        "open_ends": card.open_ends,
        "made": f"{made:%Y-%m-%d %H:%M}",
    }
    return dict(msgspec.to_builtins(card)) | added
