"""A slip of the finger in a number."""

import random

import msgspec

from kapguide.clinical.vitals import RANGES, Vitals


def slipped(vitals: Vitals, chance: random.Random) -> Vitals:
    """The reading with one digit of one number typed wrongly, as far as such a number can be typed at all."""
    there = [(name, value) for name in RANGES if (value := getattr(vitals, name)) is not None]
    wrong = [(name, other) for name, value in there for other in _near(value, *RANGES[name])]
    if not wrong:
        return vitals
    changed = msgspec.structs.replace(vitals, **dict([chance.choice(wrong)]))
    upper, lower = changed.systolic, changed.diastolic
    return vitals if upper is not None and lower is not None and lower >= upper else changed


def _near(value: int, low: int, high: int) -> list[int]:
    """The numbers that differ from it in one digit by one, or have two digits the other way round."""
    digits = str(value)
    found = {
        int(digits[:i] + str((int(digit) + step) % 10) + digits[i + 1 :])
        for i, digit in enumerate(digits)
        for step in (1, 9)
    }
    found |= {int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]) for i in range(len(digits) - 1)}
    return sorted(other for other in found - {value} if low <= other <= high)
