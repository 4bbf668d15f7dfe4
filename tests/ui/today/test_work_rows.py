"""A row of Today, painted: what matters is seen in it however little room there is."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from kapguide.clinical.facts import ContactKind
from kapguide.ui.theme import Theme
from kapguide.ui.today.work_rows import CONTACT, WorkRow, paint_row


@pytest.mark.parametrize("width", [700, 470, 400])
def test_what_a_planned_contact_lacks_is_seen_however_long_the_code_is(theme: Theme, width: int) -> None:
    """In a chip, in words, and at last as a sign; it comes before who is there."""
    code, lacks = "R-118-second-course-2026", "no order yet"
    row = WorkRow(CONTACT + "x", code, "Dosing 1 of 6", "R. Osei", clock="09:30", kind=ContactKind.DOSING, chip=lacks)
    image = QImage(width, 44, QImage.Format.Format_RGB32)
    image.fill(theme.colours.surface)
    with QPainter(image) as painter:
        paint_row(painter, QRectF(image.rect()), row, theme)
    at_the_right = [image.pixelColor(x, y) for x in range(width - 30, width) for y in range(44)]
    warm = theme.colours.warm
    far = [
        max(abs(c.red() - warm.red()), abs(c.green() - warm.green()), abs(c.blue() - warm.blue())) for c in at_the_right
    ]
    assert min(far) < 48, "as warm as a thin line of any renderer is"
