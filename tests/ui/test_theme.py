"""A theme is a file of tokens; what is read against it can be read in the dark."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.theme import FONT_FILES, Role, Theme, contrast, mix
from kapguide.ui.tokens import read_tokens
from kapguide.ui.widgets.lists.note_list import ICONS

SHIPPED = ("low-light", "dark", "light")
PAIRS = [
    ("text", ("ground", "well", "surface", "raised", "accent_ground")),
    ("dim", ("ground", "well", "surface")),
    ("soft", ("ground", "surface", "raised")),
    ("ok", ("ground", "surface")),
    ("warm", ("ground", "surface", "warm_ground")),
    ("accent", ("ground", "surface")),
    ("on_accent", ("accent",)),
    ("on_danger", ("danger_ground",)),
]


def card_grounds(theme: Theme) -> list[QColor]:
    """The lightest and darkest ground of a card that carries the accent, and of any phase on the timeline."""
    c, strength = theme.colours, theme.strength
    grounds = [mix(c.surface, c.accent_ground, share) for share in (0.12, 0.5)]
    for kind in PhaseKind:
        hue = theme.phase(kind)
        grounds += [
            mix(c.surface, hue, share) for share in (strength.past, strength.current, strength.rest, strength.future)
        ]
    return grounds


@pytest.mark.parametrize(("name", "least"), [("low-light", 7.0), ("dark", 4.5), ("light", 7.0)])
def test_every_text_can_be_read_on_every_ground_it_stands_on(name: str, least: float) -> None:
    theme = Theme.named(name)
    for ink, grounds in PAIRS:
        for ground in grounds:
            assert contrast(theme.colour(ink), theme.colour(ground)) >= least, f"{ink} on {ground}"
    for ground in card_grounds(theme):
        assert contrast(theme.colours.text, ground) >= least, ground.name()
    assert contrast(theme.colours.soft, card_grounds(theme)[1]) >= least
    assert contrast(theme.colours.ground, theme.colours.text) >= least  # the now-pill


def test_contrast_is_the_ratio_of_the_standard() -> None:
    black, white, grey = QColor("#000000"), QColor("#ffffff"), QColor("#777777")
    assert contrast(black, white) == pytest.approx(21.0)
    assert contrast(white, black) == contrast(black, white)
    assert contrast(grey, white) == pytest.approx(4.478, abs=0.001)


def test_low_light_has_no_bright_ground() -> None:
    theme = Theme.named("low-light")
    grounds = ["ground", "well", "surface", "raised", "accent_ground", "warm_ground", "danger_ground"]
    for colour in [theme.colour(name) for name in grounds] + card_grounds(theme):
        assert colour.lightnessF() < 0.35
    assert theme.colours.text.lightnessF() < 0.96


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_theme_dresses_the_application(qapp: QApplication, name: str) -> None:
    theme = Theme.named(name)
    theme.dress(qapp)
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.colours.ground
    assert not qapp.styleSheet(), "it would be held against every widget, and stay in memory for each"
    Theme.named("low-light", motion=False).dress(qapp)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('ground = "#10141A"', 'ground = "soot"'), "colours.ground"),
        (('ground = "#10141A"', "ground = 7"), "colours.ground"),
        (("past = 0.35", "past = 3"), "strength.past"),
        (("fade_ms = 200", 'fade_ms = "slow"'), "fade_ms"),
        (("clock = 34", "clock = 0"), "type.clock"),
        (("grid = 8", "gird = 8"), "sizes"),
        (("[type]", "[types]"), "types"),
        (("title =", "title"), "TOML"),
    ],
)
def test_a_broken_theme_says_which_key_is_wrong(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    text = paths.resource("themes", "low-light.toml").read_text("utf-8")
    assert change[0] in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(*change), "utf-8")
    with pytest.raises(KapGuideError, match=re.escape(named)) as caught:
        read_tokens(file)
    assert "mine.toml" in caught.value.sentence


def test_a_theme_that_is_gone_or_no_text_is_said_too(tmp_path: Path) -> None:
    with pytest.raises(KapGuideError, match=r"gone\.toml cannot be read"):
        read_tokens(tmp_path / "gone.toml")
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KapGuideError, match=r"noise\.toml is not valid TOML"):
        read_tokens(tmp_path / "noise.toml")


def test_reduced_motion_makes_every_change_immediate() -> None:
    assert Theme.named("low-light").fade_ms == 200
    assert Theme.named("low-light", motion=False).fade_ms == 0


def test_the_text_face_is_ours_and_counting_digits_have_one_width(theme: Theme) -> None:
    assert theme.family == "Inter"
    assert {"Regular", "Medium", "Bold"} <= set(QFontDatabase.styles("Inter"))
    plain, tabular = (QFontMetricsF(theme.font(Role.CLOCK, tabular=flag)) for flag in (False, True))
    assert plain.horizontalAdvance("1:11:11") < plain.horizontalAdvance("0:00:00")
    assert tabular.horizontalAdvance("1:11:11") == tabular.horizontalAdvance("0:00:00")


def test_fonts_and_icons_ship_with_their_licences() -> None:
    assert all(paths.resource("fonts", file).is_file() for file in FONT_FILES)
    assert "SIL OPEN FONT LICENSE" in paths.resource("fonts", "LICENSE-Inter.txt").read_text("utf-8")
    assert "ISC License" in paths.resource("icons", "LICENSE-Lucide.txt").read_text("utf-8")


def test_an_icon_takes_the_colour_and_is_sharp_on_a_dense_screen(theme: Theme) -> None:
    icon = theme.icon("check", theme.colours.warm, 18, 2.0)
    assert icon.width() == 36
    assert icon.deviceIndependentSize().width() == 18
    picture = icon.toImage()
    inked = {
        picture.pixelColor(x, y).name() for x in range(36) for y in range(36) if picture.pixelColor(x, y).alpha() == 255
    }
    assert inked == {theme.colours.warm.name()}
    assert theme.icon("check", theme.colours.warm, 18, 2.0) is icon


def test_every_icon_that_the_code_names_is_there() -> None:
    code = "".join(file.read_text("utf-8") for file in Path(paths.__file__).parent.joinpath("ui").rglob("*.py"))
    named = set(re.findall(r'icon="([a-z0-9-]+)"', code)) | set(ICONS.values())
    shipped = {file.stem for file in paths.resource("icons").glob("*.svg")}
    assert len(named) > 10
    assert named <= shipped


def test_no_screen_uses_a_message_box() -> None:
    for file in Path(paths.__file__).parent.joinpath("ui").rglob("*.py"):
        code = file.read_text("utf-8")
        assert not re.search(r"QMessageBox|QErrorMessage|QInputDialog|QProgressDialog", code), file
