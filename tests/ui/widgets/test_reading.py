"""A reading in its card: what comes next is read to its end."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from kapguide.clinical.vitals import Vitals
from kapguide.ui.session.cards.vitals_card import measured
from kapguide.ui.theme import Theme
from kapguide.ui.widgets import reading as under_test
from kapguide.ui.widgets.reading import ReadingData, paint_reading

ALL = Vitals(129, 84, 75, 97, 13, 0, 6, 6)


@pytest.mark.parametrize("following", ["next in 17:11", "next after the dose", "next in 1:02:03"])
def test_what_comes_next_is_whole_beside_all_values(
    following: str, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[str] = []

    def elided(words: str, font: QFont, width: float) -> str:
        if (shown := real(words, font, width)) != words:
            cut.append(shown)
        return shown

    real = under_test.elided
    monkeypatch.setattr(under_test, "elided", elided)
    image = QImage(700, 80, QImage.Format.Format_ARGB32)
    for wide in range(536, 700):
        with QPainter(image) as painter:
            data = ReadingData(measured(ALL), "44 min ago", following, px=24)
            paint_reading(painter, QRectF(0, 0, wide, 60), data, theme)
    assert cut == []
