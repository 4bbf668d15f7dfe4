"""What measures must itself be measured: planted faults are found, and the table says what it should."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import bench
from kapguide.audio.player.player import HEADPHONES, ROOM
from kapguide.audio.sound.ramps import Ramp, Swing
from kapguide.session.guiding.script_file import shipped_scripts
from measure import growing, hold, join, peers, processes, reading, verifying
from measure.comparing import compare, joins
from measure.curves import Line, fit_ramp, fit_swing, levels_of, middles, wanted_ramp, wanted_swing
from measure.figures import Figure, Outcome, Reference, table, write_json
from measure.hearing import Change, Panel
from measure.picture import Picture
from measure.practices import Size, practice_of
from measure.wanted import Placed, sound_of, wanted
from tests.support.listening import RATE, Samples

CHECKOUT = Path(__file__).resolve().parents[2]

LEAD = RATE // 2
"""Silence before the first piece of a recording."""


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two pieces of soft noise, which is like itself nowhere else."""
    folder = tmp_path_factory.mktemp("music")
    chance = np.random.default_rng(7)
    files = []
    for name in ("first", "second"):
        path = folder / f"{name}.wav"
        noise = chance.normal(0.0, 0.05, (12 * RATE, 2)).cumsum(axis=0)
        noise = 0.1 * (noise - np.roll(noise, 40, axis=0))
        noise[: RATE // 50] = 0.01
        soundfile.write(path, noise.astype(np.float32), RATE, subtype="FLOAT")
        files.append(str(path))
    return files


@pytest.fixture
def placed(music: list[str]) -> list[Placed]:
    """The second piece joins the first in 4 s."""
    first, second = music
    return [Placed(first, 0.8, LEAD), Placed(second, 0.5, LEAD + 8 * RATE, 4.0)]


@pytest.fixture
def recording(placed: list[Placed]) -> Samples:
    return wanted(placed, 0, LEAD + 20 * RATE)


def heard_of(recording: Samples, placed: list[Placed]) -> tuple[list[float], list[float], list[float]]:
    """Where dropouts, slips and clicks were found."""
    heard = compare(recording, placed, LEAD, len(recording) - 1000)
    return tuple([odd.at_s for odd in found] for found in (heard.dropouts, heard.slips, heard.clicks))  # type: ignore[return-value]


def test_what_was_wanted_is_found_faultless_and_its_join_has_its_length(
    recording: Samples, placed: list[Placed]
) -> None:
    (found,) = joins(recording, placed, (2.0, 4.0, 10.0))
    assert (found.wanted_s, found.seconds) == (4.0, pytest.approx(4.0, abs=0.001))
    assert max(found.rise_db, -found.dip_db, found.gap_s) < 0.001
    heard = compare(recording, placed, LEAD, len(recording))
    assert (heard.dropouts, heard.slips, heard.clicks) == ([], [], [])
    assert heard.differs_db < -100


def test_a_planted_dropout_is_found_where_it_is(recording: Samples, placed: list[Placed]) -> None:
    at = LEAD + round(3.2 * RATE)
    recording[at : at + 240] = 0.0
    heard = compare(recording, placed, LEAD, len(recording))
    (odd,) = heard.dropouts
    assert (odd.at_s, odd.size) == (pytest.approx(at / RATE, abs=1e-4), pytest.approx(0.005, abs=1e-4))
    assert (heard.slips, heard.clicks) == ([], [])


def test_frames_that_were_held_up_are_counted_once(recording: Samples, placed: list[Placed]) -> None:
    at = LEAD + round(4.3 * RATE)
    late = np.concatenate((recording[:at], np.zeros((960, 2), np.float32), recording[at:]))
    second = placed[1].start
    placed[1].start += 960  # it is looked for by ear, and so is found where it is
    heard = compare(late, placed, LEAD, len(late) - RATE)
    assert [odd.size for odd in heard.slips] == [960]
    assert heard.slips[0].at_s == pytest.approx(at / RATE, abs=0.02)
    assert [round(odd.size, 3) for odd in heard.dropouts] == [0.02]
    assert heard.placed[1].start == second + 960


def test_a_planted_click_is_found(recording: Samples, placed: list[Placed]) -> None:
    at = LEAD + round(6.1 * RATE)
    recording[at] += 0.01
    dropouts, slips, clicks = heard_of(recording, placed)
    assert clicks == [pytest.approx(at / RATE, abs=0.01)]
    assert (dropouts, slips) == ([], [])


def test_a_crossfade_that_dips_is_found_to_dip(music: list[str], placed: list[Placed]) -> None:
    first, second = (sound_of(path) for path in music)
    linear = wanted(placed, 0, LEAD + 20 * RATE)
    into = np.arange(4 * RATE, dtype=np.float32)[:, None] / (4 * RATE)
    linear[LEAD + 8 * RATE : LEAD + 12 * RATE] = 0.8 * first[8 * RATE :] * (1 - into) + 0.5 * second[: 4 * RATE] * into
    (found,) = joins(linear, placed, (4.0,))
    assert found.dip_db == pytest.approx(-3.0, abs=0.3)
    assert found.click_db > -40


def test_each_players_join_is_told_by_its_gap_its_power_and_its_length() -> None:
    time = np.arange(round((join.AROUND_S[1] - join.AROUND_S[0]) * RATE)) / RATE
    into = np.clip((time - 2.0) / join.CROSSFADE_S, 0.0, 1.0)
    tones = [0.3 * np.sin(2 * np.pi * hertz * time) for hertz in (join.FIRST, join.SECOND)]
    shares = {
        join.US: (np.cos(into * np.pi / 2), np.sin(into * np.pi / 2)),
        "mpd": (1 - into, into),
        "cvlc": (time < 10.0, time > 10.05),
    }
    played = {name: tones[0] * leaving + tones[1] * coming for name, (leaving, coming) in shares.items()}
    gap, power, length = join.figures({name: np.stack([x, x], 1).astype(np.float32) for name, x in played.items()})
    assert gap.value == 0
    assert [(each.name, round(each.value)) for each in gap.references] == [("mpd", 0), ("cvlc", 50)]
    assert power.value < 0.01
    assert [(each.name, round(each.value, 1)) for each in power.references] == [("mpd", 3.0)]
    assert length.value < 2
    assert length.references[0].value < 2


def test_a_fade_and_a_crossfade_are_measured_by_their_own_law() -> None:
    time = np.arange(14 * RATE) / RATE
    tones = [0.3 * np.sin(2 * np.pi * hertz * time) for hertz in (400, 1000)]
    full_db = float(20 * np.log10(0.3 / np.sqrt(2)))
    ramp, swings = Ramp(), (Swing(), Swing())
    ramp.to(-120.0, 8.0)
    fade = np.concatenate((np.ones(2 * RATE), np.broadcast_to(ramp.next(12 * RATE), 12 * RATE)))
    levels = levels_of((tones[0] * fade).astype(np.float32), 400, full_db)
    fit = fit_ramp(levels, 0.0, -120.0)
    assert (fit.begins, fit.seconds) == (pytest.approx(2.0, abs=0.002), pytest.approx(8.0, abs=0.002))
    at = middles(levels) - fit.begins
    kept = wanted_ramp(at, 8.0, 0.0, -120.0) > -50
    assert np.abs(levels - wanted_ramp(at, 8.0, 0.0, -120.0))[kept].max() < 0.05
    wrong = Line("", at, levels + 1.0 * (at > 3.0), wanted_ramp(at, 8.0, 0.0, -120.0))
    assert wrong.apart()[0] == pytest.approx(1.0, abs=0.05)

    swings[0].begin(1.0, 0)
    swings[0].next(2 * RATE)
    swings[0].begin(0.0, 5 * RATE)
    swings[1].begin(1.0, 5 * RATE)
    leaving = np.concatenate(
        (np.ones(2 * RATE), np.broadcast_to(swings[0].next(5 * RATE), 5 * RATE), np.zeros(7 * RATE))
    )
    coming = np.concatenate(
        (np.zeros(2 * RATE), np.broadcast_to(swings[1].next(5 * RATE), 5 * RATE), np.ones(7 * RATE))
    )
    mixed = (tones[0] * leaving + tones[1] * coming).astype(np.float32)
    both = [levels_of(mixed, hertz, full_db) for hertz in (400, 1000)]
    fit = fit_swing(*both)
    assert (fit.begins, fit.seconds) == (pytest.approx(2.0, abs=0.002), pytest.approx(5.0, abs=0.002))
    assert Line("", at, both[1], wanted_swing(middles(both[1]) - fit.begins, 5.0, 1.0)).apart()[0] < 0.1
    with pytest.raises(ValueError, match="no change"):
        fit_swing(both[0][:50], both[1][:50])


def test_the_picture_shows_what_it_is_given(qapp: QApplication, tmp_path: Path) -> None:
    times = np.linspace(-1.0, 9.0, 200)
    level = wanted_ramp(times, 8.0, 0.0, -120.0)
    lines = {role: [Line("tone", times, level, level)] for role in (HEADPHONES, ROOM)}
    changes = [Change("To silence", role, 8.0, 8.0, 0.0, begins_s=0.3) for role in (HEADPHONES, ROOM)]
    file = tmp_path / "hear.png"
    Picture([Panel("To silence", "words", lines, changes, -60.0, ((-0.3, "key"),))], "Title", "Words").save(file)
    picture = QImage(str(file))
    seen = {picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}
    assert len(seen) > 30


def test_the_table_tells_figure_reference_ratio_and_goal(tmp_path: Path) -> None:
    figures = [
        Figure("cost", 2.2, "s/min", 1.2, by_ratio=True, references=(Reference("mpv", 1.1),), remark="over 3 min"),
        Figure("join.gap", 0.0, "ms", 0.0, references=(Reference("mpd", 0.0), Reference("cvlc", 45.2))),
        Figure("simulate", 0.0123, "s", 0.25),
        Figure("hold.dropouts", 2, "", 0.0),
    ]
    lines = [" ".join(line.split()) for line in table(figures)]
    assert lines[2] == "cost 2.2 s/min mpv 1.1 2.00x <= 1.2x MISSED"
    assert lines[3] == "over 3 min"
    assert lines[4] == "join.gap 0 ms mpd 0; cvlc 45.2 - <= 0 ms ok"
    assert lines[5] == "simulate 0.0123 s - - <= 0.25 s ok"
    assert lines[6] == "hold.dropouts 2 - - <= 0 MISSED"
    outcome = Outcome(figures, ["a peer is left out"])
    assert outcome.missed == ["cost", "hold.dropouts"]
    write_json(tmp_path / "bench.json", outcome, ["cost"])
    told = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert (told["asked"], told["said"]) == (["cost"], ["a peer is left out"])
    assert [each["holds"] for each in told["figures"]] == [False, True, True, False]


def test_an_unknown_name_ends_with_2_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["join", "cellar"])
    assert ended.value.code == 2
    assert "cellar" in capsys.readouterr().err


def test_a_peer_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [peers.missing(name) for name in join.PEERS] == [
        "mpd is left out: mpd, mpc is not installed.",
        "audacious is left out: audacious is not installed.",
        "mpv is left out: mpv is not installed.",
        "cvlc is left out: cvlc is not installed.",
    ]


def test_one_that_fails_is_said_and_the_others_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(os.environ)

    def broken(folder: Path, outcome: Outcome) -> None:
        raise TimeoutError("nothing was heard")

    monkeypatch.setattr(join, "measure", broken)
    assert bench.run(["join", "simulate"], None, tmp_path / "bench.json") == 1
    shown = capsys.readouterr().out
    assert "join could not be measured: nothing was heard" in shown
    assert "simulate" in shown
    assert json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["figures"][0]["name"] == "simulate"
    assert dict(os.environ) == before


def test_processor_time_is_that_of_the_processes_asked_for() -> None:
    before, began = processes.cpu_seconds([os.getpid()]), time.process_time()
    while time.process_time() - began < 0.2:
        pass
    assert 0.15 < processes.cpu_seconds([os.getpid()]) - before < 1.0
    with processes.busy_cores() as cores:
        assert cores == os.cpu_count()
        assert len(processes.family(os.getpid())) >= 1 + cores
    assert processes.cpu_seconds([]) == 0


HOLDS_MORE = """
import os
import subprocess
import sys
from measure import processes
held, own = processes.resident_mb(os.getpid()), processes.unshared_mb(os.getpid())
kept = b"." * 50_000_000
print(held, own, processes.resident_mb(os.getpid()), processes.unshared_mb(os.getpid()))
"""


def test_memory_is_told_as_it_is_held_and_as_it_is_shared() -> None:
    """Of a process of its own: one that has run many tests has room for more in what it holds already."""
    told = subprocess.run(
        [sys.executable, "-c", HOLDS_MORE],
        env=os.environ | {"PYTHONPATH": f"{CHECKOUT / 'scripts'}{os.pathsep}{CHECKOUT}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    held, own, held_after, own_after = map(float, told.stdout.split())
    assert held_after - held > 45
    assert 45 < own_after - own < 60
    assert own < held


def test_a_short_session_leaves_out_what_would_come_too_soon() -> None:
    assert list(hold.deeds(20)) == list(hold.DEEDS)
    assert [key for _, key in hold.deeds(3)] == ["next", "]", "h", "h"]


def test_a_practice_of_years_is_made_true_and_measured_at_each_size(tmp_path: Path) -> None:
    sizes = Size(2, 1), Size(3, 2)
    practices = {size: practice_of(tmp_path / f"{size.clients}", size) for size in sizes}
    outcome = Outcome()
    growing.measure_grow(practices, outcome)
    growing.measure_search(practices, outcome)
    growing.measure_commit(practices, outcome)
    assert [figure.name for figure in outcome.figures] == [
        *("grow.open", "grow.today", "grow.client", "grow.code", "search.often", "search.seldom", "search.begun"),
        "commit",
    ]
    assert all(figure.ratio for figure in outcome.figures)
    assert {figure.remark for figure in outcome.figures} == {"3 clients, 6 sessions, 1,200 entries"}
    outcome = Outcome()
    verifying.measure_verify(practices, outcome)
    verifying.measure_backup(practices, outcome)
    assert [figure.name for figure in outcome.figures] == ["verify.2", "verify.3", "backup.2", "backup.3"]
    assert outcome.figures[0].remark.startswith(f"{2 * 200 + growing.COMMITS + 1:,} entries")


def test_a_script_is_read_aloud_against_its_planned_length(tmp_path: Path) -> None:
    file = next(file for file in shipped_scripts() if file.stem == "return-short")
    outcome = Outcome()
    reading.measure(tmp_path, outcome, [file])
    (figure,) = outcome.figures
    assert figure.holds
    assert figure.name == "scripts.return-short"
