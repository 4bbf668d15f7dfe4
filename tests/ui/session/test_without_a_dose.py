"""The live screen of a session without a dose."""

import pytest

from kapguide.session import events as e
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE
from kapguide.ui.theme import Theme
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window


@pytest.fixture
def talk(theme: Theme, window: Window, wrist: Wrist) -> Seat:
    """An integration that has begun."""
    return Seat(theme, window, wrist, read_protocol(find_protocol("integration")))


def test_no_dose_is_asked_for_and_its_key_says_why(talk: Seat) -> None:
    screen = talk.screen
    assert not screen.header.clock.isVisible()
    assert screen.header.phase.x() == 0, "the head begins with the phase"
    talk.press("d")
    assert screen.form is None
    assert screen.quiet.rows() == ["This session has no dose. A medicine that was taken is a note line."]
    talk.press("?")
    assert not any("dose" in row.data.text or "lozenge" in row.data.text for row in screen.keys.rows)
    assert all(row.isVisible() for row in screen.keys.rows)


def test_leaving_is_the_end_alone(talk: Seat) -> None:
    talk.wait(5 * MINUTE)
    talk.press("q")
    leave = talk.screen.leave
    assert leave.end.isVisible()
    assert not any(part.isVisible() for part in (*leave.outcomes.values(), leave.told, leave.record))
    assert "music" not in leave.what.whole_text()
    talk.press("1")
    leave.end.click()
    assert isinstance(talk.last(), e.SessionEnded)
    assert "leaving_noted" not in talk.kinds()
