"""Typed text as it is stored."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kapguide.session.text import clean_text

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY_TEXT)
def test_any_text_can_be_stored_and_is_clean_only_once(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert not [char for char in clean if unicodedata.category(char) == "Cc" and char not in "\n\t"]
    assert clean_text(clean) == clean


def test_what_a_person_types_stays_as_it_is() -> None:
    words = "Grandmother’s kitchen\n\t- żółw, 静か, 👩‍👩‍👧, עברית, e\u0301"
    assert clean_text(words) == words


def test_line_ends_become_newlines() -> None:
    assert clean_text("a\r\nb\rc") == "a\nb\nc"


def test_a_lone_surrogate_leaves_a_mark() -> None:
    assert clean_text("a\ud800b\x00c") == "a\ufffdbc"
