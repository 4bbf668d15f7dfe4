"""The sheet for home on paper: no name of a client, and nothing of a session."""

from datetime import datetime
from typing import Literal

import msgspec

from kapguide.clinical.aftercare import Aftercare
from kapguide.export.pdf import typeset

NAME = "sheet-for-home.pdf"


def aftercare_to_pdf(
    sheet: Aftercare, practice: str, made: datetime, *, paper: Literal["a4", "us-letter"] = "a4"
) -> bytes:
    """The sheet as PDF/A-2a and PDF/UA-1; `made` is the moment of printing."""
    added = {"practice": practice, "made": f"{made:%Y-%m-%d %H:%M}"}
    return typeset("aftercare", dict(msgspec.to_builtins(sheet)) | added, made, paper)
