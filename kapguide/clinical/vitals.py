"""A set of vitals as a person reads it. Nothing here judges a value."""

import msgspec

from kapguide.spans import MINUTE

RANGES = {
    "systolic": (30, 320),
    "diastolic": (10, 250),
    "heart_rate": (10, 350),
    "spo2": (20, 100),
    "respiratory_rate": (1, 90),
    "sedation": (0, 3),
    "dissociation": (0, 10),
    "comfort": (0, 10),
}
"""What can be typed at all, to catch a slip of the finger; not what is normal or wanted."""

JOINED = 35 * MINUTE
"""Two readings that lie further apart are never joined by a line (ms): nobody knows what was between them."""

NAMES = {
    "systolic": "BP upper",
    "diastolic": "BP lower",
    "heart_rate": "HR",
    "spo2": "SpO2",
    "respiratory_rate": "RR",
    "sedation": "sedation",
    "dissociation": "dissociation",
    "comfort": "comfort",
}

SEDATION = ("awake", "drowsy, answers", "asleep, rouses", "does not rouse")
"""Our own four plain words for the sedation entry, 0 to 3; what stands before a comma is enough to type or to show."""
ENDS = {"dissociation": ("all here", "far away"), "comfort": ("ill at ease", "at ease")}
"""Our own words for the two ends of the scales from 0 to 10."""


def sedation_word(sedation: int) -> str:
    """`drowsy`: its word without what explains it."""
    return SEDATION[sedation].partition(",")[0]


class Vitals(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reading: mmHg, beats and breaths a minute, per cent; sedation 0-3, dissociation and comfort 0-10."""

    systolic: int | None = None
    diastolic: int | None = None
    heart_rate: int | None = None
    spo2: int | None = None
    respiratory_rate: int | None = None
    sedation: int | None = None
    dissociation: int | None = None
    comfort: int | None = None

    def __str__(self) -> str:
        """`BP 120/80  HR 72  SpO2 98 %`, with what was read."""
        parts = []
        if self.systolic is not None:
            parts.append(f"BP {self.systolic}/{self.diastolic}")
        for field, form in (
            ("heart_rate", "HR {}"),
            ("spo2", "SpO2 {} %"),
            ("respiratory_rate", "RR {}"),
            ("dissociation", "dissociation {}/10"),
            ("comfort", "comfort {}/10"),
        ):
            value = getattr(self, field)
            if value is not None:
                parts.append(form.format(value))
        if self.sedation is not None:
            parts.append(SEDATION[self.sedation])
        return "  ".join(parts)
