"""The colour of a kind of contact: that of the phase of a session that it is nearest to."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from kapguide.clinical.facts import ContactKind
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.theme import Theme

BEAD = 4.5
"""A bead's radius (pixels)."""
_PHASES = {
    ContactKind.SCREENING: PhaseKind.PREPARATION,
    ContactKind.CONSENT: PhaseKind.PREPARATION,
    ContactKind.PREPARATION: PhaseKind.PREPARATION,
    ContactKind.DOSING: PhaseKind.DOSING,
    ContactKind.INTEGRATION: PhaseKind.INTEGRATION,
}
"""A follow-up and a check-in have none: their bead is hollow."""


def contact_hue(theme: Theme, kind: ContactKind) -> QColor:
    """The full colour of a contact; a quiet one for those that have none."""
    return theme.phase(_PHASES[kind]) if kind in _PHASES else theme.colours.faint


def paint_bead(painter: QPainter, centre: QPointF, kind: ContactKind, theme: Theme) -> None:
    """A bead that tells the kind at the head of a row; hollow for a follow-up and a check-in."""
    filled = kind in _PHASES
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(theme.colours.soft, 1.5))
    painter.setBrush(contact_hue(theme, kind) if filled else Qt.BrushStyle.NoBrush)
    radius = BEAD if filled else BEAD - 0.75
    painter.drawEllipse(centre, radius, radius)
