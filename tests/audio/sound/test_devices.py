"""Which devices there are: what swallows the sound is none, and one that is broken hides no other."""

import os
import subprocess
import sys
from pathlib import Path

import miniaudio
import pytest

from kapguide.audio.sound import devices
from tests.support.null_sink import NullSink

ALSA_ALONE = """
defaults.namehint.basic on
defaults.namehint.extended off
pcm.null { type null hint { show on description "Discard all samples" } }
"""
ASK = """
from kapguide import doctor
found = doctor._tried(doctor._outputs)
print(found["ok"], found)
"""


def test_on_a_machine_without_a_card_there_is_no_output(tmp_path: Path) -> None:
    """ALSA lists a device that swallows all sound, also where it has no card."""
    config = tmp_path / "asound.conf"
    config.write_text(ALSA_ALONE)
    environment = dict(os.environ, ALSA_CONFIG_PATH=str(config), PULSE_SERVER=f"unix:{tmp_path / 'nobody'}")
    asked = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, timeout=60)
    assert asked.stdout.startswith("False"), asked.stdout + asked.stderr


def test_a_device_that_cannot_be_opened_hides_no_other(null_sink: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with NullSink() as other:
        there = {device.key for device in devices.look()}
        assert {null_sink, other.name} <= there
        told = miniaudio.Devices._get_info

        def broken(self: miniaudio.Devices, kind: miniaudio.DeviceType, info: object) -> dict[str, object]:
            if devices._key(miniaudio.ffi.addressof(info.id)) == other.name:  # type: ignore[attr-defined]
                raise miniaudio.MiniaudioError("can't get device info")
            return dict(told(self, kind, info))

        monkeypatch.setattr(miniaudio.Devices, "_get_info", broken)
        assert {device.key for device in devices.look()} == there - {other.name}
