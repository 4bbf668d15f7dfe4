"""A signed note as it goes out: what it says of itself is looked at once more."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from attack.raw_sql import change
from kapguide.export.note_file import encode_note
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.usecases import signing
from kapguide.usecases.documents import export_note, note_of, report_of
from tests.support.practice import begin, happened, line, new_practice, opened, saved
from tests.support.session_log import a_protocol, started

NOW = datetime(2026, 12, 1, 17, 4, tzinfo=UTC)


@pytest.mark.parametrize("changed", [False, True])
def test_a_note_that_was_changed_past_the_program_is_not_printed_as_signed(
    home: Home, tmp_path: Path, changed: bool
) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store)
        start = msgspec.structs.replace(started(a_protocol()), session_id=session)
        saved(store.append(session, [happened(1, start), line(2, "quiet"), happened(3, e.SessionEnded())]))
        note = note_of(store, report_of(store, session, NOW))
        saved(signing.sign(store, session, encode_note(note.document).decode(), 0))
    if changed:
        change(home, keys, ("UPDATE session_event SET text = 'loud' WHERE seq = 2",))
    with opened(home, keys) as store:
        printed = export_note(store, session, "md", tmp_path, NOW).read_text("utf-8")
    assert ("NOT AS IT WAS SIGNED" in printed) is changed
    assert ("**SIGNED.**" in printed) is not changed
