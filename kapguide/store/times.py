"""How a moment is spelled in every table: UTC, microseconds, `Z`. So spelled, texts lie in the order of their times."""

from datetime import UTC, datetime


def spelled(at: datetime) -> str:
    """`at` as it is stored."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def respelled(text: str) -> str:
    """A stored moment of any spelling as it is stored now; what is no moment stays as it is."""
    try:
        return spelled(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return text
