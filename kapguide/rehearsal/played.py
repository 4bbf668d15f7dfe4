"""A rehearsal that is kept, as it is played back: its log, what its client did, and what was remarked."""

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.told import Happened
from kapguide.session.clock import Elapsed
from kapguide.session.playback import MomentKind, Playback, PlayedMoment


def playback_of_rehearsal(record: RehearsalRecord) -> Playback:
    """The rehearsal at any moment. Raises KapGuideError for one without its beginning."""
    return Playback(record.protocol, record.log, played_moments(record))


def played_moments(record: RehearsalRecord) -> tuple[PlayedMoment, ...]:
    """What came from the client, and what somebody wrote to a moment."""
    turns = {turn.id: turn for turn in record.scenario.turns}
    found = []
    for beat in record.beats:
        turn = turns.get(beat.turn) if isinstance(beat, Happened) else None
        if turn is not None:
            said = f"“{turn.says}”" if turn.says else ""
            words = "  ".join(filter(None, (turn.title, turn.shows, said)))
            found.append(PlayedMoment(Elapsed(beat.t), MomentKind.TURN, words, turn.id))
    remarks = (
        PlayedMoment(remark.t, MomentKind.REMARK, f"{remark.text}  {remark.by}".strip(), remark.id)
        for remark in record.remarks
        if not remark.taken_back
    )
    return (*found, *remarks)
