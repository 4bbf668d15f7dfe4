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
