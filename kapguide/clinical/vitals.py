"""A set of vitals as a person reads it, and the forgiving line that it is typed in. Nothing here judges a value."""

import re

import msgspec

from kapguide.errors import KapGuideError

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
"""Our own four plain words for the sedation entry, 0 to 3."""

_LETTERS = {
    "rr": "respiratory_rate",
    "s": "sedation",
    "d": "dissociation",
    "c": "comfort",
    "hr": "heart_rate",
    "o": "spo2",
}
_PRESSURE = re.compile(r"^([0-9]{2,3})/([0-9]{2,3})$")
_LABELLED = re.compile(r"^([a-z]{1,2})[:=]?([0-9]{1,3})$")


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


def parse_vitals(line: str) -> Vitals:
    """Read `120/80 72 98`: pressure, heart rate, SpO2, then `rr16 s1 d6 c8` in any order; any part may be left out.

    Raises KapGuideError with the word that was not understood.
    """
    found: dict[str, int] = {}
    plain = ["heart_rate", "spo2"]

    def put(field: str, value: int) -> None:
        low, high = RANGES[field]
        if field in found:
            raise KapGuideError(f"{NAMES[field]} is there twice.")
        if not low <= value <= high:
            raise KapGuideError(f"{NAMES[field]} {value} is not between {low} and {high}.")
        found[field] = value

    for word in re.sub(r"\s*/\s*", "/", line.strip().lower()).replace(",", " ").replace("%", "").split():
        if pressure := _PRESSURE.match(word):
            put("systolic", int(pressure[1]))
            put("diastolic", int(pressure[2]))
            if found["diastolic"] >= found["systolic"]:
                raise KapGuideError(f"BP {word}: the upper value comes first.")
        elif (labelled := _LABELLED.match(word)) and labelled[1] in _LETTERS:
            put(_LETTERS[labelled[1]], int(labelled[2]))
        elif word.isascii() and word.isdigit() and len(word) <= 3 and any(field not in found for field in plain):
            put(next(field for field in plain if field not in found), int(word))
        else:
            raise KapGuideError(f"“{word[:20]}” was not understood. Type for example 120/80 72 98 rr16 d6 c8.")
    if not found:
        raise KapGuideError("Type a reading, for example 120/80 72 98.")
    return Vitals(**found)
