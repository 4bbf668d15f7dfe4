"""Lines said to the client: found by their names, made as the last resort, and levelled."""

import os
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from kapguide.audio import narration
from kapguide.audio.library.library import Library
from kapguide.audio.library.scan import scan_file
from kapguide.audio.narration import Narrator
from kapguide.audio.track import TARGET_LUFS
from kapguide.errors import KapGuideError
from kapguide.session.protocol.protocol import Audience, Prompt, Timing
from kapguide.settings import Voice

RATE = 48_000
PROMPT = Prompt("p", Timing(0), "Settle", "If you like, let the breath be slow.", Audience.CLIENT)
RECORDED, MADE = Voice(), Voice(made=True)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    folder = tmp_path / "lines"
    folder.mkdir()
    return folder


def tone(file: Path, peak: float, seconds: float = 3.0) -> Path:
    time = np.arange(round(seconds * RATE)) / RATE
    soundfile.write(file, (peak * np.sin(2 * np.pi * 300 * time)).astype(np.float32), RATE)
    return file


def narrator(lines: Path, settings: Voice = RECORDED) -> Narrator:
    return Narrator(lines, lines.parent / "made", settings)


@pytest.mark.parametrize("name", ["settle.wav", "settle"])
def test_a_recording_is_found_by_its_name_and_levelled(lines: Path, name: str) -> None:
    file = tone(lines / "settle.wav", 0.02)
    spoken = replace(PROMPT, voice=name)
    assert narrator(lines).can_say(spoken)
    line = narrator(lines).line(spoken)
    assert line.path == str(file)
    measured = scan_file(str(file)).lufs
    assert measured is not None
    assert line.gain_db == pytest.approx(min(12.0, TARGET_LUFS - measured), abs=0.2)
    assert line.gain_db > 5


def test_a_recording_that_was_replaced_is_measured_anew(lines: Path) -> None:
    file = tone(lines / "settle.wav", 0.02)
    teller, spoken = narrator(lines), replace(PROMPT, voice="settle")
    before = teller.line(spoken).gain_db
    tone(file, 0.5, seconds=2.0)
    os.utime(file, ns=(1, 1))
    assert teller.line(spoken).gain_db < before - 10


@pytest.mark.parametrize("name", ["../settle.wav", "/etc/hostname", "..\\settle.wav", "sub/settle.wav", "", ".."])
def test_a_name_leads_nowhere_else(lines: Path, name: str) -> None:
    tone(lines.parent / "settle.wav", 0.1)
    (lines / "sub").mkdir()
    tone(lines / "sub" / "settle.wav", 0.1)
    teller = narrator(lines)
    assert not teller.can_say(replace(PROMPT, voice=name))
    with pytest.raises(KapGuideError, match="Say it yourself"):
        teller.line(replace(PROMPT, voice=name))


def test_a_recording_that_was_imported_is_found_by_its_files_name(lines: Path, tmp_path: Path) -> None:
    file = tone(tmp_path / "settle.flac", 0.1)
    library = Library(tmp_path / "library.db")
    imported = threading.Event()
    library.import_([file], done=lambda _: imported.set())
    assert imported.wait(30)
    teller = Narrator(lines, tmp_path / "made", RECORDED, library.named)
    for name in ("settle", "settle.flac"):
        assert teller.line(replace(PROMPT, voice=name)).path == str(file)
    assert not teller.can_say(replace(PROMPT, voice="settl"))
    library.close()


def test_words_for_the_therapist_are_never_said(lines: Path) -> None:
    tone(lines / "settle.wav", 0.1)
    assert not narrator(lines, MADE).can_say(replace(PROMPT, audience=Audience.THERAPIST, voice="settle"))
    assert not narrator(lines, MADE).can_say(replace(PROMPT, text=""))


def test_a_recording_that_cannot_be_played_is_said_so(lines: Path) -> None:
    (lines / "settle.wav").write_bytes(b"no sound at all")
    with pytest.raises(KapGuideError, match=r"settle\.wav cannot be played"):
        narrator(lines).line(replace(PROMPT, voice="settle"))


def test_a_line_that_nobody_recorded_is_made_once_and_its_words_are_no_argument(
    lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    run = subprocess.run

    def watched(command: list[str], **how: object) -> "subprocess.CompletedProcess[bytes]":
        commands.append(command)
        return run(command, **how)  # type: ignore[call-overload]

    monkeypatch.setattr(narration.subprocess, "run", watched)
    teller = narrator(lines, MADE)
    assert teller.can_say(PROMPT)
    line = teller.line(PROMPT)
    facts = scan_file(line.path)
    assert not facts.fault
    assert 1 < facts.length_s < 10
    assert facts.lufs is not None
    assert facts.lufs + line.gain_db == pytest.approx(TARGET_LUFS, abs=3.0)
    assert teller.line(PROMPT) == line
    (command,) = commands
    assert "breath" not in " ".join(command)
    assert Path(line.path).parent.stat().st_mode & 0o077 == 0
    assert [path.name for path in Path(line.path).parent.iterdir()] == [Path(line.path).name]


def test_without_the_maker_it_is_said_what_to_do(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    teller = narrator(lines, MADE)
    assert not teller.can_say(PROMPT)
    with pytest.raises(KapGuideError, match="espeak-ng is not installed"):
        teller.line(PROMPT)


def test_a_maker_that_fails_leaves_nothing_behind(lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bin" / "espeak-ng"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(fake.parent))
    with pytest.raises(KapGuideError, match="could not make this line"):
        narrator(lines, MADE).line(PROMPT)
    assert not list((tmp_path / "made").iterdir())


def test_a_line_of_a_script_is_found_beside_the_scripts_and_made_where_nobody_recorded_it(lines: Path) -> None:
    scripts = lines.parent / "scripts"
    scripts.mkdir()
    teller = Narrator(lines, lines.parent / "made", RECORDED, scripts=scripts)
    assert not teller.has_voice("here-1a2b")
    with pytest.raises(KapGuideError, match="“Open space, line 1” has no recording"):
        teller.spoken("Open space, line 1", "Here.", "here-1a2b")
    file = tone(scripts / "here-1a2b.flac", 0.02)
    assert teller.has_voice("here-1a2b")
    assert teller.spoken("Open space, line 1", "Here.", "here-1a2b").path == str(file)


def test_a_recording_that_goes_as_it_is_looked_at_is_said(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tone(lines / "here.flac", 0.02)
    teller = narrator(lines)
    monkeypatch.setattr(teller, "_find", lambda name: file)
    file.unlink()
    with pytest.raises(KapGuideError, match=r"here\.flac has gone"):
        teller.spoken("Open space, line 1", "Here.", "here")


def test_a_scripts_line_is_made_at_the_scripts_pace(lines: Path) -> None:
    teller = narrator(lines, MADE)
    words = "If you like, let the breath be slow, and longer."
    slow, quick = (scan_file(teller.spoken("Slow", words, "", pace).path).length_s for pace in (70, 140))
    assert slow > 1.5 * quick
