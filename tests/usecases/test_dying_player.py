"""The sound of a rehearsal without a window dies with its story: what is sent to the sound process then."""

from pathlib import Path

import pytest

from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.rehearsal.scenario import RoomFault
from kapguide.settings import Settings
from kapguide.usecases.outputs import sound_player
from kapguide.usecases.rehearsing.dying_player import DyingPlayer

DIES = RoomFault.SOUND_DIES


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(SoundPlayer, "fade", lambda player, silent, seconds: found.append(f"fade {silent}"))
    monkeypatch.setattr(SoundPlayer, "voice", lambda player, path, *_: found.append(f"voice {path}"))
    monkeypatch.setattr(SoundPlayer, "chime", lambda player, *_: found.append("chime"))
    monkeypatch.setattr(SoundPlayer, "breath_chime", lambda player, *_: found.append("breath"))
    return found


@pytest.fixture
def player(asked: list[str], tmp_path: Path) -> DyingPlayer:
    made = sound_player(tmp_path, lambda report: None, Settings(), kind=DyingPlayer)
    assert isinstance(made, DyingPlayer)
    return made


def everything(player: DyingPlayer) -> None:
    player.fade(False, 1.0)
    player.voice("line.wav")
    player.chime()
    player.breath_chime("room", 220)


def test_while_it_is_dead_nothing_sounds_and_then_the_music_is_there_again(
    player: DyingPlayer, asked: list[str]
) -> None:
    player.fault(DIES, True)
    assert asked == ["voice ", "fade True"]
    everything(player)
    assert asked == ["voice ", "fade True"]
    player.fault(DIES, False)
    assert asked[2:] == ["fade False"]
    everything(player)
    assert asked[3:] == ["fade False", "voice line.wav", "chime", "breath"]


def test_a_silence_that_was_asked_for_lasts_beyond_it(player: DyingPlayer, asked: list[str]) -> None:
    player.fault(DIES, True)
    player.fade(True, 1.0)
    player.fault(DIES, False)
    assert asked == ["voice ", "fade True"]


def test_headphones_that_are_out_are_no_fault_that_the_program_knows(player: DyingPlayer, asked: list[str]) -> None:
    player.fault(RoomFault.HEADPHONES_OUT, True)
    player.fault(DIES, False)
    assert asked == []
