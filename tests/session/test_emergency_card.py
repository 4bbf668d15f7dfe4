"""The clinic's emergency card: as it ships, as a clinic fills it, and what stands where there is none."""

import re
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.session.emergency_card import (
    NOT_WRITTEN,
    UNREADABLE,
    CardNumber,
    CardRole,
    CardStep,
    EmergencyCard,
    Situation,
    begin_card,
    clinic_card,
    read_emergency_card,
    shipped_card_file,
)
from kapguide.toml_file import FileError
from tests.support.toml_bounds import bounds, passed_over

CARD = """\
filled_by = "R. Example"
filled_on = "3 Nov 2026"
address = "1 Example Street"

[[numbers]]
who = "Emergency services"
number = "000"

[[roles]]
role = "Leads"
who = "K. Lind"

[[situations]]
title = "Fall"
steps = [{ text = "First", who = "K. Lind" }, { text = "Second" }]
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "emergency-card.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_card_has_every_heading_and_no_word_of_ours_below_it(tmp_path: Path) -> None:
    card = clinic_card(tmp_path / "none.toml")
    assert [situation.title for situation in card.situations] == [
        "Unresponsive or not breathing",
        "High blood pressure with symptoms",
        "Low oxygen saturation",
        "Agitation or panic",
        "Vomiting while lying down",
        "Chest pain",
        "Seizure",
        "Fainting",
        "Fall",
        "Allergic reaction",
        "Wants to leave while still affected",
        "Suicidal disclosure",
        "Boundary concern",
        "The escort does not come",
        "Evacuation",
    ]
    assert not card.filled
    assert (card.address, card.filled_by) == ("", "")
    assert not any(situation.steps for situation in card.situations)
    assert not any(number.number for number in card.numbers)
    assert not any(role.who for role in card.roles)
    assert card.instead == card.reminder == NOT_WRITTEN


def test_whoever_takes_the_hash_away_and_types_nothing_has_written_nothing(tmp_path: Path) -> None:
    """The file's own “…” never reads as a step, a number or a name."""
    opened = re.sub(r"^# ((?:\w+ = )|    |\])", r"\1", shipped_card_file().read_text("utf-8"), flags=re.MULTILINE)
    opened = opened.replace('"Name of the medical lead"', '"…"').replace('"3 Nov 2026"', '"…"')
    assert opened.count('text = "…"') == 15
    card = read_emergency_card(written(tmp_path, opened))
    assert card.reminder == NOT_WRITTEN
    assert card == clinic_card(tmp_path / "none.toml")


def test_a_card_that_a_clinic_filled_lacks_nothing(tmp_path: Path) -> None:
    card = clinic_card(written(tmp_path, CARD))
    assert card == EmergencyCard(
        address="1 Example Street",
        numbers=(CardNumber("Emergency services", "000"),),
        roles=(CardRole("Leads", "K. Lind"),),
        situations=(Situation("Fall", (CardStep("First", "K. Lind"), CardStep("Second"))),),
        filled_by="R. Example",
        filled_on="3 Nov 2026",
    )
    assert (card.filled, card.instead, card.reminder) == (True, "", "")
    assert card.signature == "Card by R. Example, 3 Nov 2026"


@pytest.mark.parametrize(
    ("card", "reminder"),
    [
        (EmergencyCard(address="1 Street"), "The emergency card lacks who wrote it, and when."),
        (
            EmergencyCard(situations=(Situation("Fall", (CardStep("First"),)),), filled_by="A", filled_on="B"),
            "The emergency card lacks the address to read out.",
        ),
        (
            EmergencyCard(
                numbers=(CardNumber("Doctor"), CardNumber("Help", "000")),
                situations=(Situation("Fall"),),
                filled_by="A",
            ),
            "The emergency card lacks the address to read out, the number of “Doctor” and 1 more.",
        ),
    ],
)
def test_what_is_still_missing_is_named(card: EmergencyCard, reminder: str) -> None:
    assert card.filled
    assert card.reminder == reminder


def test_a_card_without_a_name_says_so() -> None:
    assert EmergencyCard(address="1 Street").signature == "Nobody has signed this card."


def test_a_card_that_cannot_be_read_stops_nobody_and_is_named(tmp_path: Path) -> None:
    card = clinic_card(written(tmp_path, CARD.replace('title = "Fall"', "title = 3")))
    assert card.instead == UNREADABLE
    assert card.reminder == (
        f"{UNREADABLE} emergency-card.toml, situations[0].title: expected a text, got 3. Mend it; until then the "
        "emergency shows its clock and its log."
    )
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "gone.toml")
    assert "the whole file: expected a file that can be read" in clinic_card(link).reminder


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('filled_on = "3 Nov 2026"\n', "", 'filled_on: expected both "filled_by" and "filled_on", or neither'),
        ('filled_by = "R. Example"\n', "", 'filled_by: expected both "filled_by" and "filled_on", or neither'),
        ('"Second"', '""', 'situations[0].steps[1].text: expected a text, got ""'),
        (
            '{ text = "Second" }',
            '"Second"',
            'situations[0].steps[1]: expected a table [[situations.steps]], got "Second"',
        ),
        ("[[situations]]", "[[situation]]", "situations: expected 1 to 30 tables [[situations]], got nothing"),
        ("[[situations]]", "[[situation]]", '(did you mean "situations"?), got the unknown key "situation"'),
        ("steps", "step", '(did you mean "steps"?)'),
        ('number = "000"', "number = 0", "numbers[0].number: expected a text, got 0"),
        ('role = "Leads"', "", "roles[0].role: expected a text, got nothing"),
    ],
)
def test_a_mistake_in_the_card_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(FileError) as caught:
        read_emergency_card(written(tmp_path, CARD.replace(old, new)))
    assert any(expected in str(problem) for problem in caught.value.problems), caught.value.sentence


def test_a_clinic_begins_with_a_copy_and_what_it_has_written_stays(tmp_path: Path) -> None:
    own = tmp_path / "emergency-card.toml"
    begin_card(own)
    assert own.read_bytes() == shipped_card_file().read_bytes()
    written(tmp_path, CARD)
    begin_card(own)
    assert own.read_text("utf-8") == CARD
    with pytest.raises(KapGuideError, match="cannot be written"):
        begin_card(tmp_path / "none" / "emergency-card.toml")


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    steps = '\n[[situations.steps]]\ntext = "First"\nwho = "K. Lind"\n'
    whole = CARD[: CARD.index("steps =")] + steps
    assert bounds(whole, read_emergency_card, file) == {
        "filled_by": "at most 80 characters",
        "filled_on": "at most 20 characters",
        "address": "at most 200 characters",
        "numbers": "0 to 6 tables [[numbers]]",
        "numbers[].who": "at most 50 characters",
        "numbers[].number": "at most 30 characters",
        "roles": "0 to 4 tables [[roles]]",
        "roles[].role": "at most 20 characters",
        "roles[].who": "at most 40 characters",
        "situations": "1 to 30 tables [[situations]]",
        "situations[].title": "at most 60 characters",
        "situations[].steps": "0 to 12 tables [[situations.steps]]",
        "situations[].steps[].text": "at most 200 characters",
        "situations[].steps[].who": "at most 60 characters",
    }
    assert passed_over(whole, read_emergency_card, file) == []
