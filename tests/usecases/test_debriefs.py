"""A debrief as a file."""

import pytest
from msgspec.structs import replace

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.usecases.rehearsing.debriefs import write_debrief
from tests.support.rehearsed import BEGAN, a_rehearsed_run


def test_it_is_made_anew_with_what_was_remarked_last(home: Home) -> None:
    remark = Remark("r9", Elapsed(1_500_000), "R. Osei", "Well before the words.", BEGAN)
    record = replace(a_rehearsed_run(), remarks=(remark,))
    folder = home.exports
    first, second = (write_debrief(record, (), "md", folder, BEGAN) for _ in range(2))
    assert first.name.endswith("debrief-rehearsal.md")
    assert first != second, "nothing is written over"
    assert "Well before the words." in first.read_text("utf-8")


def test_a_folder_that_is_a_file_is_said_in_a_sentence(home: Home) -> None:
    home.exports.parent.mkdir(parents=True, exist_ok=True)
    home.exports.write_text("in the way")
    with pytest.raises(KapGuideError):
        write_debrief(a_rehearsed_run(), (), "md", home.exports, BEGAN)
