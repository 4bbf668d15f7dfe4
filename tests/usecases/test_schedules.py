"""A practice's schedules of readings: those that ship, its own, and the one that a session takes."""

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.usecases.shipped.schedules import scheduled, schedules_of

OWN = """\
id = "quarter-hours"
title = "Ours"
version = 2
summary = "Agreed in the team."
readings = [{ at = "20m", from = "each dose", title = "Vitals" }]
sources = [{ id = "ours", mark = "OURS", text = "Ours." }]
"""


def test_a_practices_own_takes_the_place_of_a_shipped_one_and_a_broken_one_is_named(home: Home) -> None:
    assert len(schedules_of(home).known) == 4
    home.schedules.mkdir(parents=True)
    (home.schedules / "ours.toml").write_text(OWN, encoding="utf-8")
    (home.schedules / "broken.toml").write_text(OWN.replace("20m", "soon"), encoding="utf-8")
    found = schedules_of(home)
    assert found.known["quarter-hours"].title == "Ours"
    assert [sentence.partition(" ")[0] for sentence in found.refused] == ["broken.toml"]


def test_a_session_takes_the_one_that_was_chosen_or_its_protocols_own(home: Home) -> None:
    protocol = read_protocol(find_protocol("lozenge"))
    assert scheduled(home, protocol, "") is protocol
    assert scheduled(home, protocol, "before-and-end").schedule == "Before and at the end"
    with pytest.raises(KapGuideError, match="There is no schedule of readings “hourly”"):
        scheduled(home, protocol, "hourly")
