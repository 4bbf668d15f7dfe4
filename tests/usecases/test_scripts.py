"""A practice's scripts: those that ship, its own before them, and a sentence for what cannot be used."""

from pathlib import Path

from kapguide.paths import Home
from kapguide.session.guiding.script_file import shipped_scripts
from kapguide.usecases.scripts import scripts, scripts_of
from tests.session.guiding.broken_scripts import GOOD


def test_a_practice_without_scripts_of_its_own_has_those_that_ship(home: Home) -> None:
    found = scripts_of(home)
    assert found.known.keys() == {file.stem for file in shipped_scripts()}
    assert found.refused == ()
    assert [each.script.title for each in found.known.values()] == sorted(
        each.script.title for each in found.known.values()
    )


def test_the_practices_own_script_takes_the_place_of_a_shipped_one_of_the_same_id(home: Home) -> None:
    home.scripts.mkdir()
    own = home.scripts / "mine.toml"
    own.write_text(GOOD.replace('"small"', '"settling"'), encoding="utf-8")
    found = scripts_of(home)
    assert found.known["settling"].file == own
    assert len(found.known) == len(shipped_scripts())
    script = found.named("settling")
    assert script is not None
    assert script.title == "A small script"
    assert found.named("nobody-wrote-this") is None


def test_a_file_that_cannot_be_used_stays_out_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("pace = 3", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no script", encoding="utf-8")
    found = scripts([tmp_path / "not there", tmp_path])
    assert list(found.known) == ["small"]
    (refused,) = found.refused
    assert refused.startswith("broken.toml has 5 problems")
