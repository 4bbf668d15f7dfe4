"""The music's arc: the shipped one, and one that a clinic has changed."""

from pathlib import Path

import pytest

from kapguide.audio.planning.arc import neighbours, part_of, read_arc, shipped_arc
from kapguide.toml_file import FileError


def test_the_shipped_arc_rises_to_its_peak_and_falls() -> None:
    arc = shipped_arc()
    assert [part.name for part in arc] == ["arrive", "pre-onset", "onset", "build", "peak", "re-entry", "return"]
    middles = [part.middle for part in arc]
    peak = middles.index(max(middles))
    assert middles[: peak + 1] == sorted(middles[: peak + 1])
    assert middles[peak:] == sorted(middles[peak:], reverse=True)
    assert (arc[0].rises, arc[0].falls) == (True, False)
    assert (arc[-1].rises, arc[-1].falls) == (False, True)


def test_the_nearest_parts_are_those_of_like_strength() -> None:
    arc = shipped_arc()
    assert neighbours(arc, "peak")[0] == "build"
    assert neighbours(arc, "return")[0] in ("arrive", "pre-onset")
    assert set(neighbours(arc, "a part of its own")) == {part.name for part in arc}
    assert part_of(arc, "a part of its own") is None


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "arc.toml"
    file.write_text(
        '[[parts]]\nname = "peak"\ntitle = "Peak"\nstrength = [4, 9]\n[[parts]]\nname = "peak"\ntitle = "Peak"\n'
        'strength = "strong"\nloud = true\n',
        encoding="utf-8",
    )
    with pytest.raises(FileError) as failure:
        read_arc(file)
    told = [str(problem) for problem in failure.value.problems]
    assert any("parts[0].strength: expected a list of 1 to 8 whole numbers from 1 to 5" in each for each in told)
    assert any("parts[1].strength" in each for each in told)
    assert any("unknown key" in each for each in told)
    assert any('parts[1].name: expected a name of its own, got "peak" a second time' in each for each in told)
