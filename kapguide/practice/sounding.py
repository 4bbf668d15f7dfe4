"""What the player reports, as commands to the session and sentences for the therapist."""

from kapguide.audio.player import Fault, OutputBack, OutputLost, Report, SoundRestarted, TrackStarted
from kapguide.session import commands as c

SENTENCES = {
    "missing": "{} is not there; the next piece plays.",
    "empty": "{} is empty; the next piece plays.",
    "unreadable": "{} cannot be read; the next piece plays.",
    "damaged": "{} is damaged; what can be played of it plays.",
    "ended_early": "{} ended before its time; the next piece plays.",
    "slow": "{} is read too slowly; the music may thin out.",
    "stalled": "{} stopped being read; the next piece plays.",
    "no_process": "The sound could not be started; it is tried again. Clock and notes go on.",
}
OUTPUT_LOST = "The sound output is gone. The music keeps its time and comes back with the output."


def command_of(report: Report) -> c.Command | None:
    """What the session makes of a report; None for what it need not know."""
    match report:
        case TrackStarted(item=item):
            return c.ReportTrack(item.id, item.title)
        case Fault(code=code, detail=detail) if code in SENTENCES:
            return c.ReportFault(code, SENTENCES[code].format(detail or "A music file"))
        case OutputLost():
            return c.ReportFault("output_lost", OUTPUT_LOST)
        case OutputBack(after_ms=after_ms) | SoundRestarted(after_ms=after_ms):
            return c.ReportSoundBack(after_ms)
    return None
