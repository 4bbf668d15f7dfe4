"""What the window sets stands in a file that a person can read: with who set it when, and all else as it was."""

from datetime import date
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.files import write_safely
from kapguide.paths import Home
from kapguide.session.emergency_card import CardStep, clinic_card
from kapguide.settings import Settings
from kapguide.usecases.clinic import written_file
from kapguide.usecases.clinic.clinic_limits import PracticeLimits, WrittenLimit
from kapguide.usecases.clinic.emergency_card import PracticeCard
from kapguide.usecases.clinic.practice_settings import PracticeSettings

DAY = date(2026, 11, 2)
BY_HAND = '# ours\ntherapist = "K. Lind"\n\n[sound]\ncap_db = -6      # the neighbours\n'


def settings_of(home: Home, heard: list[Settings] | None = None) -> PracticeSettings:
    return PracticeSettings(home, lambda now, before: None if heard is None else heard.append(now))


def test_a_value_is_written_with_who_set_it_and_counts_at_once(home: Home) -> None:
    heard: list[Settings] = []
    practice = settings_of(home, heard)
    assert practice.file.source(("sound", "playlist")) == "comes with KapGuide"
    practice.say(("sound", "playlist"), "deep", "K. Lind", DAY)
    assert home.settings.read_text("utf-8") == '[sound]\nplaylist = "deep"  # K. Lind, 2 Nov 2026\n'
    assert practice.file.source(("sound", "playlist")) == "K. Lind, 2 Nov"
    assert (practice.now.sound.playlist, heard[-1].sound.playlist) == ("deep", "deep")
    practice.say(("sound", "playlist"), None, "K. Lind", DAY)
    assert practice.now == Settings()


def test_what_a_person_wrote_stays_and_is_named_as_the_files(home: Home) -> None:
    home.settings.write_text(BY_HAND, "utf-8")
    practice = settings_of(home)
    practice.read()
    practice.say(("sound", "cap_db"), -9.0, "K. Lind", DAY)
    assert home.settings.read_text("utf-8") == BY_HAND.replace("-6", "-9")
    assert practice.file.source(("sound", "cap_db")) == "settings.toml"
    home.settings.write_text(BY_HAND.replace("K. Lind", "R. Osei"), "utf-8")  # meanwhile, with an editor
    practice.say(("sound", "level_db"), -3.0, "K. Lind", DAY)
    assert practice.now.therapist == "R. Osei"


@pytest.mark.parametrize(
    ("place", "value", "named"), [(("sound", "cap_db"), 3.0, "cap_db"), (("sound", "decoder"), "mad", "decoder")]
)
def test_what_may_not_be_set_is_refused_and_nothing_changes(
    home: Home, place: tuple[str, ...], value: object, named: str
) -> None:
    home.settings.write_text(BY_HAND, "utf-8")
    practice = settings_of(home)
    with pytest.raises(KapGuideError, match=named):
        practice.say(place, value, "K. Lind", DAY)
    assert home.settings.read_text("utf-8") == BY_HAND


def test_a_mistake_by_hand_is_named_with_its_line_and_is_never_written_over(home: Home) -> None:
    home.settings.write_text(BY_HAND.replace("-6", "6"), "utf-8")
    practice = settings_of(home)
    with pytest.raises(KapGuideError, match=r"sound\.cap_db.*line 5"):
        practice.read()
    with pytest.raises(KapGuideError):
        practice.say(("therapist",), "R. Osei", "K. Lind", DAY)
    home.settings.write_text("[sound]\nloud = true\n", "utf-8")
    with pytest.raises(KapGuideError, match=r"loud.*line 2"):
        practice.read()


def test_the_card_is_written_by_its_headings_and_a_change_takes_the_signature_off(home: Home, tmp_path: Path) -> None:
    practice = PracticeCard(home)
    practice.say(("address",), "14 Harbour Lane", "K. Lind", DAY)
    practice.say(("numbers", 1, "number"), "12", "K. Lind", DAY)
    practice.say_steps(3, [CardStep("Stay beside the client", "K. Lind"), CardStep("", "nobody")], "K. Lind", DAY)
    signed = practice.sign("R. Osei", date(2026, 11, 3))
    card = clinic_card(home.emergency_card)
    assert (card.address, card.numbers[1].number) == ("14 Harbour Lane", "12")
    assert card.situations[3].steps == (CardStep("Stay beside the client", "K. Lind"),)
    assert (card.filled_by, card.filled_on, len(signed)) == ("R. Osei", "3 Nov 2026", 64)
    assert practice.file.source(("address",)) == "K. Lind, 2 Nov"
    assert "# What is read out to whoever is called" in home.emergency_card.read_text("utf-8")
    practice.say_steps(3, [], "K. Lind", DAY)
    card = clinic_card(home.emergency_card)
    assert (card.filled_by, card.situations[3].steps) == ("", ())


def test_a_limit_more_takes_the_signature_off_in_the_same_write(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = PracticeLimits(home)
    practice.say(0, WrittenLimit("bp", above="160/90"), "K. Lind", DAY)
    practice.sign("R. Osei", DAY)
    writes = []

    def once(path: Path, data: bytes) -> None:
        writes.append(path)
        if len(writes) > 1:
            raise OSError(28, "No space left on device")
        write_safely(path, data)

    monkeypatch.setattr(written_file, "write_safely", once)
    practice.say(1, WrittenLimit("hr", above="110"), "K. Lind", DAY)
    assert (len(practice.limits.limits), practice.limits.signed_by) == (2, "")


def test_a_card_with_a_mistake_is_not_written_over(home: Home) -> None:
    home.emergency_card.write_text("adress = 'x'\n", "utf-8")
    with pytest.raises(KapGuideError, match="adress"):
        PracticeCard(home).say(("address",), "14 Harbour Lane", "K. Lind", DAY)
    assert home.emergency_card.read_text("utf-8") == "adress = 'x'\n"
