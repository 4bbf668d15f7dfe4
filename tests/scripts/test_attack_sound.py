"""A few strikes of the attacks on the sound; `scripts/attack` strikes more often."""

import random
from pathlib import Path

import pytest

from attack import hands, hurtful_sound, sound_states
from attack.tally import Tally


def test_hands_on_the_music(tmp_path: Path) -> None:
    (tally,) = hands.attack(tmp_path, 5, sessions=1)
    assert tally.holds, tally.findings()


def test_hurtful_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SINK", "")  # the attack has a sink of its own
    (tally,) = hurtful_sound.attack(tmp_path, 3, files=5)
    assert tally.holds, tally.findings()


@pytest.mark.parametrize(("state", "how"), [("crossfade", "refused"), ("silence", "stopped")])
def test_a_sound_process_that_is_struck(tmp_path: Path, null_sink: str, state: str, how: str) -> None:
    tally = Tally(how)
    sound_states.strike(tmp_path / "struck", state, how, random.Random(2), tally)
    assert tally.holds, tally.findings()
