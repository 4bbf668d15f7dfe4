"""The ring of what comes next: its title is read, or left out."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets import next_up as under_test
from kapguide.ui.widgets.next_up import BESIDE, NextUpData, paint_next
from kapguide.ui.widgets.ring import RingData


@pytest.mark.parametrize(("high", "room"), [(BESIDE, 50), (40, 80)], ids=["time inside", "time beside"])
@pytest.mark.parametrize("title", ["Dissolve", "Hold", "Spat or swallowed"])
def test_beside_a_ring_no_two_letters_of_a_title_stand(
    title: str, high: int, room: int, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = under_test.elided

    def elided(words: str, font: QFont, width: float) -> str:
        drawn.append(real(words, font, width))
        return drawn[-1]

    monkeypatch.setattr(under_test, "elided", elided)
    image = QImage(400, 120, QImage.Format.Format_ARGB32)
    image.fill(0)
    blank = QImage(image)
    ring = RingData(114_000, 120_000, "dissolves")
    for shown, words in ((image, title), (blank, "")):
        with QPainter(shown) as painter:
            paint_next(painter, QRectF(0, 0, high + room, high), NextUpData(ring, words), theme)
    cut = any(each.endswith("…") for each in drawn)
    assert (image == blank) is cut
    with QPainter(image) as painter:
        paint_next(painter, QRectF(0, 0, high + 250, high), NextUpData(ring, title), theme)
    assert image != blank
