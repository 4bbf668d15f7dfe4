"""The live screen's classes: which one a window has, and where each part stands in it."""

import itertools

import pytest
from PySide6.QtCore import QRect

from kapguide.ui.session.classes import (
    FLOOR,
    GENEROUS,
    ROOMY,
    SMALL,
    STANDARD,
    Act,
    LayoutClass,
    class_for,
    places_for,
)

SIZES = ((960, 500), (1100, 900), (1280, 599), (1200, 600), (1280, 640), (1366, 690), (1440, 800), (1440, 860),
         (1440, 1100), (1600, 940), (1920, 1010), (2560, 1010), (2200, 1250), (2560, 1370), (3840, 2060))  # fmt: skip


def box(rect: QRect) -> tuple[int, int, int, int]:
    return rect.x(), rect.y(), rect.width(), rect.height()


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [
        (960, 500, "floor"), (1199, 1000, "floor"), (1600, 599, "floor"),
        (1200, 600, "small"), (1280, 669, "small"), (2560, 640, "small"),
        (1366, 670, "standard"), (1280, 799, "standard"),
        (1440, 800, "roomy"), (1920, 939, "roomy"), (1599, 1200, "roomy"),
        (1600, 940, "generous"), (2199, 1300, "generous"), (2560, 1249, "generous"), (2200, 1250, "generous"),
    ],
)  # fmt: skip
def test_the_window_alone_chooses_the_class(width: int, height: int, name: str) -> None:
    assert class_for(width, height).name == name


def test_from_2200_by_1250_on_all_is_a_quarter_larger() -> None:
    assert class_for(2200, 1249) is GENEROUS
    large = class_for(2200, 1250)
    assert (large.words, large.clock, large.target, large.timeline) == (40, 70, 60, (28, 55, 20, 25))


def test_each_class_is_drawn_for_a_height() -> None:
    assert [of.high for of in (FLOOR, SMALL, STANDARD, ROOMY, GENEROUS)] == [500, 640, 690, 860, 1010]


@pytest.mark.parametrize("of", [SMALL, STANDARD, ROOMY, GENEROUS])
def test_at_the_height_it_is_drawn_for_the_rows_are_those_of_the_table(of: LayoutClass) -> None:
    places = places_for(1600 if of is GENEROUS else 1280, of.high)
    assert (places.prompt.height(), places.music.height()) == (of.upper, of.lower)


def test_a_standard_window_to_the_pixel() -> None:
    places = places_for(1366, 690)
    assert box(places.header) == (16, 8, 1334, 66)
    assert box(places.phases) == (16, 80, 1334, 104)
    assert box(places.prompt) == (16, 192, 756, 258)
    assert box(places.notes) == (780, 192, 570, 258)
    assert box(places.music) == (16, 458, 756, 176)
    assert box(places.vitals) == (780, 458, 570, 176)
    assert box(places.observations) == (16, 642, 1334, 40)


def test_the_floor_to_the_pixel() -> None:
    places = places_for(960, 500)
    assert box(places.header) == (8, 6, 944, 54)
    assert box(places.phases) == (8, 66, 944, 52)
    assert box(places.prompt) == (8, 124, 944, 194)
    assert box(places.vitals) == (8, 324, 944, 54)
    assert box(places.notes) == (8, 384, 944, 54)
    assert box(places.music) == (8, 444, 944, 50)
    assert places.observations.isEmpty()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_parts_fill_the_window_and_never_meet(size: tuple[int, int]) -> None:
    places, of = places_for(*size), class_for(*size)
    parts = [rect for rect in (getattr(places, name) for name in places.__struct_fields__) if not rect.isEmpty()]
    assert not any(one.intersects(other) for one, other in itertools.combinations(parts, 2))
    assert max(rect.bottom() + 1 for rect in parts) == size[1] - of.foot
    assert min(rect.height() for rect in parts) > 0
    left, right = min(rect.left() for rect in parts), max(rect.right() + 1 for rect in parts)
    assert left + right in (size[0], size[0] + 1)  # as much room at the right as at the left
    assert right - left <= 2240


@pytest.mark.parametrize("size", [size for size in SIZES if class_for(*size) is not FLOOR], ids=str)
def test_the_rows_of_both_columns_share_their_edges(size: tuple[int, int]) -> None:
    places = places_for(*size)
    for left, right in ((places.prompt, places.notes), (places.music, places.vitals)):
        assert (left.top(), left.bottom()) == (right.top(), right.bottom())
        assert right.width() >= 500
    assert places.prompt.right() == places.music.right()
    assert places.prompt.height() >= places.music.height()


def test_more_height_goes_three_to_two_until_the_lower_row_has_enough() -> None:
    usual, more = places_for(1280, 640), places_for(1280, 660)
    assert more.prompt.height() - usual.prompt.height() == 12
    assert more.music.height() - usual.music.height() == 8
    roomy = places_for(1440, 1100)
    assert roomy.music.height() == 300
    assert roomy.prompt.height() == ROOMY.upper + 240 - (300 - ROOMY.lower)


def test_at_the_floor_more_height_goes_to_the_notes_by_whole_lines() -> None:
    places = places_for(960, 560)
    assert places.notes.height() == 54 + 2 * 26
    assert places.prompt.height() == 194 + 8
    assert places.music.bottom() + 1 == 554


def test_what_is_missing_is_never_taken_from_the_lower_row_below_what_it_needs() -> None:
    assert places_for(1200, 600).vitals.height() == SMALL.lower
    assert places_for(1366, 670).vitals.height() == STANDARD.lower_least
    assert places_for(1440, 800).vitals.height() == ROOMY.lower_least


def test_a_form_takes_the_left_column_down_to_the_row_of_hands() -> None:
    places = places_for(1366, 690, Act.FORM)
    assert box(places.act) == (16, 192, 756, 376)
    assert box(places.music) == (16, 576, 756, 58)
    assert places.prompt.isEmpty()
    usual = places_for(1366, 690)
    assert (places.notes, places.vitals, places.observations) == (usual.notes, usual.vitals, usual.observations)


@pytest.mark.parametrize(("size", "act"), [((960, 500), Act.FORM), ((1280, 640), Act.FORM), ((1366, 690), Act.WIDE)])
def test_where_a_form_takes_both_columns_music_and_vitals_share_the_line_below(size: tuple[int, int], act: Act) -> None:
    usual, places = places_for(*size), places_for(*size, act)
    assert places.act.left() == usual.header.left()
    assert places.act.right() == usual.header.right() == places.vitals.right()
    assert places.act.height() >= 300
    assert places.notes.isEmpty()
    assert (places.music.top(), places.music.height()) == (places.vitals.top(), places.vitals.height())
    assert places.music.right() < places.vitals.left()
    assert places.observations == usual.observations


def test_a_prompt_of_very_many_words_grows_over_the_music_but_not_at_the_floor() -> None:
    usual, grown = places_for(1366, 690), places_for(1366, 690, prompt=300)
    assert grown.prompt == places_for(1366, 690, Act.FORM).act
    assert grown.music.bottom() == usual.music.bottom()
    assert places_for(1366, 690, prompt=258) == usual
    assert places_for(960, 500, prompt=300) == places_for(960, 500)
