"""The music's arc: its parts in order, and how strong the music of each may be. Read from a file of the clinic's."""

from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.toml_file import FileError, TomlTable, load_table

MOST_PARTS = 24
"""So many can still be told apart, and chosen in a list."""


class ArcPart(msgspec.Struct, frozen=True):
    """One part of the arc. `strength`: intensities from its beginning to its end, 1 the softest, 5 the strongest."""

    name: str
    title: str
    strength: tuple[int, ...]

    @property
    def middle(self) -> float:
        """The intensity that it asks for on the whole."""
        return sum(self.strength) / len(self.strength)

    @property
    def rises(self) -> bool:
        """It ends stronger than it begins."""
        return self.strength[-1] > self.strength[0]

    @property
    def falls(self) -> bool:
        """It ends softer than it begins."""
        return self.strength[-1] < self.strength[0]


Arc = tuple[ArcPart, ...]


def shipped_arc() -> Arc:
    """The arc that comes with KapGuide."""
    return read_arc(paths.resource("music", "arc.toml"))


def read_arc(path: Path) -> Arc:
    """The arc in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    arc = tuple(_part(row) for row in table.tables("parts", "a part", MOST_PARTS, required=True))
    table.close()
    seen: set[str] = set()
    for place, part in enumerate(arc):
        if part.name in seen:
            table.report.add(f"parts[{place}].name", "a name of its own", f'"{part.name}" a second time')
        seen.add(part.name)
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return arc


def _part(table: TomlTable) -> ArcPart:
    part = ArcPart(
        name=table.name("name"), title=table.text("title", 60), strength=tuple(table.wholes("strength", 8, 1, 5))
    )
    table.close()
    return part


def part_of(arc: Arc, slot: str) -> ArcPart | None:
    """The part of that name; None for one that the arc does not have."""
    return next((part for part in arc if part.name == slot), None)


def neighbours(arc: Arc, slot: str) -> tuple[str, ...]:
    """The other parts, the nearest first: by how strong they are, then by their place in the arc."""
    own = part_of(arc, slot)
    if own is None:
        return tuple(part.name for part in arc)
    place = arc.index(own)
    others = (part for part in arc if part is not own)
    near = sorted(others, key=lambda part: (round(abs(part.middle - own.middle)), abs(arc.index(part) - place)))
    return tuple(part.name for part in near)
