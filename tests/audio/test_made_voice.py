"""A voice that a computer makes says words at the pace that is asked for; piper goes before espeak-ng."""

from pathlib import Path

import pytest
import soundfile

from kapguide.audio.made_voice import Espeak, Piper, maker_in, say
from kapguide.session.guiding.script import spoken
from kapguide.spans import SECOND

LINES = (
    "If you like, you may let your eyes rest.",
    "There is nothing to do now, and nowhere else to be.",
    "Whatever comes may come, and may go again.",
    "Perhaps you notice the weight of your hands.",
)
FAKE = """#!/bin/sh
printf '%s\\n' "$@" > "$(dirname "$0")/arguments"
cat > "$(dirname "$0")/words"
while [ "$1" != --output_file ]; do shift; done
espeak-ng -w "$2" settle
"""


@pytest.mark.parametrize("pace", [60, 80, 100, 120, 160])
def test_lines_take_the_time_that_a_script_reckons_with(tmp_path: Path, pace: int) -> None:
    taken = 0.0
    for line in LINES:
        say(Espeak("en"), line, pace, tmp_path / "line.wav")
        taken += soundfile.info(tmp_path / "line.wav").duration
    assert taken == pytest.approx(sum(spoken(line, pace) for line in LINES) / SECOND, rel=0.1)


def piper_in(folder: Path) -> Path:
    folder.mkdir()
    (folder / "piper").write_text(FAKE, encoding="utf-8")
    (folder / "piper").chmod(0o755)
    for name in ("calm.onnx", "calm.onnx.json"):
        (folder / name).touch()
    return folder


def test_piper_says_it_where_the_practice_has_put_it_and_a_voice(tmp_path: Path) -> None:
    folder = piper_in(tmp_path / "voice")
    maker = maker_in(folder, "en")
    assert maker == Piper(folder / "piper", folder / "calm.onnx")
    say(maker, "If you like, rest.", 85, tmp_path / "line.wav")
    assert soundfile.info(tmp_path / "line.wav").duration > 0.3
    said = (folder / "arguments").read_text(encoding="utf-8").split("\n")
    assert said[:4] == ["--model", str(folder / "calm.onnx"), "--length_scale", "2.00"]
    assert "rest" not in " ".join(said)
    assert (folder / "words").read_text(encoding="utf-8") == "If you like, rest."


@pytest.mark.parametrize("missing", ["piper", "calm.onnx", "calm.onnx.json"])
def test_without_all_of_it_espeak_ng_is_the_last_resort(tmp_path: Path, missing: str) -> None:
    folder = piper_in(tmp_path / "voice")
    (folder / missing).unlink()
    assert maker_in(folder, "de") == Espeak("de")
    assert maker_in(None, "de") == Espeak("de")


def test_without_either_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert maker_in(tmp_path / "not there", "en") is None
