"""The log knows its times: each entry by the clocks that it was made with."""

from datetime import timedelta

import msgspec

from kapguide.export.log import Log
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from tests.support.session_log import START, SessionLog, a_protocol, started


def test_a_wall_time_is_told_by_the_clocks_of_its_own_entry() -> None:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()))
    log.at(10, 0, e.NoteAdded("Winter time.", Elapsed(10 * MINUTE)))
    log.events[-1] = msgspec.structs.replace(log.events[-1], tz_min=0)
    told = Log(log.events, a_protocol())
    assert told.moment_of(START + timedelta(minutes=10)).clock == "09:10:00"
    assert told.moment_of(START + timedelta(minutes=10, milliseconds=-1)).clock == "10:09:59"


def test_a_number_that_is_not_there_is_missing_the_first_one_too_and_of_an_empty_log_none() -> None:
    log = SessionLog()
    for minute in range(4):
        log.at(minute, 0, e.ObservationAdded("1", "Tears"))
    assert Log([log.events[1], log.events[3]], a_protocol()).missing() == [1, 3]
    assert Log([], a_protocol()).missing() == []
