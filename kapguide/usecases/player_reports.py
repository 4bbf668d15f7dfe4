"""What the player reports, as commands to the session and sentences for the therapist."""

from kapguide.audio.player.player import (
    HEADPHONES,
    ROOM,
    THERAPIST,
    VOICE,
    Fault,
    OutputBack,
    OutputLost,
    Report,
    SoundRestarted,
    TakenOver,
    TrackBegan,
    VoiceDone,
)
from kapguide.session import commands as c
from kapguide.toml_file import escaped

SENTENCES = {
    "missing": "{} is not there; the next piece plays.",
    "empty": "{} is empty; the next piece plays.",
    "unreadable": "{} cannot be read; the next piece plays.",
    "damaged": "{} is damaged; what can be played of it plays.",
    "ended_early": "{} ended before its time; the next piece plays.",
    "slow": "{} does not open; the next piece plays.",
    "stalled": "{} stopped being read; the next piece plays.",
    "more": "Other pieces that cannot be played: {}. What can be read plays.",
    "refused": "The sound did not take the last change: what plays goes on, and silence works. Ask for it again.",
    "held_up": "The computer was held up, and the sound was silent for {}. The music plays on by itself.",
    "no_process": "The sound could not be started; it is tried again. Clock and notes go on.",
    "not_ours": "The sound belongs to another KapGuide and is left to it. Clock and notes go on, without music.",
}
TAKEN_OVER = "Another program took the sound. It is taken back in a moment; clock and notes go on."
OUTPUT_LOST = "The sound output is gone. The music keeps its time and comes back with the output."
THERAPIST_LOST = "The therapist's own output is gone: chimes are not heard until it is back. The music goes on."
MUTED = "The {} are unplugged and stay silent; plugged back they fade in. The music keeps its time."
MOVED = "The {} are unplugged: the music plays on the system's own output until they are back."
LOST = "The sound output of the {} is gone. The music keeps its time and comes back with the output."
NAMES = {HEADPHONES: "headphones", ROOM: "room speakers"}


def lost_sentence(role: str, then: str) -> str:
    """What is said when that output is lost, and what becomes of it."""
    if role == THERAPIST:
        return THERAPIST_LOST
    return (MUTED if then == "muted" else LOST).format(NAMES[role]) if role in NAMES else OUTPUT_LOST


def command_of(report: Report) -> c.Command | None:
    """What the session makes of a report; None for what it need not know."""
    match report:
        case TrackBegan(item=item):
            return c.ReportTrack(item.id, item.title)
        case Fault(code="refused", detail=detail) if detail.startswith("test_tone"):
            return None  # whoever asked for the tone hears that there is none
        case Fault(item=item) if item == VOICE:
            return None  # that the line was not said to its end says all of it
        case Fault(code=code, detail=detail) if code in SENTENCES:
            return c.ReportFault(code, SENTENCES[code].format(escaped(detail) or "A music file"))
        case TakenOver(takes_back=True):
            return c.ReportFault("taken_over", TAKEN_OVER)
        case VoiceDone(heard=heard):
            return c.ReportVoiceEnded(heard)
        case OutputLost(role=role, then=then):
            return c.ReportFault("output_lost", lost_sentence(role, then))
        case OutputBack(role=role, moved=True):
            return c.ReportFault("output_moved", MOVED.format(NAMES.get(role, role)))
        case OutputBack(after_ms=after_ms) | SoundRestarted(after_ms=after_ms):
            return c.ReportSoundBack(after_ms)
    return None
