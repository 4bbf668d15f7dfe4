"""What can happen to the sound of a session. See `events`, which has every kind."""

from kapguide.session.body import Body


class MusicFaded(Body, frozen=True, tag="music_faded"):
    """The therapist took the music to silence, or brought it back."""

    silent: bool
    seconds: float


class LevelChanged(Body, frozen=True, tag="level_changed"):
    """The music's master level, in dB below the clinic's cap."""

    before_db: float
    after_db: float


class MusicShifted(Body, frozen=True, tag="music_shifted"):
    """The phase's music is to be softer or deeper: steps from what was planned, before and after.

    `at_once`: not at the piece's next quiet moment but now; then nothing else may have changed.
    """

    before: int
    after: int
    at_once: bool = False


class MusicTurned(Body, frozen=True, tag="music_turned"):
    """The therapist let the next piece begin, by a crossfade of `seconds`."""

    seconds: float


class MusicReturned(Body, frozen=True, tag="music_returned"):
    """The music of the way back was asked for, or let go again for the phase's own."""

    on: bool
    seconds: float


class OutputLevelChanged(Body, frozen=True, tag="output_level_changed"):
    """One output's level, in dB beside the others."""

    output: str
    before_db: float
    after_db: float


class VoiceBegan(Body, frozen=True, tag="voice_began"):
    """A line of a prompt or a script is said to the client: a sound file, from `at_s` of it on, raised by `gain_db`,
    the music ducked under it."""

    cue: str
    title: str
    path: str
    gain_db: float = 0.0
    at_s: float = 0.0


class VoiceEnded(Body, frozen=True, tag="voice_ended"):
    """The line has been said, was ended by hand, or `failed`: it could not be said to its end."""

    by_hand: bool = False
    failed: bool = False


class TrackStarted(Body, frozen=True, tag="track_started"):
    """What the client hears from here on."""

    track: str
    title: str
    phase: str = ""


class SoundFault(Body, frozen=True, tag="sound_fault"):
    """Something went wrong in the sound and was dealt with: what, in words for the log and the screen."""

    fault: str
    detail: str = ""


class SoundBack(Body, frozen=True, tag="sound_back"):
    """Sound is heard again after `after_ms`."""

    after_ms: int
