"""The library's painted parts take whatever they are given, repaint only what has changed, and can be read."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import FileFacts
from kapguide.audio.planning.arc import ArcPart, shipped_arc
from kapguide.audio.track import Labels
from kapguide.ui.library.arc_band import ArcBand, BandData, paint_share, part_colour
from kapguide.ui.library.bad_page import BadFile, paint_bad
from kapguide.ui.library.columns import places
from kapguide.ui.library.import_line import ImportLine, LineData, paint_line
from kapguide.ui.library.imports import ImportProgress
from kapguide.ui.library.piece_head import OverviewData, paint_overview
from kapguide.ui.library.piece_row import paint_piece
from kapguide.ui.library.pieces import PieceList
from kapguide.ui.library.survey import NO_PART, PartShare, SortOrder
from kapguide.ui.theme import Theme, contrast, mix
from tests.ui.small_window import Window

ARC = shipped_arc()
WORDS = ("", "Slow River", "הרגשתי שקט עמוק", "😭🙏🏽 سلام", "x" * 5_000, "a\nb\tc\x00\u202e<b>bold</b>&amp;")
TEXT = st.sampled_from(WORDS)
FACTS = st.builds(
    FileFacts,
    title=TEXT,
    artist=TEXT,
    length_s=st.sampled_from((0.0, 0.4, 61.0, 36_000.0)),
    lufs=st.sampled_from((None, -70.0, -18.4, 3.0)),
    overview=st.sampled_from((b"", b"\x00", bytes(range(256)))),
    measured=st.booleans(),
)
LABELS = st.builds(
    Labels, slot=st.sampled_from(("", "peak", "ours")), intensity=st.integers(0, 5), lyrics=st.sampled_from(WORDS)
)
ENTRIES = st.builds(LibraryEntry, path=TEXT.map(lambda text: f"/music/{text}.flac"), facts=FACTS, labels=LABELS)


def painted(paint: Callable[[QPainter, QRectF], None], width: int, height: int) -> QImage:
    """What `paint` puts on a clear ground."""
    image = QImage(max(1, width), max(1, height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    with QPainter(image) as painter:
        paint(painter, QRectF(0, 0, width, height))
    return image


@settings(max_examples=60)
@given(entry=ENTRIES, width=st.sampled_from((0, 40, 300, 780, 2_000)), states=st.tuples(*[st.booleans()] * 3))
def test_any_piece_can_be_painted(
    theme: Theme, entry: LibraryEntry, width: int, states: tuple[bool, bool, bool]
) -> None:
    painted(lambda painter, rect: paint_piece(painter, rect, entry, ARC, theme, *states), width, 40)
    overview = OverviewData(entry.facts.overview, entry.facts.length_s)
    painted(lambda painter, rect: paint_overview(painter, rect, overview, theme), width, 36)


@settings(max_examples=40)
@given(
    text=TEXT,
    strength=st.lists(st.integers(1, 5), max_size=8).map(tuple),
    seconds=st.sampled_from((0.0, 1.0, 1e7)),
    share=st.sampled_from((-1.0, 0.0, 0.4, 2.0)),
    width=st.sampled_from((0, 20, 150, 1_400)),
)
def test_any_part_message_and_progress_can_be_painted(
    theme: Theme, text: str, strength: tuple[int, ...], seconds: float, share: float, width: int
) -> None:
    part = PartShare("peak", text, strength, 3, seconds)
    painted(lambda painter, rect: paint_share(painter, rect, part, theme.colours.ok, theme, True), width, 80)
    row = BadFile("id", f"{text} is damaged.", text, text)
    painted(lambda painter, rect: paint_bad(painter, rect, row, theme, True), width, 64)
    painted(lambda painter, rect: paint_line(painter, rect, LineData(text, share), theme), width, 40)


def test_a_chosen_piece_and_a_chosen_part_are_told_by_shape_not_by_colour_alone(theme: Theme) -> None:
    entry = LibraryEntry("/music/sea.flac", labels=Labels(slot="peak", intensity=4))

    def row(chosen: bool) -> QImage:
        return painted(lambda p, rect: paint_piece(p, rect, entry, ARC, theme, chosen, False, False), 800, 40)

    bar = theme.colours.accent.name()
    assert row(True).pixelColor(1, 20).name() == bar
    assert row(False).pixelColor(1, 20).alpha() == 0
    share = PartShare("peak", "Peak", (4, 5, 4), 3, 600.0)

    def part(chosen: bool) -> QImage:
        return painted(lambda p, rect: paint_share(p, rect, share, theme.colours.ok, theme, chosen), 160, 80)

    ticked, plain = part(True), part(False)
    corner = [(x, y) for x in range(130, 150) for y in range(8, 26)]
    inked = [place for place in corner if ticked.pixelColor(*place).lightness() > 150]
    assert inked, "a tick"
    assert not [place for place in corner if plain.pixelColor(*place).lightness() > 150]


def test_columns_stand_side_by_side_at_every_width() -> None:
    for width in (0, 500, 778, 1_400, 3_000):
        found = list(places(10, width).values())
        assert all(x + wide < after for (x, wide), (after, _) in pairwise(found))
        if width > 700:
            assert found[-1][0] + found[-1][1] <= 10 + width
    assert list(places(0, 800)) == list(SortOrder)


@pytest.mark.parametrize("name", ["low-light", "dark", "light"])
def test_words_can_be_read_on_every_part_of_the_arc(qtbot: QtBot, name: str) -> None:
    theme = Theme.named(name)
    c = theme.colours
    for part in ARC:
        colour = part_colour(theme, ARC, part.name)
        for share, inks in ((0.2, (c.text,)), (0.13, (c.text, c.soft))):
            assert min(contrast(ink, mix(c.surface, colour, share)) for ink in inks) >= 4.5
        assert contrast(c.warm, mix(c.surface, colour, 0.13)) >= 4.5
    assert min(contrast(ink, c.accent_ground) for ink in (c.text, c.soft)) >= 4.5


def test_a_part_that_the_arc_does_not_have_and_an_arc_of_one_part_have_a_colour(theme: Theme) -> None:
    assert part_colour(theme, ARC, "ours") == theme.colours.faint
    assert part_colour(theme, ARC, NO_PART) == theme.colours.faint
    assert part_colour(theme, (ArcPart("only", "Only", (3,)),), "only").isValid()


def test_the_arrows_stay_inside_when_there_are_fewer_parts(qtbot: QtBot, theme: Theme) -> None:
    band = ArcBand(theme, ARC)
    qtbot.addWidget(band)
    band.set_data(BandData(tuple(PartShare(str(n), str(n), (1,), 0, 0.0) for n in range(5))))
    band.here = 4
    band.set_data(BandData((PartShare("a", "A", (1,), 1, 60.0),)))
    assert band.here == 0
    assert band.accessibleDescription() == "A 1 min, 1 piece"
    band.set_data(BandData())
    assert band.accessibleDescription() == ""
    band.grab()


def test_thousands_of_pieces_keep_place_cursor_and_choice_when_the_list_is_another(
    qtbot: QtBot, theme: Theme, window: Window
) -> None:
    pieces = tuple(LibraryEntry(f"/music/{number:04}.flac") for number in range(5_000))
    view = PieceList(theme, ARC)
    window.resize(900, 600)
    window.hold(view)
    view.set_pieces(pieces)
    bar = view.verticalScrollBar()
    bar.setValue(40_000)
    view.choose({"/music/1000.flac", "/music/1001.flac", "/music/3000.flac"})
    picked: list[int] = []
    view.picked.connect(lambda: picked.append(len(view.chosen())))
    view.set_pieces(pieces[2:])
    assert [entry.title for entry in view.chosen()] == ["1000", "1001", "3000"]
    assert bar.value() == 40_000
    assert picked == [3]
    view.set_pieces(pieces[:1_001])
    assert [entry.title for entry in view.chosen()] == ["1000"]
    view.selectAll()
    assert len(view.chosen()) == 1_001
    view.set_pieces(())
    assert view.chosen() == ()


def test_an_import_gives_way_before_the_word_that_cancels_it(qtbot: QtBot, theme: Theme) -> None:
    line = ImportLine(theme)
    qtbot.addWidget(line)
    line.show_going(ImportProgress(412, 5_000, "Slow River"))
    line.resize(line.minimumSizeHint())
    assert line.button.width() >= line.button.sizeHint().width()
