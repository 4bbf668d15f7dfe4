"""What a TOML table is read as, where a list is wrong in part."""

from pathlib import Path

import pytest

from kapguide.toml_file import load_table


@pytest.mark.parametrize(
    ("written", "read"),
    [("[1, 5, 3]", [1, 5, 3]), ("[1, 6]", []), ("[true]", []), ("[1.0]", []), ("[]", []), ("[1, 1, 1, 1]", [])],
)
def test_a_list_of_whole_numbers_is_read_whole_or_named(tmp_path: Path, written: str, read: list[int]) -> None:
    file = tmp_path / "arc.toml"
    file.write_text(f"strength = {written}\n", encoding="utf-8")
    table = load_table(file)
    assert table.wholes("strength", 3, 1, 5) == read
    assert len(table.report.problems) == (0 if read else 1)
