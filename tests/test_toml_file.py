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


@pytest.mark.parametrize(
    ("written", "read"), [("0.5", 0.5), ("1", 1.0), ("0", 0.0), ("1.1", None), ("true", None), ('"0.5"', None)]
)
def test_a_share_is_a_number_from_0_to_1(tmp_path: Path, written: str, read: float | None) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(f"chance = {written}\n", encoding="utf-8")
    table = load_table(file)
    assert table.share("chance") == (read or 0.0)
    assert len(table.report.problems) == (0 if read is not None else 1)
    assert table.share("other", 0.25) == 0.25
    assert table.share("missing") == 0.0
    assert table.report.problems[-1].got == "nothing"
