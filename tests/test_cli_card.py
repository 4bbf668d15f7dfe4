"""`kapguide emergency-card`: a clinic's card is begun, said to be unfinished until it is not, and printed."""

from pathlib import Path

import pytest

from kapguide.cli import main
from kapguide.paths import Home
from tests.session.test_emergency_card import CARD


@pytest.fixture
def data(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    return home


def test_it_is_begun_filled_in_and_printed(data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emergency-card"]) == 1
    assert "--write begins one" in capsys.readouterr().out
    assert main(["emergency-card", "--write"]) == 1
    said = capsys.readouterr().out
    assert str(data.emergency_card) in said
    assert "This clinic has not written its emergency card." in said
    data.emergency_card.write_text(CARD, encoding="utf-8")
    assert main(["emergency-card", "--out", str(tmp_path / "paper"), "--paper", "us-letter"]) == 0
    *_, signature, file = capsys.readouterr().out.splitlines()
    assert signature == "Card by R. Example, 3 Nov 2026"
    assert Path(file).read_bytes().startswith(b"%PDF")


def test_check_names_what_is_wrong_in_a_card(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = tmp_path / "emergency-card.toml"
    card.write_text(CARD, encoding="utf-8")
    assert main(["check", str(card)]) == 0
    card.write_text(CARD.replace('"Fall"', "3"), encoding="utf-8")
    assert main(["check", str(card)]) == 1
    assert "situations[0].title: expected a text, got 3" in capsys.readouterr().out
    assert main(["check", "resources/texts"]) == 0
