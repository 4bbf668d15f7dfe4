"""Whatever happens can be written down and read again, so that no entry is missing between its neighbours."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.event_json import decode, encode
from kapguide.session.ids import seeded_ids
from kapguide.session.live import Events, LiveSession, Saved
from kapguide.session.protocol.protocol import freeze
from kapguide.session.storable import storable
from tests.support.any_event import KINDS, made
from tests.support.plans import HandClock, whole

HALF = "music/\udce9t\u00e9.flac"


@given(st.one_of([made(kind) for kind in KINDS]))
def test_what_can_be_written_stays_as_it_is(body: e.AnyBody) -> None:
    assert storable(body) == body


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (e.TrackStarted(HALF, "null"), e.TrackStarted("music/\ufffdté.flac", "null")),
        (e.VoiceBegan("cue", "title", "line.ogg", math.nan), e.VoiceBegan("cue", "title", "line.ogg", 0.0)),
        (e.LevelChanged(-math.inf, -3.0), e.LevelChanged(0.0, -3.0)),
        (
            e.ReadingTaken(Vitals(heart_rate=72), Elapsed(1), HALF),
            e.ReadingTaken(Vitals(heart_rate=72), Elapsed(1), "music/\ufffdté.flac"),
        ),
    ],
)
def test_what_cannot_be_written_becomes_the_nearest_that_can(body: e.AnyBody, kept: e.AnyBody) -> None:
    assert storable(body) == kept


def test_a_session_whose_files_have_odd_names_has_every_entry() -> None:
    stored: list[bytes] = []

    def store(events: Events) -> Saved:
        stored.extend(map(encode, events))
        return Saved()

    clock, plan = HandClock(), whole()
    session = LiveSession(plan, clock, seeded_ids(1, clock), store)
    sha = freeze(plan)[1]
    session.send(c.Start(e.SessionStarted("s-1", "M-014", plan.id, sha, clock.origin(), playlist=HALF, avoid=(HALF,))))
    session.send(c.ReportTrack(HALF, HALF))
    session.send(c.ReportFault("missing", HALF))
    session.send(c.AddNote("after it", Elapsed(0)))
    assert [decode(data) for data in stored] == session.log
    assert [event.seq for event in session.log] == list(range(1, len(session.log) + 1))
