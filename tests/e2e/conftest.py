"""What the tests of whole sessions share."""

import pytest
from PySide6.QtWidgets import QApplication

from kapguide.ui.theme import Theme


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The session's theme, with changes that are immediate."""
    still = Theme.named("low-light", motion=False)
    still.dress(qapp)
    return still
