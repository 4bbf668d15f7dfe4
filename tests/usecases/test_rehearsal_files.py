"""Rehearsals that were kept: each in a file of its own, for its owner alone, over no other one."""

import errno
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home, private_folder
from kapguide.rehearsal import told
from kapguide.rehearsal.kept_file import encode_rehearsal
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from kapguide.usecases.rehearsing import rehearsal_files as files
from tests.support.rehearsed import BEGAN, a_rehearsed_run, a_rehearsed_scenario


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return Home(tmp_path / "practice").make()


def test_a_run_is_kept_under_its_time_and_its_scenario(place: Home) -> None:
    record = a_rehearsed_run()
    path = files.keep(place, record)
    assert path.name == f"{BEGAN.astimezone():%Y-%m-%d-%H%M}-panic-that-calms.rehearsal"
    assert files.read(path) == record
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_two_runs_in_one_minute_are_two_files(place: Home) -> None:
    first, second, third = (files.keep(place, a_rehearsed_run(id=name)) for name in "abc")
    assert [files.read(path).id for path in (first, second, third)] == ["a", "b", "c"]
    assert second.name.endswith("calms-2.rehearsal")
    assert {path.name for path in place.rehearsals.iterdir()} == {first.name, second.name, third.name}


def test_a_name_from_anywhere_leads_nowhere_else(place: Home) -> None:
    odd = a_rehearsed_scenario(id="../../x/Ü")
    assert files.keep(place, a_rehearsed_run(scenario=odd)).parent == place.rehearsals
    empty = a_rehearsed_scenario(id="…")
    assert "-scenario.rehearsal" in files.keep(place, a_rehearsed_run(scenario=empty)).name


def test_after_the_debrief_it_is_written_in_its_place(place: Home) -> None:
    path = files.keep(place, a_rehearsed_run())
    later = a_rehearsed_run(remarks=())
    files.rewrite(path, later)
    assert files.read(path) == later
    assert mode(path) == 0o600
    assert [each.name for each in place.rehearsals.iterdir()] == [path.name]


def test_a_full_disk_is_said_and_leaves_nothing_half_written(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = files.keep(place, a_rehearsed_run())

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kapguide.usecases.rehearsing.rehearsal_files.write_safely", full)
    for act in (lambda: files.keep(place, a_rehearsed_run()), lambda: files.rewrite(path, a_rehearsed_run(remarks=()))):
        with pytest.raises(KapGuideError, match=r"no room left on the disk.*still here while the window is open"):
            act()
    assert [each.name for each in place.rehearsals.iterdir()] == [path.name]
    assert files.read(path) == a_rehearsed_run()


def test_a_kill_while_it_is_kept_leaves_a_whole_file_or_none(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each moment at which the disk is waited for, nothing half written stands under a rehearsal's name."""
    seen: list[int] = []

    def waited(handle: int) -> None:
        seen.append(len(files.runs(place).runs))
        assert not files.runs(place).refused

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", waited)
        files.keep(place, a_rehearsed_run())
    assert seen[0] == 0
    assert seen[-1] == 1
    assert len(list(place.rehearsals.iterdir())) == 1


def test_on_a_disk_without_second_names_it_is_kept_too(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    kept = [files.keep(place, a_rehearsed_run()) for _ in range(2)]
    assert sorted(place.rehearsals.iterdir()) == sorted(kept)
    assert all(files.read(path) == a_rehearsed_run() for path in kept)


def test_what_a_kill_left_half_written_is_swept_once_it_is_old(place: Home) -> None:
    old, new = (private_folder(place.rehearsals) / f".{name}.kapguide" for name in ("old", "new"))
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (1, 1))
    files.keep(place, a_rehearsed_run())
    assert not old.exists()
    assert new.exists(), "somebody may be writing it"


def test_a_file_where_the_folder_should_be_is_said(place: Home) -> None:
    place.rehearsals.write_text("in the way")
    with pytest.raises(KapGuideError, match="could not be written"):
        files.keep(place, a_rehearsed_run())
    assert files.runs(place).refused


def test_the_list_has_the_newest_first_and_names_what_is_broken(place: Home) -> None:
    for hours in (1, 3, 2):
        files.keep(place, a_rehearsed_run(id=f"run-{hours}", began=BEGAN + timedelta(hours=hours)))
    (place.rehearsals / "broken.rehearsal").write_bytes(b"{")
    (place.rehearsals / "folder.rehearsal").mkdir()
    (place.rehearsals / "notes.txt").write_text("not ours")
    found = files.runs(place)
    assert [run.record.id for run in found.runs] == ["run-3", "run-2", "run-1"]
    assert [(run.in_time, run.asked) for run in found.runs] == [(1, 2)] * 3
    assert all(not run.record.log for run in found.runs), "a list reads no log"
    assert sorted(sentence.split(" ")[0] for sentence in found.refused) == ["broken.rehearsal", "folder.rehearsal"]


def test_before_anything_was_kept_there_is_nothing_and_no_folder(place: Home) -> None:
    assert files.runs(place) == files.KeptRuns()
    assert not place.rehearsals.exists()


def test_runs_are_told_apart_by_scenario_and_by_who_rehearsed(place: Home) -> None:
    files.keep(place, a_rehearsed_run())
    files.keep(place, a_rehearsed_run(trainee="A. Berg"))
    files.keep(place, a_rehearsed_run(scenario=a_rehearsed_scenario(id="another")))
    found = files.runs(place)
    assert len(found.of("panic-that-calms")) == 2
    assert [run.record.trainee for run in found.of("panic-that-calms", "A. Berg")] == ["A. Berg"]


def test_earlier_runs_are_those_of_the_same_scenario_and_trainee_before_it(place: Home) -> None:
    for hours in (1, 3, 2):
        files.keep(place, a_rehearsed_run(id=f"run-{hours}", began=BEGAN + timedelta(hours=hours)))
    files.keep(place, a_rehearsed_run(id="another", trainee="A. Berg"))
    now = a_rehearsed_run(id="now", began=BEGAN + timedelta(hours=3))
    earlier = files.earlier_than(place, now)
    assert [run.id for run in earlier] == ["run-1", "run-2"]
    assert all(run.log for run in earlier)


def test_an_earlier_run_whose_log_is_broken_stays_out(place: Home) -> None:
    path = files.keep(place, a_rehearsed_run())
    whole = encode_rehearsal(a_rehearsed_run())
    path.write_bytes(whole[: whole.rindex(b'"log":[') + 7] + b"{}]}")
    assert [run.record.id for run in files.runs(place).runs] == ["rehearsal-1"]
    assert files.earlier_than(place, a_rehearsed_run(id="now", began=BEGAN + timedelta(hours=1))) == ()


def test_what_is_thrown_away_is_gone(place: Home) -> None:
    path = files.keep(place, a_rehearsed_run())
    files.throw_away(path)
    files.throw_away(path)
    assert files.runs(place).runs == ()
    with pytest.raises(KapGuideError, match="cannot be read"):
        files.read(path)
    path.mkdir()
    with pytest.raises(KapGuideError, match="still there"):
        files.throw_away(path)


def test_what_was_skipped_or_let_go_is_not_asked_for() -> None:
    def beats(*more: Any) -> tuple[int, int]:
        return files.answered(a_rehearsed_run(beats=more))

    def t(minutes: int) -> Elapsed:
        return Elapsed(minutes * MINUTE)

    met, ran_out = told.Met(t(10), 1, "a", 0), told.RanOut(t(20), 1, "b")
    assert beats(met, ran_out) == (2, 1)
    assert beats(met, ran_out, told.WentBack(t(5), 1, t(30))) == (0, 0)
    assert beats(met, ran_out, told.WentBack(t(15), 1, t(30))) == (1, 1)
    assert beats(met, told.Skipped(t(15), 1, t(25)), ran_out) == (1, 1)
    assert beats(ran_out, told.Met(t(21), 1, "b", 0)) == (1, 0), "after its time it was not in time"
