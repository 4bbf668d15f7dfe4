"""A rehearsal that is played back has its client's turns and what was remarked among its moments."""

from datetime import UTC, datetime

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.played import playback_of_rehearsal, played_moments
from kapguide.rehearsal.scenario import Scenario, Since, Stretch, Turn, TurnTime
from kapguide.rehearsal.told import ActDone, Happened, Remark
from kapguide.session.clock import Elapsed
from kapguide.session.playback import MomentKind
from kapguide.session.protocol.protocol import Route
from kapguide.spans import MINUTE
from tests.session.test_playback import an_hour

TURN = Turn("panic", TurnTime(Since.DOSE, MINUTE), "panic begins", shows="Breath fast and high.", says="I want out.")
SCENARIO = Scenario(
    "panic", "Panic at the peak", "one line, stay", "It begins.", "About.", "Aim.", 2, (Route.IM,), Stretch(), "P-1",
    (), (TURN, Turn("still", TurnTime(Since.DOSE), "lies still")),
)  # fmt: skip


def a_record() -> RehearsalRecord:
    room = an_hour()
    written = datetime(2026, 12, 1, tzinfo=UTC)
    return RehearsalRecord(
        "r-1", written, SCENARIO, room.state.protocol, 7, 1.0, "K. Lind", "",
        tuple(room.log),
        (
            Happened(Elapsed(13 * MINUTE), 9, "panic"),
            ActDone(Elapsed(14 * MINUTE), 10, "hand"),
            Happened(Elapsed(15 * MINUTE), 11, "still"),
            Happened(Elapsed(15 * MINUTE), 11, "of another file"),
        ),
        remarks=(Remark("m-1", Elapsed(14 * MINUTE), "R. Osei", "What did you see?", written, supervisor=True),),
    )  # fmt: skip


def test_turns_and_remarks_are_moments() -> None:
    playback = playback_of_rehearsal(a_record())
    told = {(moment.kind, moment.t, moment.words) for moment in playback.moments}
    assert (MomentKind.TURN, 13 * MINUTE, "panic begins  Breath fast and high.  “I want out.”") in told
    assert (MomentKind.TURN, 15 * MINUTE, "lies still") in told
    assert (MomentKind.REMARK, 14 * MINUTE, "What did you see?  R. Osei") in told
    assert len(played_moments(a_record())) == 3
