"""Schedules of readings: what ships, how one takes the place of a protocol's own readings, and what the note says."""

from pathlib import Path

import pytest

from kapguide import paths
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import events as e
from kapguide.session.protocol.protocol import PhaseKind, TherapyProtocol, asked_by, freeze, thaw
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.session.protocol.schedule import ReadingSchedule, read_schedule, with_schedule
from kapguide.spans import HOUR, MINUTE
from kapguide.toml_file import FileError
from tests.support.plans import MORNING, Room, phase, plan, reading
from tests.support.toml_bounds import bounds, passed_over

SHIPPED = {path.stem: read_schedule(path) for path in sorted(paths.resource("schedules").glob("*.toml"))}
DOSING = [protocol for path in shipped_protocols() if (protocol := read_protocol(path)).has_dose]
AFTER = {
    "before-40-leaving": [40, 120],
    "quarter-hours": [15, 30, 45, 60, 90],
    "ten-then-fifteen": [10, 20, 30, 40, 55, 70, 85, 100, 115],
    "before-and-end": [115],
}
"""Minutes after the dose, as their sources have them."""

GOOD = """\
id = "own"
title = "Own"
version = 1
summary = "For tests."
readings = [{ at = "10m", from = "last dose", title = "Vitals" }]
sources = [{ id = "ours", mark = "OURS", text = "Ours." }]
"""


def dues(protocol: TherapyProtocol) -> tuple[int, list[float]]:
    """How many readings fall due before the dose, and the minutes after it at which the others do."""
    room = Room(protocol)
    room.wait(20 * MINUTE)
    room.dose()
    t0 = room.now
    for _ in range(15):
        room.wait(10 * MINUTE)
    fired = [event.body for event in room.log if isinstance(event.body, e.CueFired | e.CueMissed)]
    at = [body.due - t0 for body in fired if asked_by(protocol, body.cue) == "reading"]
    return len([each for each in at if each < 0]), [each / MINUTE for each in at if each >= 0]


def test_four_ship_each_called_after_its_id_and_with_its_source() -> None:
    assert sorted(SHIPPED) == sorted(AFTER)
    assert all(schedule.id == stem and schedule.sources for stem, schedule in SHIPPED.items())
    for schedule in SHIPPED.values():
        assert all("our own proposal" in each.text for each in schedule.sources if each.mark == "F")


@pytest.mark.parametrize("schedule", SHIPPED.values(), ids=list(SHIPPED))
@pytest.mark.parametrize("protocol", [DOSING[0], DOSING[-1]], ids=lambda protocol: protocol.id)
def test_it_takes_the_place_of_the_readings_after_the_dose(
    protocol: TherapyProtocol, schedule: ReadingSchedule
) -> None:
    changed = with_schedule(protocol, schedule)
    assert dues(changed) == (1, AFTER[schedule.id])
    assert changed.schedule == schedule.title
    assert thaw(freeze(changed)[0]) == changed
    assert [p.prompts for p in changed.phases] == [p.prompts for p in protocol.phases]
    named = {name for each in changed.phases for name in each.sources}
    assert named == {source.id for source in changed.sources}


def test_a_protocol_that_asks_for_nothing_before_the_dose_is_given_one_reading_there() -> None:
    phases = [phase("before", HOUR, kind=PhaseKind.PREPARATION), phase("dosing", HOUR, kind=PhaseKind.DOSING)]
    changed = with_schedule(plan(*phases), SHIPPED["before-and-end"])
    assert [reading.title for reading in changed.phases[0].readings] == ["Vitals before the dose"]


def test_what_a_protocol_asks_for_before_the_dose_stays_and_without_a_phase_there_nothing_is_added() -> None:
    own = phase("arrival", HOUR, kind=PhaseKind.PREPARATION, readings=[reading("own", MINUTE)])
    then = phase("settling", HOUR, kind=PhaseKind.PREPARATION)
    dosing = phase("dosing", HOUR, kind=PhaseKind.DOSING)
    changed = with_schedule(plan(own, then, dosing), SHIPPED["before-and-end"])
    assert changed.phases[:2] == (own, then)
    assert len(with_schedule(plan(dosing), SHIPPED["before-and-end"]).phases[0].readings) == 1


def test_a_protocol_without_a_dose_stays_as_it_is() -> None:
    protocol = next(found for path in shipped_protocols() if not (found := read_protocol(path)).has_dose)
    assert with_schedule(protocol, SHIPPED["quarter-hours"]) == protocol


def test_the_note_names_the_schedule_that_was_chosen() -> None:
    protocol = with_schedule(DOSING[0], SHIPPED["quarter-hours"])
    room = Room(protocol)
    report = build_report(protocol, room.log, practice="Willow Room", generated=MORNING, version="0")
    assert generate_note(report).line("readings/schedule").text == "At 15, 30, 45, 60 and 90 min."


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('from = "last dose"', 'from = "phase"', "readings[0].from"),
        ('at = "10m"', 'at = "10m", every = "5m"', "readings[0].until"),
        ('title = "Vitals"', 'title = ""', "readings[0].title"),
        ('mark = "OURS"', 'mark = "X"', "sources[0].mark"),
        ("version = 1", 'version = "one"', "version"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert read_schedule(file).readings[0].timing.at == 10 * MINUTE
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(FileError) as raised:
        read_schedule(file)
    assert [problem.path for problem in raised.value.problems] == [place]


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    head, _, _ = GOOD.partition("readings =")
    reading = '[[readings]]\nat = "10m"\nfrom = "last dose"\nevery = "5m"\nuntil = "1h"\ntitle = "Vitals"\n'
    whole = f'{head}\n{reading}\n[[sources]]\nid = "ours"\nmark = "OURS"\ntext = "Ours."\n'
    assert bounds(whole, read_schedule, file) == {
        "title": "at most 60 characters",
        "version": "a whole number from 1 to 9999",
        "summary": "at most 400 characters, in lines",
        "readings": "1 to 20 tables [[readings]]",
        "readings[].at": "a duration from 0m to 24h",
        "readings[].every": "a duration from 1m to 24h",
        "readings[].until": "a duration from 0m to 24h",
        "readings[].title": "at most 80 characters",
        "sources": "1 to 10 tables [[sources]]",
        "sources[].text": "at most 500 characters, in lines",
    }
    assert passed_over(whole, read_schedule, file) == []
