"""What the Rehearse screen says of the practice's own files, and what it opens."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kapguide import paths
from kapguide.paths import Home
from kapguide.rehearsal.scenario_file import read_scenario
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.scenarios.flow import NO_SCENARIO
from kapguide.ui.scenarios.making import by_route, card_of, run_rows, short_length, stretch_of
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.window.dialogs import SystemDialogs
from kapguide.usecases.rehearsing import rehearsal_files as files
from kapguide.usecases.shipped.protocols import protocols_of
from kapguide.usecases.shipped.scenarios import Scenarios
from tests.support.rehearsed import BEGAN, a_rehearsed_run, a_rehearsed_scenario
from tests.support.therapist import Therapist


def shown(her: Therapist) -> RehearseScreen:
    her.click(her.screen(UnlockScreen).rehearse)
    return her.screen(RehearseScreen)


def answers(path: Path | None) -> SystemDialogs:
    class Answers(SystemDialogs):
        def file(self, owner: QWidget, title: str, start: str = "") -> Path | None:
            return path

    return Answers()


def lozenge() -> TherapyProtocol:
    return read_protocol(find_protocol("lozenge"))


def test_every_route_that_ships_has_scenarios(her: Therapist) -> None:
    screen = shown(her)
    assert [card.id for card in screen.data.routes] == ["lozenge", "im", "iv", "oral", "intranasal", "esketamine"]
    assert not [card.line for card in screen.data.routes if "no scenario" in card.line]


def test_a_broken_scenario_is_named_and_is_in_nobodys_way(her: Therapist, home: Home) -> None:
    home.scenarios.mkdir()
    (home.scenarios / "mine.toml").write_text("id = 7", encoding="utf-8")
    (home.scenarios / "other.toml").write_text("[[[", encoding="utf-8")
    screen = shown(her)
    her.until(lambda: screen.message.data.text)
    assert screen.message.data.text.startswith("mine.toml: title: expected a text")
    assert "got nothing. It was not used." in screen.message.data.text, "with the place that is wrong"
    assert "1 more" in screen.message.data.text
    assert len(screen.data.scenarios) >= 9


def test_a_protocol_that_no_scenario_fits_can_be_rehearsed_by_itself(
    her: Therapist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kapguide.ui.scenarios.flow.scenarios_of", lambda home: Scenarios({}))
    screen = shown(her)
    assert screen.data.routes[0].line == "2 h 35 min, no scenario"
    assert screen.data.card.about == NO_SCENARIO
    assert len(screen.data.scenarios) == 1
    screen.card.sound.choose(0)
    her.press(Qt.Key.Key_Return)
    her.screen(RehearsalScreen)


def test_a_file_from_elsewhere_opens_as_a_colleagues(her: Therapist, home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    kept = files.keep(home, a_rehearsed_run())
    path = kept.rename(elsewhere / kept.name)
    screen = shown(her)
    her.app.navigator.rehearsals.choice.dialogs = answers(path)
    her.press("o")
    her.screen(DebriefScreen).closed.emit()
    again = her.screen(RehearseScreen)
    assert again is not screen
    assert path.exists()


def test_a_file_that_is_none_is_told_and_nothing_opens(her: Therapist, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF")
    screen = shown(her)
    her.app.navigator.rehearsals.choice.dialogs = answers(path)
    her.press("o")
    her.until(lambda: "letter.pdf is no rehearsal file" in screen.message.data.text)
    her.app.navigator.rehearsals.choice.dialogs = answers(None)
    her.press("o")
    assert her.screen(RehearseScreen) is screen


def test_what_the_command_line_asks_for_is_chosen_and_nothing_begins(her: Therapist, home: Home) -> None:
    scenario = read_scenario(paths.resource("scenarios", "panic.toml"))
    her.app.navigator.rehearsals.ask_for(scenario, lozenge(), 30.0)
    screen = her.screen(RehearseScreen)
    wish = screen.wish
    assert (wish.protocol, wish.scenario, wish.speed) == ("lozenge", "panic", 30.0)
    assert screen.data.card.title == "Panic that calms"
    assert her.app.navigator.rehearsals.running is None


def test_runs_are_counted_for_who_rehearses(her: Therapist, home: Home) -> None:
    scenario = a_rehearsed_scenario(id="quiet-session")
    for name in ("K. Lind", "A. Berg", "A. Berg"):
        files.keep(home, a_rehearsed_run(trainee=name, scenario=scenario))
    screen = shown(her)
    her.until(lambda: len(screen.runs.rows()) == 3)
    assert screen.data.scenarios[0].runs == 3, "nobody has said who is here"
    screen.card.trainee.put("A. Berg")
    screen.card.changed.emit()
    screen.scenario_chosen.emit(screen.data.scenarios[1].id)
    assert screen.data.scenarios[0].runs == 2


def test_a_run_says_when_who_and_how_much_was_seen_in_time(home: Home) -> None:
    files.keep(home, a_rehearsed_run())
    (row,) = run_rows(files.runs(home).runs, datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert row.when == f"yesterday {BEGAN.astimezone():%H:%M}"
    assert str(row).endswith("Panic that calms  K. Lind, R. Osei, ×10  1 of 2 in time")
    (later,) = run_rows(files.runs(home).runs, datetime(2027, 1, 5, 12, tzinfo=UTC))
    assert later.when == "Mon 30 Nov 2026"


def test_a_card_tells_aim_and_stretch_and_no_turn() -> None:
    scenario = read_scenario(paths.resource("scenarios", "panic.toml"))
    card = card_of(scenario, lozenge())
    assert card.strip.times[0][1] == "0:00"
    assert card.strip.times[-1][1] == "0:42"
    assert [phase.title for phase in card.strip.phases] == ["Dose and hold", "Onset", "Deepening", "Peak"]
    assert all(turn.shows not in str(card) for turn in scenario.turns if turn.shows)
    assert stretch_of(scenario, protocols_of(Home(Path("/nowhere"))).known["check-in"]).phases == ()


def test_lengths_are_short() -> None:
    minute = 60_000
    assert [short_length(n * minute) for n in (25, 60, 155)] == ["25 min", "1 h", "2 h 35"]


def test_protocols_without_a_dose_are_not_rehearsed() -> None:
    known = protocols_of(Home(Path("/nowhere"))).known
    assert "check-in" in known
    assert "check-in" not in [each.id for each in by_route(known.values())]


def test_a_broken_rehearsal_file_is_named_beside_the_others(her: Therapist, home: Home) -> None:
    files.keep(home, a_rehearsed_run())
    (home.rehearsals / "old.rehearsal").write_bytes(b"{")
    screen = shown(her)
    her.until(lambda: screen.message.data.text)
    assert screen.message.data.text.startswith("old.rehearsal is no rehearsal file")
    assert len(screen.runs.rows()) == 1
