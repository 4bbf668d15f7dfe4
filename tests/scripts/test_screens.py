"""Every screen can be photographed, at every size, in every theme."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kapguide.ui.theme import Theme
from screens import SIZES, main


def colours(picture: QImage) -> int:
    """How many it shows, looked at here and there."""
    points = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)
    return len(np.unique(points[::7, ::11]))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_another_theme_is_taken_by_name(qapp: QApplication, tmp_path: Path, theme: str) -> None:
    assert main(["--out", str(tmp_path), "--theme", theme, "--size", "1280x720", "today"]) == 0
    picture = QImage(str(tmp_path / "today-1280x720.png"))
    assert picture.pixelColor(4, 715) == Theme.named(theme).colours.ground


def test_each_screen_stands_in_its_own_light(qapp: QApplication, tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path), "--size", "1280x720", "today", "lock"]) == 0
    for name, theme in (("today", "light"), ("lock", "low-light")):
        picture = QImage(str(tmp_path / f"{name}-1280x720.png"))
        assert picture.pixelColor(4, 715) == Theme.named(theme).colours.ground


def test_both_sizes_are_the_default_and_an_unknown_screen_is_named(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path), "unlock"]) == 0
    for width, height in SIZES:
        picture = QImage(str(tmp_path / f"unlock-{width}x{height}.png"))
        assert (picture.width(), picture.height()) == (width, height)
        assert colours(picture) > 20
    assert len(list(tmp_path.iterdir())) == len(SIZES)
    with pytest.raises(SystemExit):
        main(["cellar"])
    assert "cellar" in capsys.readouterr().err
