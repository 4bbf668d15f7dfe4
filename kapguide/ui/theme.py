"""The look of every screen, from one file of tokens: colours, type, sizes, icons. Passed along, never global."""

import functools
from enum import StrEnum

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory, QToolTip

from kapguide import paths
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.style import Dressed, StyleSheets
from kapguide.ui.tokens import Tokens, read_tokens

FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")


class Role(StrEnum):
    """What a piece of text is for; it chooses size and weight."""

    EYEBROW = "eyebrow"
    SMALL = "small"
    LABEL = "label"
    BODY = "body"
    HEADING = "heading"
    TITLE = "title"
    CLOCK = "clock"


_WEIGHTS = {
    Role.EYEBROW: QFont.Weight.DemiBold,
    Role.TITLE: QFont.Weight.DemiBold,
    Role.HEADING: QFont.Weight.Medium,
    Role.CLOCK: QFont.Weight.DemiBold,
}


@functools.cache
def drawings() -> dict[str, str]:
    """Every icon as it is drawn, by its name: read once, so that no screen is without them when the files go."""
    return {file.stem: file.read_text("utf-8") for file in paths.resource("icons").glob("*.svg")}


def mix(under: QColor, over: QColor, share: float) -> QColor:
    """`share` (0 to 1) of `over` laid on `under`."""

    def way(low: float, high: float) -> float:
        return low + (high - low) * share

    return QColor.fromRgbF(
        way(under.redF(), over.redF()),
        way(under.greenF(), over.greenF()),
        way(under.blueF(), over.blueF()),
        way(under.alphaF(), over.alphaF()),
    )


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: QColor) -> float:
        def linear(share: float) -> float:
            return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class Theme:
    """Tokens turned into what Qt paints with. `motion` off makes every change immediate."""

    def __init__(self, tokens: Tokens, motion: bool = True) -> None:
        self.tokens = tokens
        self.motion = motion
        self.colours = tokens.colours
        self.sizes = tokens.sizes
        self.strength = tokens.strength
        self._fonts: dict[tuple[Role, QFont.Weight | None, bool, int], QFont] = {}
        self._icons: dict[tuple[str, int, int, float], QPixmap] = {}
        self._family = ""
        self._sheets: StyleSheets | None = None
        drawings()

    def become(self, other: "Theme") -> None:
        """Have the colours and the motion of another one, whoever holds this one; what is painted next has them."""
        self.tokens, self.motion = other.tokens, other.motion
        self.colours, self.strength = other.colours, other.strength
        self._icons.clear()
        self._sheets = None

    @classmethod
    def named(cls, name: str, motion: bool = True) -> "Theme":
        """A shipped theme: `low-light`, `dark` or `light`."""
        return cls(read_tokens(paths.resource("themes", f"{name}.toml")), motion)

    @property
    def fade_ms(self) -> int:
        """How long a change of state takes; 0 with reduced motion."""
        return self.tokens.fade_ms if self.motion else 0

    @property
    def family(self) -> str:
        """The text face: Inter from the resources, or the system's own if its files are gone."""
        if not self._family:
            loaded = [QFontDatabase.addApplicationFont(str(paths.resource("fonts", file))) for file in FONT_FILES]
            found = [name for number in loaded if number >= 0 for name in QFontDatabase.applicationFontFamilies(number)]
            self._family = "Inter" if "Inter" in found else QApplication.font().family()
        return self._family

    def colour(self, name: str) -> QColor:
        """The palette colour of that name."""
        found: QColor = getattr(self.colours, name)
        return found

    def phase(self, kind: PhaseKind) -> QColor:
        """The full colour of a phase."""
        found: QColor = getattr(self.tokens.phases, kind.value)
        return found

    def font(self, role: Role, weight: QFont.Weight | None = None, tabular: bool = False, px: int = 0) -> QFont:
        """The font of a role; `tabular` gives digits of one width, for whatever counts; `px` is a size of its own."""
        key = (role, weight, tabular, px)
        if key not in self._fonts:
            font = QFont(self.family)
            font.setPixelSize(px or getattr(self.tokens.type, role.value))
            font.setWeight(weight or _WEIGHTS.get(role, QFont.Weight.Normal))
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            if role is Role.EYEBROW:
                font.setCapitalization(QFont.Capitalization.AllUppercase)
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.2)
            if tabular:
                font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return self._fonts[key]

    def icon(self, name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
        """A Lucide icon in one colour, `size` logical pixels square, sharp at the screen's `ratio`."""
        key = (name, colour.rgba(), size, ratio)
        if key not in self._icons:
            drawing = drawings()[name].replace("currentColor", colour.name())
            pixmap = QPixmap(round(size * ratio), round(size * ratio))
            pixmap.fill(Qt.GlobalColor.transparent)
            with QPainter(pixmap) as painter:
                QSvgRenderer(QByteArray(drawing.encode())).render(painter)
            pixmap.setDevicePixelRatio(ratio)
            self._icons[key] = pixmap
        return self._icons[key]

    def draw_icon(self, painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
        """Paint an icon into the middle of `rect`, as large as its shorter side."""
        size = int(min(rect.width(), rect.height()))
        if size > 0:
            pixmap = self.icon(name, colour, size, painter.device().devicePixelRatio())
            painter.drawPixmap(
                round(rect.center().x() - size / 2), round(rect.center().y() - size / 2), size, size, pixmap
            )

    def qicon(self, name: str, colour: QColor, ratio: float = 1.0) -> QIcon:
        """The icon for a Qt action or item view."""
        return QIcon(self.icon(name, colour, 18, ratio))

    def palette(self) -> QPalette:
        """The Fusion palette of these tokens."""
        c, palette = self.colours, QPalette()
        roles = QPalette.ColorRole
        for role, colour in {
            roles.Window: c.ground,
            roles.WindowText: c.text,
            roles.Base: c.well,
            roles.AlternateBase: c.surface,
            roles.Text: c.text,
            roles.Button: c.raised,
            roles.ButtonText: c.text,
            roles.BrightText: c.text,
            roles.ToolTipBase: c.raised,
            roles.ToolTipText: c.text,
            roles.PlaceholderText: c.dim,
            roles.Highlight: c.accent,
            roles.HighlightedText: c.on_accent,
            roles.Accent: c.accent,
            roles.Link: c.accent,
            roles.LinkVisited: c.accent,
        }.items():
            palette.setColor(role, colour)
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, c.dim)
        return palette

    def dress(self, app: QApplication) -> None:
        """Give the whole application this look."""
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(self.font(Role.LABEL))
        app.setCursorFlashTime(0)  # nothing blinks, not even the cursor of a line
        self.colour_in(app)

    def colour_in(self, app: QApplication) -> None:
        """Give an application that is dressed these colours: what Qt draws itself, popups and tool tips among it."""
        app.setPalette(self.palette())
        QToolTip.setPalette(self.palette())
        QToolTip.setFont(self.font(Role.SMALL))
        sheets = self.sheets
        for widget in app.allWidgets():
            if isinstance(widget, Dressed):
                widget.dress(sheets)

    @property
    def sheets(self) -> StyleSheets:
        """What Qt paints by."""
        if self._sheets is None:
            self._sheets = StyleSheets(self.colours, self.sizes, self.tokens.type)
        return self._sheets
