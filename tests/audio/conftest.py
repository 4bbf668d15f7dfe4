"""What the tests of the sound may ask for."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audio.studio import Studio


@pytest.fixture
def studio(tmp_path: Path, null_sink: str) -> Iterator[Studio]:
    with contextlib.closing(Studio(tmp_path)) as studio:
        yield studio
