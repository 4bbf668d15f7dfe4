"""What the sound reports is a sentence that names the thing, says what still works, and holds no trick."""

import pytest

from kapguide.audio.player import player as p
from kapguide.session import commands as c
from kapguide.usecases.player_reports import SENTENCES, command_of


def said(report: p.Report) -> str:
    command = command_of(report)
    assert isinstance(command, c.ReportFault)
    return command.detail


@pytest.mark.parametrize("code", SENTENCES)
def test_every_fault_of_a_file_names_it_and_says_what_goes_on(code: str) -> None:
    sentence = said(p.Fault(code, "forest.flac", "a"))
    assert "{" not in sentence
    assert "plays" in sentence or "go on" in sentence
    assert "forest.flac" in sentence or code in ("no_process", "refused", "not_ours")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines.flac", "two\\nlines.flac is not there"),
        ("evil\u202egnp.flac", "evil\\u202egnp.flac is not there"),
        ("rain 🌧.flac", "rain 🌧.flac is not there"),
        ("שלום.mp3", "שלום.mp3 is not there"),
        ("{0.__class__}.mp3", "{0.__class__}.mp3 is not there"),
        ("", "A music file is not there"),
    ],
)
def test_whatever_a_file_is_called_the_sentence_is_one_line(name: str, shown: str) -> None:
    assert said(p.Fault("missing", name)).startswith(shown)


@pytest.mark.parametrize("detail", ["programme.items: expected tracks", "go.item: not in the programme", "OSError"])
def test_an_order_that_was_not_taken_is_said(detail: str) -> None:
    assert "silence works" in said(p.Fault("refused", detail))


def test_what_the_voice_meets_is_said_once_with_the_end_of_its_line() -> None:
    assert command_of(p.Fault("missing", "settle.flac", p.VOICE)) is None
    assert command_of(p.VoiceDone(heard=False)) == c.ReportVoiceEnded(heard=False)
    assert command_of(p.VoiceDone()) == c.ReportVoiceEnded()


def test_a_test_tone_that_is_not_heard_is_nothing_to_the_session() -> None:
    assert command_of(p.Fault("refused", "test_tone.role")) is None


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (p.OutputLost(), "The sound output is gone"),
        (p.OutputLost("headphones", "USB", "muted"), "headphones are unplugged and stay silent"),
        (p.OutputLost("headphones", "USB", "lost"), "output of the headphones is gone"),
        (p.OutputBack(700, "headphones", "PulseAudio", moved=True), "plays on the system's own output"),
        (p.OutputLost("room", "Speakers", "muted"), "room speakers are unplugged"),
        (p.OutputLost("room", "", "lost"), "output of the room speakers is gone"),
        (p.OutputLost("therapist", "Navigator", "lost"), "chimes are not heard"),
    ],
)
def test_a_lost_output_is_named_with_what_becomes_of_it(report: p.Report, words: str) -> None:
    assert words in said(report)
    assert "music" in said(report)


def test_a_return_is_known_to_the_session() -> None:
    assert command_of(p.OutputBack(800, "headphones", "USB")) == c.ReportSoundBack(800)
    assert command_of(p.SoundRestarted(400)) == c.ReportSoundBack(400)
