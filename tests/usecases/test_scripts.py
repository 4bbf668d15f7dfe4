"""A practice's scripts: those that ship, its own before them, and a sentence for what cannot be used."""

from pathlib import Path

from kapguide.paths import Home
from kapguide.session.guiding.script_file import shipped_scripts
from kapguide.usecases.shipped.scripts import scripts, scripts_of
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


def test_of_two_files_with_one_id_one_is_used_and_the_other_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine-2.toml").write_text(GOOD.replace("A small script", "The first draft"), encoding="utf-8")
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    found = scripts([tmp_path])
    assert found.known["small"].file.name == "mine.toml"
    assert found.refused == ("mine-2.toml was not used: mine.toml has the same id, “small”. Change one of them.",)


def test_what_is_no_folder_of_files_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(GOOD, encoding="utf-8")
    (tmp_path / "link").symlink_to("link")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "nowhere.toml").symlink_to("gone")
    found = scripts([tmp_path / "file", tmp_path / "link", tmp_path])
    assert not found.known
    assert [sentence.split(" ")[0] for sentence in found.refused] == ["folder.toml", "nowhere.toml"]
