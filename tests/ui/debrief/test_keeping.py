"""Nothing that is said in a debrief is lost: it is in its file within a second, and whoever leaves is told if not."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.kept_file import encode_rehearsal
from kapguide.ui.debrief.flow import AGAIN, NOT_KEPT, NOT_WRITTEN
from kapguide.ui.debrief.keeping import SOON_MS, DebriefKeeper
from kapguide.ui.debrief.screen import HAPPENED
from kapguide.ui.theme import Theme
from tests.ui.debrief.conftest import NOW, TalkDesk

Key = Qt.Key
RATED = Reflection("", SelfRating((7, 6, 4), NOW), reached=4, take_home="Two")


def file_of(record: RehearsalRecord, tmp_path: Path) -> Path:
    path = tmp_path / "panic.rehearsal"
    path.write_bytes(encode_rehearsal(record))
    return path


def test_what_is_typed_is_in_the_file_within_a_second(
    desk: TalkDesk, played: RehearsalRecord, tmp_path: Path, qtbot: QtBot
) -> None:
    assert SOON_MS < 1_000
    record = replace(played, reflection=RATED)
    path = file_of(record, tmp_path)
    desk.flow.show(record, path)
    desk.press(" breaths first.")
    qtbot.waitUntil(lambda: desk.on_disk(path).reflection.take_home == "Two breaths first.", timeout=10_000)
    assert desk.on_disk(path) == desk.record
    assert desk.writings == 1, "one writing for a burst of keys"


def test_a_remark_survives_being_reloaded(
    desk: TalkDesk, played: RehearsalRecord, tmp_path: Path, qtbot: QtBot
) -> None:
    record = replace(played, reflection=replace(RATED, take_home="", reached=2))
    path = file_of(record, tmp_path)
    desk.flow.show(record, path)
    desk.press("a", "Two breaths.", Key.Key_Return)
    qtbot.waitUntil(lambda: len(desk.on_disk(path).remarks) == 1, timeout=10_000)
    screen = desk.flow.show(desk.on_disk(path), path)
    assert any("K. Lind: Two breaths." in row for row in screen.data_page.lanes.rows())


def test_what_cannot_be_played_back_is_said_and_the_debrief_stays(desk: TalkDesk, played: RehearsalRecord) -> None:
    def refuse(record: RehearsalRecord) -> None:
        raise KapGuideError("The beginning is not there.")

    desk.flow._doors = desk.flow._doors._replace(play_back=refuse)
    screen = desk.flow.show(replace(played, reflection=RATED))
    desk.press(Key.Key_Escape, Key.Key_Space)
    assert screen.message.data.text == "The beginning is not there."
    assert desk.screen is screen


def test_leaving_waits_for_the_file(desk: TalkDesk, played: RehearsalRecord, tmp_path: Path, qtbot: QtBot) -> None:
    record = replace(played, reflection=RATED)
    path = file_of(record, tmp_path)
    desk.flow.show(record, path)
    desk.press(" breaths", Key.Key_Escape, Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(desk.went), timeout=10_000)
    assert desk.on_disk(path).reflection.take_home == "Two breaths"
    assert desk.went == [("left", (desk.record, path))]


def test_a_disk_that_takes_nothing_is_said_and_a_second_escape_leaves(
    desk: TalkDesk, played: RehearsalRecord, tmp_path: Path, qtbot: QtBot
) -> None:
    record = replace(played, reflection=RATED)
    screen = desk.flow.show(record, file_of(record, tmp_path))
    desk.disk_takes = False
    desk.press(" breaths", Key.Key_Escape, Key.Key_Escape)
    qtbot.waitUntil(lambda: AGAIN in screen.message.data.text, timeout=10_000)
    assert desk.went == []
    desk.press(Key.Key_Escape)
    ((what, left),) = desk.went
    assert what == "left"
    assert isinstance(left, tuple)
    assert left[0].reflection.take_home == "Two breaths", "whoever asked for it has the words"


def test_a_disk_that_takes_it_again_has_all_of_it(
    desk: TalkDesk, played: RehearsalRecord, tmp_path: Path, qtbot: QtBot
) -> None:
    record = replace(played, reflection=RATED)
    path = file_of(record, tmp_path)
    screen = desk.flow.show(record, path)
    desk.disk_takes = False
    desk.press(" breaths")
    qtbot.waitUntil(lambda: AGAIN in screen.message.data.text, timeout=10_000)
    desk.disk_takes = True
    desk.press(" first.")
    qtbot.waitUntil(lambda: desk.on_disk(path).reflection.take_home == "Two breaths first.", timeout=10_000)
    qtbot.waitUntil(lambda: screen.message.data.text == "", timeout=10_000)


def test_the_window_may_go_once_the_words_are_in_the_file(
    desk: TalkDesk, played: RehearsalRecord, tmp_path: Path
) -> None:
    record = replace(played, reflection=RATED)
    path = file_of(record, tmp_path)
    desk.flow.show(record, path)
    desk.press(" breaths")
    assert desk.window.keep_words()
    assert desk.window.half_typed == ""
    assert desk.on_disk(path).reflection.take_home == "Two breaths"
    desk.press(" first")
    desk.disk_takes = False
    assert not desk.window.keep_words()
    assert desk.window.half_typed == NOT_WRITTEN


def test_what_is_in_no_file_is_said_before_the_window_goes(desk: TalkDesk, played: RehearsalRecord) -> None:
    desk.flow.show(played)
    assert not desk.window.keep_words(), "the run itself is in no file"
    desk.press("Fast.")
    assert not desk.window.keep_words()
    assert desk.window.half_typed == NOT_KEPT
    desk.press(Key.Key_Escape, Key.Key_Escape)
    ((_, left),) = desk.went
    assert isinstance(left, tuple)
    assert (left[0].reflection.reactions, left[1]) == ("Fast.", None)


def test_an_observer_reads_and_remarks_and_changes_nothing_else(
    desk: TalkDesk, played: RehearsalRecord, tmp_path: Path
) -> None:
    for record in (replace(played, reflection=RATED), played):
        screen = desk.flow.show(record, file_of(record, tmp_path), observer=True)
        assert screen.step == HAPPENED
        for key in "1234":
            desk.press(key)
        assert desk.record == record
        assert all(not line.isVisible() for line in screen.reactions.lines)
        fields = (screen.reactions.words, screen.take_home.words.take_home, screen.take_home.words.analysis)
        assert all(field.isReadOnly() for field in (*fields, screen.data_page.tries.words))
        screen.reactions.sealed.emit((1, 1, 1))
        assert desk.record == record
        desk.press("2", "a", "Well before the words.", Key.Key_Return)
        (remark,) = desk.record.remarks
        assert (remark.by, remark.supervisor) == ("R. Osei", True), "an observer is not the trainee"


def test_the_record_that_is_shown_is_never_lost_to_another_screen(
    desk: TalkDesk, played: RehearsalRecord, tmp_path: Path, qtbot: QtBot
) -> None:
    """What is typed right before playing back is written, and is there when one comes back."""
    record = replace(played, reflection=RATED)
    path = file_of(record, tmp_path)
    desk.flow.show(record, path)
    desk.press(" breaths", Key.Key_Escape, " ")
    assert desk.went[-1][0] == "played back"
    desk.flow.again()
    assert desk.screen.take_home.words.take_home.text() == "Two breaths"
    qtbot.waitUntil(lambda: desk.on_disk(path).reflection.take_home == "Two breaths", timeout=10_000)


class LaterJobs:
    """Does what it is asked once it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[], object], Callable[[object], None]]] = []

    def run(self, work: Callable[[], object], done: Callable[[object], None], *_: object) -> None:
        self.waiting.append((work, done))

    def do(self) -> None:
        work, done = self.waiting.pop(0)
        done(work())


def test_what_is_typed_while_it_is_written_is_written_next(
    theme: Theme, played: RehearsalRecord, tmp_path: Path
) -> None:
    jobs, written = LaterJobs(), []
    keeper = DebriefKeeper(
        cast(Jobs, jobs), lambda record, _: written.append(record), played, tmp_path / "x", lambda _: None
    )
    keeper.write()
    assert jobs.waiting == [], "nothing was said: nothing is written"
    one, two = (replace(played, reflection=Reflection(words)) for words in ("one", "one and two"))
    keeper.put(one)
    keeper.write()
    keeper.put(two)
    jobs.do()
    assert keeper.unsaved
    keeper.write()
    jobs.do()
    assert written == [one, two]
    assert not keeper.unsaved
    keeper.write()
    assert jobs.waiting == []
