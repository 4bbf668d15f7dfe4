"""What the store's tests share."""

import pytest

from kapguide.store import ballast


@pytest.fixture(autouse=True)
def small_ballast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of practices are made here: each with 16 MB would fill the disk of a small machine."""
    monkeypatch.setattr(ballast, "SIZE", 4096)
