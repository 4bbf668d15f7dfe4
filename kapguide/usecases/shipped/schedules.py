"""The schedules of readings of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Mapping

import msgspec

from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.schedule import ReadingSchedule, read_schedule, with_schedule
from kapguide.usecases.shipped.own_files import read_folders


class Schedules(msgspec.Struct, frozen=True):
    """What there is to choose from, by id, and a sentence for each file that stays out."""

    known: Mapping[str, ReadingSchedule]
    refused: tuple[str, ...] = ()


def schedules_of(home: Home) -> Schedules:
    """The schedules of a practice, by their titles. Never fails."""
    read, refused = read_folders((paths.resource("schedules"), home.schedules), read_schedule, "schedule")
    found = sorted((schedule for schedule, _ in read.values()), key=lambda schedule: schedule.title)
    return Schedules({schedule.id: schedule for schedule in found}, refused)


def scheduled(home: Home, protocol: TherapyProtocol, schedule: str) -> TherapyProtocol:
    """`protocol` with the readings of the schedule of that id; none leaves it its own. Raises KapGuideError."""
    if not schedule:
        return protocol
    known = schedules_of(home).known
    if schedule not in known:
        raise KapGuideError(f"There is no schedule of readings “{schedule[:60]}”. Choose one that is there.")
    return with_schedule(protocol, known[schedule])
