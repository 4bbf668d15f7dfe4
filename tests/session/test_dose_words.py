"""How a dose is written wherever it is told."""

import pytest

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.doses.words import dose_line, dose_sentence, quantity, step_words, within

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


def dose(**more: object) -> e.DoseGiven:
    fields = {"amount": "100", "route": "sublingual", "by": "R. Osei", "given": Elapsed(0), "unit": "mg"}
    return e.DoseGiven(**fields | more)  # type: ignore[arg-type]


WATCHED = {"by_client": True, "watched_by": "K. Lind", "role": "therapist"}


@pytest.mark.parametrize(
    ("given", "sentence", "line"),
    [
        (dose(), "Dose 1: 100 mg, sublingual, given by R. Osei", "100 mg, by R. Osei"),
        (dose(by="", number=2), "Dose 2: 100 mg, sublingual", "100 mg"),
        (dose(by="", role="physician"), "Dose 1: 100 mg, sublingual", "100 mg"),
        (
            dose(form="Lozenge", role="physician", medicine="Ketamine", strength="50 mg", part=1, parts=2),
            "Dose 1: 100 mg Ketamine, lozenge, 50 mg, 1 of 2, sublingual, given by R. Osei, physician",
            "100 mg, lozenge, given by R. Osei",
        ),
        (
            dose(**WATCHED),
            "Dose 1: 100 mg, sublingual, taken by the client, watched by K. Lind, therapist",
            "100 mg, taken by the client, watched by K. Lind",
        ),
        (
            dose(by_client=True, role="therapist"),
            "Dose 1: 100 mg, sublingual, taken by the client",
            "100 mg, taken by the client",
        ),
    ],
)
def test_a_dose_is_told_with_all_that_is_known_of_it_and_in_the_running_notes_with_less(
    given: e.DoseGiven, sentence: str, line: str
) -> None:
    assert (dose_sentence(given), dose_line(given)) == (sentence, line)


def test_a_form_with_capitals_of_its_own_keeps_them_within_a_sentence() -> None:
    assert [within(words) for words in ("Lozenge", "ODT", "RDT film", "")] == ["lozenge", "ODT", "RDT film", ""]


def test_a_step_is_told_in_our_words_and_a_strange_one_in_its_own() -> None:
    assert [step_words(step, 2) for step in ("device", "spat", "chewed")] == ["device 2", "spat out", "chewed"]
