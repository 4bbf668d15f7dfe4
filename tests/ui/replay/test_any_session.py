"""Sessions of every kind and state can be seen at any of their moments."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.closing import closing
from kapguide.session.ids import seeded_ids
from kapguide.session.playback import Playback
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.spans import HOUR, MINUTE
from kapguide.ui.theme import Theme
from tests.session.test_any_log import MORE
from tests.session.test_engine_any_session import PLAIN
from tests.support.plans import Room, asking, three, whole
from tests.ui.replay.played import a_screen, play_to_the_end

ACTS = st.lists(st.tuples(st.integers(0, 4 * MINUTE), st.booleans(), st.one_of(PLAIN, MORE)), max_size=25)


def seen_through(theme: Theme, playback: Playback, *, back: bool = True) -> None:
    """On the screen at each moment, forward and mostly back, too, and played to the end."""
    screen, ticks = a_screen(theme, playback)
    screen.resize(1366, 690)
    screen.show()
    times = sorted({playback.time(place) for place in range(len(playback.events))})
    for t in (*times, *reversed(times if back else []))[::2]:
        screen.seek(t)
        assert screen.session.now().elapsed == t
        assert screen.live.emergency.isVisible() == (screen.session.state.emergency is not None)
    screen.seek(playback.starts)
    play_to_the_end(screen, ticks)
    assert screen.session.log == list(playback.events)
    QApplication.processEvents()
    screen.close()
    screen.deleteLater()


@given(
    name=st.sampled_from(["whole", "three", "asking"]), acts=ACTS, ends=st.sampled_from(["", "end", "later", "away"])
)
@pytest.mark.usefixtures("qtbot")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_session_at_each_of_its_moments(
    theme: Theme, name: str, acts: list[tuple[int, bool, c.Command]], ends: str
) -> None:
    room = Room({"whole": whole, "three": three, "asking": asking}[name]())
    if ends == "away":
        room.do(c.Discard("the wrong client"))
    for ms, asleep, act in acts:
        room.wait(ms, asleep=asleep)
        room.refuses(act)
    log = list(room.log)
    if ends == "end":
        room.wait(HOUR)
        room.refuses(c.End("the test ends it"))
        log = list(room.log)
    elif ends == "later" and room.state.running:
        log += closing(room.state.protocol, log, "half a line", Elapsed(0), seeded_ids(5, room.clock))
    seen_through(theme, Playback(room.state.protocol, log))


@pytest.mark.usefixtures("qtbot")
def test_each_protocol_that_ships(theme: Theme) -> None:
    for path in shipped_protocols():
        room = Room(read_protocol(path))
        room.live(30 * MINUTE)
        if room.state.protocol.has_dose:
            room.refuses(c.Next())
            for number in range(3):
                room.refuses(c.GiveDose("as prescribed", "intranasal", "", room.now, part=number + 1, parts=3))
                room.live(6 * MINUTE)
        seen_through(theme, Playback(room.state.protocol, room.log), back=False)
