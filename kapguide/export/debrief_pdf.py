"""The debrief as PDF/A-2a and PDF/UA-1."""

from datetime import datetime
from typing import Literal

import msgspec

from kapguide.export.debrief import debrief_document
from kapguide.export.pdf import typeset
from kapguide.export.words import plain
from kapguide.rehearsal.debrief.shape import Debrief
from kapguide.rehearsal.kept import RehearsalRecord


def debrief_to_pdf(
    record: RehearsalRecord, debrief: Debrief, made: datetime, *, paper: Literal["a4", "us-letter"] = "a4"
) -> bytes:
    """The document of `record`, of which `debrief` was made; equal ones give equal bytes on the same machine."""
    document = msgspec.to_builtins(debrief_document(record, debrief))
    document["author"] = plain(record.trainee) or "KapGuide"
    return typeset("debrief", document, made, paper)
