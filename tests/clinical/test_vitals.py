"""A reading is typed as people say it, kept as it was read, and refused in words when it cannot be one."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.clinical.vitals import RANGES, SEDATION, Vitals, parse_vitals
from kapguide.errors import KapGuideError


@pytest.mark.parametrize(
    ("line", "vitals"),
    [
        ("120/80 72 98", Vitals(systolic=120, diastolic=80, heart_rate=72, spo2=98)),
        ("120 / 80, 72, 98 %", Vitals(systolic=120, diastolic=80, heart_rate=72, spo2=98)),
        ("72 98 120/80", Vitals(systolic=120, diastolic=80, heart_rate=72, spo2=98)),
        ("72", Vitals(heart_rate=72)),
        ("o97", Vitals(spo2=97)),
        ("o97 72", Vitals(spo2=97, heart_rate=72)),
        ("HR72 O97", Vitals(heart_rate=72, spo2=97)),
        ("rr16 s1 d6 c8", Vitals(respiratory_rate=16, sedation=1, dissociation=6, comfort=8)),
        ("rr:16 d=6", Vitals(respiratory_rate=16, dissociation=6)),
        ("d0 s0 c0", Vitals(dissociation=0, sedation=0, comfort=0)),
    ],
)
def test_a_line_is_read_in_any_order_and_with_parts_left_out(line: str, vitals: Vitals) -> None:
    assert parse_vitals(line) == vitals


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Type a reading, for example 120/80 72 98."),
        ("  ", "Type a reading, for example 120/80 72 98."),
        ("80/120", "BP 80/120: the upper value comes first."),
        ("120/80 120/80", "BP upper is there twice."),
        ("72 hr80", "HR is there twice."),
        ("72 98 60", "“60” was not understood. Type for example 120/80 72 98 rr16 d6 c8."),
        ("hr351", "HR 351 is not between 10 and 350."),
        ("d11", "dissociation 11 is not between 0 and 10."),
        ("s4", "sedation 4 is not between 0 and 3."),
        ("o101", "SpO2 101 is not between 20 and 100."),
        ("999/80", "BP upper 999 is not between 30 and 320."),
        ("nan", "“nan” was not understood. Type for example 120/80 72 98 rr16 d6 c8."),
        ("-72", "“-72” was not understood. Type for example 120/80 72 98 rr16 d6 c8."),
        ("1e2", "“1e2” was not understood. Type for example 120/80 72 98 rr16 d6 c8."),
        ("x5", "“x5” was not understood. Type for example 120/80 72 98 rr16 d6 c8."),
        ("٧٢", "“٧٢” was not understood. Type for example 120/80 72 98 rr16 d6 c8."),
        ("1234", "“1234” was not understood. Type for example 120/80 72 98 rr16 d6 c8."),
    ],
)
def test_what_is_no_reading_is_refused_with_the_reason(line: str, sentence: str) -> None:
    with pytest.raises(KapGuideError) as caught:
        parse_vitals(line)
    assert caught.value.sentence == sentence


def test_a_long_line_of_nonsense_is_quoted_only_in_part() -> None:
    with pytest.raises(KapGuideError) as caught:
        parse_vitals("x" * 100_000)
    assert len(caught.value.sentence) < 100


def test_a_reading_says_what_was_read_and_nothing_else() -> None:
    assert str(parse_vitals("120/80 72 98 rr16 s1 d6 c8")) == (
        "BP 120/80  HR 72  SpO2 98 %  RR 16  dissociation 6/10  comfort 8/10  drowsy, answers"
    )
    assert str(parse_vitals("d0")) == "dissociation 0/10"
    assert str(Vitals()) == ""


def test_there_is_a_plain_word_for_every_sedation_that_can_be_typed() -> None:
    low, high = RANGES["sedation"]
    assert [parse_vitals(f"s{value}").sedation for value in range(low, high + 1)] == list(range(len(SEDATION)))


@given(st.text(max_size=60))
def test_no_text_raises_anything_but_a_sentence(line: str) -> None:
    with suppress(KapGuideError):
        assert parse_vitals(line) != Vitals()


@given(
    st.builds(
        Vitals,
        heart_rate=st.integers(*RANGES["heart_rate"]),
        spo2=st.none() | st.integers(*RANGES["spo2"]),
        respiratory_rate=st.none() | st.integers(*RANGES["respiratory_rate"]),
        dissociation=st.none() | st.integers(*RANGES["dissociation"]),
    ),
    st.permutations(["hr", "o", "rr", "d"]),
)
def test_labelled_parts_are_read_the_same_in_every_order(vitals: Vitals, order: list[str]) -> None:
    parts = {"hr": vitals.heart_rate, "o": vitals.spo2, "rr": vitals.respiratory_rate, "d": vitals.dissociation}
    words = [f"{label}{parts[label]}" for label in order if parts[label] is not None]
    assert parse_vitals(" ".join(words)) == vitals
