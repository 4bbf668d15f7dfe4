"""A theme file: its tokens, and how it is read."""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from PySide6.QtGui import QColor

from kapguide.errors import KapGuideError
from kapguide.files import text_of

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Pixels = Annotated[int, msgspec.Meta(ge=1, le=200)]
Fade = Annotated[int, msgspec.Meta(ge=0, le=2000)]


class Colours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The palette; what each is for stands in the theme file."""

    ground: QColor
    well: QColor
    surface: QColor
    raised: QColor
    line: QColor
    faint: QColor
    dim: QColor
    soft: QColor
    text: QColor
    accent: QColor
    on_accent: QColor
    accent_ground: QColor
    warm: QColor
    warm_ground: QColor
    warm_line: QColor
    danger: QColor
    danger_ground: QColor
    on_danger: QColor
    ok: QColor


class Phases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One colour for each kind of phase."""

    preparation: QColor
    dosing: QColor
    imagery: QColor
    emergence: QColor
    integration: QColor


class Strength(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of a phase's colour lies on the surface, by where the session is."""

    past: Share
    current: Share
    rest: Share
    future: Share


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pixels."""

    grid: Pixels
    target: Pixels
    card_corner: Pixels
    button_corner: Pixels
    chip_corner: Pixels


class TypeScale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Text sizes in pixels."""

    eyebrow: Pixels
    small: Pixels
    label: Pixels
    body: Pixels
    heading: Pixels
    title: Pixels
    clock: Pixels


class Tokens(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A theme file."""

    title: str
    dark: bool
    fade_ms: Fade
    colours: Colours
    phases: Phases
    strength: Strength
    sizes: Sizes
    type: TypeScale


def _colour(kind: type, value: object) -> QColor:
    if kind is QColor and isinstance(value, str) and len(value) == 7 and value.startswith("#"):
        colour = QColor(value)
        if colour.isValid():
            return colour
    raise ValueError(f"expected a colour such as “#10141A”, got {str(value)[:40]!r}")


def read_tokens(file: Path) -> Tokens:
    """Read a theme file. Raises KapGuideError naming the file and the key that is wrong."""
    try:
        return msgspec.convert(tomllib.loads(text_of(file.read_bytes())), Tokens, dec_hook=_colour)
    except OSError as error:
        raise KapGuideError(f"The theme file {file.name} cannot be read. Choose another look.", str(error)) from error
    except (ValueError, RecursionError) as error:
        raise KapGuideError(f"The theme file {file.name} is not valid TOML: {error}.", str(error)) from error
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        key = where.strip("`.") or "the top level"
        raise KapGuideError(f"The theme file {file.name} is wrong at {key}: {what}.", str(error)) from error
