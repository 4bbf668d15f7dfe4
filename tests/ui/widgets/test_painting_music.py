"""The music in pictures: whatever is known of a piece can be painted and told, and a picture shows what it says."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.prepare.music_data import ChartData, ChartPart, ChartPiece, ProgrammeRow
from kapguide.ui.prepare.programme_view import ProgrammeChart, paint_chart, paint_row
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.charts import waveform
from kapguide.ui.widgets.charts.waveform import FLAT, WaveData, Waveform, level_at, paint_wave
from tests.ui.widgets.test_painting import WORDS, painted

SECONDS = st.integers(-10, 40_000)
WAVE = st.builds(
    WaveData,
    position=SECONDS,
    length=SECONDS,
    levels=st.binary(max_size=700),
    join=SECONDS,
    crossfade=st.integers(0, 600),
    next_length=SECONDS,
    next_levels=st.binary(max_size=700),
    unheard=st.booleans(),
)
CHART = st.builds(
    ChartData,
    st.lists(
        st.builds(
            ChartPart, st.sampled_from(WORDS), st.floats(0, 9_000), st.floats(0, 9_000), st.sampled_from(PhaseKind)
        ),
        max_size=8,
    ).map(tuple),
    st.lists(
        st.builds(
            ChartPiece,
            st.sampled_from(WORDS),
            st.floats(-100, 9_000),
            st.floats(0, 9_000),
            st.sampled_from([0.0, 1.0, 2.5, 5.0]),
            st.sampled_from(PhaseKind),
            st.booleans(),
        ),
        max_size=30,
    ).map(tuple),
)


def inked(image: QImage, colour: QColor, left: float, right: float) -> int:
    """How many pixels of about that colour stand between two shares of the width."""
    near = 0
    for x in range(int(left * image.width()), int(right * image.width())):
        for y in range(image.height()):
            seen = image.pixelColor(x, y)
            if (
                seen.alpha() > 200
                and abs(seen.hue() - colour.hue()) < 12
                and abs(seen.lightness() - colour.lightness()) < 30
            ):
                near += 1
    return near


@settings(max_examples=60, deadline=None)
@given(data=WAVE, width=st.sampled_from([1, 90, 700]))
def test_any_piece_can_be_painted_and_told(theme: Theme, data: WaveData, width: int) -> None:
    painted(lambda painter, rect: paint_wave(painter, rect, data, theme), width, 50)
    assert isinstance(Waveform(theme, data).describe(), str)


@settings(max_examples=60, deadline=None)
@given(data=CHART, width=st.sampled_from([1, 300, 1_400]))
def test_any_programme_can_be_painted_and_told(theme: Theme, data: ChartData, width: int) -> None:
    painted(lambda painter, rect: paint_chart(painter, rect, data, theme), width, 160)
    assert len(ProgrammeChart(theme, data).rows()) == len(data.pieces)


@given(text=st.sampled_from(WORDS), strength=st.integers(0, 5), flags=st.tuples(*[st.booleans()] * 4))
def test_any_line_of_a_programme_can_be_painted_and_told(
    theme: Theme, text: str, strength: int, flags: tuple[bool, bool, bool, bool]
) -> None:
    piece, short, again, avoided = flags
    row = ProgrammeRow("f", text, "0:30", "5:00", strength, piece=piece, short=short, again=again, avoided=avoided)
    painted(lambda painter, rect: paint_row(painter, rect, row, theme, lit=True), 500, 36)
    assert ("not for this client" in str(row)) == avoided


def test_what_was_heard_and_what_is_to_come_are_told_apart(theme: Theme) -> None:
    data = WaveData(position=100, length=200, levels=bytes([200] * 200))
    image = painted(lambda painter, rect: paint_wave(painter, rect, data, theme), 700, 50)
    accent = theme.colours.accent
    assert inked(image, accent, 0.1, 0.45) > 5 * max(1, inked(image, accent, 0.55, 0.9))


def test_the_next_piece_is_drawn_where_it_joins(theme: Theme) -> None:
    levels = bytes([200] * 200)
    data = WaveData(20, 200, levels, join=150, crossfade=25, next_length=300, next_levels=levels)
    image = painted(lambda painter, rect: paint_wave(painter, rect, data, theme), 700, 50)
    other = theme.tokens.phases.dosing
    assert inked(image, other, 0.75, 0.93) > 50
    assert inked(image, other, 0.1, 0.6) == 0
    assert Waveform(theme, data).rows() == ["0:20 of 3:20", "the next piece joins in 2:10"]


def test_while_the_place_moves_no_bar_is_painted_again(theme: Theme) -> None:
    data = WaveData(20, 200, bytes([200] * 200))
    before = 0
    for position in range(20, 40):
        now = msgspec.structs.replace(data, position=position)
        painted(lambda painter, rect, now=now: paint_wave(painter, rect, now, theme), 700, 50)
        before = before or waveform._picture.cache_info().misses
    assert waveform._picture.cache_info().misses == before


def test_levels_are_drawn_from_the_loudest_down_and_nothing_known_is_a_low_line() -> None:
    levels = bytes([100] * 50 + [200] * 50 + [0] * 50)
    assert level_at(levels, 200, 150, 75, 1) == 1.0
    assert 0 < level_at(levels, 200, 150, 25, 1) < 0.2, "25 dB lower"
    assert level_at(levels, 200, 150, 125, 1) < level_at(levels, 200, 150, 25, 1)
    assert level_at(b"", 0, 150, 75, 1) == FLAT
    assert level_at(bytes(10), 0, 150, 75, 1) == FLAT / 2


def test_a_piece_stands_as_high_as_it_is_strong(theme: Theme) -> None:
    def height(strength: float) -> int:
        data = ChartData(
            (ChartPart("Peak", 0, 600, PhaseKind.IMAGERY),), (ChartPiece("", 0, 600, strength, PhaseKind.IMAGERY),)
        )
        image = painted(lambda painter, rect: paint_chart(painter, QRectF(rect), data, theme), 200, 160)
        return sum(image.pixelColor(100, y).alpha() > 200 for y in range(30, 135))

    assert height(1.0) < height(3.0) < height(5.0)
