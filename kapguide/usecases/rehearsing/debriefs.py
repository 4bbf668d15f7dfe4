"""A debrief as a file: in one of its forms, in the folder of exports."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kapguide.export.debrief import debrief_name
from kapguide.export.debrief_forms import DEBRIEF_FORMS
from kapguide.export.files import write_export
from kapguide.paths import private_folder
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.kept import RehearsalRecord


def write_debrief(
    record: RehearsalRecord, earlier: Sequence[RehearsalRecord], form: str, folder: Path, made: datetime
) -> Path:
    """Write the debrief of `record`, made anew with what is remarked by now; return where it lies.

    Raises KapGuideError.
    """
    with suppress(OSError):
        private_folder(folder)  # where it cannot be one, writing says so
    debrief = debrief_of(record, earlier)
    return write_export(folder, debrief_name(record, form), DEBRIEF_FORMS[form].write(record, debrief, made))
