"""A reading is typed as people say it, kept as it was read, asked about where it could be two, and refused in words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.clinical.vitals import RANGES, SEDATION, Vitals
from kapguide.clinical.vitals_line import EXAMPLE, NotRead, TypedReading, line_of, parse_reading, parse_vitals, unlikely
from kapguide.errors import KapGuideError, Unclear

BP = Vitals(systolic=120, diastolic=80)
BP_HR = Vitals(systolic=120, diastolic=80, heart_rate=72)
ALL = Vitals(systolic=120, diastolic=80, heart_rate=72, spo2=98)
UNKNOWN = f" was not understood. Type for example {EXAMPLE}."
WHAT = f": say what it is. Type for example {EXAMPLE}."


@pytest.mark.parametrize(
    ("line", "vitals"),
    [
        ("120/80 72 98", ALL),
        ("120 / 80, 72, 98 %", ALL),
        ("72 98 120/80", ALL),
        ("120/80/72/98", ALL),
        ("120 / 80 / 72", BP_HR),
        ("120/80 72/98", ALL),
        ("120/80; 72; 98", ALL),
        ("BP 120/80 HR 72 SpO2 98", ALL),
        ("bp120/80 hr72 spo298", ALL),
        ("BP120/80;HR72;SpO₂98", ALL),
        ("Bp: 120/80, Hr: 72, Sat: 98", ALL),
        ("spo2 98 hr 72 bp 120/80", ALL),
        ("sats 98 pulse 72 120/80", ALL),
        ("120/80 p72 o98", ALL),
        ("120/80 p 72 o2 98", ALL),
        ("120/80 98% 72", ALL),
        ("98 % 72 bpm 120/80 mmHg", ALL),
        ("120/80mmHg 72bpm 98%", ALL),
        ("bp 120 80 72 98", ALL),
        ("bp 120 80/72", BP_HR),
        ("RR 120/80 72 98", ALL),
        ("120-80 72 98", ALL),
        ("120–80 72 98", ALL),
        ("１２０/８０ 72 98", ALL),
        ("  120/80   72\t98  ", ALL),
        ("120/80", BP),
        ("120-80", BP),
        ("bp 120 80", BP),
        ("120/80 72", BP_HR),
        ("120/80, pulse: 72", BP_HR),
        ("120/80 99%", Vitals(systolic=120, diastolic=80, spo2=99)),
        ("120/80 200 98", Vitals(systolic=120, diastolic=80, heart_rate=200, spo2=98)),
        ("72", Vitals(heart_rate=72)),
        ("150", Vitals(heart_rate=150)),
        ("hr72", Vitals(heart_rate=72)),
        ("HR=72", Vitals(heart_rate=72)),
        ("72 bpm", Vitals(heart_rate=72)),
        ("o97", Vitals(spo2=97)),
        ("98%", Vitals(spo2=98)),
        ("SpO2: 97 %", Vitals(spo2=97)),
        ("o97 72", Vitals(spo2=97, heart_rate=72)),
        ("hr 72 98", Vitals(heart_rate=72, spo2=98)),
        ("HR72 O97", Vitals(heart_rate=72, spo2=97)),
        ("rr 16", Vitals(respiratory_rate=16)),
        ("resp: 16", Vitals(respiratory_rate=16)),
        ("rr16 s1 d6 c8", Vitals(respiratory_rate=16, sedation=1, dissociation=6, comfort=8)),
        ("sed 1, diss 6/10, comfort 8/10", Vitals(sedation=1, dissociation=6, comfort=8)),
        ("rr:16 d=6", Vitals(respiratory_rate=16, dissociation=6)),
        ("120/80 drowsy d6", Vitals(120, 80, sedation=1, dissociation=6)),
        ("Awake, 98%", Vitals(spo2=98, sedation=0)),
        ("sedation: asleep, rouses 120/80 72 98", Vitals(120, 80, 72, 98, sedation=2)),
        ("does not rouse rr 8", Vitals(respiratory_rate=8, sedation=3)),
        ("d0 s0 c0", Vitals(dissociation=0, sedation=0, comfort=0)),
        ("rr 16 120/80", Vitals(systolic=120, diastolic=80, respiratory_rate=16)),
        ("95 95", Vitals(heart_rate=95, spo2=95)),  # whichever is which
        ("80 80", Vitals(heart_rate=80, spo2=80)),
        ("100%", Vitals(spo2=100)),
    ],
)
def test_a_line_is_read_in_any_order_and_with_parts_left_out(line: str, vitals: Vitals) -> None:
    assert parse_vitals(line) == vitals


@pytest.mark.parametrize(
    ("line", "first", "second"),
    [
        ("120 80", BP, Vitals(heart_rate=120, spo2=80)),
        ("72 98", Vitals(heart_rate=72, spo2=98), Vitals(heart_rate=98, spo2=72)),
        ("98 72", Vitals(systolic=98, diastolic=72), Vitals(heart_rate=72, spo2=98)),
        ("120/80 98 72", ALL, Vitals(systolic=120, diastolic=80, heart_rate=98, spo2=72)),
        ("98", Vitals(heart_rate=98), Vitals(spo2=98)),
        ("120/80 99", Vitals(systolic=120, diastolic=80, heart_rate=99), Vitals(systolic=120, diastolic=80, spo2=99)),
    ],
)
def test_what_could_be_two_readings_is_asked_about(line: str, first: Vitals, second: Vitals) -> None:
    with pytest.raises(Unclear) as asked:
        parse_vitals(line)
    assert list(asked.value.choices) == [(str(first), first), (str(second), second)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Type a reading, for example 120/80 72 98."),
        ("  ", "Type a reading, for example 120/80 72 98."),
        ("80/120", "BP 80/120: the upper value comes first."),
        ("80/80", "BP 80/80: the upper value comes first."),
        ("bp 80 120", "BP 80/120: the upper value comes first."),
        ("120/80 120/80", "BP upper is there twice."),
        ("hr72 hr80", "HR is there twice."),
        ("72 hr80", "“72”" + WHAT),
        ("72 98 60", "“72 98 60”" + WHAT),
        ("120 80 72 98", "“120 80 72 98”" + WHAT),
        ("120/80 5 98", "“5 98”" + WHAT),
        ("16", "“16”" + WHAT),
        ("hr351", "HR 351 is not between 10 and 350."),
        ("d11", "dissociation 11 is not between 0 and 10."),
        ("d5/9", f"dissociation is one number. Type for example {EXAMPLE}."),
        ("hr 72/98", f"HR is one number. Type for example {EXAMPLE}."),
        ("drowsy awake", "sedation is there twice."),
        ("drowsyish", f"“drowsyish” was not understood. Type for example {EXAMPLE}."),
        ("s4", "sedation 4 is not between 0 and 3."),
        ("o101", "SpO2 101 is not between 20 and 100."),
        ("999/80", "BP upper 999 is not between 30 and 320."),
        ("120/", "The lower value of BP is missing."),
        ("bp 120", "The lower value of BP is missing."),
        ("nan", "“nan”" + UNKNOWN),
        ("-72", "“-72”" + UNKNOWN),
        ("36.5", "“36.5”" + UNKNOWN),
        ("120/80 36.5", "“36.5”" + UNKNOWN),
        ("1e2", "“1e2”" + UNKNOWN),
        ("x5", "“x5”" + UNKNOWN),
        ("٧٢", "“٧٢”" + UNKNOWN),
        ("1234", "“1234”" + UNKNOWN),
    ],
)
def test_what_is_no_reading_is_refused_with_the_reason(line: str, sentence: str) -> None:
    with pytest.raises(KapGuideError) as caught:
        parse_vitals(line)
    assert caught.value.sentence == sentence


@pytest.mark.parametrize(
    ("line", "beside"),
    [
        ("72 98bp120-80 hr72 98%", "“72 98”: say what it is. Type for example 120/80 72 98 rr16 d6 c8."),
        ("120/80 te", "“te”" + UNKNOWN),
        ("120/80 x", "“x”" + UNKNOWN),
        ("120/80 h", "BP 120/80"),
        ("120/80 hr", "BP 120/80"),
        ("120/80 hr:", "BP 120/80"),
        ("hr72 120/", "HR 72"),
        ("hr72 120/8", "HR 72"),
        ("hr72 bp 120", "HR 72"),
        ("hr72 1", "HR 72"),
        ("120/8 72", "BP lower 8 is not between 10 and 250."),
    ],
)
def test_before_enter_only_what_can_no_longer_become_a_reading_is_said(line: str, beside: str) -> None:
    with pytest.raises(NotRead) as caught:
        parse_vitals(line)
    assert caught.value.while_typing == beside


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("120/80 72 98 rr16 s3 d10", ""),
        ("120/80 61%", "SpO2 61: is that what was read? Enter again records it."),
        ("240/120 hr 30", "BP upper 240 and HR 30: is that what was read? Enter again records it."),
    ],
)
def test_what_is_rarely_read_is_looked_at_twice(line: str, doubt: str) -> None:
    assert unlikely(parse_vitals(line)) == doubt


PRESSURES = st.integers(31, 320).flatmap(lambda upper: st.tuples(st.just(upper), st.integers(10, min(250, upper - 1))))


@given(
    PRESSURES | st.none(),
    st.fixed_dictionaries({field: st.none() | st.integers(*RANGES[field]) for field in list(RANGES)[2:]}),
)
def test_a_reading_has_a_line_that_gives_just_it_again(pressure: tuple[int, int] | None, rest: dict[str, int]) -> None:
    upper, lower = pressure or (None, None)
    vitals = Vitals(systolic=upper, diastolic=lower, **rest)
    if vitals != Vitals():
        assert parse_vitals(line_of(vitals)) == vitals


def test_the_line_of_a_reading_is_short() -> None:
    assert line_of(parse_vitals("120/80 72 98 rr 16 d6 c8 s1")) == "120/80 hr72 98% rr16 s1 d6 c8"
    assert line_of(Vitals()) == ""


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


@pytest.mark.parametrize(
    ("possible", "slip"),
    [
        ("bp 320/80", "bp 321/80"), ("bp 30/10", "bp 29/10"), ("bp 120/10", "bp 120/9"), ("bp 300/250", "bp 300/251"),
        ("hr10", "hr9"), ("hr350", "hr351"), ("spo2 20", "spo2 19"), ("spo2 100", "spo2 101"), ("rr1", "rr0"),
        ("rr90", "rr91"), ("120/80 s0", "120/80 s4"), ("120/80 d0", "120/80 d11"), ("120/80 c0", "120/80 c11"),
        ("120/80 s3", "120/80 s10"), ("120/80 d10", "120/80 d12"), ("120/80 c10", "120/80 c12"),
    ],
)  # fmt: skip
def test_where_a_slip_of_the_finger_begins(possible: str, slip: str) -> None:
    parse_vitals(possible)
    with pytest.raises(KapGuideError):
        parse_vitals(slip)


@pytest.mark.parametrize(
    ("ends", "beyond"),
    [
        (("30/10", "320/250"), ("29/10", "321/250", "320/251", "30/9")), (("hr10", "hr350"), ("hr9", "hr351")),
        (("o20", "o100"), ("o19", "o101")), (("resp1", "resp90"), ("resp0", "resp91")), (("s0", "s3"), ("s4",)),
        (("d0", "d10"), ("d11",)), (("c0", "c10"), ("c11",)),
    ],
)  # fmt: skip
def test_what_can_be_typed_ends_there(ends: tuple[str, ...], beyond: tuple[str, ...]) -> None:
    assert all(parse_vitals(end) != Vitals() for end in ends)
    for line in beyond:
        with pytest.raises(NotRead, match="is not between"):
            parse_vitals(line)


@pytest.mark.parametrize(
    ("usual", "rare"),
    [
        ("70/50", "69/50"), ("220/80", "221/80"), ("120/35", "120/34"), ("160/130", "160/131"), ("hr35", "hr34"),
        ("hr180", "hr181"), ("spo2 85", "spo2 84"), ("rr6", "rr5"), ("rr40", "rr41"),
    ],
)  # fmt: skip
def test_where_the_rare_begins(usual: str, rare: str) -> None:
    assert not unlikely(parse_vitals(usual))
    assert unlikely(parse_vitals(rare))


def test_two_equal_numbers_are_no_pressure_and_the_word_that_puzzles_is_named() -> None:
    with pytest.raises(KapGuideError):
        parse_vitals("bp 80 80")
    with pytest.raises(NotRead, match="“blah” was not understood"):
        parse_vitals("blah 120/80")


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("120/80 72 98", ""),
        ("120/80 72 98 by L. Okafor", "L. Okafor"),
        ("BP 120/80 HR 72 SpO2 98 BY Ö. Ames, RN ", "Ö. Ames, RN"),
        ("120/80, 72, 98, by the nurse, standing by", "the nurse, standing by"),
    ],
)
def test_a_line_may_end_with_who_took_it(line: str, by: str) -> None:
    assert parse_reading(line) == TypedReading(Vitals(120, 80, 72, 98), by)


def test_a_name_is_said_with_what_two_numbers_could_mean_and_goes_with_the_choice() -> None:
    with pytest.raises(Unclear) as unclear:
        parse_reading("90 60 by L. Okafor")
    assert {typed.by for _, typed in unclear.value.choices} == {"L. Okafor"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", ["120/80 by", "120/80 by ", "by L. Okafor", "120 by 80", "hr 72 by 9"])
def test_what_is_no_name_or_no_reading_is_never_guessed(line: str) -> None:
    with pytest.raises(NotRead):
        parse_reading(line)


def test_a_typed_reading_says_whose_it_is_and_what_to_look_at_again() -> None:
    assert str(parse_reading("120/80 by L. Okafor")) == f"{parse_vitals('120/80')}  by L. Okafor"
    assert str(parse_reading("120/80")) == str(parse_vitals("120/80"))
    assert parse_reading("120/80 61%").doubt == unlikely(parse_vitals("120/80 61%")) != ""
