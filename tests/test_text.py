"""Typed text as it is stored."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.text import clean_text, has_unseen, manner_of, nfc, one_line

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY_TEXT)
def test_any_text_can_be_stored_and_is_clean_only_once(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert not [char for char in clean if unicodedata.category(char) == "Cc" and char not in "\n\t"]
    assert clean_text(clean) == clean


def test_what_a_person_types_stays_as_it_is() -> None:
    words = "Grandmother’s kitchen\n\t- żółw, 静か, 👩‍👩‍👧, עברית, ﬁ ² Ａ q\u0307"
    assert clean_text(words) == words


UNSEEN = [
    "\u200b", "\u200c\u200d", "\u2060", "\u00ad", "\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u180e", "\ufe0f",
    "\u034f", "\u202e\u2066", "\U000e0041", "\ufeff", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("signs", UNSEEN, ids=ascii)
def test_text_of_which_nobody_sees_anything_is_none(signs: str) -> None:
    assert clean_text(signs) == clean_text(f" {signs}\n{signs}\t") == one_line(signs) == ""
    assert has_unseen(f"M-0{signs}14")


@given(ANY_TEXT)
def test_one_letter_among_signs_that_nobody_sees_is_text(text: str) -> None:
    assert clean_text(f"{text}a").endswith("a")


def test_line_ends_become_newlines() -> None:
    assert clean_text("a\r\nb\rc\x85d\u2028e\u2029f") == "a\nb\nc\nd\ne\nf"


MARKS = st.text(st.sampled_from("\u0301\u0323\u0327\u0334\u0344\u0345\u0f73\u0f75\u302e\u3099e\u1e69か—"), min_size=90)


@given(MARKS)
def test_marks_by_the_hundred_join_as_unicode_says(marks: str) -> None:
    assert nfc(f"e{marks * 3}") == unicodedata.normalize("NFC", f"e{marks * 3}")


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0f73", "\u0327\u0334"], ids=ascii)
def test_a_flood_of_marks_takes_no_longer_for_each_of_them(marks: str) -> None:
    def seconds(many: int) -> float:
        flood, begun = "e" + marks * many, time.process_time()
        clean_text(flood)
        return time.process_time() - begun

    seconds(1_000)
    assert seconds(40_000) < 60 * max(seconds(4_000), 0.001)


def test_a_lone_surrogate_leaves_a_mark() -> None:
    assert clean_text("a\ud800b\x00c") == "a\ufffdbc"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("E\u0301-1", "É-1"),
        ("\u212b-1", "Å-1"),
        ("\u2126", "Ω"),
        ("\u1112\u1161\u11ab", "한"),
        ("e\x00\u0301", "é"),
        ("a\u0323\u0302", "ậ"),
    ],
)
def test_one_letter_is_kept_in_one_form_however_it_was_typed(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_marks_that_say_how_a_file_is_written_are_no_content() -> None:
    assert clean_text("\ufeffan\ufeffna\uffff") == "anna"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Calm.", ("note", "Calm.")),
        ('"It is wide', ("verbatim", "It is wide")),
        ("“ It is wide. ”", ("verbatim", "It is wide.")),
        ('~ it felt "wide"', ("paraphrase", 'it felt "wide"')),
        ("", ("note", "")),
    ],
)
def test_a_lines_mark_tells_its_manner_and_is_no_part_of_it(typed: str, told: tuple[str, str]) -> None:
    assert manner_of(typed) == told


def test_a_line_has_single_blanks() -> None:
    assert one_line(" E\u0301\u00a0 1\n2\u2028 ") == "É 1 2"
