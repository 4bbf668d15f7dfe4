"""How a dose is written wherever it is told."""

import pytest

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.dose_words import quantity

TYPED = [
    ("75", "mg", "75 mg"),
    ("75 mg", "mg", "75 mg"),
    ("75MG", "mg", "75MG"),
    ("75", "", "75"),
    ("one", "lozenge", "one lozenge"),
]


@pytest.mark.parametrize(("amount", "unit", "told"), TYPED)
def test_a_unit_that_was_typed_too_is_told_once(amount: str, unit: str, told: str) -> None:
    assert quantity(e.DoseGiven(amount, "sublingual", "R. Osei", Elapsed(0), unit=unit)) == told
