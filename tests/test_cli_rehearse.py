"""`kapguide rehearse --headless`: one rehearsal with all that it leaves, or many with a report over them."""

import csv
import io
from pathlib import Path

import pytest

from kapguide import paths
from kapguide.cli import main
from kapguide.paths import Home
from kapguide.rehearsal.kept_file import decode_rehearsal
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.session.engine import encode_all
from kapguide.usecases.rehearsing import many_runs

ONE = ["rehearse", "--headless", "--speed", "0", "--scenario", "panic"]


@pytest.fixture
def data(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The folder that the command line works in."""
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    return home


def test_one_rehearsal_leaves_its_file_its_log_its_note_and_its_debrief(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main([*ONE, "--policy", "overwhelmed", "--seed", "4", "--out", str(out)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Panic that calms with Sublingual lozenge, one session, Overwhelmed: ")
    assert "  coughs, cup wanted: cup given, not seen in this run" in said
    stem = "rehearsal-panic-overwhelmed-seed-4"
    record = decode_rehearsal((out / f"{stem}.rehearsal").read_bytes())
    assert (record.seed, record.scenario.id, record.over) == (4, "panic", True)
    assert (out / f"{stem}.jsonl").read_bytes() == encode_all(list(record.log))
    assert "REHEARSAL" in (out / f"{stem}-debrief.md").read_text(encoding="utf-8")
    assert (out / f"{stem}-debrief.pdf").read_bytes().startswith(b"%PDF")
    assert len(list(out.glob("*-session-1-rehearsal.*"))) == 2
    assert not data.database.exists(), "nothing touches a practice's record"


def test_many_runs_leave_a_report_and_a_table_and_no_rehearsal(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ONE, "--policy", "all", "--runs", "2", "--seed", "5", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    rows = [line.split()[:3] for line in said.out.splitlines()[1:4]]
    assert rows == [["panic", "attentive", "2"], ["panic", "forgetful", "2"], ["panic", "overwhelmed", "2"]]
    assert "6 runs in " in said.out
    assert said.err == "", "nobody watches a terminal here"
    assert {path.name for path in tmp_path.iterdir()} >= {
        "rehearsals-panic-6-runs-seed-5.md",
        "rehearsals-panic-6-runs-seed-5.csv",
    }
    assert not list(tmp_path.glob("*.rehearsal"))
    table = (tmp_path / "rehearsals-panic-6-runs-seed-5.csv").read_text(encoding="utf-8-sig")
    assert {row["policy"] for row in csv.DictReader(io.StringIO(table))} == {"attentive", "forgetful", "overwhelmed"}


def test_the_same_runs_give_the_same_report_to_the_byte(data: Home, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert main([*ONE, "--runs", "3", "--out", str(tmp_path / folder)]) == 0
    for name in ("rehearsals-panic-3-runs-seed-1.md", "rehearsals-panic-3-runs-seed-1.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_every_scenario_can_be_asked_for_at_once_and_a_policy_of_one_s_own(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    words = paths.resource("policies", "forgetful.toml").read_text(encoding="utf-8")
    own.write_text(words.replace('id = "forgetful"', 'id = "own"'), encoding="utf-8")
    asked = ["rehearse", "--headless", "--scenario", "all", "--policy", str(own), "--out", str(tmp_path)]
    assert main(asked) == 0
    rows = [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:]]
    for scenario in shipped_scenarios():
        assert [scenario.id, "own"] in rows


def test_a_fault_of_the_program_ends_with_1_and_says_where(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_runs, "broken_in", lambda record, state: ("nothing holds",) * (record.seed == 2))
    assert main([*ONE, "--runs", "3", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "panic, attentive, seed 2: nothing holds. This is a fault of the program." in said
    assert said.count("fault of the program") == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (["--headless", "--scenario", "calm"], "No scenario is called"),
        (["--headless", "--policy", "careful"], "No policy is called"),
        (["--headless", "--runs", "3", "--speed", "30"], "go as fast as they can"),
        (["--runs", "3"], "add --headless"),
        (["--policy", "attentive"], "add --headless"),
        (["--scenario", "all"], "add --headless"),
        (["--headless", "--scenario", "three-devices", "--protocol", "im"], "is written for"),
    ],
)
def test_what_does_not_go_together_is_said(
    wrong: list[str], words: str, data: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", *wrong]) == 1
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_a_folder_of_the_start_that_has_gone_is_named(
    data: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (gone := tmp_path / "stick").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["rehearse", "--headless"]) == 1
    assert capsys.readouterr().err.startswith("The folder in which this was started is not there any more.")


@pytest.mark.parametrize("speed", ["-1", "nan", "inf", "10001", "1e-320", "fast"])
def test_a_speed_at_which_nothing_ever_comes_ends_with_2(speed: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rehearse", "--headless", f"--speed={speed}"])
    assert ended.value.code == 2


@pytest.mark.parametrize("runs", ["0", "many", "1000000"])
def test_a_number_of_runs_that_is_none_ends_with_2(runs: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rehearse", "--headless", "--runs", runs])
    assert ended.value.code == 2
