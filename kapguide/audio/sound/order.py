"""Which track follows which: the list that never runs dry. Used by the sound process and by the silent player."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Joins(Protocol):
    """What the order needs to know of a track."""

    @property
    def id(self) -> str: ...
    @property
    def crossfade_s(self) -> float: ...


T = TypeVar("T", bound=Joins)


@dataclass(frozen=True)
class TrackOrder(Generic[T]):
    """A list of tracks that goes back to `repeat_from` at its end."""

    items: tuple[T, ...] = ()
    repeat_from: int = 0

    def index_of(self, item_id: str) -> int | None:
        """Where the first item of that id stands, None when there is none."""
        return next((index for index, item in enumerate(self.items) if item.id == item_id), None)

    def after(self, index: int | None) -> int | None:
        """The place that follows `index`; None stands before the first. None only when there are no items."""
        if not self.items:
            return None
        following = 0 if index is None else index + 1
        return following if following < len(self.items) else self.repeat_from


def crossfade_length(wanted: float, leaving: float | None, coming: float | None) -> float:
    """The crossfade that fits: no longer than half of either track, so that each one joins before it leaves.

    Any unit of time; None for a length that is not known.
    """
    return min([wanted, *(length / 2 for length in (leaving, coming) if length)])
