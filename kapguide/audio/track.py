"""A piece of music as the program knows it: where it lies, what a person says of it, what was measured of it."""

import msgspec

TARGET_LUFS = -20.0
"""What every piece is brought to [OURS]."""
PEAK_DBTP = -3.0
"""No piece is raised above this true peak [OURS]."""
MOST_GAIN_DB = 12.0
"""A quiet recording is raised no further: its noise would come up with it."""
CAREFUL_DB = -10.0
"""The gain of a piece that nobody has measured: it is taken for one of the loud ones, about -10 LUFS [OURS]."""


class Labels(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a person says of a piece; empty is not said.

    `slot` is its place in the arc, such as `onset` or `peak`; `intensity` 1 (softest) to 5, 0 not said; `lyrics` the
    languages that are sung, or `none` for a piece without words.
    """

    slot: str = ""
    intensity: int = 0
    emotion: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    lyrics: str = ""
    culture: str = ""


class Track(msgspec.Struct, frozen=True):
    """One piece of music. `id` names it in a playlist; `length_s` is 0 when it is not known, `gain_db` levels it.

    A length that was not `measured` is what a playlist says of it, good enough to plan with.
    """

    id: str
    path: str
    title: str
    labels: Labels = Labels()
    length_s: float = 0.0
    gain_db: float = CAREFUL_DB
    measured: bool = False

    @property
    def slot(self) -> str:
        """Its place in the arc."""
        return self.labels.slot


def levelling_gain(lufs: float, true_peak_db: float) -> float:
    """The gain in dB that brings a piece to TARGET_LUFS, as far as its true peak (dBTP) lets it be raised."""
    wanted = TARGET_LUFS - lufs
    return wanted if wanted <= 0 else max(0.0, min(wanted, PEAK_DBTP - true_peak_db, MOST_GAIN_DB))
