"""Several outputs, heard: one that is pulled out is nothing to the others, and nothing sounds where it must not."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from kapguide.audio.player import player as p
from tests.audio.sounds import wait_until
from tests.audio.studio import Studio, playing
from tests.support import listening
from tests.support.listening import RATE, Recorder, Samples
from tests.support.null_sink import NullSink

FULL_DBFS = 20 * np.log10(0.3 / np.sqrt(2))


class Place:
    """A sink of its own that is always listened to, and recorded anew for each test."""

    def __init__(self) -> None:
        self.sink = NullSink()
        self.recorders: list[Recorder] = []

    def plug(self) -> None:
        self.sink.__enter__()
        self.record()

    def record(self) -> None:
        self.recorders.append(Recorder(f"{self.sink.name}.monitor"))

    def unplug(self) -> float:
        """When that was, by the monotonic clock."""
        self.sink.remove()
        return time.monotonic()

    @property
    def recording(self) -> Recorder:
        return self.recorders[-1]

    def close(self) -> None:
        for recorder in self.recorders:
            recorder.close()
        self.sink.remove()


@pytest.fixture(scope="module")
def plugged() -> Iterator[tuple[Place, Place]]:
    with contextlib.ExitStack() as leave:
        both = Place(), Place()
        for place in both:
            leave.callback(place.close)
            place.plug()
        yield both


@pytest.fixture
def places(plugged: tuple[Place, Place]) -> tuple[Place, Place]:
    """Two sinks, recorded from now on; the studio's own is a third, and is what the system takes by default."""
    for place in plugged:
        place.record()
    return plugged


def sounding(recording: Recorder) -> Samples:
    """What was recorded since the first sound."""
    heard = recording.samples()
    return heard[int(np.flatnonzero(np.abs(heard[:, 0]) > 1e-4)[0]) :]


def test_headphones_pulled_out_are_muted_and_fade_in_when_back(
    studio: Studio, places: tuple[Place, Place], null_sink: str, record_property: Callable[[str, object], None]
) -> None:
    phones, room = places
    with contextlib.closing(Recorder(f"{null_sink}.monitor")) as elsewhere:
        outputs = p.Output("headphones", phones.sink.name), p.Output("room", room.sink.name, level_db=-6.0)
        player = playing(studio, studio.tone("a", 400, 120.0), outputs=outputs)
        phones.recording.wait_for_sound()
        room.recording.wait_for_sound()
        wait_until(lambda: {each.state for each in player.status().outputs} == {"heard"})
        room.recording.wait_for(0.5)
        assert listening.level_dbfs(room.recording.last(0.1)) == pytest.approx(FULL_DBFS - 6.0, abs=0.1)
        assert listening.level_dbfs(phones.recording.last(0.1)) == pytest.approx(FULL_DBFS, abs=0.1)
        gone = phones.unplug()
        lost = studio.ear.wait_for(p.OutputLost)
        noticed = time.monotonic() - gone
        assert (lost.role, lost.then) == ("headphones", "muted")
        assert noticed < 0.9
        assert [each.state for each in player.status().outputs] in (["muted", "heard"], ["heard", "heard"])
        room.recording.wait_for(0.5)
        plugged = time.monotonic()
        phones.plug()
        back = studio.ear.wait_for(p.OutputBack)
        record_property("back_s", time.monotonic() - plugged)
        assert (back.role, back.moved) == ("headphones", False)
        phones.recording.wait_for_sound(-50.0)
        heard = listening.levels_dbfs(phones.recording.wait_for(2.0), 0.5)
        assert np.all(np.diff(heard) > 0)
        assert heard[-1] < FULL_DBFS - 6.0
        print(f"noticed after {noticed:.2f} s")
        whole = sounding(room.recording)
        assert listening.dropouts(whole) == []
        assert np.abs(np.diff(whole[:, 0])).max() < 0.02
        assert not elsewhere.samples().any()


def test_without_another_output_the_music_moves_where_the_clinic_says_so(
    studio: Studio, places: tuple[Place, Place], null_sink: str
) -> None:
    phones, _ = places
    with contextlib.closing(Recorder(f"{null_sink}.monitor")) as elsewhere:
        output = p.Output("headphones", phones.sink.name, cap_db=-20.0)
        player = playing(studio, studio.tone("a", 400, 120.0), outputs=(output,), when_unplugged=p.MOVE)
        phones.recording.wait_for_sound()
        phones.unplug()
        assert studio.ear.wait_for(p.OutputLost).then == "lost"
        assert studio.ear.wait_for(p.OutputBack).moved
        elsewhere.wait_for_sound()
        assert player.status().outputs[0].state == "moved"
        phones.plug()
        assert not studio.ear.wait_for(p.OutputBack, 2).moved
        heard = elsewhere.wait_for(0.3)
        assert not heard.any()
        assert np.abs(elsewhere.samples()).max() <= 10 ** (-20 / 20) + 1e-6
        assert np.abs(np.diff(elsewhere.samples()[:, 0])).max() < 0.02


def test_a_chime_is_for_the_therapist_alone_and_a_test_tone_for_one_output(
    studio: Studio, places: tuple[Place, Place]
) -> None:
    room, desk = places
    player = studio.player(outputs=(p.Output("room", room.sink.name), p.Output("therapist", desk.sink.name)))
    player.start(15.0)
    wait_until(lambda: [each.state for each in player.status().outputs] == ["heard", "heard"])
    player.chime()
    desk.recording.wait_for_sound(-50.0)
    assert studio.ear.wait_for(p.ChimeEnded).heard
    player.chime(str(studio.root / "nowhere.wav"))
    assert not studio.ear.wait_for(p.ChimeEnded, 2).heard
    assert studio.ear.of(p.Fault)[0].code == "missing"
    assert not room.recording.samples().any()
    before = len(desk.recording.samples())
    player.test_tone("room", 1.5)
    room.recording.wait_for_sound(-50.0)
    tone = room.recording.wait_for(1.6)
    assert np.abs(room.recording.samples()).max() == pytest.approx(0.1, rel=0.02)
    assert np.abs(np.diff(room.recording.samples()[:, 0])).max() < 0.004
    assert not tone[-4_800:].any()
    assert not desk.recording.samples()[before + RATE // 2 :].any()
    player.test_tone("headphones", 1.0)
    assert studio.ear.wait_for(p.Fault, 2).code == "refused"


def test_a_killed_process_is_back_on_both_outputs_and_knows_what_waits(
    studio: Studio, places: tuple[Place, Place]
) -> None:
    phones, room = places
    player = studio.player()
    player.outputs((p.Output("headphones", phones.sink.name), p.Output("room", room.sink.name)))
    player.output_level("room", -12.0)
    player.start(15.0)
    player.programme(p.Programme((studio.tone("a", 400, 60.0), studio.tone("b", 1000, 60.0))))
    player.go("a", 0.3)
    phones.recording.wait_for_sound()
    room.recording.wait_for_sound()
    player.go("b", 1.0, from_s=50.0)
    wait_until(lambda: player.status().going == "b")
    os.kill(studio.pid(), signal.SIGKILL)
    studio.ear.wait_for(p.SoundRestarted)
    wait_until(lambda: [each.state for each in player.status().outputs] == ["heard", "heard"])
    assert [each.level_db for each in player.status().outputs] == pytest.approx([0.0, -12.0])
    for place, level in ((phones, FULL_DBFS), (room, FULL_DBFS - 12.0)):
        place.recording.wait_for_sound(level - 1.0)
    assert studio.ear.of(p.OutputLost) == []
    status = player.status()
    assert (status.item, status.going, status.going_from_s) == ("a", "b", 50.0)
