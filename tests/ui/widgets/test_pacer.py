"""The pacer: dim, without a jump, still where nothing may move; painted from one piece of data."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, qBlue, qGreen, qRed

from kapguide.session.clock import Elapsed
from kapguide.session.guiding.breath import BreathPattern, BreathRun
from kapguide.spans import SECOND
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.pacer import (
    BLACK,
    Pacer,
    PacerData,
    full_radius,
    middle_of,
    moving_part,
    pacer_at,
    paint_pacer,
    word_part,
)
from tests.support.breath import BOX, FREE, LONG_OUT, SHIPPED

FRAME = 1000 / 60


def picture(data: PacerData, theme: Theme, wide: int = 480, high: int = 270) -> QImage:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        paint_pacer(painter, QRectF(image.rect()), data, theme)
    return image


def light(image: QImage) -> float:
    """How bright the picture is on the whole: 0 to 255."""
    data = bytes(image.constBits())
    return (0.114 * sum(data[0::4]) + 0.587 * sum(data[1::4]) + 0.299 * sum(data[2::4])) / (len(data) / 4)


def brightest(image: QImage) -> tuple[int, int, int]:
    pixels = [image.pixel(x, y) for x in range(image.width()) for y in range(0, image.height(), 2)]
    return max(map(qRed, pixels)), max(map(qGreen, pixels)), max(map(qBlue, pixels))


def run_of(pattern: BreathPattern) -> BreathRun:
    return BreathRun(pattern, Elapsed(0), Elapsed(0))


def shown(pattern: BreathPattern, now: float, *, word: bool = False, still: bool = False) -> PacerData:
    return pacer_at(run_of(pattern), now, word=word, still=still)


@pytest.mark.parametrize("fullness", [0.0, 0.4, 1.0])
def test_no_pixel_of_the_disc_is_above_55_per_cent_of_the_accent(theme: Theme, fullness: float) -> None:
    accent = theme.colours.accent
    found = brightest(picture(PacerData(fullness, 1.0), theme))
    for value, full in zip(found, (accent.red(), accent.green(), accent.blue()), strict=True):
        assert 0 < value <= 0.55 * full + 1


def test_the_disc_grows_from_36_per_cent_to_the_full_circle(theme: Theme) -> None:
    rect = QRectF(0, 0, 480, 270)
    middle, largest = middle_of(rect), full_radius(rect)
    accent = theme.colours.accent.green() * 0.5

    def rim(fullness: float) -> float:
        """The outermost bright pixel on the way to the right."""
        image = picture(PacerData(fullness, 1.0), theme)
        row = round(middle.y())
        bright = [x for x in range(image.width()) if qGreen(image.pixel(x, row)) > accent]
        return (max(bright) + 0.5 - middle.x()) / largest

    assert rim(0.0) == pytest.approx(0.36, abs=0.02)
    assert rim(1.0) == pytest.approx(1.0, abs=0.02)
    assert rim(0.53) == pytest.approx(0.7, abs=0.02)


@pytest.mark.parametrize("name", sorted(SHIPPED))
@pytest.mark.parametrize("still", [False, True])
def test_between_two_frames_the_light_changes_by_very_little(theme: Theme, name: str, still: bool) -> None:
    """The whole picture, over a breath with its beginning out of the black: no change is a flicker."""
    pattern = SHIPPED[name]
    until = pattern.cycle or 3 * SECOND
    looked = [0.0]
    for place in range(0, until, until // 12):  # some frames after each other in every part of the breath
        looked += [place + FRAME, place + 2 * FRAME]
    lights = {now: light(picture(shown(pattern, now, word=True, still=still), theme, 240, 135)) for now in looked}
    steps = [abs(lights[b] - lights[a]) for a, b in pairwise(looked) if b - a < 1.5 * FRAME]
    assert max(steps) < 0.12, "of 255"
    assert max(lights.values()) < 12, "dim on the whole"


def test_it_comes_out_of_the_black_and_its_word_comes_and_goes_softly() -> None:
    levels = [shown(LONG_OUT, n * FRAME).level for n in range(120)]
    assert levels[0] == 0.0
    assert levels[-1] == 1.0
    assert max(b - a for a, b in pairwise(levels)) < 0.02
    words = [shown(LONG_OUT, 20 * SECOND + n * FRAME, word=True) for n in range(900)]
    assert {data.word for data in words} == {"in", "out"}
    for before, after in pairwise(words):
        if before.word != after.word:
            assert max(before.word_level, after.word_level) < 0.02, "a word is dark where it becomes another"
        else:
            assert abs(after.word_level - before.word_level) < 0.08


def test_at_the_turn_nothing_jumps() -> None:
    before, after = (shown(LONG_OUT, 24 * SECOND + by).fullness for by in (-FRAME, FRAME))
    assert abs(after - before) < 1e-4


def test_where_nothing_may_move_the_disc_stays_and_an_arc_fills_and_empties(theme: Theme) -> None:
    rect = QRectF(0, 0, 480, 270)
    middle, radius = middle_of(rect), full_radius(rect) * 0.7

    def arc(fullness: float) -> list[bool]:
        """Whether the rim is bright at the right, below and at the left."""
        image = picture(PacerData(fullness, 1.0, still=True), theme)
        places = ((radius, 0), (0, radius), (-radius, 0))
        ways = [
            max(
                qGreen(image.pixel(round(middle.x() + dx + a), round(middle.y() + dy + b)))
                for a in (-1, 0, 1)
                for b in (-1, 0, 1)
            )
            for dx, dy in places
        ]
        return [value > 70 for value in ways]

    assert arc(0.0) == [False, False, False]
    assert arc(0.4) == [True, False, False]
    assert arc(0.6) == [True, True, False]
    assert arc(1.0) == [True, True, True]


def test_a_free_breath_rests_and_says_nothing() -> None:
    assert shown(FREE, 60 * SECOND, word=True) == PacerData(0.53, 1.0)


def test_a_hold_is_still_and_said() -> None:
    data = [shown(BOX, 18 * SECOND + at, word=True) for at in (3_000, 3_500)]
    assert [(each.fullness, each.word) for each in data] == [(1.0, "hold"), (1.0, "hold")]


@pytest.mark.parametrize(("wide", "high"), [(1920, 1080), (800, 600), (1024, 1280), (288, 162)])
def test_everything_stays_within_what_is_repainted(theme: Theme, wide: int, high: int) -> None:
    rect = QRectF(0, 0, wide, high)
    assert full_radius(rect) <= min(wide, high) / 2
    image = picture(PacerData(1.0, 1.0, "hold", 1.0), theme, wide, high)
    parts = (moving_part(rect), word_part(rect))
    step = max(1, wide // 200)
    outside = [
        image.pixel(x, y) & 0xFFFFFF
        for x in range(0, wide, step)
        for y in range(0, high, step)
        if not any(part.contains(x, y) for part in parts)
    ]
    assert not any(outside)
    assert image.rect().contains(word_part(rect))


@pytest.mark.parametrize("still", [False, True])
@pytest.mark.parametrize(("before", "after"), [(0.0, 0.02), (0.6, 0.5), (0.98, 1.0)])
def test_what_is_repainted_between_two_frames_is_all_that_differs(
    theme: Theme, before: float, after: float, still: bool
) -> None:
    rect = QRectF(0, 0, 480, 270)
    pictures = [picture(PacerData(each, 1.0, still=still), theme) for each in (before, after)]
    part = moving_part(rect, 0.53 if still else max(before, after))
    differ = [
        (x, y)
        for x in range(480)
        for y in range(270)
        if pictures[0].pixel(x, y) != pictures[1].pixel(x, y) and not part.contains(x, y)
    ]
    assert differ == []


def test_black_is_black(theme: Theme) -> None:
    assert brightest(picture(BLACK, theme)) == (0, 0, 0)
    assert Pacer(theme).accessibleDescription() == "black"


def test_its_description_is_the_word_and_nothing_that_changes_with_each_frame(theme: Theme) -> None:
    pacer = Pacer(theme)
    said = set()
    for n in range(240):
        pacer.set_data(shown(LONG_OUT, 22 * SECOND + n * FRAME, word=True))
        said.add(pacer.accessibleDescription())
    assert said == {"in", "out"}
