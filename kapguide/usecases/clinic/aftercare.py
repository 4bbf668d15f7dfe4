"""The sheet for home, written as a PDF for whoever prints it."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from kapguide.clinical.aftercare import clinic_aftercare
from kapguide.export.files import write_export
from kapguide.paths import Home
from kapguide.usecases.clinic.emergency_card import practice_on_paper


def print_sheet(home: Home, folder: Path, made: datetime, *, paper: Literal["a4", "us-letter"] = "a4") -> Path:
    """Write the sheet of the practice in `home` into `folder`; return the file. Raises KapGuideError."""
    from kapguide.export.aftercare import NAME, aftercare_to_pdf  # typesets: no window waits for it before

    sheet = clinic_aftercare(home.aftercare)
    return write_export(folder, NAME, aftercare_to_pdf(sheet, practice_on_paper(home), made, paper=paper))
