"""The clinic's own texts: the emergency card and the one-key observations, as they ship and as a clinic fills them."""

from pathlib import Path

import pytest

from kapguide.session.texts import (
    NOT_FILLED,
    read_emergency_card,
    read_observations,
    shipped_emergency_card,
    shipped_observations,
)
from kapguide.session.toml_file import FileError

CARD = """\
filled_by = "R. Example"
filled_on = "2026-11-23"
address = "1 Example Street"
numbers = ["Emergency services: 000"]

[[situations]]
title = "Fall"
steps = ["First", "Second"]
"""


def test_the_shipped_card_has_every_heading_and_no_advice_of_ours() -> None:
    card = shipped_emergency_card()
    assert [situation.title for situation in card.situations] == [
        "Unresponsive or not breathing",
        "High blood pressure with symptoms",
        "Low oxygen saturation",
        "Agitation or panic",
        "Vomiting while lying down",
        "Chest pain",
        "Seizure",
        "Fall",
        "Allergic reaction",
        "Suicidal disclosure",
        "Boundary concern",
        "Evacuation",
    ]
    assert {step for situation in card.situations for step in situation.steps} == {
        "Your clinic's steps go here",
        "Who does what goes here",
    }
    assert card.head[-1] == NOT_FILLED


def test_a_card_that_a_clinic_filled_says_who_wrote_it_and_when(tmp_path: Path) -> None:
    file = tmp_path / "card.toml"
    file.write_text(CARD, encoding="utf-8")
    card = read_emergency_card(file)
    assert card.head == (
        "Address to read out: 1 Example Street",
        "Emergency services: 000",
        "Written by R. Example, 2026-11-23",
    )
    assert card.situations[0].steps == ("First", "Second")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'filled_on = "2026-11-23"\n',
            "",
            'filled_on: expected both "filled_by" and "filled_on", or neither',
        ),
        (
            'filled_by = "R. Example"\n',
            "",
            'filled_by: expected both "filled_by" and "filled_on", or neither',
        ),
        ('["First", "Second"]', '"First"', 'situations[0].steps: expected a list of 1 to 20 texts, got "First"'),
        ('"Second"', '""', 'situations[0].steps[1]: expected a text, got ""'),
        ('"Second"', "2", "situations[0].steps[1]: expected a text, got 2"),
        ('["Emergency services: 000"]', "[]", "numbers: expected a list of 1 to 12 texts, got an empty list"),
        ("[[situations]]", "[[situation]]", "situations: expected 1 to 30 tables [[situations]], got nothing"),
        ("[[situations]]", "[[situation]]", '(did you mean "situations"?), got the unknown key "situation"'),
        ("steps", "step", '(did you mean "steps"?)'),
    ],
)
def test_a_mistake_in_the_card_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    file = tmp_path / "card.toml"
    file.write_text(CARD.replace(old, new), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_emergency_card(file)
    assert any(expected in str(problem) for problem in caught.value.problems), caught.value.sentence


def test_nine_observations_ship_one_for_each_key() -> None:
    observations = shipped_observations()
    assert list(observations) == list("123456789")
    assert len(set(observations.values())) == 9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[observations]]\nkey = "1"\n', "observations[0].label: expected a text, got nothing"),
        ('[[observations]]\nkey = "0"\nlabel = "Tears"\n', 'observations[0].key: expected "1", "2"'),
        ('[[observations]]\nkey = 1\nlabel = "Tears"\n', 'or "9", got 1'),
        (
            '[[observations]]\nkey = "1"\nlabel = "Tears"\n' * 2,
            'observations[1].key: expected a key of its own, got "1" a second time',
        ),
        ("", "observations: expected 1 to 9 tables [[observations]], got nothing"),
    ],
)
def test_a_mistake_in_the_observations_is_named(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "observations.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_observations(file)
    assert any(expected in str(problem) for problem in caught.value.problems), caught.value.sentence
