"""A practice's instruments: those that ship, its own before them, and a sentence for what cannot be used."""

from pathlib import Path

import pytest

from kapguide.cli import main
from kapguide.paths import Home
from kapguide.usecases.shipped.instruments import instruments, instruments_of
from tests.clinical.broken_instruments import FORM, GOOD


def test_what_can_be_asked_stands_first_and_then_the_forms(home: Home) -> None:
    found = instruments_of(home)
    titles = [each.title for each in found.known.values()]
    assert titles[:8] == ["PHQ-9", "GAD-7", "PHQ-2", "GAD-2", "PCL-5", "PC-PTSD-5", "AUDIT-C", "Comfort"]
    asks = [each.asks for each in found.known.values()]
    assert asks == sorted(asks, reverse=True)
    assert found.refused == ()
    assert [each.id for each in found.named(("gad-2", "nobody", "phq-2"))] == ["gad-2", "phq-2"]


def test_the_practices_own_takes_the_place_of_a_shipped_one_and_a_broken_one_is_named(home: Home) -> None:
    home.instruments.mkdir()
    (home.instruments / "mine.toml").write_text(GOOD.replace('"calm"', '"phq-9"'), encoding="utf-8")
    (home.instruments / "bad.toml").write_text(GOOD.replace("from = 2", "from = 3"), encoding="utf-8")
    found = instruments_of(home)
    assert found.known["phq-9"].title == "Calm"
    (refused,) = found.refused
    assert refused.startswith("bad.toml has 1 problem")
    assert instruments([home.root / "not there"]).known == {}
    (home.instruments / "mine.toml").write_text(GOOD.replace('title = "Calm"', 'title = "Calmer"'), encoding="utf-8")
    changed = instruments_of(home)
    assert changed.known["calm"].title == "Calmer"
    assert changed.known["phq-9"].title == "PHQ-9", "what ships is there again"


def test_check_names_what_is_wrong_in_an_instrument(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "form.toml").write_text(FORM, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    (tmp_path / "good.toml").write_text(GOOD.replace("from = 2", "from = 3"), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert "bands[1]: expected bands that follow each other from 0 to 4" in capsys.readouterr().out
