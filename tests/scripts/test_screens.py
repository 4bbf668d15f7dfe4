"""Every screen can be photographed, at every size, in every theme."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kapguide.ui.theme import Theme
from screen_cast import SCREENS
from screens import SIZES, main


def test_each_screen_gives_a_picture_that_is_not_blank(qapp: QApplication, tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path), "--size", "1280x720"]) == 0
    for name in SCREENS:
        picture = QImage(str(tmp_path / f"{name}-1280x720.png"))
        assert picture.width() == 1280
        seen = {picture.pixel(x, y) for x in range(0, 1280, 11) for y in range(0, 720, 7)}
        assert len(seen) > 20, name


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
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(f"unlock-{w}x{h}.png" for w, h in SIZES)
    with pytest.raises(SystemExit):
        main(["cellar"])
    assert "cellar" in capsys.readouterr().err
