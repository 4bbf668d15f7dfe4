"""The whole way of a rehearsal at the window: chosen, run, talked about, and kept or thrown away."""

import errno
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.files import write_safely
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.store.file.lock import is_written
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.door.first_run import FirstRunScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.scenarios.data import SOUNDS
from kapguide.ui.scenarios.keeping import KeepScreen
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.usecases.rehearsing import rehearsal_files as files
from tests.support.therapist import Therapist, window_of


def choice_of(her: Therapist) -> RehearseScreen:
    """The Rehearse screen, silent: what sounds is another test's."""
    screen = her.screen(RehearseScreen)
    screen.card.sound.choose(SOUNDS.index("none"))  # type: ignore[arg-type]
    return screen


def begun(her: Therapist) -> RehearsalScreen:
    choice_of(her)
    her.press(Qt.Key.Key_Return)
    return her.screen(RehearsalScreen)


def ended(her: Therapist, *lines: str) -> None:
    """Lines are written, and it is left by the key of every session."""
    flow = her.app.navigator.rehearsals.running
    assert flow is not None
    for words in lines:
        flow.screen.send(c.AddNote(words, flow.session.now().elapsed))
    flow.screen.send(c.End())


def test_from_the_locked_door_a_rehearsal_runs_after_three_actions(her: Therapist, home: Home) -> None:
    her.screen(UnlockScreen)
    her.click(her.screen(UnlockScreen).rehearse)
    screen = choice_of(her)
    assert "REHEARSAL" in screen.rows()
    assert screen.back.data.text == "The door"
    assert screen.replay_words.whole_text().startswith("Sessions are in the record")
    her.press(Qt.Key.Key_Down)
    her.press(Qt.Key.Key_Return)
    her.screen(RehearsalScreen)
    assert her.app.navigator.rehearsals.running is not None
    assert not is_written(home)
    ended(her)


def test_a_run_is_talked_about_and_kept(her: Therapist, home: Home) -> None:
    her.unlock()
    her.screen(TodayScreen)
    her.press("r")
    begun(her)
    ended(her, "still and pale")
    debrief = her.screen(DebriefScreen)
    (path,) = home.rehearsals.iterdir()
    assert "still and pale" in path.read_text("utf-8"), "it is in its file before anybody was asked"
    debrief.closed.emit()
    asked = her.screen(KeepScreen)
    her.press(Qt.Key.Key_Return)
    screen = her.screen(RehearseScreen)
    assert path.name in screen.message.data.text
    her.until(lambda: len(screen.runs.rows()) == 1)
    assert path.exists()
    assert asked is not screen
    her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen)


def test_a_run_that_is_thrown_away_leaves_nothing(her: Therapist, home: Home) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    ended(her, "something")
    her.screen(DebriefScreen).closed.emit()
    her.screen(KeepScreen)
    her.press("t")
    screen = her.screen(RehearseScreen)
    assert "thrown away" in screen.message.data.text
    assert list(home.rehearsals.iterdir()) == []
    her.press(Qt.Key.Key_Escape)
    her.screen(UnlockScreen)


def test_a_run_left_before_anything_happened_is_asked_about_by_nobody(her: Therapist, home: Home) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    ended(her)
    screen = her.screen(RehearseScreen)
    assert "Nothing was kept" in screen.message.data.text
    assert not home.rehearsals.exists()


def test_the_debrief_can_be_looked_at_once_more_before_it_is_decided(her: Therapist) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    ended(her, "something")
    her.screen(DebriefScreen).closed.emit()
    her.screen(KeepScreen)
    her.press(Qt.Key.Key_Escape)
    her.screen(DebriefScreen).closed.emit()
    her.screen(KeepScreen)


def test_a_kept_run_opens_from_the_list_and_its_debrief_asks_nothing(her: Therapist, home: Home) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    ended(her, "something")
    her.screen(DebriefScreen).closed.emit()
    her.screen(KeepScreen).keep.click()
    screen = her.screen(RehearseScreen)
    her.until(lambda: screen.runs.rows())
    screen.runs.setFocus()
    screen.runs.setCurrentIndex(screen.runs.model().index(0, 0))
    her.press(Qt.Key.Key_Return)
    her.screen(DebriefScreen).closed.emit()
    her.screen(RehearseScreen)


def test_a_window_that_closes_undecided_keeps_it(home: Home, her: Therapist) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    ended(her, "not to be lost")
    her.screen(DebriefScreen)
    her.app.navigator.rehearsals.leave()
    (run,) = files.runs(home).runs
    assert any("not to be lost" in event.text for event in files.read(run.path).log)


def test_a_window_that_closes_over_a_run_says_so_and_keeps_what_was_written(her: Therapist, home: Home) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    flow = her.app.navigator.rehearsals.running
    assert flow is not None
    flow.screen.send(c.AddNote("in the middle", flow.session.now().elapsed))
    assert not her.app.window.close()
    assert "A rehearsal is running" in her.app.window.saving.rows()[-1]
    her.app.navigator.rehearsals.leave()
    (run,) = files.runs(home).runs
    assert any("in the middle" in event.text for event in files.read(run.path).log)
    assert her.app.navigator.rehearsals.running is None or not flow.running


def test_on_a_full_disk_it_is_said_and_the_next_try_keeps_it(
    her: Therapist, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    with monkeypatch.context() as disk:
        disk.setattr(WRITING, full)
        ended(her, "something")
        her.screen(DebriefScreen).closed.emit()
        asked = her.screen(KeepScreen)
        her.press("k")
        assert "no room left" in asked.fault.whole_text()
        assert her.screen(KeepScreen) is asked
    her.press("k")
    assert "Kept as" in her.screen(RehearseScreen).message.data.text
    assert len(files.runs(home).runs) == 1


def test_a_run_that_no_disk_took_is_kept_as_the_window_goes_over_its_debrief(
    her: Therapist, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    with monkeypatch.context() as disk:
        disk.setattr(WRITING, full)
        ended(her, "something")
        her.screen(DebriefScreen)
    assert files.runs(home).runs == ()
    her.app.navigator.rehearsals.leave()
    assert len(files.runs(home).runs) == 1


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


WRITING = "kapguide.usecases.rehearsing.rehearsal_files.write_safely"


def left_with_words_unwritten(her: Therapist, words: str) -> KeepScreen:
    """A debrief whose last words no disk took, left all the same."""
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    ended(her, "something")
    debrief = her.screen(DebriefScreen)
    debrief.reactions_typed.emit(words)
    debrief.closed.emit()
    her.until(lambda: her.app.navigator.rehearsals.debriefs._refused)
    debrief.closed.emit()
    return her.screen(KeepScreen)


def test_words_that_no_disk_took_are_kept_with_the_rehearsal(
    her: Therapist, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk_of(her, disk)
        asked = left_with_words_unwritten(her, "held for long")
        assert not asked.keep_words()
        assert asked.half_typed
        her.press("k")
        assert "no room left" in asked.fault.whole_text()
        assert her.screen(KeepScreen) is asked
    her.press("k")
    assert "Kept as" in her.screen(RehearseScreen).message.data.text
    (run,) = files.runs(home).runs
    assert run.record.reflection.reactions == "held for long"


def test_what_cannot_be_written_is_left_when_it_is_said_twice(
    her: Therapist, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk_of(her, disk)
        asked = left_with_words_unwritten(her, "lost")
        her.press("k")
        assert "K again" in asked.fault.whole_text()
        her.press("k")
        assert "Kept as" in her.screen(RehearseScreen).message.data.text
    her.app.navigator.rehearsals.leave()
    (run,) = files.runs(home).runs
    assert run.record.reflection.reactions == "", "it was decided without them"


def test_a_window_that_closes_over_the_question_writes_what_was_said(
    her: Therapist, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk_of(her, disk)
        left_with_words_unwritten(her, "in the last moment")
        assert not her.app.window.close()
    her.app.navigator.rehearsals.leave()
    (run,) = files.runs(home).runs
    assert run.record.reflection.reactions == "in the last moment"


def test_what_was_thrown_away_does_not_come_back(her: Therapist, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as disk:
        disk_of(her, disk)
        left_with_words_unwritten(her, "unwritten")
    her.press("t")
    her.screen(RehearseScreen)
    her.app.navigator.rehearsals.leave()
    assert not files.runs(home).runs


def disk_of(her: Therapist, disk: pytest.MonkeyPatch) -> None:
    """A disk that takes what is new, and nothing over it."""
    disk.setattr("kapguide.ui.rehearsals.rewrite", lambda path, record: files.rewrite(path / "x", record))
    disk.setattr(WRITING, lambda path, data: full() if path.name == "x" else write_safely(path, data))


def test_a_window_that_closes_over_a_run_on_a_full_disk_says_that_it_would_be_lost(
    her: Therapist, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    with monkeypatch.context() as disk:
        disk.setattr(WRITING, full)
        assert not her.app.window.close()
        assert "no room left" in her.app.window.saving.rows()[-1]
    assert not list(home.rehearsals.iterdir()), "the try leaves nothing"


def test_what_was_chosen_last_is_remembered_while_the_window_is_open(her: Therapist, home: Home) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    screen = choice_of(her)
    screen.card.speed.choose(0)
    screen.card.watching.put("R. Osei, supervisor")
    her.press(Qt.Key.Key_Down)
    chosen = screen.wish
    her.press(Qt.Key.Key_Escape)
    her.click(her.screen(UnlockScreen).rehearse)
    again = her.screen(RehearseScreen).wish
    assert (again.scenario, again.speed, again.watching) == (chosen.scenario, 1.0, "R. Osei, supervisor")
    assert not home.settings.exists(), "and nowhere else"


def test_a_window_that_locks_over_a_debrief_loses_none_of_its_words(her: Therapist, home: Home) -> None:
    her.unlock()
    her.screen(TodayScreen)
    her.press("r")
    begun(her)
    ended(her, "something")
    her.screen(DebriefScreen).reactions_typed.emit("my hands were cold")
    her.app.navigator.access.lock()
    her.screen(UnlockScreen)
    her.until(lambda: not is_written(home))
    (run,) = files.runs(home).runs
    assert files.read(run.path).reflection.reactions == "my hands were cold"


def test_from_the_first_start_one_rehearses_before_there_is_a_practice(tmp_path: Path, qtbot: QtBot) -> None:
    new = Home(tmp_path / "new").make()
    with window_of(new) as app:
        him = Therapist(qtbot, app)
        him.click(him.screen(FirstRunScreen).rehearse)
        begun(him)
        ended(him, "something")
        him.screen(DebriefScreen).closed.emit()
        him.screen(KeepScreen).keep.click()
        him.screen(RehearseScreen)
        him.press(Qt.Key.Key_Escape)
        first = him.screen(FirstRunScreen)
        assert first.make.isEnabled(), "a practice can be made there still"
    assert len(files.runs(new).runs) == 1
    assert not new.database.exists()
