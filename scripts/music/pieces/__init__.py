"""The pieces: scores by their part of the arc.

Chords read `bass(voices)*length`, phrases `beat:degree`, sung ones `beat:degree:beats`.
"""

from music.pieces.arrive import (
    FERRY,
    FIRST_LAMP,
    LINEN,
    LOW_WATER,
    RAIN_ON_LEAVES,
    SLATE,
    WARM_STONE,
)
from music.pieces.onset import (
    DRIFT,
    LANTERNS,
    LONG_TIDE,
    SLOW_RIVER,
    UNFOLDING,
    WIDE_FIELD,
)
from music.pieces.peak import (
    AURORA,
    COMPANIONS,
    DEEP_CURRENT,
    FAR_BELLS,
    GREAT_HALL,
    HIGH_PLATEAU,
    LONE_VOICE,
    OPEN_SKY,
    STILL_CENTRE,
    VAULT,
    WEAVING,
)
from music.pieces.way_back import (
    COMING_ASHORE,
    EVENING_ROOM,
    HOMEWARD,
    KITCHEN_WINDOW,
    MORNING_PATH,
    SAND,
    SMALL_HOURS,
    WOOL,
)

PIECES = (
    LOW_WATER, LINEN, SLATE, FIRST_LAMP, RAIN_ON_LEAVES, WARM_STONE, FERRY,
    WIDE_FIELD, SLOW_RIVER, LONG_TIDE, UNFOLDING, LANTERNS, DRIFT,
    GREAT_HALL, OPEN_SKY, HIGH_PLATEAU, STILL_CENTRE, VAULT, AURORA, DEEP_CURRENT, WEAVING, LONE_VOICE, FAR_BELLS,
    COMPANIONS,
    HOMEWARD, EVENING_ROOM, MORNING_PATH, WOOL, KITCHEN_WINDOW, SMALL_HOURS, SAND, COMING_ASHORE,
)  # fmt: skip
